package sample

import "math"

// Choice is a token and the logarithm of its probability.
type Choice struct {
	Token   int32
	Logprob float64
}

// Logprobs gives the logarithm of the probability of token, as the model has
// it before any temperature, and the n likeliest.
func Logprobs(logits []float32, token int32, n int) (chosen float64, top []Choice) {
	most := float64(logits[argmax(logits)])
	sum := 0.0
	for _, l := range logits {
		sum += math.Exp(float64(l) - most)
	}
	norm := most + math.Log(sum)
	for _, c := range first(logits, n) {
		top = append(top, Choice{c, float64(logits[c]) - norm})
	}
	return float64(logits[token]) - norm, top
}

// first gives the n likeliest tokens in order; n is small.
func first(logits []float32, n int) (l []int32) {
	for t, x := range logits {
		if len(l) == n && (n == 0 || x <= logits[l[n-1]]) {
			continue
		}
		at := len(l)
		for at > 0 && x > logits[l[at-1]] {
			at--
		}
		if len(l) < n {
			l = append(l, 0)
		}
		copy(l[at+1:], l[at:])
		l[at] = int32(t) //nolint:gosec // tokens are 32 bits
	}
	return l
}
