package tongue

import (
	"cmp"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/plan/tongue/draft"
	"github.com/tenonhub/tenon/internal/plan/tongue/errand"
	"github.com/tenonhub/tenon/internal/plan/tongue/nominal"
	"github.com/tenonhub/tenon/internal/plan/tongue/reading"
)

// outcome is one way to understand a request.
type outcome struct {
	graph    graph.Graph
	question string
	refused  bool
	undone   []string // what no task does of it
	about    bool     // it asks what can be done
}

// thought is everything that the planner makes of a request.
type thought struct {
	reading    *reading.Reading
	candidates []reading.Candidate
	best       outcome
	doubts     []string     // traits of the whole, which the confidence is learned on
	flips      []int        // candidates, the least certain first
	plain      bool         // a rule knows it whole, and nothing else was thought of
	others     []hypothesis // the best first
}

// weigh reads a request and finds the candidates, without a plan.
func (p *Planner) weigh(req plan.Request) thought {
	r := p.Read(req)
	t := thought{reading: r, candidates: r.Candidates()}
	for i, c := range t.candidates {
		if c.P > 0.02 && c.P < 0.98 {
			t.flips = append(t.flips, i)
		}
	}
	slices.SortStableFunc(t.flips, func(a, b int) int {
		return cmp.Compare(math.Abs(t.candidates[a].P-0.5), math.Abs(t.candidates[b].P-0.5))
	})
	return t
}

func (p *Planner) think(req plan.Request) thought {
	t := p.weigh(req)
	if errand.Is(req.Text) {
		t.best, t.plain = outcome{refused: true, undone: []string{said("errand", t.reading.Lang)}}, true
		t.others = []hypothesis{{outcome: t.best, swerve: -1, share: 1}}
		return t
	}
	if next, ok := p.crafted(t.reading); ok {
		return next
	}
	if o, ok := outright(t.reading); ok {
		t.best, t.others, t.plain = o, []hypothesis{{outcome: o, swerve: -1, share: 1}}, true
		return t
	}
	for _, parted := range []func(*reading.Reading) (thought, bool){p.edited, p.onceUnique, p.pickedOut, p.restBeside, p.answerRead, p.factsBeside, p.questionsBeside, p.chartBeside, p.tabled} {
		if next, ok := parted(t.reading); ok {
			return next
		}
	}
	t.others = t.hypotheses()
	slices.SortStableFunc(t.others, func(a, b hypothesis) int { return cmp.Compare(b.odds, a.odds) })
	t.best = t.gate(t.others[0].outcome)
	misread := slices.ContainsFunc(t.best.graph.Nodes, func(n graph.Node) bool {
		return n.Task == "text-to-image" && nominal.Plain(req.Text) != "" || n.Task == "text-to-speech" && nominal.Asked(req.Text) != ""
	})
	if (t.best.question != "" || misread || t.best.refused && len(t.best.undone) == 0) && !t.best.about {
		if o, ok := named(t.reading); ok {
			t.best, t.others, t.plain = o, []hypothesis{{outcome: o, swerve: -1, share: 1}}, true
		}
	}
	t.doubts = t.traits()
	return t
}

// conclude is what comes of the graph that was drafted of the chosen steps.
func conclude(r *reading.Reading, chosen []*reading.Step, b *draft.Draft) outcome {
	if r.AsksWhat() {
		return outcome{question: ask("wish", r.Lang), about: true}
	}
	left, beside := undone(r, chosen, b)
	if len(left) > 0 && (!beside || len(chosen) == 0) && !slices.ContainsFunc(chosen, func(s *reading.Step) bool { return s.Line != "hint" }) {
		return outcome{refused: true, undone: left}
	}
	if len(b.Nodes) > 0 && r.Unclear() {
		return outcome{question: ask("which", r.Lang)}
	}
	guessed := !slices.ContainsFunc(chosen, func(s *reading.Step) bool { return s.Line != "hint" })
	if len(r.Cannot) > 0 && (guessed || len(b.Nodes) == 0 || len(b.Missing) > 0 && len(r.Req.Given) == 0) {
		return outcome{refused: true}
	}
	if q := question(r, b); q != "" {
		return outcome{question: q}
	}
	given := graph.Given{}
	for _, g := range r.Req.Given {
		given[g.Name] = g.Type
	}
	if _, err := graph.Check(b.Graph(), given); err != nil {
		return outcome{question: suggest(r)}
	}
	coloured(b.Graph(), r)
	reword(b.Graph(), nominal.Wanted)
	return outcome{graph: b.Graph(), undone: left}
}

