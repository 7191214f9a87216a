package tongue

import (
	"cmp"
	"math"
	"reflect"
	"slices"

	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/plan/tongue/agenda"
	"github.com/tenonhub/tenon/internal/plan/tongue/draft"
	"github.com/tenonhub/tenon/internal/plan/tongue/reading"
	"github.com/tenonhub/tenon/internal/task"
)

// hypothesis is one choice among the candidates and among what steps may read,
// and what comes of it: the likeliest of each, or some of the least certain
// taken the other way.
type hypothesis struct {
	outcome
	flips  []int  // the candidates that are taken the other way
	swerve int    // the choice of what a step reads that is taken the other way, or -1
	told   string // the part of a language that is taken the other way, and how, or none
	loss   float64
	chosen []*reading.Step
	odds   float64 // how good it looks beside the others, as far as was learned
	share  float64 // of the probability that one of them is right
}

// The bounds of what is tried: single candidates, the least certain ones by
// twos, and what the steps of the likeliest choice read.
const (
	singles  = 7
	twos     = 4
	swerves  = 4
	tellings = 2
	farther  = 4.0 // log-odds beyond which another thing to read is not tried
)

// hypotheses are the choices that come to different plans, the likeliest of
// each candidate first.
func (t thought) hypotheses() []hypothesis {
	r := t.reading
	chosen := agenda.Feasible(r, t.candidates, t.floor())
	made := draft.Of(r, reading.Copies(chosen))
	l := []hypothesis{{outcome: conclude(r, chosen, made), swerve: -1, chosen: chosen}}
	add := func(h hypothesis) {
		if len(h.graph.Nodes) > 0 && !slices.ContainsFunc(l, func(o hypothesis) bool { return reflect.DeepEqual(o.graph, h.graph) }) {
			l = append(l, h)
		}
	}
	for _, flips := range t.ways() {
		taken, loss := map[int]bool{}, 0.0
		for _, i := range flips {
			taken[i] = true
			loss += t.loss(i)
		}
		other := agenda.Supply(r, t.candidates, agenda.Formed(r, r.Choose(t.candidates, taken, 0.1)))
		add(hypothesis{outcome: conclude(r, other, draft.Of(r, reading.Copies(other))), flips: flips, swerve: -1, loss: loss, chosen: other})
	}
	retold := 0
	for _, k := range closest(made.Close) {
		o := conclude(r, chosen, draft.Swerved(r, reading.Copies(chosen), k))
		add(hypothesis{outcome: o, swerve: k, loss: made.Close[k], chosen: chosen})
	}
	for _, other := range r.Tellings() {
		if other.Loss < farther && retold < tellings {
			retold++
			add(t.retold(other))
		}
	}
	t.score(l)
	return l
}

// retold is the likeliest choice where one language plays another part.
func (t thought) retold(other reading.Telling) hypothesis {
	r := t.reading.Retold(other)
	chosen := agenda.Feasible(r, r.Candidates(), t.floor())
	o := conclude(r, chosen, draft.Of(r, reading.Copies(chosen)))
	return hypothesis{outcome: o, swerve: -1, told: other.Was + " " + other.Now, loss: other.Loss, chosen: chosen}
}

// ways are the candidates to take the other way, one or two at once.
func (t thought) ways() [][]int {
	var l [][]int
	for _, i := range t.flips[:min(singles, len(t.flips))] {
		l = append(l, []int{i})
	}
	for k, i := range t.flips[:min(twos, len(t.flips))] {
		for _, j := range t.flips[:k] {
			l = append(l, []int{j, i})
		}
	}
	return l
}

// closest are the choices of what to read that were nearest to another, by
// their numbers.
func closest(margins []float64) []int {
	var l []int
	for k, m := range margins {
		if m < farther {
			l = append(l, k)
		}
	}
	slices.SortStableFunc(l, func(a, b int) int { return cmp.Compare(margins[a], margins[b]) })
	return l[:min(swerves, len(l))]
}

// score sets how good the hypotheses look beside each other.
func (t thought) score(l []hypothesis) {
	most, sum := math.Inf(-1), 0.0
	for i := range l {
		l[i].odds = rankPrior(l[i]) + t.reading.Reader.Weights.Score(t.rankTraits(l[i])) - t.lost(l[i])
		most = max(most, l[i].odds)
	}
	for i := range l {
		l[i].share = math.Exp(l[i].odds - most)
		sum += l[i].share
	}
	for i := range l {
		l[i].share /= sum
	}
}

// lost is what it costs to leave out a summary that was asked for, since the steps after it
// would work on the whole text instead, and what is to be told of a text in words that nothing
// else is made of.
func (t thought) lost(h hypothesis) float64 {
	if !slices.ContainsFunc(h.flips, func(i int) bool {
		c := t.candidates[i]
		if c.P <= 0.6 || c.Step.Line == "hint" {
			return false
		}
		return c.Task == "summarization" || told[c.Task] && !slices.ContainsFunc(h.chosen, func(s *reading.Step) bool { return s.Meets(c.Step) })
	}) {
		return 0
	}
	return unsummed
}

// told are what is told of a text, or made of it, where nobody writes about it.
var told = map[task.ID]bool{"sentiment-analysis": true, "keyword-extraction": true, "language-identification": true, "translation": true}

// unsummed is more than what was learned ever makes up for.
const unsummed = 6

// best is the likeliest hypothesis; the first where another is no better.
func best(l []hypothesis) hypothesis {
	return slices.MaxFunc(l, func(a, b hypothesis) int { return cmp.Compare(a.odds, b.odds) })
}

// loss are the log-odds that taking a candidate the other way costs.
func (t thought) loss(i int) float64 {
	p := t.candidates[i].P
	return math.Abs(math.Log(max(p, 1e-4) / max(1-p, 1e-4)))
}

func rankPrior(h hypothesis) float64 {
	if len(h.flips) == 0 && h.swerve < 0 && h.told == "" {
		return 1
	}
	return -1 - h.loss
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
		l = append(l, Hypothesis{[]plan.Plan{{Graph: h.graph, Question: h.question, Undone: h.undone}}, t.rankTraits(h), rankPrior(h)})
	}
	return l
}
