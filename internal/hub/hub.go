package hub

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub/pattern"
	"github.com/tenonhub/tenon/internal/hub/recall"
	"github.com/tenonhub/tenon/internal/hub/scan"
	"github.com/tenonhub/tenon/internal/hub/tally"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/round"
)

// Hub is where repositories are found, made and removed, on behalf of the
// actor of the context. It is safe for concurrent use.
type Hub struct {
	p    Parts
	now  func() time.Time
	seen recall.Recall[commitKey, Commit]
	uses tally.Tally[ID]

	landings round.Rounds[ID]
}

// New returns the hub of its parts.
func New(p Parts) *Hub {
	return &Hub{p: p, now: time.Now, seen: recall.Recall[commitKey, Commit]{Most: maxSeen}}
}

// Access is what somebody wants to do with a repository.
type Access int

// The kinds of access. A higher one includes the lower ones.
const (
	See      Access = iota // what is said of it, its card, and the names of its files
	Read                   // its files
	Propose                // take part in what is said of it, and pull requests of one's own
	Moderate               // what others say of it; as Write, and of the program's own repositories administrators may too
	Write                  // its content
	Manage                 // its name, who sees it, and whether it is there
)

// Handle is a repository that was opened for some access. Its methods do not
// ask again.
type Handle struct {
	Repo
	Warnings []string // what was found in the files of the last change
	hub      *Hub
	seen     bool // it is gated, and was opened to be seen
	proposes bool // the actor may change pull requests of its own, and nothing else
}

// Open opens a repository. A repository that the actor may not see is as one
// that is not there: a fault of kind NotFound with ErrNoRepo. One that it may
// see but not change is Unauthenticated or Forbidden; so is one that is gated
// and whose files it may not read, with ErrGated. For Propose it is opened also
// to those who may write; others can change their pull requests only.
func (h *Hub) Open(ctx context.Context, k Kind, name ref.Repo, a Access) (*Handle, error) {
	r, err := h.find(ctx, k, name)
	if err != nil {
		return nil, err
	}
	return h.open(ctx, r, a)
}

// OpenID is Open by id.
func (h *Hub) OpenID(ctx context.Context, id ID, a Access) (*Handle, error) {
	r, err := h.p.Repos.ByID(ctx, id)
	if err != nil {
		return nil, err
	}
	return h.open(ctx, r, a)
}

// Admit opens a repository for whoever has shown in another way, such as by a
// signed address, that it may do what it is about to.
func (h *Hub) Admit(ctx context.Context, id ID) (*Handle, error) {
	r, err := h.p.Repos.ByID(ctx, id)
	if err != nil {
		return nil, err
	}
	return &Handle{Repo: r, hub: h}, nil
}

func (h *Hub) open(ctx context.Context, r Repo, a Access) (*Handle, error) {
	role, err := role(ctx, h.p.Accounts, r)
	if err != nil {
		return nil, err
	}
	actor := account.From(ctx)
	if r.Private && role < account.Read {
		return nil, Missing(ErrNoRepo, "there is no %s, or you may not see it", r.Subject())
	}
	if a == Write || a == Propose {
		if err := r.own("changed"); err != nil {
			return nil, err
		}
	}
	kept := r.house(actor)
	if kept != nil && (a == Write || a == Manage) {
		return nil, kept
	}
	proposes := a == Propose && (role < account.Write || kept != nil)
	switch {
	case a == Read:
		err = passes(ctx, h.p.Requests, r, role)
	case proposes:
		if err = mayPropose(actor, r); err == nil {
			err = passes(ctx, h.p.Requests, r, role)
		}
	case a == Moderate:
		err = account.Need(actor, role, account.Write, "moderate what is said of "+r.Subject())
	case a == Write:
		err = account.Need(actor, role, account.Write, "change "+r.Subject())
	case a == Manage:
		if !actor.Scope.Writes() { // a token for some repositories puts files into them, and no more
			role = min(role, account.Read)
		}
		err = account.Need(actor, role, account.Write, "manage "+r.Subject())
	}
	if err != nil {
		return nil, err
	}
	return &Handle{Repo: r, hub: h, proposes: proposes, seen: a == See && r.Gate != GateNone && role < account.Read}, nil
}

// house refuses what would change a repository of the program's own, but to the program.
func (r Repo) house(actor account.Actor) error {
	if house := account.House.Key(); r.Name.Owner.Key() != house || r.Creator.Key() != house || actor.User.Key() == house {
		return nil
	}
	return fault.New(fault.Forbidden, "%s comes with the program, which keeps it as it is: put what is to be otherwise into a repository of your own", r.Subject())
}

