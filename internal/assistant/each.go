package assistant

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/assistant/entries"
	"github.com/tenonhub/tenon/internal/assistant/lingo"
	"github.com/tenonhub/tenon/internal/assistant/term"
	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// judges are the tasks that say one thing of a whole text. Of a list of texts
// they say it of each as well, where the request speaks of several.
var judges = map[task.ID]bool{"sentiment-analysis": true, "text-classification": true, "zero-shot-classification": true, "language-identification": true}

const (
	maxListed = 256 << 10 // bytes of a text or table that is looked at for entries
	maxEntry  = 60        // runes of an entry that an answer quotes
	maxEach   = 30        // entries that an answer tells of; the rest are in the run
)

// list are the entries of what a node judges, and whether they are only those
// that the request is about; none where that is one text.
func (e *execution) list(ctx context.Context, n graph.Node, in port.Values) (l []string, some bool) {
	if !judges[n.Task] || len(in["text"]) != 1 || !entries.Asked(e.req.Text) {
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

// unjudged is the label of an entry that a model does not take, such as one in another
// language: what it says of the others stands.
const unjudged = "not judged"

// entry is what a model says of one entry.
func (e *execution) entry(ctx context.Context, n graph.Node, m catalog.Model, s string) (best port.Label, used engine.Usage, err error) {
	best = port.Label{Name: unjudged, Text: s}
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

// apart parts what was said of a list from what was said of its entries.
func apart(labels []port.Label) (whole, each []port.Label) {
	for _, l := range labels {
		if l.Text == "" {
			whole = append(whole, l)
		} else {
			each = append(each, l)
		}
	}
	return whole, each
}

// sayRate tells the share of the entries that a request asks for, of those that were judged.
func sayRate(each []port.Label, request, lang string) string {
	label, counts := entries.Rate(request), map[string]int{}
	for _, l := range each {
		counts[l.Name]++
	}
	n, all := counts[label], len(each)-counts[unjudged]
	if label == "" || all == 0 {
		return ""
	}
	return fmt.Sprintf(phrase(lang, "%.0f %% are %s (%d of %d).", "%.0f %% 为%s（%d / %d）。"), 100*float64(n)/float64(all), term.Class(label, lang == "zh"), n, all) + "\n"
}

// sayEach tells how many entries got each label, and which: all, or only those
// of one label.
func sayEach(id task.ID, each []port.Label, only, lang string) string {
	called := func(l port.Label) string {
		if id == "language-identification" && l.Name != unjudged {
			return lingo.Name(l.Name, lang)
		}
		return term.Class(l.Name, lang == "zh")
	}
	var kinds, lines []string
	told := 0
	counts := map[string]int{}
	for i, l := range each {
		name := called(l)
		if counts[name] == 0 {
			kinds = append(kinds, name)
		}
		counts[name]++
		if l.Name != unjudged {
			name += fmt.Sprintf(" (%.0f %%)", 100*l.Score)
		}
		if only != "" && l.Name != only {
			continue
		}
		if told++; told <= maxEach {
			lines = append(lines, fmt.Sprintf("%d. %s: %s", i+1, name, beginning(l.Text, maxEntry)))
		}
	}
	if told > maxEach {
		lines = append(lines, fmt.Sprintf(phrase(lang, "… and %d more", "……另有 %d 条"), told-maxEach))
	}
	slices.SortStableFunc(kinds, func(a, b string) int { return counts[b] - counts[a] })
	for i, name := range kinds {
		kinds[i] = fmt.Sprintf(phrase(lang, "%d %s", "%d 条%s"), counts[name], name)
	}
	return phrase(lang, "One by one: ", "逐条：") + strings.Join(kinds, phrase(lang, ", ", "，")) + strings.TrimRight("\n"+strings.Join(lines, "\n"), "\n")
}

// beginning is the beginning of a text, with a mark where more follows.
func beginning(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return strings.TrimSpace(string(r[:most])) + "…"
	}
	return s
}
