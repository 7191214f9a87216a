package agenda

import (
	"regexp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/plan/tongue/reading"
	"github.com/tenonhub/tenon/internal/port"
)

func atHand(r *reading.Reading, need port.Type) bool {
	if need == port.Text && len(r.Content) > 0 {
		return true
	}
	return slices.ContainsFunc(r.Req.Given, func(g plan.Given) bool { return Distance(g.Type, need) >= 0 })
}

func made(l []*reading.Step, need port.Type) bool {
	return slices.ContainsFunc(l, func(s *reading.Step) bool { return Distance(s.Task.Out[0].Type, need) >= 0 })
}

// Feasible chooses until every step has its input, or none is left.
func Feasible(r *reading.Reading, l []reading.Candidate, floor float64) []*reading.Step {
	for range 3 {
		chosen := Formed(r, r.Choose(l, nil, floor))
		if len(chosen) == 0 {
			chosen = lastResort(r, l)
		} else if cut := cutOut(r); cut != nil && len(chosen) == 1 && chosen[0].Task.ID == "document-text-extraction" {
			chosen = cut // of the text, which is not told as a whole
		}
		steps := Supply(r, l, chosen)
		if len(steps) > 0 || len(chosen) == 0 {
			return steps
		}
		l = slices.DeleteFunc(slices.Clone(l), func(c reading.Candidate) bool { return c.Task == chosen[0].Task.ID })
	}
	return nil
}

// Supply adds the likeliest candidates that make what the chosen steps need,
// and leaves out the steps whose input nothing makes.
func Supply(r *reading.Reading, l []reading.Candidate, chosen []*reading.Step) []*reading.Step {
	var fed []*reading.Step
	for _, s := range chosen {
		need := reading.InputType(s.Task)
		if o := partner(r, l, chosen, s); o != nil {
			fed = append(fed, o)
		}
		if o := sifted(r, l, chosen, s); o != nil {
			fed = append(fed, o)
		}
		others := slices.DeleteFunc(slices.Clone(chosen), func(o *reading.Step) bool { return o.Task.ID == s.Task.ID })
		if s.Task.In[0].Name == "prompt" || atHand(r, need) || made(others, need) {
			fed = append(fed, s)
			continue
		}
		best := -1
		for i, c := range l {
			if c.Step.Task.Out[0].Type == need && c.Task != s.Task.ID && c.P > 0.05 && (best < 0 || c.P > l[best].P) {
				best = i
			}
		}
		switch {
		case best >= 0:
			fed = append(fed, l[best].Step, s)
		case len(r.Req.Given) == 0:
			fed = append(fed, s)
		}
	}
	return fed
}

var some = regexp.MustCompile(`\b(?:[Oo]nly|[Ee]xcept|[Ee]xcluding|[Ii]gnoring)\b|\bfor (?:the )?[A-Z]|只看|只画|只要|仅|除了|不含|不算|不包括`)

// tallied is what counts the rows of each group.
var tallied = regexp.MustCompile(`[各每按][^，。]{1,12}(笔数|条数|次数|人数|个数|单数|数量)|(?i)\b(number|count) of\b.*\b(per|by|each|every)\b`)

// sifted is the question whose rows a chart draws that is of some rows of a table:
// “rent per month for Old Town only”.
func sifted(r *reading.Reading, l []reading.Candidate, chosen []*reading.Step, s *reading.Step) *reading.Step {
	if s.Task.ID != "chart-generation" || Find(chosen, "table-question-answering") >= 0 {
		return nil
	}
	if x, y := r.Columns(s); x == "" && len(y) == 0 && tallied.MatchString(r.Sentence(s)) {
		for _, c := range l { // 各类别的笔数，画成饼图
			if c.Task == "table-question-answering" && r.Sentence(c.Step) == r.Sentence(s) {
				return c.Step
			}
		}
	}
	if !some.MatchString(r.Sentence(s)) {
		return nil
	}
	for _, c := range l {
		if c.Task == "table-question-answering" && r.Text.Tokens[c.Step.From].Clause == r.Text.Tokens[s.From].Clause {
			return c.Step
		}
	}
	return nil
}

// partner is the likeliest other thing to put together with the one that is at
// hand for a step that joins several: “the portrait and a QR code, side by side”.
func partner(r *reading.Reading, l []reading.Candidate, chosen []*reading.Step, s *reading.Step) *reading.Step {
	need := reading.InputType(s.Task)
	if s.Task.ID != "image-stitching" && s.Task.ID != "audio-concatenation" {
		return nil
	}
	n := r.Types[need]
	for _, o := range chosen {
		if o.Task.Out[0].Many {
			return nil
		}
		if o.Task.Out[0].Type == need && reading.InputType(o.Task) != need {
			n++
		}
	}
	if n != 1 {
		return nil
	}
	best := -1
	for i, c := range l {
		makes := c.Step.Task.Out[0].Type == need && reading.InputType(c.Step.Task) != need
		if makes && c.P > 0.05 && (best < 0 || c.P > l[best].P) {
			best = i
		}
	}
	if best < 0 {
		return nil
	}
	return l[best].Step
}

