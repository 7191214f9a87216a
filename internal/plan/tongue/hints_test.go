package tongue_test

import (
	"cmp"
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
	"github.com/tenonhub/tenon/internal/plan/tongue/draft"
	"github.com/tenonhub/tenon/internal/plan/tongue/lore"
	"github.com/tenonhub/tenon/internal/task"
)

// page is a request as the hints see it: the clues of its parts and of the
// whole, by number, and what it wants.
type page struct {
	parts  [][]int32
	whole  [][]int32
	asked  map[string]bool
	wishes []wishful // of each part
	fold   int
}

// wishful is whether a part of a request holds a wish, as far as that is known.
type wishful int8

const (
	unknown wishful = iota
	wish
	aside
)

// hintFolds are the parts that hints are learned without in turn.
const hintFolds = 3

// book numbers the clues of many requests.
type book struct {
	index map[string]int32
	names []string
}

func (b *book) number(clues []lore.Clue) []int32 {
	var l []int32
	for _, c := range clues {
		k, ok := b.index[c.Name]
		if !ok {
			k = int32(len(b.names))
			b.index[c.Name], b.names = k, append(b.names, c.Name)
		}
		l = append(l, k)
	}
	return l
}

// pages reads the clues of requests.
func (b *book) pages(p *tongue.Planner, requests []gold) []page {
	type clues struct {
		parts [][]lore.Clue
		whole []lore.Clue
	}
	seen := each(requests, func(g gold) []clues {
		parts, whole := p.Clues(plan.Request{Text: g.Text, Given: g.Given})
		return []clues{{parts, whole}}
	})
	var l []page
	for i, g := range requests {
		pg := page{asked: labels(g), fold: fold(g, hintFolds)}
		for _, one := range seen[i].parts {
			pg.parts = append(pg.parts, b.number(one))
		}
		pg.whole = [][]int32{b.number(seen[i].whole)}
		l = append(l, pg)
	}
	return l
}

// learnHints fits one logistic model a thing that may be wanted, by adaptive
// gradient steps, in a fixed order. Clues seen once teach nothing. Which part
// of a request speaks of a wish is not known: it is the likeliest.
func learnHints(b *book, pages []page) lore.Hints {
	count := make([]float64, len(b.names))
	wanted := map[string]bool{}
	for _, pg := range pages {
		for _, k := range pg.whole[0] {
			count[k]++
		}
		for id := range pg.asked {
			wanted[id] = true
		}
	}
	names := slices.Sorted(maps.Keys(wanted))
	fitted := make([][]float64, len(names))
	var group sync.WaitGroup
	for first := range workers {
		group.Go(func() {
			for i := first; i < len(names); i += workers {
				fitted[i] = fitHint(pages, names[i], count)
			}
		})
	}
	group.Wait()
	align(pages, names, fitted)
	names, fitted = append(names, "wish"), append(fitted, fitWish(pages, count))
	odds := map[string]map[string]float64{}
	for i, label := range names {
		for k, v := range fitted[i] {
			if v == 0 {
				continue
			}
			name := b.names[k]
			if odds[name] == nil {
				odds[name] = map[string]float64{}
			}
			odds[name][label] = v
		}
	}
	return lore.NewHints(odds)
}

// workers share the learning of the hints.
const workers = 4

func fitHint(pages []page, id string, count []float64) []float64 {
	const rounds, rate, decay = 8, 0.1, 2e-2
	w, squares := make([]float64, len(count)), make([]float64, len(count))
	asked := make([]bool, len(pages))
	for i, pg := range pages {
		asked[i] = pg.asked[id]
	}
	easy := make([]bool, len(pages)) // once understood, looked at again only in the middle and at the end
	for round := range rounds {
		for i, pg := range pages {
			if easy[i] && round != rounds/2 && round != rounds-1 {
				continue
			}
			parts := pg.parts
			if id == "ask" || id == "cannot" {
				parts = pg.whole
			}
			var best []int32
			most := math.Inf(-1)
			for _, clues := range parts {
				s := 0.0
				for _, k := range clues {
					s += w[k]
				}
				if s > most {
					best, most = clues, s
				}
			}
			g := 1 / (1 + math.Exp(-most))
			if asked[i] {
				g--
			}
			easy[i] = math.Abs(g) < 1e-2
			if math.Abs(g) < 2e-3 {
				continue
			}
			for _, k := range best {
				if count[k] < 2 {
					continue
				}
				d := g + decay*w[k]
				squares[k] += d * d
				w[k] -= rate * d / math.Sqrt(squares[k]+1e-2)
			}
		}
	}
	return w
}

