package chatplan

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
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
	When   []test  `json:"when"`
	Why    string  `json:"why"`
}

type input struct {
	Port   string `json:"port"`
	Given  string `json:"given"`
	Node   string `json:"node"`
	Output string `json:"output"`
	Text   string `json:"text"`
	Else   string `json:"else"`
}

type test struct {
	Given  string     `json:"given"`
	Node   string     `json:"node"`
	Output string     `json:"output"`
	Is     graph.Kind `json:"is"`
	Of     []string   `json:"of"`
	Than   float64    `json:"than"`
	Not    bool       `json:"not"`
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
	output := oneOf(sorted(out))
	sources := []object{
		closed([]string{"port", "node", "output"}, object{"port": where, "node": word, "output": output}),
		closed([]string{"port", "node", "output", "else"}, object{"port": where, "node": word, "output": output, "else": word}),
		closed([]string{"port", "text"}, object{"port": where, "text": word}),
	}
	held := object{"is": oneOf([]string{"label", "language", "found", "contains", "longer", "above", "below"}), "of": object{"type": "array", "items": word}, "than": object{"type": "number"}, "not": object{"type": "boolean"}}
	tests := []object{tested(held, "node", "output", object{"node": word, "output": output})}
	if names := b.aliases(); len(names) > 0 {
		sources = append(sources, closed([]string{"port", "given"}, object{"port": where, "given": oneOf(names)}))
		tests = append(tests, tested(held, "given", "", object{"given": oneOf(names)}))
	}
	value := object{"anyOf": []object{word, {"type": "number"}, {"type": "boolean"}, {"type": "array", "items": word}}}
	one := closed([]string{"why", "id", "task", "in", "params", "when"}, object{
		"why": word, "id": word, "task": oneOf(tasks),
		"in":     object{"type": "array", "items": object{"anyOf": sources}},
		"params": object{"type": "array", "items": closed([]string{"name", "value"}, object{"name": oneOf(sorted(params)), "value": value})},
		"when":   object{"type": "array", "items": object{"anyOf": tests}},
	})
	return json.Marshal(closed([]string{"steps", "question"}, object{"steps": object{"type": "array", "items": one}, "question": word}))
}

// tested is a test of what some fields name.
func tested(held object, field, more string, names object) object {
	order := []string{field}
	if more != "" {
		order = append(order, more)
	}
	maps.Copy(names, held)
	return closed(append(order, "is", "of", "than", "not"), names)
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
		for _, t := range s.When {
			from := b.source(input{Given: t.Given, Node: t.Node, Output: t.Output}, ids)
			n.When = append(n.When, graph.Test{Node: from.Node, Port: from.Port, Given: from.Given, Text: from.Text, Is: t.Is, Of: t.Of, Than: t.Than, Not: t.Not})
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
		return graph.Source{Node: cmp.Or(ids[in.Node], in.Node), Port: in.Output, Else: b.instead(in.Else, ids)}
	}
	return graph.Source{Text: in.Text}
}

// instead is what is read where a node is skipped: another, or a file.
func (b *brief) instead(name string, ids map[string]string) *graph.Source {
	var s graph.Source
	switch i := slices.Index(b.aliases(), name); {
	case name == "":
		return nil
	case ids[name] != "":
		s.Node = ids[name]
	case i >= 0:
		s = b.source(input{Given: name}, ids)
	default:
		s.Node = name
	}
	return &s
}
