package hub

import (
	"context"
	"errors"
	"time"

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
	// ListRequests lists at most n requests after one, which may be gone by now, by
	// the time that they came. Of after only Asked and ID count; zero is the first.
	ListRequests(ctx context.Context, repo ID, s Standing, after Request, n int) ([]Request, error)
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
		return asked.Refusal(r)
	}
	return nil
}

// Refusal is the fault of who asks and was rejected.
func (q Request) Refusal(r Repo) error {
	why := ""
	if q.Reason != "" {
		why = ": " + q.Reason
	}
	return fault.Wrap(ErrGated, fault.Forbidden, "the owner of %s has rejected the request of %s for access%s", r.Subject(), q.User, why)
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
	if err := r.Tell(ctx, Event{Deed: Updated, Scope: OfSettings}); err != nil {
		return err
	}
	return r.note(ctx, "repository settings", "gated: "+g.String())
}

// String is the gate as people name it.
func (g Gate) String() string {
	if g == GateNone {
		return "no"
	}
	return string(g)
}