// mayPropose is a fault unless somebody is named, by a credential that is not
// for reading only.
func mayPropose(actor account.Actor, r Repo) error {
	if actor.Anonymous() {
		return account.Need(actor, account.None, account.Write, "take part in "+r.Subject())
	}
	if actor.Scope.Of(account.Write, r.Name.Owner, r.Name.Name) < account.Write {
		return fault.New(fault.Forbidden, "what %s has come with may only read: take part in %s with a token that may write", actor.User, r.Subject())
	}
	return nil
}

// Need is a fault unless the actor may do something with the repository.
func (r *Handle) Need(ctx context.Context, a Access) error {
	_, err := r.hub.open(ctx, r.Repo, a)
	return err
}

// role is what the actor is to a repository. One whose owner is gone is an
// administrator's alone, as mirrors are: their owners are elsewhere.
func role(ctx context.Context, a Accounts, r Repo) (account.Role, error) {
	actor := account.From(ctx)
	if r.Upstream == "" {
		if role, err := account.RoleIn(ctx, a, actor, r.Name.Owner, r.Name.Name); !fault.Is(err, fault.NotFound) {
			return role.Over(actor, r.Creator), err
		}
	}
	if !actor.Admin {
		return account.None, nil
	}
	return actor.Scope.Of(account.Admin, r.Name.Owner, r.Name.Name), nil
}

// canSee reports whether the actor may see a repository.
func canSee(ctx context.Context, a Accounts, r Repo) (bool, error) {
	if !r.Private {
		return true, nil
	}
	role, err := role(ctx, a, r)
	return role >= account.Read, err
}

// canRead reports whether the actor may read the files of a repository.
func canRead(ctx context.Context, a Accounts, q Requests, r Repo) (bool, error) {
	if !r.Private && r.Gate == GateNone {
		return true, nil
	}
	role, err := role(ctx, a, r)
	if err != nil || r.Private {
		return role >= account.Read, err
	}
	if err = passes(ctx, q, r, role); errors.Is(err, ErrGated) {
		return false, nil
	}
	return err == nil, err
}

// Create makes a repository with a first commit, so that it has a main branch:
// the rules of what is a large file, and the files that are given. Faults: Conflict when the name is taken,
// NotFound when the owner is not there, Forbidden, Unauthenticated.
func (h *Hub) Create(ctx context.Context, k Kind, name ref.Repo, private bool, files ...Operation) (Repo, error) {
	name, err := h.mayCreate(ctx, k, name)
	if err == nil {
		err = h.unused(ctx, k, name) // clients that put files into a repository ask for it first
	}
	if err == nil {
		err = h.mayAdd(ctx, name.Owner, 0)
	}
	if err != nil {
		return Repo{}, err
	}
	r := Repo{ID: NewID(), Kind: k, Name: name, Private: private, Creator: account.From(ctx).User, Created: h.now()}
	r.Updated = r.Created
	if r.Head, err = h.begin(ctx, r, files); err == nil {
		err = h.p.Repos.Add(ctx, r)
	}
	if err != nil {
		return Repo{}, errors.Join(err, h.p.Git.Remove(context.WithoutCancel(ctx), r.ID))
	}
	if err := h.measure(context.WithoutCancel(ctx), r.ID); err != nil {
		return r, err
	}
	made := &Handle{Repo: r, hub: h}
	made.landed(ctx)
	if err := made.Tell(context.WithoutCancel(ctx), Event{Deed: Created, Scope: OfRepo}); err != nil {
		return r, err
	}
	detail := "public"
	if private {
		detail = "private"
	}
	return r, h.p.Audit.Note(ctx, "repository create", r.Subject(), detail)
}

// unused checks that no repository has the name.
func (h *Hub) unused(ctx context.Context, k Kind, name ref.Repo) error {
	other, err := h.p.Repos.Find(ctx, k, name)
	if err == nil && other.Name.Key() == name.Key() {
		return fault.New(fault.Conflict, "a %s repository called %s already exists", other.Kind, other.Name)
	}
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	return err
}

