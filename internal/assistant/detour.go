package assistant

import (
	"context"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/assistant/wish"
	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// passedOver is g in which nothing reads what the lacking nodes would have made of a
// file where that is another of its kind: it reads the file as it was before.
func passedOver(g graph.Graph, lacks []lack) graph.Graph {
	out := graph.Graph{Nodes: slices.Clone(g.Nodes)}
	for _, one := range lacks {
		n, _ := out.Node(one.node)
		t, err := task.Lookup(string(n.Task))
		if err != nil || !isFile(t.Out[0].Type) || t.In[0].Type != t.Out[0].Type || t.In[0].Many || t.Out[0].Many || len(n.In[t.In[0].Name]) != 1 {
			continue
		}
		before := n.In[t.In[0].Name][0]
		for i, o := range out.Nodes {
			in := maps.Clone(o.In)
			for name, sources := range in {
				in[name] = slices.Clone(sources)
				for k, s := range sources {
					if s.Node == n.ID && s.Else == nil && (s.Port == "" || s.Port == t.Out[0].Name) {
						in[name][k] = before
					}
				}
			}
			out.Nodes[i].In = in
		}
	}
	return out
}

// asksTranslation is what asks for a translation, and not only for words in a language.
var asksTranslation = regexp.MustCompile(`(?i)translat|\binto\b|译|[变转换改]成`)

// there reports whether the words that a node would put into a language may be in
// that already, which shows when they are read: “read this notice aloud in Chinese”.
func there(g graph.Graph, n graph.Node, want catalog.Need) bool {
	return n.Task == "translation" && want.Language+want.Guess+n.Params.Text("source") == "" && len(n.Why) > 0 &&
		!asksTranslation.MatchString(strings.Join(n.Why, " ")) && slices.ContainsFunc(wish.Takers, func(id task.ID) bool { return takes(g, n, id) })
}

// takes reports whether what a node reads was taken out of a file by a task.
func takes(g graph.Graph, n graph.Node, by task.ID) bool {
	return slices.ContainsFunc(n.Needs(), func(id string) bool {
		before, ok := g.Node(id)
		return ok && (before.Task == by || takes(g, before, by))
	})
}

// ofTranslations asks what is asked of a text in another language than its own of
// the translation into the language of the question, where one is made.
func (a *Assistant) ofTranslations(ctx context.Context, req Request, g graph.Graph) graph.Graph {
	out := graph.Graph{Nodes: slices.Clone(g.Nodes)}
	for i, n := range g.Nodes {
		q := known(req, n)["question"]
		if n.Task != "question-answering" || len(q) != 1 {
			continue
		}
		k := slices.IndexFunc(g.Nodes, func(o graph.Node) bool {
			return o.Task == "translation" && reflect.DeepEqual(o.In["text"], n.In["text"]) && reflect.DeepEqual(o.When, n.When) && (catalog.Base(o.Params.Text("target")) == "zh") == han(q[0].Text)
		})
		if k < 0 {
			continue
		}
		target, of := g.Nodes[k].Params.Text("target"), g.Nodes[k].Params.Text("source")
		if of == "" {
			of = a.written(ctx, original(req, g, g.Nodes[k]))
		}
		asked, _ := a.identify(ctx, port.Values{"text": q})
		if of != "" && catalog.Base(of) != catalog.Base(target) && catalog.Base(asked) != catalog.Base(of) {
			out.Nodes[i].In = maps.Clone(n.In)
			out.Nodes[i].In["text"] = []graph.Source{{Node: g.Nodes[k].ID}}
		}
	}
	return out
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
