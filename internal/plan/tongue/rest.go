package tongue

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/plan/tongue/nominal"
	"github.com/tenonhub/tenon/internal/plan/tongue/reading"
	"github.com/tenonhub/tenon/internal/plan/tongue/utterance"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

var (
	// ofRest leads to what is to be done with what a part was taken of, and theRest names that.
	ofRest  = regexp.MustCompile(`(?is)^(.+?)(?:[,;.]?\s+(?:and|then|but)\s+(?:then\s+)?|[,;.]\s+|[，,；;。]\s*(?:再|然后|并且?|而|同时|也)?)([^.。]*(?:\bthe (?:rest|remainder|remaining \w+)\b|\bwhat(?:['’]s| is) left\b|\bwhat remains\b|剩下|其余|余下)[^.。]*[.。]?)$`)
	theRest = regexp.MustCompile(`(?i)\bthe (?:rest|remainder|remaining \w+)(?: of (?:it|the \w+|this \w+))?|\bwhat(?:['’]s| is) left\b|\bwhat remains\b|(?:剩下|其余|余下)的?(?:部分|那部分|片段|内容|视频|录音|那段)?的?`)
	// lost is what throws the part away: the rest is what that makes.
	lost = regexp.MustCompile(`(?i)\b(?:remove|delete|drop|lose|discard|skip|ditch|get rid of|throw (?:away|out)|(?:cut|chop|trim|strip|take|snip|lop)\b[^.;]{0,60}\b(?:off|away))\b|不要|不需要|[剪删砍切掐去裁扔拿]掉|删除|去除|砍了|剪了|掐了`)
	// entire is what they are of, by its type.
	entire = map[port.Type][2]string{port.Video: {"the video", "视频的"}, port.Audio: {"the recording", "录音的"}}
)

// restBeside is what comes of a request that wants one thing of a part of a film or recording and
// another of the rest of it: each is planned as if it were said alone, and the other on what the
// part leaves.
func (p *Planner) restBeside(r *reading.Reading) (t thought, ok bool) {
	m := ofRest.FindStringSubmatch(strings.TrimSpace(r.Req.Text))
	if m == nil || lost.MatchString(m[1]+m[2][:max(0, strings.LastIndexAny(m[2][:theRest.FindStringIndex(m[2] + " the rest")[0]], ",，"))]) || len(r.Req.Given) != 1 || entire[r.Req.Given[0].Type] == [2]string{} || len(r.Req.Text) > 400 {
		return t, false
	}
	given := r.Req.Given[0]
	req := r.Req
	req.Lang, req.Text = r.Lang, m[1]
	first := p.think(req)
	req.Text = strings.TrimSpace(theRest.ReplaceAllString(m[2], entire[given.Type][map[bool]int{true: 1}[r.Lang == "zh"]]))
	t = p.think(req)
	left, parted := remaining(first.best.graph, given)
	if !parted || first.best.question+t.best.question != "" || len(t.best.graph.Nodes) == 0 {
		return thought{}, false
	}
	trim := graph.Node{
		ID: "n0", Task: map[port.Type]task.ID{port.Video: "video-trim", port.Audio: "audio-trim"}[given.Type], Params: left,
		In: map[string][]graph.Source{string(given.Type): {{Given: given.Name}}},
	}
	rest := []graph.Node{trim}
	for _, n := range t.best.graph.Nodes {
		for name, sources := range n.In {
			n.In[name] = slices.Clone(sources)
			for k, from := range sources {
				if from.Given == given.Name {
					n.In[name][k] = graph.Source{Node: trim.ID}
				}
			}
		}
		rest = append(rest, n)
	}
	t.best.undone = append(slices.Clone(first.best.undone), t.best.undone...)
	t.best.graph.Nodes = behind(first.best.graph.Nodes, rest)
	t.reading, t.plain = r, true
	t.others = []hypothesis{{outcome: t.best, swerve: -1, share: 1}}
	return t, true
}

// remaining are the times of what is left of a file when a graph takes its beginning or its end.
func remaining(g graph.Graph, of plan.Given) (task.Params, bool) {
	for _, n := range g.Nodes {
		if from := n.In[string(of.Type)]; len(from) != 1 || from[0].Given != of.Name {
			continue
		}
		switch start, end := n.Params.Number("start"), n.Params.Number("end"); {
		case start == 0 && end > 0:
			return task.Params{"start": end}, true
		case start > 0 && end == 0 && n.Task == "video-to-gif": // else the beginning is cut off, and the rest is what that makes
			return task.Params{"end": start}, true
		}
	}
	return nil, false
}

