package hub

import (
	"context"
	"errors"
	"io"
	"strings"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub/card"
	"github.com/tenonhub/tenon/internal/hub/paths"
	"github.com/tenonhub/tenon/internal/hub/pointer"
	"github.com/tenonhub/tenon/internal/hub/scan"
	"github.com/tenonhub/tenon/internal/ref"
)

// Advertise writes what the repository offers to a git client.
func (r *Handle) Advertise(ctx context.Context, receive bool, protocol string, w io.Writer) error {
	if err := r.readable(Entry{}); err != nil {
		return err
	}
	return r.hub.p.Git.Advertise(ctx, r.ID, receive, protocol, w)
}

// Fetch answers a git client that fetches.
func (r *Handle) Fetch(ctx context.Context, protocol string, in io.Reader, out io.Writer) error {
	if err := r.readable(Entry{}); err != nil {
		return err
	}
	return r.hub.p.Git.Fetch(ctx, r.ID, protocol, in, out)
}

// Push answers a git client that pushes. What it may not do it is told in words.
func (r *Handle) Push(ctx context.Context, protocol string, in io.Reader, out io.Writer) error {
	var found scan.Found
	var expected ID
	moved, err := r.hub.p.Git.Receive(ctx, r.ID, protocol, in, out, func(ctx context.Context, p Push) ([]string, error) {
		err := r.checkPush(ctx, p, &found)
		if err == nil {
			expected, err = r.expectAll(ctx, p.Changes)
		}
		return found.Warnings, err
	})
	if err != nil {
		return errors.Join(err, r.forget(ctx, expected))
	}
	ctx = context.WithoutCancel(ctx)
	if len(moved) > 0 {
		if err := r.hub.p.Findings.Report(ctx, found.Reports); err != nil {
			return err
		}
	}
	return r.movedAs(ctx, expected, "push", moved)
}

// checkPush refuses a push that brings pointers to what the repository does
// not hold, or that touches what is not the client's.
func (r *Handle) checkPush(ctx context.Context, p Push, found *scan.Found) error {
	for _, c := range p.Changes {
		name := string(c.Name)
		if !strings.HasPrefix(name, Heads) && !strings.HasPrefix(name, Tags) && !IsPull(c.Name) {
			return fault.New(fault.Invalid, "%s is neither a branch nor a tag nor a pull request: push to refs/heads/, refs/tags/ or refs/pr/", name)
		}
		if _, err := ref.ParseRev(name); err != nil {
			return err
		}
		if IsPull(c.Name) && c.To == "" {
			return fault.New(fault.Forbidden, "the branch of a pull request is not deleted: close the pull request")
		}
		if err := r.mayMove(ctx, c.Name); err != nil {
			return err
		}
		if c.Name == Branch(Main) && c.To == "" {
			return fault.New(fault.Forbidden, "the main branch cannot be deleted; delete the repository, or the files in it")
		}
	}
	room, err := r.room(ctx)
	if err != nil {
		return err
	}
	for n, err := range p.New {
		if err == nil {
			err = room.take(int64(len(n.Content)))
		}
		if err == nil {
			err = r.checkNew(ctx, n)
		}
		if err == nil && !n.Folder {
			found.Add(string(n.OID), "", n.Content)
		}
		if err != nil {
			return err
		}
	}
	return checkCards(p)
}

// checkNew refuses a folder with names that may not be, and a pointer to what
// the repository does not hold.
func (r *Handle) checkNew(ctx context.Context, n Brought) error {
	if n.Vast || len(n.Names) > MaxFolder {
		return TooManyIn("")
	}
	if n.Folder {
		return paths.Check(n.Names)
	}
	ptr, ok := pointer.Parse(n.Content)
	if !ok {
		return nil
	}
	_, err := r.holds(ctx, ptr)
	return err
}

// checkCards refuses cards that cannot be read, where branches are to stand.
func checkCards(p Push) error {
	for _, c := range p.Changes {
		if c.To == "" || strings.HasPrefix(string(c.Name), Tags) {
			continue
		}
		text, err := p.File(c.To, card.Name)
		if err == nil {
			err = checkCard(text)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// checkCard refuses a card whose facts cannot be read.
func checkCard(text []byte) error {
	if len(text) > card.Max {
		return nil // it is not read as a card
	}
	if _, err := card.Parse(string(text)); err != nil {
		return fault.About(card.Name, fault.Invalid, "%v: mend it and send it again", err)
	}
	return nil
}
