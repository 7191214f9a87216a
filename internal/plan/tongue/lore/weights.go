// Package lore holds what was learned of requests, for the planner to weigh
// words and choices by: weights of traits, and hints of words. It learns nothing.
package lore

import (
	"bufio"
	"fmt"
	"strconv"
	"strings"
)

// Weights say how much a trait speaks for a candidate. They are the log-odds
// of a logistic model that TestTeach learns from the requests in testdata.
type Weights map[string]float64

// ReadWeights reads lines of a trait, a tab and its weight.
func ReadWeights(source string) (Weights, error) {
	w := Weights{}
	lines := bufio.NewScanner(strings.NewReader(source))
	for lines.Scan() {
		trait, value, _ := strings.Cut(lines.Text(), "\t")
		v, err := strconv.ParseFloat(value, 64)
		if err != nil {
			return nil, fmt.Errorf("read the weight of %q: %w", trait, err)
		}
		w[trait] = v
	}
	return w, nil
}

// Score adds up what traits weigh.
func (w Weights) Score(traits []string) float64 {
	var s float64
	for _, t := range traits {
		s += w[t]
	}
	return s
}
