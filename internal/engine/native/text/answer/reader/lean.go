package reader

import (
	"context"
	"math"
	"sort"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/network"
	"github.com/tenonhub/tenon/internal/engine/native/text/entity"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
)

// What the network says counts for so much of what the weights say, each
// candidate's share at least so much; and it reads so many bytes of a long text
// on each side of the unit that speaks most of the question.
const (
	trust = 0.5
	floor = -14
	side  = 3_000
)

// ask is what the network says of the candidates and of none, in logarithms.
func (s sifted) ask(ctx context.Context, question string) (said []float64, verdict [3]float64, err error) {
	said = make([]float64, len(s.all)+1)
	simple := words.Simplify(s.text)
	text, from := s.around(simple)
	found := s.p.found
	if len(text) < len(simple) {
		if found, err = entity.Find(ctx, text); err != nil {
			return nil, verdict, err
		}
	}
	seen, err := network.Look(ctx, text, found)
	if err != nil {
		return nil, verdict, err
	}
	r, err := seen.Ask(ctx, words.Simplify(question))
	if err != nil || len(r.Start) == 0 {
		return said, verdict, err
	}
	l := seen.Tokens
	for i := range s.all {
		c := &s.all[i]
		start, end := c.u.tokens[c.from].Start-from, c.u.tokens[c.end-1].End-from
		a := sort.Search(len(l), func(k int) bool { return l[k].End > start })
		z := sort.Search(len(l), func(k int) bool { return l[k].Start >= end }) - 1
		if said[i] = floor; start >= 0 && a <= z {
			said[i] = max(floor, r.Start[a]+r.End[z])
		}
	}
	said[len(s.all)] = max(floor, r.None)
	return said, r.Verdict, nil
}

// lean moves the chances of the candidates and of none by what the network says of them.
func lean(chances, said []float64) []float64 {
	out := make([]float64, len(chances))
	for i := range chances {
		out[i] = math.Log(chances[i]+1e-9) + trust*said[i]
	}
	softmax(out)
	return out
}

// around is the text, or of a long one the part around what speaks most of the
// question, and where it begins.
func (s sifted) around(text string) (part string, from int) {
	if len(text) <= 2*side {
		return text, 0
	}
	best := s.p.units[0]
	for _, u := range s.p.units {
		if u.met > best.met {
			best = u
		}
	}
	from, to := best.start, best.end
	for _, u := range s.p.units {
		if u.start >= best.start-side {
			from = min(from, u.start)
		}
		if u.end <= best.start+side {
			to = max(to, u.end)
		}
	}
	return text[from:to], from
}
