package discussion

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"iter"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
)

// Histories compares commits of git repositories.
type Histories interface {
	// Base is the last commit that two have in common; empty if there is none.
	Base(ctx context.Context, id hub.ID, a, b hub.OID) (hub.OID, error)
	// Between lists the newest n of the commits that lead to one and to none of
	// the others, the oldest of them first.
	Between(ctx context.Context, id hub.ID, to hub.OID, n int, others ...hub.OID) ([]hub.Commit, error)
	// Diff writes what has changed, as git writes it: at most so many bytes of it.
	Diff(ctx context.Context, id hub.ID, from, to hub.OID, most int64, w io.Writer) error
	// Conflicts are the files that two commits have both changed. Fault: Conflict
	// when they have no commit in common.
	Conflicts(ctx context.Context, id hub.ID, ours, theirs hub.OID) ([]ref.Path, error)
}

// OpenPull opens a pull request, as a draft: its branch is made where the main
// one is, and waits for commits.
func (b *Board) OpenPull(ctx context.Context, r *hub.Handle, title, text string) (Discussion, error) {
	d, first, err := b.begin(ctx, r, title, text)
	if err != nil {
		return d, err
	}
	d.Status = Draft
	at, err := r.Resolve(ctx, hub.Main)
	if err != nil {
		return d, err
	}
	d, _, err = b.propose(ctx, r, d, first, at.ID, "", nil)
	return d, err
}

// Proposal is a commit that is to be a pull request.
type Proposal struct {
	Message string  // its first line is the title
	Text    string  // of the first comment; empty is the message
	From    hub.OID // the commit that it follows; empty is where the main branch is
	Ops     iter.Seq2[hub.Operation, error]
}

// Propose opens a pull request with a first commit.
func (b *Board) Propose(ctx context.Context, r *hub.Handle, p Proposal) (Discussion, hub.OID, error) {
	title := (hub.Commit{Message: p.Message}).Title()
	if n := utf8.RuneCountInString(title); n > maxTitle {
		title = string([]rune(title)[:maxTitle])
	} else if n < minTitle {
		title = "Change: " + title
	}
	d, first, err := b.begin(ctx, r, title, cmp.Or(p.Text, p.Message))
	if err != nil {
		return d, "", err
	}
	at, err := r.Resolve(ctx, cmp.Or(ref.Rev(p.From), hub.Main))
	if err != nil {
		return d, "", err
	}
	return b.propose(ctx, r, d, first, at.ID, p.Message, p.Ops)
}

// propose makes the branch of a pull request, and then shows it: a number is
// reserved first, so that what is cut off leaves nothing that anybody sees.
func (b *Board) propose(ctx context.Context, r *hub.Handle, d Discussion, first Event, from hub.OID, message string, ops iter.Seq2[hub.Operation, error]) (_ Discussion, made hub.OID, err error) {
	d.Pull = &Pull{Start: from}
	if err = b.place(ctx, r, first); err != nil {
		return d, "", err
	}
	if d.Number, err = b.store.Reserve(ctx, r.ID, d.Created); err != nil {
		return d, "", err
	}
	made, err = r.Propose(ctx, d.Number, from, message, ops)
	late := context.WithoutCancel(ctx)
	if err == nil {
		d, err = b.store.Add(late, d, first)
	}
	if err != nil {
		return d, "", errors.Join(err, b.forget(late, r, d.Number))
	}
	return d, made, b.note(late, r, "pull request open", d.Number, d.Title)
}

// forget removes a reserved number, and its branch if there is one.
func (b *Board) forget(ctx context.Context, r *hub.Handle, number int) error {
	if err := r.Retract(ctx, number); err != nil {
		return err
	}
	return b.store.Release(ctx, r.ID, number)
}

// Merge merges a pull request into the main branch, with a comment if there is
// one. Faults: Conflict when it is not open, or with the names of files that both
// sides have changed.
func (b *Board) Merge(ctx context.Context, r *hub.Handle, number int, text string) error {
	if err := r.Need(ctx, hub.Write); err != nil {
		return err
	}
	var said []Event
	if text != "" {
		text, err := ParseText(text)
		if err != nil {
			return err
		}
		said = append(said, b.event(ctx, Comment, text))
	}
	turn := b.turn(r.ID)
	turn.Lock()
	defer turn.Unlock()
	d, err := b.store.Find(ctx, r.ID, number)
	if err != nil {
		return err
	}
	if d.Pull != nil && !d.Status.Done() {
		if d, _, err = b.review(ctx, r, d); err != nil { // it may be merged by a push
			return err
		}
	}
	if err := mergeable(d); err != nil {
		return err
	}
	head, err := r.Resolve(ctx, hub.Pull(number))
	if err != nil {
		return err
	}
	if err := b.place(ctx, r, said...); err != nil {
		return err
	}
	c, err := r.Merge(ctx, head.ID, fmt.Sprintf("%s (#%d)", d.Title, number))
	if err != nil {
		return err
	}
	return b.merged(context.WithoutCancel(ctx), r, number, Pull{Base: c.From, Head: head.ID, Merged: c.To}, append(said, b.event(ctx, Moved, string(Merged))))
}

