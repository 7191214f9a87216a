package tongue

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/plan/tongue/interrogative"
	"github.com/tenonhub/tenon/internal/plan/tongue/reading"
)

var (
	quotation = regexp.MustCompile(`"[^"]*"|“[^”]*”|「[^」]*」|《[^》]*》`)
	// sentence and clause are what a request is divided into: its sentences, and the clauses of a Chinese one.
	sentence = regexp.MustCompile(`[^.?!。？！；\n]+(?:[.?!]+[^\s.?!。？！；][^.?!。？！；\n]*)*(?:[.?!。？！；\n]+|$)`)
	clause   = regexp.MustCompile(`[^,，。？！?!；;\n]+(?:[,，。？！?!；;\n]+|$)`)
	// questioned and bidden are a sentence that asks, and one that wants something done.
	questioned = regexp.MustCompile(`(?i)^(?:(?:and|also|plus|but|so|then|ok) )*(?:(?:what|who|when|where|which|why|how)(?:['’]?s)?|whose|whom|is|are|was|were|do|does|did|has|have|(?:can|could|should|may|must|will|would) (?:i|we|they|he|she|it|my|our|the))\b[^?]*\?$`)
	bidden     = regexp.MustCompile(`(?i)^(?:(?:and|also|plus|but|then|please|pls) )*(?:save|make|give|draw|translate|summari[sz]e|list|write|create|generate|show|tell|convert|turn|crop|rotate|flip|send|export|find|extract|transcribe|describe|put|add|remove|count|plot|blur|resize) |^(?:再|然后|另外|还有|顺便|最后|请|麻烦|帮我|给我|也|并|同时|[，,])*(?:做|生成|画|存|保存|导出|翻译|总结|列|转成|裁|旋转|发给|把|将)`)
	askedZh    = regexp.MustCompile(`多少|几[个点天号月年条次时岁]|谁|哪|什么|怎么|为何|吗[？?]|多久`)
	courteous  = regexp.MustCompile(`(?i)\byou\b|\b(?:is|was) (?:that|this|it) (?:ok|okay|possible|fine|alright|clear|right)\b|没什么|什么都|谁都|怎么样|[能可会]不[能可会]|可以吗|行吗|好吗|如果|要是|无论|不管|什么的`)
)

// heard sees to it that no sentence of a request is dropped: one that has no say in the plan is
// planned for itself, and named as not done where nothing comes of it.
func (p *Planner) heard(t thought) thought {
	if t.best.refused || t.best.question != "" || t.best.about || len(t.best.graph.Nodes) == 0 {
		return t
	}
	t = t.shaped().felt()
	said := t.reading.Req.Text
	if len(said) > 400 || len(t.reading.Req.Given) != 1 {
		return t
	}
	masked := quotation.ReplaceAllStringFunc(said, func(q string) string { return strings.Repeat("_", len(q)) })
	before := ""
	for _, by := range []*regexp.Regexp{sentence, clause} {
		parts := by.FindAllStringIndex(masked, -1)
		if len(parts) < 2 || by == clause && t.reading.Lang != "zh" {
			continue
		}
		for _, at := range parts {
			part := strings.TrimSpace(said[at[0]:at[1]])
			asks := questioned.MatchString(part) || t.reading.Lang == "zh" && by == clause && askedZh.MatchString(part)
			switch {
			case courteous.MatchString(part):
			case !asks && (by == clause || !bidden.MatchString(part)):
				before = part
			case p.idle(t, part, said[:at[0]]+said[at[1]:], asks):
				t = p.added(t, part, strings.TrimSpace(said[:at[0]]), before, asks)
				before = ""
			default:
				before = ""
			}
		}
	}
	return t
}

// tally asks how many of several are of a kind, or for a table of those: both are there wherever they are judged.
var tally = regexp.MustCompile(`(?i)how many|\b(?:csv|excel|table|spreadsheet)\b|多少|几[条个]|表格|csv|excel`)

