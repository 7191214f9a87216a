package mirror

import (
	"context"
	"errors"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
)

// Bundle is the upstream of mirrors that came in a bundle. It is asked for
// nothing: they are as they came until the next bundle.
const Bundle = "bundle"

// MayLoad is a fault of kind Conflict when a repository of this name did not come
// in a bundle.
func (m *Mirror) MayLoad(ctx context.Context, k hub.Kind, name ref.Repo) error {
	r, err := m.p.Repos.Find(ctx, k, name)
	if fault.Is(err, fault.NotFound) || err == nil && r.Upstream == Bundle && r.Name.Key() == name.Key() {
		return nil
	}
	if err == nil {
		err = fault.New(fault.Conflict, "there is a %s here already that did not come in a bundle: rename or delete it, and import again", r.Subject())
	}
	return err
}

// Load makes a mirror of a file of git, whose objects are stored already, or puts
// what is in it in the place of what an earlier bundle brought. It is seen when
// all of it is here; of a mirror that is there already, no more than that it is
// private now. Faults: Conflict when something else has its name.
func (m *Mirror) Load(ctx context.Context, k hub.Kind, name ref.Repo, private bool, file string, objects []hub.Pointer) error {
	if err := m.MayLoad(ctx, k, name); err != nil {
		return err
	}
	r, err := m.p.Repos.Find(ctx, k, name)
	if fault.Is(err, fault.NotFound) {
		r, err = m.loadNew(ctx, k, name, file)
	} else if err == nil {
		err = m.reload(ctx, r, private, file)
	}
	if err != nil {
		return err
	}
	for _, p := range objects {
		if err := m.p.Stored(ctx, r.ID, p); err != nil {
			return err
		}
	}
	if err := m.landed(ctx, r); err != nil {
		return err
	}
	_, err = m.p.Repos.Change(ctx, r.ID, func(c *hub.Repo) error { c.Private = private; return nil })
	return err
}

// reload puts what is in a file in the place of what is there. What is to be
// hidden is hidden before anything of it comes.
func (m *Mirror) reload(ctx context.Context, r hub.Repo, private bool, file string) error {
	if private && !r.Private {
		if _, err := m.p.Repos.Change(ctx, r.ID, func(c *hub.Repo) error { c.Private = true; return nil }); err != nil {
			return err
		}
	}
	return m.p.Git.Pull(ctx, r.ID, file)
}

// loadNew makes the repository, for nobody to see before it is whole.
func (m *Mirror) loadNew(ctx context.Context, k hub.Kind, name ref.Repo, file string) (hub.Repo, error) {
	now := time.Now()
	r := hub.Repo{ID: hub.NewID(), Kind: k, Name: name, Private: true, Upstream: Bundle, Created: now, Updated: now}
	if err := m.p.Git.Make(ctx, r.ID); err != nil {
		return r, err
	}
	err := m.p.Git.Pull(ctx, r.ID, file)
	if err == nil {
		err = m.p.Repos.Add(ctx, r)
	}
	if err != nil {
		return r, errors.Join(err, m.p.Git.Remove(context.WithoutCancel(ctx), r.ID))
	}
	return r, nil
}
