package tongue

import (
	"regexp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/plan/tongue/reading"
	"github.com/tenonhub/tenon/internal/port"
)

var (
	chartWord = regexp.MustCompile(`(?i)\b(?:charts?|plot|graph|pie|bars?|histogram|scatter)\b|图`)
	// halves is what may stand between a chart and another question to the same table.
	halves = regexp.MustCompile(`[.?!。？！;；]+\s*|(?i:,?\s+(?:and|plus)\s+(?:then\s+|also\s+)?)|[，,]\s*(?:另外|还要|顺便|此外|同时|然后|再)(?:再|也|还)?`)
	// begun is how a question to a table begins that is asked beside a chart.
	begun = regexp.MustCompile(`(?i)^(?:please\s+)?(?:(?:the\s+)?(?:mean|average|median|total|sum|highest|lowest|maximum|minimum|number|count)\b|an?\s+(?:\w+\s+)?(?:chart|plot|graph|histogram)\b|list|tell me|show|count|find|give me|which|what|how many|how much|who|name|draw|plot|make|create|哪|谁|什么|多少|列出|告诉我|画|把|用|做|最|\p{Han})`)
	// toSee is a chart with what it is to show behind it: 画一张饼图，看每个师傅修了几单.
	toSee = regexp.MustCompile(`^([画做作来][^，,]{0,8}图)[，,](?:看看?|显示|展示|反映)([^，,。]+)$`)
	// leansOn is what one of them may have from the other.
	leansOn = regexp.MustCompile(`(?i)\b(?:it|its|them|these|those|they|same|(?:draw|plot|show|make|of|for|with|as) (?:that|this)|the (?:averages?|totals?|sums?|results?|figures?|numbers?|values?|counts?|rows|answer))\b|它|其|这些|这个|该|上述|结果|以上|同样|也|再`)
)

// chartBeside is what comes of a request that wants a chart of a table and asks it something
// else besides: each of both is planned as if it were said alone.
func (p *Planner) chartBeside(r *reading.Reading) (t thought, ok bool) {
	if len(r.Req.Given) != 1 || r.Types[port.Table] != 1 || len(r.Content) > 1 || len(r.Req.Text) > 400 || len(chartWord.FindAllString(r.Req.Text, -1)) == 0 {
		return t, false
	}
	said := strings.TrimSpace(r.Req.Text)
	cuts := slices.DeleteFunc(halves.FindAllStringIndex(said, -1), func(at []int) bool { return at[0] == 0 || at[1] >= len(said) })
	for _, at := range cuts {
		parts := []string{said[:at[0]], said[at[1]:]}
		if strings.ContainsAny(said[at[0]:at[1]], "再然") && !chartWord.MatchString(parts[1]) {
			continue // what is told of what was drawn
		}
		if slices.ContainsFunc(parts, func(s string) bool { return !begun.MatchString(s) || leansOn.MatchString(s) }) || chartWord.MatchString(parts[0]) == chartWord.MatchString(parts[1]) {
			continue
		}
		var made []graph.Graph
		for _, s := range parts {
			req := r.Req
			req.Text, req.Lang = toSee.ReplaceAllString(s, "$2，$1"), r.Lang
			next := p.think(req)
			if g := next.best.graph; next.best.question != "" || len(next.best.undone) > 0 || !answers(g, chartWord.MatchString(s)) {
				break
			}
			made, t = append(made, next.best.graph), next
		}
		if len(made) == 2 {
			t.best.graph.Nodes = behind(made[0].Nodes, made[1].Nodes)
			t.reading, t.plain = r, true
			t.others = []hypothesis{{outcome: t.best, swerve: -1, share: 1}}
			return t, true
		}
	}
	return thought{}, false
}

// answers reports whether a graph asks a table, and draws what it says if that is wanted.
func answers(g graph.Graph, drawn bool) bool {
	asked, charts := 0, 0
	for _, n := range g.Nodes {
		switch {
		case n.Task == "table-question-answering":
			asked++
		case n.Task == "chart-generation" && (n.In["table"][0].Node != "" || n.Params["x"] != nil && n.Params["y"] != nil):
			charts++
		default:
			return false
		}
	}
	return drawn && charts == 1 || !drawn && charts == 0 && asked == 1
}

// intoTable is what wants the answers of a text written into a table.
var intoTable = regexp.MustCompile(`(?i)[，,]\s*(?:并|再|然后|最后)?(?:做|整理|列|汇总|写|弄)成(?:一?[张个份])?(?:表格?|清单|列表)[。.!！]?$|,?\s+(?:and|then)\s+(?:put|write|make|turn) (?:it|them|that|the answers?)(?: all)? (?:in|into) a table[.!]?$`)

// tabled is what comes of a request that wants answers of a text in a table: they are told, and
// that is named as not done.
func (p *Planner) tabled(r *reading.Reading) (t thought, ok bool) {
	at := intoTable.FindStringIndex(r.Req.Text)
	if at == nil || r.Types[port.Table] > 0 {
		return t, false
	}
	req := r.Req
	req.Text, req.Lang = r.Req.Text[:at[0]], r.Lang
	if t = p.think(req); len(t.best.graph.Nodes) == 0 || slices.ContainsFunc(t.best.graph.Nodes, func(n graph.Node) bool { return n.Task != "question-answering" && len(n.Why) > 0 }) {
		return t, false
	}
	t.best.undone = append(slices.Clone(t.best.undone), said("answer-table", r.Lang))
	t.reading, t.others = r, []hypothesis{{outcome: t.best, swerve: -1, share: 1}}
	return t, true
}

var (
	several = regexp.MustCompile(`(?i)^((?:who|whom|whose|what|which|when|where|why|how)\b[^?]*[^?,]),?\s+(?:and\s+)((?:who|whom|whose|what|which|when|where|why|how)\b[^?]*)\?\s*(\S.*)$`)
	another = regexp.MustCompile(`(?i),\s*((?:who|whom|whose|what|which|when|where|why|how)\b)`)
)

// questionsBeside is what comes of a request that asks a text several questions in one sentence
// and wants something else besides, perhaps done with their answers.
func (p *Planner) questionsBeside(r *reading.Reading) (t thought, ok bool) {
	m := several.FindStringSubmatch(strings.TrimSpace(r.Req.Text))
	if m == nil || len(r.Req.Given) != 1 || r.Types[port.Text]+r.Types[port.Document] != 1 || len(r.Req.Text) > 400 {
		return t, false
	}
	req := r.Req
	req.Lang, req.Text = r.Lang, m[2]+"? "+m[3]
	if t = p.think(req); t.best.question != "" || len(t.best.undone) > 0 || !slices.ContainsFunc(t.best.graph.Nodes, func(n graph.Node) bool { return n.Task == "question-answering" }) {
		return thought{}, false
	}
	var nodes []graph.Node
	for _, q := range strings.Split(another.ReplaceAllString(m[1], "\n$1"), "\n") {
		req.Text = q
		o, fine := asking(p.Read(req), q)
		if !fine {
			return thought{}, false
		}
		nodes = behind(nodes, o.graph.Nodes)
	}
	t.best.graph.Nodes = behind(nodes, t.best.graph.Nodes)
	t.reading, t.plain = r, true
	t.others = []hypothesis{{outcome: t.best, swerve: -1, share: 1}}
	return t, true
}
