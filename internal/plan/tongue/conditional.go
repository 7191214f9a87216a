package tongue

import (
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/plan/tongue/condition"
	"github.com/tenonhub/tenon/internal/plan/tongue/phrase"
	"github.com/tenonhub/tenon/internal/plan/tongue/reading"
)

// maxConditions bounds the work: each condition doubles what is planned.
const maxConditions = 4

// fair is the confidence from which on what is left of a request is taken for a wish.
const fair = 0.5

// conditional plans a request with conditions that a graph can test: what is
// asked for where they hold and where they do not is planned as a request each,
// and then put together. It is false where there is none, or where that does not
// come to a graph: the request is planned as a whole then, and the condition
// named as not done. Said are the words of a condition that was found.
func (p *Planner) conditional(req plan.Request, r *reading.Reading) (made plan.Plan, said string, ok bool) {
	var content [][2]int
	for _, s := range r.Content {
		if r.Text.Tokens[s.First].Kind == phrase.Quote {
			continue // its tokens show it
		}
		content = append(content, [2]int{r.Text.Tokens[s.First].Start, r.Text.Tokens[s.Last-1].End})
	}
	parts := condition.Read(r.Text, content)
	if req.Lang == "" {
		req.Lang = r.Lang
	}
	i := slices.IndexFunc(parts, func(part condition.Part) bool { return part.If != nil })
	if i < 0 {
		return plan.Plan{}, "", false
	}
	said = parts[i].If.Test.Why
	made, ok = p.decided(req, parts, maxConditions)
	if !ok || !slices.ContainsFunc(made.Graph.Nodes, func(n graph.Node) bool { return len(n.When) > 0 }) {
		return plan.Plan{}, said, false
	}
	given := graph.Given{}
	for _, g := range req.Given {
		given[g.Name] = g.Type
	}
	_, err := graph.Check(made.Graph, given)
	return made, said, err == nil
}

// untested names a condition as not done where a plan has it in none of its
// questions.
func untested(l []plan.Plan, words, lang string) []plan.Plan {
	what := said("condition", lang)
	for i, one := range l {
		asked := slices.ContainsFunc(one.Graph.Nodes, func(n graph.Node) bool {
			return len([]rune(words)) > 3 && slices.ContainsFunc(n.In["question"], func(s graph.Source) bool { return strings.Contains(s.Text, words) })
		})
		if len(one.Graph.Nodes) > 0 && !asked && !slices.Contains(one.Undone, what) {
			l[i].Undone = append(slices.Clone(one.Undone), what)
		}
	}
	return l
}

// decided plans parts of a request.
func (p *Planner) decided(req plan.Request, parts []condition.Part, most int) (plan.Plan, bool) {
	then, test, ok := condition.Decided(parts, true)
	if !ok {
		req.Text = condition.Words(parts)
		if condition.Idle(req.Text) {
			return plan.Plan{Confidence: 1}, true
		}
		made := p.think(req).plans(1)
		if len(made) == 0 || made[0].Question != "" || len(made[0].Graph.Nodes) == 0 {
			return plan.Plan{}, false
		}
		return made[0], true
	}
	if most == 0 {
		return plan.Plan{}, false
	}
	other, _, _ := condition.Decided(parts, false)
	holds, ok := p.decided(req, then, most-1)
	if ok && len(holds.Graph.Nodes) == 0 && len(other) > 0 { // where it holds, nothing is to be done
		test.Not, then, other = !test.Not, other, then
		holds, ok = p.decided(req, then, most-1)
	}
	if !ok || len(holds.Graph.Nodes) == 0 {
		return plan.Plan{}, false
	}
	fails, ok := p.decided(req, other, most-1)
	switch without, stray := len(other) < len(then), ok && strays(holds.Graph, fails.Graph); {
	case !ok && !without, without && stray && fails.Confidence >= fair:
		return plan.Plan{}, false
	case !ok, without && stray:
		fails = plan.Plan{Confidence: 1} // what is left asks for nothing
	}
	made, ok := condition.Merge(test, holds.Graph, fails.Graph, req.Given)
	undone := slices.Clone(holds.Undone)
	for _, what := range fails.Undone {
		if !slices.Contains(undone, what) {
			undone = append(undone, what)
		}
	}
	return plan.Plan{Graph: made, Confidence: min(holds.Confidence, fails.Confidence), Undone: undone}, ok
}

// strays reports whether a request without one of its parts was taken for
// something that it does not ask for with it.
func strays(whole, left graph.Graph) bool {
	return slices.ContainsFunc(left.Nodes, func(n graph.Node) bool {
		return len(n.Why) > 0 && !slices.ContainsFunc(whole.Nodes, func(o graph.Node) bool { return o.Task == n.Task })
	})
}
