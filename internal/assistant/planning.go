package assistant

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"

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
	sure    = 0.5     // the confidence under which the language model is asked
)

// planned is the recorded result of planning. Its State is Done when the graph
// is to be run.
type planned struct {
	Outcome
	State State  `json:"state"`
	Error string `json:"error,omitempty"`
}

func (a *Assistant) plan(ctx context.Context, req Request, lang string) (planned, error) {
	given := types(req.Given)
	out, err := a.understand(ctx, req, given)
	if err != nil {
		if kind, msg := fault.Of(err); kind != fault.Internal && ctx.Err() == nil {
			return planned{State: Impossible, Error: msg, Outcome: out}, nil
		}
		return planned{}, err
	}
	if out.Question != "" {
		return planned{State: Question, Outcome: out}, nil
	}
	leaves, err := a.choosable(ctx, req, out.Graph, lang)
	switch {
	case fault.Is(err, fault.Unavailable):
		_, msg := fault.Of(err)
		if req.Plan {
			return planned{State: Planned, Error: msg, Outcome: out}, nil
		}
		return planned{State: Impossible, Error: msg, Outcome: out}, nil
	case err != nil:
		return planned{}, err
	case req.Plan:
		out.Leaves = leaves
		return planned{State: Planned, Outcome: out}, nil
	case len(leaves) > 0 && req.Leave == Asked:
		out.Leaves = leaves
		return planned{State: Consent, Outcome: out}, nil
	}
	return planned{State: Done, Outcome: out}, nil
}

func types(given []Given) graph.Given {
	types := graph.Given{}
	for _, g := range given {
		types[g.Name] = g.Type
	}
	return types
}

// understand asks the planners for a graph that checks, or a question. Below
// its threshold the embedded planner gives way to a language model, if there
// is one; if that fails, its own plan or question stands.
func (a *Assistant) understand(ctx context.Context, req Request, given graph.Given) (Outcome, error) {
	if req.Graph != nil {
		g, err := graph.Check(*req.Graph, given)
		return Outcome{Graph: g, Confidence: 1, Planner: "edited"}, err
	}
	text := strings.TrimSpace(req.Text)
	switch n := len([]rune(text)); {
	case n == 0:
		return Outcome{}, invalid("the request is empty: say what you need, for example “summarise report.pdf in three sentences”")
	case n > maxText:
		return Outcome{}, fault.New(fault.TooLarge, "the request has %d characters, at most %d: put the long text in a file and attach it", n, maxText)
	}
	ask := plan.Request{Text: text, Lang: req.Lang}
	for _, g := range req.Given {
		ask.Given = append(ask.Given, plan.Given{Name: g.Name, Type: g.Type})
	}
	out, err := consult(ctx, a.parts.Planner, ask, given, "embedded")
	if err != nil {
		return out, err
	}
	if a.parts.Chat == nil || out.Question == "" && out.Confidence >= sure {
		return out, nil
	}
	chat, name, ok := a.parts.Chat(ctx, req.Leave != Yes)
	if !ok {
		return out, nil
	}
	other, err := consult(ctx, chat, ask, given, name)
	if err != nil || len(other.Graph.Nodes) == 0 && other.Question == "" {
		a.parts.Log.WarnContext(ctx, "the language model's plan was not taken", "model", name, "err", err)
		return out, nil
	}
	return other, nil
}

// consult returns the best plan of p that checks, and the next ones beside it.
func consult(ctx context.Context, p Planner, ask plan.Request, given graph.Given, name string) (Outcome, error) {
	plans, err := p.Plan(ctx, ask, best)
	if err != nil {
		return Outcome{}, err
	}
	out := Outcome{Planner: name}
	var wrong error
	for _, candidate := range plans {
		if candidate.Question != "" {
			if len(out.Graph.Nodes) == 0 && out.Question == "" {
				out.Question, out.Confidence = candidate.Question, candidate.Confidence
			}
			continue
		}
		g, err := graph.Check(candidate.Graph, given)
		switch {
		case err != nil:
			wrong = err
		case len(out.Graph.Nodes) == 0 && out.Question == "":
			out.Graph, out.Confidence = g, candidate.Confidence
		default:
			out.Plans = append(out.Plans, Plan{g, candidate.Confidence})
		}
	}
	switch {
	case len(out.Graph.Nodes) > 0 || out.Question != "":
		return out, nil
	case wrong != nil:
		return out, wrong
	}
	return out, fault.New(fault.Unavailable, "no model here does what this asks; `tenon tasks` lists what can be done")
}

