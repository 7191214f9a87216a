package hub

import (
	"context"
	"time"

	"github.com/tenonhub/tenon/internal/ref"
)

// Deed is what was done.
type Deed string

// The deeds.
const (
	Created Deed = "create"
	Updated Deed = "update"
	Moved   Deed = "move"
	Deleted Deed = "delete"
)

// Scope is to what it was done.
type Scope string

// The scopes.
const (
	OfRepo       Scope = "repo"
	OfContent    Scope = "repo.content"
	OfSettings   Scope = "repo.config"
	OfDiscussion Scope = "discussion"
	OfComment    Scope = "discussion.comment"
)

// Event is something that happened to a repository.
type Event struct {
	ID    ID
	Deed  Deed
	Scope Scope
	Repo  Repo     // as it is after it; of a deletion before
	Was   ref.Repo // of a move, the name before
	Refs  []Change // of the content
	Talk  *Talk    // of discussions
	At    time.Time
}

// Talk is a discussion, and what was said if the event is about a comment.
type Talk struct {
	Number  int
	Title   string
	Author  ref.Owner
	Status  string
	Pull    bool
	Comment *Said
}

// Said is a comment.
type Said struct {
	ID     string
	Author ref.Owner
	Text   string
	Hidden bool
}

// Events is told what happens, before whoever did it hears that it is done.
type Events interface {
	// Expect notes refs that are about to move from where they stand, unless
	// nobody would hear of it: then the id is empty. If the program dies before
	// Forget, what has come about is found out, and told, by where they are.
	Expect(ctx context.Context, r Repo, refs func() ([]Change, error)) (ID, error)
	Forget(ctx context.Context, id ID) error
	Happened(ctx context.Context, e Event) error
}

// Tell tells those who watch the repository of something. It has happened: they
// hear of it also when whoever did it hangs up.
func (r *Handle) Tell(ctx context.Context, e Event) error {
	if r.hub.p.Events == nil {
		return nil
	}
	if e.ID == "" {
		e.ID = NewID()
	}
	e.Repo, e.At = r.Repo, r.hub.now().UTC()
	return r.hub.p.Events.Happened(context.WithoutCancel(ctx), e)
}

// expect notes that refs are about to move; see Events.
func (r *Handle) expect(ctx context.Context, names ...ref.Rev) (ID, error) {
	if r.hub.p.Events == nil {
		return "", nil
	}
	return r.hub.p.Events.Expect(ctx, r.Repo, func() (l []Change, err error) {
		for _, n := range names {
			c := Change{Name: n}
			if c.From, err = r.hub.p.Git.Tip(ctx, r.ID, n); err != nil {
				return nil, err
			}
			l = append(l, c)
		}
		return l, nil
	})
}

// expectAll is expect for the refs of changes.
func (r *Handle) expectAll(ctx context.Context, l []Change) (ID, error) {
	names := make([]ref.Rev, len(l))
	for i, c := range l {
		names[i] = c.Name
	}
	return r.expect(ctx, names...)
}

// forget is for when what was expected has been told of, or has not come about.
func (r *Handle) forget(ctx context.Context, id ID) error {
	if id == "" {
		return nil
	}
	return r.hub.p.Events.Forget(context.WithoutCancel(ctx), id)
}

// MayOpen reports whether the actor of ctx may open a repository to see it or,
// with Read, to read its files.
func MayOpen(ctx context.Context, a Accounts, q Requests, r Repo, access Access) (bool, error) {
	if access == See {
		return canSee(ctx, a, r)
	}
	return canRead(ctx, a, q, r)
}
