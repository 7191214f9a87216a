package assistant

import (
	"context"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/assistant/remainder"
	"github.com/tenonhub/tenon/internal/assistant/wish"
	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// asksTranslation is what asks for a translation, and not only for words in a language.
var asksTranslation = regexp.MustCompile(`(?i)translat|\binto\b|译|[变转换改]成`)

// there reports whether the words that a node would put into a language may be in
// that already, which shows when they are read: “read this notice aloud in Chinese”.
func there(g graph.Graph, n graph.Node, want catalog.Need) bool {
	return n.Task == "translation" && want.Language+want.Guess+n.Params.Text("source") == "" && len(n.Why) > 0 &&
		!asksTranslation.MatchString(strings.Join(n.Why, " ")) && slices.ContainsFunc(wish.Takers, func(id task.ID) bool { return remainder.Takes(g, n, id) })
}

// ofTranslations has what is to be told of a text read a translation of it that is made, where
// the text itself would not do: what is asked in the translation's language, and what no model
// here can tell of a text in its own.
func (a *Assistant) ofTranslations(ctx context.Context, req Request, g graph.Graph) graph.Graph {
	out := graph.Graph{Nodes: slices.Clone(g.Nodes)}
	for i, n := range g.Nodes {
		k := slices.IndexFunc(g.Nodes, func(o graph.Node) bool {
			return o.Task == "translation" && n.Task != "translation" && reflect.DeepEqual(o.In["text"], n.In["text"]) && reflect.DeepEqual(o.When, n.When)
		})
		if k < 0 {
			continue
		}
		target, of := catalog.Base(g.Nodes[k].Params.Text("target")), catalog.Base(g.Nodes[k].Params.Text("source"))
		from := original(req, g, g.Nodes[k])
		if of == "" {
			of = catalog.Base(a.written(ctx, from))
		}
		switch {
		case of == target:
			continue
		case n.Task == "question-answering" && a.askedIn(ctx, known(req, n)["question"], target, of):
		case n.Task != "question-answering" && of != "" && !a.able(ctx, req, n, of) && a.able(ctx, req, n, target):
		default:
			continue
		}
		out.Nodes[i].In = maps.Clone(n.In)
		out.Nodes[i].In["text"] = []graph.Source{{Node: g.Nodes[k].ID}}
	}
	return out
}

// askedIn reports whether a question is in the language that a text is put into, and not in its
// own; that is not known of what is still to be read, and a text that is in the first already is
// given on as it is.
func (a *Assistant) askedIn(ctx context.Context, question []port.Value, target, of string) bool {
	if len(question) != 1 || (target == "zh") != han(question[0].Text) {
		return false
	}
	asked, _ := a.identify(ctx, port.Values{"text": question})
	if asked = catalog.Base(asked); of == "" {
		return asked == "" || asked == target
	}
	return asked != of
}

// able reports whether a model can do a node now on a text in a language.
func (a *Assistant) able(ctx context.Context, req Request, n graph.Node, lang string) bool {
	want := need(n, req.Leave == Local)
	want.Language = lang
	choices, err := a.parts.Models.Choose(ctx, want)
	return err == nil && slices.ContainsFunc(choices, func(c catalog.Choice) bool { return c.Err == nil })
}

// original is what came with the request of what a node reads, or the document that
// its text is taken out of.
func original(req Request, g graph.Graph, n graph.Node) port.Values {
	in := known(req, n)
	for _, id := range n.Needs() {
		if before, ok := g.Node(id); ok && before.Task == "document-text-extraction" {
			maps.Copy(in, known(req, before))
		}
	}
	return in
}