func (b *Board) turn(id hub.ID) *sync.Mutex {
	h := fnv.New32a()
	_, _ = h.Write([]byte(id))
	return &b.merging[h.Sum32()%uint32(len(b.merging))]
}

func mergeable(d Discussion) error {
	switch {
	case d.Pull == nil:
		return fault.New(fault.Invalid, "#%d is a discussion, and has nothing to merge", d.Number)
	case d.Status == Draft:
		return fault.New(fault.Conflict, "pull request #%d is a draft: open it, and then merge it", d.Number)
	case d.Status == Closed:
		return fault.New(fault.Conflict, "pull request #%d is closed: open it again, and then merge it", d.Number)
	case d.Status == Merged:
		return fault.New(fault.Conflict, "pull request #%d is merged already, as %s", d.Number, d.Pull.Merged)
	}
	return nil
}

// merged notes that a pull request was merged. That is a fact of the main branch:
// whatever was done to the pull request meanwhile comes second.
func (b *Board) merged(ctx context.Context, r *hub.Handle, number int, p Pull, events []Event) error {
	d, err := b.store.Change(ctx, r.ID, number, func(d *Discussion) ([]Event, error) {
		p.Start, p.Gone = d.Pull.Start, d.Pull.Gone
		d.Status, d.Pull = Merged, &p
		return events, nil
	})
	if err != nil {
		return err
	}
	return b.note(ctx, r, "pull request merge", number, string(d.Pull.Merged))
}

// Review is what a pull request would change, or has changed.
type Review struct {
	Commits   []hub.Commit // the oldest first
	Conflicts []ref.Path
	Unrelated bool    // it has nothing in common with the main branch, so cannot be merged
	From, To  hub.OID // what Diff compares; empty without a branch
}

const (
	maxCommits = 1000    // of a pull request that are shown
	maxDiff    = 4 << 20 // bytes
)

// review looks at the branch of a pull request. If the main branch leads to it,
// somebody has pushed that, and so has merged it.
func (b *Board) review(ctx context.Context, r *hub.Handle, d Discussion) (Discussion, Review, error) {
	v := Review{To: d.Pull.Head}
	base := d.Pull.Base
	if d.Status != Merged {
		head, err := r.Resolve(ctx, hub.Pull(d.Number))
		if errors.Is(err, hub.ErrNoRevision) {
			return d, v, nil
		}
		if err != nil {
			return d, v, err
		}
		main, err := r.Resolve(ctx, hub.Main)
		if err != nil {
			return d, v, err
		}
		base, v.To = main.ID, head.ID
	}
	others, err := known(ctx, r, base, d.Pull.Start)
	if err != nil || !slices.Contains(others, base) {
		return d, v, err
	}
	if v.From, err = b.git.Base(ctx, r.ID, base, v.To); err != nil {
		return d, v, err
	}
	if d.Status != Merged && v.From == v.To && v.To != d.Pull.Start {
		return b.pushed(ctx, r, d, base, v.To)
	}
	v.Unrelated = v.From == ""
	if v.Unrelated && slices.Contains(others, d.Pull.Start) {
		v.From = d.Pull.Start
	}
	if !d.Status.Done() && !v.Unrelated {
		if v.Conflicts, err = b.git.Conflicts(ctx, r.ID, base, v.To); err != nil {
			return d, v, err
		}
	}
	v.Commits, err = b.git.Between(ctx, r.ID, v.To, maxCommits, others...)
	return d, v, err
}

// known are those of some commits that are there: what no ref leads to any more
// is not in a backup.
func known(ctx context.Context, r *hub.Handle, oids ...hub.OID) (l []hub.OID, err error) {
	for _, oid := range oids {
		switch _, err := r.Resolve(ctx, ref.Rev(oid)); {
		case err == nil:
			l = append(l, oid)
		case !errors.Is(err, hub.ErrNoRevision):
			return nil, err
		}
	}
	return l, nil
}

