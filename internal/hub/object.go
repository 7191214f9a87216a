package hub

import (
	"iter"
	"regexp"
	"strings"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub/pointer"
	"github.com/tenonhub/tenon/internal/ref"
)

// OID is the id of a git object: 40 lower-case hexadecimal digits. The empty
// OID stands for an object that is not there.
type OID string

var oid = regexp.MustCompile(`^[0-9a-f]{40}$`)

// ParseOID parses 40 lower-case hexadecimal digits.
func ParseOID(s string) (OID, error) {
	if !oid.MatchString(s) {
		return "", fault.New(fault.Invalid, "%.80q is not the id of a git object: 40 lower-case hexadecimal digits", s)
	}
	return OID(s), nil
}

// Pointer is where bytes are that are kept outside of git.
type Pointer = pointer.Pointer

// Mode says what an entry of a folder is, in git's octal numbers.
type Mode int

// The modes.
const (
	File       Mode = 0o100644
	Executable Mode = 0o100755
	Link       Mode = 0o120000
	Folder     Mode = 0o040000
	Module     Mode = 0o160000 // a commit of another repository
)

// Entry is what a folder holds under a name.
type Entry struct {
	Name   string   `json:"name"` // of listings over several folders: its path
	Mode   Mode     `json:"mode"`
	OID    OID      `json:"oid"`
	Size   int64    `json:"size,omitempty"`   // bytes of the git object; of folders 0
	Object *Pointer `json:"object,omitempty"` // where the bytes are, if the git object only points to them
}

// Bytes is the size of what the entry's reader gets.
func (e Entry) Bytes() int64 {
	if e.Object != nil {
		return e.Object.Size
	}
	return e.Size
}

// Person is who wrote a commit, as git notes it.
type Person struct{ Name, Email string }

// Commit is a state of a repository.
type Commit struct {
	ID      OID
	Tree    OID
	Parents []OID
	Author  Person
	Time    time.Time // when it was written, to the second
	Message string
}

// Title is the first line of the message.
func (c Commit) Title() string {
	title, _, _ := strings.Cut(strings.TrimLeft(c.Message, "\n"), "\n")
	return title
}

// Body is the message after the title.
func (c Commit) Body() string {
	_, body, _ := strings.Cut(strings.TrimLeft(c.Message, "\n"), "\n")
	return strings.TrimSpace(body)
}

// Ref is a name that stands for a commit.
type Ref struct {
	Name   ref.Rev // whole: refs/heads/main
	Commit OID     // the one that it leads to
}

// The beginnings of whole names.
const (
	Heads = "refs/heads/"
	Tags  = "refs/tags/"
	Pulls = "refs/pr/"
)

// Branch is the whole name of a branch.
func Branch(name ref.Rev) ref.Rev { return Heads + name }

// Tag is the whole name of a tag.
func Tag(name ref.Rev) ref.Rev { return Tags + name }

// Short is the name without what says that it is a branch or a tag.
func (r Ref) Short() string {
	s := string(r.Name)
	for _, prefix := range []string{Heads, Tags} {
		s = strings.TrimPrefix(s, prefix)
	}
	return s
}

// Change moves a ref from one commit to another. An empty From makes it, an
// empty To removes it.
type Change struct {
	Name     ref.Rev
	From, To OID
}

// Push is what a git client wants to change.
type Push struct {
	Changes []Change
	New     iter.Seq2[Brought, error] // the files and folders that it brings
	// File reads a file of a commit that it brings; one that is not there, or has
	// more than MaxContent bytes, is empty.
	File func(at OID, path ref.Path) ([]byte, error)
}

// Brought is a file or a folder of a push.
type Brought struct {
	OID     OID
	Folder  bool
	Names   []string // of a folder, in no order
	Vast    bool     // a folder of so many entries that they were not read
	Content []byte   // of a file, if it has at most MaxContent bytes; valid until the next one
}
