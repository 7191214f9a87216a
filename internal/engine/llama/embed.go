package llama

import (
	"context"
	"math"
	"slices"
	"time"

	native "github.com/hybridgroup/yzma/pkg/llama"

	"github.com/tenonhub/tenon/internal/fault"
)

// maxEmbedded is how many tokens a text may have that a vector is made of:
// some models read it whole or not at all.
const maxEmbedded = 2048

// Embed makes a vector of length 1 of each text; of models that rank, it is the
// raw score instead. Texts are computed together with those of other requests.
func (m *Model) Embed(ctx context.Context, actor string, texts [][]int32) ([][]float32, error) {
	if !m.facts.Embedding {
		return nil, fault.New(fault.Invalid, "this model answers texts and makes no vectors; ask an embedding model")
	}
	limit := min(m.facts.Context, maxEmbedded)
	out := make([][]float32, 0, len(texts))
	for i, t := range texts {
		if len(t) == 0 {
			return nil, fault.New(fault.Invalid, "text %d is empty", i)
		}
		if len(t) > limit {
			return nil, fault.New(fault.TooLarge, "text %d has %d tokens, and this model takes %d", i, len(t), limit)
		}
		if err := m.knows(t); err != nil {
			return nil, err // it would fail all that is computed with it
		}
	}
	jobs := make([]*job, 0, len(texts))
	ctx, cancel := context.WithCancel(ctx)
	defer func() {
		cancel()
		m.nudge() // those that are left are given up
	}()
	defer context.AfterFunc(ctx, m.nudge)()
	for _, t := range texts {
		j := &job{Request: Request{Actor: actor, Prompt: t}, ctx: ctx, steps: make(chan Step)}
		select {
		case m.inbox <- j:
			jobs = append(jobs, j)
		case <-m.done:
			return nil, errClosed
		case <-ctx.Done():
			return nil, canceled(ctx)
		}
	}
	for _, j := range jobs {
		select {
		case <-j.steps:
			if j.failed != nil {
				return nil, j.failed
			}
			out = append(out, j.vector)
		case <-m.done:
			return nil, errClosed
		}
	}
	return out, nil
}

// embedder is the loop of models that make vectors.
type embedder struct {
	*Model
	batch native.Batch
	queue queue
}

func newEmbedder(m *Model) *embedder { return &embedder{Model: m, queue: newQueue()} }

func (e *embedder) serve(life context.Context) {
	limit := int(native.NUBatch(e.ctx))
	e.batch = native.BatchInit(int32(limit), 0, 1) //nolint:gosec // at most maxEmbedded
	defer func() { _ = native.BatchFree(e.batch) }()
	for life.Err() == nil {
		if len(e.queue.jobs) == 0 {
			select {
			case j := <-e.inbox:
				e.queue.push(j, false)
			case <-e.wake:
			case <-life.Done():
			}
		}
		e.drain()
		e.compute(limit)
		e.meter.add(func(c *Counters) { c.Queued = len(e.queue.jobs) })
	}
	for _, j := range e.queue.jobs {
		j.finish(errClosed)
	}
}

// drain takes what has come, and lets go of those who have gone.
func (e *embedder) drain() {
	for more := true; more; {
		select {
		case j := <-e.inbox:
			e.queue.push(j, false)
		default:
			more = false
		}
	}
	for _, j := range slices.Clone(e.queue.jobs) {
		if j.ctx.Err() != nil {
			e.queue.remove(j)
			j.finish(canceled(j.ctx))
		}
	}
}

// compute makes vectors of as many texts as one step takes.
func (e *embedder) compute(limit int) {
	_ = e.batch.Clear()
	var jobs []*job
	for _, j := range e.queue.order(nil) {
		if int(e.batch.NTokens)+len(j.Prompt) > limit || len(jobs) >= int(e.sequences()) {
			break
		}
		for at, t := range j.Prompt {
			//nolint:gosec // small numbers
			if err := e.batch.Add(native.Token(t), native.Pos(at), []native.SeqId{native.SeqId(len(jobs))}, true); err != nil {
				panic(err) // it was counted
			}
		}
		jobs = append(jobs, j)
		e.queue.remove(j)
		e.queue.serve(j.Actor, len(j.Prompt))
	}
	if len(jobs) == 0 {
		return
	}
	if e.memory != 0 {
		_ = native.MemoryClear(e.memory, false)
	}
	began := time.Now()
	status, err := native.Decode(e.ctx, e.batch)
	e.meter.add(func(c *Counters) {
		c.Requests += int64(len(jobs))
		c.PrefillTokens += int64(e.batch.NTokens)
		c.PrefillTime += time.Since(began)
	})
	for i, j := range jobs {
		if err != nil || status != 0 {
			j.finish(errDecode)
			continue
		}
		j.vector = e.vector(native.SeqId(i)) //nolint:gosec // a few
		if j.vector == nil {
			j.finish(errDecode)
			continue
		}
		j.finish(nil)
	}
}

// vector copies what was made of a sequence.
func (e *embedder) vector(seq native.SeqId) []float32 {
	n := native.ModelNEmbdOut(e.model)
	if e.facts.Rerank {
		n = max(int32(native.ModelNClsOut(e.model)), 1) //nolint:gosec // a few
	}
	v, err := native.GetEmbeddingsSeq(e.ctx, seq, n)
	if err != nil || v == nil {
		return nil
	}
	v = slices.Clone(v)
	if e.facts.Rerank {
		return v
	}
	sum := 0.0
	for _, x := range v {
		sum += float64(x) * float64(x)
	}
	if sum > 0 {
		for i := range v {
			v[i] = float32(float64(v[i]) / math.Sqrt(sum))
		}
	}
	return v
}
