package tongue_test

import (
	"maps"
	"slices"

	"github.com/tenonhub/tenon/internal/plan/tongue"
	"github.com/tenonhub/tenon/internal/plan/tongue/lore"
)

// lesson is what was learned of the wishes of requests and of what steps read,
// from all of them, and without each fold of them.
type lesson struct {
	weights lore.Weights
	hints   lore.Hints
	rest    []lore.Weights
	without []lore.Hints
}

// sight learns what single wishes are and what they read.
func sight(p *tongue.Planner, whole, tasks []gold) lesson {
	all := slices.Concat(whole, tasks)
	w := learn(parts(p, whole))
	b := &book{index: map[string]int32{}}
	pages := b.pages(p, all)
	l := lesson{weights: w, hints: learnHints(b, pages)}
	for k := range hintFolds {
		l.without = append(l.without, learnHints(b, slices.DeleteFunc(slices.Clone(pages), func(pg page) bool { return pg.fold == k })))
	}
	var first, again [][]example // by fold
	plainly := func(own []gold) []gold {
		return slices.DeleteFunc(own, func(g gold) bool { return g.ID == "" && g.Lang != "" })
	}
	apart(all, l.without, func(own []gold, h lore.Hints) {
		first = append(first, examples(p.With(w, h), plainly(own)))
	})
	apart(all, l.without, func(own []gold, h lore.Hints) {
		u := maps.Clone(w)
		maps.Copy(u, learn(others(first, len(l.rest))))
		again = append(again, seconds(p.With(u, h), plainly(own)))
		l.rest = append(l.rest, u)
	})
	maps.Copy(w, learn(slices.Concat(first...)))
	maps.Copy(w, learn(slices.Concat(again...)))
	edge := learn(edges(p.With(w, l.hints), whole))
	maps.Copy(w, edge)
	for k := range l.rest {
		maps.Copy(l.rest[k], learn(others(again, k)))
		maps.Copy(l.rest[k], edge)
	}
	return l
}

// teach learns everything from requests with their whole graphs and others
// with their tasks only.
func teach(p *tongue.Planner, whole, tasks []gold) lesson {
	return finish(p, sight(p, whole, tasks), whole, tasks)
}

// finish learns which draft is the best, and when to ask back or refuse.
func finish(p *tongue.Planner, l lesson, whole, tasks []gold) lesson {
	var rank [][][]example // by fold
	apart(whole, l.without, func(own []gold, h lore.Hints) {
		rank = append(rank, ranks(p.With(l.rest[len(rank)], h), own))
	})
	for k := range l.rest {
		maps.Copy(l.rest[k], learnChoice(others(rank, k)))
	}
	maps.Copy(l.weights, learnChoice(slices.Concat(rank...)))
	var gate [][]example
	apart(slices.Concat(whole, tasks), l.without, func(own []gold, h lore.Hints) {
		i := 0
		own = slices.DeleteFunc(own, func(g gold) bool { // of the plain wishes some are enough
			i++
			return g.ID == "" && !g.Ask && !g.Cannot && i%6 != 0
		})
		gate = append(gate, gates(p.With(l.rest[len(gate)], h), own))
	})
	for k := range l.rest {
		maps.Copy(l.rest[k], learn(others(gate, k)))
	}
	maps.Copy(l.weights, learn(slices.Concat(gate...)))
	return l
}

// others are the examples of all folds but one.
func others[T any](l [][]T, k int) []T {
	return slices.Concat(slices.Delete(slices.Clone(l), k, k+1)...)
}

// apart calls do with the requests of each fold and hints that were learned
// without them.
func apart(requests []gold, hints []lore.Hints, do func(own []gold, h lore.Hints)) {
	for k, h := range hints {
		do(slices.DeleteFunc(slices.Clone(requests), func(g gold) bool { return fold(g, hintFolds) != k }), h)
	}
}
