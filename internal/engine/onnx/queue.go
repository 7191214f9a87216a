package onnx

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/tenonhub/tenon/internal/engine/onnx/runtime"
	"github.com/tenonhub/tenon/internal/fault"
)

// What is computed together at most.
const (
	maxRows    = 16
	maxNumbers = 16 << 10 // tokens, those that fill too; one row may have more
	maxColours = 4 << 20  // numbers of pictures and sounds; one row may have more
)

// row is one row of a batch: an input each, without the batch's own dimension.
type row struct {
	in   []runtime.Tensor
	fill []int64         // what fills a shorter row of whole numbers, for each input
	full bool            // it is a batch already, and its answer is all of it
	ctx  context.Context //nolint:containedctx // of who waits for the row
	out  chan answer     // of room for one
}

type answer struct {
	out []runtime.Tensor
	err error
}

// queue computes rows, those that wait at the same time together:
//
//	ask ─┐            ┌ fill to the longest ┐
//	ask ─┼─▶ waiting ─┤ put side by side    ├─▶ session ─▶ a row's part to each
//	ask ─┘            └ as far as they fit  ┘
//
// Where rows would change each other – a file with a batch of one, or numbers that
// are quantised by the range of all rows – each is computed alone.
type queue struct {
	session *runtime.Session
	alone   bool
	waiting chan *row
	end     chan struct{}
	done    sync.WaitGroup
	batches atomic.Int64 // that were computed
	rows    atomic.Int64
	queued  atomic.Int64
	running atomic.Int64
}

func newQueue(ctx context.Context, s *runtime.Session, measures bool) (*queue, error) {
	q := &queue{session: s, alone: measures, waiting: make(chan *row, 4*maxRows), end: make(chan struct{})}
	for _, p := range s.Inputs {
		switch {
		case len(p.Shape) == 0:
			return nil, fault.New(fault.Invalid, "the model's input %q has no dimension for several at a time", p.Name)
		case p.Shape[0] > 1:
			return nil, fault.New(fault.Invalid, "the model takes %d at a time and never fewer (%s); export it with a batch that can change", p.Shape[0], p.Name)
		case p.Shape[0] == 1:
			q.alone = true
		}
	}
	q.done.Go(func() { q.loop(context.WithoutCancel(ctx)) })
	return q, nil
}

func (q *queue) close() {
	close(q.end)
	q.done.Wait()
}

// ask computes rows, in their order.
func (q *queue) ask(ctx context.Context, rows []*row) ([][]runtime.Tensor, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	for _, r := range rows {
		r.ctx, r.out = ctx, make(chan answer, 1) // so that no answer waits for who asks
		q.queued.Add(1)
		select {
		case q.waiting <- r:
		case <-ctx.Done():
			q.queued.Add(-1)
			return nil, fault.Wrap(ctx.Err(), fault.Canceled, "canceled")
		case <-q.end:
			q.queued.Add(-1)
			return nil, fault.New(fault.Unavailable, "the model was unloaded")
		}
	}
	return q.collect(ctx, rows)
}

func (q *queue) collect(ctx context.Context, rows []*row) ([][]runtime.Tensor, error) {
	out := make([][]runtime.Tensor, len(rows))
	for i, r := range rows {
		select {
		case a := <-r.out:
			if a.err != nil {
				return nil, a.err
			}
			out[i] = a.out
		case <-ctx.Done():
			return nil, fault.Wrap(ctx.Err(), fault.Canceled, "canceled")
		case <-q.end:
			return nil, fault.New(fault.Unavailable, "the model was unloaded")
		}
	}
	return out, nil
}

func (q *queue) loop(ctx context.Context) {
	var left *row // that did not fit
	for {
		first := left
		if left = nil; first == nil {
			select {
			case first = <-q.waiting:
			case <-q.end:
				return
			}
		}
		batch := []*row{first}
	more:
		for !q.alone && len(batch) < maxRows {
			select {
			case r := <-q.waiting:
				if !fits(batch, r) {
					left = r
					break more
				}
				batch = append(batch, r)
			default:
				break more
			}
		}
		q.compute(ctx, batch)
	}
}

