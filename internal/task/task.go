// Package task is the vocabulary of what models do: the Hub's pipeline tags,
// made finer where one tag covers jobs of different ports, with ModelScope's
// names as aliases. A task fixes the ports and parameters of its models.
package task

import (
	_ "embed" // the vocabulary
	"encoding/json"
	"fmt"
	"slices"
	"sync"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
)

// ID names a task, such as "text-to-speech".
type ID string

// Task is one entry of the vocabulary.
type Task struct {
	ID      ID          `json:"id"`
	Tag     string      `json:"tag"` // the Hub's pipeline tag
	En      string      `json:"en"`  // what it does, for people: an imperative
	Zh      string      `json:"zh"`
	Result  string      `json:"result"` // what comes out, for people: a noun
	ResZh   string      `json:"result_zh"`
	Doc     string      `json:"doc"`
	In      []port.Spec `json:"in"`
	Out     []port.Spec `json:"out"`
	Aliases []string    `json:"aliases,omitempty"`
	Params  []Param     `json:"params,omitempty"`
}

//go:embed vocabulary.json
var source []byte

// A broken vocabulary is a programmer's mistake, so reading it panics.
var vocabulary = sync.OnceValue(func() *table {
	t := &table{named: map[string]int{}}
	if err := json.Unmarshal(source, &t.tasks); err != nil {
		panic(fmt.Sprintf("task: read the vocabulary: %v", err))
	}
	for i, d := range t.tasks {
		for _, name := range append([]string{string(d.ID)}, d.Aliases...) {
			if _, twice := t.named[name]; twice {
				panic("task: the vocabulary names twice: " + name)
			}
			t.named[name] = i
		}
	}
	return t
})

type table struct {
	tasks []Task
	named map[string]int
}

// All returns the vocabulary, text first. The caller must not change it.
func All() []Task { return vocabulary().tasks }

// Lookup finds a task by its name or an alias.
func Lookup(name string) (Task, error) {
	t := vocabulary()
	i, ok := t.named[name]
	if !ok {
		return Task{}, fault.New(fault.NotFound, "there is no task %q; `tenon tasks` lists them", name)
	}
	return t.tasks[i], nil
}

// Input finds an input port.
func (t Task) Input(name string) (port.Spec, bool) { return find(t.In, name) }

// Output finds an output port.
func (t Task) Output(name string) (port.Spec, bool) { return find(t.Out, name) }

func find(specs []port.Spec, name string) (port.Spec, bool) {
	i := slices.IndexFunc(specs, func(s port.Spec) bool { return s.Name == name })
	if i < 0 {
		return port.Spec{}, false
	}
	return specs[i], true
}
