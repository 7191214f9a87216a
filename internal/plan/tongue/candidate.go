package tongue

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
	step   *step
	p      float64 // the probability that it is asked for
}

// maxCandidates bounds the work on a long request.
const maxCandidates = 60

// Candidates returns what the words of a request may ask for, for teaching.
func (p *Reader) Candidates(req plan.Request) []Candidate { return p.read(req).candidates() }

// candidates joins the phrases of one task that stand together.
func (r *reading) candidates() []Candidate {
	var l []Candidate
	for _, m := range r.matches {
		t := r.reader.tasks[m.Entry.Section]
		if r.ofMaterial(m) || m.Entry.Weight == 0 || r.fit(t) <= -2.5 && (len(r.req.Given) > 0 || len(r.content) > 0) {
			continue
		}
		i := slices.IndexFunc(l, func(c Candidate) bool { return c.Task == t.ID && c.step.together(r, m) })
		if i < 0 && len(l) == maxCandidates {
			continue
		}
		if i < 0 {
			l = append(l, Candidate{Task: t.ID, step: &step{task: t, from: m.From, to: m.To, set: map[string]string{}, noun: true}})
			i = len(l) - 1
		}
		l[i].step.absorb(r, m)
	}
	l = append(l, r.questionCandidates()...)
	l = append(l, r.listCandidate(l)...)
	l = append(l, r.hintCandidates(l)...)
	for i := range l {
		l[i].step.pictured = r.pictured(l, l[i].step)
	}
	for i := range l {
		l[i].Prior = r.prior(l, i)
	}
	for i := range l {
		l[i].Traits = r.traits(l, i)
		l[i].p = 1 / (1 + math.Exp(-l[i].Prior-r.reader.weights.score(l[i].Traits)))
		l[i].step.p = l[i].p
	}
	return l
}

// together reports whether a phrase speaks of the same wish as s.
func (s *step) together(r *reading, m phrase.Match) bool {
	if s.from < m.To && m.From < s.to {
		return !s.differs(r, m) || m.From < s.to-1
	}
	tokens := r.text.Tokens
	return tokens[s.to-1].Clause == tokens[m.From].Clause && !s.differs(r, m)
}

// differs reports whether a phrase sets what s has set already, to something else.
func (s *step) differs(r *reading, m phrase.Match) bool {
	for _, k := range []string{"style", "look", "format", "voice"} {
		if v := m.Entry.Set[k]; v != "" && s.set[k] != "" && v != s.set[k] && v != "auto" && s.set[k] != "auto" {
			return true
		}
	}
	if at, ok := m.Caught["size"]; ok {
		return slices.ContainsFunc(s.caught, func(c capture) bool {
			return c.name == "size" && c.token.Start != r.text.Tokens[at].Start
		})
	}
	return false
}

// absorb adds a phrase to the step; the heaviest and longest gives its place.
func (s *step) absorb(r *reading, m phrase.Match) {
	s.spans = append(s.spans, [2]int{m.From, m.To})
	_, spoken := m.Caught["target"]
	s.plain = s.plain || !spoken && m.Entry.Set["noun"] == ""
	s.noun = s.noun && m.Entry.Set["noun"] != ""
	if m.Entry.Weight > s.weight || m.Entry.Weight == s.weight && m.To-m.From > s.to-s.from {
		s.weight, s.from, s.to = m.Entry.Weight, m.From, m.To
		s.line, s.gaps = m.Pattern, m.Gaps
	}
	s.merge(r, m)
}

// questionCandidates are the clauses that ask something.
func (r *reading) questionCandidates() []Candidate {
	var ids []task.ID
	switch {
	case r.types[port.Table] > 0:
		ids = []task.ID{"table-question-answering"}
	case r.types[port.Image] > 0 && r.types[port.Document]+r.types[port.Text] == 0:
		ids = []task.ID{"question-answering", "visual-question-answering", "document-question-answering"}
	case len(r.req.Given) > 0 || len(r.content) > 0:
		ids = []task.ID{"question-answering"}
	}
	var l []Candidate
	seen := map[int]int{} // the end of the last question of a clause
	for _, m := range r.asks {
		clause := r.text.Tokens[m.From].Clause
		if m.From < seen[clause] || len(l) >= maxCandidates/2 {
			continue
		}
		from, to := r.clause(m.From, m.To)
		if r.onlyMark(m) && from > 0 {
			if seen[clause] > 0 || seen[r.text.Tokens[from-1].Clause] > 0 {
				continue
			}
			from, _ = r.clause(from-1, from)
		}
		from, to = r.narrow(m, max(from, seen[clause]), to)
		seen[clause] = to
		for _, id := range ids {
			s := &step{task: r.reader.tasks[string(id)], from: from, to: to, set: map[string]string{}, asks: true, weight: 2}
			s.why = []string{r.said(from, to)}
			l = append(l, Candidate{Task: id, step: s})
		}
	}
	return l
}

