// Package program runs command-line programs as models. A manifest says how
// one is called, in which limits, and what comes out; every call runs confined
// (see sandbox) in a directory of its own, without a shell or a network. The
// manifests and cards of the models that come with Tenon are in models/.
package program

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/sandbox"
)

//go:embed models
var embedded embed.FS

// Embedded are the models that come with Tenon.
func Embedded() (Set, error) {
	files, err := fs.Sub(embedded, "models")
	if err != nil {
		return Set{}, fmt.Errorf("read the models: %w", err)
	}
	return Read(files)
}

// Models are the cards of the models that come with Tenon.
func Models() ([]catalog.Model, error) {
	s, err := Embedded()
	return s.Models(), err
}

// Engine runs the models of its sets. It is safe for concurrent use.
type Engine struct{ models map[ref.Model]*model }

// New returns an engine of the models of the sets; the first set that has a
// model wins.
func New(sets ...Set) *Engine {
	e := &Engine{models: map[ref.Model]*model{}}
	for _, s := range sets {
		for _, m := range s.models {
			if _, taken := e.models[m.Model]; !taken {
				e.models[m.Model] = m
			}
		}
	}
	return e
}

// Ready is nil if what the model needs is installed; otherwise a fault of kind
// Unavailable that says what is missing and the command that installs it.
func (e *Engine) Ready(name ref.Model) error {
	m, err := e.lookup(name)
	if err != nil {
		return err
	}
	return ready(m.Model.String(), m.Needs)
}

// Memory is the limit of a model's programs, in bytes; one runs at a time.
func (e *Engine) Memory(name ref.Model) int64 {
	m, err := e.lookup(name)
	if err != nil {
		return 0
	}
	return m.Limits.sandbox().Complete().Memory
}

func (e *Engine) lookup(name ref.Model) (*model, error) {
	name.Rev = ""
	m, ok := e.models[name]
	if !ok {
		return nil, fault.About(name.String(), fault.NotFound, "no program is wrapped as this model")
	}
	return m, nil
}

func ready(model string, needs []Need) error {
	var missing, packages []string
	for _, n := range needs {
		what := n.Program
		if n.Program != "" {
			if _, err := sandbox.Find(n.Program); err == nil {
				continue
			}
		} else {
			if _, err := os.Stat(n.File); err == nil {
				continue
			}
			what = n.File
		}
		missing = append(missing, what)
		if n.Package != "" && !slices.Contains(packages, n.Package) {
			packages = append(packages, n.Package)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	how := ""
	if len(packages) > 0 {
		how = "; install it with: sudo apt-get install " + strings.Join(packages, " ")
	}
	return fault.About(model, fault.Unavailable, "%s is not installed%s", strings.Join(missing, ", "), how)
}

// Run implements engine.Engine.
func (e *Engine) Run(ctx context.Context, req engine.Request) iter.Seq2[engine.Event, error] {
	return func(yield func(engine.Event, error) bool) {
		m, err := e.lookup(req.Model)
		if err == nil {
			err = ready(m.Model.String(), m.Needs)
		}
		if err == nil && ctx.Err() != nil {
			err = fault.Wrap(ctx.Err(), fault.Canceled, "canceled")
		}
		if err != nil {
			yield(engine.Event{}, err)
			return
		}
		box, err := sandbox.New(m.Limits.sandbox())
		if err != nil {
			yield(engine.Event{}, err)
			return
		}
		defer box.Close()
		r := &run{model: m, box: box}
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		stopped := false
		r.progress = func(share float64) {
			if !stopped && !yield(engine.Event{Progress: share, Usage: r.usage()}, nil) {
				stopped = true
				cancel()
			}
		}
		out, err := r.do(ctx, req)
		switch {
		case stopped:
		case err != nil:
			yield(engine.Event{}, err)
		default:
			yield(engine.Event{Progress: 1, Out: out, Usage: r.usage()}, nil)
		}
	}
}

func (l limits) sandbox() sandbox.Limits {
	return sandbox.Limits{Wall: l.Time, Memory: int64(l.Memory), Disk: int64(l.Disk), Processes: l.Processes}
}
