package tongue_test

import (
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// saying is something said besides a wish, which asks for nothing, and what it
// may be said of.
type saying struct {
	of   []string // types, or *
	text string
}

func (s saying) fits(t port.Type) bool {
	return slices.Contains(s.of, "*") || slices.Contains(s.of, string(t))
}

// asides reads testdata/asides.*.txt.
func asides(tb testing.TB, lang string) []saying {
	tb.Helper()
	b, err := os.ReadFile("testdata/asides." + lang + ".txt")
	if err != nil {
		tb.Fatal(err)
	}
	var l []saying
	for line := range strings.Lines(string(b)) {
		of, text, ok := strings.Cut(strings.TrimSpace(line), "|")
		if ok && line[0] != '#' {
			l = append(l, saying{strings.Fields(of), strings.TrimSpace(text)})
		}
	}
	return l
}

// blender puts single wishes and asides together to requests of several steps,
// of which the tasks are known. What goes into one request is of one fold, so
// that it is new to who learned without that.
type blender struct {
	lang   string
	wishes [hintFolds][]gold
	asides [hintFolds][]saying
	chance *rand.Rand
}

// blends are as many requests of a language, always the same.
func blends(tb testing.TB, lang string, wishes []gold, n int) []gold {
	tb.Helper()
	b := blender{lang: lang, chance: rand.New(rand.NewPCG(7, uint64(len(lang)+int(lang[0]))))}
	for _, g := range wishes {
		if g.Lang == lang && len(g.Given) == 1 && !g.Ask && !g.Cannot && len(g.Graph.Nodes) > 0 {
			k := fold(g, hintFolds)
			b.wishes[k] = append(b.wishes[k], g)
		}
	}
	for _, s := range asides(tb, lang) {
		k := fold(gold{Text: s.text}, hintFolds)
		b.asides[k] = append(b.asides[k], s)
	}
	var l []gold
	for i := range n {
		l = append(l, b.blend(i%hintFolds))
	}
	return l
}

// blend is a request of one to three wishes of a fold, most with an aside.
func (b *blender) blend(k int) gold {
	first := b.wishes[k][b.chance.IntN(len(b.wishes[k]))]
	g := gold{Given: first.Given, kin: first.Text}
	said := []string{b.trimmed(first.Text)}
	g.Graph.Nodes = slices.Clone(first.Graph.Nodes)
	for range b.chance.IntN(3) {
		next, ok := b.next(k, g)
		if !ok {
			continue
		}
		said = append(said, b.joint(next.Text)+b.trimmed(next.Text))
		g.Graph.Nodes = append(g.Graph.Nodes, next.Graph.Nodes...)
	}
	g.Text = strings.Join(b.interrupted(k, said, g.Given[0].Type), "")
	return g
}

// next is a wish that can follow those of a request: about what came with it,
// or about what the last one makes, of a task that it has not.
func (b *blender) next(k int, g gold) (gold, bool) {
	last, err := task.Lookup(string(g.Graph.Nodes[len(g.Graph.Nodes)-1].Task))
	if err != nil {
		return gold{}, false
	}
	for range 20 {
		w := b.wishes[k][b.chance.IntN(len(b.wishes[k]))]
		has := slices.ContainsFunc(w.Graph.Nodes, func(n graph.Node) bool {
			return slices.ContainsFunc(g.Graph.Nodes, func(o graph.Node) bool { return o.Task == n.Task })
		})
		if t := w.Given[0].Type; !has && (t == g.Given[0].Type || t == last.Out[0].Type && b.chance.IntN(2) == 0) {
			return w, true
		}
	}
	return gold{}, false
}

func (b *blender) trimmed(text string) string { return strings.TrimRight(text, " .。!！") }

// joint leads to a wish that follows another.
func (b *blender) joint(text string) string {
	bare, joints, opened := ", ", []string{", then ", " and then ", ", and ", ", ", " and ", ". Then ", ". Also ", ", also ", ", plus ", "; "}, []string{"and ", "then ", "also ", "plus "}
	if b.lang == "zh" {
		bare, joints, opened = "，", []string{"，然后", "，再", "，", "，并", "；", "，另外", "，顺便", "。再", "，接着", "，同时"}, []string{"再", "然后", "顺便", "另外", "也", "还", "先", "接着"}
	}
	if slices.ContainsFunc(opened, func(o string) bool { return strings.HasPrefix(text, o) }) {
		return bare
	}
	return joints[b.chance.IntN(len(joints))]
}

// interrupted puts an aside before, between or behind what was said, or none.
func (b *blender) interrupted(k int, said []string, t port.Type) []string {
	comma, stop := ", ", ". "
	if b.lang == "zh" {
		comma, stop = "，", "。"
	}
	for range b.chance.IntN(3) {
		s := b.asides[k][b.chance.IntN(len(b.asides[k]))]
		if !s.fits(t) {
			continue
		}
		mark := comma
		if b.chance.IntN(2) == 0 {
			mark = stop
		}
		switch b.chance.IntN(3) {
		case 0:
			said = slices.Insert(said, 0, s.text+mark)
		case 1:
			said = append(said, mark+s.text)
		default:
			said = slices.Insert(said, 1, " ("+s.text+")")
		}
	}
	return said
}
