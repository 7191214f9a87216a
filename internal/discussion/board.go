package discussion

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
)

// Board is where discussions are held, on behalf of the actor of the context,
// who has opened their repository: what it may not see has no discussions
// either. It is safe for concurrent use.
//
//	to read             whoever may read the repository
//	to open, comment    whoever may take part in it (hub.Propose)
//	to edit a comment   its author
//	to hide a comment   its author, or who may moderate (hub.Moderate)
//	to retitle, close   the author of the discussion, or who may moderate
//	to merge            who may write
type Board struct {
	store   Store
	git     Histories
	files   Attachments
	audit   hub.Audit
	now     func() time.Time
	merging [64]sync.Mutex // by repository: of two merges of one pull request, the second sees the first
}

// Attachments are files that comments name.
type Attachments interface {
	// Place has a repository hold those of the actor that a text names. It comes
	// before the comment with that text does.
	Place(ctx context.Context, repo hub.ID, comment, text string) error
	// Drop forgets those of a comment whose text is taken away.
	Drop(ctx context.Context, repo hub.ID, comment string) error
}

// New returns the board of a store, for the repositories that g has.
func New(s Store, g Histories, f Attachments, a hub.Audit) *Board {
	return &Board{store: s, git: g, files: f, audit: a, now: time.Now}
}

// List lists the discussions of a repository, the newest first, and counts them.
func (b *Board) List(ctx context.Context, r *hub.Handle, f Filter) ([]Discussion, int, error) {
	return b.store.List(ctx, r.ID, f)
}

// Find finds a discussion and what has happened in it, and of a pull request
// what it would change. Fault: NotFound.
func (b *Board) Find(ctx context.Context, r *hub.Handle, number int) (d Discussion, l []Event, v Review, err error) {
	if d, err = b.store.Find(ctx, r.ID, number); err != nil {
		return d, nil, v, err
	}
	if d.Pull != nil {
		if d, v, err = b.review(ctx, r, d); err != nil {
			return d, nil, v, err
		}
	}
	l, err = b.store.Events(ctx, r.ID, number)
	return d, woven(d, l, v.Commits), v, err
}

// Open begins a discussion with a first comment.
func (b *Board) Open(ctx context.Context, r *hub.Handle, title, text string) (Discussion, error) {
	d, first, err := b.begin(ctx, r, title, text)
	if err == nil {
		err = b.place(ctx, r, first)
	}
	if err == nil {
		d, err = b.store.Add(ctx, d, first)
	}
	if err != nil {
		return d, err
	}
	return d, b.note(ctx, r, "discussion open", d.Number, d.Title)
}

func (b *Board) begin(ctx context.Context, r *hub.Handle, title, text string) (d Discussion, first Event, err error) {
	if err = r.Need(ctx, hub.Propose); err != nil {
		return d, first, err
	}
	if title, err = ParseTitle(title); err != nil {
		return d, first, err
	}
	if text, err = ParseText(text); err != nil {
		return d, first, err
	}
	first = b.event(ctx, Comment, text)
	return Discussion{Repo: r.ID, Title: title, Author: first.Author, Status: Open, Created: first.At}, first, nil
}

// event is something that the actor does now.
func (b *Board) event(ctx context.Context, k Kind, text string) Event {
	return Event{ID: string(hub.NewID()), Kind: k, Author: account.From(ctx).User, At: b.now(), Text: text}
}

// place has the repository hold what comments have attached.
func (b *Board) place(ctx context.Context, r *hub.Handle, events ...Event) error {
	for _, e := range events {
		if e.Kind != Comment {
			continue
		}
		if err := b.files.Place(ctx, r.ID, e.ID, e.Text); err != nil {
			return err
		}
	}
	return nil
}

// note writes to the audit log what was done, and tells those who watch.
func (b *Board) note(ctx context.Context, r *hub.Handle, act string, number int, detail string) error {
	ctx = context.WithoutCancel(ctx) // it has happened, also when who did it hangs up
	if err := b.tell(ctx, r, act, number, detail); err != nil {
		return err
	}
	return b.audit.Note(ctx, act, r.Subject(), fmt.Sprintf("#%d %s", number, detail))
}

// Comment adds a comment.
func (b *Board) Comment(ctx context.Context, r *hub.Handle, number int, text string) (Event, error) {
	if err := r.Need(ctx, hub.Propose); err != nil {
		return Event{}, err
	}
	text, err := ParseText(text)
	if err != nil {
		return Event{}, err
	}
	e := b.event(ctx, Comment, text)
	d, err := b.store.Find(ctx, r.ID, number)
	if err == nil {
		err = d.takes(e)
	}
	if err == nil {
		err = b.place(ctx, r, e)
	}
	if err != nil {
		return e, err
	}
	if _, err := b.store.Change(ctx, r.ID, number, func(d *Discussion) ([]Event, error) { return []Event{e}, d.takes(e) }); err != nil {
		return e, err
	}
	return e, b.note(ctx, r, "discussion comment", number, e.ID)
}

// answers is a fault unless the actor opened a discussion, or may moderate what is
// said of its repository.
func (b *Board) answers(ctx context.Context, r *hub.Handle, d Discussion) error {
	if err := r.Need(ctx, hub.Propose); err != nil {
		return err
	}
	if actor := account.From(ctx); actor.User.Key() == d.Author.Key() {
		return nil
	}
	return r.Need(ctx, hub.Moderate)
}

