package onnx

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
)

// finder finds names in texts.
type finder struct {
	texts
	logits int
}

func newFinder(m *Model, dir string) (work, error) {
	t, err := newTexts(m, dir)
	if err != nil {
		return nil, err
	}
	f := &finder{texts: t}
	f.logits, err = m.output("logits")
	return f, err
}

// mark is what a token was judged to be.
type mark struct {
	start, end int
	tag        string // as B-PER
	score      float64
	edge       int // tokens to the nearest end of its window: the more, the better it was judged
}

func (f *finder) run(ctx context.Context, m *Model, req engine.Request) (port.Values, engine.Usage, error) {
	s, err := text(req, "text")
	if err != nil {
		return nil, engine.Usage{}, err
	}
	windows, err := f.windows(ctx, nil, s)
	if err != nil {
		return nil, engine.Usage{}, err
	}
	out, u, err := f.compute(ctx, m, windows)
	if err != nil {
		return nil, u, err
	}
	best := map[int]mark{} // by where a token begins: windows overlap
	var order []int
	for w, items := range windows {
		x := out[w][f.logits]
		if len(x.Shape) != 2 || int(x.Shape[0]) < len(items) || len(x.Floats) < len(items) {
			return nil, u, fault.New(fault.Invalid, "the model gives %v for %d tokens", x.Shape, len(items))
		}
		for i, k := range items {
			if k.Text < 0 {
				continue
			}
			scores := softmax(x.Row(i).Floats)
			top := slices.Index(scores, slices.Max(scores))
			one := mark{k.Start, k.End, m.about.label(top), scores[top], min(i, len(items)-i)}
			old, ok := best[k.Start]
			if !ok {
				order = append(order, k.Start)
			}
			if !ok || one.edge > old.edge {
				best[k.Start] = one
			}
		}
	}
	slices.Sort(order)
	marks := make([]mark, len(order))
	for i, at := range order {
		marks[i] = best[at]
	}
	return port.Values{"labels": {port.NewLabels(named(s, marks))}}, u, nil
}

// split is whether a tag begins a name, and of what.
func split(tag string) (begins bool, kind string) {
	for _, p := range []string{"B-", "I-", "E-", "S-", "L-", "U-"} {
		if kind, ok := strings.CutPrefix(tag, p); ok {
			return strings.Contains("B-S-U-", p), kind
		}
	}
	return false, tag
}

// named joins tokens of one name; its score is the mean of theirs.
func named(s string, marks []mark) []port.Label {
	l := []port.Label{}
	var group []mark
	close := func() {
		if len(group) == 0 {
			return
		}
		_, kind := split(group[0].tag)
		start, end, sum := group[0].start, group[len(group)-1].end, 0.0
		for _, k := range group {
			sum += k.score
		}
		from := utf8.RuneCountInString(s[:start])
		l = append(l, port.Label{
			Name: kind, Score: sum / float64(len(group)), Text: s[start:end], Start: from, End: from + utf8.RuneCountInString(s[start:end]),
		})
		group = nil
	}
	for _, k := range marks {
		begins, kind := split(k.tag)
		if len(group) > 0 {
			if _, last := split(group[0].tag); begins || kind != last {
				close()
			}
		}
		if k.tag != "O" {
			group = append(group, k)
		}
	}
	close()
	return l
}
