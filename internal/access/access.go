// Package access is how people come by the files of gated repositories: they
// ask, and who may write to the repository decides. What follows from it is
// package hub's business.
package access

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
)

// Parts are what a desk is made of.
type Parts struct {
	Requests hub.Requests
	Accounts hub.Accounts
	Audit    hub.Audit
}

// Desk takes requests on behalf of the actor of the context, who has opened
// their repository. It is safe for concurrent use.
type Desk struct {
	p   Parts
	now func() time.Time
}

// New returns the desk of its parts.
func New(p Parts) *Desk { return &Desk{p: p, now: time.Now} }

func gated(r *hub.Handle) error {
	if r.Gate == hub.GateNone {
		return fault.New(fault.Invalid, "%s is not gated: nobody needs to ask for its files", r.Subject())
	}
	return nil
}

// What a request may hold.
const (
	maxFields = 50
	maxField  = 2000 // characters
	maxReason = 200  // characters
)

// Ask asks for the files on behalf of the actor, who shares an address. At a
// gate that is automatic it is accepted at once. Who is pending or accepted
// already stays so.
func (d *Desk) Ask(ctx context.Context, r *hub.Handle, email string, fields map[string]string) (asked hub.Request, err error) {
	actor := account.From(ctx)
	if err := account.Personal(actor, "ask for access to "+r.Subject()); err != nil {
		return asked, err
	}
	if err := gated(r); err != nil {
		return asked, err
	}
	if err := checkFields(fields); err != nil {
		return asked, err
	}
	before := hub.Standing("")
	err = d.p.Requests.SetRequest(ctx, r.ID, actor.User, func(q *hub.Request) error {
		if before = q.Standing; before == hub.Rejected {
			return q.Refusal(r.Repo)
		}
		if before == "" {
			q.Standing, q.Asked, q.Email, q.Fields = hub.Pending, d.now().UTC(), email, fields
		}
		if r.Gate == hub.GateAuto {
			q.Standing = hub.Accepted
		}
		asked = *q
		return nil
	})
	if err != nil || asked.Standing == before {
		return asked, err
	}
	return asked, d.p.Audit.Note(ctx, "access ask", r.Subject(), string(asked.Standing))
}

func checkFields(fields map[string]string) error {
	if len(fields) > maxFields {
		return fault.New(fault.TooLarge, "a request for access has at most %d fields", maxFields)
	}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if v := fields[name]; utf8.RuneCountInString(name) > maxField || utf8.RuneCountInString(v) > maxField {
			return fault.New(fault.TooLarge, "the field %.40q of a request for access has more than %d characters", name, maxField)
		}
	}
	return nil
}

// Withdraw takes back what the actor asked for. What was rejected stays so.
func (d *Desk) Withdraw(ctx context.Context, r *hub.Handle) error {
	actor := account.From(ctx)
	if err := account.Personal(actor, "take back a request for access"); err != nil {
		return err
	}
	asked, ok, err := d.p.Requests.RequestOf(ctx, r.ID, actor.User)
	switch {
	case err != nil:
		return err
	case !ok:
		return noRequest(r.Repo, actor.User)
	case asked.Standing == hub.Rejected:
		return asked.Refusal(r.Repo)
	}
	if err := d.p.Requests.RemoveRequest(ctx, r.ID, actor.User); err != nil {
		return err
	}
	return d.p.Audit.Note(ctx, "access withdraw", r.Subject(), string(asked.Standing))
}

func noRequest(r hub.Repo, who any) error {
	return fault.New(fault.NotFound, "there is no request of %v for access to %s", who, r.Subject())
}

// Requests lists at most n requests for the files, after one. It is for who may write.
func (d *Desk) Requests(ctx context.Context, r *hub.Handle, s hub.Standing, after hub.Request, n int) ([]hub.Request, error) {
	if err := gated(r); err != nil {
		return nil, err
	}
	return d.p.Requests.ListRequests(ctx, r.ID, s, after, n)
}

// Asker names whose request is meant: the user or, if that is empty, the request.
type Asker struct {
	User    ref.Owner
	Request hub.ID
}

// Decide gives a request another standing. It is for who may write. Faults:
// NotFound when there is no such user or request, or it stands so already.
func (d *Desk) Decide(ctx context.Context, r *hub.Handle, who Asker, s hub.Standing, reason string) error {
	if err := gated(r); err != nil {
		return err
	}
	if utf8.RuneCountInString(reason) > maxReason {
		return fault.New(fault.TooLarge, "the reason of a rejection has at most %d characters", maxReason)
	}
	if s != hub.Rejected {
		reason = ""
	}
	user, err := d.asker(ctx, r, who)
	if err != nil {
		return err
	}
	err = d.p.Requests.SetRequest(ctx, r.ID, user, func(q *hub.Request) error {
		if q.Standing == "" {
			return noRequest(r.Repo, user)
		}
		if q.Standing == s {
			return fault.New(fault.NotFound, "the request of %s for access to %s is %s already", user, r.Subject(), s)
		}
		q.Standing, q.Reason, q.Judge = s, reason, account.From(ctx).User
		return nil
	})
	if err != nil {
		return err
	}
	return d.p.Audit.Note(ctx, "access "+map[hub.Standing]string{hub.Pending: "cancel", hub.Accepted: "accept", hub.Rejected: "reject"}[s], r.Subject(), string(user))
}

func (d *Desk) asker(ctx context.Context, r *hub.Handle, who Asker) (ref.Owner, error) {
	if who.User == "" {
		q, err := d.p.Requests.RequestByID(ctx, r.ID, who.Request)
		return q.User, err
	}
	o, err := d.p.Accounts.Owner(ctx, who.User)
	return o.Name, err
}

// Grant gives a user the files who has not asked for them. It is for who may
// write. Faults: NotFound when there is no such user, Invalid when it has them already.
func (d *Desk) Grant(ctx context.Context, r *hub.Handle, user ref.Owner) error {
	if err := gated(r); err != nil {
		return err
	}
	o, err := d.p.Accounts.Owner(ctx, user)
	if err == nil && o.Org {
		err = fault.New(fault.Invalid, "%s is an organisation: grant access to its members one by one", o.Name)
	}
	if err != nil {
		return err
	}
	has := fault.New(fault.Invalid, "%s has access to %s already", o.Name, r.Subject())
	if is, err := account.RoleIn(ctx, d.p.Accounts, account.Actor{User: o.Name, Scope: account.Full}, r.Name.Owner, r.Name.Name); err != nil || is >= account.Read {
		return errors.Join(err, has)
	}
	err = d.p.Requests.SetRequest(ctx, r.ID, o.Name, func(q *hub.Request) error {
		if q.Standing == hub.Accepted {
			return has
		}
		if q.Standing == "" {
			q.Asked = d.now().UTC()
		}
		q.Standing, q.Reason, q.Judge = hub.Accepted, "", account.From(ctx).User
		return nil
	})
	if err != nil {
		return err
	}
	return d.p.Audit.Note(ctx, "access grant", r.Subject(), string(o.Name))
}
