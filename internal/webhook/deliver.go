package webhook

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/job"
	"github.com/tenonhub/tenon/internal/ref"
)

// What happened is one job, however many webhooks watch: whoever did it waits
// for one write. That job makes a delivery for each webhook, which is a job again.
// The ids of both are made of the event's, so that what is told twice because a
// program died is sent once as long as the first is remembered; after that the
// event's id in the payload tells.
//
//	what happened ── Happened ── job  (durable; then whoever did it hears)
//	                              │
//	                     Spread ──┴── job, job, …
//	                                   │
//	                         Deliver ──┴── POST … 2xx: done   else: again, later and later
//
// Deliveries to the addresses of one user take a share of the slots, and no more.

// The kinds of jobs that find out who is to hear of something, and that deliver.
const (
	News     job.Kind = "webhook.news"
	Delivery job.Kind = "webhook.delivery"
)

// retries is how often a delivery is tried again: with the queue's waits, for
// about three quarters of an hour.
const retries = 15

// Message is what is sent to an address.
type Message struct {
	Trusted bool // the address may be one inside: an administrator has named it
	URL     string
	Header  map[string]string
	Body    []byte
}

// Sender sends messages by POST. It follows no redirects, and reads nothing of
// the answer.
type Sender interface {
	Send(ctx context.Context, m Message) (status int, err error)
}

// parcel is the payload of a delivery.
type parcel struct {
	Hook  ID              `json:"hook"`
	Event hub.ID          `json:"event"`
	Body  json.RawMessage `json:"body"`
}

// holder is whose a delivery is in the queue.
func holder(id ID) string { return "webhook " + string(id) }

// share is whose slots a delivery takes.
func share(h Hook) string { return "webhooks of " + h.Owner.Key() }

var _ hub.Events = (*Desk)(nil)

// Expect notes refs that are about to move, if somebody watches.
func (d *Desk) Expect(ctx context.Context, r hub.Repo, refs func() ([]hub.Change, error)) (hub.ID, error) {
	ok, err := d.heard(ctx, hub.Event{Repo: r, Scope: hub.OfContent})
	if err != nil || !ok {
		return "", err
	}
	e := Expectation{ID: hub.NewID(), Repo: r.ID, Since: d.now().UTC()}
	if e.Refs, err = refs(); err != nil {
		return "", err
	}
	return e.ID, d.p.Expected.Expect(ctx, e)
}

// Forget forgets what was expected.
func (d *Desk) Forget(ctx context.Context, id hub.ID) error { return d.p.Expected.Forget(ctx, id) }

// targets are what is watched by who hears of an event.
func targets(e hub.Event) []string {
	l := []string{string(e.Repo.ID), e.Repo.Name.Owner.Key()}
	if e.Deed == hub.Moved && e.Was.Owner.Key() != e.Repo.Name.Owner.Key() {
		l = append(l, e.Was.Owner.Key())
	}
	return l
}

// heard reports whether a webhook would hear of an event, whoever may see it.
func (d *Desk) heard(ctx context.Context, e hub.Event) (bool, error) {
	return d.p.Store.Heard(ctx, domainOf(e.Scope), targets(e)...)
}

// watching are the webhooks that would hear of an event.
func (d *Desk) watching(ctx context.Context, e hub.Event) (l []Hook, err error) {
	all, err := d.p.Store.Watching(ctx, targets(e)...)
	for _, h := range all {
		if h.hears(domainOf(e.Scope)) {
			l = append(l, h)
		}
	}
	return l, err
}

// Happened has an event told to those that watch, and whose owners may see it.
func (d *Desk) Happened(ctx context.Context, e hub.Event) error {
	ok, err := d.heard(ctx, e)
	if err != nil || !ok {
		return err
	}
	payload, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("write an event: %w", err)
	}
	_, err = d.p.Queue.Add(ctx, job.New{ID: job.ID("webhook-news-" + string(e.ID)), Kind: News, Owner: "webhooks", Title: title(e), Payload: payload, Retries: retries})
	if fault.Is(err, fault.Conflict) { // it was told before the program died
		return nil
	}
	return err
}

func title(e hub.Event) string { return fmt.Sprintf("%s %s of %s", e.Deed, e.Scope, e.Repo.Subject()) }

// Spread runs a job of news: it makes a delivery for each webhook that is to
// hear of an event.
func (d *Desk) Spread(ctx context.Context, t *job.Task) (json.RawMessage, error) {
	var e hub.Event
	if err := json.Unmarshal(t.Payload(), &e); err != nil {
		return nil, fmt.Errorf("read an event: %w", err)
	}
	hooks, err := d.watching(ctx, e)
	if err != nil {
		return nil, err
	}
	var l []job.New
	for _, h := range hooks {
		ok, err := d.shown(ctx, h.Owner, e)
		if err == nil && ok {
			var n job.New
			n, err = d.delivery(h, e)
			l = append(l, n)
		}
		if err != nil {
			return nil, fmt.Errorf("tell webhook %s of an event: %w", h.ID, err)
		}
	}
	return nil, d.p.Queue.AddAll(ctx, l...)
}

func (d *Desk) delivery(h Hook, e hub.Event) (n job.New, err error) {
	body, err := write(d.p.Base(), h.ID, e)
	if err != nil {
		return n, err
	}
	payload, err := json.Marshal(parcel{h.ID, e.ID, body})
	return job.New{
		ID: job.ID("webhook-" + string(h.ID) + "-" + string(e.ID)), Kind: Delivery, Owner: holder(h.ID), Share: share(h), Title: title(e),
		Payload: payload, Retries: retries,
	}, err
}

