package tongue_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/task"
)

// gold is a request with its right graph, as internal/plan/testdata/tenon has them.
type gold struct {
	ID, Lang, Text string
	Given          []plan.Given
	Graph          graph.Graph
	Ask, Cannot    bool
	Missing        string
	kin            string // what it is of one fold with, if not by its ID
}

func readGold(tb testing.TB, name string) []gold {
	tb.Helper()
	f, err := os.Open("../testdata/tenon/" + name + ".jsonl")
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	var l []gold
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var g gold
		if err := json.Unmarshal(lines.Bytes(), &g); err != nil {
			tb.Fatal(err)
		}
		l = append(l, g)
	}
	return l
}

// equal compares graphs as testdata/tenon/README.md says.
func equal(a, b graph.Graph) bool {
	if len(a.Nodes) != len(b.Nodes) {
		return false
	}
	used := make([]bool, len(b.Nodes))
	return pair(a, b, 0, used)
}

func pair(a, b graph.Graph, i int, used []bool) bool {
	if i == len(a.Nodes) {
		return true
	}
	for j, n := range b.Nodes {
		if used[j] || !same(a, b, a.Nodes[i], n) {
			continue
		}
		used[j] = true
		if pair(a, b, i+1, used) {
			return true
		}
		used[j] = false
	}
	return false
}

func same(a, b graph.Graph, m, n graph.Node) bool {
	if m.Task != n.Task || len(m.In) != len(n.In) {
		return false
	}
	t, err := task.Lookup(string(m.Task))
	if err != nil || settings(t, m.Params) != settings(t, n.Params) {
		return false
	}
	for name, l := range m.In {
		k := n.In[name]
		if len(k) != len(l) {
			return false
		}
		ordered := name != "others" && name != "context"
		taken := make([]bool, len(k))
		for i, s := range l {
			j := slices.IndexFunc(k, func(o graph.Source) bool {
				at := slices.Index(k, o)
				return !taken[at] && sameSource(a, b, name, s, o)
			})
			if j < 0 || ordered && j != i {
				return false
			}
			taken[j] = true
		}
	}
	return true
}

func sameSource(a, b graph.Graph, name string, s, o graph.Source) bool {
	switch {
	case s.Node != "" && o.Node != "":
		m, _ := a.Node(s.Node)
		n, _ := b.Node(o.Node)
		return output(m, s.Port) == output(n, o.Port) && same(a, b, m, n)
	case s.Text != "" && o.Text != "":
		if name == "question" || name == "prompt" {
			return overlap(s.Text, o.Text) >= 0.5
		}
		return plain(s.Text) == plain(o.Text)
	}
	return s.Node == "" && o.Node == "" && s.Given == o.Given && s.Given != ""
}

func output(n graph.Node, name string) string {
	if t, err := task.Lookup(string(n.Task)); err == nil && name == "" {
		return t.Out[0].Name
	}
	return name
}

func plain(s string) string {
	return strings.ToLower(strings.Trim(strings.TrimSpace(strings.TrimRight(strings.Trim(s, " \t\"'“”‘’「」"), ".。")), " \t\"'“”‘’「」"))
}

func settings(t task.Task, p task.Params) string {
	var l []string
	for _, d := range t.Params {
		v, ok := p[d.Name]
		if !ok || fmt.Sprint(v) == fmt.Sprint(d.Default) {
			continue
		}
		s := fmt.Sprint(v)
		if slices.Contains([]string{"labels", "x", "y", "title"}, d.Name) {
			s = strings.ToLower(s)
		}
		l = append(l, d.Name+"="+s)
	}
	return strings.Join(l, " ")
}

// overlap is the F1 of two bags of words; of Chinese, of characters.
func overlap(a, b string) float64 {
	x, y := bag(a), bag(b)
	hit, n, m := 0, 0, 0
	for w, c := range x {
		hit += min(c, y[w])
		n += c
	}
	for _, c := range y {
		m += c
	}
	if hit == 0 {
		return 0
	}
	return 2 * float64(hit) / float64(n+m)
}

func bag(s string) map[string]int {
	l := map[string]int{}
	word := ""
	flush := func() {
		if word != "" {
			l[word]++
		}
		word = ""
	}
	for _, r := range strings.ToLower(s) {
		switch {
		case unicode.Is(unicode.Han, r):
			flush()
			l[string(r)]++
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			word += string(r)
		default:
			flush()
		}
	}
	flush()
	return l
}

// drawn is a graph on one line.
func drawn(g graph.Graph) string {
	return strings.ReplaceAll(strings.TrimSpace(show(g)), "\n    ", "; ")
}

// show writes a graph on a few lines.
func show(g graph.Graph) string {
	var b strings.Builder
	for _, n := range g.Nodes {
		fmt.Fprintf(&b, "    %s %s", n.ID, n.Task)
		names := make([]string, 0, len(n.In))
		for name := range n.In {
			names = append(names, name)
		}
		slices.Sort(names)
		for _, name := range names {
			fmt.Fprintf(&b, " %s=", name)
			for i, s := range n.In[name] {
				if i > 0 {
					b.WriteString(",")
				}
				for k, s := range graph.All([]graph.Source{s}) {
					if k > 0 {
						b.WriteString("|")
					}
					b.WriteString(source(s))
				}
			}
		}
		if len(n.Params) > 0 {
			fmt.Fprintf(&b, " %v", n.Params)
		}
		for _, t := range n.When {
			fmt.Fprintf(&b, " when %s %s", source(graph.Source{Node: t.Node, Port: t.Port, Given: t.Given, Text: t.Text}), t.Is)
			if t.Not {
				b.WriteString(" not")
			}
			if len(t.Of) > 0 {
				b.WriteString(" " + strings.Join(t.Of, ","))
			}
			if t.Is == graph.Longer || t.Is == graph.Above || t.Is == graph.Below {
				fmt.Fprintf(&b, " %v", t.Than)
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}

func source(s graph.Source) string {
	switch {
	case s.Node != "" && s.Port != "":
		return s.Node + "." + s.Port
	case s.Node != "":
		return s.Node
	case s.Given != "":
		return "@" + s.Given
	}
	return fmt.Sprintf("%q", s.Text)
}

func types(given []plan.Given) graph.Given {
	l := graph.Given{}
	for _, g := range given {
		l[g.Name] = g.Type
	}
	return l
}

// refused reports whether a request was said to be beyond what can be done.
func refused(l []plan.Plan) bool {
	return len(l) == 0 || len(l[0].Undone) > 0 && len(l[0].Graph.Nodes) == 0 && l[0].Question == ""
}
