package assistant

import (
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/task"
)

// State is how far a run, or a node of it, is.
type State string

// The states. Waiting and Running end in one of the others.
const (
	Waiting    State = "waiting"
	Running    State = "running"
	Done       State = "done"
	Planned    State = "planned"
	Question   State = "question"
	Consent    State = "consent"
	Impossible State = "impossible"
	Failed     State = "failed"
	Canceled   State = "canceled"
	Skipped    State = "skipped"
)

// Ended reports whether a run in this state will not change any more.
func (s State) Ended() bool { return s != Waiting && s != Running }

// Leave says whether inputs may leave the machine.
type Leave string

// What a person may say. Asked is the default: a run that would send inputs away
// ends in Consent instead.
const (
	Asked Leave = ""
	Yes   Leave = "yes"
	Local Leave = "local"
)

// Request is what somebody wants.
type Request struct {
	Text  string       `json:"text"`
	Lang  string       `json:"lang,omitempty"` // of the answer; empty is the request's own
	Leave Leave        `json:"consent,omitempty"`
	Plan  bool         `json:"plan,omitempty"`  // plan and check only
	Graph *graph.Graph `json:"graph,omitempty"` // run this instead of planning
	Given []Given      `json:"given,omitempty"`
}

// Given is a value that came with the request; its Name is unique in it.
type Given struct {
	port.Value
	Notice string `json:"notice,omitempty"` // what was odd about it, for people
	Source string `json:"source,omitempty"` // the address that it was fetched from
}

// Run is a request and all that came of it. Its JSON is sdk.Run.
type Run struct {
	ID      string    `json:"id"`
	Text    string    `json:"text"`
	Lang    string    `json:"lang"`
	State   State     `json:"state"`
	Created time.Time `json:"created"`
	Ended   time.Time `json:"ended,omitzero"`
	Given   []Given   `json:"given,omitempty"`
	Outcome
	Nodes     []Node       `json:"nodes,omitempty"`
	Answer    string       `json:"answer,omitempty"`
	Told      []Section    `json:"told,omitempty"` // the answer, divided among the nodes that it tells of
	Artefacts []port.Value `json:"artefacts,omitempty"`
	Beside    []string     `json:"beside,omitempty"` // the names of those artefacts that only stand beside the answer
	Error     string       `json:"error,omitempty"`
}

// Section is what the answer says of one node.
type Section struct {
	Node string `json:"node"`
	File string `json:"file,omitempty"` // that it is of, when the request is over several
	Text string `json:"text,omitempty"`
}

// Outcome is what planning came to: a graph that can run, or why there is none.
type Outcome struct {
	Graph      graph.Graph `json:"graph"`
	Confidence float64     `json:"confidence,omitempty"`
	Planner    string      `json:"planner,omitempty"`
	Plans      []Plan      `json:"plans,omitempty"` // the next best
	Question   string      `json:"question,omitempty"`
	Undone     []string    `json:"undone,omitempty"`  // what is asked for besides that no task does, in words that follow “cannot”
	Lacking    []string    `json:"lacking,omitempty"` // why parts of it cannot be done here, which the graph is without
	Unused     []string    `json:"unused,omitempty"`  // the names of given values that nothing in the graph reads
	Leaves     []string    `json:"leaves,omitempty"`  // remote models that would be given inputs
}

// Plan is another way to understand the request.
type Plan struct {
	Graph      graph.Graph `json:"graph"`
	Confidence float64     `json:"confidence"`
}

// Node is a node of the graph as it runs.
type Node struct {
	ID       string      `json:"id"`
	Task     task.ID     `json:"task"`
	Title    string      `json:"title"`
	State    State       `json:"state"`
	Progress float64     `json:"progress,omitempty"`
	Model    ref.Model   `json:"model,omitzero"`
	Because  string      `json:"because,omitempty"`
	Tried    []Attempt   `json:"tried,omitempty"`
	Started  time.Time   `json:"started,omitzero"`
	Millis   int64       `json:"millis,omitempty"`
	Memo     bool        `json:"memo,omitempty"`
	In       port.Values `json:"in,omitempty"`
	Out      port.Values `json:"out,omitempty"`
	Partial  string      `json:"partial,omitempty"`
	Doubt    string      `json:"doubt,omitempty"` // why its result is uncertain
	Only     string      `json:"only,omitempty"`  // the language that its model was left to take for what is said, if it knows no other
	Error    string      `json:"error,omitempty"`

	Usage engine.Usage `json:"usage,omitzero"` // of its models, those that failed too; none where the result was there
}

// Attempt is a model that failed on a node.
type Attempt struct {
	Model ref.Model `json:"model"`
	Error string    `json:"error"`
}

// Usage is what the models of the graph have used.
func (r Run) Usage() (all engine.Usage) {
	for _, n := range r.Nodes {
		all = all.Plus(n.Usage)
	}
	return all
}

// live is a run that this process is at work on.
type live struct {
	id      string
	mu      sync.Mutex
	run     Run
	changed chan struct{}
}

func newLive(run Run) *live { return &live{id: run.ID, run: run, changed: make(chan struct{})} }

func (l *live) update(f func(*Run)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	f(&l.run)
	close(l.changed)
	l.changed = make(chan struct{})
}

func (l *live) node(id string, f func(*Node)) {
	l.update(func(r *Run) {
		i := slices.IndexFunc(r.Nodes, func(n Node) bool { return n.ID == id })
		if i >= 0 {
			f(&r.Nodes[i])
		}
	})
}

// snapshot returns the run as it stands and a channel that closes when it changes.
func (l *live) snapshot() (Run, <-chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	run := l.run
	run.Nodes = slices.Clone(run.Nodes)
	for i := range run.Nodes {
		run.Nodes[i].Tried = slices.Clone(run.Nodes[i].Tried)
		run.Nodes[i].In = maps.Clone(run.Nodes[i].In)
		run.Nodes[i].Out = maps.Clone(run.Nodes[i].Out)
	}
	return run, l.changed
}
