package tongue

import (
	"cmp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/plan/tongue/phrase"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// steps chooses among the phrases that were found and puts them in order.
func (r *reading) steps() []*step {
	var chosen []*step
	for _, c := range r.scored() {
		chosen = r.take(chosen, c)
	}
	slices.SortStableFunc(chosen, func(a, b *step) int { return cmp.Compare(a.from, b.from) })
	chosen = r.withQuestions(chosen)
	for i, s := range chosen {
		s.at = i
	}
	chosen = r.reorder(chosen)
	r.references(chosen)
	r.files(chosen)
	return chosen
}

func (r *reading) take(chosen []*step, c scored) []*step {
	t := r.planner.tasks[c.Entry.Section]
	noun := c.Entry.Set["noun"] != ""
	for _, s := range chosen {
		if s.from < c.To && c.From < s.to && s.task.ID != t.ID {
			return chosen
		}
	}
	if i := slices.IndexFunc(chosen, func(s *step) bool { return s.task.ID == t.ID }); i >= 0 && (noun || !r.apart(chosen[i], c)) {
		s := chosen[i]
		if !noun {
			s.merge(r, c.Match)
		}
		return chosen
	}
	s := &step{task: t, from: c.From, to: c.To, weight: c.score, set: map[string]string{}}
	s.merge(r, c.Match)
	return append(chosen, s)
}

// apart reports whether a phrase of the task of s is a wish of its own.
func (r *reading) apart(s *step, c scored) bool {
	if s.from < c.To && c.From < s.to {
		return false
	}
	for _, k := range []string{"style", "look", "format", "layout"} {
		if v := c.Entry.Set[k]; v != "" && s.set[k] != "" && v != s.set[k] {
			return true
		}
	}
	return false
}

func (s *step) merge(r *reading, m phrase.Match) {
	for k, v := range m.Entry.Set {
		switch k {
		case "on", "noun":
		case "port":
			s.port = v
		default:
			if s.set[k] == "" {
				s.set[k] = v
			}
		}
	}
	names := make([]string, 0, len(m.Caught))
	for name := range m.Caught {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		c := capture{name, r.text.Tokens[m.Caught[name]]}
		if !slices.ContainsFunc(s.caught, func(o capture) bool { return o.token.Start == c.token.Start }) {
			s.caught = append(s.caught, c)
		}
	}
	s.why = append(s.why, r.said(m.From, m.To))
}

func (r *reading) said(from, to int) string {
	return r.text.Source[r.text.Tokens[from].Start:r.text.Tokens[to-1].End]
}

// withQuestions adds a question when the request asks and no step answers.
func (r *reading) withQuestions(chosen []*step) []*step {
	if len(r.asks) == 0 && r.types[port.Table] == 0 || len(chosen) > 0 {
		return chosen
	}
	id := task.ID("")
	switch {
	case r.types[port.Table] > 0:
		id = "table-question-answering"
	case r.types[port.Image] > 0:
		id = "visual-question-answering"
	case len(r.req.Given) > 0:
		id = "question-answering"
	default:
		return chosen
	}
	t := r.planner.tasks[string(id)]
	s := &step{task: t, to: len(r.text.Tokens), set: map[string]string{}, weight: 2}
	s.why = []string{strings.TrimSpace(r.text.Source)}
	return append(chosen, s)
}

// reorder puts a wish that follows “after you have …” before the one it follows.
func (r *reading) reorder(l []*step) []*step {
	for _, cue := range r.cues {
		if cue.Entry.Set["kind"] != "after" || r.lang != "en" {
			continue
		}
		j := slices.IndexFunc(l, func(s *step) bool { return s.from >= cue.From })
		if j > 0 && l[j-1].to <= cue.From {
			l[j-1], l[j] = l[j], l[j-1]
		}
	}
	return l
}

// references notes which earlier results the words of a step name.
func (r *reading) references(l []*step) {
	for _, m := range r.matches {
		if m.Entry.Set["noun"] == "" {
			continue
		}
		var near *step
		for _, s := range l {
			if string(s.task.ID) == m.Entry.Section || r.text.Tokens[s.from].Clause != r.text.Tokens[m.From].Clause {
				continue
			}
			if near == nil || gap(s, m.From) < gap(near, m.From) {
				near = s
			}
		}
		if near == nil {
			continue
		}
		earlier := slices.ContainsFunc(l[:slices.Index(l, near)], func(s *step) bool { return string(s.task.ID) == m.Entry.Section })
		if earlier && !slices.Contains(near.refs, task.ID(m.Entry.Section)) {
			near.refs = append(near.refs, task.ID(m.Entry.Section))
		}
	}
}

func gap(s *step, token int) int { return max(s.from-token, token-s.to, 0) }

// files gives runs of file names to the step that they stand with.
func (r *reading) files(l []*step) {
	tokens := r.text.Tokens
	for i := 0; i < len(tokens); i++ {
		if tokens[i].Kind != phrase.File || tokens[i].Given < 0 {
			continue
		}
		j := i
		run := []int{tokens[i].Given}
		for k := i + 1; k < len(tokens) && k <= j+3; k++ {
			if tokens[k].Kind == phrase.File && tokens[k].Given >= 0 {
				run = append(run, tokens[k].Given)
				j = k
			} else if tokens[k].Kind != phrase.Mark && !slices.Contains([]string{"and", "和", "跟", "与", "or", "plus", "with", "及", "还", "是"}, tokens[k].Word) {
				break
			}
		}
		if s := owner(l, tokens, i, j); s != nil {
			s.files = append(s.files, run...)
		}
		i = j
	}
}

func owner(l []*step, tokens []phrase.Token, from, to int) *step {
	var best *step
	for _, s := range l {
		same := tokens[s.from].Clause == tokens[from].Clause || tokens[s.from].Clause == tokens[to].Clause || tokens[s.to-1].Clause == tokens[from].Clause
		if same && (best == nil || min(gap(s, from), gap(s, to)) < min(gap(best, from), gap(best, to))) {
			best = s
		}
	}
	return best
}
