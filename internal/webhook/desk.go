package webhook

import (
	"context"
	"fmt"
	"time"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/job"
	"github.com/tenonhub/tenon/internal/ref"
)

// Parts are what a desk is made of.
type Parts struct {
	Store    Store
	Expected Expectations
	Repos    hub.Repos
	Requests hub.Requests
	Accounts hub.Accounts
	Users    Users
	Queue    Queue
	Sender   Sender
	Audit    hub.Audit
	Base     func() string // the address of this server, as payloads name it
}

// Users finds users on behalf of themselves.
type Users interface {
	User(ctx context.Context, name ref.Owner) (account.User, error)
}

// Queue keeps deliveries until they are done.
type Queue interface {
	Add(ctx context.Context, n job.New) (job.Job, error)
	AddAll(ctx context.Context, l ...job.New) error
	Find(ctx context.Context, id job.ID) (job.Job, error)
	List(ctx context.Context, f job.Filter) ([]job.Job, error)
}

// Desk keeps webhooks on behalf of the actor of the context, and tells their
// addresses. It is safe for concurrent use.
type Desk struct {
	p   Parts
	now func() time.Time
}

// New returns the desk of its parts.
func New(p Parts) *Desk { return &Desk{p: p, now: time.Now} }

// Draft is what a webhook is to be.
type Draft struct {
	URL     string
	Secret  Secret
	Watched []Watched // without targets
	Domains []string
}

// may is a fault unless the actor may see its webhooks, or change them.
func may(ctx context.Context, write bool) (account.Actor, error) {
	a := account.From(ctx)
	switch {
	case a.Anonymous():
		return a, fault.New(fault.Unauthenticated, "log in to have webhooks: send a token")
	case write && !a.Scope.Writes(), !a.Scope.Reads():
		return a, fault.New(fault.Forbidden, "this token is not for the settings of %s: use one that may write", a.User)
	}
	return a, nil
}

// List lists the webhooks of the actor.
func (d *Desk) List(ctx context.Context) ([]Hook, error) {
	a, err := may(ctx, false)
	if err != nil {
		return nil, err
	}
	return d.p.Store.List(ctx, a.User)
}

// Find finds a webhook of the actor. Fault: NotFound.
func (d *Desk) Find(ctx context.Context, id ID) (Hook, error) { return d.own(ctx, id, false) }

func (d *Desk) own(ctx context.Context, id ID, write bool) (Hook, error) {
	a, err := may(ctx, write)
	if err != nil {
		return Hook{}, err
	}
	h, err := d.p.Store.Find(ctx, id)
	if err == nil && h.Owner.Key() != a.User.Key() {
		err = missing(string(id))
	}
	return h, err
}

// Create makes a webhook.
func (d *Desk) Create(ctx context.Context, n Draft) (Hook, error) {
	a, err := may(ctx, true)
	if err != nil {
		return Hook{}, err
	}
	l, err := d.p.Store.List(ctx, a.User)
	if err == nil && len(l) >= maxHooks {
		err = fault.New(fault.Exhausted, "%s has %d webhooks, the most that there can be: delete one", a.User, len(l))
	}
	if err != nil {
		return Hook{}, err
	}
	h := Hook{ID: NewID(), Owner: a.User, Created: d.now().UTC()}
	if err := d.fill(ctx, &h, n); err != nil {
		return Hook{}, err
	}
	if err := d.p.Store.Add(ctx, h); err != nil {
		return Hook{}, err
	}
	return h, d.note(ctx, "create", h)
}

// fill makes a webhook what the draft says.
func (d *Desk) fill(ctx context.Context, h *Hook, n Draft) (err error) {
	h.URL, h.Secret = n.URL, n.Secret
	if err := checkURL(h.URL); err != nil {
		return err
	}
	if err := checkSecret(h.Secret); err != nil {
		return err
	}
	if h.Domains, err = ParseDomains(n.Domains); err != nil {
		return err
	}
	h.Watched, err = d.watched(ctx, n.Watched)
	return err
}