// idle reports whether a part of a request has no say in its plan: it led to nothing, and the
// rest alone comes to the same, or it asks a text that is asked something else.
func (p *Planner) idle(t thought, part, rest string, asks bool) bool {
	words := strings.Trim(part, " .?!,。？！，；;")
	for _, n := range t.best.graph.Nodes {
		if judges[n.Task] && tally.MatchString(part) {
			return false
		}
		if slices.ContainsFunc(n.Why, func(w string) bool { return strings.Contains(part, w) || strings.Contains(w, words) }) || slices.ContainsFunc(n.In["question"], func(s graph.Source) bool { return s.Text != "" && strings.Contains(s.Text, words) }) {
			return false
		}
	}
	if asks && slices.ContainsFunc(t.best.graph.Nodes, plainQuestion) {
		return true
	}
	req := t.reading.Req
	req.Text, req.Lang = strings.TrimSpace(rest), t.reading.Lang
	without := p.think(req).shapes()
	return len(without) > 0 && reflect.DeepEqual(without, p.think(t.reading.Req).shapes())
}

func plainQuestion(n graph.Node) bool { return n.Task == "question-answering" && len(n.When) == 0 }

// shapes are the nodes of a plan without the words that led to them.
func (t thought) shapes() (l []graph.Node) {
	for _, n := range t.best.graph.Nodes {
		n.Why = nil
		l = append(l, n)
	}
	return l
}

var (
	anew    = regexp.MustCompile(`(?i)\b(?:an? (?:new|second|fresh|similar|different) one|another(?: one)?)\b`)
	leading = regexp.MustCompile(`(?i)^(?:(?:and|also|plus|then|but),?\s+)+`)
	anewZh  = regexp.MustCompile(`(?:一个|个)新的`)
	codes   = regexp.MustCompile(`(?i)\b(?:(bar ?code)|(?:qr[ -]?)?code)\b|(条形码|条码)|码`)
)

// added is a plan with what comes of a part that it left out. Told is what stands before the
// part, and about a statement right before it.
func (p *Planner) added(t thought, part, told, about string, asks bool) thought {
	req := t.reading.Req
	req.Text, req.Lang = leading.ReplaceAllString(part, ""), t.reading.Lang
	if m := codes.FindStringSubmatch(told); m != nil {
		name := map[bool]string{true: "barcode", false: "QR code"}[m[1] != ""]
		nameZh := map[bool]string{true: "条形码", false: "二维码"}[m[2] != ""]
		req.Text = anewZh.ReplaceAllString(anew.ReplaceAllString(req.Text, "a new "+name), "一个新的"+nameZh)
	}
	nodes := slices.Clone(t.best.graph.Nodes)
	t.best.undone = slices.Clone(t.best.undone)
	i := slices.IndexFunc(nodes, plainQuestion)
	switch {
	case asks && i >= 0:
		question := interrogative.Bare(strings.Trim(part, " ,，。"), false)
		if about != "" && deictic.MatchString(part) {
			question = strings.TrimRight(about, " .。,，!！") + ": " + question
		}
		n := nodes[i]
		n.ID, n.Why = "n0", []string{strings.Trim(part, " .?!,。？！，")}
		n.In = map[string][]graph.Source{"text": n.In["text"], "question": {{Text: question}}}
		nodes = apart(nodes, n)
	default:
		next := p.think(req).best
		nodes = behind(nodes, next.graph.Nodes)
		t.best.undone = union(t.best.undone, next.missed(part, t.reading.Lang))
	}
	t.best.graph.Nodes = nodes
	t.others = []hypothesis{{outcome: t.best, swerve: -1, share: 1}}
	return t
}

// apart are nodes with another that reads of them.
func apart(nodes []graph.Node, n graph.Node) []graph.Node {
	used := map[string]bool{}
	for _, o := range nodes {
		used[o.ID] = true
	}
	for k := len(nodes) + 1; ; k++ {
		if id := fmt.Sprintf("n%d", k); !used[id] {
			n.ID = id
			return append(nodes, n)
		}
	}
}

var (
	deictic = regexp.MustCompile(`(?i)\b(?:it|this|that|mine|they|them)\b`)
	inForm  = regexp.MustCompile(`(?i)^(?:(?:in|as|just|only|please|pls|give (?:it|them|that|me)(?: to me)?(?: in| as)?) )*(?:\d+|two|three|four|five|six|a|some|a few|short|with)? ?(?:short )?(?:bullet(?:ed)?[ -](?:points?|list)|bullets)(?: only)?(?:,? (?:pls|please|thanks|thx))?[.!]?$`)
	// feeling asks how somebody feels who wrote.
	feeling = regexp.MustCompile(`(?i)^how (?:angry|happy|unhappy|upset|annoyed|pleased|satisfied|dissatisfied|disappointed|furious|cross|mad|sad|positive|negative|frustrated|irritated) (?:is|are|was|were|does|do|did) (?:he|she|they|(?:the|this|that) (?:\w+ )?(?:customer|writer|author|sender|client|reviewer|guest|person|man|woman|lady|tenant|reader|caller))(?: (?:sound|seem|feel|come across))?\??$`)
)

