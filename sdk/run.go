package sdk

import "time"

// State is how far a run is.
type State string

// The states. Running ends in one of those after it.
const (
	Waiting    State = "waiting"
	Running    State = "running"
	Done       State = "done"
	Planned    State = "planned"    // the plan was asked for, and nothing was run
	Question   State = "question"   // Run.Question must be answered first
	Consent    State = "consent"    // it would send inputs to Run.Leaves; ask again with consent
	Impossible State = "impossible" // Run.Error says why, and what would make it possible
	Failed     State = "failed"
	Canceled   State = "canceled"
	Skipped    State = "skipped" // of a node: a test of it did not hold, or one that it needs was skipped or has failed
)

// Ended reports whether a run in this state will not change any more.
func (s State) Ended() bool { return s != Waiting && s != Running }

// Run is one request to the assistant and all that came of it.
type Run struct {
	ID      string    `json:"id"`
	Text    string    `json:"text"`
	Lang    string    `json:"lang"` // of the answer; lists leave it out
	State   State     `json:"state"`
	Created time.Time `json:"created"`
	Ended   time.Time `json:"ended,omitzero"`

	Given      []Value `json:"given,omitempty"`      // what came with the request
	Graph      Graph   `json:"graph"`                // empty until it is planned
	Confidence float64 `json:"confidence,omitempty"` // that the graph is right, in [0, 1]
	Planner    string  `json:"planner,omitempty"`    // embedded, a model's name, or the one who edited it
	Plans      []Plan  `json:"plans,omitempty"`      // the next best, best first
	Nodes      []Node  `json:"nodes,omitempty"`      // the graph's nodes as they run

	Question  string    `json:"question,omitempty"`
	Undone    []string  `json:"undone,omitempty"`  // what is asked for besides that nothing does, in words that follow “cannot”
	Lacking   []string  `json:"lacking,omitempty"` // why parts of it cannot be done here, which the graph is without
	Unused    []string  `json:"unused,omitempty"`  // the names of given values that nothing in the graph reads
	Leaves    []string  `json:"leaves,omitempty"`  // the remote models that would be given inputs
	Answer    string    `json:"answer,omitempty"`
	Told      []Section `json:"told,omitempty"`      // the answer, divided among the nodes that it tells of
	Artefacts []Value   `json:"artefacts,omitempty"` // the files that answer, and the texts too long for the answer
	Beside    []string  `json:"beside,omitempty"`    // the names of those artefacts that only stand beside the answer, such as the rows behind a figure
	Error     string    `json:"error,omitempty"`
}

// Section is what the answer says of one node.
type Section struct {
	Node string `json:"node"`
	File string `json:"file,omitempty"` // that it is of, when the request is over several
	Text string `json:"text,omitempty"`
}

// Plan is another way to understand a request.
type Plan struct {
	Graph      Graph   `json:"graph"`
	Confidence float64 `json:"confidence"`
}

// Node is a node of the graph as it runs.
type Node struct {
	ID       string             `json:"id"`
	Task     string             `json:"task"`
	Title    string             `json:"title"` // what it does, in the language of the run
	State    State              `json:"state"`
	Progress float64            `json:"progress,omitempty"` // in [0, 1]; 0 is unknown
	Model    string             `json:"model,omitempty"`
	Because  string             `json:"because,omitempty"` // why this model, or why it was skipped
	Tried    []Attempt          `json:"tried,omitempty"`   // the models that failed before
	Started  time.Time          `json:"started,omitzero"`
	Millis   int64              `json:"millis,omitempty"`
	Memo     bool               `json:"memo,omitempty"` // the result was there from an earlier run
	In       map[string][]Value `json:"in,omitempty"`
	Out      map[string][]Value `json:"out,omitempty"`
	Partial  string             `json:"partial,omitempty"` // words that came so far
	Doubt    string             `json:"doubt,omitempty"`   // why its result is uncertain
	Error    string             `json:"error,omitempty"`
	Usage    Usage              `json:"usage,omitzero"` // of its models
}

// Usage is what models have used, in the units that they are metered by.
type Usage struct {
	TokensIn   int64   `json:"tokensIn,omitempty"`
	TokensOut  int64   `json:"tokensOut,omitempty"`
	Characters int64   `json:"characters,omitempty"`
	Seconds    float64 `json:"seconds,omitempty"` // of audio or video
	Pictures   int64   `json:"pictures,omitempty"`
	Steps      int64   `json:"steps,omitempty"`
}

// Attempt is a model that failed on a node.
type Attempt struct {
	Model string `json:"model"`
	Error string `json:"error"`
}

