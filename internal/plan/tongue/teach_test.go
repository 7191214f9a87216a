package tongue_test

import (
	"cmp"
	"crypto/sha256"
	"flag"
	"fmt"
	"maps"
	"math"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/plan/tongue"
	"github.com/tenonhub/tenon/internal/plan/tongue/lore"
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
	return each(requests, func(g gold) (l []example) {
		for _, c := range p.Candidates(plan.Request{Text: g.Text, Given: g.Given}) {
			asked := slices.ContainsFunc(g.Graph.Nodes, func(n graph.Node) bool { return n.Task == c.Task })
			l = append(l, example{c.Traits, c.Prior, asked})
		}
		return l
	})
}

// each asks do about every request, once about those that are there several
// times, and returns the answers in the order of the requests.
func each[T any](requests []gold, do func(gold) []T) []T {
	place := map[string]int{}
	var once []gold
	at := make([]int, len(requests))
	for i, g := range requests {
		key := fmt.Sprint(g.ID, g.Text, g.Given, g.Graph, g.Ask, g.Cannot)
		k, ok := place[key]
		if !ok {
			k = len(once)
			place[key], once = k, append(once, g)
		}
		at[i] = k
	}
	answers := make([][]T, len(once))
	var group sync.WaitGroup
	for first := range workers {
		group.Go(func() {
			for i := first; i < len(once); i += workers {
				answers[i] = do(once[i])
			}
		})
	}
	group.Wait()
	var l []T
	for _, k := range at {
		l = append(l, answers[k]...)
	}
	return l
}

// seconds are the same candidates with how they stand to the others.
func seconds(p *tongue.Planner, requests []gold) []example {
	return each(requests, func(g gold) (l []example) {
		for _, c := range p.Candidates(plan.Request{Text: g.Text, Given: g.Given}) {
			asked := slices.ContainsFunc(g.Graph.Nodes, func(n graph.Node) bool { return n.Task == c.Task })
			l = append(l, example{c.Again, c.Before, asked})
		}
		return l
	})
}

// lessons reads testdata/lessons.txt: requests of which only the tasks are known.
func lessons(tb testing.TB) []gold {
	tb.Helper()
	b, err := os.ReadFile("testdata/lessons.txt")
	if err != nil {
		tb.Fatal(err)
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
				tb.Fatal(err)
			}
			g.Graph.Nodes = append(g.Graph.Nodes, graph.Node{Task: task.ID})
		}
		l = append(l, g)
	}
	return l
}

// wishes reads testdata/wishes.*.txt: wishes of which the tasks and some
// parameters are known. A line reads: label, … | types of what is given | words.
func wishes(tb testing.TB) []gold {
	tb.Helper()
	var l []gold
	for _, lang := range []string{"en", "zh"} {
		b, err := os.ReadFile("testdata/wishes." + lang + ".txt")
		if err != nil {
			tb.Fatal(err)
		}
		for line := range strings.Lines(string(b)) {
			part := strings.SplitN(strings.TrimSpace(line), "|", 3)
			if len(part) != 3 || line[0] == '#' {
				continue
			}
			g := gold{Lang: lang, Text: strings.TrimSpace(part[2])}
			if g.wants(part[0]) {
				g.has(part[1])
				l = append(l, g)
			}
		}
	}
	return l
}

// wants adds the tasks and parameters of labels. It reports false when one is
// not in the vocabulary.
func (g *gold) wants(labels string) bool {
	for label := range strings.SplitSeq(labels, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(label), "=")
		id, param, _ := strings.Cut(name, ".")
		switch id {
		case "ask":
			g.Ask = true
			continue
		case "cannot":
			g.Cannot = true
			continue
		}
		d, err := task.Lookup(id)
		if err != nil {
			return false
		}
		i := slices.IndexFunc(g.Graph.Nodes, func(n graph.Node) bool { return n.Task == d.ID })
		if i < 0 {
			i = len(g.Graph.Nodes)
			g.Graph.Nodes = append(g.Graph.Nodes, graph.Node{Task: d.ID, Params: task.Params{}})
		}
		if param != "" {
			g.Graph.Nodes[i].Params[param] = value
		}
	}
	return true
}

func (g *gold) has(types string) {
	for i, kind := range strings.Fields(types) {
		if kind != "-" {
			g.Given = append(g.Given, plan.Given{Name: fmt.Sprintf("given%d", i+1), Type: port.Type(kind)})
		}
	}
}

