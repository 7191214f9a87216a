package assistant

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/assistant/lingo"
	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/ref"
)

// unsure is the confidence under which a reading or a transcript is passed on
// with a warning. Of the models that come with Tenon, clear speech and print
// get over 0.8, what they misread under 0.6.
const unsure = 0.7

// doubt marks the nodes whose results are uncertain, and those that are built
// on them, and returns what the answer says of it.
func doubt(r *Run) []string {
	var notes []string
	if slices.ContainsFunc(r.Nodes, func(n Node) bool { return n.Doubt == rough(r.Lang) }) {
		notes = append(notes, rough(r.Lang))
	}
	for _, n := range r.Nodes {
		if kept := shortened(n.Out); kept != "" {
			mark(r, n.ID, fmt.Sprintf(phrase(r.Lang, "only the beginning of the words was read: “%s”", "只读了描述的开头：“%s”"), kept))
			notes = append(notes, fmt.Sprintf(phrase(r.Lang, "%s reads no more than the beginning of so many words, up to “%s”.", "%s 读不完这么长的描述，只读到“%s”。"), n.Model, ending(kept)))
		}
		sure := trusted(n.Out)
		if sure == 0 || sure >= unsure || n.Because != "" && n.Model == (ref.Model{}) { // it gave on what it read
			continue
		}
		mark(r, n.ID, fmt.Sprintf(phrase(r.Lang, "uncertain: its own confidence is %.0f %%", "不确定：模型自评把握为 %.0f%%"), 100*sure))
		what := nameResult(n.Task, ofFile(r.Graph, n.ID), r.Lang)
		note := fmt.Sprintf(phrase(r.Lang, "Uncertain – %s: %s is only %.0f %% sure of it, and much may be wrong.", "请注意：“%s”不可靠，%s 对它只有 %.0f%% 的把握，可能有很多错误。"), what, n.Model, 100*sure)
		note += lingo.Alone(n.Only, string(n.Task), r.Lang)
		if built := builtOn(r, n); len(built) > 0 {
			note += fmt.Sprintf(phrase(r.Lang, " Built on it: %s.", "以此为依据的还有：%s。"), strings.Join(built, phrase(r.Lang, ", ", "、")))
		}
		notes = append(notes, note)
	}
	return notes
}

// rough says that a translation gives the meaning and no more.
func rough(lang string) string {
	return phrase(lang, "The translation is rough: it was made by rules.", "译文较粗糙：它是按规则译出的。")
}

// shortened is what was read of words that were too many.
func shortened(out port.Values) string {
	for _, values := range out {
		for _, v := range values {
			if v.Kept != "" {
				return v.Kept
			}
		}
	}
	return ""
}

// ending is the end of a text, by which it is known again.
func ending(s string) string {
	const shown = 40
	if l := []rune(s); len(l) > shown {
		return "…" + string(l[len(l)-shown:])
	}
	return s
}

// trusted is the lowest confidence among values, 0 if none is known.
func trusted(out port.Values) (sure float64) {
	for _, values := range out {
		for _, v := range values {
			if v.Sure > 0 && (sure == 0 || v.Sure < sure) {
				sure = v.Sure
			}
		}
	}
	return sure
}

func mark(r *Run, id, words string) {
	i := slices.IndexFunc(r.Nodes, func(n Node) bool { return n.ID == id })
	if i >= 0 && r.Nodes[i].Doubt == "" {
		r.Nodes[i].Doubt = words
	}
}

// builtEn and builtZh say why what is made of something uncertain is so itself.
const builtEn, builtZh = "uncertain, as what it is built on is: %s", "不确定：它所依据的“%s”不可靠"

// shaky warns, beside the name of a result, that it is made of what is uncertain.
func shaky(r *Run, id string) string {
	begins, _, _ := strings.Cut(phrase(r.Lang, builtEn, builtZh), "%s")
	i := slices.IndexFunc(r.Nodes, func(n Node) bool { return n.ID == id && strings.HasPrefix(n.Doubt, begins) })
	if i < 0 {
		return ""
	}
	return phrase(r.Lang, " ("+r.Nodes[i].Doubt+")", "（"+r.Nodes[i].Doubt+"）")
}

// builtOn marks the nodes that something of source flows into, and returns what
// they made.
func builtOn(r *Run, source Node) (names []string) {
	order, err := graph.Order(r.Graph)
	if err != nil {
		return nil // it was checked before it ran
	}
	reached := map[string]bool{source.ID: true}
	for _, n := range order {
		if !slices.ContainsFunc(n.Needs(), func(from string) bool { return reached[from] }) {
			continue
		}
		reached[n.ID] = true
		if i := slices.IndexFunc(r.Nodes, func(v Node) bool { return v.ID == n.ID }); i >= 0 && r.Nodes[i].State != Done {
			continue
		}
		mark(r, n.ID, fmt.Sprintf(phrase(r.Lang, builtEn, builtZh), resultName(source.Task, r.Lang)))
		if name := resultName(n.Task, r.Lang); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// files are the given values that flow into a node, through others or straight.
func files(g graph.Graph, id string) (names []string) {
	n, ok := g.Node(id)
	if !ok {
		return nil
	}
	add := func(list ...string) {
		for _, name := range list {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(n.In)) {
		for _, s := range graph.All(n.In[name]) {
			switch {
			case s.Given != "":
				add(s.Given)
			case s.Node != "":
				add(files(g, s.Node)...)
			}
		}
	}
	return names
}

// ofFile names the file that a result is of, when the request is over several
// and this is of one.
func ofFile(g graph.Graph, id string) string {
	all := []string{}
	for _, n := range g.Nodes {
		for _, name := range files(g, n.ID) {
			if !slices.Contains(all, name) {
				all = append(all, name)
			}
		}
	}
	if own := files(g, id); len(all) > 1 && len(own) == 1 {
		return own[0]
	}
	return ""
}
