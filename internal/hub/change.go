package hub

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub/card"
	"github.com/tenonhub/tenon/internal/hub/pattern"
	"github.com/tenonhub/tenon/internal/hub/scan"
	"github.com/tenonhub/tenon/internal/ref"
)

// Author is how git knows the actor. The address is one that nothing is sent to.
func Author(a account.Actor) Person {
	return Person{Name: string(a.User), Email: string(a.User) + "@users.noreply.tenon"}
}

// Commit makes a commit on a branch, which is made if the repository is empty.
// An operation that puts an object fails unless the repository holds it.
// Faults: Stale when the branch is not at parent (if there is one), Invalid,
// NotFound with ErrNoRevision or ErrNoEntry, Conflict, TooLarge.
func (r *Handle) Commit(ctx context.Context, branch ref.Rev, parent OID, message string, ops iter.Seq2[Operation, error]) (OID, error) {
	name, err := r.branch(ctx, branch)
	if err == nil {
		err = r.mayMove(ctx, name)
	}
	if err != nil {
		return "", err
	}
	d := r.draft(ctx, name, message)
	d.Parent = parent
	tip, err := r.hub.p.Git.Tip(ctx, r.ID, name)
	if err == nil && tip == "" {
		var refs []Ref
		refs, err = r.Refs(ctx)
		d.New = len(refs) == 0
	}
	if err != nil {
		return "", err
	}
	return r.commit(ctx, d, ops)
}

func (r *Handle) draft(ctx context.Context, name ref.Rev, message string) Draft {
	return Draft{Ref: name, Author: Author(account.From(ctx)), Time: r.hub.now(), Message: cmp.Or(strings.TrimSpace(message), "Change files")}
}

func (r *Handle) commit(ctx context.Context, d Draft, ops iter.Seq2[Operation, error]) (OID, error) {
	var found scan.Found
	room, err := r.room(ctx)
	if err != nil {
		return "", err
	}
	expected, err := r.expect(ctx, d.Ref)
	if err != nil {
		return "", err
	}
	made, err := r.hub.p.Git.Commit(ctx, r.ID, d, r.checked(ctx, room, &found, ops))
	if err != nil {
		return "", errors.Join(err, r.forget(ctx, expected))
	}
	ctx = context.WithoutCancel(ctx)
	r.Warnings = found.Warnings
	if err := r.hub.p.Findings.Report(ctx, found.Reports); err != nil {
		return "", err
	}
	r.hub.seen.Add(commitKey{r.ID, made.ID}, made)
	c := Change{Name: d.Ref, To: made.ID}
	if len(made.Parents) > 0 && d.Base == "" {
		c.From = made.Parents[0]
	}
	return made.ID, r.movedAs(ctx, expected, "commit", []Change{c})
}

// branch is the whole name of what a client calls a branch: also one of a pull
// request, and main and master for each other.
func (r *Handle) branch(ctx context.Context, branch ref.Rev) (ref.Rev, error) {
	switch {
	case strings.HasPrefix(string(branch), Heads), IsPull(branch):
		return branch, nil
	case strings.HasPrefix(string(branch), "refs/"):
		return "", fault.New(fault.Invalid, "%s is not a branch: nothing can be added to it", branch)
	}
	if other, ok := map[ref.Rev]ref.Rev{"main": "master", "master": "main"}[branch]; ok {
		tip, err := r.hub.p.Git.Tip(ctx, r.ID, Branch(branch))
		if err != nil || tip != "" {
			return Branch(branch), err
		}
		tip, err = r.hub.p.Git.Tip(ctx, r.ID, Branch(other))
		if err != nil || tip != "" {
			return Branch(other), err
		}
		return Branch(Main), nil
	}
	return Branch(branch), nil
}