// begin makes the git repository of r. Nobody finds it before r is added.
func (h *Hub) begin(ctx context.Context, r Repo, files []Operation) (OID, error) {
	if err := h.p.Git.Make(ctx, r.ID); err != nil {
		return "", err
	}
	const rules = ".gitattributes"
	if !slices.ContainsFunc(files, func(o Operation) bool { return o.Path == rules }) {
		files = append([]Operation{{Action: Put, Path: rules, Content: []byte(pattern.Attributes)}}, files...)
	}
	d := Draft{Ref: Branch(Main), New: true, Author: Author(account.From(ctx)), Time: r.Created, Message: "initial commit"}
	new := &Handle{Repo: r, hub: h}
	room, err := new.room(ctx)
	if err != nil {
		return "", err
	}
	var found scan.Found
	made, err := h.p.Git.Commit(ctx, r.ID, d, new.checked(ctx, room, &found, func(yield func(Operation, error) bool) {
		for _, op := range files {
			if !yield(op, nil) {
				return
			}
		}
	}))
	if err == nil {
		err = h.p.Findings.Report(ctx, found.Reports)
	}
	return made.ID, err
}

// mayCreate checks that the actor may make a repository of a name, which it
// returns with its owner's name as that is written.
func (h *Hub) mayCreate(ctx context.Context, k Kind, name ref.Repo) (ref.Repo, error) {
	actor := account.From(ctx)
	if actor.Anonymous() {
		return name, account.Need(actor, account.None, account.Contributor, "make a repository")
	}
	owner, err := h.p.Accounts.Owner(ctx, name.Owner)
	if err != nil {
		if r, e := h.p.Repos.Find(ctx, k, name); e == nil && r.Upstream != "" && (!r.Private || actor.Admin) {
			err = r.own("changed")
		}
		return name, err
	}
	name.Owner = owner.Name
	role, err := account.RoleIn(ctx, h.p.Accounts, actor, name.Owner, name.Name)
	if err != nil {
		return name, err
	}
	return name, account.Need(actor, role, account.Contributor, fmt.Sprintf("make the %s %s", k, name))
}

// Move renames a repository; its old name goes on leading to it.
func (r *Handle) Move(ctx context.Context, to ref.Repo) error {
	if err := r.own("renamed"); err != nil {
		return err
	}
	to, err := r.hub.mayCreate(ctx, r.Kind, to)
	if err != nil {
		return err
	}
	from := r.Name
	if to.Owner.Key() != from.Owner.Key() {
		u, err := r.Used(ctx)
		if err == nil {
			err = r.hub.mayAdd(ctx, to.Owner, u.Bytes())
		}
		if err != nil {
			return err
		}
	}
	moved, err := r.hub.p.Repos.Change(ctx, r.ID, func(c *Repo) error { c.Name = to; return nil })
	if err != nil {
		return err
	}
	r.Repo = moved
	if err := r.Tell(ctx, Event{Deed: Moved, Scope: OfRepo, Was: from}); err != nil {
		return err
	}
	return r.note(ctx, "repository move", "from "+from.String())
}

// SetPrivate says who sees a repository.
func (r *Handle) SetPrivate(ctx context.Context, private bool) error {
	if err := r.own("hidden or shown"); err != nil {
		return err
	}
	changed, err := r.hub.p.Repos.Change(ctx, r.ID, func(c *Repo) error { c.Private = private; return nil })
	if err != nil {
		return err
	}
	r.Repo = changed
	if err := r.Tell(ctx, Event{Deed: Updated, Scope: OfSettings}); err != nil {
		return err
	}
	return r.note(ctx, "repository settings", fmt.Sprint("private: ", private))
}

// Delete removes a repository. For a time who could do that brings it back (package
// trash); see Sweep.
func (r *Handle) Delete(ctx context.Context) error {
	if err := r.hub.p.Repos.Delete(ctx, r.ID, r.hub.now()); err != nil {
		return err
	}
	if err := r.Tell(ctx, Event{Deed: Deleted, Scope: OfRepo}); err != nil {
		return err
	}
	return r.note(ctx, "repository delete", string(r.ID))
}

func (r *Handle) note(ctx context.Context, act, detail string) error {
	return r.hub.p.Audit.Note(context.WithoutCancel(ctx), act, r.Subject(), detail)
}

// Sweep removes for good what was deleted before t. The history goes last: what is
// brought back meanwhile keeps it, and of what stops in between it is a stray.
func (h *Hub) Sweep(ctx context.Context, t time.Time) (n int, err error) {
	gone, err := h.p.Repos.Deleted(ctx, t)
	if err != nil {
		return 0, err
	}
	for _, id := range gone {
		err := h.p.Repos.Forget(ctx, id)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err == nil {
			err = h.p.Git.Remove(ctx, id)
		}
		if err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}
