// Package sentiment judges whether English and Chinese text is positive,
// negative or neutral, from lexicons and rules for negation, emphasis and
// contrast. It knows no irony.
package sentiment

import (
	"context"
	"math"
	"strings"
	"unicode"

	"github.com/tenonhub/tenon/internal/engine/native/text/words"
)

// Scores are the shares of the three classes; they add up to 1.
type Scores struct{ Positive, Negative, Neutral float64 }

// Judge weighs the sentences of s that take a side. It stops with ctx's error.
func Judge(ctx context.Context, s string) (Scores, error) {
	var sum Scores
	var weight float64
	sentences := words.Sentences(words.Simplify(s))
	for i, t := range sentences {
		if i%256 == 0 && ctx.Err() != nil {
			return Scores{}, ctx.Err()
		}
		is := sentence(t.Text)
		w := 1.1 - is.Neutral
		if i == len(sentences)-1 {
			w *= 1.3 // the last word counts
		}
		sum.Positive += w * is.Positive
		sum.Negative += w * is.Negative
		sum.Neutral += w * is.Neutral
		weight += w
	}
	if weight == 0 {
		return Scores{Neutral: 1}, nil
	}
	return Scores{sum.Positive / weight, sum.Negative / weight, sum.Neutral / weight}, nil
}

// hit is a match of the lexicons: n tokens from at on.
type hit struct {
	at, n  int
	weight float64
	role   role
}

// Valence is the feeling of one sentence, in [-1, 1].
func Valence(sentence string) float64 {
	l := lexica()
	tokens := words.Tokens(sentence)
	var hits []hit
	for i := 0; i < len(tokens); {
		h := l.match(tokens, i)
		if h.n == 0 {
			i++
			continue
		}
		hits = append(hits, h)
		i += h.n
	}
	sum := l.weigh(tokens, hits) + l.faces(sentence)
	if sum != 0 {
		sum += math.Copysign(0.29*math.Min(4, float64(strings.Count(sentence, "!")+strings.Count(sentence, "！"))), sum)
	}
	return squash(sum)
}

func squash(sum float64) float64 { return sum / math.Sqrt(sum*sum+9) }

func (l *lexicon) faces(sentence string) (sum float64) {
	for _, r := range sentence {
		if r > 0x2000 {
			sum += l.emoji[r]
		}
	}
	for _, f := range strings.Fields(sentence) {
		if !unicode.IsLetter([]rune(f)[0]) && !unicode.IsDigit([]rune(f)[0]) {
			if w, ok := l.en[f]; ok {
				sum += w
			}
		}
	}
	return sum
}

// weigh adds the weights of hits up, each changed by the modifiers before it
// in its clause; what follows a contrast counts for more than what it follows.
func (l *lexicon) weigh(tokens []words.Token, hits []hit) float64 {
	var before, after float64
	turned := false
	for i, h := range hits {
		if h.role == contrast && before+after != 0 {
			before, after, turned = before+after, 0, true
		}
		if h.weight == 0 {
			continue
		}
		after += modified(tokens, hits, i)
	}
	if turned && after != 0 {
		return 0.4*before + 1.3*after
	}
	return before + after
}

func modified(tokens []words.Token, hits []hit, i int) float64 {
	h := hits[i]
	w := h.weight
	if h.n == 1 && shouted(tokens, h.at) {
		w += math.Copysign(0.73, w)
	}
	reach := h.at
	negated, softened := false, false
	for j := i - 1; j >= 0; j-- {
		m := hits[j]
		if reach-(m.at+m.n) > window(tokens, h.at) || broken(tokens[m.at+m.n:h.at]) {
			break
		}
		switch m.role {
		case negate:
			negated = !negated
			reach = m.at
		case strong:
			if negated {
				continue
			}
			if h.at-(m.at+m.n) <= 1 {
				w += math.Copysign(0.8, w)
			}
			softened = true
			reach = m.at
		case weak:
			w *= 0.7
			reach = m.at
		case none, contrast:
			if m.weight == 0 {
				reach = m.at
			}
		}
	}
	if negated {
		if w > 0 && softened {
			return -0.5 * w // not very good
		}
		return -0.74 * w
	}
	return w
}

// window is how many tokens may stand between a modifier and its word.
func window(tokens []words.Token, at int) int {
	if tokens[at].Kind == words.Han {
		return 2
	}
	return 3
}

func broken(between []words.Token) bool {
	for _, t := range between {
		if t.Kind == words.Mark && strings.ContainsAny(t.Text, ",.;:!?，。；：！？、") {
			return true
		}
	}
	return false
}

func shouted(tokens []words.Token, at int) bool {
	upper := func(s string) bool { return len(s) > 2 && s == strings.ToUpper(s) && s != strings.ToLower(s) }
	if !upper(tokens[at].Text) {
		return false
	}
	for _, t := range tokens {
		if t.Kind == words.Word && len(t.Text) > 2 && !upper(t.Text) {
			return true
		}
	}
	return false
}
