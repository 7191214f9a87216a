package assistant

import (
	"cmp"
	"context"
	"errors"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/assistant/chinese"
	"github.com/tenonhub/tenon/internal/assistant/refusal"
	"github.com/tenonhub/tenon/internal/assistant/remainder"
	"github.com/tenonhub/tenon/internal/assistant/together"
	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

const (
	maxText = 200_000 // runes of a request; longer texts belong in a file
	best    = 3       // plans that are looked at
	likely  = 0.03    // the confidence from which on another plan is offered
	sure    = 0.5     // the confidence under which the language model is asked

	patience = time.Minute // for a language model's plan
)

// planned is the recorded result of planning. Its State is Done when the graph
// is to be run.
type planned struct {
	Outcome
	State State  `json:"state"`
	Error string `json:"error,omitempty"`
}

// errNothing is the cause of faults that say that nothing here does what is asked.
var errNothing = errors.New("nothing does this here")

// Check refuses requests that can never be planned.
func (r Request) Check() error {
	text := strings.TrimSpace(r.Text)
	switch n := utf8.RuneCountInString(text); {
	case r.Graph != nil:
		_, err := graph.Check(*r.Graph, types(r.Given))
		return err
	case n == 0:
		return fault.New(fault.Invalid, "the request is empty: say what you need, for example “summarise report.pdf in three sentences”")
	case n > maxText:
		return fault.New(fault.TooLarge, "the request has %d characters, at most %d: put the long text in a file and attach it", n, maxText)
	}
	return nil
}

func (a *Assistant) plan(ctx context.Context, req Request, lang string) (planned, error) {
	out, err := a.understand(ctx, req, lang)
	if err != nil {
		return impossible(out, err, lang)
	}
	if out.Question != "" {
		return planned{State: Question, Outcome: out}, nil
	}
	if req.Graph == nil {
		out.Graph = a.ofTranslations(ctx, req, together.Asked(out.Graph))
		out.Unused = unread(out.Graph, req.Given)
	}
	leaves, lacks, err := a.choosable(ctx, req, out.Graph, lang)
	if other, ok := remainder.Instead(out.Graph, nodes(lacks)); ok {
		if more, less, wrong := a.choosable(ctx, req, other, lang); wrong == nil && len(less) == 0 {
			out.Graph, leaves, lacks = other, more, nil
		}
	}
	if len(lacks) > 0 {
		out.Graph = remainder.PassedOver(out.Graph, nodes(lacks))
		part := remainder.Possible(out.Graph, nodes(lacks))
		switch {
		case len(part.Nodes) == 0 && req.Plan:
			return planned{State: Planned, Error: strings.Join(reasons(lacks), "\n"), Outcome: out}, nil
		case len(part.Nodes) == 0:
			return impossible(out, nothingDoes(lacks), lang)
		}
		out.Graph, out.Lacking = part, append(reasons(lacks), needing(out.Graph, part, lacks, lang)...)
		leaves, _, err = a.choosable(ctx, req, part, lang)
	}
	switch {
	case err != nil:
		return impossible(out, err, lang)
	case req.Plan:
		out.Leaves = leaves
		return planned{State: Planned, Outcome: out}, nil
	case len(leaves) > 0 && req.Leave == Asked:
		out.Leaves = leaves
		return planned{State: Consent, Outcome: out}, nil
	}
	return planned{State: Done, Outcome: out}, nil
}

// unread names what came with a request for nothing.
func unread(g graph.Graph, given []Given) (l []string) {
	for _, v := range given {
		if !slices.ContainsFunc(g.Nodes, func(n graph.Node) bool {
			return slices.Contains(files(g, n.ID), v.Name) || slices.ContainsFunc(n.When, func(t graph.Test) bool { return t.Given == v.Name })
		}) {
			l = append(l, v.Name)
		}
	}
	return l
}

// impossible is the end of a request that cannot be fulfilled; what may pass,
// such as a full disk, stays an error.
func impossible(out Outcome, err error, lang string) (planned, error) {
	kind, msg := chinese.Told(err, lang)
	if errors.Is(err, errNothing) || slices.Contains([]fault.Kind{fault.Invalid, fault.TooLarge, fault.NotFound}, kind) {
		return planned{State: Impossible, Error: msg, Outcome: out}, nil
	}
	return planned{}, err
}

func types(given []Given) graph.Given {
	types := graph.Given{}
	for _, g := range given {
		types[g.Name] = g.Type
	}
	return types
}

// understand asks the planners for a graph that checks, or a question. Where
// the embedded planner is unsure or has nothing, a language model is asked, if
// there is one that may see the request; if that fails, the first word stands.
func (a *Assistant) understand(ctx context.Context, req Request, lang string) (Outcome, error) {
	given := types(req.Given)
	if err := req.Check(); err != nil {
		return Outcome{}, err
	}
	if req.Graph != nil {
		g, err := graph.Check(*req.Graph, given)
		return Outcome{Graph: g, Confidence: 1, Planner: "edited"}, err
	}
	ask := plan.Request{Text: strings.TrimSpace(req.Text), Lang: lang}
	for _, g := range req.Given {
		ask.Given = append(ask.Given, plan.Given{Name: g.Name, Type: g.Type})
	}
	out, about, err := consult(ctx, a.parts.Planner, ask, given, "embedded")
	if about {
		out.Question, err = a.abilities(ctx, lang)
		return out, err
	}
	if ctx.Err() != nil || a.parts.Chat == nil || err == nil && out.Question == "" && out.Confidence >= sure {
		return out, err
	}
	chat, name, ok := a.parts.Chat(ctx, req.Leave != Yes)
	if !ok {
		return out, err
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	other, _, second := consult(ctx, chat, ask, given, name)
	if second != nil {
		a.parts.Log.WarnContext(ctx, "the language model's plan was not taken", "model", name, "err", second)
		return out, err
	}
	return other, nil
}

// consult returns the best plan of p that checks, and the next ones beside it.
// About says that the request asks what can be done.
func consult(ctx context.Context, p Planner, ask plan.Request, given graph.Given, name string) (out Outcome, about bool, err error) {
	plans, err := p.Plan(ctx, ask, best)
	if err != nil {
		return Outcome{}, false, err
	}
	out = Outcome{Planner: name}
	var wrong error
	for _, candidate := range plans {
		if candidate.About {
			out.Confidence = candidate.Confidence
			return out, true, nil
		}
		if len(candidate.Graph.Nodes) == 0 && candidate.Question == "" && len(candidate.Undone) > 0 {
			return out, false, beyond(candidate.Undone, ask.Lang)
		}
		if candidate.Question != "" {
			if len(out.Graph.Nodes) == 0 && out.Question == "" {
				out.Question, out.Confidence = candidate.Question, candidate.Confidence
			}
			continue
		}
		for i, n := range candidate.Graph.Nodes { // what is seen is told in the language of the request, not what others read
			if ask.Lang == "zh" && n.Task == "image-to-text" && n.Params == nil && !slices.ContainsFunc(candidate.Graph.Nodes, func(o graph.Node) bool { return slices.Contains(o.Needs(), n.ID) }) {
				candidate.Graph.Nodes[i].Params = task.Params{"language": "zh"}
			}
		}
		g, err := graph.Check(candidate.Graph, given)
		switch {
		case err != nil:
			wrong = err
		case len(out.Graph.Nodes) == 0 && out.Question == "":
			out.Graph, out.Confidence, out.Undone = g, candidate.Confidence, candidate.Undone
		case candidate.Confidence >= likely:
			out.Plans = append(out.Plans, Plan{g, candidate.Confidence})
		}
	}
	switch {
	case len(out.Graph.Nodes) > 0 || out.Question != "":
		return out, false, nil
	case wrong != nil:
		return out, false, wrong
	}
	return out, false, fault.Wrap(errNothing, fault.Unavailable, "%s", phrase(ask.Lang,
		"nothing here does what this asks: it works on texts, documents, tables, pictures, sound and video; `tenon tasks` lists what can be done",
		"这里没有能完成这个请求的模型：可以处理文本、文档、表格、图片、音频和视频；`tenon tasks` 列出能做的事"))
}

// beyond is the refusal of a request of which no task does anything.
func beyond(undone []string, lang string) error {
	return fault.Wrap(errNothing, fault.Unavailable, phrase(lang, "nothing here can %s; `tenon tasks` lists what can be done", "这里不能%s；`tenon tasks` 列出能做的事"),
		strings.Join(undone, phrase(lang, " or ", "，也不能")))
}

// choosable returns the nodes of g that no model can do now and that are surely
// needed, and the remote models that would be given what came with the request.
func (a *Assistant) choosable(ctx context.Context, req Request, g graph.Graph, lang string) (leaves []string, lacks []lack, err error) {
	order, err := graph.Order(g)
	if err != nil {
		return nil, nil, err
	}
	reach, said := fromGiven(g), spoken{}
	for _, n := range order {
		want := a.tuned(ctx, need(n, req.Leave == Local), known(req, n))
		want.Language = cmp.Or(want.Language, said.before(n))
		in := want.Language
		if n.Task == "document-text-extraction" {
			in = a.written(ctx, known(req, n))
		}
		if translated(n, want.Language) {
			said.note(n, in, catalog.Model{})
			continue
		}
		choices, err := a.parts.Models.Choose(ctx, want)
		if err != nil {
			return nil, nil, err
		}
		switch {
		case (len(choices) == 0 || choices[0].Err != nil) && (g.Conditional(n.ID) || there(g, n, want)): // it may not be needed
		case len(choices) == 0 || choices[0].Err != nil:
			lacks = append(lacks, lack{n.ID, refusal.Cannot(n, choices, lang)})
		case choices[0].Model.Remote && reach[n.ID] && !slices.Contains(leaves, choices[0].Model.Ref.String()):
			leaves = append(leaves, choices[0].Model.Ref.String())
		}
		if len(choices) > 0 {
			said.note(n, in, choices[0].Model)
		}
	}
	return leaves, lacks, nil
}

// known are the inputs of n that are there before anything has run.
func known(req Request, n graph.Node) port.Values {
	in := port.Values{}
	for name, sources := range n.In {
		for _, s := range sources {
			i := slices.IndexFunc(req.Given, func(g Given) bool { return s.Given != "" && g.Name == s.Given })
			switch {
			case i >= 0:
				in[name] = append(in[name], req.Given[i].Value)
			case s.Text != "":
				in[name] = append(in[name], port.NewText(s.Text))
			}
		}
	}
	return in
}

func need(n graph.Node, local bool) catalog.Need {
	return catalog.Need{Task: n.Task, Params: n.Params, Model: n.Model, Local: local}
}

// shortWords is how many runes of an instruction or question may go to a remote
// model unasked; a longer one may be a pasted document.
const shortWords = 300

// fromGiven says of each node whether anything that came with the request
// flows into it, through other nodes or straight: a file, or a text that
// stands in the request itself.
func fromGiven(g graph.Graph) map[string]bool {
	reach := map[string]bool{}
	order, err := graph.Order(g)
	if err != nil {
		return reach
	}
	for _, n := range order {
		for name, sources := range n.In {
			instruction := name == "prompt" || name == "question"
			for _, s := range graph.All(sources) {
				pasted := s.Text != "" && (!instruction || utf8.RuneCountInString(s.Text) > shortWords)
				reach[n.ID] = reach[n.ID] || s.Given != "" || pasted || reach[s.Node]
			}
		}
	}
	return reach
}

var quoted = regexp.MustCompile(`“[^”]*”|"[^"]*"|「[^」]*」|『[^』]*』|《[^》]*》|‘[^’]*’`)

// speech is the language that a request is answered in: zh if it speaks
// Chinese beside the file names and quotations in it, else en.
func speech(req Request) string {
	words := quoted.ReplaceAllString(req.Text, " ")
	for _, g := range req.Given {
		words = strings.ReplaceAll(words, g.Name, " ")
	}
	if !strings.ContainsFunc(words, unicode.IsLetter) {
		words = req.Text
	}
	if han(words) {
		return "zh"
	}
	return "en"
}

// han reports whether a text is Chinese: it has Han characters and no kana.
func han(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) }) &&
		!strings.ContainsFunc(text, func(r rune) bool { return unicode.In(r, unicode.Hiragana, unicode.Katakana) })
}

// words reports whether a value of this type is kept as text beside its digest.
func words(t port.Type) bool {
	return slices.Contains([]port.Type{port.Text, port.Labels, port.Boxes, port.Table, port.Embedding, port.Chat}, t)
}