// Value is a value on a port: words in Text, or a file to be had by its digest.
type Value struct {
	Type   string  `json:"type"` // text, image, audio, video, document, table, labels, boxes, masks, embedding, chat
	Media  string  `json:"media,omitempty"`
	Name   string  `json:"name,omitempty"`
	Text   string  `json:"text,omitempty"`
	Digest string  `json:"digest,omitempty"`
	Size   int64   `json:"size,omitempty"`
	Sure   float64 `json:"sure,omitempty"`   // how far the model that read or heard it trusts it, in (0, 1]; 0 is unknown
	Notice string  `json:"notice,omitempty"` // what was odd about a given file
	None   bool    `json:"none,omitempty"`   // the words are no answer, but why there is none
	Source string  `json:"source,omitempty"` // the address that a given file was fetched from
}

// Graph is a DAG of tasks.
type Graph struct {
	Nodes []GraphNode `json:"nodes"`
}

// GraphNode is one call of a model.
type GraphNode struct {
	ID     string              `json:"id"`
	Task   string              `json:"task"`
	Model  string              `json:"model,omitempty"` // empty: the best one is chosen
	Params map[string]any      `json:"params,omitempty"`
	In     map[string][]Source `json:"in"`
	When   []Test              `json:"when,omitempty"` // it is skipped unless all of them hold
	Why    []string            `json:"why,omitempty"`  // the words of the request that led here
}

// Source says where a value of an input comes from: exactly one of Node, Given
// and Text is set.
type Source struct {
	Node  string `json:"node,omitempty"`
	Port  string `json:"port,omitempty"`
	Given string `json:"given,omitempty"`
	Text  string `json:"text,omitempty"`

	Else *Source `json:"else,omitempty"` // what is read instead where Node is skipped
}

// Test is a test of what another node made, or of a text: exactly one of Node,
// Given and Text is set.
type Test struct {
	Node  string   `json:"node,omitempty"`
	Port  string   `json:"port,omitempty"` // empty is its first output
	Given string   `json:"given,omitempty"`
	Text  string   `json:"text,omitempty"`
	Is    string   `json:"is"`             // label, language, found, contains, longer (than so many words), above, below
	Of    []string `json:"of,omitempty"`   // classes, codes of languages or words, one of which is looked for
	Than  float64  `json:"than,omitempty"` // the number that it is held against
	Not   bool     `json:"not,omitempty"`
	Why   string   `json:"why,omitempty"` // the words of the request that led here
}

// Model is a model of the catalogue.
type Model struct {
	Name      string              `json:"model"`
	Task      string              `json:"task"`
	Engine    string              `json:"engine"`
	Title     string              `json:"title"`
	Licence   string              `json:"licence"`
	Languages []string            `json:"languages,omitempty"`
	Pairs     []string            `json:"pairs,omitempty"`
	Fixed     map[string]any      `json:"fixed,omitempty"` // parameters that it takes as they are
	Only      map[string][]string `json:"only,omitempty"`  // of the choices of a parameter those that it knows, if not all
	Quality   float64             `json:"quality"`
	Speed     float64             `json:"speed"`
	Remote    bool                `json:"remote,omitempty"`
	Missing   string              `json:"missing,omitempty"` // why it cannot run now
	Card      string              `json:"card,omitempty"`
}

// Connection is a server of models that speaks the OpenAI API.
type Connection struct {
	Name   string      `json:"name"` // the owner of its models
	URL    string      `json:"url"`
	Key    string      `json:"key,omitempty"`    // is never sent back
	Weight int         `json:"weight,omitempty"` // of its server among those of More; 0 is 1
	More   []Server    `json:"more,omitempty"`   // servers that have the same models, to connect
	Local  *bool       `json:"local,omitempty"`  // what is sent there stays in your hands; nil: if its address is of this machine
	Model  string      `json:"model,omitempty"`  // connect this model alone
	Task   string      `json:"task,omitempty"`   // what the models do, where their names do not tell
	Models []Connected `json:"models,omitempty"`

	Servers []Server `json:"servers,omitempty"` // all that are connected, and how they do
}

// Server is a server of a connection. What follows Only is told, not asked for.
type Server struct {
	URL    string   `json:"url"`
	Key    string   `json:"key,omitempty"`    // is never sent back; empty is the connection's
	Weight int      `json:"weight,omitempty"` // its share of the requests; 0 is 1
	Only   []string `json:"only,omitempty"`   // the models that it has; none is all

	Well    bool    `json:"well"`              // it answers
	Took    int64   `json:"took_ms,omitempty"` // milliseconds, to do so
	Failure string  `json:"failure,omitempty"` // why it does not, or failed last
	Rests   float64 `json:"rests,omitempty"`   // seconds that it is left alone still, after it has failed again and again
	Asked   int64   `json:"asked,omitempty"`   // requests since the program started
	Lost    int64   `json:"lost,omitempty"`    // those that it failed
}

// Connected is a model of a connection, as its server calls it.
type Connected struct {
	ID    string   `json:"id"`
	Tasks []string `json:"tasks"`
}