// traits tell how sure the parts are, and how large the whole is.
func (t thought) traits() []string {
	least, doubt := 0.5, 0.0
	for _, c := range t.candidates {
		least = min(least, math.Abs(c.P-0.5))
		doubt -= math.Log(max(c.P, 1-c.P))
	}
	l := []string{
		"sure", fmt.Sprintf("sure least %d", int(least*8)), fmt.Sprintf("sure doubt %d", min(int(doubt*2.5), 6)), fmt.Sprintf("sure nodes %d", min(len(t.best.graph.Nodes), 6)),
		fmt.Sprintf("sure given %d", min(len(t.reading.Req.Given), 3)), fmt.Sprintf("sure rank %d", int(10*t.others[0].share)),
	}
	if len(t.others) > 1 {
		l = append(l, fmt.Sprintf("sure margin %d", min(int(2*(t.others[0].odds-t.others[1].odds)), 8)))
	}
	if t.best.question != "" {
		l = append(l, "sure question")
	}
	if !slices.ContainsFunc(t.candidates, func(c reading.Candidate) bool { return c.P >= 0.5 }) {
		l = append(l, "sure none")
	}
	return l
}

// Doubts are the traits that the confidence of the best plan is learned on.
func (p *Planner) Doubts(req plan.Request) []string { return p.think(req).doubts }

func (t thought) confidence() float64 {
	if t.plain {
		return surely
	}
	return 1 / (1 + math.Exp(-t.reading.Reader.Weights.Score(t.doubts)))
}

// surely is the confidence in what a rule knows whole.
const surely = 0.95

// unsure is the confidence under which it is better to ask.
const unsure = 0.12

// plans are the best plan and the other hypotheses, which share the rest of the
// probability.
func (t thought) plans(k int) []plan.Plan {
	sure := t.confidence()
	switch {
	case t.best.about:
		return []plan.Plan{{Question: t.best.question, Confidence: 1, About: true}}
	case t.best.refused && len(t.best.undone) == 0:
		return nil
	case t.best.refused:
		return []plan.Plan{{Undone: t.best.undone, Confidence: sure}}
	}
	l := []plan.Plan{{Graph: t.best.graph, Question: t.best.question, Undone: t.best.undone, Confidence: sure}}
	var odds []float64
	for _, h := range t.others {
		if len(l) == k || len(h.graph.Nodes) == 0 || slices.ContainsFunc(l, func(p plan.Plan) bool { return reflect.DeepEqual(p.Graph, h.graph) }) {
			continue
		}
		l = append(l, plan.Plan{Graph: h.graph, Undone: h.undone})
		odds = append(odds, h.share)
	}
	var sum float64
	for _, o := range odds {
		sum += o
	}
	for i, o := range odds {
		l[i+1].Confidence = (1 - sure) * 0.6 * o / max(sum, 1)
	}
	if sure < unsure && t.best.question == "" {
		return []plan.Plan{{Question: t.which(l), Confidence: sure}}
	}
	return l[:min(max(k, 1), len(l))]
}

// which asks which of the likeliest readings is meant.
func (t thought) which(l []plan.Plan) string {
	var names []string
	for _, p := range l {
		var steps []string
		for _, n := range p.Graph.Nodes {
			if len(n.Why) == 0 {
				continue
			}
			d := t.reading.Reader.Tasks[string(n.Task)]
			if t.reading.Lang == "zh" {
				steps = append(steps, d.Zh)
			} else {
				steps = append(steps, strings.ToLower(d.En))
			}
		}
		if s := strings.Join(slices.Compact(steps), " + "); s != "" && !slices.Contains(names, s) {
			names = append(names, s)
		}
	}
	if t.reading.Lang == "zh" {
		return "我没有把握。您是想要：" + strings.Join(names, "，还是：") + "？请换个说法告诉我。"
	}
	return "I am not sure what you mean. Do you want to " + strings.Join(names, ", or to ") + "? Please say it in other words."
}
