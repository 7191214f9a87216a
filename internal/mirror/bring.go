package mirror

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"time"

	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
)

// Bring has a repository be here if an upstream has it. The repositories of who
// has an account here are their own: whoever takes the same name elsewhere
// cannot put one beside them.
func (m *Mirror) Bring(ctx context.Context, k hub.Kind, name ref.Repo) error {
	var from []Source
	for _, s := range m.p.Sources {
		if s.serves(name) {
			from = append(from, s)
		}
	}
	what := "bring " + string(k) + " " + name.Key()
	if len(from) == 0 {
		return notHere(k, name)
	}
	if err := m.isNowhere(what); err != nil {
		return err
	}
	if _, err := m.p.Owners.Owner(ctx, name.Owner); err == nil || !fault.Is(err, fault.NotFound) {
		return errors.Join(err, notHere(k, name))
	}
	return m.wait(ctx, m.once(ctx, what, func(ctx context.Context) error {
		leave, err := m.enter(ctx, k, name)
		if err != nil {
			return err
		}
		defer leave()
		err = m.bring(ctx, from, k, name)
		if fault.Is(err, fault.NotFound) || errors.Is(err, hub.ErrGated) {
			m.setNowhere(what, err)
		}
		return err
	}), k, name)
}

// Sync brings a repository from one source, whatever that allows and whoever has
// the name of its owner here, or makes it as new as it is there. Faults: Conflict
// when something else has its name.
func (m *Mirror) Sync(ctx context.Context, source string, k hub.Kind, name ref.Repo) error {
	s, ok := m.source(source)
	if !ok {
		return fault.New(fault.Invalid, "there is no upstream %q in the settings", source)
	}
	r, err := m.p.Repos.Find(ctx, k, name)
	switch {
	case fault.Is(err, fault.NotFound):
		return m.wait(ctx, m.once(ctx, "bring "+string(k)+" "+name.Key(), func(ctx context.Context) error {
			return m.bring(ctx, []Source{s}, k, name)
		}), k, name)
	case err != nil:
		return err
	case r.Upstream != source || r.Name.Key() != name.Key():
		return fault.New(fault.Conflict, "there is a %s here already that does not come from the upstream %s: rename or delete it first", r.Subject(), source)
	}
	return m.wait(ctx, m.once(ctx, "renew "+string(r.ID), func(ctx context.Context) error { return m.renew(ctx, s, r, false) }), k, name)
}

// enter waits a moment until few enough repositories come. Anybody can ask for
// one, and each takes a process and space on the disk.
func (m *Mirror) enter(ctx context.Context, k hub.Kind, name ref.Repo) (leave func(), err error) {
	leave = func() { <-m.brings }
	select {
	case m.brings <- struct{}{}: // though its time may be over by now
		return leave, nil
	default:
	}
	timer := time.NewTimer(m.o.Patience)
	defer timer.Stop()
	select {
	case m.brings <- struct{}{}:
		return leave, nil
	case <-ctx.Done():
		return nil, fault.Wrap(ctx.Err(), fault.Canceled, "canceled")
	case <-timer.C:
	}
	return nil, fault.New(fault.Unavailable, "%d repositories are being fetched from upstreams already, so %s %s has to wait: ask for it again in a moment", m.o.Brings, k, name)
}

// ErrClosed is wrapped by what an upstream answers of a repository that it does not
// show to us, be it there or not. It is of kind NotFound.
var ErrClosed = errors.New("the upstream shows it to those alone who may read it")

// notHere is the fault of what no upstream is asked for.
func notHere(k hub.Kind, name ref.Repo) error {
	return hub.Missing(hub.ErrNoRepo, "there is no %s %s, or you may not see it", k, name)
}

// notThere is the fault of what sources were asked for that do not have it, and of
// which one may have said that it is not for us.
func notThere(k hub.Kind, name ref.Repo, closed error) error {
	switch _, why := fault.Of(closed); {
	case closed == nil:
		return hub.Missing(hub.ErrNoRepo, "there is no %s %s at an upstream", k, name)
	case errors.Is(closed, hub.ErrGated):
		return fault.Wrap(hub.ErrGated, fault.Forbidden, "the %s %s cannot be fetched: %s", k, name, why)
	default:
		return hub.Missing(hub.ErrNoRepo, "there is no %s %s, or %s", k, name, why)
	}
}