// learn fits a logistic model by adaptive gradient steps, in a fixed order.
// Traits seen once teach nothing.
func learn(l []example) lore.Weights {
	const rounds, rate, decay = 30, 0.05, 4e-3
	index, names, count := map[string]int{}, []string{}, []float64{}
	rows := make([][]int, len(l))
	for i, e := range l {
		for _, t := range e.traits {
			k, ok := index[t]
			if !ok {
				k = len(names)
				index[t], names, count = k, append(names, t), append(count, 0)
			}
			count[k]++
			rows[i] = append(rows[i], k)
		}
	}
	w, squares := make([]float64, len(names)), make([]float64, len(names))
	for range rounds {
		for i, e := range l {
			s, y := e.prior, 0.0
			for _, k := range rows[i] {
				s += w[k]
			}
			if e.asked {
				y = 1
			}
			g := 1/(1+math.Exp(-s)) - y
			for _, k := range rows[i] {
				if count[k] < 2 {
					continue
				}
				d := g + decay*w[k]*float64(len(l))/count[k]/8
				squares[k] += d * d
				w[k] -= rate * d / math.Sqrt(squares[k]+1e-2)
			}
		}
	}
	learned := lore.Weights{}
	for k, name := range names {
		learned[name] = w[k]
	}
	return learned
}

func write(t *testing.T, w lore.Weights) {
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
	_, number, ok := strings.Cut(g.ID, "-")
	if !ok {
		number = cmp.Or(g.kin, g.Text)
	}
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
	whole, extra := known(t), besides(t)
	confide(t, p, teach(p, weighty(t, whole), extra), whole)
}

// confide learns the confidence from what was planned without each fold of the
// requests, and writes everything that was learned.
func confide(t *testing.T, p *tongue.Planner, l lesson, requests []gold) {
	t.Helper()
	var all []verdict
	for k := range l.rest {
		all = append(all, verdicts(t, p.With(l.rest[k], l.without[k]), requests, hintFolds, k)...)
	}
	report(t, all, hintFolds)
	var doubts []example
	for _, v := range all {
		doubts = append(doubts, v.example)
	}
	maps.Copy(l.weights, learn(doubts))
	write(t, l.weights)
	writeHints(t, l.hints)
}

// known are the requests with whole graphs that are learned from.
func known(tb testing.TB) []gold {
	tb.Helper()
	return slices.Concat(readGold(tb, "practice"), readGold(tb, "develop"), readGold(tb, "collected"))
}

// besides are the requests of which only the tasks are known.
func besides(tb testing.TB) []gold {
	tb.Helper()
	single := wishes(tb)
	return slices.Concat(lessons(tb), single, blends(tb, "en", single, blended), blends(tb, "zh", single, blended))
}

// blended is how many requests of several steps are put together, by language.
const blended = 1800

// weighty repeats the requests of practice and develop, which are worded as
// most people word theirs, once with an aside in them; those collected look for
// the unusual.
func weighty(tb testing.TB, l []gold) []gold {
	tb.Helper()
	sayings := map[string][]saying{"en": asides(tb, "en"), "zh": asides(tb, "zh")}
	more := slices.Clone(l)
	for _, g := range l {
		if !collected(g.ID) {
			more = append(more, g, digressing(g, sayings[g.Lang]))
		}
	}
	return more
}

// digressing is a request with an aside before or behind it, of its own fold,
// where that does not become a part of what is to be said or written.
func digressing(g gold, sayings []saying) gold {
	if len(g.Given) == 0 || strings.ContainsAny(g.Text, ":：“\"") {
		return g
	}
	own := slices.DeleteFunc(slices.Clone(sayings), func(s saying) bool {
		return !s.fits(g.Given[0].Type) || fold(gold{Text: s.text}, hintFolds) != fold(g, hintFolds)
	})
	h := sha256.Sum256([]byte(g.Text))
	if len(own) == 0 || h[0]%3 == 0 {
		return g
	}
	said := own[(int(h[1])<<8|int(h[2]))%len(own)].text
	stop, text := ". ", strings.TrimRight(g.Text, " .。!！")
	if g.Lang == "zh" {
		stop = "，"
	}
	switch {
	case h[3]%2 == 0:
		g.Text = said + stop + text
	case strings.HasSuffix(text, "?") || strings.HasSuffix(text, "？"):
		g.Text = text + " " + said
	default:
		g.Text = text + stop + said
	}
	return g
}

// collected reports whether a request is one of collected.jsonl, by its ID.
func collected(id string) bool {
	_, number, _ := strings.Cut(id, "-")
	return number != "" && strings.Contains("abc", number[:1])
}
