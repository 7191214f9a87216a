package hub

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub/card"
	"github.com/tenonhub/tenon/internal/ref"
)

// Gate says how people come by the files of a repository that they can see.
// Those who are something to its owner need not ask.
type Gate string

// The gates.
const (
	GateNone   Gate = ""
	GateAuto   Gate = "auto"   // who asks has them
	GateManual Gate = "manual" // who asks has them once somebody accepts it
)

// ErrGated is wrapped by faults of kind Unauthenticated or Forbidden of who may
// see a repository and not read its files.
var ErrGated = errors.New("the files of this repository are given on request")

// Standing is what became of a request.
type Standing string

// The standings.
const (
	Pending  Standing = "pending"
	Accepted Standing = "accepted"
	Rejected Standing = "rejected"
)

// ParseStanding reads a standing.
func ParseStanding(s string) (Standing, error) {
	switch st := Standing(s); st {
	case Pending, Accepted, Rejected:
		return st, nil
	}
	return "", fault.New(fault.Invalid, "a request for access is pending, accepted or rejected, not %q", s)
}

// Request is that a user wants the files of a gated repository, or was given
// them unasked.
type Request struct {
	ID       ID
	User     ref.Owner
	Standing Standing
	Asked    time.Time
	Email    string            // that the asker shared
	Fields   map[string]string // that the asker filled in
	Reason   string            // of a rejection
	Judge    ref.Owner         // who decided; empty for the gate itself
}

// Requests keeps who asked for the files of gated repositories: of a user one
// request for each repository. Contract: hubtest.Run.
type Requests interface {
	// RequestOf is the request of a user; ok is false if there is none.
	RequestOf(ctx context.Context, repo ID, user ref.Owner) (r Request, ok bool, err error)
	// RequestByID finds a request of a repository. Fault: NotFound.
	RequestByID(ctx context.Context, repo, request ID) (Request, error)
	// SetRequest keeps what change makes of the request of a user: of one without
	// Standing if there is none.
	SetRequest(ctx context.Context, repo ID, user ref.Owner, change func(*Request) error) error
	// RemoveRequest removes the request of a user, if there is one.
	RemoveRequest(ctx context.Context, repo ID, user ref.Owner) error
	// ListRequests lists at most n requests after one, by the time that they came.
	ListRequests(ctx context.Context, repo ID, s Standing, after ID, n int) ([]Request, error)
}

// passes is a fault unless the actor, which is role to the owner of a
// repository that it can see, may read its files.
func passes(ctx context.Context, q Requests, r Repo, role account.Role) error {
	actor := account.From(ctx)
	switch {
	case r.Gate == GateNone || role >= account.Read:
		return nil
	case actor.Anonymous():
		return fault.Wrap(ErrGated, fault.Unauthenticated, "access to %s is restricted: log in, and ask for access", r.Subject())
	case actor.Scope.Of(account.Read, r.Name.Owner, r.Name.Name) < account.Read:
		return fault.Wrap(ErrGated, fault.Forbidden, "access to %s is restricted, and this token is not for it: use one that reads all that %s may", r.Subject(), actor.User)
	}
	asked, ok, err := q.RequestOf(ctx, r.ID, actor.User)
	switch {
	case err != nil:
		return err
	case !ok:
		return fault.Wrap(ErrGated, fault.Forbidden, "access to %s is restricted, and %s is not on its list: ask for access (tenon access ask %s --type %s)", r.Subject(), actor.User, r.Name, r.Kind)
	case asked.Standing == Pending:
		return fault.Wrap(ErrGated, fault.Forbidden, "access to %s is restricted: the request of %s awaits an answer of its owner", r.Subject(), actor.User)
	case asked.Standing == Rejected:
		return rejected(r, asked)
	}
	return nil
}

func rejected(r Repo, asked Request) error {
	why := ""
	if asked.Reason != "" {
		why = ": " + asked.Reason
	}
	return fault.Wrap(ErrGated, fault.Forbidden, "the owner of %s has rejected the request of %s for access%s", r.Subject(), asked.User, why)
}

// readable is a fault if a file may not be read: of a gated repository that was
// opened to be seen all but the card.
func (r *Handle) readable(e Entry) error {
	if r.seen && e.Name != card.Name {
		return fault.Wrap(ErrGated, fault.Forbidden, "access to the files of %s is restricted: ask for access", r.Subject())
	}
	return nil
}

// SetGate says how people come by the files. Who was accepted once stays so.
func (r *Handle) SetGate(ctx context.Context, g Gate) error {
	if g != GateNone && g != GateAuto && g != GateManual {
		return fault.New(fault.Invalid, "a repository is gated auto, manual or false, not %q", string(g))
	}
	changed, err := r.hub.p.Repos.Change(ctx, r.ID, func(c *Repo) error { c.Gate = g; return nil })
	if err != nil {
		return err
	}
	r.Repo = changed
	return r.note(ctx, "repository settings", "gated: "+g.String())
}

// String is the gate as people name it.
func (g Gate) String() string {
	if g == GateNone {
		return "no"
	}
	return string(g)
}