// checked passes operations on, and refuses what may not be in a commit.
func (r *Handle) checked(ctx context.Context, room *room, found *scan.Found, ops iter.Seq2[Operation, error]) iter.Seq2[Operation, error] {
	return func(yield func(Operation, error) bool) {
		for op, err := range ops {
			switch {
			case err != nil:
			case op.Object != nil:
				var held Pointer
				held, err = r.holds(ctx, *op.Object)
				op.Object = &held
			case len(op.Content) > MaxContent:
				err = fault.About(string(op.Path), fault.TooLarge, "a file of more than %d MiB is stored as a large file: upload it by Git LFS first", MaxContent>>20)
			case op.Action == Put && op.Path == card.Name:
				err = checkCard(op.Content)
			}
			if err == nil && len(op.Content) > 0 {
				found.Add(string(ContentID(op.Content)), string(op.Path), op.Content)
				err = room.take(int64(len(op.Content)))
			}
			if !yield(op, err) || err != nil {
				return
			}
		}
	}
}

// holds is a fault unless the repository holds an object, or the actor sent it
// by Xet: then the repository holds it from now on. It is of this size if that is
// said: below 0 it is not.
func (r *Handle) holds(ctx context.Context, p Pointer) (Pointer, error) {
	held, err := r.hub.p.Objects.Held(ctx, r.ID, []blob.Digest{p.Digest})
	if err != nil {
		return p, err
	}
	got, ok := held[p.Digest]
	if !ok {
		got, err = r.sent(ctx, p.Digest)
	}
	switch {
	case err != nil:
		return p, err
	case p.Size >= 0 && got.Size != p.Size:
		return p, fault.New(fault.Invalid, "the large file %v has %d bytes, not %d", p.Digest, got.Size, p.Size)
	case !ok:
		if err = r.Admit(ctx, got.Size); err != nil {
			return got, err
		}
		if err = r.hub.p.Objects.Hold(ctx, r.ID, []Pointer{got}); err == nil {
			err = r.hub.Examine(ctx, got.Digest)
		}
	}
	if err != nil {
		return got, err
	}
	return got, r.hub.p.Objects.Renew(ctx, r.ID, []blob.Digest{p.Digest})
}

func (r *Handle) sent(ctx context.Context, d blob.Digest) (p Pointer, err error) {
	err = fault.New(fault.NotFound, "there is no other way")
	if r.hub.p.Xet != nil {
		p, err = r.hub.p.Xet.Sent(ctx, d)
	}
	if fault.Is(err, fault.NotFound) {
		err = fault.New(fault.Invalid, "the large file %v never came: upload it by Git LFS or Xet before the commit that names it", d)
	}
	return p, err
}

// moved notes that refs have moved, by what act.
func (r *Handle) moved(ctx context.Context, act string, changes []Change) error {
	return r.movedAs(ctx, "", act, changes)
}

// movedAs is moved for what was expected.
func (r *Handle) movedAs(ctx context.Context, expected ID, act string, changes []Change) error {
	if len(changes) == 0 {
		return r.forget(ctx, expected)
	}
	// What is proposed changes nothing yet.
	lands := slices.ContainsFunc(changes, func(c Change) bool { return !IsPull(c.Name) })
	if lands {
		if _, err := r.catchUp(ctx, true); err != nil {
			return err
		}
	}
	if err := r.Tell(ctx, Event{ID: expected, Deed: Updated, Scope: OfContent, Refs: changes}); err != nil {
		return err
	}
	if err := r.forget(ctx, expected); err != nil {
		return err
	}
	if err := r.hub.measure(ctx, r.ID); err != nil {
		return err
	}
	if lands {
		r.landed(ctx)
	}
	var what []string
	for _, c := range changes {
		what = append(what, fmt.Sprintf("%s to %s", c.Name, cmp.Or(c.To, "nothing")))
	}
	slices.Sort(what)
	return r.note(ctx, "repository "+act, strings.Join(what, ", "))
}

func (h *Hub) measure(ctx context.Context, id ID) error {
	n, err := h.p.Git.Size(ctx, id)
	if err != nil {
		return err
	}
	return h.p.Quotas.Measured(ctx, id, n)
}

// catchUp writes down where the main branch is, as it is while others wait. It
// reports whether that is another commit than the one that was known.
func (r *Handle) catchUp(ctx context.Context, changed bool) (moved bool, err error) {
	r.Repo, err = r.hub.p.Repos.Change(ctx, r.ID, func(c *Repo) error {
		head, err := r.hub.p.Git.Resolve(ctx, r.ID, Main)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		if moved = head != c.Head; moved || changed {
			c.Head, c.Updated = head, r.hub.now()
		}
		return nil
	})
	return moved, err
}