// pushed notes that a pull request was merged by a push to the main branch, by
// the commit that first led to it there.
func (b *Board) pushed(ctx context.Context, r *hub.Handle, d Discussion, main, head hub.OID) (Discussion, Review, error) {
	l, err := b.git.Between(ctx, r.ID, main, maxCommits, head)
	if err != nil {
		return d, Review{}, err
	}
	at, base := head, d.Pull.Start
	i := slices.IndexFunc(l, func(c hub.Commit) bool { return slices.Contains(c.Parents, head) && len(c.Parents) > 1 })
	if i >= 0 {
		at, base = l[i].ID, l[i].Parents[0]
	}
	made, err := r.Resolve(ctx, ref.Rev(at))
	if err != nil {
		return d, Review{}, err
	}
	e := b.event(ctx, Moved, string(Merged))
	e.Author, e.At = ref.Owner(made.Author.Name), made.Time
	ctx = account.With(context.WithoutCancel(ctx), account.Actor{Via: "push"})
	if err := b.merged(ctx, r, d.Number, Pull{Base: base, Head: head, Merged: at}, []Event{e}); err != nil {
		return d, Review{}, err
	}
	if d, err = b.store.Find(ctx, r.ID, d.Number); err != nil {
		return d, Review{}, err
	}
	return b.review(ctx, r, d)
}

// Diff is what a pull request changes, as git writes it; it says where it is cut off.
func (b *Board) Diff(ctx context.Context, r *hub.Handle, v Review) (string, error) {
	if v.From == "" || v.From == v.To {
		return "", nil
	}
	var text strings.Builder
	if err := b.git.Diff(ctx, r.ID, v.From, v.To, maxDiff, &text); err != nil {
		return "", err
	}
	if text.Len() >= maxDiff {
		fmt.Fprintf(&text, "\n\\ There is more: what is shown are the first %d MiB.\n", maxDiff>>20)
	}
	return strings.ToValidUTF8(text.String(), "\uFFFD"), nil
}

// woven puts the commits of a pull request among what else has happened, which
// git tells to the second only. None comes before the first comment, for a branch
// may begin with older ones, nor after the merge.
func woven(d Discussion, l []Event, commits []hub.Commit) (all []Event) {
	n := min(len(l), 1)
	all, l = append(all, l[:n]...), l[n:]
	for _, c := range commits {
		at := c.Time
		if at.Before(d.Created) {
			at = d.Created
		}
		for len(l) > 0 && l[0].At.Before(c.Time) && (l[0].Kind != Moved || Status(l[0].Text) != Merged) {
			all, l = append(all, l[0]), l[1:]
		}
		all = append(all, Event{ID: string(c.ID)[:24], Kind: Pushed, Author: ref.Owner(c.Author.Name), At: at, Text: c.Title(), Commit: c.ID})
	}
	return append(all, l...)
}

const (
	keptClosed   = 30 * 24 * time.Hour // how long a closed pull request keeps its branch
	keptReserved = 24 * time.Hour      // how long a commit may take that opens one
)

// Tidy removes what pull requests have left: branches of those that were closed
// more than 30 days ago, so that what only they lead to can be collected, and
// numbers that were reserved by what was cut off.
func (b *Board) Tidy(ctx context.Context, h *hub.Hub, now time.Time) error {
	unused, old, err := b.store.Stale(ctx, now.Add(-keptReserved), now.Add(-keptClosed))
	if err != nil {
		return err
	}
	for _, p := range unused {
		r, err := h.Admit(ctx, p.Repo)
		if fault.Is(err, fault.NotFound) {
			continue // it is deleted, and goes soon
		}
		if err == nil {
			err = b.forget(ctx, r, p.Number)
		}
		if err != nil {
			return err
		}
	}
	for _, p := range old {
		r, err := h.Admit(ctx, p.Repo)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err == nil {
			err = b.drop(ctx, r, p.Number)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// drop removes the branch of a closed pull request: nobody can open it any more
// from before the branch goes.
func (b *Board) drop(ctx context.Context, r *hub.Handle, number int) error {
	gone := false
	_, err := b.store.Change(ctx, r.ID, number, func(d *Discussion) ([]Event, error) {
		if gone = d.Status == Closed; gone {
			d.Pull.Gone = true
		}
		return nil, nil
	})
	if err != nil || !gone {
		return err
	}
	return r.Retract(ctx, number)
}
