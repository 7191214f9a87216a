// Package reader answers questions from a text where no rule does: it lists what
// the text has that may answer, and weighs each by what it learned from questions
// with known answers. It says how likely it is right, and does not calculate.
package reader

import (
	"context"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/entity"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
)

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
	text, err := Excerpt(ctx, text, question)
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

// few is how many units a short text has at most; those that were learned from have more.
const few = 3

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

// Alike is how much of their words two answers share, the F1 of them; a yes or no
// before one is not compared.
func Alike(a, b string) float64 { return common(pieces(bare(a)), pieces(bare(b))) }

// bare is s without the yes or no at its beginning.
func bare(s string) string {
	for _, y := range []string{"Yes.", "No.", "是。", "否。"} {
		if rest := strings.TrimSpace(strings.TrimPrefix(s, y)); rest != "" {
			s = rest
		}
	}
	return s
}
