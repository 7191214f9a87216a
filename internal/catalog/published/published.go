// Package published is the models in the hub's own repositories, as a source of
// the catalogue: those whose files an engine of this server runs, for whoever
// may read them. How a repository is run, its files have told (hub/running).
package published

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/fleet"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/facts"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/task"
)

// Engine is the engine of these models in the catalogue.
const Engine = "worker"

// listed is how many models of a format are listed, the most used first. Any other is found
// by its name all the same.
const listed = 200

// fresh is how long a list is not made again: the catalogue is read several
// times for one request.
const fresh = 2 * time.Second

// maxLists is how many actors' lists are remembered.
const maxLists = 1000

// People say who somebody is, and of which organisations.
type People interface {
	User(ctx context.Context, name ref.Owner) (account.User, error)
	Memberships(ctx context.Context, user ref.Owner) ([]account.Member, error)
}

// Source is the models of a hub. It is safe for concurrent use.
type Source struct {
	hub    *hub.Hub
	files  Files
	people People

	mu    sync.Mutex
	lists map[string]list
	laid  map[string]fleet.Load  // by repository, commit, arguments and files
	known map[string]facts.Facts // by repository, commit and quantisation
	age   int                    // how often they were forgotten
}

type list struct {
	models []catalog.Model
	at     time.Time
}

// New returns the models of h, whose weights are in files.
func New(h *hub.Hub, files Files, p People) *Source {
	return &Source{hub: h, files: files, people: p, lists: map[string]list{}, laid: map[string]fleet.Load{}, known: map[string]facts.Facts{}}
}

// Forget has lists made anew: a repository has changed, has another name, or is gone.
func (s *Source) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.lists)
	s.age++
}

// Models lists the models that the actor may run.
func (s *Source) Models(ctx context.Context) ([]catalog.Model, error) {
	a := account.From(ctx)
	key := fmt.Sprintf("%v %v %v", a.User, a.Admin, a.Scope)
	s.mu.Lock()
	l, ok := s.lists[key]
	age := s.age
	s.mu.Unlock()
	if ok && time.Since(l.at) < fresh {
		return slices.Clone(l.models), nil
	}
	now := time.Now()
	models, err := s.list(ctx)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.lists) >= maxLists {
		clear(s.lists)
	}
	if age == s.age { // else it may have what is gone
		s.lists[key] = list{models, now}
	}
	return slices.Clone(models), nil
}

func (s *Source) list(ctx context.Context) (l []catalog.Model, err error) {
	var repos []hub.Repo
	for _, format := range []string{"gguf", "onnx"} {
		some, _, err := s.hub.List(ctx, hub.Query{Kind: hub.Model, Labels: []string{format}, Sort: hub.ByDownloads, Limit: listed})
		if err != nil {
			return nil, err
		}
		for _, r := range some {
			if !slices.ContainsFunc(repos, func(o hub.Repo) bool { return o.ID == r.ID }) {
				repos = append(repos, r)
			}
		}
	}
	known, err := s.hub.Known(ctx, false, repos)
	if err != nil {
		return nil, err
	}
	trusted, err := s.trusted(ctx)
	if err != nil {
		return nil, err
	}
	for _, r := range repos {
		if known[r.ID].Runs.Engine == "" || !nameable(r.Name) {
			continue
		}
		if r.Gate != hub.GateNone {
			if _, err := s.hub.OpenID(ctx, r.ID, hub.Read); err != nil {
				continue // its files are not for this actor
			}
		}
		ok, err := trusted(r)
		if err != nil {
			return nil, err
		}
		f := known[r.ID]
		if isAdapter(f) {
			base, here := baseAmong(repos, known, f)
			if !here {
				continue // it may be found by its name
			}
			f = with(f, base)
		}
		for _, m := range models(mainOf(r), f) {
			m.Stranger = !ok
			l = append(l, m)
		}
	}
	return l, nil
}

// nameable reports whether a repository has a name that models can have.
func nameable(r ref.Repo) bool {
	m, err := ref.ParseModel(r.String())
	return err == nil && m == m.Main()
}

// Find finds a model that the actor may run. A repository that none can run is
// a fault of kind Unavailable that says why. Faults: NotFound.
func (s *Source) Find(ctx context.Context, m ref.Model) (catalog.Model, error) {
	o, err := s.open(ctx, m)
	if err != nil {
		return catalog.Model{}, err
	}
	if isAdapter(o.known) {
		base, err := s.base(ctx, o)
		if err != nil {
			return catalog.Model{}, err
		}
		o.known = with(o.known, base.known)
	}
	found := models(o.name, o.known)[0]
	if as := asked(m, o.known); as != "" {
		found = named(found, as)
	}
	found.Card, err = card(ctx, o)
	return found, err
}

