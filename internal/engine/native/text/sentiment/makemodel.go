//go:build ignore

// Makemodel trains data/model.txt on the labelled sentences of testdata:
// multinomial logistic regression over sentiment.Features.
//
//	go run makemodel.go testdata/train.*.tsv > data/model.txt
package main

import (
	"fmt"
	"log"
	"math"
	"os"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/sentiment"
)

const (
	rounds = 1500
	rate   = 0.3
	decay  = 0.01
)

type sample struct {
	x []float64
	y int
}

func main() {
	var all []sample
	classes := map[string]int{"positive": 0, "negative": 1, "neutral": 2}
	for _, file := range os.Args[1:] {
		b, err := os.ReadFile(file)
		if err != nil {
			log.Fatal(err)
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
	for _, row := range w {
		fmt.Printf("%.4f %.4f %.4f\n", row[0], row[1], row[2])
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
