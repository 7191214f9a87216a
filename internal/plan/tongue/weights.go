package tongue

import (
	"bufio"
	"fmt"
	"strconv"
	"strings"
)

// Weights say how much a trait speaks for a candidate. They are the log-odds
// of a logistic model that TestTeach learns from the requests in testdata.
type Weights map[string]float64

func readWeights(source string) (Weights, error) {
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

func (w Weights) score(traits []string) float64 {
	var s float64
	for _, t := range traits {
		s += w[t]
	}
	return s
}

// With returns a planner that goes by other weights and hints, to try what was
// learned.
func (p *Planner) With(w Weights, h Hints) *Planner {
	return &Planner{p.Reader.With(w, h)}
}