// shaped is a plan without a text that was only to be written in the form of a list: that no
// answer takes it is named.
func (t thought) shaped() thought {
	nodes := slices.DeleteFunc(slices.Clone(t.best.graph.Nodes), func(n graph.Node) bool {
		q := n.In["prompt"]
		read := slices.ContainsFunc(t.best.graph.Nodes, func(o graph.Node) bool { return slices.Contains(o.Needs(), n.ID) })
		return n.Task == "text-generation" && len(q) == 1 && inForm.MatchString(strings.TrimSpace(q[0].Text)) && !read
	})
	if len(nodes) == 0 || len(nodes) == len(t.best.graph.Nodes) {
		return t
	}
	t.best.graph.Nodes = nodes
	if what := said("data-form", t.reading.Lang); !slices.Contains(t.best.undone, what) {
		t.best.undone = append(slices.Clone(t.best.undone), what)
	}
	t.others = []hypothesis{{outcome: t.best, swerve: -1, share: 1}}
	return t
}

// felt is a plan in which the question how angry somebody is is one of the mood of the text.
func (t thought) felt() thought {
	nodes := slices.Clone(t.best.graph.Nodes)
	for i, n := range nodes {
		if q := n.In["question"]; n.Task == "question-answering" && len(q) == 1 && feeling.MatchString(strings.TrimSpace(q[0].Text)) && len(n.In["text"]) == 1 {
			nodes[i].Task, nodes[i].In, nodes[i].Params = "sentiment-analysis", map[string][]graph.Source{"text": n.In["text"]}, nil
		}
	}
	t.best.graph.Nodes = nodes
	return t
}

// missed names what is not done of a part of a request.
func (o outcome) missed(part, lang string) []string {
	if len(o.undone) == 0 && len(o.graph.Nodes) == 0 {
		return []string{said("unheard", lang) + quoteOf(part, lang)}
	}
	return o.undone
}

func union(a, b []string) []string {
	for _, one := range b {
		if !slices.Contains(a, one) {
			a = append(a, one)
		}
	}
	return a
}

func quoteOf(part, lang string) string {
	words := strings.Trim(part, " .?!,。？！，；;")
	if lang == "zh" {
		return "“" + words + "”"
	}
	return " “" + words + "”"
}

var (
	// mostly is a condition of how many of several texts are for or against something.
	mostly  = regexp.MustCompile(`(?i)^\s*(?:if|when) (?:(?:most|the majority|more than half|many|more)\b[^,]{0,40}?\b(?:are|is|were|like|dislike|hate|love|complain)\b[^,]{0,24}|[^,]{0,30}\b(?:outnumber|mostly|outweigh)\b[^,]{0,30}),\s*(?:then )?|^\s*(?:如果|要是|假如|若)[^，。,]{1,12}?(?:居多|更多|偏多|占多数|为主|多)(?:的话)?(?:[，,]\s*(?:那么|那)?就?|那?就|则)\s*`)
	instead = regexp.MustCompile(`(?i)[,;.]\s*(?:otherwise|or else|if not),?\s+|[，。；,;]\s*(?:不然|否则|要不然?)(?:的话)?[，,]?(?:那?就)?`)
)

// unheld plans a request whose condition nothing can tell: what is wanted where it holds and
// where it does not is planned, and the condition named.
func (p *Planner) unheld(r *reading.Reading) (t thought, ok bool) {
	at := mostly.FindStringIndex(r.Req.Text)
	if at == nil {
		return t, false
	}
	req := r.Req
	req.Lang, t.reading, t.plain = r.Lang, r, true
	for _, part := range instead.Split(req.Text[at[1]:], -1) {
		req.Text = part
		next := p.heard(p.think(req)).best
		t.best.graph.Nodes = behind(t.best.graph.Nodes, next.graph.Nodes)
		t.best.undone = union(t.best.undone, next.missed(part, r.Lang))
	}
	t.best.undone = union(t.best.undone, []string{said("condition", r.Lang)})
	t.others = []hypothesis{{outcome: t.best, swerve: -1, share: 1}}
	return t, len(t.best.graph.Nodes) > 0
}
