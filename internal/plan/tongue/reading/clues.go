package reading

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/plan/tongue/kin"
	"github.com/tenonhub/tenon/internal/plan/tongue/lore"
	"github.com/tenonhub/tenon/internal/plan/tongue/phrase"
	"github.com/tenonhub/tenon/internal/task"
)

// part is a stretch of a request that may hold one wish, with its clues.
type part struct {
	from, to int // tokens
	clues    []lore.Clue
	odds     map[string]float64
}

// Clues are what the hints of a request are learned on: of each part, and of
// the whole.
func (p *Reader) Clues(req plan.Request) (parts [][]lore.Clue, whole []lore.Clue) {
	r := p.Read(req)
	for _, one := range r.parts {
		parts = append(parts, one.clues)
	}
	return parts, r.clues(0, len(r.Text.Tokens))
}

// divide cuts a request where one wish may end and another begin.
func (r *Reading) divide() []part {
	var l []part
	tokens := r.Text.Tokens
	from := 0
	end := func(to int) {
		if from < to {
			l = append(l, part{from: from, to: to, clues: r.clues(from, to)})
		}
	}
	for i, t := range tokens {
		if i > from && t.Clause != tokens[i-1].Clause {
			end(i)
			from = i
		}
		if r.divides(i) {
			end(i)
			from = i + 1
		}
	}
	end(len(tokens))
	if len(l) == 0 {
		l = []part{{clues: r.clues(0, 0)}}
	}
	return l
}

// divides reports whether a token stands between two wishes.
func (r *Reading) divides(i int) bool {
	t := r.Text.Tokens[i]
	if t.Kind == phrase.Mark {
		return strings.ContainsAny(t.Word, "→+&>；;、/")
	}
	if t.Word == "然" || t.Word == "接" || t.Word == "顺" || t.Word == "同" {
		next := ""
		if i+1 < len(r.Text.Tokens) {
			next = r.Text.Tokens[i+1].Word
		}
		return strings.Contains("然后接着顺便顺手同时", t.Word+next)
	}
	return slices.Contains([]string{"and", "then", "plus", "but", "再", "并"}, t.Word)
}

// clues are the words of a stretch of tokens, the neighbours, and the types of
// what came with the request.
func (r *Reading) clues(from, to int) []lore.Clue {
	l := []lore.Clue{clue("all", -1)}
	l = append(l, clue("with "+r.signature(), -1))
	for t, n := range r.Types {
		l = append(l, clue("given "+string(t), -1))
		if n > 1 {
			l = append(l, clue("several "+string(t), -1))
		}
	}
	if len(r.Content) > 0 {
		l = append(l, clue("content", -1))
	}
	before, second, known := "^", "", 0 // known: the byte up to which words have been told the kind of
	for i := from; i < to; i++ {
		t := r.Text.Tokens[i]
		if t.Kind == phrase.Mark && !strings.ContainsAny(t.Word, "?？") || r.inContent(i) {
			continue
		}
		w := clueWord(t)
		l = append(l, clue(w, i), clue(before+" "+w, i))
		if t.Kind == phrase.Han && second != "" {
			l = append(l, clue(second+" "+before+" "+w, i))
		}
		second, before = before, w
		if size, kind := r.kind(t); size > 0 && t.Start >= known {
			l, known = append(l, clue(fmt.Sprintf("kin %d", kind), i)), t.Start+size
		}
	}
	slices.SortStableFunc(l, func(a, b lore.Clue) int { return strings.Compare(a.Name, b.Name) })
	return slices.CompactFunc(l, func(a, b lore.Clue) bool { return a.Name == b.Name })
}

func clue(name string, at int) lore.Clue { return lore.Clue{Name: name, At: at} }

// kind is the kind of the word that begins with a token, and its bytes, or 0.
func (r *Reading) kind(t phrase.Token) (size, kind int) {
	switch t.Kind {
	case phrase.Han:
		if size, kind = kin.Word(r.Text.Source[t.Start:]); size > t.End-t.Start {
			return size, kind
		}
	case phrase.Word:
		for _, w := range []string{strings.ToLower(r.Text.Source[t.Start:t.End]), t.Word} {
			if kind = kin.Of(w); kind >= 0 {
				return t.End - t.Start, kind
			}
		}
	case phrase.Number, phrase.Time, phrase.Size, phrase.Language, phrase.File, phrase.Quote, phrase.Mark:
	}
	return 0, 0
}