// Held is the model that a worker of m holds, under its name of today, and the engine
// that runs it there. Faults: as those of Find.
func (s *Source) Held(ctx context.Context, m ref.Model) (held ref.Model, runtime string, err error) {
	o, err := s.open(ctx, m)
	if err != nil {
		return held, "", err
	}
	if isAdapter(o.known) {
		base, err := s.base(ctx, o)
		return base.name, base.known.Runs.Engine, err
	}
	return o.name, o.known.Runs.Engine, nil
}

// Named is m under the name that its repository has today, and the id of that: it is
// looked for by id unless that is empty. Faults: as those of hub.Open.
func (s *Source) Named(ctx context.Context, id hub.ID, m ref.Model) (hub.ID, ref.Model, error) {
	if id == "" {
		o, err := s.open(ctx, m)
		if err != nil {
			return "", m, err
		}
		id = o.ID
	}
	r, err := s.hub.OpenID(ctx, id, hub.Read)
	if err != nil {
		return id, m, err
	}
	known, err := r.Known(ctx)
	if err != nil {
		return id, m, err
	}
	now := mainOf(r.Repo)
	if as := asked(m, known); as != "" {
		now.Name += "." + as
	}
	now.Rev, now.Quant = m.Rev, m.Quant
	return id, now, nil
}

// with is an adapter as it runs with its base.
func with(adapter, base facts.Facts) facts.Facts {
	adapter.Runs.Memory += base.Runs.Memory
	adapter.Runs.Bytes += base.Runs.Bytes
	adapter.Parameters = base.Parameters
	return adapter
}

// mainOf is the model of a repository as it is.
func mainOf(r hub.Repo) ref.Model { return ref.Model{Owner: string(r.Name.Owner), Name: r.Name.Name} }

// asked is which of its other tasks a model is named for; empty is the main one.
func asked(m ref.Model, known facts.Facts) string {
	for _, as := range known.Runs.Also {
		if strings.HasSuffix(m.Name, "."+as) {
			return as
		}
	}
	return ""
}

// models are a repository as models of the catalogue: one for each task that it does.
func models(name ref.Model, f facts.Facts) []catalog.Model {
	var fixed task.Params
	if f.Runs.Scale > 0 {
		fixed = task.Params{"scale": float64(f.Runs.Scale)}
	}
	main := catalog.Model{
		Fixed: fixed, Ref: name, Task: task.ID(f.Runs.Task), Engine: Engine, Runtime: f.Runs.Engine,
		Title: title(f), Licence: cmp.Or(strings.Join(f.Licenses, ", "), "not said"), Languages: codes(f.Languages),
		// Nobody has measured it here: it comes after what has a card with figures.
		Quality: 0.3, Speed: speed(f.Runs.Bytes),
	}
	l := []catalog.Model{main}
	for _, as := range f.Runs.Also {
		if m := named(main, as); nameable(ref.Repo{Owner: ref.Owner(name.Owner), Name: m.Ref.Name}) {
			l = append(l, m)
		}
	}
	return l
}

// named is a model for another task that it does.
func named(m catalog.Model, as string) catalog.Model {
	m.Ref.Name += "." + as
	m.Task = task.ID(as)
	return m
}

// title is a line about a model.
func title(f facts.Facts) string {
	words := []string{f.Architecture}
	if f.Parameters > 0 {
		words = append(words, count(f.Parameters)+" parameters")
	}
	words = append(words, f.Quantisation)
	words = slices.DeleteFunc(words, func(s string) bool { return s == "" })
	how := f.Runs.Engine
	if f.Runs.Base != "" {
		how += " on " + f.Runs.Base
	}
	return strings.Join(words, ", ") + "; runs with " + how + ", needs " + fleet.Size(f.Runs.Memory)
}

func count(n int64) string {
	f, unit := float64(n), 0
	for f >= 1000 && unit < 4 {
		f, unit = f/1000, unit+1
	}
	return strings.TrimSpace(fmt.Sprintf("%.3g%c", f, " KMBT"[unit]))
}

// codes are those of the languages of a card that are ISO 639 codes.
func codes(l []string) (found []string) {
	for _, c := range l {
		if base := catalog.Base(c); len(base) == 2 || len(base) == 3 {
			found = append(found, strings.ToLower(base))
		}
	}
	return found
}

// speed is how fast a model with so many bytes of weights is, roughly: each is
// read once for a token.
func speed(bytes int64) float64 {
	return min(max(0.5e9/float64(max(bytes, 1)), 0.05), 0.6)
}
