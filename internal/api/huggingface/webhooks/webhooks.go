// Package webhooks is how clients of the Hugging Face Hub have addresses told of
// what happens: what they ask below /api/settings/webhooks. Package huggingface
// writes its answers, and its failures.
package webhooks

import (
	"context"
	"net/http"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/job"
	"github.com/tenonhub/tenon/internal/webhook"
	wire "github.com/tenonhub/tenon/internal/wire/huggingface"
)

// Desk answers on behalf of the actor of the context.
type Desk struct {
	Hub   *hub.Hub
	Hooks *webhook.Desk
}

// call is a request that is being answered.
type call struct {
	*Desk
	r   *http.Request
	ctx context.Context //nolint:containedctx // the request's, for as long as the call
}

// Answer is what is to be written, as JSON.
type Answer func(r *http.Request) (any, error)

const (
	all = "/api/settings/webhooks"
	one = all + "/{webhook}"
)

// Answers are those about webhooks.
func (d *Desk) Answers() map[string]Answer {
	enable := func(on bool) Answer {
		return d.about(func(c *call, id webhook.ID) (any, error) { return c.shown(c.Hooks.Enable(c.ctx, id, on)) })
	}
	return map[string]Answer{
		"GET " + all:               func(r *http.Request) (any, error) { return d.call(r).list() },
		"POST " + all:              func(r *http.Request) (any, error) { return d.call(r).create() },
		"GET " + one:               d.about(func(c *call, id webhook.ID) (any, error) { return c.shown(c.Hooks.Find(c.ctx, id)) }),
		"POST " + one:              d.about((*call).change),
		"DELETE " + one:            d.about((*call).remove),
		"POST " + one + "/enable":  enable(true),
		"POST " + one + "/disable": enable(false),

		"GET " + one + "/deliveries":                    d.about((*call).deliveries),
		"POST " + one + "/deliveries/{delivery}/replay": d.about((*call).replay),
	}
}

func (d *Desk) call(r *http.Request) *call { return &call{d, r, r.Context()} }

// about reads the id of the address.
func (d *Desk) about(f func(*call, webhook.ID) (any, error)) Answer {
	return func(r *http.Request) (any, error) {
		id, err := webhook.ParseID(r.PathValue("webhook"))
		if err != nil {
			return nil, err
		}
		return f(d.call(r), id)
	}
}

const maxJSON = 1 << 20 // bytes of a request

// decode reads the JSON of a request; none is none of it said.
func (c *call) decode(v any) error { return api.ReadJSON(nil, c.r, maxJSON, v) }

func (c *call) list() (any, error) {
	l, err := c.Hooks.List(c.ctx)
	if err != nil {
		return nil, err
	}
	out := []wire.Webhook{}
	for _, h := range l {
		w, err := c.describe(h)
		if err != nil {
			return nil, err
		}
		out = append(out, w)
	}
	return out, nil
}

func (c *call) shown(h webhook.Hook, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	w, err := c.describe(h)
	return wire.OneWebhook{Webhook: w}, err
}

// describe says what is known of a webhook; its secret only to a credential
// that could give it another.
func (c *call) describe(h webhook.Hook) (wire.Webhook, error) {
	w := wire.Webhook{ID: string(h.ID), URL: h.URL, Watched: []wire.Watched{}, Domains: []string{}, Disabled: h.Disabled}
	if h.Secret != "" && account.From(c.ctx).Scope.Writes() {
		s := string(h.Secret)
		w.Secret = &s
	}
	for _, d := range h.Domains {
		w.Domains = append(w.Domains, string(d))
	}
	for _, e := range h.Watched {
		if e.Kind != webhook.User && e.Kind != webhook.Org { // it may have another name now
			r, err := c.Hub.OpenID(c.ctx, hub.ID(e.Target), hub.See)
			switch {
			case err == nil:
				e.Name = r.Name.String()
			case !fault.Is(err, fault.NotFound):
				return w, err
			}
		}
		w.Watched = append(w.Watched, wire.Watched{Type: string(e.Kind), Name: e.Name})
	}
	return w, nil
}

func (c *call) read() (q wire.SetWebhook, watched []webhook.Watched, err error) {
	if err = c.decode(&q); err != nil {
		return q, nil, err
	}
	if q.Job != "" {
		return q, nil, fault.New(fault.Invalid, "no jobs are started here: give the webhook an address (url)")
	}
	for _, w := range q.Watched {
		watched = append(watched, webhook.Watched{Kind: webhook.Kind(w.Type), Name: w.Name})
	}
	return q, watched, nil
}

func (c *call) create() (any, error) {
	q, watched, err := c.read()
	if err != nil {
		return nil, err
	}
	n := webhook.Draft{URL: q.URL, Watched: watched, Domains: q.Domains}
	if q.Secret != nil {
		n.Secret = webhook.Secret(*q.Secret)
	}
	return c.shown(c.Hooks.Create(c.ctx, n))
}

func (c *call) change(id webhook.ID) (any, error) {
	q, watched, err := c.read()
	if err != nil {
		return nil, err
	}
	e := webhook.Edit{URL: q.URL, Watched: watched, Domains: q.Domains}
	if q.Secret != nil {
		s := webhook.Secret(*q.Secret)
		e.Secret = &s
	}
	return c.shown(c.Hooks.Change(c.ctx, id, e))
}

func (c *call) remove(id webhook.ID) (any, error) {
	return map[string]bool{"success": true}, c.Hooks.Remove(c.ctx, id)
}

func (c *call) deliveries(id webhook.ID) (any, error) {
	l, err := c.Hooks.Deliveries(c.ctx, id)
	if err != nil {
		return nil, err
	}
	out := []wire.Delivery{}
	for _, j := range l {
		out = append(out, describe(j))
	}
	return out, nil
}

func describe(j job.Job) wire.Delivery {
	d := wire.Delivery{
		ID: string(j.ID), Event: j.Title, State: string(j.State), Answer: j.Verdict, Attempts: j.Attempt, Created: wire.Time(j.Created), Updated: wire.Time(j.Updated),
	}
	if j.Failure != nil && j.State != job.Done {
		d.Error = j.Failure.Message
	}
	if j.State == job.Waiting {
		next := wire.Time(j.Next)
		d.Next = &next
	}
	return d
}

func (c *call) replay(id webhook.ID) (any, error) {
	j, err := c.Hooks.Again(c.ctx, id, job.ID(c.r.PathValue("delivery")))
	if err != nil {
		return nil, err
	}
	return describe(j), nil
}
