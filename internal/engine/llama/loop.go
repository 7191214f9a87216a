package llama

import (
	"context"
	"maps"
	"slices"
	"time"

	native "github.com/hybridgroup/yzma/pkg/llama"

	"github.com/tenonhub/tenon/internal/engine/llama/sample"
	"github.com/tenonhub/tenon/internal/fault"
)

// How many tokens are in one step, at most: what the library computes at once.
const most = 512

// little is a beginning that is not worth waiting for while another computes it.
const little = 32

// courtesy is how long after somebody came while others were being served
// steps stay short, since more may come.
const courtesy = 3 * time.Second

// slot is a job that is being answered.
type slot struct {
	*job
	seq    native.SeqId
	tokens []int32 // asked and answered
	past   int     // of those, how many are in memory
	row    int32   // where its token is in the batch of this step; -1 is nowhere
	came   uint64  // the step that it began with
	guess  guess
}

// loop is the one that computes. It is not safe for concurrent use.
type loop struct {
	*Model
	batch native.Batch
	queue queue
	slots []*slot
	cache *cache
	step  uint64
	worn  string    // the adapters that are set
	turn  uint64    // whose adapter's turn it is
	tight bool      // somebody had to make room, and nobody has left since
	crowd time.Time // until then steps are short
	pace  pace
	gazed bool // the last step was a picture's
}

func newLoop(m *Model) *loop {
	return &loop{Model: m, queue: newQueue(), cache: newCache(m), pace: newPace(m.facts.Parameters, m.options.Threads)}
}

// serve answers jobs until life ends.
func (l *loop) serve(life context.Context) {
	l.batch = native.BatchInit(most, 0, 1)
	defer func() { _ = native.BatchFree(l.batch) }()
	for life.Err() == nil {
		l.receive(life)
		l.leave()
		l.admit()
		l.compute()
		l.report()
	}
	for _, s := range slices.Clone(l.slots) {
		l.end(s, errClosed)
	}
	for _, j := range l.queue.jobs {
		j.finish(errClosed)
	}
}

// receive takes what has come, and waits for it if there is nothing to do.
func (l *loop) receive(life context.Context) {
	if !l.busy() {
		select {
		case j := <-l.inbox:
			l.queue.push(j, false)
		case f := <-l.work:
			f(l)
		case <-l.wake:
		case <-life.Done():
		}
	}
	for {
		select {
		case j := <-l.inbox:
			l.queue.push(j, false)
		case f := <-l.work:
			f(l)
		default:
			return
		}
	}
}

// busy says whether a step can compute something or let somebody in.
func (l *loop) busy() bool {
	for _, s := range l.slots {
		if s.ctx.Err() != nil || s.ready() {
			return true
		}
	}
	for _, j := range l.queue.jobs {
		if j.ctx.Err() != nil {
			return true
		}
	}
	return len(l.queue.jobs) > 0 && len(l.slots) < l.options.Slots && !l.tight
}

// ready says whether who reads the answer keeps up with it.
func (s *slot) ready() bool {
	if len(s.steps) < cap(s.steps)-1 {
		s.paused.Store(false)
		return true
	}
	s.paused.Store(true)
	return len(s.steps) < cap(s.steps)-1 // it may have been read since
}

// leave lets go of those who have gone.
func (l *loop) leave() {
	for _, s := range slices.Clone(l.slots) {
		if s.ctx.Err() != nil {
			l.end(s, canceled(s.ctx))
		}
	}
	for _, j := range slices.Clone(l.queue.jobs) {
		if j.ctx.Err() != nil {
			l.queue.remove(j)
			j.finish(canceled(j.ctx))
		}
	}
}

// finish closes the answer; the loop's own part of it is free already.
func (j *job) finish(err error) {
	if j.rule != nil {
		j.rule.free()
		j.rule = nil
	}
	if j.release != nil {
		j.release()
	}
	j.failed = err
	close(j.steps)
}

// end takes s out; what it has computed is kept.
func (l *loop) end(s *slot, err error) {
	l.slots = slices.DeleteFunc(l.slots, func(o *slot) bool { return o == s })
	l.cache.keep(s.seq, s.tokens[:s.past], s.worn, s.Actor, l.step)
	l.tight = false
	s.finish(err)
}

func (l *loop) report() {
	l.meter.add(func(c *Counters) { c.Queued, c.Running = len(l.queue.jobs), len(l.slots) })
}

// running counts the slots of each actor.
func (l *loop) running() map[string]int {
	n := map[string]int{}
	for _, s := range l.slots {
		n[s.Actor]++
	}
	return n
}