// fits reports whether a row may be computed with others: their numbers are alike
// but for the length of what can be filled, and not too many.
func fits(batch []*row, r *row) bool {
	if r.full || batch[0].full {
		return false
	}
	longest, colours := 0, 0
	for _, b := range append(slices.Clone(batch), r) {
		longest = max(longest, len(b.in[0].Ints))
		for _, x := range b.in {
			colours += len(x.Floats)
		}
	}
	for i, x := range r.in {
		first := batch[0].in[i]
		if len(x.Shape) != len(first.Shape) || x.Floats != nil && !slices.Equal(x.Shape, first.Shape) {
			return false
		}
	}
	return longest*(len(batch)+1) <= maxNumbers && colours <= maxColours
}

func (q *queue) compute(ctx context.Context, batch []*row) {
	q.queued.Add(-int64(len(batch)))
	batch = slices.DeleteFunc(batch, func(r *row) bool { return r.ctx.Err() != nil })
	if len(batch) == 0 {
		return
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var left atomic.Int64
	left.Store(int64(len(batch)))
	for _, r := range batch {
		defer context.AfterFunc(r.ctx, func() { //nolint:contextcheck // each row has that of who waits for it
			if left.Add(-1) == 0 {
				cancel() // nobody waits any more
			}
		})()
	}
	q.running.Store(int64(len(batch)))
	in := batch[0].in
	if !batch[0].full {
		in = join(batch)
	}
	out, err := q.session.Run(ctx, in)
	q.running.Store(0)
	q.batches.Add(1)
	q.rows.Add(int64(len(batch)))
	for i, r := range batch {
		switch {
		case err != nil:
			r.out <- answer{err: told(err)}
		case r.full:
			r.out <- answer{out: out}
		default:
			r.out <- part(out, i, len(batch))
		}
	}
}

// told is what went wrong in computing, for people.
func told(err error) error {
	if kind, _ := fault.Of(err); kind != fault.Internal {
		return err
	}
	return fault.Wrap(err, fault.Unavailable, "the model could not compute this: %v", err)
}

// part is what is of the ith row of n.
func part(out []runtime.Tensor, i, n int) answer {
	l := make([]runtime.Tensor, len(out))
	for k, x := range out {
		if len(x.Shape) == 0 || x.Shape[0] != int64(n) {
			return answer{err: fault.New(fault.Invalid, "the model gives %v for a batch of %d", x.Shape, n)}
		}
		l[k] = x.Row(i)
	}
	return answer{out: l}
}

// join puts rows side by side; rows of whole numbers are filled to the longest.
func join(batch []*row) []runtime.Tensor {
	l := make([]runtime.Tensor, len(batch[0].in))
	for i := range l {
		first := batch[0].in[i]
		shape := append([]int64{int64(len(batch))}, first.Shape...)
		if first.Floats != nil {
			for _, r := range batch {
				l[i].Floats = append(l[i].Floats, r.in[i].Floats...)
			}
			l[i].Shape = shape
			continue
		}
		longest := 0
		for _, r := range batch {
			longest = max(longest, len(r.in[i].Ints))
		}
		for _, r := range batch {
			l[i].Ints = append(l[i].Ints, r.in[i].Ints...)
			for range longest - len(r.in[i].Ints) {
				l[i].Ints = append(l[i].Ints, r.fill[i])
			}
		}
		if len(first.Shape) == 1 {
			shape[1] = int64(longest)
		}
		l[i].Shape = shape
	}
	return l
}

// Counters grow from the beginning, but for Queued and Running, which are of now.
type Counters struct {
	Queued, Running   int
	Requests, Batches int64 // that were computed: what is asked, and how often it was
}

// Counters are how much was done.
func (m *Model) Counters() Counters {
	q := m.queue
	return Counters{int(q.queued.Load()), int(q.running.Load()), q.rows.Load(), q.batches.Load()}
}