// choosable checks that every task of g has a model that can run now, and
// returns the remote models that would be given what came with the request.
func (a *Assistant) choosable(ctx context.Context, req Request, g graph.Graph, lang string) ([]string, error) {
	var missing, leaves []string
	reach := fromGiven(g)
	for _, n := range g.Nodes {
		choices, err := a.parts.Models.Choose(ctx, need(n, "", req.Leave == Local))
		if err != nil {
			return nil, err
		}
		switch {
		case len(choices) == 0 || choices[0].Err != nil:
			if why := cannot(n, choices, lang); !slices.Contains(missing, why) {
				missing = append(missing, why)
			}
		case choices[0].Model.Remote && reach[n.ID] && !slices.Contains(leaves, choices[0].Model.Ref.String()):
			leaves = append(leaves, choices[0].Model.Ref.String())
		}
	}
	if len(missing) > 0 {
		return nil, fault.New(fault.Unavailable, "%s", strings.Join(missing, "\n"))
	}
	return leaves, nil
}

func need(n graph.Node, lang string, local bool) catalog.Need {
	return catalog.Need{Task: n.Task, Params: n.Params, Language: lang, Model: n.Model, Local: local}
}

// cannot says that nothing here does a node, and what would make it possible.
func cannot(n graph.Node, choices []catalog.Choice, lang string) string {
	if len(choices) > 0 {
		var why []string
		for _, ch := range choices {
			why = append(why, fmt.Sprintf("%s: %v", ch.Model.Ref, ch.Err))
		}
		if lang == "zh" {
			return fmt.Sprintf("“%s”（%s）现在无法完成：%s", title(n.Task, lang), n.Task, strings.Join(why, "；"))
		}
		return fmt.Sprintf("“%s” (%s) cannot be done now: %s", title(n.Task, lang), n.Task, strings.Join(why, "; "))
	}
	if lang == "zh" {
		return fmt.Sprintf("没有已安装的模型能够“%s”（%s）。可以接入一个：tenon connect NAME URL --task %s", title(n.Task, lang), n.Task, n.Task)
	}
	t, err := task.Lookup(string(n.Task))
	if err != nil {
		return fmt.Sprintf("no installed model does %s", n.Task)
	}
	return fmt.Sprintf("no installed model does %s (“%s”: %s) Connect one with `tenon connect NAME URL --task %s`.", n.Task, t.En, t.Doc, n.Task)
}

// fromGiven says of each node whether anything that came with the request
// flows into it, through other nodes or straight.
func fromGiven(g graph.Graph) map[string]bool {
	reach := map[string]bool{}
	order, err := graph.Order(g)
	if err != nil {
		return reach
	}
	for _, n := range order {
		for _, sources := range n.In {
			for _, s := range sources {
				reach[n.ID] = reach[n.ID] || s.Given != "" || reach[s.Node]
			}
		}
	}
	return reach
}

// tongue is zh for a text that has Han characters and no kana, else en: the
// languages that the assistant answers in.
func tongue(text string) string {
	han := false
	for _, r := range text {
		if unicode.In(r, unicode.Hiragana, unicode.Katakana) {
			return "en"
		}
		han = han || unicode.Is(unicode.Han, r)
	}
	if han {
		return "zh"
	}
	return "en"
}

// words reports whether a value of this type is kept as text beside its digest.
func words(t port.Type) bool {
	return slices.Contains([]port.Type{port.Text, port.Labels, port.Boxes, port.Table, port.Embedding, port.Chat}, t)
}
