package sketch

import (
	"math"
	"slices"
	"strconv"

	"github.com/tenonhub/tenon/internal/port"
)

// need is what one node takes of one type, and who of the others could give it.
type need struct {
	node    int // index into scene.tools
	kind    port.Type
	most    int // how many it takes
	sources []source
	options []option
}

// source is a node that could feed a need, with what speaks for it: where it
// stands, and the words around the need's node.
type source struct {
	node  int
	place string
	stand []trait
	words wordKey
	score float64
}

// option is a choice of sources for a need, with the traits that are not those
// of its sources, and its log probability.
type option struct {
	from  []int // indexes into the need's sources
	extra []trait
	logp  float64
}

// scene is a set of tools set against a request: in the order in which the
// request speaks of them, with all that each could read.
type scene struct {
	d     *Domain
	r     *reading
	tools []int
	needs []need
}

func newScene(d *Domain, r *reading, tools []int) *scene {
	s := &scene{d: d, r: r, tools: slices.Clone(tools)}
	slices.SortFunc(s.tools, func(a, b int) int {
		if r.pos[a] != r.pos[b] {
			if r.pos[a] < r.pos[b] {
				return -1
			}
			return 1
		}
		return a - b
	})
	for j, t := range s.tools {
		for _, n := range d.takes(t) {
			n.node = j
			for i, u := range s.tools {
				if i != j && d.gives(u, n.kind) {
					n.sources = append(n.sources, source{node: i})
				}
			}
			if len(n.sources) > 0 {
				s.needs = append(s.needs, n)
			}
		}
	}
	for k := range s.needs {
		s.spell(&s.needs[k])
	}
	return s
}

// takes groups the inputs of a tool by type.
func (d *Domain) takes(t int) []need {
	var ns []need
	for _, in := range d.Tools[t].In {
		n := 1
		if in.Many {
			n = 4
		}
		i := slices.IndexFunc(ns, func(x need) bool { return x.kind == in.Type })
		if i < 0 {
			ns = append(ns, need{kind: in.Type, most: n})
			continue
		}
		ns[i].most += n
	}
	return ns
}

func (d *Domain) gives(t int, kind port.Type) bool {
	return slices.ContainsFunc(d.Tools[t].Out, func(o port.Spec) bool { return d.fits(o.Type, kind) })
}

// spell writes down the options of a need and their traits.
func (s *scene) spell(n *need) {
	for a := range n.sources {
		s.stand(n, &n.sources[a])
	}
	n.options = append(n.options, option{extra: s.noneTraits(n)})
	for a := range n.sources {
		n.options = append(n.options, option{from: []int{a}})
		if n.most < 2 {
			continue
		}
		for b := a + 1; b < len(n.sources); b++ {
			two := traitsOf(hash("two", string(n.kind)), hash("two", s.name(n.node)))
			n.options = append(n.options, option{from: []int{a, b}, extra: two})
		}
	}
}

// feeders are the nodes that an option reads.
func (n *need) feeders(o int) []int {
	var nodes []int
	for _, a := range n.options[o].from {
		nodes = append(nodes, n.sources[a].node)
	}
	return nodes
}

// traits are all that speaks for an option.
func (s *scene) traits(n *need, o int) []trait {
	ts := slices.Clone(n.options[o].extra)
	for _, a := range n.options[o].from {
		ts = append(ts, n.sources[a].stand...)
		ts = append(ts, s.wordTraits(n.sources[a].words)...)
	}
	return ts
}

func (s *scene) name(i int) string { return s.d.Tools[s.tools[i]].ID }

func (s *scene) at(n *need) int {
	have := s.r.an.mention[n.kind]
	if n.kind == port.Text {
		have = s.r.an.texts
	}
	return min(have, 2)
}

func (s *scene) noneTraits(n *need) []trait {
	have := strconv.Itoa(s.at(n))
	return traitsOf(
		hash("none", string(n.kind), have), hash("none", s.name(n.node)), hash("none", s.name(n.node), have),
		hash("none", string(n.kind), have, strconv.Itoa(min(n.node, 2)), strconv.Itoa(len(n.sources))),
	)
}

// place says where source i stands as seen from the need's node: how many
// others that could feed it lie between, or that it comes later.
func (s *scene) place(n *need, i int) string {
	if i > n.node {
		return "later"
	}
	between := 0
	for _, k := range n.sources {
		if k.node > i && k.node < n.node {
			between++
		}
	}
	return strconv.Itoa(min(between, 3))
}

// feeds counts the nodes between i and j that could take what i gives.
func (s *scene) feeds(i, j int) string {
	if i > j {
		i, j = j, i
	}
	n := 0
	for k := i + 1; k < j; k++ {
		for _, in := range s.d.Tools[s.tools[k]].In {
			if s.d.gives(s.tools[i], in.Type) {
				n++
				break
			}
		}
	}
	return strconv.Itoa(min(n, 3))
}

