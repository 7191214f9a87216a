package onnx

import (
	"cmp"
	"math"
	"slices"

	"github.com/tenonhub/tenon/internal/port"
)

// softmax makes shares of one of logits.
func softmax(l []float32) []float64 {
	out := make([]float64, len(l))
	most := float64(slices.Max(l))
	sum := 0.0
	for i, v := range l {
		out[i] = math.Exp(float64(v) - most)
		sum += out[i]
	}
	for i := range out {
		out[i] /= sum
	}
	return out
}

func sigmoid(v float32) float64 { return 1 / (1 + math.Exp(-float64(v))) }

// ranked puts the best first.
func ranked(l []port.Label) []port.Label {
	slices.SortStableFunc(l, func(a, b port.Label) int { return cmp.Compare(b.Score, a.Score) })
	return l
}

// judged are the classes of logits with their scores: shares of one, or each for
// itself where a thing may be of several classes.
func (c *config) judged(logits []float32) []port.Label {
	l := make([]port.Label, len(logits))
	each := c.Problem == "multi_label_classification" || len(logits) == 1
	shares := softmax(logits)
	for i, v := range logits {
		l[i] = port.Label{Name: c.label(i), Score: shares[i]}
		if each {
			l[i].Score = sigmoid(v)
		}
	}
	return ranked(l)
}