// narrow leaves out of a clause that asks the wishes before and after the question.
func (r *reading) narrow(ask phrase.Match, from, to int) (first, end int) {
	tokens := r.text.Tokens
	wish := func(ok func(phrase.Match) bool) bool {
		return slices.ContainsFunc(r.matches, func(m phrase.Match) bool {
			return m.Entry.Weight >= 4 && !kindred[task.ID(m.Entry.Section)] && r.fit(r.reader.tasks[m.Entry.Section]) > -2 && ok(m)
		})
	}
	first, end = from, to
	for k := from; k < ask.From; k++ {
		if slices.Contains(joints, tokens[k].Word) && wish(func(m phrase.Match) bool { return from <= m.From && m.To <= k }) {
			first = k + 1
		}
	}
	for k := ask.To; k < to; k++ {
		if slices.Contains(joints, tokens[k].Word) && wish(func(m phrase.Match) bool { return m.From == k+1 }) {
			return first, k
		}
	}
	return first, end
}

// onlyMark reports whether a clause asks by its mark alone.
func (r *reading) onlyMark(m phrase.Match) bool {
	return m.To-m.From == 1 && r.text.Tokens[m.From].Kind == phrase.Mark
}

// listCandidate is a choice between classes that no phrase announces.
func (r *reading) listCandidate(l []Candidate) []Candidate {
	const id = task.ID("zero-shot-classification")
	labels, at := r.labels()
	if len(labels) < 2 || at == 0 || slices.ContainsFunc(l, func(c Candidate) bool { return c.Task == id }) {
		return nil
	}
	tok := r.text.Tokens
	announced := slices.ContainsFunc(tok[:at-1], func(t phrase.Token) bool {
		return (t.Word == ":" || t.Word == "：") && t.Clause+1 == tok[at-1].Clause
	})
	or := slices.ContainsFunc(tok[:at], func(t phrase.Token) bool { return t.Word == "还" || t.Word == "or" })
	if !announced && (!or || r.lang == "en") && (at >= len(tok) || !strings.ContainsAny(tok[at].Word, "?？")) {
		return nil
	}
	from, to := r.clause(at-1, at)
	s := &step{task: r.reader.tasks[string(id)], from: from, to: to, set: map[string]string{}, weight: 2, line: "list"}
	s.why = []string{r.said(from, to)}
	return []Candidate{{Task: id, step: s}}
}

// clause widens a range of tokens to the clauses that it stands in, without
// the marks and file names at their ends.
func (r *reading) clause(from, to int) (first, end int) {
	tokens := r.text.Tokens
	first, end = from, to
	for first > 0 && tokens[first-1].Clause == tokens[from].Clause {
		first--
	}
	for end < len(tokens) && tokens[end].Clause == tokens[to-1].Clause {
		end++
	}
	return first, end
}