// watched finds what is to be watched, of what the actor may see.
func (d *Desk) watched(ctx context.Context, l []Watched) ([]Watched, error) {
	if len(l) == 0 {
		return nil, fault.New(fault.Invalid, "a webhook watches something: a user, an org, a model, a dataset or a space")
	}
	if len(l) > maxWatched {
		return nil, fault.New(fault.TooLarge, "a webhook watches at most %d things: watch their owner, or make another", maxWatched)
	}
	out := make([]Watched, len(l))
	for i, w := range l {
		var err error
		if w.Kind == User || w.Kind == Org {
			w, err = d.watchedOwner(ctx, w)
		} else {
			w, err = d.watchedRepo(ctx, w)
		}
		if err != nil {
			return nil, err
		}
		out[i] = w
	}
	return out, nil
}

func (d *Desk) watchedOwner(ctx context.Context, w Watched) (Watched, error) {
	name, err := ref.ParseOwner(w.Name)
	if err != nil {
		return w, err
	}
	o, err := d.p.Accounts.Owner(ctx, name)
	if err == nil && o.Org != (w.Kind == Org) {
		err = fault.New(fault.NotFound, "there is no %s %s", w.Kind, name)
	}
	w.Name, w.Target = string(o.Name), o.Name.Key()
	return w, err
}

func (d *Desk) watchedRepo(ctx context.Context, w Watched) (Watched, error) {
	k, err := hub.ParseKind(string(w.Kind))
	if err != nil {
		return w, fault.New(fault.Invalid, "a %.40q cannot be watched here: it is user, org, model, dataset or space", string(w.Kind))
	}
	name, err := ref.ParseRepo(w.Name)
	if err != nil {
		return w, err
	}
	r, err := d.p.Repos.Find(ctx, k, name)
	if err != nil {
		return w, err
	}
	ok, err := hub.MayOpen(ctx, d.p.Accounts, d.p.Requests, r, hub.See)
	if err == nil && !ok {
		err = hub.Missing(hub.ErrNoRepo, "there is no %s %s, or you may not see it", k, name)
	}
	w.Name, w.Target = r.Name.String(), string(r.ID)
	return w, err
}

// Edit is what is to be other about a webhook; what is empty or nil stays.
type Edit struct {
	URL     string
	Secret  *Secret
	Watched []Watched
	Domains []string
}

// Change changes a webhook.
func (d *Desk) Change(ctx context.Context, id ID, e Edit) (Hook, error) {
	h, err := d.own(ctx, id, true)
	if err != nil {
		return h, err
	}
	n := Draft{URL: h.URL, Secret: h.Secret, Watched: e.Watched, Domains: e.Domains}
	if e.URL != "" {
		n.URL = e.URL
	}
	if e.Secret != nil {
		n.Secret = *e.Secret
	}
	was := h
	if len(e.Watched) == 0 { // what it watches is not looked for anew: it may be hidden now
		n.Watched = []Watched{{Kind: User, Name: string(h.Owner)}}
	}
	if err := d.fill(ctx, &h, n); err != nil {
		return h, err
	}
	if len(e.Watched) == 0 {
		h.Watched = was.Watched
	}
	if len(e.Domains) == 0 {
		h.Domains = was.Domains
	}
	return d.keep(ctx, id, "update", func(c *Hook) { c.URL, c.Secret, c.Watched, c.Domains = h.URL, h.Secret, h.Watched, h.Domains })
}

func (d *Desk) keep(ctx context.Context, id ID, act string, change func(*Hook)) (Hook, error) {
	h, err := d.p.Store.Change(ctx, id, func(c *Hook) error { change(c); return nil })
	if err != nil {
		return h, err
	}
	return h, d.note(ctx, act, h)
}

// Enable lets a webhook hear, or lets it be.
func (d *Desk) Enable(ctx context.Context, id ID, on bool) (Hook, error) {
	if _, err := d.own(ctx, id, true); err != nil {
		return Hook{}, err
	}
	return d.keep(ctx, id, map[bool]string{true: "enable", false: "disable"}[on], func(c *Hook) { c.Disabled = !on })
}

// Remove removes a webhook. What is on its way to it is dropped.
func (d *Desk) Remove(ctx context.Context, id ID) error {
	h, err := d.own(ctx, id, true)
	if err == nil {
		err = d.p.Store.Remove(ctx, id)
	}
	if err != nil {
		return err
	}
	return d.note(ctx, "remove", h)
}

// note writes to the audit log; addresses may have keys in them, and are not there.
func (d *Desk) note(ctx context.Context, act string, h Hook) error {
	return d.p.Audit.Note(ctx, "webhook "+act, "webhook "+string(h.ID), fmt.Sprintf("%d watched, %v", len(h.Watched), h.Domains))
}
