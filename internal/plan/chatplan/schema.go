package chatplan

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/task"
)

// written is a plan as a model writes it: lists of names and values in place
// of maps, which strict schemas do not have.
type written struct {
	Steps    []step `json:"steps"`
	Question string `json:"question"`
}

type step struct {
	ID     string  `json:"id"`
	Task   task.ID `json:"task"`
	In     []input `json:"in"`
	Params []param `json:"params"`
	Why    string  `json:"why"`
}

type input struct {
	Port   string `json:"port"`
	Given  string `json:"given"`
	Node   string `json:"node"`
	Output string `json:"output"`
	Text   string `json:"text"`
}

type param struct {
	Name  string `json:"name"`
	Value any    `json:"value"`
}

type object = map[string]any

// closed is an object of just these fields, all of them required.
func closed(order []string, fields object) object {
	return object{"type": "object", "properties": fields, "required": order, "additionalProperties": false}
}

func oneOf(names []string) object { return object{"type": "string", "enum": names} }

// schema holds a plan to the tasks, ports and parameters of the vocabulary and
// to what came with the request.
func (b *brief) schema() (json.RawMessage, error) {
	var tasks, in, out, params []string
	for _, t := range task.All() {
		tasks = append(tasks, string(t.ID))
		for _, s := range t.In {
			in = append(in, s.Name)
		}
		for _, s := range t.Out {
			out = append(out, s.Name)
		}
		for _, p := range t.Params {
			if p.Name != unplanned {
				params = append(params, p.Name)
			}
		}
	}
	word := object{"type": "string"}
	where := oneOf(sorted(in))
	sources := []object{
		closed([]string{"port", "node", "output"}, object{"port": where, "node": word, "output": oneOf(sorted(out))}),
		closed([]string{"port", "text"}, object{"port": where, "text": word}),
	}
	if names := b.aliases(); len(names) > 0 {
		sources = append(sources, closed([]string{"port", "given"}, object{"port": where, "given": oneOf(names)}))
	}
	value := object{"anyOf": []object{word, {"type": "number"}, {"type": "boolean"}, {"type": "array", "items": word}}}
	one := closed([]string{"why", "id", "task", "in", "params"}, object{
		"why": word, "id": word, "task": oneOf(tasks),
		"in":     object{"type": "array", "items": object{"anyOf": sources}},
		"params": object{"type": "array", "items": closed([]string{"name", "value"}, object{"name": oneOf(sorted(params)), "value": value})},
	})
	return json.Marshal(closed([]string{"steps", "question"}, object{"steps": object{"type": "array", "items": one}, "question": word}))
}

func (b *brief) aliases() []string {
	var names []string
	for i := range b.files {
		names = append(names, alias(i))
	}
	if b.material != "" {
		names = append(names, material)
	}
	return names
}

// graph makes a graph of steps. What is wrong in them is left for the check
// to find and name.
func (b *brief) graph(steps []step) graph.Graph {
	ids := map[string]string{}
	for i, s := range steps {
		if _, twice := ids[s.ID]; !twice {
			ids[s.ID] = fmt.Sprintf("n%d", i+1)
		}
	}
	var g graph.Graph
	for _, s := range steps {
		n := graph.Node{ID: ids[s.ID], Task: s.Task, In: map[string][]graph.Source{}}
		for _, in := range s.In {
			n.In[in.Port] = append(n.In[in.Port], b.source(in, ids))
		}
		for _, p := range s.Params {
			if n.Params == nil {
				n.Params = task.Params{}
			}
			n.Params[p.Name] = p.Value
		}
		if why := strings.TrimSpace(s.Why); why != "" && strings.Contains(b.request, why) {
			n.Why = []string{why}
		}
		g.Nodes = append(g.Nodes, n)
	}
	return g
}

func (b *brief) source(in input, ids map[string]string) graph.Source {
	switch {
	case in.Given == material && b.material != "":
		return graph.Source{Text: b.material}
	case in.Given != "":
		if i := slices.Index(b.aliases(), in.Given); i >= 0 {
			return graph.Source{Given: b.files[i].Name}
		}
		return graph.Source{Given: in.Given}
	case in.Node != "":
		if id, ok := ids[in.Node]; ok {
			return graph.Source{Node: id, Port: in.Output}
		}
		return graph.Source{Node: in.Node, Port: in.Output}
	}
	return graph.Source{Text: in.Text}
}
