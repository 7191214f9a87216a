// Package together makes one question of several to one text where a step works on
// their answer: who wants “the answer” read aloud wants all of it.
package together

import (
	"regexp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/graph"
)

var (
	// ofAll are words for what was answered that leave none of it out.
	ofAll = regexp.MustCompile(`(?i)\b(?:answers?|it|them|that|this|results?|everything|all|both|aloud|out loud)\b|答案|回答|结果|它|这些|朗读|念出来|读出来|读给我听|念给我听`)
	// ofOne are words for one of several.
	ofOne = regexp.MustCompile(`(?i)\b(?:first|second|third|last|latter|former|only)\b|第[一二三四]|最后|只`)
	han   = regexp.MustCompile(`\p{Han}`)
	// another begins a question that can be asked in one breath with one before it.
	another = regexp.MustCompile(`(?i)^(?:(?:and|by|until|till|since|from|to|for|with|on|in|at|of|under) )*(?:whom?|whose|what|when|where|why|which|how)\b|\p{Han}`)
)

// Asked is a graph in which the questions to one text are one where a step works on
// the answer to the last of them.
func Asked(g graph.Graph) graph.Graph {
	g.Nodes = slices.Clone(g.Nodes)
	for _, reader := range slices.Clone(g.Nodes) {
		why := strings.Join(reader.Why, " ")
		if reader.Task == "question-answering" || !ofAll.MatchString(why) || ofOne.MatchString(why) {
			continue
		}
		for _, id := range reader.Needs() {
			if n, ok := g.Node(id); ok && n.Task == "question-answering" {
				g = joined(g, n, reader.ID)
			}
		}
	}
	return g
}

// joined puts the questions that nothing but the answer reads into that of node n,
// in their order, when they are of the same text and written in the request.
func joined(g graph.Graph, n graph.Node, reader string) graph.Graph {
	var asked, why []string
	gone := map[string]bool{}
	for _, o := range g.Nodes {
		own := o.ID == n.ID
		read := slices.ContainsFunc(g.Nodes, func(r graph.Node) bool { return r.ID != reader && slices.Contains(r.Needs(), o.ID) })
		q := o.In["question"]
		if o.Task != n.Task || read || len(o.When)+len(n.When) > 0 || len(q) != 1 || q[0].Text == "" || !slices.Equal(o.In["text"], n.In["text"]) || !own && slices.Contains(byID(g, reader).Needs(), o.ID) {
			continue
		}
		if len(asked) > 0 && !another.MatchString(strings.TrimSpace(q[0].Text)) {
			return g
		}
		gone[o.ID] = !own
		asked = append(asked, strings.TrimRight(strings.TrimSpace(q[0].Text), " ?？。."))
		for _, w := range o.Why {
			if !slices.Contains(why, w) {
				why = append(why, w)
			}
		}
	}
	if len(asked) < 2 {
		return g
	}
	mark := "? "
	if han.MatchString(asked[0]) {
		mark = "？"
	}
	out := graph.Graph{}
	for _, o := range g.Nodes {
		if o.ID == n.ID {
			in := map[string][]graph.Source{"text": n.In["text"], "question": {{Text: strings.Join(asked, mark) + strings.TrimSpace(mark)}}}
			o.In, o.Why = in, why
		}
		if !gone[o.ID] {
			out.Nodes = append(out.Nodes, o)
		}
	}
	return out
}

func byID(g graph.Graph, id string) graph.Node {
	n, _ := g.Node(id)
	return n
}
