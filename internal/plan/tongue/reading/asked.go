package reading

import (
	"regexp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/plan/tongue/alternative"
	"github.com/tenonhub/tenon/internal/plan/tongue/ellipsis"
	"github.com/tenonhub/tenon/internal/plan/tongue/figure"
	"github.com/tenonhub/tenon/internal/plan/tongue/phrase"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// questionCandidates are the clauses that ask something.
func (r *Reading) questionCandidates() []Candidate {
	var ids []task.ID
	switch {
	case r.Types[port.Table] > 0:
		ids = []task.ID{"table-question-answering"}
	case r.Types[port.Image] > 0 && r.Types[port.Document]+r.Types[port.Text] == 0:
		ids = []task.ID{"question-answering", "visual-question-answering", "document-question-answering"}
	case len(r.Req.Given) > 0 || len(r.Content) > 0:
		ids = []task.ID{"question-answering"}
	}
	var l []Candidate
	seen := map[int]int{} // the end of the last question of a clause
	for _, m := range r.Asks {
		clause := r.Text.Tokens[m.From].Clause
		if m.From < seen[clause] || len(l) >= maxCandidates/2 {
			continue
		}
		from, to := r.Clause(m.From, m.To)
		_, resumes := ellipsis.Resumes(r.Said(from, to))
		if r.onlyMark(m) && from > 0 {
			before := seen[r.Text.Tokens[from-1].Clause] > 0
			if seen[clause] > 0 || before && !resumes {
				continue
			}
			if !before {
				from, _ = r.Clause(from-1, from)
			}
		}
		from = max(from, seen[clause])
		if r.Text.Tokens[from].Word == "and" && from < m.From && !resumes {
			from++
		}
		from, to = r.narrow(m, from, to)
		seen[clause] = to
		if r.counted(from, to) {
			continue
		}
		for _, id := range ids {
			s := &Step{Task: r.Reader.Tasks[string(id)], From: from, To: to, Set: map[string]string{}, Asks: true, weight: 2}
			s.Why = []string{r.Said(from, to)}
			l = append(l, Candidate{Task: id, Step: s})
		}
	}
	return l
}

// counts are the tasks that tell of a file or text as such: what they answer is no question
// to what it says.
var counts = map[string]bool{"document-information": true, "audio-information": true, "video-information": true, "image-information": true}

// counted reports whether tokens ask for what such a task tells.
func (r *Reading) counted(from, to int) bool {
	return slices.ContainsFunc(r.Matches, func(m phrase.Match) bool {
		return counts[m.Entry.Section] && from <= m.From && m.To <= to && r.fit(r.Reader.Tasks[m.Entry.Section]) > -2
	})
}

// narrow leaves out of a clause that asks the wishes before and after the question.
func (r *Reading) narrow(ask phrase.Match, from, to int) (first, end int) {
	tokens := r.Text.Tokens
	wish := func(ok func(phrase.Match) bool) bool {
		return slices.ContainsFunc(r.Matches, func(m phrase.Match) bool {
			verb := m.Entry.Weight >= 4 || m.Entry.Section == "text-to-speech" && perusal.MatchString(r.Said(m.From, m.To))
			return verb && !kindred[task.ID(m.Entry.Section)] && r.fit(r.Reader.Tasks[m.Entry.Section]) > -2 && ok(m)
		})
	}
	first, end = from, to
	for k := from; k < ask.From; k++ {
		if slices.Contains(Joints, tokens[k].Word) && wish(func(m phrase.Match) bool { return from <= m.From && m.To <= k }) {
			first = k + 1
		}
	}
	for k := ask.To; k < to; k++ {
		if slices.Contains(Joints, tokens[k].Word) && wish(func(m phrase.Match) bool { return m.From == k+1 }) || r.asksAgain(first, k, to) {
			return first, k
		}
	}
	return first, end
}

// asksAgain reports whether “and” at a token stands between two whole questions:
// “who is the landlord and when does the lease end”.
func (r *Reading) asksAgain(from, k, to int) bool {
	if said := r.Said(min(k+1, to), to); r.Types[port.Table] > 0 && !figure.Another(said) {
		return false // a table is asked for what and how much at once
	}
	return r.Text.Tokens[k].Word == "and" && k-from > 2 && to-k > 3 && slices.ContainsFunc(r.Asks, func(m phrase.Match) bool {
		return m.From == k+1 && !r.onlyMark(m)
	})
}

// onlyMark reports whether a clause asks by its mark alone.
func (r *Reading) onlyMark(m phrase.Match) bool {
	return m.To-m.From == 1 && r.Text.Tokens[m.From].Kind == phrase.Mark
}

// listCandidates are a choice between classes that no phrase announces.
func (r *Reading) listCandidates(l []Candidate) []Candidate {
	labels, at := r.Labels()
	if len(labels) < 2 || at == 0 || alternative.Asked(r.Sentence(&Step{From: at - 1, To: at})) {
		return nil
	}
	tok := r.Text.Tokens
	announced := slices.ContainsFunc(tok[:at-1], func(t phrase.Token) bool {
		return (t.Word == ":" || t.Word == "：") && t.Clause+1 == tok[at-1].Clause
	})
	or := slices.ContainsFunc(tok[:at], func(t phrase.Token) bool { return t.Word == "还" || t.Word == "or" }) || alternative.Sorted(r.Said(r.Clause(at-1, at)))
	if !announced && (!or || r.Lang == "en") && (at >= len(tok) || !strings.ContainsAny(tok[at].Word, "?？")) {
		return nil
	}
	ids := []task.ID{"zero-shot-classification"}
	if r.Types[port.Image] > 0 {
		ids = append(ids, "zero-shot-image-classification")
	}
	from, to := r.Clause(at-1, at)
	var more []Candidate
	for _, id := range ids {
		if slices.ContainsFunc(l, func(c Candidate) bool { return c.Task == id }) {
			continue
		}
		s := &Step{Task: r.Reader.Tasks[string(id)], From: from, To: to, Set: map[string]string{}, weight: 2, Line: "list"}
		s.Why = []string{r.Said(from, to)}
		more = append(more, Candidate{Task: id, Step: s})
	}
	return more
}

// Named are the tasks that sort into classes that the request names.
func Named(id task.ID) bool {
	return id == "zero-shot-classification" || id == "zero-shot-image-classification"
}

// askTraits are the words of a question, and whether they speak of writing.
func (r *Reading) askTraits(t string, s *Step) []string {
	var ts []string
	for _, tok := range r.Text.Tokens[s.From:s.To] {
		if tok.Kind == phrase.Word || tok.Kind == phrase.Han {
			ts = append(ts, t+" says "+tok.Word)
		}
	}
	for _, m := range r.topics {
		ts = append(ts, t+" topic "+m.Entry.Set["kind"])
	}
	return ts
}

// kindred are the tasks that answer questions.
var kindred = map[task.ID]bool{
	"question-answering": true, "table-question-answering": true, "visual-question-answering": true, "document-question-answering": true,
}

// takesDown is what asks for what is heard to be written down.
var takesDown = regexp.MustCompile(`(写|记|打|敲|扒|抄|听写)(下来|出来)`)

// dictated reports whether a “write” asks for what is heard, and nothing that can
// be heard came with the request: 把歌词写下来.
func (r *Reading) dictated(m phrase.Match) bool {
	if m.Entry.Section != "text-generation" || len(r.Req.Given) == 0 || r.fit(r.Reader.Tasks["automatic-speech-recognition"]) > -2 {
		return false
	}
	return slices.ContainsFunc(slices.Concat(r.Matches, r.waiting), func(o phrase.Match) bool {
		return o.Entry.Section == "automatic-speech-recognition" && o.Entry.Weight >= 4 && o.From < m.To && m.From < o.To && takesDown.MatchString(r.Said(o.From, o.To))
	})
}