func (r *reading) traits(l []Candidate, i int) []string {
	c := l[i]
	t := string(c.Task)
	s := c.step
	ts := []string{"all", "task " + t, "line " + s.line, fmt.Sprintf("weight %v", s.weight), fmt.Sprintf("%s weight %v", t, s.weight), t + " " + r.lang}
	if s.asks {
		ts = append(ts, "asks", t+" asks")
		ts = append(ts, r.askTraits(t, s)...)
	}
	ts = append(ts, fmt.Sprintf("long %d", min(s.to-s.from, 6)), fmt.Sprintf("fit %.1f", r.fit(s.task)), fmt.Sprintf("%s fit %.1f", t, r.fit(s.task)))
	ts = append(ts, r.hintTraits(s)...)
	ts = append(ts, t+" caught "+s.names())
	ts = append(ts, "given "+r.signature(), t+" given "+r.signature())
	if s.line == "hint" && r.explained(l, s) {
		ts = append(ts, "explained", t+" explained")
	}
	if s.noun {
		ts = append(ts, "noun", t+" noun")
	}
	if r.types[inputType(s.task)] > 1 {
		ts = append(ts, t+" several given")
	}
	if r.negated(s) {
		ts = append(ts, "negated", t+" negated")
	}
	if s.pictured {
		ts = append(ts, "pictured", t+" pictured")
	}
	if r.opens(s) {
		ts = append(ts, "opens", t+" opens")
	}
	if len(r.content) > 0 {
		ts = append(ts, "content", t+" content")
	}
	if labels, _ := r.labels(); len(labels) > 1 && (s.asks || t == "zero-shot-classification") {
		ts = append(ts, t+" labels", fmt.Sprintf("%s labels %d", t, min(len(labels), 4)))
	}
	if t == "translation" {
		ts = append(ts, r.languageTraits(s)...)
	}
	others := 0
	for j, o := range l {
		if j == i || o.Task == c.Task && o.step.asks == s.asks {
			if j < i && o.Task == c.Task {
				ts = append(ts, "again", t+" again")
			}
			continue
		}
		others++
		k := string(o.Task)
		switch {
		case o.step.asks && !s.asks:
		case s.meets(o.step):
			ts = append(ts, t+" over "+k, "over", fmt.Sprintf("over longer %v heavier %v", cmp.Compare(o.step.to-o.step.from, s.to-s.from), cmp.Compare(o.step.weight, s.weight)))
		case r.text.Tokens[o.step.from].Clause == r.text.Tokens[s.from].Clause:
			ts = append(ts, t+" by "+k, fmt.Sprintf("by heavier %v", cmp.Compare(o.step.weight, s.weight)))
		}
	}
	if len(r.cannot) > 0 {
		ts = append(ts, "cannot", t+" cannot")
	}
	if len(r.vague) > 0 {
		ts = append(ts, "vague", t+" vague")
	}
	ts = append(ts, fmt.Sprintf("others %d", min(others, 5)))
	slices.Sort(ts)
	return slices.Compact(ts)
}

// languageTraits tell whether the language that a phrase names is that of the
// request, and whether it is said of the material.
func (r *reading) languageTraits(s *step) []string {
	var ts []string
	for _, c := range s.caught {
		if c.token.Kind != phrase.Language {
			continue
		}
		at := slices.IndexFunc(r.text.Tokens, func(t phrase.Token) bool { return t.Start == c.token.Start })
		part := cmp.Or(r.tongues.parts[at], noPart)
		ts = append(ts, "translation part "+part, fmt.Sprintf("translation part %s home %v", part, c.token.Code == r.lang), fmt.Sprintf("translation part %s write %v", part, r.writing(at)))
		ts = append(ts, fmt.Sprintf("translation home %v source %v", c.token.Code == r.lang, longest(r.sources, at, "source") > 0), fmt.Sprintf("translation led %v home %v", r.led(at), c.token.Code == r.lang))
	}
	return ts
}

// askTraits are the words of a question, and whether they speak of writing.
func (r *reading) askTraits(t string, s *step) []string {
	var ts []string
	for _, tok := range r.text.Tokens[s.from:s.to] {
		if tok.Kind == phrase.Word || tok.Kind == phrase.Han {
			ts = append(ts, t+" says "+tok.Word)
		}
	}
	for _, m := range r.topics {
		ts = append(ts, t+" topic "+m.Entry.Set["kind"])
	}
	return ts
}

// signature names the types that came with the request.
func (r *reading) signature() string {
	var l []string
	for _, t := range port.Types() {
		if r.types[t] > 0 {
			l = append(l, string(t))
		}
	}
	if len(l) == 0 && len(r.content) > 0 {
		return "words"
	}
	return strings.Join(l, "+")
}

// kindred are the tasks that answer questions.
var kindred = map[task.ID]bool{
	"question-answering": true, "table-question-answering": true, "visual-question-answering": true, "document-question-answering": true,
}

// names are what the phrases of a step catch.
func (s *step) names() string {
	var l []string
	for _, c := range s.caught {
		l = append(l, c.name)
	}
	slices.Sort(l)
	return strings.Join(slices.Compact(l), " ")
}
