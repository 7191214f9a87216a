package hub

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"strconv"
	"strings"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub/card"
	"github.com/tenonhub/tenon/internal/ref"
)

// Proposals knows the pull requests of repositories. Their branches are
// refs/pr/<number>: who opened one, and who may write to the repository, may
// commit and push to it as long as it is not closed or merged.
type Proposals interface {
	// Proposer is who opened a pull request, and whether it takes commits. Fault: NotFound.
	Proposer(ctx context.Context, id ID, number int) (by ref.Owner, open bool, err error)
}

// Pull is the whole name of the branch of a pull request.
func Pull(number int) ref.Rev { return ref.Rev(Pulls + strconv.Itoa(number)) }

// IsPull reports whether a revision is the branch of a pull request.
func IsPull(name ref.Rev) bool { return strings.HasPrefix(string(name), Pulls) }

// mayMove is a fault unless the actor may commit or push to a ref.
func (r *Handle) mayMove(ctx context.Context, name ref.Rev) error {
	actor := account.From(ctx)
	if !IsPull(name) {
		if r.proposes {
			if err := r.house(actor); err != nil {
				return err
			}
			return fault.New(fault.Forbidden, "%s may not change %s: propose the change as a pull request (create_pr), or ask for the role write", actor.User, r.Subject())
		}
		return nil
	}
	n, err := strconv.Atoi(strings.TrimPrefix(string(name), Pulls))
	if err != nil || name != Pull(n) {
		return fault.New(fault.Invalid, "%s is not the branch of a pull request: that is %s and a number", name, Pulls)
	}
	by, open, err := r.hub.p.Proposals.Proposer(ctx, r.ID, n)
	switch {
	case fault.Is(err, fault.NotFound):
		return Missing(ErrNoRevision, "there is no pull request #%d: open it first", n)
	case err != nil:
		return err
	case r.proposes && by.Key() != actor.User.Key():
		return fault.New(fault.Forbidden, "pull request #%d is %s's: open another, or ask for the role write", n, by)
	case !open:
		return fault.New(fault.Conflict, "pull request #%d is closed or merged: open it again, or another", n)
	}
	return nil
}

// Propose makes the branch of a pull request: with a commit on top of another
// one, or where that is if there are no operations.
func (r *Handle) Propose(ctx context.Context, number int, from OID, message string, ops iter.Seq2[Operation, error]) (OID, error) {
	d := r.draft(ctx, Pull(number), message)
	d.Base, d.New = from, true
	if ops != nil {
		return r.commit(ctx, d, ops)
	}
	c := Change{Name: d.Ref, To: from}
	if err := r.hub.p.Git.Update(ctx, r.ID, c); err != nil {
		return "", err
	}
	return from, r.moved(context.WithoutCancel(ctx), "ref create", []Change{c})
}

// Retract removes the branch of a pull request; one that is not there is removed.
func (r *Handle) Retract(ctx context.Context, number int) error {
	tip, err := r.hub.p.Git.Tip(ctx, r.ID, Pull(number))
	if err != nil || tip == "" {
		return err
	}
	c := Change{Name: Pull(number), From: tip}
	if err := r.hub.p.Git.Update(ctx, r.ID, c); err != nil {
		return err
	}
	return r.moved(context.WithoutCancel(ctx), "ref delete", []Change{c})
}

// Merge merges a commit into the main branch, and returns how that has moved.
// Faults: Conflict with the names of files, Invalid when the card would not be
// right.
func (r *Handle) Merge(ctx context.Context, theirs OID, message string) (Change, error) {
	main, err := r.branch(ctx, Main)
	if err != nil {
		return Change{}, err
	}
	c, err := r.hub.p.Git.Merge(ctx, r.ID, r.draft(ctx, main, message), theirs, func(file func(ref.Path) ([]byte, error)) error {
		text, err := file(card.Name)
		if err != nil {
			return err
		}
		return checkCard(text)
	})
	if err != nil || c.From == c.To {
		return c, err
	}
	return c, r.moved(context.WithoutCancel(ctx), "merge", []Change{c})
}

// Squash puts one commit in the place of all of a branch.
func (r *Handle) Squash(ctx context.Context, branch ref.Rev, message string) (OID, error) {
	name, err := r.branch(ctx, branch)
	if err == nil {
		err = r.mayMove(ctx, name)
	}
	if err != nil {
		return "", err
	}
	c, err := r.hub.p.Git.Squash(ctx, r.ID, r.draft(ctx, name, message))
	if errors.Is(err, ErrNoRevision) {
		if tip, e := r.hub.p.Git.Tip(ctx, r.ID, Tag(branch)); e != nil || tip != "" {
			return "", cmp.Or(e, fault.New(fault.Invalid, "%s is a tag: only a branch has a history that can be squashed", branch))
		}
	}
	if err != nil {
		return "", err
	}
	return c.To, r.moved(context.WithoutCancel(ctx), "squash", []Change{c})
}
