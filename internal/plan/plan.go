// Package plan holds the words between what somebody asks for and the graph
// that does it: a request, what came with it, and a plan. The planners are
// below: sketch is the learned machine for any vocabulary of tools, tongue
// plans in Tenon's own, chatplan asks a language model.
package plan