// recover writes down a change of the main branch whose server was killed
// before it could: git has it, so it has happened.
func (r *Handle) recover(ctx context.Context) error {
	moved, err := r.catchUp(ctx, false)
	if err != nil || !moved {
		return err
	}
	return r.note(account.With(ctx, account.Actor{Via: "restart"}), "repository recover", fmt.Sprintf("%s to %s", Branch(Main), r.Head))
}

// MakeRef makes a branch or a tag, by its whole name, at a revision. Faults:
// Conflict when it is there, NotFound with ErrNoRevision.
func (r *Handle) MakeRef(ctx context.Context, name, at ref.Rev) error {
	return r.makeRef(ctx, name, false, func() (OID, error) { return r.hub.p.Git.Resolve(ctx, r.ID, at) })
}

// makeRef makes a ref, which may be there if it is replaced, at a commit that is
// found when all else is well.
func (r *Handle) makeRef(ctx context.Context, name ref.Rev, replace bool, at func() (OID, error)) error {
	tip, err := r.hub.p.Git.Tip(ctx, r.ID, name)
	if err != nil {
		return err
	}
	if tip != "" && !replace {
		return fault.New(fault.Conflict, "%s is there already", name)
	}
	if short := (Ref{Name: name}).Short(); ref.Rev(short).Commit() || strings.HasPrefix(short, "refs/") || short == "HEAD" {
		return fault.New(fault.Invalid, "the name %q would be taken for something else; choose another", short)
	}
	to, err := at()
	if err != nil {
		return err
	}
	return r.update(ctx, "ref create", Change{Name: name, From: tip, To: to})
}

// RemoveRef removes a branch or a tag by its whole name. Faults: NotFound with
// ErrNoRevision, Forbidden for the main branch.
func (r *Handle) RemoveRef(ctx context.Context, name ref.Rev) error {
	if name == Branch(Main) {
		return fault.New(fault.Forbidden, "the main branch cannot be deleted; delete the repository, or the files in it")
	}
	tip, err := r.hub.p.Git.Tip(ctx, r.ID, name)
	if err != nil {
		return err
	}
	if tip == "" {
		return Missing(ErrNoRevision, "there is no %s", name)
	}
	c := Change{Name: name, From: tip}
	return r.update(ctx, "ref delete", c)
}

// update moves a ref.
func (r *Handle) update(ctx context.Context, act string, c Change) error {
	expected, err := r.expect(ctx, c.Name)
	if err != nil {
		return err
	}
	if err := r.hub.p.Git.Update(ctx, r.ID, c); err != nil {
		return errors.Join(err, r.forget(ctx, expected))
	}
	return r.movedAs(context.WithoutCancel(ctx), expected, act, []Change{c})
}

// MakeBranch makes a branch at a revision, or an empty one that has no history.
// One that is there may be replaced. Faults: those of MakeRef.
func (r *Handle) MakeBranch(ctx context.Context, name, at ref.Rev, empty, replace bool) error {
	return r.makeRef(ctx, Branch(name), replace, func() (OID, error) {
		if empty {
			return r.root(ctx)
		}
		return r.hub.p.Git.Resolve(ctx, r.ID, cmp.Or(at, Main))
	})
}

// root makes a first commit, under a name that it has for the moment only.
func (r *Handle) root(ctx context.Context) (OID, error) {
	name := ref.Rev("refs/tenon/" + NewID())
	d := Draft{Ref: name, New: true, Author: Author(account.From(ctx)), Time: r.hub.now(), Message: "initial commit"}
	made, err := r.hub.p.Git.Commit(ctx, r.ID, d, func(yield func(Operation, error) bool) {
		yield(Operation{Action: Put, Path: ".gitattributes", Content: []byte(pattern.Attributes)}, nil)
	})
	if err != nil {
		return "", err
	}
	return made.ID, r.hub.p.Git.Update(context.WithoutCancel(ctx), r.ID, Change{Name: name, From: made.ID})
}
