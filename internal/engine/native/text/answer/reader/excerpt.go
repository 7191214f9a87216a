package reader

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/words"
)

// The bounds of what is read of a long text: bytes in all, and the sentences that
// are taken from one with more.
const (
	whole = 60_000
	taken = 120
)

// Excerpt returns the parts of a long text that have most of the words of question,
// each with its neighbours, and its beginning; a short text as it is.
func Excerpt(ctx context.Context, text, question string) (string, error) {
	if len(text) <= whole {
		return text, nil
	}
	type part struct {
		at  int
		met float64
	}
	sought := seek(question)
	sentences := words.Sentences(text)
	var best []part
	for i, s := range sentences {
		if i%256 == 0 && ctx.Err() != nil {
			return "", ctx.Err()
		}
		lower := words.Simplify(strings.ToLower(text[s.Start:min(s.End, s.Start+2000)]))
		met := 0.0
		for w, weight := range sought {
			if strings.Contains(lower, w) {
				met += weight
			}
		}
		if met > 0 {
			best = append(best, part{i, met})
		}
	}
	slices.SortStableFunc(best, func(a, b part) int { return cmp.Compare(b.met, a.met) })
	keep := map[int]bool{}
	for i := range min(5, len(sentences)) {
		keep[i] = true
	}
	for _, p := range best[:min(taken, len(best))] {
		for i := max(0, p.at-1); i <= min(p.at+1, len(sentences)-1); i++ {
			keep[i] = true
		}
	}
	var b strings.Builder
	for i, s := range sentences {
		if keep[i] && b.Len() < whole {
			b.WriteString(text[s.Start:min(s.End, s.Start+2000)])
			b.WriteByte('\n')
		}
	}
	return strings.ToValidUTF8(b.String(), ""), nil
}

// seek are the beginnings of the words of a question, and what each is worth.
func seek(question string) map[string]float64 {
	out := map[string]float64{}
	for _, t := range words.Tokens(words.Simplify(question)) {
		if !t.IsWord() && t.Kind != words.Number || words.Stop(t.Norm) {
			continue
		}
		w := t.Norm
		if s := words.Stem(w); len(s) > 3 && strings.HasPrefix(w, s) {
			w = s
		}
		out[w] = 0.2 + words.Rarity(t)
	}
	return out
}
