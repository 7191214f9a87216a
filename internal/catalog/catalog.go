// Package catalog describes models and chooses among them. It does not run
// them and it does not know where their files are.
package catalog

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/task"
)

// Model is what the catalogue knows of a callable model.
type Model struct {
	Ref       ref.Model           `json:"model"`
	Task      task.ID             `json:"task"`
	Engine    string              `json:"engine"`              // native, program, remote, worker
	Runtime   string              `json:"-"`                   // of an engine that has several: what a worker runs it with, llama or onnx
	Title     string              `json:"title"`               // one line, for people
	Licence   string              `json:"licence"`             // SPDX identifier
	Languages []string            `json:"languages,omitempty"` // ISO 639 codes; empty is any, or none needed
	Pairs     []string            `json:"pairs,omitempty"`     // for translation: "en-es"; empty is any pair of Languages
	Rough     bool                `json:"-"`                   // what it says gives the meaning and no more, but for the pairs of Good
	Good      []string            `json:"-"`
	Fixed     task.Params         `json:"fixed,omitempty"`  // parameters that this model takes as they are, such as a style
	Only      map[string][]string `json:"only,omitempty"`   // of the choices of a parameter those that this model knows, if not all
	Reads     []string            `json:"-"`                // the media types that it reads, if not all of its task,
	Unread    []string            `json:"-"`                // and those that it does not
	Quality   float64             `json:"quality"`          // in [0, 1], as measured in its card, against the other models of its task
	Speed     float64             `json:"speed"`            // in [0, 1], 1 is instant
	Remote    bool                `json:"remote,omitempty"` // its inputs leave this machine
	Stranger  bool                `json:"-"`                // somebody made it whom the actor has nothing to do with: it is taken when it is named, and never else
	Card      string              `json:"-"`                // the model card, Markdown with its front matter
}

// RoughFrom reports whether a translation from one language to another is rough.
func (m Model) RoughFrom(source, target string) bool {
	return m.Rough && !slices.Contains(m.Good, Base(source)+"-"+Base(target))
}

// Source lists models: the ones in the program, connected ones, the hub's.
type Source interface {
	Models(ctx context.Context) ([]Model, error)
}

// Finder is a source that finds a model without listing all. Faults: NotFound.
type Finder interface {
	Find(ctx context.Context, m ref.Model) (Model, error)
}

// Fixed is a source of models that never change.
type Fixed []Model

// Models returns f.
func (f Fixed) Models(context.Context) ([]Model, error) { return f, nil }

// Catalog is all sources together.
type Catalog struct{ sources []Source }

// New returns the catalogue of some sources; of two models of one name the
// first source's stands.
func New(sources ...Source) *Catalog {
	sources = slices.Clone(sources)
	for i, s := range sources {
		if f, ok := s.(Fixed); ok {
			sources[i] = f.byName()
		}
	}
	return &Catalog{sources}
}

// named are models that never change, by name.
type named struct {
	Fixed
	at map[ref.Model]int
}

func (f Fixed) byName() named {
	n := named{f, make(map[ref.Model]int, len(f))}
	for i, m := range slices.Backward(f) { // the first of a name stands
		n.at[m.Ref] = i
	}
	return n
}

// Models returns every model, ordered by task and then by name.
func (c *Catalog) Models(ctx context.Context) ([]Model, error) {
	var all []Model
	seen := map[ref.Model]bool{}
	for _, s := range c.sources {
		models, err := s.Models(ctx)
		if err != nil {
			return nil, fmt.Errorf("list models: %w", err)
		}
		for _, m := range models {
			if !seen[m.Ref] {
				seen[m.Ref] = true
				all = append(all, m)
			}
		}
	}
	place := map[task.ID]int{}
	for i, t := range task.All() {
		place[t.ID] = i
	}
	slices.SortStableFunc(all, func(a, b Model) int {
		return cmp.Or(cmp.Compare(place[a.Task], place[b.Task]), cmp.Compare(a.Ref.String(), b.Ref.String()))
	})
	return all, nil
}

// Find returns one model.
func (c *Catalog) Find(ctx context.Context, m ref.Model) (Model, error) {
	for _, s := range c.sources {
		if found, ok, err := find(ctx, s, m); ok || err != nil {
			return found, err
		}
	}
	return Model{}, fault.New(fault.NotFound, "there is no model %s; `tenon models` lists them", m)
}

func find(ctx context.Context, s Source, m ref.Model) (found Model, ok bool, err error) {
	if n, is := s.(named); is {
		i, ok := n.at[m]
		if !ok {
			return Model{}, false, nil
		}
		return n.Fixed[i], true, nil
	}
	if f, is := s.(Finder); is {
		found, err = f.Find(ctx, m)
		if fault.Is(err, fault.NotFound) {
			return Model{}, false, nil
		}
		return found, err == nil, err
	}
	all, err := s.Models(ctx)
	if err != nil {
		return Model{}, false, fmt.Errorf("list models: %w", err)
	}
	for i := range all {
		if all[i].Ref == m {
			return all[i], true, nil
		}
	}
	return Model{}, false, nil
}