func clueWord(t phrase.Token) string {
	switch t.Kind {
	case phrase.Number:
		return "{num}"
	case phrase.Time:
		return "{time}"
	case phrase.Size:
		return "{size}"
	case phrase.Language:
		return "{lang}"
	case phrase.Word, phrase.Han, phrase.File, phrase.Quote, phrase.Mark:
	}
	return t.Word
}

// hinted is what the hints say of one thing: the log-odds where they are
// highest, and the token there whose clues speak for it most.
type hinted struct {
	Odds float64
	at   int
}

// hint asks the hints about every part of the request, and about the whole.
func (r *Reading) hint() {
	r.parts = r.divide()
	r.Hints = map[string]hinted{}
	for i := range r.parts {
		one := &r.parts[i]
		one.odds = r.Reader.hints.Score(one.clues)
		for id, v := range one.odds {
			if old, ok := r.Hints[id]; !ok || v > old.Odds {
				r.Hints[id] = hinted{v, i}
			}
		}
	}
	for id, v := range r.Reader.hints.Score(r.clues(0, len(r.Text.Tokens))) {
		if id == "ask" || id == "cannot" {
			r.Hints[id] = hinted{v, -1}
		}
	}
	r.Hinted = slices.Sorted(maps.Keys(r.Hints))
}

// HintAt is what the hints say of something where a step stands.
func (r *Reading) HintAt(s *Step, id string) float64 {
	most := math.Inf(-1)
	for _, one := range r.parts {
		if one.from < s.To && s.From < one.to {
			most = max(most, one.odds[id])
		}
	}
	return most
}

// hintCandidates are the tasks that the hints speak for and no phrase does.
func (r *Reading) hintCandidates(l []Candidate) []Candidate {
	var more []Candidate
	for _, id := range r.Hinted {
		h, t := r.Hints[id], r.Reader.Tasks[id]
		floor := float64(hintFloor)
		if t.ID == "text-generation" && len(r.Req.Given) == 0 {
			floor = -3 // words alone ask for words, if for nothing else
		}
		if t.ID == "" || h.Odds < floor || converts[t.ID] || r.fit(t) <= -2.5 || slices.ContainsFunc(l, func(c Candidate) bool { return c.Task == t.ID }) {
			continue
		}
		at := r.Reader.hints.Clearest(r.parts[h.at].clues, id)
		if at < 0 {
			continue
		}
		s := &Step{Task: t, From: at, To: at + 1, Set: map[string]string{}, Line: "hint", Plain: true, Why: []string{r.Said(at, at+1)}}
		s.Spans = [][2]int{{s.From, s.To}}
		more = append(more, Candidate{Task: t.ID, Step: s})
	}
	return more
}

// hintFloor are the log-odds from which hints alone make a candidate.
const hintFloor = -1

// converts are the tasks that a draft adds where a type does not fit.
var converts = map[task.ID]bool{"document-text-extraction": true, "video-to-audio": true, "automatic-speech-recognition": true, "optical-character-recognition": true}

// hintTraits is how much the hints speak for a task, where its step stands and
// anywhere, in steps of one.
func (r *Reading) hintTraits(s *Step) []string {
	t := string(s.Task.ID)
	n, here := steps(r.Hints[t].Odds), steps(r.HintAt(s, t))
	return []string{fmt.Sprintf("hint %d", n), fmt.Sprintf("%s hint %d", t, n), fmt.Sprintf("hint here %d", here), fmt.Sprintf("%s hint here %d", t, here)}
}

// explained reports whether a phrase of the lexicon speaks for another task in
// the part of the request where the hints see one.
func (r *Reading) explained(l []Candidate, s *Step) bool {
	for _, one := range r.parts {
		if one.from > s.From || s.From >= one.to {
			continue
		}
		return slices.ContainsFunc(l, func(c Candidate) bool {
			return c.Step.Line != "hint" && c.Step.weight >= 4 && c.Step.From < one.to && one.from < c.Step.To && c.Prior > 0
		})
	}
	return false
}
