package tongue

import (
	"fmt"
	"math"
	"slices"

	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/plan/tongue/reading"
)

// gate asks back in place of a graph, or refuses, where what was learned says
// that the request is too vague, or that no task does what it asks for.
func (t thought) gate(o outcome) outcome {
	if o.about || len(o.undone) > 0 {
		return o
	}
	if t.reading.Promises() {
		return outcome{question: ask("file", t.reading.Lang)}
	}
	traits := t.gateTraits(o)
	vagueness, cannot := t.gateOdds("ask", traits), t.gateOdds("cannot", traits)
	switch {
	case cannot > 0 && cannot > vagueness && !t.reading.Strange() && !t.lacking(o):
		return outcome{refused: true}
	case vagueness > vague && o.question == "":
		return outcome{question: open(t.reading)}
	case o.refused && cannot < -1:
		return outcome{question: open(t.reading)}
	}
	return o
}

// lacking reports whether a wish is surely understood and only what it is to be
// done with is missing: “make a QR code for the door”.
func (t thought) lacking(o outcome) bool {
	return o.question != "" && len(t.reading.Cannot) == 0 && slices.ContainsFunc(t.candidates, func(c reading.Candidate) bool {
		return c.P > 0.95 && c.Step.Line != "hint" && c.Step.Task.In[0].Name != "prompt"
	})
}

// vague are the log-odds from which a question is asked: one too many costs less
// than a graph that nobody wanted.
const vague = -0.5

func (t thought) gateOdds(what string, traits []string) float64 {
	s := gatePrior(what)
	for _, name := range traits {
		s += t.reading.Reader.Weights["gate "+what+" "+name]
	}
	return s
}

func gatePrior(what string) float64 {
	if what == "ask" {
		return -2
	}
	return -3
}

// gateTraits tell what was understood, and how vague the words are.
func (t thought) gateTraits(o outcome) []string {
	r := t.reading
	kind := "graph"
	switch {
	case o.refused:
		kind = "refused"
	case o.question != "":
		kind = "question"
	}
	most := 0.0
	for _, c := range t.candidates {
		most = max(most, c.P)
	}
	a, c := bucket(r.Hints["ask"].Odds), bucket(r.Hints["cannot"].Odds)
	l := []string{
		"all", kind, fmt.Sprintf("ask %d", a), fmt.Sprintf("cannot %d", c), fmt.Sprintf("%s ask %d", kind, a), fmt.Sprintf("%s cannot %d", kind, c),
		fmt.Sprintf("most %d", int(most*5)), fmt.Sprintf("%s most %d", kind, int(most*5)), fmt.Sprintf("nodes %d", min(len(o.graph.Nodes), 4)),
		fmt.Sprintf("given %d", min(len(r.Req.Given), 3)), fmt.Sprintf("%s given %v content %v", kind, len(r.Req.Given) > 0, len(r.Content) > 0),
		fmt.Sprintf("words %d", min(len(r.Text.Tokens)/5, 6)), fmt.Sprintf("vague %v %s", len(r.Vague) > 0, kind), fmt.Sprintf("lexicon cannot %v %s", len(r.Cannot) > 0, kind),
		fmt.Sprintf("%s cannot over ask %v given %v", kind, r.Hints["cannot"].Odds > r.Hints["ask"].Odds, len(r.Req.Given) > 0),
		fmt.Sprintf("%s given %v most %d", kind, len(r.Req.Given) > 0, int(most*3)),
	}
	if len(r.Req.Given)+len(r.Content) == 0 {
		l = append(l, fmt.Sprintf("matter %v", r.OfMatter()), fmt.Sprintf("%s matter %v", kind, r.OfMatter()))
	}
	if len(o.graph.Nodes) > 0 {
		last := o.graph.Nodes[len(o.graph.Nodes)-1]
		l = append(l, "last "+string(last.Task), fmt.Sprintf("last %s given %v", last.Task, len(r.Req.Given) > 0))
	}
	return l
}

// bucket rounds log-odds to whole ones between -3 and 3.
func bucket(v float64) int { return int(math.Round(max(-3, min(3, v)))) }

// Gate returns what it is learned on whether to ask back or to refuse a
// request, by “ask” and “cannot”, and the log-odds before anything is learned.
func (p *Planner) Gate(req plan.Request) (traits map[string][]string, prior map[string]float64) {
	t := p.weigh(req)
	o := best(t.hypotheses()).outcome
	traits, prior = map[string][]string{}, map[string]float64{}
	for _, what := range []string{"ask", "cannot"} {
		prior[what] = gatePrior(what)
		for _, name := range t.gateTraits(o) {
			traits[what] = append(traits[what], "gate "+what+" "+name)
		}
	}
	return traits, prior
}

// floor is the probability from which a single candidate is taken.
func (t thought) floor() float64 {
	r := t.reading
	if len(r.Vague) > 0 || len(r.Cannot) > 0 || len(r.Req.Given) == 0 && len(r.Content) == 0 {
		return 0.4
	}
	return 0.25
}
