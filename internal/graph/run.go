package graph

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"runtime/debug"
	"slices"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// Step runs one node on its inputs, which are the values of its sources as
// they are, by input port. The node has only the sources that were read. It is called for many nodes at once, once for each.
type Step func(ctx context.Context, n Node, in port.Values) (port.Values, error)

// Options are the optional parts of Run.
type Options struct {
	Limit   int                                                  // how many nodes run at once; 0 is as many as are ready
	Resolve func(ctx context.Context, v port.Value) port.Value   // gives a value that is tested its body; nil where it has one
	Skip    func(ctx context.Context, n Node, why Skipped) error // is told of each node that is skipped, one after another
}

// Skipped says why a node was not run: a test that did not hold, or else a node
// that it needs and that was skipped itself.
type Skipped struct {
	Test *Test
	By   string
}

// NodeError is what befell one node.
type NodeError struct {
	Node string // its ID
	Err  error
}

func (e *NodeError) Error() string { return "node " + e.Node + ": " + e.Err.Error() }

func (e *NodeError) Unwrap() error { return e.Err }

// ErrSkipped is in the error of a node that did not run because one that it
// needs has failed.
var ErrSkipped = errors.New("skipped")

// Run runs the nodes of a checked graph, each as soon as its sources are
// there. Nodes in done are not run again. A failed node takes those that need
// it with it; the others go on. A node of which a test does not hold is skipped,
// and so is one that has nothing left to read on a port because of that, which
// is no failure; the tests are made again of what is in done. The values that Run returns are those of done
// and of every node that succeeded, also beside an error. The error joins a
// *NodeError for each failed node, then for each skipped one, and after
// cancellation a fault of kind Canceled before them. All steps have returned
// when Run returns.
func Run(ctx context.Context, g Graph, done map[string]port.Values, step Step, given map[string]port.Value, o Options) (map[string]port.Values, error) {
	order, err := Order(g)
	if err != nil {
		return nil, err
	}
	r := run{
		g: g, order: order, given: given, step: step,
		limit:   cmp.Or(max(o.Limit, 0), len(g.Nodes)),
		out:     map[string]port.Values{},
		started: map[string]bool{},
		skipped: map[string]bool{},
		held:    map[string]bool{},
		skip:    o.Skip, resolve: o.Resolve,
		failed:  map[string]error{},
		results: make(chan result),
	}
	for _, n := range g.Nodes {
		if out, ok := done[n.ID]; ok {
			r.out[n.ID] = out
		}
	}
	for r.start(ctx); r.running > 0; r.start(ctx) {
		res := <-r.results
		r.running--
		if res.err != nil {
			r.failed[res.node] = res.err
			continue
		}
		r.out[res.node] = res.out
	}
	return r.out, r.fail(ctx)
}

// run is the state of one Run. Only its own goroutine touches it; the steps'
// goroutines send a result each.
type run struct {
	g       Graph
	order   []Node
	given   map[string]port.Value
	step    Step
	limit   int
	running int
	out     map[string]port.Values
	started map[string]bool
	skipped map[string]bool
	held    map[string]bool // the nodes whose tests all hold
	skip    func(context.Context, Node, Skipped) error
	resolve func(context.Context, port.Value) port.Value
	failed  map[string]error
	results chan result
}

type result struct {
	node string
	out  port.Values
	err  error
}

// start starts the nodes that are ready, in the order of the graph. A node that
// is skipped may make others ready, or skipped.
func (r *run) start(ctx context.Context) {
	for again := true; again; {
		again = false
		for _, n := range r.order {
			again = r.omit(ctx, n) || again
		}
	}
	for _, n := range r.g.Nodes {
		if ctx.Err() != nil || r.running == r.limit {
			return
		}
		if r.ready(n) {
			r.started[n.ID] = true
			r.launch(ctx, n)
		}
	}
}

// open reports whether nothing is known yet of what becomes of a node.
func (r *run) open(id string) bool {
	_, made := r.out[id]
	return !made && !r.started[id] && !r.skipped[id] && r.failed[id] == nil
}

func (r *run) ready(n Node) bool {
	return r.open(n.ID) && !slices.ContainsFunc(n.Needs(), func(id string) bool { _, made := r.out[id]; return !made && !r.skipped[id] })
}

// omit skips a node that is not to be run, as soon as that is known.
func (r *run) omit(ctx context.Context, n Node) bool {
	if ctx.Err() != nil || !r.open(n.ID) {
		return false
	}
	why, err := r.needless(ctx, n)
	if err == nil && why == (Skipped{}) {
		return false
	}
	if err == nil {
		r.skipped[n.ID] = true
		if r.skip != nil {
			err = r.skip(ctx, n, why)
		}
	}
	if err != nil {
		r.failed[n.ID] = err
	}
	return true
}

