package llama

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	native "github.com/hybridgroup/yzma/pkg/llama"

	"github.com/tenonhub/tenon/internal/engine/llama/sample"
	"github.com/tenonhub/tenon/internal/fault"
)

// part is what a slot has in a step: its next n tokens.
type part struct {
	*slot
	n        int
	draft    []int32 // what may come after them
	foretold bool    // … as the caller has said
}

// compute does one step.
func (l *loop) compute() {
	parts, gazes := l.choose()
	if len(parts) == 0 {
		return
	}
	if err := l.wear(parts[0].job); err != nil {
		l.failAll(err)
		return
	}
	began := time.Now()
	status, err := l.decode(parts, gazes)
	l.step++
	switch {
	case err != nil || status < 0 || status > 1:
		l.failAll(fmt.Errorf("%w: status %d", errDecode, status))
	case status == 1: // no room
		if !withdraw(parts) && !l.cache.putAway(nil) && !l.preempt() {
			l.end(parts[0].slot, fault.New(fault.Exhausted, "the model's context is full"))
		}
	default:
		l.account(parts, time.Since(began))
		for _, p := range parts {
			l.advance(p)
		}
	}
}

// choose finds what is computed: tokens, or those of one picture; gazes says which.
func (l *loop) choose() (parts []part, gazes bool) {
	p, gazes := l.gazing()
	if !gazes || l.gazed {
		parts = l.plan()
	}
	l.gazed = gazes && len(parts) == 0
	if l.gazed {
		return []part{p}, true
	}
	return parts, false
}

// plan chooses what is computed: a token for every answer, then prompts, the
// shortest first, but something of the one that came first in any case. The
// adapters take turns, since one step computes with one.
func (l *loop) plan() []part {
	answers, prompts := l.turns(l.pace.rests(time.Now()))
	parts := make([]part, 0, len(l.slots))
	for _, s := range answers {
		parts = append(parts, part{slot: s, n: 1})
	}
	if len(prompts) == 0 {
		l.draft(parts)
	}
	return append(parts, l.prompts(prompts, len(answers))...)
}

// turns gives the slots that go on now, those of one adapter. While long prompts rest,
// they do only where there is nobody else.
func (l *loop) turns(resting bool) (answers, prompts []*slot) {
	names := l.names()
	for range names {
		name := names[l.turn%uint64(len(names))]
		l.turn++
		answers, prompts = l.able(name)
		if resting {
			prompts = slices.DeleteFunc(prompts, (*slot).long)
		}
		if len(answers)+len(prompts) > 0 {
			return answers, prompts
		}
	}
	if resting {
		return l.turns(false)
	}
	return nil, nil
}

// able gives the slots with that adapter that can go on.
func (l *loop) able(adapter string) (answers, prompts []*slot) {
	for _, s := range l.slots {
		s.row = -1
		switch {
		case s.worn != adapter || !s.ready() || s.gazes():
		case s.past == len(s.tokens)-1:
			answers = append(answers, s)
		default:
			prompts = append(prompts, s)
		}
	}
	return answers, prompts
}

// prompts divides what is left of a step among prompts.
func (l *loop) prompts(slots []*slot, answers int) (parts []part) {
	if len(slots) == 0 {
		return nil
	}
	budget := l.pace.alone
	if len(l.slots) > 1 || time.Now().Before(l.crowd) {
		budget = l.pace.beside(answers)
	}
	if l.crowded() {
		budget = tile - answers%tile
	}
	first := slices.MinFunc(slots, func(a, b *slot) int { return cmp.Compare(a.came, b.came) })
	slices.SortStableFunc(slots, func(a, b *slot) int { return cmp.Compare(a.left(), b.left()) })
	held := min(budget/4, first.left())
	for _, s := range slots {
		n := min(s.left(), budget-held)
		if s == first {
			n, held = min(s.left(), budget), 0
		}
		if n > 0 {
			parts = append(parts, part{slot: s, n: n})
			budget -= n
		}
	}
	return parts
}

// crowded says whether somebody waits for a slot.
func (l *loop) crowded() bool { return len(l.slots) >= l.options.Slots && len(l.queue.jobs) > 0 }

// long says whether more is left of a prompt than any step can have.
func (s *slot) long() bool { return s.left() > most }

// left is how many tokens come next that stand for texts.
func (s *slot) left() int { return s.until(s.past, len(s.tokens)) - s.past }

