// Package taskbench measures the planner on TaskBench (Microsoft JARVIS, MIT):
// it reads that benchmark's tools, requests and graphs, plans, and scores as
// the benchmark does. What was learned for its two domains is embedded.
package taskbench

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/plan/sketch"
	"github.com/tenonhub/tenon/internal/port"
)

// Case is a request with its graph.
type Case struct {
	ID      string `json:"id"`
	Type    string `json:"type,omitempty"` // single, chain or dag
	Request string `json:"user_request,omitempty"`
	Nodes   []Node `json:"nodes"`
}

// Node is a step of a graph. An argument is "<node-0>", the result of the
// first node, or the type of something that came with the request.
type Node struct {
	Task      string   `json:"task"`
	Arguments []string `json:"arguments"`
}

const maxLine = 4 << 20

// ReadTools reads a tool_desc.json.
func ReadTools(path string) (sketch.Domain, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return sketch.Domain{}, fmt.Errorf("read tools: %w", err)
	}
	var f struct {
		Nodes []struct {
			ID   string   `json:"id"`
			Desc string   `json:"desc"`
			In   []string `json:"input-type"`
			Out  []string `json:"output-type"`
		} `json:"nodes"`
	}
	if err := json.Unmarshal(b, &f); err != nil {
		return sketch.Domain{}, fault.New(fault.Invalid, "%s is not a tool list of TaskBench: %v", path, err)
	}
	if len(f.Nodes) == 0 {
		return sketch.Domain{}, fault.New(fault.Invalid, "%s lists no tools", path)
	}
	d := sketch.Domain{Name: path}
	for _, n := range f.Nodes {
		d.Tools = append(d.Tools, sketch.Tool{ID: n.ID, Doc: n.Desc, In: specs(n.In), Out: specs(n.Out)})
	}
	return d, nil
}

func specs(kinds []string) []port.Spec {
	var l []port.Spec
	for i, k := range kinds {
		k = strings.ToLower(k)
		l = append(l, port.Spec{Name: k + strconv.Itoa(i), Type: port.Type(k)})
	}
	return l
}

// ReadCases reads a file of a Case a line.
func ReadCases(path string) ([]Case, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read cases: %w", err)
	}
	return parseCases(path, bytes.NewReader(b))
}

func parseCases(name string, r io.Reader) ([]Case, error) {
	var cs []Case
	sc := bufio.NewScanner(r)
	sc.Buffer(nil, maxLine)
	for line := 1; sc.Scan(); line++ {
		if len(bytes.TrimSpace(sc.Bytes())) == 0 {
			continue
		}
		var c Case
		if err := json.Unmarshal(sc.Bytes(), &c); err != nil {
			return nil, fault.New(fault.Invalid, "line %d of %s is not a case of TaskBench: %v", line, name, err)
		}
		cs = append(cs, c)
	}
	if err := sc.Err(); err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	return cs, nil
}

// source returns the node that an argument of node k names.
func (c Case) source(k int, arg string) (int, bool) {
	num, ok := strings.CutPrefix(arg, "<node-")
	num, shut := strings.CutSuffix(num, ">")
	i, err := strconv.Atoi(num)
	return i, ok && shut && err == nil && i != k && i >= 0 && i < len(c.Nodes)
}

// graph is what is scored: the sets of tools and of edges between them.
func (c Case) graph() (nodes map[string]bool, edges map[[2]string]bool) {
	nodes, edges = map[string]bool{}, map[[2]string]bool{}
	for k, n := range c.Nodes {
		nodes[n.Task] = true
		for _, a := range n.Arguments {
			if i, ok := c.source(k, a); ok {
				edges[[2]string{c.Nodes[i].Task, n.Task}] = true
			}
		}
	}
	return nodes, edges
}

// Sample turns a case into one to learn from.
func (c Case) Sample(gold bool) sketch.Sample {
	s := sketch.Sample{Text: c.Request, Gold: gold}
	for _, n := range c.Nodes {
		s.Tools = append(s.Tools, n.Task)
	}
	_, edges := c.graph()
	for e := range edges {
		s.Edges = append(s.Edges, e)
	}
	slices.SortFunc(s.Edges, func(a, b [2]string) int { return strings.Compare(a[0]+"\t"+a[1], b[0]+"\t"+b[1]) })
	return s
}

// Plan writes the best draft of a request down as a case.
func Plan(p *sketch.Planner, id, request string) (Case, float64) {
	best := p.Plan(request, 1)[0]
	c := Case{ID: id}
	for _, s := range best.Steps {
		n := Node{Task: s.Tool, Arguments: []string{}}
		for _, f := range s.From {
			arg := string(f.Type)
			if f.Step >= 0 {
				arg = "<node-" + strconv.Itoa(f.Step) + ">"
			}
			n.Arguments = append(n.Arguments, arg)
		}
		c.Nodes = append(c.Nodes, n)
	}
	return c, best.Confidence
}