// Formed puts a question that the form of a text answers in the place of the tasks
// that its words may call by mistake: “word count” wants neither keywords nor a table.
func Formed(r *reading.Reading, chosen []*reading.Step) []*reading.Step {
	if r.Types[port.Table] > 0 || r.Types[port.Text]+r.Types[port.Document]+r.Types[port.Image]+len(r.Content) == 0 {
		return chosen
	}
	for _, m := range r.Matches {
		if m.Entry.Section != "question-answering" || m.Entry.Set["fields"] != "form" {
			continue
		}
		over := func(s *reading.Step) bool { return s.From < m.To && m.From < s.To }
		mistaken := func(s *reading.Step) bool {
			return over(s) && (reworks[s.Task.ID] || s.Task.ID == "token-classification")
		}
		if slices.ContainsFunc(chosen, func(s *reading.Step) bool { return over(s) && !mistaken(s) }) {
			continue
		}
		chosen = slices.DeleteFunc(slices.Clone(chosen), mistaken)
		s := &reading.Step{Task: r.Reader.Tasks["question-answering"], From: m.From, To: m.To, Set: map[string]string{"fields": "form"}, Spans: [][2]int{{m.From, m.To}}, Why: []string{r.Said(m.From, m.To)}}
		i := slices.IndexFunc(chosen, func(o *reading.Step) bool { return o.From >= m.From })
		if i < 0 {
			i = len(chosen)
		}
		chosen = slices.Insert(chosen, i, s)
	}
	return chosen
}

// Part is the name of a part of a text without the words that say what to do
// with it: “only the fees clause”, 只念违约条款.
func Part(said string) string { return strings.TrimSpace(doneWith.ReplaceAllString(said, "")) }

var doneWith = regexp.MustCompile(`(?i)^(only|just)\s+((please |to )*(give|show|tell|send|get|read|print|quote|see|need|want)\s+((me|us|out)\s+)?)?|^(仅|只|就)(念|读|朗读|翻译|译|听)(一下|出)?`)

// cutOut takes the part of a text that is named.
func cutOut(r *reading.Reading) []*reading.Step {
	cuts := r.Cuts()
	if len(cuts) == 0 || len(r.Asks) > 0 {
		return nil
	}
	m := cuts[0]
	return []*reading.Step{{Task: r.Reader.Tasks["text-excerpt"], From: m.From, To: m.To, Set: map[string]string{"part": Part(r.Said(m.From, m.To))}, Spans: [][2]int{{m.From, m.To}}, Why: []string{r.Said(m.From, m.To)}}}
}

// lastResort is to take the part of a text that is named, or to write what words
// alone ask for, when nothing else is seen in them and they are neither vague
// nor beyond every task.
func lastResort(r *reading.Reading, l []reading.Candidate) []*reading.Step {
	n := len(r.Text.Tokens)
	if cut := cutOut(r); cut != nil {
		return cut
	}
	if most := weight(r); most > 0 {
		for _, kind := range []port.Type{port.Video, port.Audio, port.Image} {
			if r.Types[kind] > 0 {
				s := lightened(r, written[kind][0])
				lighten(r, s, most)
				return []*reading.Step{s}
			}
		}
	}
	if slices.ContainsFunc(l, func(c reading.Candidate) bool { return c.P > 0.1 && c.Task != "text-generation" }) {
		return nil // it is about something that did not come with it
	}
	for id, h := range r.Hints {
		if r.Reader.Tasks[id].ID != "" && h.Odds > r.Hints["text-generation"].Odds {
			return nil
		}
	}
	if len(r.Req.Given) > 0 || len(r.Content) > 0 || len(r.Vague) > 0 || len(r.Cannot) > 0 || n < 5 || r.Hints["ask"].Odds > -0.5 || r.Hints["cannot"].Odds > -0.5 {
		return nil
	}
	return []*reading.Step{{Task: r.Reader.Tasks["text-generation"], From: 0, To: n, Set: map[string]string{}, Spans: [][2]int{{0, n}}, Why: []string{r.Said(0, n)}}}
}

// shows and showsZh are what a request says besides the part of a text that it wants to see.
var (
	rendered = regexp.MustCompile(`(?i)\b(?:read|speak|aloud|listen|hear|translat\w*)\b|念|读|听|译`)
	shows    = regexp.MustCompile(`(?i)^(?:please|pls|can|could|would|you|i|id|we|want|wanna|need|like|to|see|show|display|print|quote|give|get|send|tell|find|pull|take|cut|copy|me|us|only|just|the|of|from|in|out|up|this|that|my|our|its|text|wording|words|verbatim|exactly|contract|lease|document|agreement|file|paper|and|nothing|else|by|itself|alone)$`)
	showsZh  = regexp.MustCompile(`请|帮我|麻烦|把|将|给我?看?一?下?|我|只|仅|就行?|单独|想?要|显示|列出|摘出|贴出?|拿|抄|截取|截|取|找|读取|看看|看|一下|出来|出|来|里面?|中|这份|这个|合同|文件|协议|文中|原文|原话|全文|的|内容|文字|即可|可以|那|好了|吧|谢谢`)
)

// Shown is the part of a text that is all that a request wants; nil where it wants more.
func Shown(r *reading.Reading) *reading.Step {
	cut := cutOut(r)
	if cut == nil || rendered.MatchString(r.Req.Text) || len(r.Req.Given) != 1 || len(r.Content) > 0 || len(r.Req.Text) > plainly {
		return nil
	}
	for _, m := range r.Cuts() {
		if m.From >= cut[0].To {
			return nil // there are several
		}
		cut[0].To = max(cut[0].To, m.To)
	}
	cut[0].Set["part"] = Part(r.Said(cut[0].From, cut[0].To))
	rest := strings.Join([]string{r.Said(0, cut[0].From), r.Said(cut[0].To, len(r.Text.Tokens))}, " ")
	if slices.ContainsFunc(strings.Fields(showsZh.ReplaceAllString(rest, " ")), func(w string) bool {
		w = strings.Trim(w, ",.;:!?'，。；：！？’")
		return w != "" && w != r.Req.Given[0].Name && !shows.MatchString(w)
	}) {
		return nil
	}
	cut[0].Why = []string{r.Said(0, len(r.Text.Tokens))}
	return cut[0]
}
