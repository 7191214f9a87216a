package assistant

import (
	"cmp"
	"context"
	"slices"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/assistant/entries"
	"github.com/tenonhub/tenon/internal/assistant/telling"
	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/port"
)

// maxListed is how many bytes of a text or table are looked at for entries.
const maxListed = 256 << 10

// list are the entries of what a node judges, and whether they are only those
// that the request is about; none where that is one text.
func (e *execution) list(ctx context.Context, n graph.Node, in port.Values) (l []string, some bool) {
	if !telling.Judges[n.Task] || len(in["text"]) != 1 || !entries.Asked(e.req.Text) {
		return nil, false
	}
	v := e.assistant.resolve(ctx, in["text"][0])
	b, err := v.Read(maxListed)
	if err != nil || !utf8.Valid(b) {
		return nil, false // the model says what is wrong with it, or it is too long to be cut up
	}
	switch v.Type {
	case port.Table:
		l = entries.OfTable(string(b))
	case port.Text:
		l = entries.OfText(string(b))
	default:
	}
	if len(l) < 2 {
		return nil, false
	}
	if v.Type != port.Table {
		return l, false
	}
	about := entries.About(string(b), e.req.Text)
	return about, len(about) < len(l)
}

// each adds to what a model has said of a list what it says of each entry: a
// label with the entry as its text.
func (e *execution) each(ctx context.Context, n graph.Node, m catalog.Model, out port.Values, list []string, some bool) (port.Values, engine.Usage, error) {
	var used engine.Usage
	whole, ok := out.First("labels")
	if !ok {
		return out, used, nil
	}
	all, err := e.assistant.resolve(ctx, whole).ReadLabels()
	if err != nil {
		return nil, used, err
	}
	if some {
		all = nil // what was said is of the others too
	}
	for i, s := range list {
		best, more, err := e.entry(ctx, n, m, s)
		if used = used.Plus(more); err != nil {
			return nil, used, err
		}
		all = append(all, best)
		e.live.node(n.ID, func(v *Node) { v.Progress = float64(i+1) / float64(len(list)) })
	}
	kept, err := e.keep(ctx, n, port.Values{"labels": {port.NewLabels(all)}})
	return kept, used, err
}

// entry is what a model says of one entry.
func (e *execution) entry(ctx context.Context, n graph.Node, m catalog.Model, s string) (best port.Label, used engine.Usage, err error) {
	best = port.Label{Name: telling.Unjudged, Text: s}
	req := engine.Request{Model: m.Ref, Task: n.Task, Params: n.Params, In: port.Values{"text": {port.NewText(s)}}}
	for ev, err := range e.assistant.parts.Gateway.Do(ctx, req) {
		switch {
		case fault.Is(err, fault.Invalid):
			return best, used, nil
		case err != nil:
			return best, used, timedOut(ctx, err)
		}
		used = used.Plus(ev.Usage)
		v, ok := ev.Out.First("labels")
		if !ok {
			continue
		}
		l, err := v.ReadLabels()
		if err != nil {
			return best, used, err
		}
		if len(l) > 0 {
			best = slices.MaxFunc(l, func(a, b port.Label) int { return cmp.Compare(a.Score, b.Score) })
			best.Text = s
		}
	}
	return best, used, nil
}
