package tongue

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/plan/tongue/ellipsis"
	"github.com/tenonhub/tenon/internal/plan/tongue/interrogative"
	"github.com/tenonhub/tenon/internal/plan/tongue/reading"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

var (
	quotation = regexp.MustCompile(`"[^"]*"|“[^”]*”|「[^」]*」|《[^》]*》`)
	// sentence and clause are what a request is divided into: its sentences, and the clauses of a Chinese one.
	sentence = regexp.MustCompile(`[^.?!。？！；\n]+(?:[.?!]+[^\s.?!。？！；][^.?!。？！；\n]*)*(?:[.?!。？！；\n]+|$)`)
	clause   = regexp.MustCompile(`[^,，。？！?!；;\n]+(?:[,，。？！?!；;\n]+|$)`)
	// questioned and bidden are a sentence that asks, and one that wants something done.
	questioned = regexp.MustCompile(`(?i)^(?:(?:and|also|plus|but|so|then|ok) )*(?:(?:what|who|when|where|which|why|how)(?:['’]?s)?|whose|whom|is|are|was|were|do|does|did|has|have|(?:can|could|should|may|must|will|would) (?:i|we|they|he|she|it|my|our|the))\b[^?]*\?$`)
	bidden     = regexp.MustCompile(`(?i)^(?:(?:and|also|plus|but|then|please|pls) )*(?:save|make|give|draw|translate|summari[sz]e|list|write|create|generate|show|tell|convert|turn|crop|rotate|flip|send|export|find|extract|transcribe|describe|put|add|remove|count|plot|blur|resize|drop|cut|trim|mute|speed|slow|denoise|clean|enlarge|brighten|darken|mirror|shrink|raise|lower) |^(?:再|然后|另外|还有|顺便|最后|请|麻烦|帮我|给我|也|并|同时|[，,])*(?:做|生成|画|存|保存|导出|翻译|总结|列|转成|裁|旋转|发给|把|将)`)
	askedZh    = regexp.MustCompile(`多少|几[个点天号月年条次时岁]|谁|哪|什么|怎么|为何|吗[？?]|多久`)
	courteous  = regexp.MustCompile(`(?i)\byou\b|\b(?:is|was) (?:that|this|it) (?:ok|okay|possible|fine|alright|clear|right)\b|没什么|什么都|谁都|怎么样|[能可会]不[能可会]|可以吗|行吗|好吗|如果|要是|无论|不管|什么的`)
)

// heard sees to it that no sentence of a request is dropped: one that has no say in the plan is
// planned for itself, and named as not done where nothing comes of it.
func (p *Planner) heard(t thought) thought {
	if t.best.refused || t.best.question != "" || t.best.about || len(t.best.graph.Nodes) == 0 {
		return t
	}
	t = t.shaped().felt().printed().recoded().tailed()
	said := t.reading.Req.Text
	if len(said) > 400 || len(t.reading.Req.Given) != 1 {
		return t.numbered()
	}
	masked := quotation.ReplaceAllStringFunc(said, func(q string) string { return strings.Repeat("_", len(q)) })
	before := ""
	inner := clause
	if t.reading.Lang != "zh" {
		inner = nil
	}
	for _, by := range []*regexp.Regexp{sentence, inner} {
		parts := joined(masked)
		if by != nil {
			parts = by.FindAllStringIndex(masked, -1)
		}
		if len(parts) < 2 {
			continue
		}
		for _, at := range parts {
			part := strings.TrimSpace(said[at[0]:at[1]])
			asks := questioned.MatchString(part) || by == nil && asksOpenly.MatchString(part) || by == clause && askedZh.MatchString(part)
			figures := by != sentence && t.reading.Types[port.Table] > 0 && figured.MatchString(part)
			switch {
			case courteous.MatchString(part), by == nil && leantOn.MatchString(part):
			case !asks && !figures && (by == clause || !bidden.MatchString(part)):
				before = part
			case p.idle(t, part, said[:at[0]]+said[at[1]:], asks):
				t = p.added(t, part, strings.TrimSpace(said[:at[0]]), before, asks)
				before = ""
			default:
				before = ""
			}
		}
	}
	return t.printed().numbered()
}

