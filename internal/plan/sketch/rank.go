package sketch

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"github.com/tenonhub/tenon/internal/port"
)

const (
	maxSets    = 20
	maxUnsure  = 8
	maxVariant = 3
	unsure     = 4.0 // log odds within which a tool may be in or out
	maxTools   = 12
)

// toolSets lists the most probable sets of tools, the best first.
func toolSets(logit []float64) [][]int {
	var sure, maybe []int
	top := 0
	for t, z := range logit {
		if z > logit[top] {
			top = t
		}
		switch {
		case z >= unsure:
			sure = append(sure, t)
		case z > -unsure:
			maybe = append(maybe, t)
		}
	}
	slices.SortFunc(maybe, func(a, b int) int { return cmp.Compare(math.Abs(logit[a]), math.Abs(logit[b])) })
	for _, t := range maybe[min(len(maybe), maxUnsure):] {
		if logit[t] > 0 {
			sure = append(sure, t)
		}
	}
	maybe = maybe[:min(len(maybe), maxUnsure)]
	type flips struct {
		mask int
		cost float64
	}
	var all []flips
	for mask := range 1 << len(maybe) {
		f := flips{mask: mask}
		for b, t := range maybe {
			if mask>>b&1 == 1 {
				f.cost += math.Abs(logit[t])
			}
		}
		all = append(all, f)
	}
	slices.SortStableFunc(all, func(a, b flips) int { return cmp.Compare(a.cost, b.cost) })
	var sets [][]int
	for _, f := range all {
		set := slices.Clone(sure)
		for b, t := range maybe {
			if (logit[t] > 0) != (f.mask>>b&1 == 1) {
				set = append(set, t)
			}
		}
		if len(set) == 0 {
			set = []int{top}
		}
		slices.Sort(set)
		if len(set) > maxTools || slices.ContainsFunc(sets, func(x []int) bool { return slices.Equal(x, set) }) {
			continue
		}
		if sets = append(sets, set); len(sets) == maxSets {
			break
		}
	}
	if len(sets) == 0 {
		sets = [][]int{{top}}
	}
	return sets
}

// drafts lists the graphs to choose from: for every probable set of tools the
// best wiring, and those that differ from it in one need.
func drafts(d *Domain, r *reading, edge *linear) []draft {
	var out []draft
	said := map[wordKey]float64{}
	for _, set := range toolSets(r.logit) {
		s := newScene(d, r, set)
		s.judge(edge, said)
		best := s.wire()
		out = append(out, best)
		type other struct {
			k, o int
			cost float64
		}
		var others []other
		for k, n := range s.needs {
			for o := range n.options {
				if o != best.choice[k] {
					others = append(others, other{k, o, n.options[best.choice[k]].logp - n.options[o].logp})
				}
			}
		}
		slices.SortStableFunc(others, func(a, b other) int { return cmp.Compare(a.cost, b.cost) })
		for _, x := range others[:min(len(others), maxVariant)] {
			if x.cost > 2.5 {
				break
			}
			v := draft{s: s, choice: slices.Clone(best.choice)}
			v.choice[x.k] = x.o
			if v.circle() != nil {
				continue
			}
			v.sum()
			out = append(out, v)
		}
	}
	return out
}

