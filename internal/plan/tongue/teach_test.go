package tongue_test

import (
	"crypto/sha256"
	"flag"
	"fmt"
	"maps"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/plan/tongue"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

var update = flag.Bool("update", false, "learn the weights again and write weights.tsv")

type example struct {
	traits []string
	prior  float64
	asked  bool
}

// examples says of every candidate of the requests whether the right graph has its task.
func examples(p *tongue.Planner, requests []gold) []example {
	var l []example
	for _, g := range requests {
		for _, c := range p.Candidates(plan.Request{Text: g.Text, Given: g.Given}) {
			asked := slices.ContainsFunc(g.Graph.Nodes, func(n graph.Node) bool { return n.Task == c.Task })
			l = append(l, example{c.Traits, c.Prior, asked})
		}
	}
	return l
}

// lessons reads testdata/lessons.txt: requests of which only the tasks are known.
func lessons(t testing.TB) []gold {
	t.Helper()
	b, err := os.ReadFile("testdata/lessons.txt")
	if err != nil {
		t.Fatal(err)
	}
	var l []gold
	for line := range strings.Lines(string(b)) {
		part := strings.Split(strings.TrimSpace(line), "|")
		if len(part) != 3 || line[0] == '#' {
			continue
		}
		g := gold{Text: strings.TrimSpace(part[0])}
		for f := range strings.SplitSeq(part[1], ",") {
			if name, kind, ok := strings.Cut(strings.TrimSpace(f), ":"); ok {
				g.Given = append(g.Given, plan.Given{Name: name, Type: port.Type(kind)})
			}
		}
		for name := range strings.FieldsSeq(part[2]) {
			task, err := task.Lookup(name)
			if err != nil {
				t.Fatal(err)
			}
			g.Graph.Nodes = append(g.Graph.Nodes, graph.Node{Task: task.ID})
		}
		l = append(l, g)
	}
	return l
}

// learn fits a logistic model by adaptive gradient steps, in a fixed order.
func learn(l []example) tongue.Weights {
	const rounds, rate, decay = 40, 0.05, 4e-3
	count := map[string]int{}
	for _, e := range l {
		for _, t := range e.traits {
			count[t]++
		}
	}
	w, squares := tongue.Weights{}, map[string]float64{}
	for range rounds {
		for _, e := range l {
			s, y := e.prior, 0.0
			for _, t := range e.traits {
				s += w[t]
			}
			if e.asked {
				y = 1
			}
			g := 1/(1+math.Exp(-s)) - y
			for _, t := range e.traits {
				if count[t] < 2 {
					continue
				}
				d := g + decay*w[t]*float64(len(l))/float64(count[t])/8
				squares[t] += d * d
				w[t] -= rate * d / math.Sqrt(squares[t]+1e-2)
			}
		}
	}
	return w
}

func write(t *testing.T, w tongue.Weights) {
	t.Helper()
	var b strings.Builder
	for _, k := range slices.Sorted(maps.Keys(w)) {
		if math.Abs(w[k]) >= 0.02 {
			fmt.Fprintf(&b, "%s\t%.2f\n", k, w[k])
		}
	}
	if err := os.WriteFile("weights.tsv", []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
}

// fold puts a request into one of n folds, counterparts of both languages together.
func fold(g gold, n int) int {
	_, number, _ := strings.Cut(g.ID, "-")
	h := sha256.Sum256([]byte(number))
	return int(h[0]) % n
}

// TestTeach learns the weights from all of practice.jsonl and develop.jsonl,
// with -update.
func TestTeach(t *testing.T) {
	if !*update {
		t.Skip("only with -update")
	}
	p, err := tongue.New()
	if err != nil {
		t.Fatal(err)
	}
	write(t, learn(examples(p, slices.Concat(readGold(t, "practice"), readGold(t, "develop"), lessons(t)))))
}