var (
	// asksOpenly is a part of an English sentence that asks, and also wants something done.
	asksOpenly = regexp.MustCompile(`(?i)^(?:(?:and|also|plus|but|so|then) )*(?:(?:at |until |by |from |since )?(?:what|who|when|where|which|why|how)(?:['’]?s)?|whose|whom|(?:is|are|was|were|do|does|did|has|have|can|could|should|may|must|will|would) (?:i|we|they|he|she|it|my|our|the|there|a|an|any)) `)
	// figured is what a table is asked for without a question word.
	figured = regexp.MustCompile(`(?i)^(?:the )?(?:avg|average|mean|median|total|sum|number|share|percentage|highest|lowest|top|most|least)\b.*\b(?:per|by|of|in|for|each|every)\b|^(?:每|各|按|平均|总|最)[^，。]{2,}`)
	// leantOn is a wish that is nothing without what stands before it.
	leantOn = regexp.MustCompile(`(?i)^(?:(?:and|also|then) )*[a-z]+ (?:it|them|those|these|that|this|him|her|the (?:result|results|answer|answers|rest|lot))(?: (?:all|out|up|down|aloud|please|to me|for me|back|here|again|too|as well))*[.!]?$|^(?:(?:and|also|then) )*(?:save|write|store|export|keep|put|send|give|make|turn|convert)(?: (?:it|them|that|this|me|those|these|the (?:result|results|answer|whole thing)))? (?:as|to|in|into|me|down|up)\b`)
	// between stands between two wishes of a sentence.
	between = regexp.MustCompile(`(?i),\s+(?:(?:and|plus|but|also|then)\s+)*|\s+(?:and|plus)\s+(?:(?:also|then)\s+)*`)
)

// joined are the parts of an English request where a question or a wish follows a comma or “and”.
func joined(said string) (parts [][]int) {
	from := 0
	for _, at := range between.FindAllStringIndex(said, -1) {
		if at[0] > from && (asksOpenly.MatchString(said[at[1]:]) || bidden.MatchString(said[at[1]:])) {
			parts, from = append(parts, []int{from, at[0]}), at[1]
		}
	}
	return append(parts, []int{from, len(said)})
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
		if last := t.best.graph.Sinks(); len(last) == 1 && req.Given[0].Type == port.Video {
			if made, err := task.Lookup(string(last[0].Task)); err == nil && made.Out[0].Type == port.Audio {
				req.Given = []plan.Given{{Name: req.Given[0].Name, Type: port.Audio}} // what was taken out is spoken of
			}
		}
		next := p.think(req).best
		done := func(n graph.Node) bool {
			return slices.ContainsFunc(nodes, func(o graph.Node) bool { return o.Task == n.Task && reflect.DeepEqual(o.Params, n.Params) })
		}
		if len(next.graph.Nodes) > 0 && !slices.ContainsFunc(next.graph.Nodes, func(n graph.Node) bool { return n.In["question"] != nil || !done(n) }) {
			return t // it says once more what is done
		}
		next.graph.Nodes = onward(nodes, next.graph.Nodes)
		nodes = behind(nodes, next.graph.Nodes)
		t.best.undone = union(t.best.undone, next.missed(part, t.reading.Lang))
	}
	t.best.graph.Nodes = nodes
	t.others = []hypothesis{{outcome: t.best, swerve: -1, share: 1}}
	return t
}