// stand fills in where a source stands.
func (s *scene) stand(n *need, src *source) {
	i := src.node
	src.place = s.place(n, i)
	a, b := s.name(i), s.name(n.node)
	kind, have, place, feeds := string(n.kind), strconv.Itoa(s.at(n)), src.place, s.feeds(i, n.node)
	gap := strconv.Itoa(max(-2, min(n.node-i, 4)))
	size := strconv.Itoa(min(len(s.tools), 6))
	same := "apart"
	if s.r.at[s.tools[i]] == s.r.at[s.tools[n.node]] {
		same = "same"
	}
	src.stand = traitsOf(
		hash("edge", kind), hash("pair", a, b), hash("pair", a, b, place), hash("place", place, kind, have), hash("place", place, feeds, kind),
		hash("place", place, feeds, have, kind, strconv.Itoa(n.most)),
		hash("to", b, place), hash("from", a, place), hash("to", b, place, have), hash("from", a, feeds), hash("gap", gap, kind), hash("gap", gap, place, feeds),
		hash("size", size, place), hash("only", strconv.Itoa(min(len(n.sources), 4)), place, have), hash("same", same, place), hash("same", same, a, b),
		hash("fromto", a, kind, "to"), hash("last", strconv.FormatBool(n.node == len(s.tools)-1), place), hash("first", strconv.FormatBool(i == 0), place, have),
	)
	src.words = wordKey{to: s.tools[n.node], from: s.tools[i], place: place, kind: n.kind}
	if place != "later" && place != "0" {
		src.words.place = "far"
	}
}

// wordKey says whose words tie which source to which node.
type wordKey struct {
	to, from int // tools
	place    string
	kind     port.Type
}

// wordTraits tie the words around the node's mention to the source.
func (s *scene) wordTraits(key wordKey) []trait {
	if len(s.r.clauses) == 0 {
		return nil
	}
	c := s.r.at[key.to]
	from, kind := s.d.Tools[key.from].ID, string(key.kind)
	var ks []uint32
	prev := ""
	for _, w := range s.r.an.tokens[s.r.clauses[c].from:s.r.clauses[c].to] {
		if w.quoted {
			continue
		}
		ks = append(ks, hash("w", w.word, key.place), hash("wa", w.word, from), hash("w2", prev, w.word, key.place), hash("wk", w.word, key.place, kind))
		prev = w.word
	}
	if c > 0 {
		for _, w := range s.r.an.tokens[s.r.clauses[c-1].from:s.r.clauses[c-1].to] {
			if !w.quoted {
				ks = append(ks, hash("pw", w.word, key.place))
			}
		}
	}
	slices.Sort(ks)
	return traitsOf(slices.Compact(ks)...)
}

// judge gives every option its log probability. What the words say is kept
// in said, as the same two tools meet in many scenes.
func (s *scene) judge(l *linear, said map[wordKey]float64) {
	for k := range s.needs {
		n := &s.needs[k]
		for a := range n.sources {
			src := &n.sources[a]
			v, ok := said[src.words]
			if !ok {
				v = l.score(s.wordTraits(src.words))
				said[src.words] = v
			}
			src.score = v + l.score(src.stand)
		}
		zs := make([]float64, len(n.options))
		for o, op := range n.options {
			zs[o] = l.score(op.extra)
			for _, a := range op.from {
				zs[o] += n.sources[a].score
			}
		}
		total := logSumExp(zs)
		for o := range n.options {
			n.options[o].logp = zs[o] - total
		}
	}
}

// draft is one graph over a scene: the option chosen for every need.
type draft struct {
	s      *scene
	choice []int
	logp   float64 // of the edges
}

// wire chooses the most probable options that make no circle.
func (s *scene) wire() draft {
	d := draft{s: s, choice: make([]int, len(s.needs))}
	for k, n := range s.needs {
		for o := range n.options {
			if n.options[o].logp > n.options[d.choice[k]].logp {
				d.choice[k] = o
			}
		}
	}
	d.untie()
	return d
}

// untie breaks circles where it costs least, and sums up.
func (d *draft) untie() {
	banned := map[[2]int]bool{}
	for {
		circle := d.circle()
		if circle == nil {
			break
		}
		best, bestK, bestO := math.Inf(1), -1, 0
		for k, n := range d.s.needs {
			if !circle[n.node] || !slices.ContainsFunc(n.feeders(d.choice[k]), func(i int) bool { return circle[i] }) {
				continue
			}
			for o, op := range n.options {
				if slices.ContainsFunc(n.feeders(o), func(i int) bool { return circle[i] || banned[[2]int{i, n.node}] }) {
					continue
				}
				if cost := n.options[d.choice[k]].logp - op.logp; cost < best {
					best, bestK, bestO = cost, k, o
				}
			}
		}
		for _, i := range d.s.needs[bestK].feeders(d.choice[bestK]) {
			banned[[2]int{i, d.s.needs[bestK].node}] = true
		}
		d.choice[bestK] = bestO
	}
	d.sum()
}

func (d *draft) sum() {
	d.logp = 0
	for k, n := range d.s.needs {
		d.logp += n.options[d.choice[k]].logp
	}
}

// circle returns the nodes that wait for each other, or nil.
func (d *draft) circle() map[int]bool {
	n := len(d.s.tools)
	reach := make([][]bool, n)
	for i := range reach {
		reach[i] = make([]bool, n)
	}
	for _, e := range d.edges() {
		reach[e[0]][e[1]] = true
	}
	for k := range n {
		for i := range n {
			for j := range n {
				reach[i][j] = reach[i][j] || reach[i][k] && reach[k][j]
			}
		}
	}
	for i := range n {
		if !reach[i][i] {
			continue
		}
		c := map[int]bool{}
		for j := range n {
			if reach[i][j] && reach[j][i] {
				c[j] = true
			}
		}
		return c
	}
	return nil
}

// edges lists the edges as indexes into the scene's tools.
func (d *draft) edges() [][2]int {
	var es [][2]int
	for k, n := range d.s.needs {
		for _, i := range n.feeders(d.choice[k]) {
			es = append(es, [2]int{i, n.node})
		}
	}
	return es
}
