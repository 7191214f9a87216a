// Package order mirrors what nobody has asked for yet: whole owners or single
// repositories of an upstream, with all of their files or some, once or again
// and again. Each time is a durable job.
package order

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"path"
	"strings"
	"sync"
	"time"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/job"
	"github.com/tenonhub/tenon/internal/mirror"
	"github.com/tenonhub/tenon/internal/ref"
)

// Kind is that of the jobs.
const Kind job.Kind = "mirror.sync"

// Terms say what is mirrored, and how.
type Terms struct {
	Upstream string   `json:"upstream"`
	Kind     hub.Kind `json:"kind"`
	Name     string   `json:"name"`               // owner/name, where the name may have *
	Tasks    []string `json:"tasks,omitempty"`    // of repositories of an owner: those for one of them; none is all
	Files    []string `json:"files,omitempty"`    // large files whose path fits one of them, such as *.safetensors; none is all
	MaxSize  int64    `json:"max_size,omitempty"` // bytes of a large file; 0 is any
	Every    int64    `json:"every,omitempty"`    // seconds; 0 is once
	Rate     int64    `json:"rate,omitempty"`     // bytes a second; 0 is as fast as they come
}

// Order is a standing order to mirror something.
type Order struct {
	ID      string    `json:"id"`
	Created time.Time `json:"created"`
	Next    time.Time `json:"next,omitzero"` // when it is done again
	Job     job.ID    `json:"-"`
	Terms
}

// Rows keeps orders. Contract: ordertest.Run.
type Rows interface {
	Add(ctx context.Context, o Order) error
	List(ctx context.Context) ([]Order, error)
	// Find and the others of an order that is not there are faults of kind NotFound.
	Find(ctx context.Context, id string) (Order, error)
	Remove(ctx context.Context, id string) error
	// Start notes the job that does an order, and when it is done again.
	Start(ctx context.Context, id string, j job.ID, next time.Time) error
}

// Queue takes jobs.
type Queue interface {
	Add(ctx context.Context, n job.New) (job.Job, error)
	Find(ctx context.Context, id job.ID) (job.Job, error)
	Cancel(ctx context.Context, id job.ID) (job.Job, error)
}

// Lister lists what an owner has at an upstream.
type Lister interface {
	List(ctx context.Context, k hub.Kind, owner ref.Owner, task string) ([]ref.Repo, error)
}

// Book is where orders are given. Administrators of the server may.
type Book struct {
	Rows    Rows
	Queue   Queue
	Audit   hub.Audit
	Hub     *hub.Hub
	Mirror  *mirror.Mirror
	Listers map[string]Lister // by upstream

	mu    sync.Mutex
	going map[job.ID]*Progress
}

func mayOrder(ctx context.Context) error {
	a := account.From(ctx)
	if !a.Admin || !a.Scope.Writes() {
		return account.Need(a, account.None, account.Admin, "say what is mirrored: that is the administrator's")
	}
	return nil
}

const leastEvery = 60 // seconds

// check reads the terms of an order.
func (b *Book) check(t *Terms) error {
	if _, ok := b.Listers[t.Upstream]; !ok {
		return fault.New(fault.Invalid, "there is no upstream %q: name it in the settings first, as [[upstream]] or with --upstream", t.Upstream)
	}
	k, err := hub.ParseKind(string(t.Kind))
	if err != nil {
		return err
	}
	t.Kind = k
	owner, name, _ := strings.Cut(t.Name, "/")
	if name == "" {
		name = "*"
	}
	if _, err := ref.ParseOwner(owner); err != nil {
		return err
	}
	t.Name = owner + "/" + name
	if !strings.ContainsAny(name, "*?[") {
		if _, err := ref.ParseRepo(t.Name); err != nil {
			return err
		}
	}
	for _, p := range append([]string{name}, t.Files...) {
		if _, err := path.Match(p, ""); err != nil {
			return fault.New(fault.Invalid, "%q is no pattern: write * for any characters", p)
		}
	}
	if t.MaxSize < 0 || t.Rate < 0 || t.Every < 0 || t.Every > 0 && t.Every < leastEvery {
		return fault.New(fault.Invalid, "the size and the rate are not below 0, and a mirror is made anew every minute at the most")
	}
	return nil
}

// Add gives an order, and begins with it.
func (b *Book) Add(ctx context.Context, t Terms) (Report, error) {
	if err := mayOrder(ctx); err != nil {
		return Report{}, err
	}
	if err := b.check(&t); err != nil {
		return Report{}, err
	}
	o := Order{ID: strings.ToLower(rand.Text()[:10]), Created: time.Now().UTC(), Terms: t}
	if err := b.Rows.Add(ctx, o); err != nil {
		return Report{}, err
	}
	if err := b.note(ctx, "add", o); err != nil {
		return Report{}, err
	}
	return b.begun(ctx, o.ID)
}

// note writes what an administrator does to an order in the audit log.
func (b *Book) note(ctx context.Context, act string, o Order) error {
	return b.Audit.Note(ctx, "mirror "+act, string(o.Kind)+" "+o.Name, o.ID+" from "+o.Upstream)
}

// Sync begins with an order now, unless that is going on.
func (b *Book) Sync(ctx context.Context, id string) (Report, error) {
	if err := mayOrder(ctx); err != nil {
		return Report{}, err
	}
	r, err := b.begun(ctx, id)
	if err != nil {
		return r, err
	}
	return r, b.note(ctx, "sync", r.Order)
}

func (b *Book) begun(ctx context.Context, id string) (Report, error) {
	o, err := b.Rows.Find(ctx, id)
	if err != nil {
		return Report{}, err
	}
	if r, err := b.report(ctx, o); err != nil || r.State == job.Running || r.State == job.Waiting {
		return r, err
	}
	return b.start(ctx, o)
}

func (b *Book) start(ctx context.Context, o Order) (Report, error) {
	payload, err := json.Marshal(o)
	if err != nil {
		return Report{}, fmt.Errorf("write order %s: %w", o.ID, err)
	}
	j, err := b.Queue.Add(ctx, job.New{Kind: Kind, Owner: account.From(ctx).Owner(), Title: "Mirror " + o.Name, Payload: payload, Retries: 3})
	if err != nil {
		return Report{}, err
	}
	o.Job, o.Next = j.ID, time.Time{}
	if o.Every > 0 {
		o.Next = time.Now().UTC().Add(time.Duration(o.Every) * time.Second)
	}
	if err := b.Rows.Start(ctx, o.ID, o.Job, o.Next); err != nil {
		return Report{}, err
	}
	return b.report(ctx, o)
}

// Due begins with what is to be done again, as at now.
func (b *Book) Due(ctx context.Context, now time.Time) error {
	l, err := b.Rows.List(ctx)
	if err != nil {
		return err
	}
	for _, o := range l {
		if o.Next.IsZero() || o.Next.After(now) {
			continue
		}
		if _, err := b.begun(ctx, o.ID); err != nil {
			return err
		}
	}
	return nil
}

// Remove takes an order back; what it is doing ends. What was mirrored stays.
func (b *Book) Remove(ctx context.Context, id string) error {
	if err := mayOrder(ctx); err != nil {
		return err
	}
	o, err := b.Rows.Find(ctx, id)
	if err != nil {
		return err
	}
	if _, err := b.Queue.Cancel(ctx, o.Job); err != nil && !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.NotFound) {
		return err
	}
	if err := b.Rows.Remove(ctx, id); err != nil {
		return err
	}
	return b.note(ctx, "remove", o)
}