// onward are nodes that change what came with a request in which they change what others made of it.
func onward(nodes, more []graph.Node) []graph.Node {
	last := map[port.Type]string{}
	for _, n := range (graph.Graph{Nodes: nodes}).Sinks() {
		if t, err := task.Lookup(string(n.Task)); err == nil && len(n.When) == 0 && !t.Out[0].Many {
			last[t.Out[0].Type] = n.ID
		}
	}
	taken := map[string]string{} // what takes a sound out that has been taken out already
	var l []graph.Node
	for _, n := range more {
		t, err := task.Lookup(string(n.Task))
		if err != nil || len(t.In) == 0 {
			return more
		}
		from := n.In[t.In[0].Name]
		if n.Task == "video-to-audio" && len(from) == 1 && from[0].Given != "" && last[port.Audio] != "" {
			taken[n.ID] = last[port.Audio]
			continue
		}
		in := map[string][]graph.Source{}
		for name, sources := range n.In {
			in[name] = slices.Clone(sources)
			for k, s := range sources {
				if taken[s.Node] != "" {
					in[name][k].Node = "\x00" + taken[s.Node]
				}
			}
		}
		media := t.In[0].Type == port.Audio || t.In[0].Type == port.Video || t.In[0].Type == port.Image
		if to := last[t.In[0].Type]; len(from) == 1 && from[0].Given != "" && media && to != "" && t.Out[0].Type == t.In[0].Type {
			in[t.In[0].Name] = []graph.Source{{Node: "\x00" + to}}
		}
		n.In = in
		l = append(l, n)
	}
	return l
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

// ofCode is a question about what a code holds.
var ofCode = regexp.MustCompile(`(?i)\b(?:qr|bar ?code|code|link|url|address|web ?site|lead|leads|it|that|scan\w*|domain)\b|码|网址|链接|网站|地址|域名|扫|[这它]`)

// printed is a plan in which what is asked of a picture besides its code is asked of the words in it.
func (t thought) printed() thought {
	nodes := slices.Clone(t.best.graph.Nodes)
	for i := 0; i < len(nodes); i++ {
		n := nodes[i]
		q, from := n.In["question"], n.In["text"]
		seen := n.In["image"]
		if n.Task == "visual-question-answering" && len(seen) == 1 && slices.ContainsFunc(nodes, func(o graph.Node) bool { return o.Task == "barcode-reading" && reflect.DeepEqual(o.In["image"], seen) }) {
			k := slices.IndexFunc(nodes, func(o graph.Node) bool { return o.Task == "barcode-reading" })
			nodes[i].Task, from = "question-answering", []graph.Source{{Node: nodes[k].ID}} // what has a code on it has words as well
			n.Task = nodes[i].Task
		}
		if n.Task != "question-answering" || len(q) != 1 || len(from) != 1 || n.In["image"] == nil && ofCode.MatchString(q[0].Text) {
			continue
		}
		at := slices.IndexFunc(nodes, func(o graph.Node) bool { return o.ID == from[0].Node && o.Task == "barcode-reading" })
		if at < 0 {
			continue
		}
		read := graph.Node{Task: "optical-character-recognition", In: map[string][]graph.Source{"image": nodes[at].In["image"]}}
		for _, g := range nodes {
			if g.Task == read.Task && reflect.DeepEqual(g.In, read.In) {
				read.ID = g.ID
			}
		}
		if read.ID == "" {
			l := apart(slices.Clone(nodes), read)
			read = l[len(l)-1]
			nodes = slices.Insert(nodes, i, read)
			i++
		}
		if nodes[i].In = map[string][]graph.Source{"text": {{Node: read.ID}}, "question": q}; wordsOf.MatchString(q[0].Text) {
			why := n.Why
			nodes = slices.Delete(nodes, i, i+1)
			k := slices.IndexFunc(nodes, func(o graph.Node) bool { return o.ID == read.ID })
			nodes[k].Why = append(slices.Clone(nodes[k].Why), why...)
			i--
		}
	}
	t.best.graph.Nodes = nodes
	return t
}

// drawnAnew wants the code that was read drawn once more.
var drawnAnew = regexp.MustCompile(`(?i)\b(?:draw|make|create|generate|print|produce|give)\b[^.?!;]{0,20}\b(?:an? (?:new|fresh|clean|sharp|sharper|crisp) (?:one|qr code|code|copy|version)|another one|it (?:again|anew|afresh))\b|\b(?:redraw|regenerate|re-?create|remake) (?:it|the code|the qr code|that)\b|(?:重新|再)(?:画|生成|做|弄|打印)(?:一?[个张遍份]|成)(?:新的|清晰的|一样的)?(?:二维码|码)?|(?:画|生成|做|弄)(?:一?[个张])?(?:新的|清晰的|一样的|同样的)(?:二维码|码)?`)

// ownText gives a code words of its own.
var ownText = regexp.MustCompile(`(?i)["“「《]|\b(?:says|saying|say that|reads|reading|with the (?:text|words|address|link)|for (?:https?:|www))\b|写着?|内容[是为改换]|https?:|www\.`)

// recoded is a plan in which a code that is to be drawn anew holds what was read off the old one.
func (t thought) recoded() thought {
	nodes := t.best.graph.Nodes
	k := slices.IndexFunc(nodes, func(n graph.Node) bool { return n.Task == "barcode-reading" })
	why := drawnAnew.FindString(t.reading.Req.Text)
	if k < 0 || why == "" || ownText.MatchString(t.reading.Req.Text) {
		return t
	}
	code := graph.Node{Task: "barcode-generation", In: map[string][]graph.Source{"text": {{Node: nodes[k].ID}}}, Params: task.Params{"format": "qr"}, Why: []string{why}}
	if svg.MatchString(t.reading.Req.Text) {
		code.Params["file"] = "svg"
	}
	i := slices.IndexFunc(nodes, func(n graph.Node) bool { return n.Task == code.Task })
	nodes = slices.Clone(nodes)
	if i >= 0 {
		if from := nodes[i].In["text"]; len(from) != 1 || from[0].Node == "" || from[0].Node == nodes[k].ID {
			return t // it holds what the request says
		}
		nodes[i].In = code.In
		nodes = slices.DeleteFunc(nodes, func(n graph.Node) bool {
			read := slices.ContainsFunc(nodes, func(o graph.Node) bool { return slices.Contains(o.Needs(), n.ID) })
			return n.Task == "optical-character-recognition" && len(n.Why) == 0 && !read
		})
	} else {
		nodes = apart(nodes, code)
	}
	t.best.graph.Nodes = nodes
	t.others = []hypothesis{{outcome: t.best, swerve: -1, share: 1}}
	return t
}

var svg = regexp.MustCompile(`(?i)svg`)

// tailed is a plan in which what a question has behind “and”, leaving all else to it, is asked for itself.
func (t thought) tailed() thought {
	var nodes []graph.Node
	for _, n := range t.best.graph.Nodes {
		nodes = append(nodes, n)
		q := n.In["question"]
		if n.Task != "question-answering" || len(q) != 1 {
			continue
		}
		first, second, ok := ellipsis.Tailed(q[0].Text)
		if !ok {
			continue
		}
		nodes[len(nodes)-1].In = map[string][]graph.Source{"text": n.In["text"], "question": {{Text: first}}}
		n.ID, n.In = "n0", map[string][]graph.Source{"text": n.In["text"], "question": {{Text: second}}}
		all := apart(append(slices.Clone(nodes), t.best.graph.Nodes...), n)
		nodes = append(nodes, all[len(all)-1])
	}
	t.best.graph.Nodes = nodes
	return t
}

// numbered is a plan whose nodes are called by their order, where a number is left out.
func (t thought) numbered() thought {
	names, nodes := map[string]string{}, slices.Clone(t.best.graph.Nodes)
	gaps := false
	for i, n := range nodes {
		names[n.ID] = fmt.Sprintf("n%d", i+1)
		gaps = gaps || !slices.ContainsFunc(nodes, func(o graph.Node) bool { return o.ID == names[n.ID] })
	}
	if !gaps {
		return t
	}
	for i, n := range nodes {
		nodes[i].ID, nodes[i].In = names[n.ID], map[string][]graph.Source{}
		for name, sources := range n.In {
			sources = slices.Clone(sources)
			for k, from := range sources {
				if from.Else != nil {
					return t // a plan with conditions is numbered where it is made
				}
				sources[k].Node = names[from.Node]
			}
			nodes[i].In[name] = sources
		}
		if len(n.When) > 0 {
			return t
		}
	}
	t.best.graph.Nodes = nodes
	return t
}

// wordsOf asks for all the words that stand somewhere.
var wordsOf = regexp.MustCompile(`(?i)(?:有|写了?|印了?)(?:些|着)?(?:什么|哪些|啥)(?:字|文字|内容)?[？?。]*$|^what (?:else )?(?:does|do|is|are) .{2,30} (?:says?|read|written|printed)(?: (?:on|in) .{2,20})?\??$`)

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