func (r *Handle) gated() error {
	if r.Gate == GateNone {
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
func (r *Handle) Ask(ctx context.Context, email string, fields map[string]string) (asked Request, err error) {
	actor := account.From(ctx)
	switch {
	case actor.Anonymous():
		return asked, fault.New(fault.Unauthenticated, "log in to ask for access to %s", r.Subject())
	case !actor.Scope.Writes():
		return asked, fault.New(fault.Forbidden, "this token only reads, or is for some repositories: ask for access with one that may write")
	}
	if err := r.gated(); err != nil {
		return asked, err
	}
	if err := checkFields(fields); err != nil {
		return asked, err
	}
	before := Standing("")
	err = r.hub.p.Requests.SetRequest(ctx, r.ID, actor.User, func(q *Request) error {
		if before = q.Standing; before == Rejected {
			return rejected(r.Repo, *q)
		}
		if before == "" {
			q.Standing, q.Asked, q.Email, q.Fields = Pending, r.hub.now().UTC(), email, fields
		}
		if r.Gate == GateAuto {
			q.Standing = Accepted
		}
		asked = *q
		return nil
	})
	if err != nil || asked.Standing == before {
		return asked, err
	}
	return asked, r.note(ctx, "access ask", string(asked.Standing))
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
func (r *Handle) Withdraw(ctx context.Context) error {
	actor := account.From(ctx)
	if actor.Anonymous() || !actor.Scope.Writes() {
		return account.Need(actor, account.None, account.Write, "take back a request for access")
	}
	asked, ok, err := r.hub.p.Requests.RequestOf(ctx, r.ID, actor.User)
	switch {
	case err != nil:
		return err
	case !ok:
		return noRequest(r.Repo, actor.User)
	case asked.Standing == Rejected:
		return rejected(r.Repo, asked)
	}
	if err := r.hub.p.Requests.RemoveRequest(ctx, r.ID, actor.User); err != nil {
		return err
	}
	return r.note(ctx, "access withdraw", string(asked.Standing))
}

func noRequest(r Repo, who any) error {
	return fault.New(fault.NotFound, "there is no request of %v for access to %s", who, r.Subject())
}

// Requests lists at most n requests for the files, after one. It is for who may write.
func (r *Handle) Requests(ctx context.Context, s Standing, after ID, n int) ([]Request, error) {
	if err := r.gated(); err != nil {
		return nil, err
	}
	return r.hub.p.Requests.ListRequests(ctx, r.ID, s, after, n)
}

// Asker names whose request is meant: the user or, if that is empty, the request.
type Asker struct {
	User    ref.Owner
	Request ID
}

// Decide gives a request another standing. It is for who may write. Faults:
// NotFound when there is no such user or request, or it stands so already.
func (r *Handle) Decide(ctx context.Context, who Asker, s Standing, reason string) error {
	if err := r.gated(); err != nil {
		return err
	}
	if utf8.RuneCountInString(reason) > maxReason {
		return fault.New(fault.TooLarge, "the reason of a rejection has at most %d characters", maxReason)
	}
	if s != Rejected {
		reason = ""
	}
	user, err := r.asker(ctx, who)
	if err != nil {
		return err
	}
	err = r.hub.p.Requests.SetRequest(ctx, r.ID, user, func(q *Request) error {
		switch q.Standing {
		case "":
			return noRequest(r.Repo, user)
		case s:
			return fault.New(fault.NotFound, "the request of %s for access to %s is %s already", user, r.Subject(), s)
		}
		q.Standing, q.Reason, q.Judge = s, reason, account.From(ctx).User
		return nil
	})
	if err != nil {
		return err
	}
	return r.note(ctx, "access "+map[Standing]string{Pending: "cancel", Accepted: "accept", Rejected: "reject"}[s], string(user))
}

func (r *Handle) asker(ctx context.Context, who Asker) (ref.Owner, error) {
	if who.User == "" {
		q, err := r.hub.p.Requests.RequestByID(ctx, r.ID, who.Request)
		return q.User, err
	}
	o, err := r.hub.p.Accounts.Owner(ctx, who.User)
	return o.Name, err
}

// Grant gives a user the files who has not asked for them. It is for who may
// write. Faults: NotFound when there is no such user, Invalid when it has them already.
func (r *Handle) Grant(ctx context.Context, user ref.Owner) error {
	if err := r.gated(); err != nil {
		return err
	}
	o, err := r.hub.p.Accounts.Owner(ctx, user)
	if err == nil && o.Org {
		err = fault.New(fault.Invalid, "%s is an organisation: grant access to its members one by one", o.Name)
	}
	if err != nil {
		return err
	}
	has := fault.New(fault.Invalid, "%s has access to %s already", o.Name, r.Subject())
	if is, err := account.RoleIn(ctx, r.hub.p.Accounts, account.Actor{User: o.Name, Scope: account.Full}, r.Name.Owner, r.Name.Name); err != nil || is >= account.Read {
		return errors.Join(err, has)
	}
	err = r.hub.p.Requests.SetRequest(ctx, r.ID, o.Name, func(q *Request) error {
		if q.Standing == Accepted {
			return has
		}
		if q.Standing == "" {
			q.Asked = r.hub.now().UTC()
		}
		q.Standing, q.Reason, q.Judge = Accepted, "", account.From(ctx).User
		return nil
	})
	if err != nil {
		return err
	}
	return r.note(ctx, "access grant", string(o.Name))
}
