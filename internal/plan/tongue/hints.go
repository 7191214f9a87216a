package tongue

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/plan/tongue/phrase"
	"github.com/tenonhub/tenon/internal/task"
)

// Hints say how much a word, a pair of words or what came with a request
// speaks for each thing that may be wanted, whether or not the lexicon has a
// phrase for it: a task (“translation”), a parameter (“text-to-speech.speed=0.75”),
// a question back (“ask”) or a refusal (“cannot”). They are the log-odds of one
// logistic model each, which TestTeach learns. They do not change once made.
type Hints struct {
	labels []string
	clues  map[string][]hint
}

// hint is what a clue says of a label, in steps of hintStep.
type hint struct {
	label uint8
	odds  int8
}

// hintStep is the grain of the log-odds that are kept.
const hintStep = 0.05

// NewHints keeps log-odds by clue and label, those near nothing left out.
func NewHints(odds map[string]map[string]float64) Hints {
	h := Hints{clues: make(map[string][]hint, len(odds))}
	seen := map[string]bool{}
	for _, l := range odds {
		for label := range l {
			seen[label] = true
		}
	}
	h.labels = slices.Sorted(maps.Keys(seen))
	for clue, l := range odds {
		for i, label := range h.labels {
			if n := math.Round(l[label] / hintStep); math.Abs(n) >= hintLeast {
				h.clues[clue] = append(h.clues[clue], hint{uint8(i), int8(max(-127, min(127, n)))})
			}
		}
	}
	return h
}

// hintLeast is the least that is kept, in steps.
const hintLeast = 5

// Bytes is the form that readHints reads: the labels, then each clue with its
// hints, all counts and lengths as uvarints.
func (h Hints) Bytes() []byte {
	text := func(b []byte, s string) []byte {
		return append(binary.AppendUvarint(b, uint64(len(s))), s...)
	}
	b := binary.AppendUvarint(nil, uint64(len(h.labels)))
	for _, label := range h.labels {
		b = text(b, label)
	}
	for _, clue := range slices.Sorted(maps.Keys(h.clues)) {
		b = binary.AppendUvarint(text(b, clue), uint64(len(h.clues[clue])))
		for _, one := range h.clues[clue] {
			b = append(b, one.label, uint8(one.odds))
		}
	}
	return b
}

func readHints(b []byte) (Hints, error) {
	h := Hints{clues: map[string][]hint{}}
	if len(b) == 0 {
		return h, nil
	}
	r := bytes.NewReader(b)
	text := func() (string, error) {
		n, err := binary.ReadUvarint(r)
		if err != nil || n > uint64(r.Len()) {
			return "", cmp.Or(err, io.ErrUnexpectedEOF)
		}
		s := make([]byte, n)
		_, err = io.ReadFull(r, s)
		return string(s), err
	}
	labels, err := binary.ReadUvarint(r)
	for i := uint64(0); err == nil && i < labels; i++ {
		var label string
		label, err = text()
		h.labels = append(h.labels, label)
	}
	for err == nil && r.Len() > 0 {
		var clue string
		var n uint64
		if clue, err = text(); err != nil {
			break
		}
		if n, err = binary.ReadUvarint(r); err != nil || 2*n > uint64(r.Len()) {
			err = cmp.Or(err, io.ErrUnexpectedEOF)
			break
		}
		l := make([]hint, n)
		for i := range l {
			label, _ := r.ReadByte()
			odds, _ := r.ReadByte()
			if int(label) >= len(h.labels) {
				return h, fmt.Errorf("read the hints of %q: no label %d", clue, label)
			}
			l[i] = hint{label, int8(odds)}
		}
		h.clues[clue] = l
	}
	if err != nil {
		return h, fmt.Errorf("read the hints: %w", err)
	}
	return h, nil
}

// Clue is a feature of a part of a request, and the token that shows it; -1 is none.
type Clue struct {
	Name string
	at   int
}

// part is a stretch of a request that may hold one wish, with its clues.
type part struct {
	from, to int // tokens
	clues    []Clue
	odds     map[string]float64
}

// Clues are what the hints of a request are learned on: of each part, and of
// the whole.
func (p *Reader) Clues(req plan.Request) (parts [][]Clue, whole []Clue) {
	r := p.read(req)
	for _, one := range r.parts {
		parts = append(parts, one.clues)
	}
	return parts, r.clues(0, len(r.text.Tokens))
}

