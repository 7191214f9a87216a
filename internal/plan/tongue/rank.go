package tongue

import (
	"cmp"
	"fmt"
	"math"
	"reflect"
	"slices"

	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/plan/tongue/agenda"
	"github.com/tenonhub/tenon/internal/plan/tongue/reading"
)

// hypothesis is one choice among the candidates, and what comes of it: the
// likeliest of each, or one of the least certain taken the other way.
type hypothesis struct {
	outcome
	flip   int // the candidate that is taken the other way, or -1
	chosen []*reading.Step
	odds   float64 // that it is right, in log-odds, as far as was learned
}

// most is how many candidates are tried the other way.
const most = 6

// hypotheses are the choices that come to different plans, the likeliest of
// each candidate first.
func (t thought) hypotheses() []hypothesis {
	r := t.reading
	chosen := agenda.Feasible(r, t.candidates, t.floor())
	l := []hypothesis{{outcome: conclude(r, slices.Clone(chosen)), flip: -1, chosen: chosen}}
	for _, i := range t.flips[:min(most, len(t.flips))] {
		chosen := agenda.Supply(r, t.candidates, r.Choose(t.candidates, map[int]bool{i: true}, 0.1))
		o := conclude(r, slices.Clone(chosen)) // a draft orders its own
		if len(o.graph.Nodes) > 0 && !slices.ContainsFunc(l, func(h hypothesis) bool { return reflect.DeepEqual(h.graph, o.graph) }) {
			l = append(l, hypothesis{outcome: o, flip: i, chosen: chosen})
		}
	}
	for i := range l {
		l[i].odds = rankPrior(t, l[i]) + r.Reader.Weights.Score(t.rankTraits(l[i]))
	}
	return l
}

// best is the likeliest hypothesis; the first where another is no better.
func best(l []hypothesis) hypothesis {
	return slices.MaxFunc(l, func(a, b hypothesis) int { return cmp.Compare(a.odds, b.odds) })
}

// loss are the log-odds that taking a candidate the other way costs.
func (t thought) loss(h hypothesis) float64 {
	if h.flip < 0 {
		return 0
	}
	p := t.candidates[h.flip].P
	return math.Abs(math.Log(max(p, 1e-4) / max(1-p, 1e-4)))
}

func rankPrior(t thought, h hypothesis) float64 {
	if h.flip < 0 {
		return 1
	}
	return -1 - t.loss(h)
}

// rankTraits tell what a hypothesis costs, how much of the request it covers,
// and which tasks stand together in it.
func (t thought) rankTraits(h hypothesis) []string {
	way, lost := "base", min(int(t.loss(h)*2), 6)
	l := []string{}
	if h.flip >= 0 {
		c := t.candidates[h.flip]
		way = "off"
		if c.P < 0.5 {
			way = "on"
		}
		l = append(l, way+" "+string(c.Task), fmt.Sprintf("%s hint %v", way, c.Step.Line == "hint"), fmt.Sprintf("%s asks %v", way, c.Step.Asks))
	}
	parts, covered, crowded := t.reading.Cover(h.chosen)
	nodes := min(len(h.graph.Nodes), 6)
	l = append(l, way, fmt.Sprintf("%s lost %d", way, lost), fmt.Sprintf("%s bare %d", way, min(parts-covered, 4)), fmt.Sprintf("%s crowded %d", way, min(crowded, 3)),
		fmt.Sprintf("nodes %d parts %d", nodes, min(parts, 6)), fmt.Sprintf("nodes %d covered %d", nodes, min(covered, 5)), fmt.Sprintf("question %v", h.question != ""),
		fmt.Sprintf("sinks %d covered %d", min(len(h.graph.Sinks()), 5), min(covered, 5)))
	l = append(l, pairs(h)...)
	for i := range l {
		l[i] = "rank " + l[i]
	}
	return l
}

// pairs name the tasks of a graph, those that read one another, and those that
// stand beside each other.
func pairs(h hypothesis) []string {
	var l []string
	seen := map[string]int{}
	for _, n := range h.graph.Nodes {
		seen[string(n.Task)]++
		for _, id := range n.Needs() {
			if from, ok := h.graph.Node(id); ok {
				l = append(l, string(from.Task)+" > "+string(n.Task))
			}
		}
		if len(n.Needs()) == 0 {
			l = append(l, "given > "+string(n.Task))
		}
	}
	last := h.graph.Sinks()
	for i, a := range last {
		l = append(l, "end "+string(a.Task))
		for _, b := range last[i+1:] {
			l = append(l, "ends "+min(string(a.Task), string(b.Task))+" + "+max(string(a.Task), string(b.Task)))
		}
	}
	for name, n := range seen {
		if n > 1 {
			l = append(l, "twice "+name)
		}
	}
	slices.Sort(l)
	return slices.Compact(l)
}

// Hypothesis is one plan among others of a request, with what is learned on
// whether it is right.
type Hypothesis struct {
	Plans  []plan.Plan // as Plan returns it, before asking back and refusing
	Traits []string
	Prior  float64
}

// Hypotheses are the plans that the best one is chosen from, for teaching.
func (p *Planner) Hypotheses(req plan.Request) []Hypothesis {
	t := p.weigh(req)
	var l []Hypothesis
	for _, h := range t.hypotheses() {
		l = append(l, Hypothesis{[]plan.Plan{{Graph: h.graph, Question: h.question, Undone: h.undone}}, t.rankTraits(h), rankPrior(t, h)})
	}
	return l
}
