package onnx

import (
	"context"
	"math"
	"slices"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/engine/onnx/runtime"
	"github.com/tenonhub/tenon/internal/engine/onnx/tokenizer"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
)

// reader finds the words of a text that answer a question.
type reader struct {
	texts
	starts, ends int
}

// longest is how many tokens an answer has at most.
const longest = 15

func newReader(m *Model, dir string) (work, error) {
	t, err := newTexts(m, dir)
	if err != nil {
		return nil, err
	}
	r := &reader{texts: t}
	if r.starts, err = m.output("start_logits"); err != nil {
		return nil, err
	}
	r.ends, err = m.output("end_logits")
	return r, err
}

// found is the best answer so far.
type found struct {
	start, end int
	score      float64
}

func (r *reader) run(ctx context.Context, m *Model, req engine.Request) (port.Values, engine.Usage, error) {
	s, err := text(req, "text")
	if err != nil {
		return nil, engine.Usage{}, err
	}
	question, err := text(req, "question")
	if err != nil {
		return nil, engine.Usage{}, err
	}
	asked, err := r.start(ctx, question)
	if err != nil {
		return nil, engine.Usage{}, err
	}
	windows, err := r.windows(ctx, append([]tokenizer.Token{}, asked...), s)
	if err != nil {
		return nil, engine.Usage{}, err
	}
	out, u, err := r.compute(ctx, m, windows)
	if err != nil {
		return nil, u, err
	}
	best := found{score: -1}
	for w, items := range windows {
		if err := best.better(items, out[w][r.starts], out[w][r.ends]); err != nil {
			return nil, u, err
		}
	}
	if best.score < 0 {
		return nil, u, fault.New(fault.Invalid, "the text has no words in which the answer could be")
	}
	v := port.NewText(s[best.start:best.end])
	v.Sure = best.score
	return port.Values{"answer": {v}}, u, nil
}

// better takes the best answer of a window, if it is better: the product of how
// likely it begins and ends there, among the places in the text.
func (f *found) better(items []tokenizer.Item, starts, ends runtime.Tensor) error {
	n := len(items)
	if len(starts.Floats) < n || len(ends.Floats) < n {
		return fault.New(fault.Invalid, "the model gives %v and %v for %d tokens", starts.Shape, ends.Shape, n)
	}
	share := func(x runtime.Tensor) []float64 {
		l := slices.Clone(x.Floats[:n])
		for i, k := range items {
			if k.Text != 1 && i > 0 { // the first stands for no answer
				l[i] = float32(math.Inf(-1))
			}
		}
		return softmax(l)
	}
	a, b := share(starts), share(ends)
	for i, k := range items {
		for j := i; k.Text == 1 && j < min(n, i+longest); j++ {
			if p := a[i] * b[j]; items[j].Text == 1 && p > f.score && items[j].End > k.Start {
				*f = found{k.Start, items[j].End, p}
			}
		}
	}
	return nil
}
