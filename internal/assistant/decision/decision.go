// Package decision says in words what the tests of a graph found, and what was
// therefore done or not. It makes no test itself.
package decision

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// Case is a graph as it ran.
type Case struct {
	Graph   graph.Graph
	Made    map[string]port.Values
	Given   map[string]port.Value
	Skipped map[string]graph.Skipped
	Resolve func(ctx context.Context, v port.Value) port.Value // gives a stored value its body
	File    func(node string) string                           // that a result is of, where there are several
	Zh      bool
}

// Why says why a node was skipped.
func (c Case) Why(ctx context.Context, why graph.Skipped) string {
	if why.Test != nil {
		return c.finding(ctx, *why.Test)
	}
	n, _ := c.Graph.Node(why.By)
	return fmt.Sprintf(c.phrase("“%s” was skipped, which it needs", "它要用“%s”的结果，而那一步已跳过"), c.title(n.Task))
}

// consequence is what came of one finding.
type consequence struct {
	finding    string
	file       string // that it is of, where there are several
	done, left []graph.Node
	told       bool // it is said though nothing is named that came of it
}

// Say returns a sentence for each thing that was found and that something
// depended on.
func (c Case) Say(ctx context.Context) (said []string) {
	order, err := graph.Order(c.Graph)
	if err != nil {
		return nil // it was checked before it ran
	}
	var all []*consequence
	after := map[string]*consequence{} // by the node that came of it
	for _, n := range order {
		why, skipped := c.Skipped[n.ID]
		var of *consequence
		switch {
		case skipped && why.Test == nil:
			of = after[why.By]
		case skipped:
			of = c.group(ctx, &all, *why.Test)
		case c.Made[n.ID] == nil:
		case len(n.When) > 0:
			of = c.group(ctx, &all, n.When[len(n.When)-1])
		default:
			for _, id := range only(n) {
				if after[id] != nil {
					of = after[id]
				}
			}
		}
		if of == nil {
			continue
		}
		after[n.ID] = of
		switch {
		case len(n.Why) == 0 && len(n.When) == 0 || c.tested(n.ID):
		case c.repeats(n): // what was found is told of anyway
			of.told = of.told || skipped
		case skipped:
			of.left = append(of.left, n)
		default:
			of.done = append(of.done, n)
		}
	}
	for _, one := range all {
		if s := c.sentence(one); s != "" {
			said = append(said, s)
		}
	}
	return said
}

func (c Case) group(ctx context.Context, all *[]*consequence, t graph.Test) *consequence {
	finding := c.finding(ctx, t)
	for _, one := range *all {
		if one.finding == finding {
			return one
		}
	}
	*all = append(*all, &consequence{finding: finding, file: c.file(t)})
	return (*all)[len(*all)-1]
}

// only are the nodes without which a node has nothing to read.
func only(n graph.Node) (l []string) {
	for _, sources := range n.In {
		for _, s := range sources {
			if s.Node != "" && s.Else == nil && len(sources) == 1 {
				l = append(l, s.Node)
			}
		}
	}
	slices.Sort(l)
	return l
}

// Asked reports whether a node was put into the graph for a test alone, so that
// its result is told in what was decided.
func (c Case) Asked(id string) bool {
	n, _ := c.Graph.Node(id)
	return len(n.Why) == 0 && c.tested(id)
}

// repeats reports whether a node does what was done for its test already: “if any
// people are named, list them”.
func (c Case) repeats(n graph.Node) bool {
	return slices.ContainsFunc(n.When, func(t graph.Test) bool {
		from, ok := c.Graph.Node(t.Node)
		return ok && from.Task == n.Task && t.Is == graph.Found
	})
}

func (c Case) tested(id string) bool {
	return slices.ContainsFunc(c.Graph.Nodes, func(o graph.Node) bool {
		return slices.ContainsFunc(o.When, func(t graph.Test) bool { return t.Node == id })
	})
}