// owner is the user of a webhook as an actor; ok is false if it is gone.
func (d *Desk) owner(ctx context.Context, name ref.Owner) (a account.Actor, ok bool, err error) {
	a = account.Actor{User: name, Scope: account.Full, Via: "webhook"}
	u, err := d.p.Users.User(account.With(ctx, a), name)
	if fault.Is(err, fault.NotFound) || err == nil && u.Disabled {
		return a, false, nil
	}
	a.Admin = u.Admin
	return a, err == nil, err
}

// shown reports whether a user may see what happened; what is said of gated
// repositories is for who may read them.
func (d *Desk) shown(ctx context.Context, user ref.Owner, e hub.Event) (bool, error) {
	a, ok, err := d.owner(ctx, user)
	if err != nil || !ok {
		return false, err
	}
	access := hub.See
	if e.Talk != nil {
		access = hub.Read
	}
	return hub.MayOpen(account.With(ctx, a), d.p.Accounts, d.p.Requests, e.Repo, access)
}

// Tips finds where refs stand.
type Tips interface {
	Tip(ctx context.Context, id hub.ID, name ref.Rev) (hub.OID, error)
}

// Recover tells of what came about when a program died before it could: of what
// was expected before t.
func (d *Desk) Recover(ctx context.Context, tips Tips, t time.Time) error {
	l, err := d.p.Expected.Expected(ctx, t)
	if err != nil {
		return err
	}
	for _, e := range l {
		if err := d.recover(ctx, tips, e); err != nil {
			return fmt.Errorf("find out what became of repository %s: %w", e.Repo, err)
		}
	}
	return nil
}

func (d *Desk) recover(ctx context.Context, tips Tips, e Expectation) error {
	r, err := d.p.Repos.ByID(ctx, e.Repo)
	if fault.Is(err, fault.NotFound) {
		return d.Forget(ctx, e.ID)
	}
	if err != nil {
		return err
	}
	happened := hub.Event{ID: e.ID, Deed: hub.Updated, Scope: hub.OfContent, Repo: r, At: e.Since}
	for _, c := range e.Refs {
		if c.To, err = tips.Tip(ctx, e.Repo, c.Name); err != nil {
			return err
		}
		if c.To == c.From {
			continue
		}
		if happened.Refs = append(happened.Refs, c); c.Name == hub.Branch(hub.Main) {
			happened.Repo.Head = c.To
		}
	}
	if len(happened.Refs) > 0 {
		if err := d.Happened(ctx, happened); err != nil {
			return err
		}
	}
	return d.Forget(ctx, e.ID)
}

// dropped is the verdict on a delivery that nobody wants any more.
const dropped = "dropped"

// Deliver runs a delivery.
func (d *Desk) Deliver(ctx context.Context, t *job.Task) (json.RawMessage, error) {
	var p parcel
	if err := json.Unmarshal(t.Payload(), &p); err != nil {
		return nil, fmt.Errorf("read a delivery: %w", err)
	}
	h, err := d.p.Store.Find(ctx, p.Hook)
	if fault.Is(err, fault.NotFound) || err == nil && h.Disabled {
		t.Verdict(dropped)
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	a, ok, err := d.owner(ctx, h.Owner)
	if err != nil {
		return nil, err
	}
	if !ok {
		t.Verdict(dropped)
		return nil, nil
	}
	m := Message{Trusted: a.Admin, URL: h.URL, Body: p.Body, Header: map[string]string{
		"Content-Type": "application/json", "X-Webhook-Event": string(p.Event), "X-Webhook-Attempt": strconv.Itoa(t.Attempt()),
	}}
	if h.Secret != "" {
		m.Header["X-Webhook-Secret"] = string(h.Secret)
	}
	status, err := d.p.Sender.Send(ctx, m)
	if err != nil {
		return nil, err
	}
	t.Verdict(strconv.Itoa(status))
	return judge(status)
}

// judge says what an answer means: a redirect is not followed, and an address
// that is gone for good is not asked again.
func judge(status int) (json.RawMessage, error) {
	result := json.RawMessage(fmt.Sprintf(`{"status":%d}`, status))
	switch {
	case status >= 200 && status < 300:
		return result, nil
	case status >= 300 && status < 400:
		return result, fault.New(fault.Invalid, "the address answered %d %s: webhooks follow no redirects, name where it leads", status, http.StatusText(status))
	case status == http.StatusGone:
		return result, fault.New(fault.NotFound, "the address answered that it is gone for good")
	}
	return result, fault.New(fault.Unavailable, "the address answered %d %s", status, http.StatusText(status))
}

// maxDeliveries is how many deliveries are listed.
const maxDeliveries = 100

// Deliveries lists the last deliveries to a webhook of the actor, the newest first.
func (d *Desk) Deliveries(ctx context.Context, id ID) ([]job.Job, error) {
	if _, err := d.own(ctx, id, false); err != nil {
		return nil, err
	}
	return d.p.Queue.List(ctx, job.Filter{Owner: holder(id), Kind: Delivery, Limit: maxDeliveries})
}

// Again sends what was sent once more.
func (d *Desk) Again(ctx context.Context, id ID, delivery job.ID) (job.Job, error) {
	h, err := d.own(ctx, id, true)
	if err != nil {
		return job.Job{}, err
	}
	j, err := d.p.Queue.Find(ctx, delivery)
	if fault.Is(err, fault.NotFound) || err == nil && j.Owner != holder(id) {
		return j, fault.New(fault.NotFound, "there is no delivery %.80q to this webhook", string(delivery))
	}
	if err != nil {
		return j, err
	}
	return d.p.Queue.Add(ctx, job.New{Kind: Delivery, Owner: j.Owner, Share: share(h), Title: j.Title, Payload: j.Payload, Retries: retries})
}
