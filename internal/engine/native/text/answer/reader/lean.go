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

// lean moves the chances of the candidates and of none by what the network reads.
func (s sifted) lean(ctx context.Context, question string, chances []float64) error {
	text, from := s.around(words.Simplify(s.text))
	found, err := entity.Find(ctx, text)
	if err != nil {
		return err
	}
	seen, err := network.Look(ctx, text, found)
	if err != nil {
		return err
	}
	r, err := seen.Ask(ctx, words.Simplify(question))
	if err != nil || len(r.Start) == 0 {
		return err
	}
	l := seen.Tokens
	for i := range chances {
		said := r.None
		if i < len(s.all) {
			c := &s.all[i]
			start, end := c.u.tokens[c.from].Start-from, c.u.tokens[c.end-1].End-from
			a := sort.Search(len(l), func(k int) bool { return l[k].End > start })
			z := sort.Search(len(l), func(k int) bool { return l[k].Start >= end }) - 1
			if said = floor; start >= 0 && a <= z {
				said = r.Start[a] + r.End[z]
			}
		}
		chances[i] = math.Log(chances[i]+1e-9) + trust*max(floor, said)
	}
	softmax(chances)
	return nil
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