// nowhere is what was not to be had, and until when that is remembered.
type nowhere struct {
	why   error
	until time.Time
}

func (m *Mirror) isNowhere(what string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if n := m.nowhere[what]; time.Now().Before(n.until) {
		return n.why
	}
	return nil
}

const maxNowhere = 10_000 // names that are remembered as nowhere

func (m *Mirror) setNowhere(what string, why error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.nowhere) >= maxNowhere {
		clear(m.nowhere)
	}
	m.nowhere[what] = nowhere{why, time.Now().Add(m.o.Again)}
}

// wait waits for work on a repository as long as its asker does.
func (m *Mirror) wait(ctx context.Context, w *work, k hub.Kind, name ref.Repo) error {
	select {
	case <-w.done:
		return w.err
	case <-ctx.Done():
		return fault.Wrap(ctx.Err(), fault.Canceled, "canceled while %s %s was fetched from its upstream; that goes on", k, name)
	}
}

// bring takes a repository from the first source that has it.
func (m *Mirror) bring(ctx context.Context, from []Source, k hub.Kind, name ref.Repo) (err error) {
	var closed error
	for _, s := range from {
		remote, e := s.Refs(ctx, k, name)
		if e == nil && !remote.Private {
			remote.Private, e = s.Gated(ctx, k, name)
		}
		if e == nil {
			e = m.land(ctx, s, k, name, remote)
		}
		switch {
		case e == nil:
			return nil
		case errors.Is(e, hub.ErrGated) || closed == nil && errors.Is(e, ErrClosed):
			closed = e
		case !fault.Is(e, fault.NotFound):
			err = errors.Join(err, e)
		}
	}
	if err == nil {
		err = notThere(k, name, closed)
	}
	return err
}

// land makes the repository. It can be found when all of git's part is there,
// and nothing stays of one that breaks off.
func (m *Mirror) land(ctx context.Context, s Source, k hub.Kind, name ref.Repo, remote Remote) error {
	now := time.Now()
	r := hub.Repo{ID: hub.NewID(), Kind: k, Name: name, Private: remote.Private, Upstream: s.Name, Created: now, Updated: now}
	if err := m.p.Git.Make(ctx, r.ID); err != nil {
		return err
	}
	err := m.pull(ctx, s, r)
	if err == nil {
		m.lookAgain(r.ID, now.Add(m.o.Interval)) // who finds it need not
		err = m.p.Repos.Add(ctx, r)
	}
	if err != nil {
		return errors.Join(err, m.p.Git.Remove(context.WithoutCancel(ctx), r.ID))
	}
	if err := m.p.Audit.Note(ctx, "mirror bring", r.Subject(), "from "+s.Name); err != nil {
		return err
	}
	return m.landed(ctx, r)
}

func (m *Mirror) pull(ctx context.Context, s Source, r hub.Repo) error {
	url, stop, err := s.Relay(ctx, r.Kind, r.Name)
	if err != nil {
		return err
	}
	err = m.p.Git.Pull(ctx, r.ID, url)
	refused := stop()
	kind, _ := fault.Of(err)
	switch {
	case err != nil && refused != nil && ctx.Err() == nil:
		return refused
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return fault.Wrap(errors.Join(hub.ErrUpstreamSlow, err), fault.Unavailable, "%s did not come from the upstream %s within %v: try again later", r.Subject(), s.Name, bringTime)
	case err != nil && kind == fault.Internal:
		return fault.Wrap(errors.Join(hub.ErrUpstream, err), fault.Unavailable, "git could not fetch %s from the upstream %s: try again, or see the server's log for what it said", r.Subject(), s.Name)
	}
	return err
}

const pointBatch = 1000

// landed notes what the refs of a mirror lead to, as they are now.
func (m *Mirror) landed(ctx context.Context, r hub.Repo) error {
	var batch []hub.Pointer
	for p, err := range m.p.Git.Pointers(ctx, r.ID) {
		if err != nil {
			return err
		}
		if batch = append(batch, p); len(batch) == pointBatch {
			if err := m.p.Rows.Point(ctx, r.ID, batch); err != nil {
				return err
			}
			batch = batch[:0]
		}
	}
	if err := m.p.Rows.Point(ctx, r.ID, batch); err != nil {
		return err
	}
	if err := m.p.Landed(ctx, r.ID); err != nil {
		return err
	}
	return m.checked(ctx, r.ID)
}