// Retitle gives a discussion another title.
func (b *Board) Retitle(ctx context.Context, r *hub.Handle, number int, title string) (Event, error) {
	title, err := ParseTitle(title)
	if err != nil {
		return Event{}, err
	}
	e := b.event(ctx, Retitled, title)
	_, err = b.store.Change(ctx, r.ID, number, func(d *Discussion) ([]Event, error) {
		if err := b.answers(ctx, r, *d); err != nil {
			return nil, err
		}
		e.From, d.Title = d.Title, title
		return []Event{e}, d.takes(e)
	})
	if err != nil {
		return e, err
	}
	return e, b.note(ctx, r, "discussion title", number, title)
}

// Move closes a discussion or opens it again, with a comment if there is one.
// Fault: Conflict for what was merged.
func (b *Board) Move(ctx context.Context, r *hub.Handle, number int, to Status, text string) (Event, error) {
	if to != Open && to != Closed {
		return Event{}, fault.New(fault.Invalid, "the status %q cannot be chosen: choose open or closed", to)
	}
	var events []Event
	if text != "" {
		text, err := ParseText(text)
		if err != nil {
			return Event{}, err
		}
		events = append(events, b.event(ctx, Comment, text))
	}
	e := b.event(ctx, Moved, string(to))
	events = append(events, e)
	move := func(d *Discussion) ([]Event, error) {
		if err := b.answers(ctx, r, *d); err != nil {
			return nil, err
		}
		if d.Status == Merged {
			return nil, fault.New(fault.Conflict, "#%d is merged, and stays so: revert it by a commit", number)
		}
		if d.Pull != nil && d.Pull.Gone && to == Open {
			return nil, fault.New(fault.Conflict, "the branch of pull request #%d was removed, as it was closed for %d days: open another", number, int(keptClosed.Hours()/24))
		}
		d.Status = to
		return events, d.takes(events...)
	}
	d, err := b.store.Find(ctx, r.ID, number)
	if err == nil {
		_, err = move(&d) // what is refused has nothing attached
	}
	if err == nil {
		err = b.place(ctx, r, events...)
	}
	if err == nil {
		_, err = b.store.Change(ctx, r.ID, number, move)
	}
	if err != nil {
		return e, err
	}
	return e, b.note(ctx, r, "discussion status", number, string(to))
}

// EditComment puts another text in the place of a comment; the old one is kept
// beside it.
func (b *Board) EditComment(ctx context.Context, r *hub.Handle, number int, id, text string) (Event, error) {
	if err := r.Need(ctx, hub.Propose); err != nil {
		return Event{}, err
	}
	text, err := ParseText(text)
	if err != nil {
		return Event{}, err
	}
	actor := account.From(ctx)
	edit := func(d Discussion, e *Event) error {
		switch {
		case e.Kind != Comment:
			return noComment(id, number)
		case d.Bytes+int64(len(text)) > maxSaid:
			return fault.New(fault.TooLarge, "what was said in #%d, and what it said before, has %d KiB, and at most %d KiB fit: open another discussion", number, d.Bytes>>10, maxSaid>>10)
		case e.Author.Key() != actor.User.Key():
			return fault.New(fault.Forbidden, "only %s may edit this comment", e.Author)
		case e.Hidden:
			return fault.New(fault.Conflict, "the comment is hidden, and stays so: write another")
		}
		e.Edits = append(e.Edits, Edit{Text: e.Text, By: actor.User, At: b.now()})
		e.Text = text
		return nil
	}
	d, e, err := b.said(ctx, r, number, id)
	if err == nil {
		err = edit(d, &e) // what is refused has nothing attached
	}
	if err == nil {
		err = b.files.Place(ctx, r.ID, id, text)
	}
	if err == nil {
		e, err = b.store.Edit(ctx, r.ID, number, id, edit)
	}
	if err != nil {
		return e, err
	}
	return e, b.note(ctx, r, "discussion comment edit", number, id)
}

// said finds something that has happened in a discussion.
func (b *Board) said(ctx context.Context, r *hub.Handle, number int, id string) (d Discussion, e Event, err error) {
	if d, err = b.store.Find(ctx, r.ID, number); err != nil {
		return d, e, err
	}
	l, err := b.store.Events(ctx, r.ID, number)
	if err != nil {
		return d, e, err
	}
	i := slices.IndexFunc(l, func(e Event) bool { return e.ID == id })
	if i < 0 {
		return d, e, noComment(id, number)
	}
	return d, l[i], nil
}

func noComment(id string, number int) error {
	return fault.New(fault.NotFound, "there is no comment %.40q in #%d", id, number)
}

// HideComment takes the text of a comment away for good, all its former ones, and
// what was attached to it.
func (b *Board) HideComment(ctx context.Context, r *hub.Handle, number int, id string) (Event, error) {
	if err := r.Need(ctx, hub.Propose); err != nil {
		return Event{}, err
	}
	actor := account.From(ctx)
	e, err := b.store.Edit(ctx, r.ID, number, id, func(_ Discussion, e *Event) error {
		if e.Kind != Comment {
			return noComment(id, number)
		}
		if e.Author.Key() != actor.User.Key() {
			if err := r.Need(ctx, hub.Moderate); err != nil {
				return err
			}
		}
		e.Text, e.Edits, e.Hidden = "", nil, true
		return nil
	})
	if err == nil {
		err = b.files.Drop(context.WithoutCancel(ctx), r.ID, id)
	}
	if err != nil {
		return e, err
	}
	return e, b.note(ctx, r, "discussion comment hide", number, id)
}
