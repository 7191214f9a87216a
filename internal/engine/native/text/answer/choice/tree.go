package choice

import (
	_ "embed" // what was learned
	"encoding/json"
	"math"
	"sync"
)

//go:embed trees.json
var kept []byte

// forest is a sum of decision trees: how much of an option is right, as odds, in logarithms.
type forest struct {
	Names []string   `json:"names"` // of the features
	Base  float64    `json:"base"`
	Trees []tree     `json:"trees"`
	Sure  [2]float64 `json:"sure"` // what makes of that whether most of it is right
}

// tree asks of each inner node whether a feature is greater than a cut; the
// children of node i are 2i+1 and 2i+2, and what is no inner node is a leaf.
type tree struct {
	Of     []int     `json:"of"`
	Cuts   []float64 `json:"cuts"`
	Leaves []float64 `json:"leaves"`
}

var learned = sync.OnceValue(func() *forest {
	f := &forest{}
	if err := json.Unmarshal(kept, f); err != nil {
		panic("choice: the trees cannot be read: " + err.Error())
	}
	return f
})

// worth is how much of what has such features is right, as odds, in logarithms.
func (f *forest) worth(of features) float64 {
	row := make([]float64, len(f.Names))
	for i, n := range f.Names {
		row[i] = of[n]
	}
	s := f.Base
	for _, t := range f.Trees {
		s += t.at(row)
	}
	return s
}

// sure is how likely what is worth so much is right.
func (f *forest) sure(worth float64) float64 {
	return 1 / (1 + math.Exp(-f.Sure[0]-f.Sure[1]*worth))
}

func (t *tree) at(row []float64) float64 {
	i := 0
	for i < len(t.Of) {
		if i = 2*i + 1; row[t.Of[(i-1)/2]] > t.Cuts[(i-1)/2] {
			i++
		}
	}
	return t.Leaves[i-len(t.Of)]
}
