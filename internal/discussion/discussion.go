// Package discussion is what people say about repositories and propose to them:
// discussions and pull requests, which share their numbers. It has the rules;
// the rows are behind an interface, and the branches of pull requests are the
// hub's.
package discussion

import (
	"context"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
)

// Status says how far a discussion has come.
type Status string

// The statuses. Only pull requests are drafts or merged.
const (
	Draft  Status = "draft"
	Open   Status = "open"
	Closed Status = "closed"
	Merged Status = "merged"
)

// Done reports whether nobody is expected to do anything any more.
func (s Status) Done() bool { return s == Closed || s == Merged }

// Discussion is one of those of a repository.
type Discussion struct {
	Repo    hub.ID
	Number  int // from 1 on, in its repository
	Title   string
	Author  ref.Owner
	Status  Status
	Created time.Time
	Pull    *Pull // nil: it is no pull request
	Events  int   // that have happened in it and are kept
	Bytes   int64 // of their texts, former ones too
}

// Pull is where a pull request stands among the commits of its repository. Its
// branch is refs/pr/<number>.
type Pull struct {
	Start  hub.OID // what its branch began from
	Base   hub.OID // where the main branch was before it was merged; empty until then
	Head   hub.OID // what was merged
	Merged hub.OID // where the main branch was then
	Gone   bool    // its branch was removed, long after it was closed
}

// Kind is what an event is.
type Kind string

// The kinds.
const (
	Comment  Kind = "comment"
	Retitled Kind = "title"
	Moved    Kind = "status"
	Pushed   Kind = "commit" // it is read from the branch, not kept
)

// Event is what has happened in a discussion.
type Event struct {
	ID     string // 24 lower-case hexadecimal digits
	Kind   Kind
	Author ref.Owner
	At     time.Time
	Text   string // what was said, the new title, the new status, or the title of a commit
	From   string // the old title
	Commit hub.OID
	Hidden bool   // then what was said is gone
	Edits  []Edit // what was said before, the oldest first
}

// Bytes are those of its texts.
func (e Event) Bytes() int64 {
	n := len(e.Text) + len(e.From)
	for _, old := range e.Edits {
		n += len(old.Text)
	}
	return int64(n)
}

// Edit is a former text of a comment, and who wrote it when.
type Edit struct {
	Text string    `json:"text"`
	By   ref.Owner `json:"by"`
	At   time.Time `json:"at"`
}

// Filter says which discussions are listed; the zero Filter is all of them.
type Filter struct {
	Author ref.Owner
	Pull   *bool // whether it is a pull request
	Done   *bool // whether the status is a done one
	Skip   int
	Limit  int
}

// Store keeps discussions. Contract: discussiontest.Run.
type Store interface {
	// Add adds a discussion with its first events: under the number that it has
	// reserved, or the next one of its repository.
	Add(ctx context.Context, d Discussion, events ...Event) (Discussion, error)
	// Find finds a discussion. Fault: NotFound.
	Find(ctx context.Context, repo hub.ID, number int) (Discussion, error)
	// List lists discussions, the newest first, and counts all that fit.
	List(ctx context.Context, repo hub.ID, f Filter) (l []Discussion, total int, err error)
	// Events lists what has happened, in order.
	Events(ctx context.Context, repo hub.ID, number int) ([]Event, error)
	// Change keeps what change makes of a discussion, but for its Events and Bytes, and
	// adds the events that it returns. Fault: NotFound, and those of change.
	Change(ctx context.Context, repo hub.ID, number int, change func(*Discussion) ([]Event, error)) (Discussion, error)
	// Edit keeps what change makes of an event. Fault: NotFound, and those of change.
	Edit(ctx context.Context, repo hub.ID, number int, id string, change func(Discussion, *Event) error) (Event, error)
	Reservations
}

// Reservations keeps the numbers of pull requests whose branches are being made,
// so that nobody sees one without a branch.
type Reservations interface {
	// Reserve takes the next number of a repository.
	Reserve(ctx context.Context, repo hub.ID, at time.Time) (number int, err error)
	// Release gives a number back that was reserved.
	Release(ctx context.Context, repo hub.ID, number int) error
	// Stale lists the numbers that were reserved before reserved and never used,
	// and pull requests that were closed before closed and have their branch still.
	Stale(ctx context.Context, reserved, closed time.Time) (unused, old []Place, err error)
}

// Place names a discussion among all.
type Place struct {
	Repo   hub.ID
	Number int
}

const (
	minTitle, maxTitle = 3, 200  // letters
	maxText            = 1 << 16 // bytes
)

// What a discussion may hold: it is read as a whole. Where no more can be said,
// it can still be closed.
const (
	maxComments = 5000
	maxEvents   = maxComments + 1000
	maxSaid     = 4 << 20 // bytes
)

// takes is a fault unless something may happen in a discussion yet.
func (d Discussion) takes(l ...Event) error {
	said := d.Bytes
	for i, e := range l {
		said += e.Bytes()
		switch n := d.Events + i; {
		case e.Kind == Comment && n >= maxComments:
			return fault.New(fault.TooLarge, "#%d has %d comments and changes, and takes no more comments: open another discussion", d.Number, d.Events)
		case e.Kind == Comment && said > maxSaid:
			return fault.New(fault.TooLarge, "what was said in #%d has %d KiB, and at most %d KiB fit: open another discussion, or put long texts into files", d.Number, d.Bytes>>10, maxSaid>>10)
		case n >= maxEvents:
			return fault.New(fault.TooLarge, "#%d was changed %d times, and can be changed no more: open another discussion", d.Number, d.Events)
		}
	}
	return nil
}

// ParseTitle reads a title: one line of 3 to 200 letters.
func ParseTitle(s string) (string, error) {
	s = strings.TrimSpace(s)
	if n := utf8.RuneCountInString(s); n < minTitle || n > maxTitle || !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl) {
		return "", fault.New(fault.Invalid, "a title is one line of %d to %d letters", minTitle, maxTitle)
	}
	return s, nil
}

// ParseText reads a comment.
func ParseText(s string) (string, error) {
	s = strings.TrimSpace(strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", ""))
	switch {
	case s == "":
		return "", fault.New(fault.Invalid, "the comment is empty")
	case len(s) > maxText:
		return "", fault.New(fault.TooLarge, "a comment has at most %d KiB: put the rest into a file", maxText>>10)
	}
	return s, nil
}
