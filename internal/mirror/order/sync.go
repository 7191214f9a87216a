package order

import (
	"context"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/job"
	"github.com/tenonhub/tenon/internal/mirror"
	"github.com/tenonhub/tenon/internal/ref"
)

// Handle does an order: each repository is a step, so that a job which was cut
// off goes on with the next. One that fails does not keep it from the others.
func (b *Book) Handle(ctx context.Context, t *job.Task) (json.RawMessage, error) {
	var o Order
	if err := json.Unmarshal(t.Payload(), &o); err != nil {
		return nil, fmt.Errorf("read an order: %w", err)
	}
	p := &Progress{}
	b.begin(t.Job().ID, p)
	defer b.end(t.Job().ID)
	l, err := b.repos(ctx, o)
	if err != nil {
		return nil, err
	}
	b.change(func() { p.Of = len(l) })
	for _, name := range l {
		done, err := b.step(ctx, t, o, name, p)
		if err != nil {
			return nil, err
		}
		b.change(func() {
			p.Repos++
			p.Files += done.Files
			p.Bytes += done.Bytes
			p.Failed = append(p.Failed, done.Failed...)
		})
	}
	b.change(func() { p.Now = "" })
	result, err := json.Marshal(p)
	if err == nil && len(l) > 0 && len(p.Failed) == len(l) {
		err = fault.New(fault.NotFound, "nothing of %s could be mirrored: %s", o.Name, p.Failed[0])
	}
	return result, err
}

// repos are the repositories of an order.
func (b *Book) repos(ctx context.Context, o Order) ([]ref.Repo, error) {
	owner, pattern, _ := strings.Cut(o.Name, "/")
	if !strings.ContainsAny(pattern, "*?[") {
		r, err := ref.ParseRepo(o.Name)
		return []ref.Repo{r}, err
	}
	lister, ok := b.Listers[o.Upstream]
	if !ok {
		return nil, fault.New(fault.Invalid, "the upstream %s is no longer in the settings", o.Upstream)
	}
	tasks := o.Tasks
	if len(tasks) == 0 {
		tasks = []string{""}
	}
	var l []ref.Repo
	for _, task := range tasks {
		found, err := lister.List(ctx, o.Kind, ref.Owner(owner), task)
		if err != nil {
			return nil, err
		}
		for _, r := range found {
			ok, _ := path.Match(strings.ToLower(pattern), strings.ToLower(r.Name)) // it was checked
			if ok && !slices.Contains(l, r) && !b.Mirror.Denies(o.Upstream, r) {
				l = append(l, r)
			}
		}
	}
	slices.SortFunc(l, func(a, b ref.Repo) int { return strings.Compare(a.Key(), b.Key()) })
	return l, nil
}

// step does one repository, unless an earlier attempt has.
func (b *Book) step(ctx context.Context, t *job.Task, o Order, name ref.Repo, all *Progress) (done Progress, err error) {
	b.change(func() { all.Now = name.String() })
	if result, ok := t.Step(name.Key()); ok {
		return done, json.Unmarshal(result, &done)
	}
	err = b.repo(ctx, o, name, &done, all)
	if ctx.Err() != nil {
		return done, fault.Wrap(ctx.Err(), fault.Canceled, "canceled")
	}
	if err != nil {
		kind, msg := fault.Of(err)
		if kind == fault.Internal {
			return done, err
		}
		done.Failed = []string{name.String() + ": " + msg}
	}
	result, err := json.Marshal(done)
	if err == nil {
		_, err = t.Record(ctx, name.Key(), result)
	}
	return done, err
}

// repo mirrors one repository, and the large files of its main branch that are
// wanted.
func (b *Book) repo(ctx context.Context, o Order, name ref.Repo, done, all *Progress) error {
	if err := b.Mirror.Sync(ctx, o.Upstream, o.Kind, name); err != nil {
		return err
	}
	r, err := b.Hub.Open(ctx, o.Kind, name, hub.Read)
	if err != nil {
		return err
	}
	at, err := r.Resolve(ctx, hub.Main)
	if err != nil {
		return err
	}
	rate := mirror.NewRate(o.Rate)
	for after := ref.Path(""); ; {
		const page = 1000
		l, err := r.List(ctx, at, "", true, after, page)
		if err != nil {
			return err
		}
		for _, e := range l {
			after = ref.Path(e.Name)
			if e.Object == nil || !o.wants(e) {
				continue
			}
			b.change(func() { all.Now = name.String() + "/" + e.Name })
			if err := b.file(ctx, r, e, rate); err != nil {
				return err
			}
			done.Files++
			done.Bytes += e.Object.Size
		}
		if len(l) < page {
			return nil
		}
	}
}

// wants reports whether a large file is wanted: by its path, or by its name if
// the pattern has no slash.
func (t Terms) wants(e hub.Entry) bool {
	if t.MaxSize > 0 && e.Object.Size > t.MaxSize {
		return false
	}
	return len(t.Files) == 0 || slices.ContainsFunc(t.Files, func(p string) bool {
		name := e.Name
		if !strings.Contains(p, "/") {
			name = path.Base(name)
		}
		ok, err := path.Match(p, name)
		return ok && err == nil
	})
}

// file has a large file be here.
func (b *Book) file(ctx context.Context, r *hub.Handle, e hub.Entry, rate *mirror.Rate) error {
	f, err := r.Read(ctx, e)
	if err != nil {
		return err
	}
	defer f.Close()
	slow, ok := f.(interface {
		Fetch(ctx context.Context, rate *mirror.Rate) error
	})
	if !ok { // it is here
		return nil
	}
	return slow.Fetch(ctx, rate)
}

func (b *Book) begin(id job.ID, p *Progress) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.going == nil {
		b.going = map[job.ID]*Progress{}
	}
	b.going[id] = p
}

func (b *Book) end(id job.ID) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.going, id)
}

func (b *Book) change(f func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	f()
}
