// Package vector turns English and Chinese text into vectors whose neighbours
// mean nearly the same, also across the two languages, from one embedded table
// of word vectors. It knows no word order.
package vector

import (
	"context"
	"math"
	"strings"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/engine/native/text/words"
)

// Vector is the meaning of a text. Its length is 1, or 0 for a text of no words.
type Vector []float32

// Embed returns the vector of s.
func Embed(ctx context.Context, s string) (Vector, error) {
	sum := make(Vector, dim())
	for i, t := range words.Sentences(s) {
		if i%128 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		sum.addTokens(words.Tokens(t.Text))
	}
	return sum.unit(), nil
}

// Of returns the vector of a few tokens.
func Of(tokens []words.Token) Vector {
	sum := make(Vector, dim())
	sum.addTokens(tokens)
	return sum.unit()
}

// Known is Of the tokens that the table has, whole or in part: names and words
// of other languages say nothing in it.
func Known(tokens []words.Token) Vector {
	sum := make(Vector, dim())
	for _, t := range tokens {
		switch t.Kind {
		case words.Word:
			table().add(sum, t.Norm, 1)
		case words.Han:
			sum.addHan(t.Norm)
		case words.Number, words.Mark:
		}
	}
	return sum.unit()
}

// Text is Of the tokens of s.
func Text(s string) Vector { return Of(words.Tokens(s)) }

// Cosine is how near two vectors are, in [-1, 1].
func Cosine(a, b Vector) float64 {
	var sum float64
	for i := range a {
		sum += float64(a[i]) * float64(b[i])
	}
	return max(-1, min(1, sum))
}

// Add adds w times b to v.
func (v Vector) Add(b Vector, w float64) {
	for i := range v {
		v[i] += float32(w) * b[i]
	}
}

// Unit returns v at length 1; a zero vector stays zero.
func (v Vector) Unit() Vector { return v.unit() }

func (v Vector) unit() Vector {
	var sum float64
	for _, x := range v {
		sum += float64(x) * float64(x)
	}
	if sum == 0 {
		return v
	}
	n := float32(1 / math.Sqrt(sum))
	for i := range v {
		v[i] *= n
	}
	return v
}

func (v Vector) addTokens(tokens []words.Token) {
	for _, t := range tokens {
		switch t.Kind {
		case words.Word:
			v.addWord(t.Norm)
		case words.Han:
			v.addHan(t.Norm)
		case words.Number:
			v.addHash(t.Norm, 0.35)
		case words.Mark:
		}
	}
}

// addWord adds an English word, or the nearest form of it that the table has,
// or its parts, or for a name what its letters hash to.
func (v Vector) addWord(norm string) {
	if table().add(v, norm, 1) {
		return
	}
	for _, cut := range []struct{ end, put string }{{"'s", ""}, {"s", ""}, {"es", ""}, {"ies", "y"}, {"ed", ""}, {"ed", "e"}, {"ing", ""}, {"ing", "e"}, {"ly", ""}, {"n't", ""}} {
		if stem, ok := strings.CutSuffix(norm, cut.end); ok && len(stem) > 2 && table().add(v, stem+cut.put, 1) {
			return
		}
	}
	if parts := strings.FieldsFunc(norm, func(r rune) bool { return r == '-' || r == '\'' || r == '_' || r == '&' }); len(parts) > 1 {
		for _, p := range parts {
			v.addWord(p)
		}
		return
	}
	v.addHash(norm, 0.8)
}

// addHan adds a Chinese word, or the longest parts of it that the table has.
func (v Vector) addHan(word string) {
	if table().add(v, word, 1) {
		return
	}
	for len(word) > 0 {
		end := len(word)
		for !table().add(v, word[:end], 0.75) {
			_, size := utf8.DecodeLastRuneInString(word[:end])
			if end -= size; end == 0 {
				_, end = utf8.DecodeRuneInString(word)
				v.addHash(word[:end], 0.5)
				break
			}
		}
		word = word[end:]
	}
}

// addHash adds a vector of length w that only the same word has.
func (v Vector) addHash(word string, w float64) {
	h := uint64(14695981039346656037)
	for i := range len(word) {
		h = (h ^ uint64(word[i])) * 1099511628211
	}
	scale := float32(w / math.Sqrt(float64(len(v))))
	for i := range v {
		h ^= h << 13
		h ^= h >> 7
		h ^= h << 17
		if h&1 == 0 {
			v[i] += scale
		} else {
			v[i] -= scale
		}
	}
}