var (
	// readOut is what wants the answer of the question before it to be heard.
	readOut = regexp.MustCompile(`(?is)^(.+?[?？])\s*(?:(?:and|then|please|now),?\s+)*(?:read|speak|say)(?: (?:me|us))?(?: out)? (?:the answer|the reply|it|that)(?: (?:out|back|aloud|loud|to (?:me|us)|in (?:a|an) \w+ voice))*[.!]?$|^(.+?[?？，,。])(?:请|再|然后|并|最后|帮我)*把?(?:答案|回答|答复)(?:用.{1,6})?(?:念|读|朗读|播报|说)(?:出来|出声|给我们?听|一遍|一下|给我)*[。！!]?$|^(.+?告诉我们?[，,。])(?:请|再|然后|并|最后|帮我)*(?:念|读|朗读|播报)(?:出来|出声|给我们?听|一遍|一下)*[。！!]?$`)
	// toRead is the same said before the question.
	toRead = regexp.MustCompile(`(?is)^(?:please )?(?:(?:read|speak|say)(?: (?:me|us))?(?: (?:out|aloud))? the answer(?: (?:to|of)(?: this)?)?(?: (?:out|aloud))?[:,]? |(?:请|帮我)?(?:念|读|朗读)(?:出|一下)?(?:答案|回答)[：:，,]\s*)(.+[?？])$`)
)

// answerRead is what comes of a request that asks a text something and wants the answer read aloud.
func (p *Planner) answerRead(r *reading.Reading) (t thought, ok bool) {
	said := strings.TrimSpace(r.Req.Text)
	question, why := "", ""
	if m := readOut.FindStringSubmatch(said); m != nil {
		question = m[1] + m[2] + m[3]
		why = strings.TrimSpace(said[len(question):])
	} else if m := toRead.FindStringSubmatch(said); m != nil {
		question, why = m[1], strings.TrimSpace(strings.TrimSuffix(said, m[1]))
	}
	if question == "" || len(said) > 400 {
		return p.factRead(r)
	}
	req := r.Req
	req.Lang, req.Text = r.Lang, question
	t = p.think(req)
	return t.aloud(r, why)
}

// aloud is a plan whose last step answers, with the answer read aloud.
func (t thought) aloud(r *reading.Reading, why string) (thought, bool) {
	nodes := t.best.graph.Nodes
	if len(nodes) == 0 || t.best.question != "" {
		return thought{}, false
	}
	asked := nodes[len(nodes)-1]
	if answer, err := task.Lookup(string(asked.Task)); err != nil || answer.Out[0].Name != "answer" {
		return thought{}, false
	}
	speak := graph.Node{ID: fmt.Sprintf("n%d", len(nodes)+1), Task: "text-to-speech", In: map[string][]graph.Source{"text": {{Node: asked.ID}}}, Why: []string{why}}
	t.best.graph.Nodes = append(slices.Clone(nodes), speak)
	t.reading, t.plain = r, true
	t.others = []hypothesis{{outcome: t.best, swerve: -1, share: 1}}
	return t, true
}

// factRead is what comes of a request that wants a fact of a text read aloud, behind other wishes or alone.
func (p *Planner) factRead(r *reading.Reading) (t thought, ok bool) {
	before, fact, why, named := utterance.Fact(r.Req.Text)
	if fact == "" || len(r.Req.Given) != 1 || r.Types[port.Text]+r.Types[port.Document] != 1 || len(r.Content) > 0 {
		return t, false
	}
	if named {
		fact = nominal.Fact(fact)
	}
	if fact == "" {
		return t, false
	}
	req := r.Req
	req.Lang, req.Text = r.Lang, fact
	o, fine := asking(p.Read(req), fact)
	if !fine {
		return t, false
	}
	switch t.reading, t.best = r, o; {
	case utterance.Conditional(before):
		t.best.undone = []string{said("condition", r.Lang)}
	case strings.TrimSpace(before) != "":
		req.Text = before
		if t = p.think(req); len(t.best.graph.Nodes) == 0 || t.best.question != "" {
			return thought{}, false
		}
		t.best.graph.Nodes = behind(t.best.graph.Nodes, o.graph.Nodes)
	}
	return t.aloud(r, why)
}