// align notes which parts of the requests hold a wish: those that speak most
// for one of the tasks of the right graph. Where a part speaks for one of them
// less than another does, that is not known.
func align(pages []page, names []string, fitted [][]float64) {
	score := func(clues []int32, label int) float64 {
		s := 0.0
		for _, k := range clues {
			s += fitted[label][k]
		}
		return s
	}
	for i := range pages {
		pg := &pages[i]
		pg.wishes = make([]wishful, len(pg.parts))
		if pg.asked["ask"] || pg.asked["cannot"] {
			continue
		}
		for k := range pg.wishes {
			pg.wishes[k] = aside
		}
		for label, name := range names {
			if !pg.asked[name] || strings.Contains(name, ".") {
				continue
			}
			best, most := -1, -1.0
			for k, clues := range pg.parts {
				s := score(clues, label)
				if s > most {
					best, most = k, s
				}
				if s > 0 && pg.wishes[k] == aside {
					pg.wishes[k] = unknown
				}
			}
			if best >= 0 {
				pg.wishes[best] = wish
			}
		}
	}
}

// fitWish fits the model of whether a part of a request holds a wish.
func fitWish(pages []page, count []float64) []float64 {
	const rounds, rate, decay = 8, 0.1, 1e-2
	w, squares := make([]float64, len(count)), make([]float64, len(count))
	for range rounds {
		for _, pg := range pages {
			for i, clues := range pg.parts {
				if pg.wishes[i] == unknown {
					continue
				}
				s := 0.0
				for _, k := range clues {
					s += w[k]
				}
				g := 1 / (1 + math.Exp(-s))
				if pg.wishes[i] == wish {
					g--
				}
				if math.Abs(g) < 2e-3 {
					continue
				}
				for _, k := range clues {
					if count[k] < 2 {
						continue
					}
					d := g + decay*w[k]
					squares[k] += d * d
					w[k] -= rate * d / math.Sqrt(squares[k]+1e-2)
				}
			}
		}
	}
	return w
}

