// Package sample chooses the next token from what a model makes of all tokens. The order is: penalties and biases,
// temperature, min_p, top_k, top_p, chance; a seed repeats. It knows no model.
package sample

import (
	"math"
	"math/rand/v2"
	"slices"

	"github.com/tenonhub/tenon/internal/fault"
)

// Params says how to choose. The zero value takes the likeliest token.
type Params struct {
	Temperature float64 // 0 takes the likeliest
	TopP        float64 // the share of probability that is kept; 0 and 1 are all
	MinP        float64 // what is kept is at least so likely, beside the likeliest
	TopK        int     // tokens that are kept; 0 is all
	Frequency   float64 // taken from a token for each time that it was answered
	Presence    float64 // taken from a token that was answered
	Repeat      float64 // what tokens among the last ones are divided by; 0 and 1 are nothing
	RepeatLast  int     // how many are the last ones; 0 is 64
	Bias        map[int32]float32
	Seed        uint64
}

// Check says what of p is out of range.
func (p Params) Check() error {
	for _, l := range []struct {
		name               string
		value, least, most float64
	}{
		{"temperature", p.Temperature, 0, 100},
		{"top_p", p.TopP, 0, 1},
		{"min_p", p.MinP, 0, 1},
		{"top_k", float64(p.TopK), 0, 1 << 30},
		{"frequency_penalty", p.Frequency, -100, 100},
		{"presence_penalty", p.Presence, -100, 100},
		{"repeat_penalty", p.Repeat, 0, 100},
		{"repeat_last_n", float64(p.RepeatLast), 0, 1 << 20},
	} {
		if !(l.value >= l.least && l.value <= l.most) { // false for what is no number
			return fault.New(fault.Invalid, "%s is %v, it must be in [%v, %v]", l.name, l.value, l.least, l.most)
		}
	}
	return nil
}

// ErrNothing says that no token may come next.
var ErrNothing = fault.New(fault.Invalid, "no word of the model can go on the answer in the form that was asked for")

// A Rule restricts which tokens may come next.
type Rule interface {
	Allows(token int32) bool
	Mask(logits []float32) // makes the others infinitely unlikely
}

// Sampler chooses the tokens of one answer. It is not safe for concurrent use.
type Sampler struct {
	p      Params
	random *rand.Rand
	recent []int32       // tokens asked and answered
	counts map[int32]int // of those answered
	work   []float32
	heap   []candidate
}

// New returns a sampler for an answer to prompt.
func New(p Params, prompt []int32) *Sampler {
	if p.RepeatLast == 0 {
		p.RepeatLast = 64
	}
	return &Sampler{
		p: p, random: rand.New(rand.NewPCG(p.Seed, 0x7e0)), counts: map[int32]int{}, //nolint:gosec // what is said is no secret
		recent: slices.Clone(prompt[max(0, len(prompt)-p.RepeatLast):]),
	}
}

// Next chooses the next token and notes it. logits are left as they are.
func (s *Sampler) Next(logits []float32, rule Rule) (int32, error) {
	adjusted := s.adjust(logits)
	token := s.choose(adjusted)
	if rule != nil && !rule.Allows(token) {
		s.work = append(s.work[:0], adjusted...)
		rule.Mask(s.work)
		if token = s.choose(s.work); math.IsInf(float64(s.work[token]), -1) {
			return 0, ErrNothing
		}
	}
	s.Note(token)
	return token, nil
}

// Note takes a token that was not chosen here for the next.
func (s *Sampler) Note(token int32) {
	s.counts[token]++
	if s.recent = append(s.recent, token); len(s.recent) > 2*s.p.RepeatLast {
		s.recent = append(s.recent[:0], s.recent[len(s.recent)-s.p.RepeatLast:]...)
	}
}

// adjust applies biases and penalties, to a copy where there are any.
func (s *Sampler) adjust(logits []float32) []float32 {
	repeat := s.p.Repeat != 0 && s.p.Repeat != 1
	if !repeat && s.p.Frequency == 0 && s.p.Presence == 0 && len(s.p.Bias) == 0 {
		return logits
	}
	s.work = append(s.work[:0], logits...)
	for t, b := range s.p.Bias {
		if int(t) < len(s.work) && t >= 0 {
			s.work[t] += b
		}
	}
	if repeat {
		done := map[int32]bool{}
		for _, t := range s.recent[max(0, len(s.recent)-s.p.RepeatLast):] {
			if !done[t] {
				done[t] = true
				s.work[t] = lower(s.work[t], float32(s.p.Repeat))
			}
		}
	}
	for t, n := range s.counts {
		s.work[t] -= float32(float64(n)*s.p.Frequency + s.p.Presence)
	}
	return s.work
}

func lower(x, by float32) float32 {
	if x > 0 {
		return x / by
	}
	return x * by
}

// negligible is how far below the likeliest a token is, in multiples of the
// temperature, that is never chosen: e^-30.
const negligible = 30

// choose draws a token.
func (s *Sampler) choose(logits []float32) int32 {
	best := argmax(logits)
	if s.p.Temperature <= 0 || s.p.TopK == 1 {
		return best
	}
	most, t := float64(logits[best]), s.p.Temperature
	floor := most - negligible*t
	if s.p.MinP > 0 {
		floor = max(floor, most+t*math.Log(s.p.MinP))
	}
	s.heap = s.heap[:0]
	for i, l := range logits {
		if float64(l) >= floor {
			s.heap = append(s.heap, candidate{int32(i), math.Exp((float64(l) - most) / t)}) //nolint:gosec // tokens are 32 bits
		}
	}
	kept := s.heap
	if s.p.TopK > 0 && s.p.TopK < len(kept) || s.p.TopP > 0 && s.p.TopP < 1 {
		kept = likeliest(s.heap, s.p.TopK, s.p.TopP)
	}
	if len(kept) == 0 {
		return best
	}
	return draw(kept, s.random.Float64())
}

// draw takes the candidate at the share x of all probability.
func draw(kept []candidate, x float64) int32 {
	sum := 0.0
	for _, c := range kept {
		sum += c.p
	}
	x *= sum
	for _, c := range kept {
		if x -= c.p; x < 0 {
			return c.token
		}
	}
	return kept[len(kept)-1].token
}

func argmax(logits []float32) (best int32) {
	most := float32(math.Inf(-1))
	for i, l := range logits {
		if l > most {
			most, best = l, int32(i) //nolint:gosec // tokens are 32 bits
		}
	}
	return best
}
