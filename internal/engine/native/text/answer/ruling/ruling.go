// Package ruling says whether a text answers a question of yes or no with yes or with
// no, by what it learned from such questions with known answers, and which sentence
// says so. It says how likely each is, and does not calculate.
package ruling

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/reader"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
)

// Ruling is what a text says to a question: yes or no, how likely that is right, and the
// sentence that says so, with how likely it is that.
type Ruling struct {
	Yes      bool
	Sure     float64
	Sentence string
	Here     float64
}

// From these on a ruling is told as it is, and as one that is likely; of rulings on texts that were not learned
// from so many were right (TestTeach).
const (
	Certain = 0.9
	Likely  = 0.7
)

// Of rules on a question of yes or no, to which rules answered with ruled, or with nothing.
func Of(ctx context.Context, text, question string, ruled answer.Answer) (Ruling, error) {
	text, err := reader.Excerpt(ctx, text, question)
	if err != nil {
		return Ruling{}, err
	}
	p, err := read(ctx, text)
	if err != nil || len(p.units) == 0 {
		return Ruling{}, err
	}
	h := hear(p, text, question, ruled)
	if err := p.look(ctx, text, question); err != nil {
		return Ruling{}, err
	}
	h.consider()
	w := weights()
	rows, none := h.rows(w.index)
	return h.choose(chances(w.values, rows, none)).ruling(w, h.q), ctx.Err()
}

// hearing is a question with the text that it is put to.
type hearing struct {
	p     *page
	q     *question
	flat  string
	units []place // that may answer
}

func hear(p *page, text, question string, ruled answer.Answer) hearing {
	h := hearing{p: p, q: ask(p, question)}
	h.q.ruled, h.q.ruling = bare(ruled.Text)
	h.q.how = howSure(ruled.Score)
	h.flat, _ = words.Flat(text)
	p.judge(h.q)
	return h
}

// place is a clause of a unit.
type place struct {
	*unit
	clause int
}

// bare is an answer without the yes or no before it, which is 1 or -1, and 0 where there is none.
func bare(said string) (rest string, verdict float64) {
	for _, y := range []struct {
		word string
		is   float64
	}{{"Yes.", 1}, {"是。", 1}, {"No.", -1}, {"否。", -1}} {
		if rest, ok := strings.CutPrefix(said, y.word); ok {
			return strings.TrimSpace(rest), y.is
		}
	}
	return said, 0
}

// howSure tells the kinds of rules apart by their scores: those that find the opposite of a word of the question
// (see package answer) say 0.9.
func howSure(score float64) string {
	switch {
	case score == 0.9:
		return "opposite"
	case score == 0.95:
		return "form"
	case score > 0.99:
		return "whole"
	}
	return "part"
}

// considered is how many units may answer.
const considered = 8

// consider chooses the units that may answer.
func (h *hearing) consider() {
	worth := func(u *unit) float64 {
		w := u.met - boolean(u.title)
		if h.p.looked {
			w += 0.08 * math.Log(u.mass+1e-4)
		}
		return w
	}
	l := slices.Clone(h.p.units)
	slices.SortStableFunc(l, func(a, b *unit) int { return cmp.Compare(worth(b), worth(a)) })
	for _, u := range l[:min(considered, len(l))] {
		for c := range u.clauses {
			h.units = append(h.units, place{u, c})
		}
	}
}

// weighed is a feature with its value.
type weighed struct {
	at    int32
	value float32
}

// row is what speaks for a unit, and in it for yes.
type row struct{ selects, verdict []weighed }

// rows are the features of the units, and those of none; index gives each feature a number, or less than 0.
func (h hearing) rows(index func(string) int32) (rows []row, none []weighed) {
	into := func(l *[]weighed) adder {
		return func(name string, v float64) {
			if k := index(name); k >= 0 && v != 0 {
				*l = append(*l, weighed{k, float32(v)})
			}
		}
	}
	for _, u := range h.units {
		var r row
		h.p.weigh(h.q, h.p.view(u.unit, u.clause), into(&r.selects), into(&r.verdict))
		rows = append(rows, r)
	}
	h.p.none(h.q, into(&none))
	return rows, none
}

func sum(w []float64, l []weighed) (s float64) {
	for _, f := range l {
		s += w[f.at] * float64(f.value)
	}
	return s
}

// chances are how likely each unit answers with yes, with no, and last that none does.
func chances(w []float64, rows []row, none []weighed) []float64 {
	out := make([]float64, 2*len(rows)+1)
	for i, r := range rows {
		s, d := sum(w, r.selects), sum(w, r.verdict)
		out[2*i], out[2*i+1] = s+d, s-d
	}
	out[2*len(rows)] = sum(w, none)
	most, all := math.Inf(-1), 0.0
	for _, x := range out {
		most = max(most, x)
	}
	for i, x := range out {
		out[i] = math.Exp(x - most)
		all += out[i]
	}
	for i := range out {
		out[i] /= all
	}
	return out
}

// choice is what the chances come to.
type choice struct {
	yes, no, none float64
	sentence      string
	here          float64 // how likely this sentence answers
	met           float64 // how much of the question it has
	repeated      float64 // how much of it word for word
}

func (h hearing) choose(chances []float64) choice {
	c := choice{none: chances[2*len(h.units)]}
	of := map[*unit]float64{}
	best := 0.0
	for i, u := range h.units {
		c.yes += chances[2*i]
		c.no += chances[2*i+1]
		of[u.unit] += chances[2*i] + chances[2*i+1]
	}
	for _, u := range h.units {
		if of[u.unit] > best {
			best = of[u.unit]
			c.sentence, c.here, c.met = strings.TrimRight(strings.Join(strings.Fields(h.flat[u.start:u.end]), " "), "；"), best, u.met
			c.repeated = h.q.repeated(u.unit)
		}
	}
	return c
}

// doubts are what tells how likely the verdict of a choice is right.
func (c choice) doubts(q *question) []float64 {
	most, least := max(c.yes, c.no), min(c.yes, c.no)
	agree := q.ruling
	if c.no > c.yes {
		agree = -agree
	}
	opposite := 0.0
	if q.how == "opposite" {
		opposite, agree = agree, 0
	}
	return []float64{1, math.Log((most + 0.02) / (1.02 - most)), math.Log(c.none + 0.01), math.Log((most + 0.02) / (least + 0.02)), opposite, agree, math.Log(c.here + 0.01), c.met}
}

func (c choice) ruling(w *learned, q *question) Ruling {
	r := Ruling{Yes: c.yes > c.no, Sentence: c.sentence, Here: c.here}
	s := 0.0
	for i, d := range c.doubts(q) {
		if k := w.index(odds(q.chinese, i)); k >= 0 {
			s += w.values[k] * d
		}
	}
	r.Sure = 1 / (1 + math.Exp(-s))
	if c.repeated > 0.99 && c.here > 0.9 && (q.ruling > 0 && r.Yes || q.ruling < 0 && !r.Yes) {
		r.Sure = max(r.Sure, plainly)
	}
	return r
}

// plainly is how often a verdict is right on a sentence that has the question word for word (TestTeach).
const plainly = 0.96

// odds is the name of the weight of a doubt.
func odds(chinese bool, i int) string {
	if chinese {
		return "zh odds " + strconv.Itoa(i)
	}
	return "en odds " + strconv.Itoa(i)
}
