package assistant

import (
	"context"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/assistant/kind"
	"github.com/tenonhub/tenon/internal/assistant/lingo"
	"github.com/tenonhub/tenon/internal/assistant/telling"
	"github.com/tenonhub/tenon/internal/assistant/wish"
	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/payload"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// worded puts lists that go into a port of text into plain words: what was
// found, each once, and only of the kind that the request speaks of. Missing is
// the fault where nothing is of that kind.
func (e *execution) worded(ctx context.Context, n graph.Node, in port.Values) (out port.Values, missing, err error) {
	t, err := task.Lookup(string(n.Task))
	if err != nil {
		return in, nil, err
	}
	out = port.Values{}
	for name, values := range in {
		spec, _ := t.Input(name)
		for i, v := range values {
			if spec.Type == port.Text && (v.Type == port.Labels || v.Type == port.Boxes) {
				var from graph.Node
				if i < len(n.In[name]) {
					from, _ = e.graph.Node(n.In[name][i].Node)
				}
				labels, err := e.assistant.resolve(ctx, v).ReadLabels()
				if err != nil {
					return in, nil, err
				}
				said, wrong := e.plain(from, n, labels)
				if wrong != nil {
					missing = wrong
				}
				v = port.NewText(said)
			}
			out[name] = append(out[name], v)
		}
	}
	return out, missing, nil
}

// plain are the words of labels as a text of them has them: one to a line, or
// one after the other where they are said.
func (e *execution) plain(from, n graph.Node, labels []port.Label) (string, error) {
	made, reads := from.Task, n.Task
	if made == "token-classification" && len(labels) > 0 {
		wanted, named := e.spokenKinds(n, from)
		labels = slices.DeleteFunc(slices.Clone(labels), func(l port.Label) bool {
			return len(wanted) > 0 && !slices.Contains(wanted, kind.Of(l.Name))
		})
		if len(labels) == 0 {
			return "", fault.New(fault.Invalid, phrase(e.lang, "there is nothing to work on: the text has no %s", "没有可处理的内容：文中没有%s"), strings.Join(named, phrase(e.lang, ", ", "、")))
		}
	}
	var words []string
	for _, l := range labels {
		w := strings.TrimSpace(or(l.Text, l.Name))
		if made == "language-identification" {
			w = lingo.Name(l.Name, e.lang)
		}
		if w != "" && !slices.Contains(words, w) {
			words = append(words, w)
		}
		if telling.Judges[made] {
			break // the likeliest
		}
	}
	if i, ok := wish.Ordinal(e.req.Text); ok && len(words) > 1 {
		if i >= len(words) {
			return "", fault.New(fault.Invalid, phrase(e.lang, "there is nothing to work on: only %d were found", "没有可处理的内容：只找到 %d 个"), len(words))
		}
		words = words[(i+len(words))%len(words):][:1]
	}
	if reads == "text-to-speech" {
		if said, ok := payload.Told(strings.Join(words, "\n"), e.lang == "zh"); ok {
			return said, nil
		}
		return strings.Join(words, comma(words)), nil
	}
	return strings.Join(words, "\n"), nil
}

// coded is what the codes in a picture hold in which no words were read; what was
// made where words were, or there is no code.
func (e *execution) coded(ctx context.Context, n graph.Node, in, out port.Values) (port.Values, error) {
	if v, ok := out.First("text"); n.Task != "optical-character-recognition" || !ok || strings.TrimSpace(e.assistant.sample(ctx, v)) != "" {
		return out, nil
	}
	choices, err := e.assistant.parts.Models.Choose(ctx, catalog.Need{Task: "barcode-reading", Local: true})
	if err != nil || len(choices) == 0 || choices[0].Err != nil {
		return out, err
	}
	var held []string
	for ev, err := range e.assistant.parts.Gateway.Do(ctx, engine.Request{Model: choices[0].Model.Ref, Task: "barcode-reading", In: in}) {
		if err != nil {
			return out, err
		}
		v, _ := ev.Out.First("labels")
		labels, _ := v.ReadLabels()
		for _, l := range labels {
			held = append(held, l.Text)
		}
	}
	if len(held) == 0 {
		return out, nil
	}
	return port.Values{"text": {port.NewText(strings.Join(held, "\n"))}}, nil
}

// comma is what stands between words that are said.
func comma(words []string) string {
	if han(strings.Join(words, "")) {
		return "，"
	}
	return ", "
}

// spokenKinds are the kinds of names that are spoken of where the words of the
// request lead to a node, or to the one that found the names, or anywhere in it;
// and the words for them.
func (e *execution) spokenKinds(n, from graph.Node) (l, named []string) {
	for _, said := range []string{strings.Join(n.Why, " "), strings.Join(from.Why, " "), e.req.Text} {
		if l, named = kind.Spoken(said); len(l) > 0 {
			break
		}
	}
	return l, named
}

// wordless is a fault where a node would work on the words of another that
// found none: models would only say that a text is empty, or work on the
// reason why there is no answer.
func (e *execution) wordless(n graph.Node, in port.Values) error {
	for name, sources := range n.In {
		for i, s := range sources {
			from, ok := e.graph.Node(s.Node)
			if !ok || i >= len(in[name]) {
				continue
			}
			v := in[name][i]
			heard := n.Task == "text-to-speech" && from.Task == "question-answering" // that there is no answer, too
			if v.Type != port.Text || v.Digest != "" || strings.TrimSpace(v.Text) != "" && (!v.None || heard) {
				continue
			}
			return fault.New(fault.Invalid, phrase(e.lang, "there is nothing to work on: %s (“%s”)", "没有可处理的内容：%s（“%s”）"), or(strings.TrimRight(strings.TrimSpace(v.Text), ".。"), nothing(from.Task, e.lang)), title(from.Task, e.lang))
		}
	}
	return nil
}
