package sentiment_test

import (
	"flag"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/sentiment"
)

var update = flag.Bool("update", false, "train the model anew")

const (
	rounds = 1500
	rate   = 0.3
	decay  = 0.01
)

type sample struct {
	x []float64
	y int
}

// TestTrain makes the model that the package embeds: multinomial logistic
// regression over Features of the labelled sentences of testdata.
func TestTrain(t *testing.T) {
	if !*update {
		t.Skip("writes data/model.txt when run with -update")
	}
	var all []sample
	classes := map[string]int{"positive": 0, "negative": 1, "neutral": 2}
	for _, lang := range []string{"en", "zh"} {
		b, err := os.ReadFile("testdata/train." + lang + ".tsv")
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(b)) {
			class, text, _ := strings.Cut(strings.TrimSpace(line), "\t")
			all = append(all, sample{sentiment.Features(text), classes[class]})
		}
	}
	w := make([][3]float64, len(all[0].x))
	for range rounds {
		step(w, all)
	}
	var out strings.Builder
	for _, row := range w {
		fmt.Fprintf(&out, "%.4f %.4f %.4f\n", row[0], row[1], row[2])
	}
	if err := os.WriteFile("data/model.txt", []byte(out.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

func step(w [][3]float64, all []sample) {
	g := make([][3]float64, len(w))
	for _, s := range all {
		var z, p [3]float64
		sum := 0.0
		for c := range z {
			for i, x := range s.x {
				z[c] += w[i][c] * x
			}
			p[c] = math.Exp(z[c])
			sum += p[c]
		}
		for c := range p {
			d := p[c] / sum
			if c == s.y {
				d--
			}
			for i, x := range s.x {
				g[i][c] += d * x
			}
		}
	}
	for i := range w {
		for c := range w[i] {
			w[i][c] -= rate * (g[i][c]/float64(len(all)) + decay*w[i][c])
		}
	}
}
