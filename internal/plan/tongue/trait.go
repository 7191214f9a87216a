package tongue

import (
	"fmt"
	"slices"
	"strings"
)

// rankTraits tell what a hypothesis costs, how it lies over the parts of the
// request, and which tasks stand together in it.
func (t thought) rankTraits(h hypothesis) []string {
	way := "base"
	switch {
	case h.swerve >= 0:
		way = "swerve"
	case h.told != "":
		way = "told " + h.told
	case len(h.flips) > 1:
		way = "two"
	case len(h.flips) > 0:
		way = "one"
	}
	r := t.reading
	var l []string
	for _, i := range h.flips {
		c, turn := t.candidates[i], "off"
		if c.P < 0.5 {
			turn = "on"
		}
		l = append(l, turn, turn+" "+string(c.Task), fmt.Sprintf("%s hint %v", turn, c.Step.Line == "hint"), fmt.Sprintf("%s asks %v", turn, c.Step.Asks), turn+" "+r.Lang)
	}
	nodes, sinks := min(len(h.graph.Nodes), 6), min(len(h.graph.Sinks()), 5)
	l = append(l, way, fmt.Sprintf("%s lost %d", way, min(int(h.loss*2), 9)), fmt.Sprintf("question %v", h.question != ""))
	covered := 0
	seats := r.Seats(h.chosen)
	bare, crowded := 0, 0
	for _, s := range seats {
		n := len(s.Steps)
		if n > 0 {
			covered++
		}
		if n == 0 {
			bare++
			l = append(l, "bare lead "+s.Lead, fmt.Sprintf("bare wish %d", s.Wish), fmt.Sprintf("bare wish %d other %d", s.Wish, s.Other), fmt.Sprintf("bare %s", s.Task))
			continue
		}
		if n > 1 {
			crowded++
			l = append(l, fmt.Sprintf("crowded %d wish %d", min(n, 3), s.Wish))
		}
		l = append(l, fmt.Sprintf("held %d wish %d", min(n, 3), s.Wish), fmt.Sprintf("held %d other %d", min(n, 3), s.Other), fmt.Sprintf("held %d lead %s", min(n, 3), s.Lead))
		for _, one := range s.Steps {
			l = append(l, fmt.Sprintf("step hint %d", bucket(r.HintAt(one, string(one.Task.ID)))), fmt.Sprintf("step wish %d", s.Wish))
		}
	}
	l = append(l, fmt.Sprintf("%s bare %d", way, min(bare, 4)), fmt.Sprintf("%s crowded %d", way, min(crowded, 3)),
		fmt.Sprintf("nodes %d parts %d", nodes, min(len(seats), 6)), fmt.Sprintf("nodes %d covered %d", nodes, min(covered, 5)), fmt.Sprintf("sinks %d covered %d", sinks, min(covered, 5)))
	for _, kind := range []string{"then", "branch", "apart", "all", "first"} {
		if r.Cued(kind) {
			l = append(l, fmt.Sprintf("cue %s sinks %d", kind, sinks), fmt.Sprintf("cue %s nodes %d", kind, nodes))
		}
	}
	l = append(l, fmt.Sprintf("given %d sinks %d", min(len(r.Req.Given), 4), sinks), "kinds "+kinds(h)+" of "+t.kind())
	l = append(l, pairs(h)...)
	for i := range l {
		l[i] = "rank " + l[i]
	}
	return l
}

// kind names the types that came with the request.
func (t thought) kind() string {
	var l []string
	for _, g := range t.reading.Req.Given {
		l = append(l, string(g.Type))
	}
	slices.Sort(l)
	return strings.Join(l, "+")
}

// kinds name the tasks of a graph in their order of names.
func kinds(h hypothesis) string {
	var l []string
	for _, n := range h.graph.Nodes {
		l = append(l, string(n.Task))
	}
	slices.Sort(l)
	return strings.Join(l, "+")
}

// pairs name the tasks of a graph, those that read one another, and those that
// stand beside each other.
func pairs(h hypothesis) []string {
	var l []string
	seen := map[string]int{}
	for _, n := range h.graph.Nodes {
		seen[string(n.Task)]++
		for _, id := range n.Needs() {
			if from, ok := h.graph.Node(id); ok {
				l = append(l, string(from.Task)+" > "+string(n.Task))
			}
		}
		if len(n.Needs()) == 0 {
			l = append(l, "given > "+string(n.Task))
		}
		for _, name := range []string{"images", "audios"} {
			if sources := n.In[name]; len(sources) == 1 && sources[0].Node != "" {
				l = append(l, "lone source of "+string(n.Task))
			} else if len(sources) > 0 {
				l = append(l, fmt.Sprintf("sources %d of %s", min(len(sources), 4), n.Task))
			}
		}
	}
	last := h.graph.Sinks()
	for i, a := range last {
		l = append(l, "end "+string(a.Task))
		for _, b := range last[i+1:] {
			l = append(l, "ends "+min(string(a.Task), string(b.Task))+" + "+max(string(a.Task), string(b.Task)))
		}
	}
	for name, n := range seen {
		if n > 1 {
			l = append(l, "twice "+name)
		}
	}
	slices.Sort(l)
	return slices.Compact(l)
}
