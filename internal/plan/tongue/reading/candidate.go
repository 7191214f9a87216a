package reading

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/plan/tongue/phrase"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// Candidate is a task that words of a request may ask for, with the traits
// that speak for and against it.
type Candidate struct {
	Task   task.ID
	Traits []string
	Prior  float64 // what the lexicon's weight alone says, in log-odds
	Step   *Step
	Before float64  // what these say, in log-odds, before the others are looked at
	Again  []string // the traits beside the others
	P      float64  // the probability that it is asked for
}

// maxCandidates bounds the work on a long request.
const maxCandidates = 60

// Candidates returns what the words of a request may ask for, for teaching.
func (p *Reader) Candidates(req plan.Request) []Candidate { return p.Read(req).Candidates() }

// Candidates joins the phrases of one task that stand together.
func (r *Reading) Candidates() []Candidate {
	var l []Candidate
	for _, m := range r.Matches {
		t := r.Reader.Tasks[m.Entry.Section]
		if r.ofMaterial(m) || r.dictated(m) || m.Entry.Weight == 0 || r.fit(t) <= -2.5 && (len(r.Req.Given) > 0 || len(r.Content) > 0) {
			continue
		}
		i := slices.IndexFunc(l, func(c Candidate) bool { return c.Task == t.ID && c.Step.together(r, m) })
		if i < 0 && len(l) == maxCandidates {
			continue
		}
		if i < 0 {
			l = append(l, Candidate{Task: t.ID, Step: &Step{Task: t, From: m.From, To: m.To, Set: map[string]string{}, noun: true}})
			i = len(l) - 1
		}
		l[i].Step.absorb(r, m)
	}
	r.voice(l)
	l = append(l, r.questionCandidates()...)
	l = append(l, r.listCandidates(l)...)
	l = append(l, r.hintCandidates(l)...)
	all := slices.Clone(l)
	l = slices.DeleteFunc(l, func(c Candidate) bool { return r.outdone(c.Step) || r.peruses(all, c.Step) })
	for i := range l {
		l[i].Step.pictured = r.pictured(l, l[i].Step)
	}
	for i := range l {
		l[i].Prior = r.prior(l, i)
	}
	for i := range l {
		l[i].Traits = r.traits(l, i)
		l[i].P = 1 / (1 + math.Exp(-l[i].Prior-r.Reader.Weights.Score(l[i].Traits)))
		l[i].Step.p = l[i].P
	}
	r.reconsider(l)
	return l
}

func (r *Reading) traits(l []Candidate, i int) []string {
	c := l[i]
	t := string(c.Task)
	s := c.Step
	ts := []string{"all", "task " + t, "line " + s.Line, fmt.Sprintf("weight %v", s.weight), fmt.Sprintf("%s weight %v", t, s.weight), t + " " + r.Lang}
	if s.Asks {
		ts = append(ts, "asks", t+" asks")
		ts = append(ts, r.askTraits(t, s)...)
	}
	ts = append(ts, fmt.Sprintf("long %d", min(s.To-s.From, 6)), fmt.Sprintf("fit %.1f", r.fit(s.Task)), fmt.Sprintf("%s fit %.1f", t, r.fit(s.Task)))
	ts = append(ts, r.hintTraits(s)...)
	ts = append(ts, r.roundTraits(s)...)
	ts = append(ts, t+" caught "+s.names())
	ts = append(ts, "given "+r.signature(), t+" given "+r.signature())
	if s.Line == "hint" && r.explained(l, s) {
		ts = append(ts, "explained", t+" explained")
	}
	if s.noun {
		ts = append(ts, "noun", t+" noun")
	}
	if r.Types[InputType(s.Task)] > 1 {
		ts = append(ts, t+" several given")
	}
	if r.negated(s) {
		ts = append(ts, "negated", t+" negated")
	}
	if s.pictured {
		ts = append(ts, "pictured", t+" pictured")
	}
	for name, is := range map[string]bool{"titles": r.titles(s), "opens": r.opens(s)} {
		if is {
			ts = append(ts, name, t+" "+name)
		}
	}
	if len(r.Content) > 0 {
		ts = append(ts, "content", t+" content")
	}
	ts = append(ts, r.labelTraits(s)...)
	if t == "translation" {
		ts = append(ts, r.languageTraits(s)...)
	}
	others := 0
	for j, o := range l {
		if j == i || o.Task == c.Task && o.Step.Asks == s.Asks {
			if j < i && o.Task == c.Task {
				ts = append(ts, "again", t+" again")
			}
			continue
		}
		others++
		k := string(o.Task)
		switch {
		case o.Step.Asks && !s.Asks:
		case s.Meets(o.Step):
			ts = append(ts, t+" over "+k, "over", fmt.Sprintf("over longer %v heavier %v", cmp.Compare(o.Step.To-o.Step.From, s.To-s.From), cmp.Compare(o.Step.weight, s.weight)))
		case r.Text.Tokens[o.Step.From].Clause == r.Text.Tokens[s.From].Clause:
			ts = append(ts, t+" by "+k, fmt.Sprintf("by heavier %v", cmp.Compare(o.Step.weight, s.weight)))
		}
	}
	if len(r.Cannot) > 0 {
		ts = append(ts, "cannot", t+" cannot")
	}
	if len(r.Vague) > 0 {
		ts = append(ts, "vague", t+" vague")
	}
	ts = append(ts, fmt.Sprintf("others %d", min(others, 5)))
	slices.Sort(ts)
	return slices.Compact(ts)
}