// divide cuts a request where one wish may end and another begin.
func (r *reading) divide() []part {
	var l []part
	tokens := r.text.Tokens
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
func (r *reading) divides(i int) bool {
	t := r.text.Tokens[i]
	if t.Kind == phrase.Mark {
		return strings.ContainsAny(t.Word, "→+&>；;、/")
	}
	if t.Word == "然" || t.Word == "接" || t.Word == "顺" || t.Word == "同" {
		next := ""
		if i+1 < len(r.text.Tokens) {
			next = r.text.Tokens[i+1].Word
		}
		return strings.Contains("然后接着顺便顺手同时", t.Word+next)
	}
	return slices.Contains([]string{"and", "then", "plus", "but", "再", "并"}, t.Word)
}

// clues are the words of a stretch of tokens, the neighbours, and the types of
// what came with the request.
func (r *reading) clues(from, to int) []Clue {
	l := []Clue{{"all", -1}}
	l = append(l, Clue{"with " + r.signature(), -1})
	for t, n := range r.types {
		l = append(l, Clue{"given " + string(t), -1})
		if n > 1 {
			l = append(l, Clue{"several " + string(t), -1})
		}
	}
	if len(r.content) > 0 {
		l = append(l, Clue{"content", -1})
	}
	before, second := "^", ""
	for i := from; i < to; i++ {
		t := r.text.Tokens[i]
		if t.Kind == phrase.Mark && !strings.ContainsAny(t.Word, "?？") || r.inContent(i) {
			continue
		}
		w := clueWord(t)
		l = append(l, Clue{w, i}, Clue{before + " " + w, i})
		if t.Kind == phrase.Han && second != "" {
			l = append(l, Clue{second + " " + before + " " + w, i})
		}
		second, before = before, w
	}
	slices.SortStableFunc(l, func(a, b Clue) int { return strings.Compare(a.Name, b.Name) })
	return slices.CompactFunc(l, func(a, b Clue) bool { return a.Name == b.Name })
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
	odds float64
	at   int
}

// score adds up what clues say of everything.
func (h Hints) score(clues []Clue) map[string]float64 {
	sums := make([]int, len(h.labels))
	for _, c := range clues {
		for _, one := range h.clues[c.Name] {
			sums[one.label] += int(one.odds)
		}
	}
	odds := make(map[string]float64, len(sums))
	for i, n := range sums {
		if n != 0 {
			odds[h.labels[i]] = float64(n) * hintStep
		}
	}
	return odds
}

// clearest is the token whose clues speak most for something, or -1.
func (h Hints) clearest(clues []Clue, label string) int {
	best, most := -1, 0
	sums := map[int]int{}
	for _, c := range clues {
		for _, one := range h.clues[c.Name] {
			if c.at < 0 || one.odds < 0 || h.labels[one.label] != label {
				continue
			}
			sums[c.at] += int(one.odds)
			if n := sums[c.at]; n > most || n == most && c.at < best {
				best, most = c.at, n
			}
		}
	}
	return best
}

// hint asks the hints about every part of the request, and about the whole.
func (r *reading) hint() {
	r.parts = r.divide()
	r.hints = map[string]hinted{}
	for i := range r.parts {
		one := &r.parts[i]
		one.odds = r.reader.hints.score(one.clues)
		for id, v := range one.odds {
			if old, ok := r.hints[id]; !ok || v > old.odds {
				r.hints[id] = hinted{v, i}
			}
		}
	}
	for id, v := range r.reader.hints.score(r.clues(0, len(r.text.Tokens))) {
		if id == "ask" || id == "cannot" {
			r.hints[id] = hinted{v, -1}
		}
	}
}

// hintAt is what the hints say of something where a step stands.
func (r *reading) hintAt(s *step, id string) float64 {
	most := math.Inf(-1)
	for _, one := range r.parts {
		if one.from < s.to && s.from < one.to {
			most = max(most, one.odds[id])
		}
	}
	return most
}

// hintCandidates are the tasks that the hints speak for and no phrase does.
func (r *reading) hintCandidates(l []Candidate) []Candidate {
	var more []Candidate
	for _, id := range slices.Sorted(maps.Keys(r.hints)) {
		h, t := r.hints[id], r.reader.tasks[id]
		floor := float64(hintFloor)
		if t.ID == "text-generation" && len(r.req.Given) == 0 {
			floor = -3 // words alone ask for words, if for nothing else
		}
		if t.ID == "" || h.odds < floor || converts[t.ID] || r.fit(t) <= -2.5 || slices.ContainsFunc(l, func(c Candidate) bool { return c.Task == t.ID }) {
			continue
		}
		at := r.reader.hints.clearest(r.parts[h.at].clues, id)
		if at < 0 {
			continue
		}
		s := &step{task: t, from: at, to: at + 1, set: map[string]string{}, line: "hint", plain: true, why: []string{r.said(at, at+1)}}
		s.spans = [][2]int{{s.from, s.to}}
		more = append(more, Candidate{Task: t.ID, step: s})
	}
	return more
}

// hintFloor are the log-odds from which hints alone make a candidate.
const hintFloor = -1

// converts are the tasks that the builder adds where a type does not fit.
var converts = map[task.ID]bool{"document-text-extraction": true, "video-to-audio": true, "automatic-speech-recognition": true, "optical-character-recognition": true}

// hintTraits is how much the hints speak for a task, where its step stands and
// anywhere, in steps of one.
func (r *reading) hintTraits(s *step) []string {
	t := string(s.task.ID)
	round := func(v float64) int { return int(math.Round(max(-4, min(4, v)))) }
	n, here := round(r.hints[t].odds), round(r.hintAt(s, t))
	return []string{fmt.Sprintf("hint %d", n), fmt.Sprintf("%s hint %d", t, n), fmt.Sprintf("hint here %d", here), fmt.Sprintf("%s hint here %d", t, here)}
}

// hintedParam is the value of a parameter of a step that the hints speak for.
func (r *wishes) hintedParam(s *step, d task.Param) (any, bool) {
	best, most := "", hintSure
	prefix := string(s.task.ID) + "." + d.Name + "="
	alone := r.alone(s)
	for _, id := range slices.Sorted(maps.Keys(r.hints)) {
		v, ok := strings.CutPrefix(id, prefix)
		if !ok {
			continue
		}
		odds := r.hints[id].odds
		if !alone {
			odds = r.hintAt(s, id)
		}
		if odds > most {
			best, most = v, odds
		}
	}
	return parse(d, best)
}

// hintSure are the log-odds from which hints alone set a parameter.
const hintSure = 0.5

// explained reports whether a phrase of the lexicon speaks for another task in
// the part of the request where the hints see one.
func (r *reading) explained(l []Candidate, s *step) bool {
	for _, one := range r.parts {
		if one.from > s.from || s.from >= one.to {
			continue
		}
		return slices.ContainsFunc(l, func(c Candidate) bool {
			return c.step.line != "hint" && c.step.weight >= 4 && c.step.from < one.to && one.from < c.step.to && c.Prior > 0
		})
	}
	return false
}
