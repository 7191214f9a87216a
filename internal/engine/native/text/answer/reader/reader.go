// Package reader answers questions from a text where no rule does: it lists what
// the text has that may answer, and weighs each by what it learned from questions
// with known answers. It says how likely it is right, and does not calculate.
package reader

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/entity"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
)

// Answer is words of a text and the sentence that has them. Score is the
// probability that they are right; of a text that does not say, Text is empty.
type Answer struct {
	Text     string
	Sentence string
	Score    float64
}

// Enough is the least score of an answer that is worth telling.
const Enough = 0.4

// Find returns the likeliest answer to question from text.
func Find(ctx context.Context, text, question string) (Answer, error) {
	s, err := sift(ctx, text, question)
	if err != nil || len(s.all) == 0 {
		return Answer{}, err
	}
	m := model(s.q.chinese)
	chances := m.scores(s)
	if err := s.lean(ctx, question, chances); err != nil {
		return Answer{}, err
	}
	a, _ := s.choose(chances, m)
	return a, nil
}

// sifted is what there is to choose from.
type sifted struct {
	p    *page
	q    *query
	all  []candidate
	top  best
	text string // what is read of the text as it came
	flat string // that with line breaks as spaces
}

func sift(ctx context.Context, text, question string) (sifted, error) {
	text, err := excerpt(ctx, text, question)
	if err != nil {
		return sifted{}, err
	}
	p, err := read(ctx, text)
	if err != nil {
		return sifted{}, err
	}
	s := sifted{p: p, q: ask(p, words.Simplify(question)), text: text}
	s.flat, _ = words.Flat(text)
	if err := p.judge(ctx, s.q); err != nil {
		return sifted{}, err
	}
	s.all = p.candidates(s.q)
	p.learn(s.q, s.all)
	s.top = topOf(p, s.all)
	return s, ctx.Err()
}

// each tells add the features of candidate i, of none for the one after the last.
func (s sifted) each(i int, add adder) {
	if i == len(s.all) {
		s.p.none(s.q, s.all, s.top, add)
		return
	}
	s.p.features(s.q, &s.all[i], s.top, add)
}

// says is the text of a candidate.
func (s sifted) says(c *candidate) string {
	return strings.Join(strings.Fields(s.flat[c.u.tokens[c.from].Start:c.u.tokens[c.end-1].End]), " ")
}

// compared is how many of the likeliest candidates vote for each other.
const compared = 25

// choose returns the candidate that has most in common with what is likely, by
// the probabilities of all candidates and of none, and its doubts.
func (s sifted) choose(chances []float64, m *weights) (Answer, []float64) {
	order := make([]int, len(s.all))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(chances[b], chances[a]) })
	order = order[:min(compared, len(order))]
	said := make([][]string, len(order))
	for k, i := range order {
		said[k] = pieces(s.says(&s.all[i]))
	}
	at, most := 0, -1.0
	for k := range order {
		sum := 0.0
		for l := range order {
			sum += chances[order[l]] * common(said[k], said[l])
		}
		if sum > most {
			at, most = k, sum
		}
	}
	c := &s.all[order[at]]
	text := s.says(c)
	sentence := strings.Join(strings.Fields(s.flat[c.u.start:c.u.end]), " ")
	d := s.doubts(c, most, chances[len(s.all)])
	score := m.sure(d)
	if s.unfit(c) {
		score = min(score, unlikely)
	}
	return Answer{Text: text, Sentence: sentence, Score: score}, d
}

// The texts that were learned from have more than few units; unlikely is the most
// that an answer is worth which cannot well be one.
const (
	few      = 3
	unlikely = 0.2
)

// unfit reports whether c is no number where one is asked for, or the text is short
// and has nothing of most of the question, so that its only name or date would do.
func (s sifted) unfit(c *candidate) bool {
	switch s.q.class {
	case "count", "percent", "money", "measure":
		if !c.counts() {
			return true
		}
	}
	return len(s.p.units) <= few && s.p.missing(s.q, 0.85) > 0.5
}

// counts reports whether c has a number that is none of a day or an hour.
func (c *candidate) counts() bool {
	for i := c.from; i < c.end; i++ {
		t := c.u.tokens[i]
		if e := c.u.inside[i]; e >= 0 && (c.u.entities[e].Kind == entity.Date || c.u.entities[e].Kind == entity.Time) {
			continue
		}
		if numeral(t) || t.Kind == words.Han && strings.ContainsAny(t.Norm, "一二两三四五六七八九十百千万半几数") || strings.ContainsAny(t.Norm, "0123456789") || vague[t.Norm] {
			return true
		}
	}
	return false
}

// vague are words that are as good as a number.
var vague = map[string]bool{"a": true, "an": true, "none": true, "half": true, "free": true, "nothing": true, "several": true, "few": true, "免费": true, "不": true, "无": true}

// doubts are what tells how likely a choice is right.
func (s sifted) doubts(c *candidate, most, none float64) []float64 {
	missing, all := s.p.missing(s.q, met), 0.0
	if missing > 0.99 {
		all = 1
	}
	return []float64{
		1, math.Log(most+1e-4) - math.Log(1-min(most, 0.9999)), math.Log(none + 1e-4), c.context, c.unit, c.alignNear,
		math.Log(float64(1+len(s.p.units))) / 3, missing, all, missing / float64(len(s.p.units)),
	}
}

// pieces are the words of s, of Chinese the characters.
func pieces(s string) (out []string) {
	for _, t := range words.Tokens(strings.ToLower(s)) {
		switch {
		case t.Kind == words.Han:
			out = append(out, strings.Split(t.Norm, "")...)
		case t.Kind != words.Mark && t.Norm != "the" && t.Norm != "a" && t.Norm != "an":
			out = append(out, t.Norm)
		}
	}
	return out
}

// common is the F1 of the words of two texts.
func common(a, b []string) float64 {
	left := map[string]int{}
	for _, x := range a {
		left[x]++
	}
	same := 0
	for _, x := range b {
		if left[x] > 0 {
			left[x]--
			same++
		}
	}
	return 2 * float64(same) / float64(max(1, len(a)+len(b)))
}

// An answer of rules with a score below Doubtful is outweighed by another from
// weighty on: of such, those learned were right more often on texts that they had
// not been learned from (TestTeach).
const (
	Doubtful = 0.9
	weighty  = 0.6
)

// Outweighs reports whether a is to be told in place of what rules answered, which
// says something else.
func (a Answer) Outweighs(ruled string, score float64) bool {
	return score < Doubtful && a.Score >= weighty && !same(a.Text, ruled)
}

// same reports whether two answers say nearly the same; a yes or no before one is
// not compared.
func same(a, b string) bool { return common(pieces(bare(a)), pieces(bare(b))) > 0.5 }

// bare is s without the yes or no at its beginning.
func bare(s string) string {
	for _, y := range []string{"Yes.", "No.", "是。", "否。"} {
		if rest := strings.TrimSpace(strings.TrimPrefix(s, y)); rest != "" {
			s = rest
		}
	}
	return s
}
