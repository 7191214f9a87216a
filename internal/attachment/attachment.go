// Package attachment keeps the pictures, sounds and videos that people put into
// comments. Whoever sends one may see it; the others may once a comment of its
// sender names it, if they may read the repository of that. The rows are behind
// an interface; what is said, and where, is package discussion's business.
package attachment

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
)

// Path is what the addresses of attachments begin with; their names follow.
const Path = "/api/uploads/"

// File is an attachment.
type File struct {
	ID     string // 24 lower-case hexadecimal digits
	By     ref.Owner
	Media  string // such as image/png
	Digest blob.Digest
	Size   int64 // bytes
	At     time.Time
}

// Name is what an attachment is called in addresses: its id, with the ending of
// its kind.
func (f File) Name() string {
	i := slices.IndexFunc(kinds, func(k kind) bool { return k.media == f.Media })
	if i < 0 {
		return f.ID
	}
	return f.ID + kinds[i].ending
}

// Use says that a comment has an attachment.
type Use struct {
	File string // its id
	Repo hub.ID
	Said string // the id of the comment
	At   time.Time
}

// Store keeps attachments, and which comments have them. Contract: attachmenttest.Run.
type Store interface {
	Places
	// Add adds an attachment. Fault: Exhausted when its sender has more than w of
	// those that no comment has.
	Add(ctx context.Context, f File, w Waiting) error
	// Waiting is what somebody has sent that no comment has.
	Waiting(ctx context.Context, by ref.Owner) (Waiting, error)
	// Find finds an attachment. Fault: NotFound.
	Find(ctx context.Context, id string) (File, error)
	// Put notes a use; one that is known stays as it is.
	Put(ctx context.Context, u Use) error
	// Drop forgets the attachments of a comment that no other has.
	Drop(ctx context.Context, repo hub.ID, said string) error
	// Sweep forgets what came before t and no comment has, and uses from before t
	// by comments that there are not, that are another's or that are hidden.
	Sweep(ctx context.Context, t time.Time) (removed int, err error)
}

// Places tells where attachments are.
type Places interface {
	// Repos are the repositories where a comment of its sender that is not hidden
	// has an attachment.
	Repos(ctx context.Context, id string) ([]hub.ID, error)
	// Among are those of some bytes that comments of a repository have.
	Among(ctx context.Context, repo hub.ID, digests []blob.Digest) (map[blob.Digest]File, error)
}

// Waiting is how much somebody has sent, or may have, that no comment has.
type Waiting struct {
	Files int
	Bytes int64
}

// Exhausted is the fault of a sender that has as much waiting as it may.
func (w Waiting) Exhausted(by ref.Owner) error {
	return fault.New(fault.Exhausted, "%s has sent %d attachments, of %d MiB, that no comment has: post the comments first, or wait a day", by, w.Files, w.Bytes>>20)
}

// named finds attachments in a text: what is no id of one is not found by it.
var named = regexp.MustCompile(regexp.QuoteMeta(Path) + `([0-9a-f]{24})(?:\.[a-z0-9]{1,4})?(?:[^0-9A-Za-z]|$)`)

// maxNamed is how many attachments a comment has at most; others that it names
// are not shown to others than their senders.
const maxNamed = 50

// Named are the ids of the attachments that a text names, each once.
func Named(text string) (l []string) {
	for _, m := range named.FindAllStringSubmatch(text, -1) {
		if !slices.Contains(l, m[1]) {
			l = append(l, m[1])
		}
		if len(l) == maxNamed {
			break
		}
	}
	return l
}

// ParseName reads the name of an attachment in an address.
func ParseName(name string) (id string, err error) {
	id, _, _ = strings.Cut(name, ".")
	if _, err := hub.ParseID(id); err != nil {
		return "", Missing(name)
	}
	return id, nil
}

// Missing is the fault of what is not there, or not for who asks.
func Missing(name string) error {
	return fault.New(fault.NotFound, "there is no attachment %.40q, or you may not see it", name)
}