// sentence is “The review is positive, so it was not translated.”
func (c Case) sentence(one *consequence) string {
	plain := c.plain(one.done, one.file) && c.plain(one.left, one.file)
	done, left := c.deeds(one.done, plain, " and "), c.deeds(one.left, plain, " or ")
	finding := one.finding
	if one.file == "" || !strings.HasPrefix(finding, one.file) {
		finding = capital(finding)
	}
	form := [2]string{"%[1]s.", "%[1]s。"}
	switch both := done != "" && left != ""; {
	case finding == "" || done == "" && left == "" && !one.told:
		return ""
	case both && plain:
		form = [2]string{"%[1]s, so it was %[2]s and not %[3]s.", "%[1]s，所以已%[2]s，没有%[3]s。"}
	case both:
		form = [2]string{"%[1]s, so this was done: %[2]s; and this was not: %[3]s.", "%[1]s，所以已做%[2]s，没有做%[3]s。"}
	case done != "" && plain:
		form = [2]string{"%[1]s, so it was %[2]s.", "%[1]s，所以已%[2]s。"}
	case done != "":
		form = [2]string{"%[1]s, so this was done: %[2]s.", "%[1]s，所以已做%[2]s。"}
	case left != "" && plain:
		form = [2]string{"%[1]s, so it was not %[3]s.", "%[1]s，所以没有%[3]s。"}
	case left != "":
		form = [2]string{"%[1]s, so this was not done: %[3]s.", "%[1]s，所以没有做%[3]s。"}
	}
	return fmt.Sprintf(c.phrase(form[0], form[1]), finding, done, left)
}

// plain reports whether all of some nodes have a word for what becomes of that
// which they read, which is what the test is about.
func (c Case) plain(nodes []graph.Node, file string) bool {
	return !slices.ContainsFunc(nodes, func(n graph.Node) bool {
		return deeds[n.Task][0] == "" || file != "" && c.File != nil && c.File(n.ID) != file
	})
}

func (c Case) deeds(nodes []graph.Node, plain bool, last string) string {
	var l []string
	for _, n := range nodes {
		word := "“" + c.title(n.Task) + "”"
		if q := n.In["question"]; len(q) == 1 && q[0].Text != "" {
			word = "“" + q[0].Text + "”"
		}
		if plain {
			word = c.phrase(deeds[n.Task][0], deeds[n.Task][1])
		}
		if !slices.Contains(l, word) {
			l = append(l, word)
		}
	}
	if c.Zh || !plain {
		return strings.Join(l, c.phrase(", ", "、"))
	}
	return strings.Join(l, last)
}

// deeds are what becomes of that which a node of a task reads: English, Chinese.
var deeds = map[task.ID][2]string{
	"translation": {"translated", "翻译"}, "summarization": {"summarised", "总结"}, "text-to-speech": {"read aloud", "朗读"},
	"text-error-correction": {"corrected", "纠错"}, "punctuation": {"punctuated", "加标点"}, "speech-enhancement": {"cleaned of noise", "降噪"},
	"audio-trim": {"cut", "剪切"}, "video-trim": {"cut", "剪切"}, "image-resizing": {"resized", "调整大小"}, "video-resizing": {"resized", "调整大小"},
	"image-rotation": {"rotated", "旋转"}, "image-flipping": {"flipped", "翻转"}, "image-super-resolution": {"enlarged", "放大"}, "image-denoising": {"cleaned of noise", "去噪"},
	"image-conversion": {"converted", "转换格式"}, "audio-conversion": {"converted", "转换格式"}, "video-conversion": {"converted", "转换格式"},
	"automatic-speech-recognition": {"transcribed", "转写"}, "image-to-text": {"described", "描述"}, "video-to-text": {"described", "描述"}, "image-colorization": {"coloured", "上色"},
	"background-blur": {"blurred in the background", "虚化背景"}, "keyword-extraction": {"searched for keywords", "提取关键词"},
}

func (c Case) title(id task.ID) string {
	t, err := task.Lookup(string(id))
	switch {
	case err != nil:
		return string(id)
	case c.Zh:
		return t.Zh
	}
	return t.En
}

func (c Case) phrase(en, zh string) string {
	if c.Zh {
		return zh
	}
	return en
}

func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}