// fill puts the parts into the batch; the last token of what is complete asks
// for what comes next, and so does each of a draft, in the rows after it.
func (l *loop) fill(parts []part) {
	_ = l.batch.Clear()
	seq := make([]native.SeqId, 1)
	add := func(p part, token int32, at int, asks bool) {
		if err := l.batch.Add(native.Token(token), p.place(at), seq, asks); err != nil {
			panic(err) // parts are within the batch
		}
	}
	for _, p := range parts {
		seq[0] = p.seq
		for i := range p.n {
			at := p.past + i
			last := at == len(p.tokens)-1
			if last {
				p.row = l.batch.NTokens
			}
			add(p, p.tokens[at], at, last)
		}
		for i, token := range p.draft {
			add(p, token, p.past+p.n+i, true)
		}
	}
}

// account notes what a step has done and how long it took.
func (l *loop) account(parts []part, took time.Duration) {
	prefill, decode, long := 0, 0, false
	for _, p := range parts {
		l.queue.serve(p.Actor, p.n)
		long = long || p.long()
		if p.past < len(p.Prompt) {
			prefill += p.n
		} else {
			decode += p.n
		}
	}
	if long {
		l.pace.pause(time.Now(), took, l.crowded())
	}
	if prefill > decode {
		l.pace.note(prefill+decode, took)
	}
	l.meter.add(func(c *Counters) {
		c.PrefillTokens += int64(prefill)
		c.DecodeTokens += int64(decode)
		if prefill > 0 {
			c.PrefillTime += took
		} else {
			c.DecodeTime += took
		}
	})
}

// advance notes that the tokens of p are in memory, and chooses the next.
func (l *loop) advance(p part) {
	if p.past += p.n; p.row < 0 {
		return
	}
	known := p.past
	ended, err := l.say(p)
	if len(p.draft) > 0 {
		l.judge(p, p.past-known)
	}
	if ended || err != nil {
		l.end(p.slot, err)
	}
}

// say tells the token that comes next, and those after it that were drafted as they
// are chosen, which are in memory then.
func (l *loop) say(p part) (ended bool, err error) {
	for i := 0; ; i++ {
		logits, err := native.GetLogitsIth(l.ctx, p.row+int32(i), l.facts.Vocabulary) //nolint:gosec // a few
		if err != nil || logits == nil {
			return true, errDecode
		}
		if l.watch != nil {
			l.watch(p.job, logits)
		}
		s, err := l.next(p.slot, logits)
		if err != nil {
			return true, err
		}
		goesOn := s.End == "" && i < len(p.draft) && s.Token == p.draft[i]
		if p.foretold && goesOn {
			p.accepted++
		} else if p.foretold {
			p.rejected += len(p.draft) - i
		}
		s.Accepted, s.Rejected = p.accepted, p.rejected
		p.steps <- s // there is room: the slot was ready
		if !goesOn {
			return s.End != "", nil
		}
		p.past++
	}
}

// pick chooses a token, unless it is said which it is.
func (l *loop) pick(s *slot, logits []float32) (token int32, err error) {
	if len(s.steered) > 0 {
		token, s.steered = s.steered[0], s.steered[1:]
		s.sampler.Note(token)
		return token, nil
	}
	var r sample.Rule
	if s.rule != nil {
		r = s.rule
	}
	return s.sampler.Next(logits, r)
}

// next finds the token that comes next.
func (l *loop) next(s *slot, logits []float32) (Step, error) {
	steered := len(s.steered) > 0
	token, err := l.pick(s, logits)
	if err != nil {
		return Step{}, err
	}
	if math.IsNaN(float64(logits[token])) {
		return Step{}, fault.New(fault.Invalid, "the model computes nothing that is a number: its weights are broken")
	}
	step := Step{Token: token, Cached: s.cached, Steered: steered}
	if s.Top >= 0 {
		step.Logprob, step.Top = sample.Logprobs(logits, token, s.Top)
	}
	s.tokens = append(s.tokens, token)
	answered := len(s.tokens) - len(s.Prompt)
	if native.VocabIsEOG(l.vocab, native.Token(token)) && !s.IgnoreEnd {
		step.End = Stop
		return step, nil
	}
	if s.rule != nil {
		s.rule.accept(token)
	}
	step.Piece = l.Piece(token, false)
	if answered >= s.Most || len(s.tokens) >= l.facts.Context {
		step.End = Length
	}
	if s.Steer != nil {
		s.steered = append(s.steered, s.Steer(step)...)
	}
	return step, nil
}
