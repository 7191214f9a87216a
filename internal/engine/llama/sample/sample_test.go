package sample_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/llama/sample"
	"github.com/tenonhub/tenon/internal/fault"
)

// counts draws n times anew and counts the tokens.
func counts(t *testing.T, p sample.Params, logits []float32, n int) map[int32]int {
	t.Helper()
	c := map[int32]int{}
	for i := range n {
		p.Seed = uint64(i)
		token, err := sample.New(p, nil).Next(logits, nil)
		if err != nil {
			t.Fatal(err)
		}
		c[token]++
	}
	return c
}

var logits = []float32{1, 3, 2, -5, 0}

func TestChanceFollowsTheProbabilities(t *testing.T) {
	t.Parallel()
	sum := 0.0
	for _, l := range logits {
		sum += math.Exp(float64(l) / 1.5)
	}
	const n = 5000
	for token, got := range counts(t, sample.Params{Temperature: 1.5}, logits, n) {
		want := math.Exp(float64(logits[token])/1.5) / sum * n
		if math.Abs(float64(got)-want) > 5*math.Sqrt(want)+1 {
			t.Errorf("token %d came %d times, %.0f were to be expected", token, got, want)
		}
	}
}

func TestWhatIsKept(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		p    sample.Params
		want []int32
	}{
		"the likeliest": {sample.Params{}, []int32{1}},
		"top_k 2":       {sample.Params{Temperature: 1, TopK: 2}, []int32{1, 2}},
		"top_p 0.6":     {sample.Params{Temperature: 1, TopP: 0.6}, []int32{1}},
		"top_p 0.7":     {sample.Params{Temperature: 1, TopP: 0.7}, []int32{1, 2}}, // they have 0.63 and 0.23
		"both":          {sample.Params{Temperature: 1, TopK: 3, TopP: 0.99}, []int32{0, 1, 2}},
		"min_p 0.3":     {sample.Params{Temperature: 1, MinP: 0.3}, []int32{1, 2}},
		"a bias":        {sample.Params{Bias: map[int32]float32{3: 100}}, []int32{3}},
	} {
		var got []int32
		for token := range counts(t, c.p, logits, 500) {
			got = append(got, token)
		}
		if slices.Sort(got); !slices.Equal(got, c.want) {
			t.Errorf("%s: tokens %v came, not %v", name, got, c.want)
		}
	}
}

func TestPenalties(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		p      sample.Params
		prompt []int32
		want   []int32
	}{
		"nothing":   {sample.Params{}, []int32{1}, []int32{1, 1, 1}},
		"presence":  {sample.Params{Presence: 1.5}, []int32{1}, []int32{1, 2, 1}},
		"frequency": {sample.Params{Frequency: 0.6}, []int32{1}, []int32{1, 1, 2}},
		"repeat":    {sample.Params{Repeat: 2}, []int32{1}, []int32{2, 1, 1}},
	} {
		s := sample.New(c.p, c.prompt)
		var got []int32
		for range c.want {
			token, err := s.Next(logits, nil)
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, token)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v came, not %v", name, got, c.want)
		}
	}
}

// odd allows odd tokens below its value.
type odd int32

func (o odd) Allows(token int32) bool { return token%2 == 1 && token < int32(o) }

func (o odd) Mask(logits []float32) {
	for i := range logits {
		if !o.Allows(int32(i)) {
			logits[i] = float32(math.Inf(-1))
		}
	}
}

func TestARuleIsKept(t *testing.T) {
	t.Parallel()
	p := sample.Params{Bias: map[int32]float32{1: -10}}
	if token, err := sample.New(p, nil).Next(logits, odd(9)); err != nil || token != 3 {
		t.Errorf("%d, %v", token, err)
	}
	if token, err := sample.New(p, nil).Next(logits, odd(0)); !errors.Is(err, sample.ErrNothing) {
		t.Errorf("where nothing is allowed: %d, %v", token, err)
	}
}

// TestManyTokens compares with sorting.
func TestManyTokens(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	many := make([]float32, 5000)
	for i := range many {
		many[i] = float32(r.NormFloat64())
	}
	order := make([]int32, len(many))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int {
		if many[a] > many[b] {
			return -1
		}
		return 1
	})
	kept := map[int32]bool{}
	for _, token := range order[:40] {
		kept[token] = true
	}
	for token := range counts(t, sample.Params{Temperature: 5, TopK: 40}, many, 200) {
		if !kept[token] {
			t.Errorf("token %d is not among the 40 likeliest", token)
		}
	}
	logprob, top := sample.Logprobs(many, order[7], 20)
	for i, c := range top {
		if c.Token != order[i] {
			t.Errorf("the likeliest at %d is %d, not %d", i, c.Token, order[i])
		}
	}
	if logprob != top[7].Logprob || top[0].Logprob >= 0 || len(top) != 20 {
		t.Errorf("%v, %v", logprob, top)
	}
}

func TestWhatIsOutOfRangeIsSaid(t *testing.T) {
	t.Parallel()
	for _, p := range []sample.Params{{Temperature: -1}, {TopP: 1.5}, {MinP: math.NaN()}, {TopK: -1}, {Repeat: -2}} {
		if err := p.Check(); !fault.Is(err, fault.Invalid) {
			t.Errorf("%+v: %v", p, err)
		}
	}
}