// labelTraits tell how many classes the request names, where a step may want
// one of them, and what a picture to be sorted may be of.
func (r *Reading) labelTraits(s *Step) []string {
	var ts []string
	t := string(s.Task.ID)
	if labels, _ := r.Labels(); len(labels) > 1 && (s.Asks || Named(s.Task.ID)) {
		ts = append(ts, t+" labels", fmt.Sprintf("%s labels %d", t, min(len(labels), 4)))
	}
	if Named(s.Task.ID) {
		for _, m := range r.topics {
			ts = append(ts, t+" topic "+m.Entry.Set["kind"])
		}
	}
	return ts
}

// languageTraits tell whether the language that a phrase names is that of the
// request, and whether it is said of the material.
func (r *Reading) languageTraits(s *Step) []string {
	var ts []string
	for _, c := range s.Caught {
		if c.Token.Kind != phrase.Language {
			continue
		}
		at := slices.IndexFunc(r.Text.Tokens, func(t phrase.Token) bool { return t.Start == c.Token.Start })
		part := cmp.Or(r.Tongues.parts[at], noPart)
		ts = append(ts, "translation part "+part, fmt.Sprintf("translation part %s home %v", part, c.Token.Code == r.Lang), fmt.Sprintf("translation part %s write %v", part, r.writing(at)))
		ts = append(ts, fmt.Sprintf("translation home %v source %v", c.Token.Code == r.Lang, longest(r.sources, at, "source") > 0), fmt.Sprintf("translation led %v home %v", r.led(at), c.Token.Code == r.Lang))
	}
	return ts
}

// voice tells candidates of speech apart by the voice that their clauses name.
func (r *Reading) voice(l []Candidate) {
	for _, m := range r.Matches {
		v := m.Entry.Set["voice"]
		if v == "" || m.Entry.Weight > 0 {
			continue
		}
		var near *Step
		for _, c := range l {
			s := c.Step
			if string(c.Task) != m.Entry.Section || r.Text.Tokens[s.From].Clause != r.Text.Tokens[m.From].Clause {
				continue
			}
			if near == nil || max(s.From-m.From, m.From-s.To) < max(near.From-m.From, m.From-near.To) {
				near = s
			}
		}
		if near != nil && near.Set["voice"] == "" {
			near.Set["voice"] = v
		}
	}
}

// signature names the types that came with the request.
func (r *Reading) signature() string {
	var l []string
	for _, t := range port.Types() {
		if r.Types[t] > 0 {
			l = append(l, string(t))
		}
	}
	if len(l) == 0 && len(r.Content) > 0 {
		return "words"
	}
	return strings.Join(l, "+")
}
