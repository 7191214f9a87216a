// Package zeroshot sorts English and Chinese text into classes that are only
// named: by the nearness of meanings, by the words that well-known classes
// have, and for classes of feeling by sentiment.
package zeroshot

import (
	"context"
	_ "embed" // well-known classes
	"math"
	"strings"
	"sync"

	"github.com/tenonhub/tenon/internal/engine/native/text/sentiment"
	"github.com/tenonhub/tenon/internal/engine/native/text/vector"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
)

//go:embed data/classes.txt
var classesTXT string

// class is what is known of a class besides its name.
type class struct {
	vec   vector.Vector
	stems []weighted
}

type weighted struct {
	stem   string
	weight float64
}

var known = sync.OnceValue(func() map[string]*class {
	m := map[string]*class{}
	for line := range strings.Lines(classesTXT) {
		names, list, ok := strings.Cut(line, " = ")
		if !ok || line[0] == '#' {
			continue
		}
		c := &class{vec: vector.Text(list)}
		for _, t := range words.Tokens(list) {
			if t.IsWord() {
				c.stems = append(c.stems, weighted{stem(t), 0.3 + words.Rarity(t)})
			}
		}
		for _, n := range strings.Fields(names) {
			m[strings.ReplaceAll(n, "-", " ")] = c
		}
	}
	return m
})

func stem(t words.Token) string {
	if t.Kind == words.Han {
		return t.Norm
	}
	return words.Stem(t.Norm)
}

// sharpness turns differences of nearness into shares.
const sharpness = 11

// Classify returns the share of each of classes; they add up to 1.
func Classify(ctx context.Context, text string, classes []string) ([]float64, error) {
	if shares, ok, err := feelings(ctx, text, classes); ok || err != nil {
		return shares, err
	}
	whole, err := vector.Embed(ctx, text)
	if err != nil {
		return nil, err
	}
	parts, stems := read(text)
	scores := make([]float64, len(classes))
	for i, name := range classes {
		scores[i] = near(name, whole, parts, stems)
	}
	for i, name := range classes {
		if k := denied(name, classes); k >= 0 && lookup(name) == nil {
			scores[i] = 0.45 - scores[k]
		}
	}
	return softmax(scores), ctx.Err()
}

// read returns the vectors of the first sentences of text and all its stems.
func read(text string) (parts []vector.Vector, stems map[string]bool) {
	stems = map[string]bool{}
	for i, t := range words.Sentences(text) {
		if i == 400 {
			break
		}
		tokens := words.Tokens(t.Text)
		parts = append(parts, vector.Of(tokens))
		for _, w := range tokens {
			if w.IsWord() {
				stems[stem(w)] = true
			}
		}
	}
	return parts, stems
}

func near(name string, whole vector.Vector, parts []vector.Vector, stems map[string]bool) float64 {
	proto := vector.Text(name)
	hits := 0.0
	if c := lookup(name); c != nil {
		proto.Add(c.vec, 1.2)
		proto = proto.Unit()
		for _, w := range c.stems {
			if stems[w.stem] {
				hits += w.weight
			}
		}
	}
	for _, t := range words.Tokens(name) {
		if t.IsWord() && !words.Stop(t.Norm) && stems[stem(t)] {
			hits += 1
		}
	}
	best := -1.0
	for _, p := range parts {
		best = max(best, vector.Cosine(p, proto))
	}
	return 0.6*vector.Cosine(whole, proto) + 0.4*best + 0.25*math.Sqrt(hits)/(1+0.02*float64(len(stems)))
}

// lookup finds a well-known class by its name, or by the last word of it that
// is one: "sports news" is about sports.
func lookup(name string) *class {
	norm := strings.ToLower(strings.TrimSpace(strings.ReplaceAll(name, "-", " ")))
	if c := known()[norm]; c != nil {
		return c
	}
	if !words.Chinese(norm) {
		if c := known()[strings.TrimSuffix(norm, "s")]; c != nil {
			return c
		}
		for _, w := range strings.Fields(norm) {
			if c := known()[w]; c != nil && w != "not" {
				return c
			}
		}
		return nil
	}
	for _, t := range words.Tokens(norm) {
		if c := known()[t.Norm]; c != nil {
			return c
		}
	}
	return nil
}

// denied returns the class that name says no to: "not urgent" of "urgent", or -1.
func denied(name string, classes []string) int {
	for _, no := range []string{"not ", "non-", "no ", "不", "非"} {
		rest, ok := strings.CutPrefix(strings.ToLower(name), no)
		if !ok {
			continue
		}
		for k, c := range classes {
			if strings.ToLower(c) == rest {
				return k
			}
		}
	}
	return -1
}

// feelings classifies by sentiment when every class names one.
func feelings(ctx context.Context, text string, classes []string) (shares []float64, ok bool, err error) {
	var kinds []byte
	for _, c := range classes {
		k := polarity(strings.ToLower(strings.TrimSpace(c)))
		if k == 0 {
			return nil, false, nil
		}
		kinds = append(kinds, k)
	}
	is, err := sentiment.Judge(ctx, text)
	if err != nil {
		return nil, false, err
	}
	all := 0.0
	for _, k := range kinds {
		s := map[byte]float64{'+': is.Positive, '-': is.Negative, '0': is.Neutral}[k]
		shares = append(shares, s+1e-6)
		all += s + 1e-6
	}
	for i := range shares {
		shares[i] /= all
	}
	return shares, true, nil
}

func polarity(name string) byte {
	in := func(list string) bool { return strings.Contains(list, " "+name+" ") }
	switch {
	case in(" positive good happy satisfied pleased favourable favorable praise 正面 积极 好评 满意 高兴 肯定 "):
		return '+'
	case in(" negative bad unhappy dissatisfied angry unfavourable unfavorable complaint 负面 消极 差评 不满 不满意 不高兴 生气 否定 "):
		return '-'
	case in(" neutral mixed 中性 中立 中评 一般 "):
		return '0'
	}
	return 0
}

func softmax(scores []float64) []float64 {
	most := math.Inf(-1)
	for _, s := range scores {
		most = max(most, s)
	}
	sum := 0.0
	out := make([]float64, len(scores))
	for i, s := range scores {
		out[i] = math.Exp(sharpness * (s - most))
		sum += out[i]
	}
	for i := range out {
		out[i] /= sum
	}
	return out
}
