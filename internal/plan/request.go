package plan

import (
	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/port"
)

// Request is what somebody asks for, and what came with it.
type Request struct {
	Text  string
	Given []Given
	Lang  string // of the answer and of questions back; empty is the request's own
}

// Given is a value that came with a request.
type Given struct {
	Name string // a file name, unique in the request
	Type port.Type
}

// Plan is a graph whose models are not chosen yet, or a question back to the
// person when the request leaves open what is wanted.
type Plan struct {
	Graph      graph.Graph
	Confidence float64 // the probability that the graph is right
	Question   string  // not empty: Graph is empty
	// Undone is what is asked for that no task does, in words that follow
	// “cannot”. It is all that is asked when Graph and Question are empty.
	Undone []string
	About  bool // the request asks what can be done, Question answers in general
}