// admit gives free slots to those who wait.
func (l *loop) admit() {
	for len(l.slots) < l.options.Slots && len(l.queue.jobs) > 0 && (!l.tight || len(l.slots) == 0) {
		jobs := l.queue.order(l.running())
		i := slices.IndexFunc(jobs, func(j *job) bool { return !l.worthWaiting(j) })
		if i < 0 {
			return
		}
		l.queue.remove(jobs[i])
		l.start(jobs[i])
	}
}

// worthWaiting says whether somebody is computing right now what j begins
// with: it then waits, and takes that over.
func (l *loop) worthWaiting(j *job) bool {
	if !l.cache.sharing {
		return false
	}
	_, have := l.cache.find(j.Prompt, j.worn)
	coming := 0
	for _, s := range l.slots {
		if s.worn == j.worn {
			n := common(s.tokens, j.Prompt)
			have = max(have, min(n, s.past))
			if s.past < len(s.tokens)-1 {
				coming = max(coming, n)
			}
		}
	}
	return coming >= have+little
}

// start gives j a slot. What it begins with may be in memory.
func (l *loop) start(j *job) {
	if j.Grammar != "" && j.rule == nil {
		r, err := newRule(l.vocab, j.Grammar)
		if err != nil {
			j.finish(err)
			return
		}
		j.rule = r
	}
	if j.sampler == nil {
		j.sampler = sample.New(j.Sample, j.words())
	}
	if len(l.slots) > 0 {
		l.crowd = time.Now().Add(courtesy)
	}
	s := &slot{job: j, seq: l.cache.take(), tokens: slices.Concat(j.Prompt, j.resumed), came: l.step, row: -1}
	s.past = l.inherit(s)
	if !j.counted {
		j.counted, j.cached = true, min(s.past, l.own(s))
		l.meter.add(func(c *Counters) {
			c.Requests++
			if c.CachedTokens += int64(s.past); s.past > 0 {
				c.CacheHits++
			}
		})
	}
	l.slots = append(l.slots, s)
}

// inherit gives s the longest beginning that was computed, but for the last
// token, which has to be computed to know what comes next. What others are
// being answered with is taken first: it is in memory once for all of them.
func (l *loop) inherit(s *slot) int {
	if !l.cache.sharing {
		return 0
	}
	var with *slot
	n := 0
	for _, o := range l.slots {
		if m := min(common(o.tokens, s.tokens), o.past); o.worn == s.worn && m > n {
			with, n = o, m
		}
	}
	k, m := l.cache.find(s.tokens, s.worn)
	if m > n {
		k.used, with, n = l.step, nil, m
	} else {
		k = nil
	}
	n = s.apart(min(n, len(s.tokens)-1))
	switch {
	case n <= 0:
		n = 0
	case with != nil:
		l.cache.share(with.seq, s.seq, s.place(n))
	case !l.cache.inherit(k, s.seq, s.place(n)):
		n = 0
	}
	if k != nil && n < len(k.tokens)-little {
		k = nil // most of it is gone on with by nobody
	}
	l.cache.putAway(k)
	return n
}

// own is how much of what s begins with was computed for its actor: others would
// learn from more what was asked before them.
func (l *loop) own(s *slot) int {
	n := l.cache.own(s.tokens, s.worn, s.Actor)
	for _, o := range l.slots {
		if o.Actor == s.Actor && o.worn == s.worn {
			n = max(n, min(common(o.tokens, s.tokens), o.past))
		}
	}
	return n
}

// preempt makes room by sending the one that came last back to the queue; false says
// that there is nobody else to go on for.
func (l *loop) preempt() bool {
	if len(l.slots) < 2 {
		return false
	}
	s := slices.MaxFunc(l.slots, func(a, b *slot) int { return int(a.came) - int(b.came) }) //nolint:gosec // steps are few
	l.slots = slices.DeleteFunc(l.slots, func(o *slot) bool { return o == s })
	l.cache.give(s.seq)
	s.resumed = s.tokens[len(s.Prompt):]
	l.queue.push(s.job, true)
	l.tight = true
	l.meter.add(func(c *Counters) { c.Preempted++ })
	return true
}

// adapters are those of the slots, in order of name.
func (l *loop) names() []string {
	names := map[string]bool{}
	for _, s := range l.slots {
		names[s.worn] = true
	}
	return slices.Sorted(maps.Keys(names))
}

// failAll ends all: what of theirs is in memory is not known.
func (l *loop) failAll(err error) {
	for _, s := range slices.Clone(l.slots) {
		s.past = 0
		l.end(s, err)
	}
	l.cache.clear()
}

var errDecode = fault.New(fault.Internal, "llama.cpp could not compute a step")