// traits are what speaks for and against a draft as a whole.
func (d *draft) traits() []trait {
	s := d.s
	in, weakest, left := 0.0, math.Inf(1), math.Inf(-1)
	for t, z := range s.r.logit {
		if slices.Contains(s.tools, t) {
			in += z
			weakest = min(weakest, z)
		} else {
			left = max(left, z)
		}
	}
	worst := 0.0
	for k, n := range s.needs {
		worst = min(worst, n.options[d.choice[k]].logp)
	}
	ts := []trait{{hash("nodes"), float32(in)}, {hash("edges"), float32(d.logp)}}
	add := func(v float64, parts ...string) { ts = append(ts, trait{hash(parts...), float32(v)}) }
	add(min(weakest, 3), "weakest")
	add(max(left, -3), "left")
	add(worst, "worst")
	es := d.edges()
	fed, feeds := make([]int, len(s.tools)), make([]int, len(s.tools))
	for _, e := range es {
		feeds[e[0]]++
		fed[e[1]]++
		add(1, "edge", s.name(e[0]), s.name(e[1]))
		if e[0] > e[1] {
			add(1, "backwards")
		}
	}
	roots, sinks, forks := 0, 0, 0
	for i := range s.tools {
		if fed[i] == 0 {
			roots++
			add(1, "root", s.name(i))
		}
		if feeds[i] == 0 {
			sinks++
			add(1, "sink", s.name(i))
		}
		if feeds[i] > 1 {
			forks++
		}
	}
	add(1, "size", strconv.Itoa(len(s.tools)))
	add(float64(len(s.tools)), "size")
	add(1, "shape", strconv.Itoa(min(roots, 3)), strconv.Itoa(min(sinks, 3)), strconv.Itoa(min(len(s.tools), 4)))
	add(float64(forks), "forks")
	add(float64(roots), "roots")
	add(float64(sinks), "sinks")
	for i, t := range s.tools {
		add(1, "tool", s.name(i))
		for _, u := range s.tools[i+1:] {
			a, b := min(t, u), max(t, u)
			add(1, "both", s.d.Tools[a].ID, s.d.Tools[b].ID)
		}
	}
	d.supply(add)
	return ts
}

// supply compares what the graph reads from outside with what the request has.
func (d *draft) supply(add func(v float64, parts ...string)) {
	s := d.s
	wanted := map[string]int{}
	for j, t := range s.tools {
		for _, n := range s.d.takes(t) {
			left := n.most
			for k, m := range s.needs {
				if m.node == j && m.kind == n.kind {
					left -= len(m.options[d.choice[k]].from)
				}
			}
			wanted[string(n.kind)] += max(0, left)
		}
	}
	for _, kind := range []string{"text", "image", "audio", "video", "url", "document", "table"} {
		have := s.r.an.mention[port.Type(kind)]
		if kind == "text" {
			have = s.r.an.texts
		}
		if have > 0 || wanted[kind] > 0 {
			add(1, "supply", kind, strconv.Itoa(min(have, 2)), strconv.Itoa(min(wanted[kind], 3)))
		}
	}
}

// rank gives each draft its probability among them.
func rank(ds []draft, l *linear) []float64 {
	ps := make([]float64, len(ds))
	for i := range ds {
		ps[i] = l.score(ds[i].traits())
	}
	total := logSumExp(ps)
	for i := range ps {
		ps[i] = math.Exp(ps[i] - total)
	}
	return ps
}

// links are the edges as pairs of tools.
func (d *draft) links() map[[2]int]bool {
	m := map[[2]int]bool{}
	for _, e := range d.edges() {
		m[[2]int{d.s.tools[e[0]], d.s.tools[e[1]]}] = true
	}
	return m
}

// rankChoice is the decision of a sample among the drafts: the nearest to its
// graph are right.
func rankChoice(ds []draft, p *prepared, temper float64) choice {
	c := choice{right: make([]float64, len(ds)), weight: p.weight}
	var total float64
	for i := range ds {
		c.traits = append(c.traits, ds[i].traits())
		c.right[i] = math.Exp(temper * likeness(&ds[i], p))
		total += c.right[i]
	}
	for i := range c.right {
		c.right[i] /= total
	}
	return c
}

// likeness is the mean of node and edge F1 against the sample's graph.
func likeness(d *draft, p *prepared) float64 {
	hit, sum := 0, 0
	for _, t := range d.s.tools {
		sum++
		if p.has[t] {
			hit++
		}
	}
	for _, y := range p.has {
		if y {
			sum++
		}
	}
	nodes := 2 * float64(hit) / float64(max(1, sum))
	links := d.links()
	if len(links)+len(p.edges) == 0 {
		return nodes
	}
	hit = 0
	for e := range links {
		if p.edges[e] {
			hit++
		}
	}
	return (nodes + 2*float64(hit)/float64(len(links)+len(p.edges))) / 2
}