func (m *Mirror) checked(ctx context.Context, id hub.ID) error {
	now := time.Now()
	m.lookAgain(id, now.Add(m.o.Interval))
	return m.p.Rows.Check(ctx, id, now)
}

func (m *Mirror) lookAgain(id hub.ID, at time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.next[id] = at
}

// Renew brings what is new of a mirror, when it is time to look. Who asks waits
// for that a moment; what then is not there yet comes for the next one.
func (m *Mirror) Renew(ctx context.Context, r hub.Repo) error {
	s, ok := m.source(r.Upstream)
	if !ok {
		return nil // it is served as it was
	}
	first, due, err := m.due(ctx, r.ID)
	if err != nil || !due {
		return err
	}
	w := m.once(ctx, "renew "+string(r.ID), func(ctx context.Context) error {
		err := m.renew(ctx, s, r, first)
		if err != nil && m.life.Err() == nil {
			m.lookAgain(r.ID, time.Now().Add(min(m.o.Again, m.o.Interval)))
			m.p.Log.WarnContext(ctx, "a mirror is served as it is known: its upstream cannot be asked", "repository", r.Subject(), "upstream", s.Name, "err", err)
		}
		return err
	})
	timer := time.NewTimer(m.o.Patience)
	defer timer.Stop()
	select {
	case <-w.done:
	case <-timer.C:
	case <-ctx.Done():
		return fault.Wrap(ctx.Err(), fault.Canceled, "canceled")
	}
	return nil
}

// due reports whether it is time to look for what is new, and whether that was
// never done.
func (m *Mirror) due(ctx context.Context, id hub.ID) (first, due bool, err error) {
	m.mu.Lock()
	next, known := m.next[id]
	m.mu.Unlock()
	if !known {
		at, err := m.p.Rows.Checked(ctx, id)
		if err != nil {
			return false, false, fmt.Errorf("look when a mirror was checked: %w", err)
		}
		first, next = at.IsZero(), at.Add(m.o.Interval)
		if !first {
			m.lookAgain(id, next)
		}
	}
	return first, time.Now().After(next), nil
}

// renew asks the upstream once, and fetches if something has changed there.
func (m *Mirror) renew(ctx context.Context, s Source, r hub.Repo, first bool) error {
	remote, err := s.Refs(ctx, r.Kind, r.Name)
	if err != nil {
		return err
	}
	refs, err := m.p.Git.Refs(ctx, r.ID)
	if err != nil {
		return err
	}
	have := map[ref.Rev]hub.OID{}
	for _, e := range refs {
		have[e.Name] = e.Commit
	}
	for name := range have {
		if !branchOrTag(name) {
			delete(have, name)
		}
	}
	changed := !maps.Equal(have, remote.Refs)
	if changed && !remote.Private {
		if remote.Private, err = s.Gated(ctx, r.Kind, r.Name); err != nil {
			return err
		}
	}
	// What was for few stays so until it is seen to be for all with a new state.
	if remote.Private && !r.Private || changed && remote.Private != r.Private {
		if _, err := m.p.Repos.Change(ctx, r.ID, func(c *hub.Repo) error { c.Private = remote.Private; return nil }); err != nil {
			return err
		}
	}
	if !changed && !first {
		return m.checked(ctx, r.ID)
	}
	if changed {
		if err := m.pull(ctx, s, r); err != nil {
			return err
		}
		if err := m.p.Audit.Note(ctx, "mirror renew", r.Subject(), "from "+s.Name); err != nil {
			return err
		}
	}
	return m.landed(ctx, r)
}

func branchOrTag(name ref.Rev) bool {
	s := string(name)
	return len(s) > len(hub.Heads) && s[:len(hub.Heads)] == hub.Heads || len(s) > len(hub.Tags) && s[:len(hub.Tags)] == hub.Tags
}

// Held are those of some objects that the files of a mirror point to.
func (m *Mirror) Held(ctx context.Context, id hub.ID, digests []blob.Digest) (map[blob.Digest]hub.Pointer, error) {
	return m.p.Rows.Pointed(ctx, id, digests)
}