func writeHints(t *testing.T, h lore.Hints) {
	t.Helper()
	if err := os.WriteFile("hints.bin", h.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

// parts are the languages of the requests with the part that each plays.
func parts(p *tongue.Planner, requests []gold) []example {
	return each(requests, func(g gold) (l []example) {
		if g.Ask || g.Cannot || g.Missing != "" {
			return nil
		}
		part := map[string]string{}
		for _, n := range g.Graph.Nodes {
			for _, name := range []string{"language", "source"} {
				if code, ok := n.Params[name].(string); ok {
					part[code] = "source"
				}
			}
			if code, ok := n.Params["target"].(string); ok {
				part[code] = "target"
			}
		}
		for _, one := range p.Parts(plan.Request{Text: g.Text, Given: g.Given}) {
			is := cmp.Or(part[one.Code], "none")
			for _, k := range slices.Sorted(maps.Keys(one.Traits)) {
				l = append(l, example{one.Traits[k], one.Prior[k], k == is})
			}
		}
		return l
	})
}

// ranks are the plans that the best one of each request is chosen from, with
// whether they are right.
func ranks(p *tongue.Planner, requests []gold) [][]example {
	return each(requests, func(g gold) [][]example {
		if g.Cannot {
			return nil
		}
		var l []example
		for _, h := range p.Hypotheses(plan.Request{Text: g.Text, Given: g.Given}) {
			l = append(l, example{h.Traits, h.Prior, right(g, h.Plans)})
		}
		return [][]example{l}
	})
}

// edges are the choices of what steps read, as the right graphs have them.
func edges(p *tongue.Planner, requests []gold) []example {
	return each(requests, func(g gold) (l []example) {
		tasks := map[task.ID]bool{}
		for _, n := range g.Graph.Nodes {
			tasks[n.Task] = true
		}
		for _, e := range draft.Edges(p.Reader, plan.Request{Text: g.Text, Given: g.Given}, tasks) {
			read := origins(g.Graph, e.Task)
			var right []bool
			for _, o := range e.Options {
				right = append(right, fromIt(read, o))
			}
			if !slices.Contains(right, true) {
				continue
			}
			for i, o := range e.Options {
				prior := -1.0
				if o.Ruled {
					prior = 1
				}
				l = append(l, example{o.Traits, prior, right[i]})
			}
		}
		return l
	})
}

// origins are what the nodes of a task read, and what that was made from as
// long as only its form was changed.
func origins(g graph.Graph, id task.ID) [][]string {
	var l [][]string
	for _, n := range g.Nodes {
		if n.Task != id {
			continue
		}
		t, err := task.Lookup(string(id))
		if err != nil || len(n.In[t.In[0].Name]) == 0 {
			continue
		}
		var names []string
		for s := n.In[t.In[0].Name][0]; ; {
			if s.Node == "" {
				names = append(names, "@"+s.Given+s.Text)
				break
			}
			made, _ := g.Node(s.Node)
			names = append(names, string(made.Task))
			if !slices.Contains([]task.ID{"document-text-extraction", "video-to-audio", "automatic-speech-recognition", "optical-character-recognition"}, made.Task) {
				break
			}
			from, err := task.Lookup(string(made.Task))
			if err != nil || len(made.In[from.In[0].Name]) == 0 {
				break
			}
			s = made.In[from.In[0].Name][0]
		}
		l = append(l, names)
	}
	return l
}

// fromIt reports whether every node reads an option, and each of its values is read.
func fromIt(read [][]string, o draft.EdgeOption) bool {
	if len(read) == 0 {
		return false
	}
	if o.Task != "" {
		return !slices.ContainsFunc(read, func(names []string) bool { return !slices.Contains(names, string(o.Task)) })
	}
	for _, given := range o.Given {
		if !slices.ContainsFunc(read, func(names []string) bool { return slices.Contains(names, "@"+given) }) {
			return false
		}
	}
	return !slices.ContainsFunc(read, func(names []string) bool {
		return !slices.ContainsFunc(o.Given, func(given string) bool { return slices.Contains(names, "@"+given) })
	})
}

// labels are what a request wants: tasks, parameters that no number or name in
// it gives, a question back, a refusal.
func labels(g gold) map[string]bool {
	l := map[string]bool{}
	if g.Ask {
		l["ask"] = true
	}
	if g.Cannot {
		l["cannot"] = true
	}
	for _, n := range g.Graph.Nodes {
		l[string(n.Task)] = true
		t, err := task.Lookup(string(n.Task))
		if err != nil {
			continue
		}
		for _, d := range t.Params {
			v, ok := n.Params[d.Name]
			if ok && (d.Kind == task.Choice || d.Kind == task.Boolean || slices.Contains([]string{"speed", "factor", "semitones"}, d.Name)) {
				l[fmt.Sprintf("%s.%s=%v", n.Task, d.Name, v)] = true
			}
		}
	}
	return l
}

// gates are the requests with whether they are to be asked back or refused.
func gates(p *tongue.Planner, requests []gold) []example {
	return each(requests, func(g gold) []example {
		traits, prior := p.Gate(plan.Request{Text: g.Text, Given: g.Given})
		return []example{{traits["ask"], prior["ask"], g.Ask}, {traits["cannot"], prior["cannot"], g.Cannot}}
	})
}
