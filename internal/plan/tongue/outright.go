package tongue

import (
	"cmp"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/plan/tongue/agenda"
	"github.com/tenonhub/tenon/internal/plan/tongue/alternative"
	"github.com/tenonhub/tenon/internal/plan/tongue/draft"
	"github.com/tenonhub/tenon/internal/plan/tongue/nominal"
	"github.com/tenonhub/tenon/internal/plan/tongue/reading"
	"github.com/tenonhub/tenon/internal/plan/tongue/roster"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// named is what comes of a request that only names what it wants to know of the texts that
// came with it, or asks what is to be done in a case, where nothing else was understood:
// “notice period”, 下大雨怎么办.
func named(r *reading.Reading) (outcome, bool) {
	if len(r.Req.Text) > 120 {
		return outcome{}, false
	}
	var all outcome
	for _, q := range nominal.Listed(r.Req.Text) {
		if r.Types[port.Text]+r.Types[port.Document] == 0 {
			break
		}
		o, ok := asking(r, q)
		if !ok {
			return o, false
		}
		all.graph.Nodes = behind(all.graph.Nodes, o.graph.Nodes)
	}
	if len(all.graph.Nodes) > 0 {
		return all, true
	}
	asked := cmp.Or(nominal.Question(r.Req.Text), nominal.Case(r.Req.Text), nominal.Wanted(r.Req.Text), nominal.Plain(r.Req.Text), nominal.Asked(r.Req.Text))
	if texts := r.Types[port.Text] + r.Types[port.Document]; asked == "" || texts == 0 || texts < len(r.Req.Given) || len(r.Content) > 0 {
		return outcome{}, false
	}
	return asking(r, asked)
}

// asking is what comes of a request that is one question to a text, in other words.
func asking(r *reading.Reading, question string) (outcome, bool) {
	n := len(r.Text.Tokens)
	s := &reading.Step{Task: r.Reader.Tasks["question-answering"], From: 0, To: n, Set: map[string]string{}, Asks: true, Spans: [][2]int{{0, n}}, Why: []string{r.Said(0, n)}}
	o, ok := whole(r, s)
	reword(o.graph, func(string) string { return question })
	return o, ok
}

// factsBeside is what comes of a request that lists facts of a text behind another wish: each of
// them is a question of its own beside what comes of the wish.
func (p *Planner) factsBeside(r *reading.Reading) (t thought, ok bool) {
	if len(r.Req.Given) != 1 || r.Types[port.Text]+r.Types[port.Document] != 1 || len(r.Req.Text) > 400 {
		return t, false
	}
	wish, asked := nominal.Facts(r.Req.Text)
	if len(asked) == 0 {
		return t, false
	}
	req := r.Req
	req.Text, req.Lang = wish, r.Lang
	if t.reading, t.plain = r, wish == ""; wish != "" {
		t = p.think(req)
	}
	if wish != "" && len(t.best.graph.Nodes) == 0 || t.best.question != "" || len(t.best.undone) > 0 {
		return t, false
	}
	for _, q := range asked {
		req.Text = q
		o, fine := asking(p.Read(req), q)
		if !fine {
			return t, false
		}
		t.best.graph.Nodes = behind(t.best.graph.Nodes, o.graph.Nodes)
	}
	t.others = []hypothesis{{outcome: t.best, swerve: -1, share: 1}}
	return t, true
}

// behind are nodes with those of another graph behind them, but for such as are there.
func behind(nodes, more []graph.Node) []graph.Node {
	names := map[string]string{"": ""}
	for _, node := range more {
		for _, sources := range node.In {
			for k, from := range sources {
				if there, ok := strings.CutPrefix(from.Node, "\x00"); ok { // one of those before
					sources[k].Node = there
					continue
				}
				sources[k].Node = names[from.Node]
			}
		}
		at := slices.IndexFunc(nodes, func(n graph.Node) bool {
			return n.Task == node.Task && reflect.DeepEqual(n.In, node.In) && reflect.DeepEqual(n.Params, node.Params) && len(n.When) == 0
		})
		if at >= 0 {
			names[node.ID] = nodes[at].ID
			continue
		}
		id := fmt.Sprintf("n%d", len(nodes)+1)
		names[node.ID], node.ID = id, id
		nodes = append(nodes, node)
	}
	return nodes
}

// reword puts other words into the questions to texts; "" leaves one as it is.
func reword(g graph.Graph, as func(question string) string) {
	for _, n := range g.Nodes {
		if q := n.In["question"]; n.Task == "question-answering" && len(q) == 1 && q[0].Text != "" {
			if other := as(q[0].Text); other != "" {
				n.In["question"] = []graph.Source{{Text: other}}
			}
		}
	}
}

// outright is what comes of a request that is one plain wish in all its words, which
// a rule knows: nothing that was learned has a say in it.
func outright(r *reading.Reading) (outcome, bool) {
	if q := cmp.Or(nominal.Meaning(r.Req.Text), nominal.Told(r.Req.Text), nominal.Granted(r.Req.Text), nominal.Rather(r.Req.Text)); q != "" && len(r.Req.Given) == 1 && r.Types[port.Text]+r.Types[port.Document] == 1 && len(r.Content) == 0 {
		return asking(r, q)
	}
	if roster.Is(maskNames(r.Req.Text, r.Req.Given)) && len(r.Req.Given) == 1 && r.Types[port.Text]+r.Types[port.Document] == 1 && len(r.Content) == 0 {
		n := len(r.Text.Tokens)
		return whole(r, &reading.Step{Task: r.Reader.Tasks["token-classification"], From: 0, To: n, Set: map[string]string{}, Spans: [][2]int{{0, n}}, Why: []string{r.Said(0, n)}})
	}
	if either := alternative.Questions(r.Req.Text); len(either) > 0 && len(r.Req.Given) == 1 && r.Types[port.Text]+r.Types[port.Document] == 1 && len(r.Content) == 0 {
		all, ok := outcome{}, true
		for _, q := range either {
			var o outcome
			o, ok = asking(r, q)
			all.graph.Nodes = behind(all.graph.Nodes, o.graph.Nodes)
		}
		return all, ok
	}
	if q := onlySuch(r.Req.Text); q != "" && len(r.Req.Given) == 1 && r.Types[port.Text]+r.Types[port.Document] == 1 && len(r.Content) == 0 {
		return asking(r, q)
	}
	for _, s := range []*reading.Step{agenda.Shown(r), agenda.Opinions(r), agenda.Rewritten(r)} {
		if s != nil {
			return whole(r, s)
		}
	}
	return outcome{}, false
}

var (
	// onlyOf wants to see those of several reviews that are for or against something.
	onlyOf   = regexp.MustCompile(`(?i)^(?:please |can you |could you |just )*(?:show|list|give|find|pick|read|display|print)(?: (?:me|us|out))* (?:only |just )?(?:all )?(?:the )?(?:((?:bad|negative|unhappy|angry|critical) (?:reviews|comments|ones|feedback|opinions|messages)|complaints)|((?:good|positive|happy|nice) (?:reviews|comments|ones|feedback|opinions|messages)))(?: only)?(?: please)?[.!?]*$`)
	onlyOfZh = regexp.MustCompile(`^(?:请|帮我|麻烦)*(?:只|仅)?(?:把|将|给我看|给我|看|要|列出|显示|找出|挑出|留下)*(?:所有|全部)?的?(?:(差评|负面的?(?:评价|评论|留言)?)|(好评|正面的?(?:评价|评论|留言)?))(?:都|全部|单独)?(?:列出来|列一下|找出来|挑出来|给我看|给我|显示出来)?(?:就行|即可)?[。！!]?$`)
)

// pickedOut is what comes of a request that wants the reviews for or against something in a file:
// they are judged, and what it wants besides is planned as if it were said alone.
func (p *Planner) pickedOut(r *reading.Reading) (t thought, ok bool) {
	s, why := agenda.PickedOut(r)
	if s == nil {
		return t, false
	}
	o, ok := whole(r, s)
	if !ok {
		return t, false
	}
	before, behindIt, _ := strings.Cut(r.Req.Text, why)
	t = thought{reading: r, best: o, plain: true}
	for _, part := range append(sentence.FindAllString(before, -1), behindIt) {
		part = strings.Trim(leadsOver.ReplaceAllString(strings.TrimSpace(part), ""), " ,，、;；")
		if len([]rune(part)) < 4 || agenda.Tallied(part) || onlySaid.MatchString(part) {
			continue
		}
		req := r.Req
		req.Lang, req.Text = r.Lang, part
		next := p.think(req).best
		t.best.graph.Nodes = behind(t.best.graph.Nodes, next.graph.Nodes)
		t.best.undone = union(t.best.undone, next.missed(part, r.Lang))
	}
	t.others = []hypothesis{{outcome: t.best, swerve: -1, share: 1}}
	return t, true
}

var (
	// leadsOver leads from one wish to the next, at either end of it.
	leadsOver = regexp.MustCompile(`(?i)^(?:(?:and|then|also|plus|but)\b[, ]*)+|[, ]*\b(?:and|then|also|plus|but)\W*$|^(?:再|然后|并且?|另外|同时|[，,])+|(?:然后|再|并|把|将|请|帮我|单独|只|[，,])+$`)
	// onlySaid is what only says more of the file.
	onlySaid = regexp.MustCompile(`(?i)^(?:file|please|pls|for me|thanks?|文件|格式|给我|谢谢|就行|发我|的)+[.!。！]*$|^(?:please|can you|could you|把|将|请|帮我)+$`)
)

// onlySuch is the question of which reviews are for or against something, where they are to be shown.
func onlySuch(request string) string {
	s := strings.TrimSpace(request)
	switch en, zh := onlyOf.FindStringSubmatch(s), onlyOfZh.FindStringSubmatch(s); {
	case en != nil && en[1] != "":
		return "Which reviews are negative?"
	case en != nil:
		return "Which reviews are positive?"
	case zh != nil && zh[1] != "":
		return "哪些是差评？"
	case zh != nil:
		return "哪些是好评？"
	}
	return ""
}

// whole is what comes of a single step.
func whole(r *reading.Reading, s *reading.Step) (outcome, bool) {
	b := draft.Of(r, []*reading.Step{s})
	given := graph.Given{}
	for _, g := range r.Req.Given {
		given[g.Name] = g.Type
	}
	_, err := graph.Check(b.Graph(), given)
	return outcome{graph: b.Graph()}, err == nil && len(b.Missing) == 0
}

// joint stands between a wish and the next.
var joint = regexp.MustCompile(`(?i)\s*[,，;；.。]+\s*(?:(?:and|then)\s+)*(?:再|然后|并且?)?|\s+(?:and\s+then|then|and)\s+|之?后再?|然后|再`)

// onceUnique is what comes of a request that first wants the rows of its tables left out
// that stand there twice: the rest of it works on what remains.
func (p *Planner) onceUnique(r *reading.Reading) (t thought, ok bool) {
	if r.Types[port.Table] == 0 || len(r.Req.Text) > 1000 || !agenda.Repeats(r.Req.Text) {
		return t, false
	}
	req := r.Req
	for _, at := range joint.FindAllStringIndex(req.Text, -1) {
		req.Text, req.Lang = r.Req.Text[:at[0]], r.Lang
		s := agenda.Rewritten(p.Read(req))
		if s == nil || s.Set["unique"] == "" || s.Set["format"] != "" || at[1] == len(r.Req.Text) {
			continue
		}
		s.Why, req.Text = []string{r.Req.Text[:at[0]]}, r.Req.Text[at[1]:]
		if t = p.think(req); len(t.best.graph.Nodes) == 0 {
			return t, t.best.question != ""
		}
		t.best.graph = unique(r, t.best.graph, s)
		t.others = []hypothesis{{outcome: t.best, swerve: -1, share: 1}}
		return t, true
	}
	return t, false
}

// unique is a graph whose nodes read the given tables without what stands there twice.
func unique(r *reading.Reading, g graph.Graph, s *reading.Step) graph.Graph {
	of := map[string]string{}
	var first []graph.Node
	for i, n := range g.Nodes {
		in := map[string][]graph.Source{}
		for name, sources := range n.In {
			for _, from := range sources {
				if slices.ContainsFunc(r.Req.Given, func(v plan.Given) bool { return v.Name == from.Given && v.Type == port.Table }) {
					if of[from.Given] == "" {
						of[from.Given] = fmt.Sprintf("n%d", len(g.Nodes)+len(of)+1)
						first = append(first, graph.Node{ID: of[from.Given], Task: s.Task.ID, In: map[string][]graph.Source{"table": {from}}, Params: params(s), Why: s.Why})
					}
					from = graph.Source{Node: of[from.Given]}
				}
				in[name] = append(in[name], from)
			}
		}
		g.Nodes[i].In = in
	}
	return graph.Graph{Nodes: append(first, g.Nodes...)}
}

// params are the parameters that a step to leave rows out sets.
func params(s *reading.Step) task.Params {
	p := task.Params{"unique": true}
	if s.Set["language"] != "" {
		p["language"] = s.Set["language"]
	}
	return p
}

// maskNames are words without the names of the files that came with them.
func maskNames(words string, given []plan.Given) string {
	for _, g := range given {
		words = strings.ReplaceAll(words, g.Name, "_")
	}
	return words
}
