package vector

import (
	"context"

	"github.com/tenonhub/tenon/internal/engine/native/text/words"
)

// Similarity says how near in meaning two texts are, in [0, 1]: 1 for the same
// text. The words that both have, weighed by their rarity, count for a part.
func Similarity(ctx context.Context, a, b string) (float64, error) {
	va, err := Embed(ctx, a)
	if err != nil {
		return 0, err
	}
	vb, err := Embed(ctx, b)
	if err != nil {
		return 0, err
	}
	return blend(Cosine(va, vb), shared(words.Tokens(a), words.Tokens(b))), nil
}

func blend(cosine, shared float64) float64 {
	return max(0, min(1, 0.85*cosine+0.15*shared))
}

// shared is the weight of the words that both texts have against that of all.
func shared(a, b []words.Token) float64 {
	in, seen := map[string]bool{}, map[string]bool{}
	for _, t := range b {
		in[stem(t)] = true
	}
	var both, all float64
	count := func(tokens []words.Token) {
		for _, t := range tokens {
			s := stem(t)
			if s == "" || seen[s] {
				continue
			}
			seen[s] = true
			w := 0.1 + words.Rarity(t)
			all += w
			if in[s] {
				both += w
			}
		}
	}
	count(a)
	clear(in)
	count(b)
	if all == 0 {
		return 0
	}
	return both / all
}

func stem(t words.Token) string {
	switch t.Kind {
	case words.Word:
		return words.Stem(t.Norm)
	case words.Han, words.Number:
		return t.Norm
	case words.Mark:
	}
	return ""
}
