package published

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/fleet"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/facts"
	"github.com/tenonhub/tenon/internal/hub/running"
	"github.com/tenonhub/tenon/internal/ref"
)

// An adapter (LoRA) runs in the worker of the model that it belongs to: the
// repository that it names, or one with GGUF files of that.

func isAdapter(f facts.Facts) bool { return f.Runs.Engine != "" && f.Runs.Kind == running.LoRA }

// fits reports whether a model can be what an adapter belongs to.
func fits(model, adapter facts.Facts) bool {
	return model.Runs.Engine == "llama" && !isAdapter(model) && model.Runs.Task == adapter.Runs.Task &&
		(model.Architecture == "" || adapter.Architecture == "" || model.Architecture == adapter.Architecture)
}

// belongs reports whether a repository is the base of that name, or made of it.
func belongs(r hub.Repo, f facts.Facts, base string) bool {
	same := func(s string) bool { return strings.EqualFold(s, base) }
	return same(r.Name.String()) || slices.ContainsFunc(f.BaseModels, same)
}

// mostBases is how many repositories are looked at that were made of a model.
const mostBases = 50

// base opens what an adapter belongs to.
func (s *Source) base(ctx context.Context, adapter opened) (opened, error) {
	base := adapter.known.Runs.Base
	if name, err := ref.ParseRepo(base); err == nil {
		o, err := s.openRepo(ctx, ref.Model{Owner: string(name.Owner), Name: name.Name})
		if err == nil && fits(o.known, adapter.known) {
			return o, nil
		}
	}
	l, _, err := s.hub.List(ctx, hub.Query{Kind: hub.Model, Labels: []string{"gguf", "base_model:" + base}, Sort: hub.ByDownloads, Limit: mostBases})
	if err != nil {
		return opened{}, err
	}
	known, err := s.hub.Known(ctx, false, l)
	if err != nil {
		return opened{}, err
	}
	trusted, err := s.trusted(ctx)
	if err != nil {
		return opened{}, err
	}
	for _, r := range l {
		if !fits(known[r.ID], adapter.known) || !nameable(r.Name) {
			continue
		}
		// Anybody may say that a model was made of another.
		near := r.Name.Owner.Key() == adapter.Name.Owner.Key() || strings.HasPrefix(strings.ToLower(base), r.Name.Owner.Key()+"/")
		if ok, err := trusted(r); err != nil || !ok && !near {
			continue
		}
		if o, err := s.openRepo(ctx, ref.Model{Owner: string(r.Name.Owner), Name: r.Name.Name}); err == nil {
			return o, nil
		}
	}
	return opened{}, fault.New(fault.Unavailable, "%s is an adapter (LoRA) of %s, of which there is no repository here with GGUF files that it fits: bring one, with base_model in its card if its name is another",
		adapter.Name, base)
}

// baseAmong finds what an adapter belongs to in a list.
func baseAmong(l []hub.Repo, known map[hub.ID]facts.Facts, adapter facts.Facts) (facts.Facts, bool) {
	for _, r := range l {
		if f := known[r.ID]; belongs(r, f, adapter.Runs.Base) && fits(f, adapter) {
			return f, true
		}
	}
	return facts.Facts{}, false
}

// Adapter finds an adapter for a model by the name of its repository, if the actor may
// read that. Faults: NotFound, Invalid if it is none.
func (s *Source) Adapter(ctx context.Context, model ref.Model, name string) (fleet.Adapter, error) {
	m, err := ref.ParseModel(name)
	if err != nil {
		return fleet.Adapter{}, fault.New(fault.Invalid, "lora names the adapter %.100q: name the repository of one, OWNER/NAME", name)
	}
	o, err := s.openRepo(ctx, m)
	if err != nil {
		return fleet.Adapter{}, err
	}
	if !isAdapter(o.known) {
		return fleet.Adapter{}, fault.New(fault.Invalid, "%s is no adapter (LoRA)", o.Name)
	}
	to, err := s.open(ctx, model)
	if err != nil {
		return fleet.Adapter{}, err
	}
	if !fits(to.known, o.known) {
		return fleet.Adapter{}, fault.New(fault.Invalid, "%s is an adapter of %s, for models of the architecture %s, and %s is none", o.Name, o.known.Runs.Base, o.known.Architecture, to.Name)
	}
	return s.layAdapter(ctx, o)
}

// layAdapter is where the file of an adapter lies.
func (s *Source) layAdapter(ctx context.Context, o opened) (a fleet.Adapter, err error) {
	e, err := o.Entry(ctx, o.at, ref.Path(o.known.Runs.Files[0]))
	if err == nil {
		a.Path, err = s.whole(ctx, o.Handle, e)
	}
	if err != nil {
		return a, fmt.Errorf("read the adapter %s: %w", o.Name, err)
	}
	a.Name, a.ID, a.Scale = o.Name.String(), string(e.OID), 1
	return a, nil
}
