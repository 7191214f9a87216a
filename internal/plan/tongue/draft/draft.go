// Package draft makes a graph of the agenda of a request: what each step reads,
// with which parameters. It notes what is missing.
package draft

import (
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/plan/tongue/agenda"
	"github.com/tenonhub/tenon/internal/plan/tongue/figure"
	"github.com/tenonhub/tenon/internal/plan/tongue/reading"
	"github.com/tenonhub/tenon/internal/plan/tongue/restriction"
	"github.com/tenonhub/tenon/internal/plan/tongue/scene"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// value is something that a step may read.
type value struct {
	src  graph.Source
	typ  port.Type
	many bool
}

// group is what one step made, or what came with the request.
type group struct {
	values []value
	task   task.ID
	step   *reading.Step
	from   []value // what the step read
}

// wishes are the steps of a request in their order, with the words round them.
type wishes struct {
	*agenda.Agenda
	claimed map[int]*reading.Step // by the place of a token: the step that caught it
}

// Draft puts the steps of a request together to a graph.
type Draft struct {
	r       *wishes
	Nodes   []graph.Node
	groups  []group
	subs    bool                          // the words said are wanted as subtitles
	watch   func(*reading.Step, []option) // sees the choices, for teaching
	Missing []string                      // what the request does not say, as the conventions name it
	Close   []float64                     // for each choice of what a step reads, the log-odds between the two likeliest
	swerve  int                           // the choice that is taken the other way, or -1
}

// begin is a draft without steps.
func begin(r *reading.Reading) *Draft {
	return &Draft{r: &wishes{Agenda: &agenda.Agenda{Reading: r}}, swerve: -1}
}

// Of drafts the graph of the chosen steps, which it changes.
func Of(r *reading.Reading, chosen []*reading.Step) *Draft { return Swerved(r, chosen, -1) }

// Swerved drafts the graph of the chosen steps, with one choice of what a step
// reads taken the other way, by its place in Close.
func Swerved(r *reading.Reading, chosen []*reading.Step, at int) *Draft {
	b := begin(r)
	b.swerve = at
	b.all(chosen)
	return b
}

// all puts the chosen steps in order and builds them.
func (b *Draft) all(chosen []*reading.Step) {
	r := b.r
	r.Agenda = agenda.Of(r.Reading, chosen)
	steps := r.Order
	b.subs = slices.ContainsFunc(steps, func(s *reading.Step) bool { return s.Task.ID == "subtitle-burning" || s.Port == "subtitles" })
	r.claimed = map[int]*reading.Step{}
	for _, s := range steps {
		for _, c := range s.Caught {
			r.claimed[c.Token.Start] = s
		}
	}
	for _, s := range steps {
		b.add(s)
	}
}

// Graph is what has been drafted so far.
func (b *Draft) Graph() graph.Graph { return graph.Graph{Nodes: b.Nodes} }

// node adds a node, or finds the one that does the same.
func (b *Draft) node(t task.Task, in map[string][]graph.Source, params task.Params, why []string) value {
	for i, n := range b.Nodes {
		if n.Task == t.ID && reflect.DeepEqual(n.In, in) && compatible(n.Params, params) {
			for k, v := range params {
				if b.Nodes[i].Params == nil {
					b.Nodes[i].Params = task.Params{}
				}
				b.Nodes[i].Params[k] = v
			}
			if len(n.Why) == 0 {
				b.Nodes[i].Why = telling(why)
			}
			return b.result(t, n.ID)
		}
	}
	id := fmt.Sprintf("n%d", len(b.Nodes)+1)
	if len(params) == 0 {
		params = nil
	}
	b.Nodes = append(b.Nodes, graph.Node{ID: id, Task: t.ID, In: in, Params: maps.Clone(params), Why: telling(why)})
	return b.result(t, id)
}

// telling leaves out, of the words that led to a step, what stands in others of them.
func telling(why []string) (l []string) {
	for _, w := range why {
		w = strings.Trim(w, " ,.;:!?，。；：！？、")
		in := func(a, b string) bool { return strings.Contains(strings.ToLower(b), strings.ToLower(a)) }
		if slices.ContainsFunc(l, func(o string) bool { return in(w, o) }) {
			continue
		}
		l = append(slices.DeleteFunc(l, func(o string) bool { return in(o, w) }), w)
	}
	return l
}

func (b *Draft) result(t task.Task, id string) value {
	return value{src: graph.Source{Node: id}, typ: t.Out[0].Type, many: t.Out[0].Many}
}

func compatible(a, b task.Params) bool {
	for k, v := range a {
		if w, ok := b[k]; ok && !reflect.DeepEqual(v, w) {
			return false
		}
	}
	return true
}

// convert returns v as the type to, through the nodes that it takes.
func (b *Draft) convert(v value, to port.Type, by task.ID) (value, bool) {
	if port.Fits(v.typ, to) && (to != port.Document || v.typ == port.Document) {
		return v, true
	}
	chain := map[port.Type]task.ID{port.Document: "document-text-extraction", port.Image: "optical-character-recognition", port.Audio: "automatic-speech-recognition", port.Video: "video-to-audio"}
	if to == port.Audio && v.typ == port.Video || to == port.Text && chain[v.typ] != "" {
		next := chain[v.typ]
		if v.typ == port.Video && (by == "question-answering" || by == "text-generation") && scene.Shown(b.r.Req.Text) {
			next = "video-to-text"
		}
		if v.typ == port.Image && by == "text-generation" && !scene.Written(b.r.Req.Text) {
			next = "image-to-text"
		}
		t := b.r.Reader.Tasks[string(next)]
		made := b.node(t, map[string][]graph.Source{t.In[0].Name: {v.src}}, b.recognition(t), nil)
		if next == "automatic-speech-recognition" && b.subs && by == "translation" {
			made.src.Port = "subtitles"
		}
		return b.convert(made, to, by)
	}
	return v, false
}

func (b *Draft) add(s *reading.Step) {
	t := s.Task
	var results []value
	variants := b.params(s)
	if t.In[0].Many {
		b.join(s, variants[0])
		return
	}
	if t.ID == "sentence-similarity" {
		b.compare(s)
		return
	}
	if t.ID == "chart-generation" && b.chart(s, variants[0]) {
		rows := b.groups[len(b.groups)-1].values[0].src
		rows.Port = "rows"
		out := b.node(t, map[string][]graph.Source{"table": {rows}}, variants[0], s.Why)
		b.groups = append(b.groups, group{values: []value{out}, task: t.ID, step: s})
		return
	}
	from := b.sources(s)
	mask, masked := b.mask(s)
	if masked && len(from) > 1 {
		from = slices.DeleteFunc(slices.Clone(from), func(v value) bool { return v.src == mask })
	}
	each := len(from) > 1 && len(from) == len(variants) && t.ID == "text-to-speech" && inOrder.MatchString(b.r.Req.Text)
	for i, v := range from {
		for k, params := range variants {
			if each && i != k {
				continue // “the first in a male, the second in a female voice”
			}
			in := map[string][]graph.Source{}
			if v.src != (graph.Source{}) {
				got, ok := b.convert(v, reading.InputType(t), t.ID)
				if !ok {
					continue
				}
				in[t.In[0].Name] = []graph.Source{b.excerpted(s, got).src}
			}
			if !b.complete(s, in, v) {
				continue
			}
			if t.ID == "translation" && b.r.Tongues.Source != "" && b.r.Tongues.Source != params["target"] && len(in["text"]) > 0 && !b.heard(value{src: in["text"][0]}) {
				params["source"] = b.r.Tongues.Source
			}
			for k, v := range b.recognition(t) {
				params[k] = v
			}
			out := b.node(t, in, params, s.Why)
			if s.Port != "" {
				out.src.Port = s.Port
			}
			results = append(results, out)
		}
	}
	if len(results) == 0 {
		b.miss("file")
		return
	}
	b.groups = append(b.groups, group{values: results, task: t.ID, step: s, from: from})
}

// inOrder is what gives each of several things its own.
var inOrder = regexp.MustCompile(`(?i)\bfirst\b.*\bsecond\b|\brespectively\b|第一.*第二|分别`)

// recognition is the language that speech or print is recognised in, or that facts are
// told in.
func (b *Draft) recognition(t task.Task) task.Params {
	switch t.ID {
	case "automatic-speech-recognition", "optical-character-recognition":
		if code := b.r.Tongues.Source; code != "" {
			return task.Params{"language": code}
		}
	case "document-information", "audio-information", "video-information", "image-information":
		if b.r.Lang == "zh" {
			return task.Params{"language": "zh"}
		}
	}
	return nil
}

func (b *Draft) miss(what string) {
	if !slices.Contains(b.Missing, what) {
		b.Missing = append(b.Missing, what)
	}
}

// complete fills the input ports after the first.
func (b *Draft) complete(s *reading.Step, in map[string][]graph.Source, v value) bool {
	for _, spec := range s.Task.In {
		switch {
		case spec.Name == "question":
			question := b.r.asked(s)
			if s.Task.ID == "table-question-answering" {
				question = restriction.Refined(b.r.Text.Source, b.r.narrowed(s, question))
			}
			question = b.r.resumed(s, question)
			if i := agenda.Find(b.r.Order, "chart-generation"); i >= 0 && s.Task.ID == "table-question-answering" {
				_, y := b.r.Columns(b.r.Order[i])
				question = figure.Of(question, y)
			}
			in[spec.Name] = []graph.Source{{Text: question}}
		case spec.Name == "prompt" && s.Task.ID == "image-to-video":
			if how := b.r.motion(s); how != "" {
				in[spec.Name] = []graph.Source{{Text: how}}
			}
		case spec.Name == "prompt" && len(in[spec.Name]) == 0:
			in[spec.Name] = []graph.Source{{Text: b.r.prompt(s)}}
		case spec.Name == "context":
			for _, c := range b.contexts(s) {
				if got, ok := b.convert(c, port.Text, s.Task.ID); ok {
					in[spec.Name] = append(in[spec.Name], got.src)
				}
			}
		case spec.Name == "mask":
			if mask, ok := b.mask(s); ok && !slices.Contains(in["image"], mask) {
				in[spec.Name] = []graph.Source{mask}
			}
		case spec.Name == "subtitles":
			src, ok := b.subtitles(v)
			if !ok {
				return false
			}
			in[spec.Name] = []graph.Source{src}
		}
	}
	return true
}