// needless says why a node is not to be run, as far as is known now.
func (r *run) needless(ctx context.Context, n Node) (Skipped, error) {
	tests := n.When
	if r.held[n.ID] {
		tests = nil
	}
	all := true
	for _, t := range tests {
		_, made := r.out[t.Node]
		switch {
		case r.skipped[t.Node]:
			return Skipped{By: t.Node}, nil
		case t.Node != "" && !made:
			all = false
			continue
		}
		if is, err := r.holds(ctx, t); err != nil || !is {
			return Skipped{Test: &t}, err
		}
	}
	r.held[n.ID] = all
	if _, ok := n.taken(func(id string) bool { return r.skipped[id] }); !ok {
		i := slices.IndexFunc(n.Needs(), func(id string) bool { return r.skipped[id] })
		return Skipped{By: n.Needs()[i]}, nil
	}
	return Skipped{}, nil
}

func (r *run) holds(ctx context.Context, t Test) (bool, error) {
	values, err := r.values(Source{Node: t.Node, Port: t.Port, Given: t.Given, Text: t.Text})
	if err != nil {
		return false, err
	}
	n, _ := r.g.Node(t.Node)
	made, err := n.output(t.Port)
	v := port.Value{Type: made.Type} // a list that is lacking is an empty one
	if err != nil {
		v.Type = port.Text
	}
	if len(values) > 0 {
		v = values[0]
		if r.resolve != nil {
			v = r.resolve(ctx, v)
		}
	}
	return t.holds(v, n.Task)
}

func (r *run) launch(ctx context.Context, n Node) {
	n, _ = n.taken(func(id string) bool { return r.skipped[id] })
	in, err := r.inputs(n)
	if err != nil {
		r.failed[n.ID] = err
		return
	}
	r.running++
	go func() {
		out, err := call(ctx, r.step, n, in)
		r.results <- result{n.ID, out, err}
	}()
}

// call turns a panic of a step into its error: one bad file must not end the server.
func call(ctx context.Context, step Step, n Node, in port.Values) (out port.Values, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return step(ctx, n, in)
}

func (r *run) inputs(n Node) (port.Values, error) {
	t, err := task.Lookup(string(n.Task))
	if err != nil {
		return nil, err
	}
	in := port.Values{}
	for _, name := range slices.Sorted(maps.Keys(n.In)) {
		for _, s := range n.In[name] {
			vs, err := r.values(s)
			if err != nil {
				return nil, err
			}
			in[name] = append(in[name], vs...)
		}
		if spec, _ := t.Input(name); len(in[name]) == 0 && !spec.Optional {
			return nil, fault.New(fault.Unavailable, "nothing came on its input %q: %s gave no value", name, origin(n.In[name]))
		}
	}
	return in, nil
}

func (r *run) values(s Source) ([]port.Value, error) {
	switch {
	case s.Node != "":
		from, _ := r.g.Node(s.Node)
		spec, err := from.output(s.Port)
		return r.out[s.Node][spec.Name], err
	case s.Given != "":
		v, ok := r.given[s.Given]
		if !ok {
			return nil, fault.New(fault.Invalid, "it reads %q, which did not come with the request", s.Given)
		}
		return []port.Value{v}, nil
	}
	return []port.Value{port.NewText(s.Text)}, nil
}

func origin(from []Source) string {
	if len(from) > 0 && from[0].Node != "" {
		return "node " + from[0].Node
	}
	return "its source"
}

// fail joins what went wrong: first the failed nodes, then the skipped ones.
func (r *run) fail(ctx context.Context) error {
	var failed, skipped []error
	if ctx.Err() != nil && len(r.out)+len(r.skipped) < len(r.g.Nodes) {
		failed = append(failed, fault.Wrap(context.Cause(ctx), fault.Canceled, "canceled"))
	}
	culprit := map[string]string{} // by node: the failed node that kept it from running
	for _, n := range r.order {
		if err := r.failed[n.ID]; err != nil {
			culprit[n.ID] = n.ID
			failed = append(failed, &NodeError{n.ID, err})
			continue
		}
		if _, made := r.out[n.ID]; made || r.skipped[n.ID] {
			continue
		}
		i := slices.IndexFunc(n.Needs(), func(id string) bool { return culprit[id] != "" })
		if i >= 0 {
			culprit[n.ID] = culprit[n.Needs()[i]]
			skipped = append(skipped, &NodeError{n.ID, fault.Wrap(ErrSkipped, fault.Unavailable, "it needs node %s, which failed", culprit[n.ID])})
		}
	}
	return errors.Join(append(failed, skipped...)...)
}
