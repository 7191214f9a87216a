package hub

import (
	"cmp"
	"context"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/hub/pattern"
	"github.com/tenonhub/tenon/internal/ref"
)

// Start says how a branch begins.
type Start struct {
	At      ref.Rev // empty is the main branch
	Empty   bool    // without files and without a history, wherever At is
	Replace bool    // also where there is one of that name, whose commits are left behind
}

// MakeBranch makes a branch. Faults: those of MakeRef.
func (r *Handle) MakeBranch(ctx context.Context, name ref.Rev, s Start) error {
	return r.makeRef(ctx, Branch(name), s.Replace, func() (OID, error) {
		if s.Empty {
			return r.root(ctx)
		}
		return r.hub.p.Git.Resolve(ctx, r.ID, cmp.Or(s.At, Main))
	})
}

// root makes a commit that has the rules of what is a large file, and none
// before it, under a name that it has for the moment only.
func (r *Handle) root(ctx context.Context) (OID, error) {
	name := ref.Rev("refs/tenon/" + NewID())
	d := Draft{Ref: name, New: true, Author: Author(account.From(ctx)), Time: r.hub.now(), Message: "initial commit"}
	made, err := r.hub.p.Git.Commit(ctx, r.ID, d, func(yield func(Operation, error) bool) {
		yield(Operation{Action: Put, Path: ".gitattributes", Content: []byte(pattern.Attributes)}, nil)
	})
	if err != nil {
		return "", err
	}
	return made, r.hub.p.Git.Update(context.WithoutCancel(ctx), r.ID, Change{Name: name, From: made})
}
