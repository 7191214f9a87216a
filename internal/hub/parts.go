package hub

import (
	"context"
	"io"
	"iter"
	"time"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/ref"
)

// Parts are what the hub is made of.
type Parts struct {
	Repos    Repos
	Index    Index
	Uses     Uses
	Objects  Objects
	Trees    Trees
	Git      Git
	Blobs    Blobs
	Xet      Xet    // nil is none
	Mirror   Mirror // nil is none
	Quotas   Quotas
	Requests Requests
	Events   Events // nil is nobody
	Findings Findings
	Accounts Accounts
	Audit    Audit

	Proposals Proposals
}

// Blobs keeps the bytes of large files, whatever way they came.
type Blobs interface {
	Put(ctx context.Context, r io.Reader) (blob.Info, error)
	Open(ctx context.Context, d blob.Digest) (io.ReadSeekCloser, blob.Info, error)
	Stat(ctx context.Context, d blob.Digest) (blob.Info, error)
}

// Xet is another way that large files come and go.
type Xet interface {
	// Sent finds a file that the actor sent that way, or can read in some
	// repository, and keeps it until that can be noted. Fault: NotFound.
	Sent(ctx context.Context, d blob.Digest) (Pointer, error)
	// Came tells of a file that came whole, so that it can go that way.
	Came(ctx context.Context, d blob.Digest) error
}

// Repos keeps what is known of repositories. Contract: hubtest.Run.
type Repos interface {
	// Add adds a repository. Fault: Conflict when its name is taken, in any case.
	Add(ctx context.Context, r Repo) error
	// Find finds a repository by a name that it has or, if no other has that
	// now, has had. Fault: NotFound with ErrNoRepo.
	Find(ctx context.Context, k Kind, name ref.Repo) (Repo, error)
	ByID(ctx context.Context, id ID) (Repo, error)
	// Change keeps what change makes of a repository; its ID, Kind and Created
	// stay. An old name goes on leading to it. Faults: NotFound, Conflict.
	Change(ctx context.Context, id ID, change func(*Repo) error) (Repo, error)
	Deletions
}

// Deletions keeps repositories that are gone for everybody, for a time.
type Deletions interface {
	// Delete hides a repository and frees its names. Fault: NotFound.
	Delete(ctx context.Context, id ID, at time.Time) error
	// Deleted lists what was deleted before t.
	Deleted(ctx context.Context, t time.Time) ([]ID, error)
	// Forget removes all that is known of a deleted repository. Fault: NotFound
	// when it is not deleted, or no more.
	Forget(ctx context.Context, id ID) error
}

// Objects keeps which repositories hold which large files, and the locks on
// paths that git-lfs knows.
type Objects interface {
	// Hold notes that a repository holds objects. Fault: Exhausted when that is
	// over the quota of its owner; then it holds none of them.
	Hold(ctx context.Context, id ID, objects []Pointer) error
	// Adopt is Hold for those of some objects that another repository holds, and
	// returns them.
	Adopt(ctx context.Context, id ID, objects []Pointer) ([]Pointer, error)
	// Renew notes that objects which a repository holds are needed now.
	Renew(ctx context.Context, id ID, digests []blob.Digest) error
	// Held are those of some objects that a repository holds.
	Held(ctx context.Context, id ID, digests []blob.Digest) (map[blob.Digest]Pointer, error)
	// Holders are the repositories that hold an object and are not deleted.
	Holders(ctx context.Context, d blob.Digest) ([]Repo, error)
	Inventory
	Locks
}

// Locks keeps who works on which path alone.
type Locks interface {
	// AddLock adds a lock; when the path is locked already it returns that
	// lock, and a fault of kind Conflict.
	AddLock(ctx context.Context, id ID, l Lock) (Lock, error)
	// ListLocks lists the locks on a path, or on all if it is empty, from the
	// one after a lock on.
	ListLocks(ctx context.Context, id ID, path ref.Path, after string, limit int) ([]Lock, error)
	// RemoveLock removes a lock if allow does not object. Fault: NotFound.
	RemoveLock(ctx context.Context, id ID, lock string, allow func(Lock) error) (Lock, error)
}

// Lock says that a user works on a path alone.
type Lock struct {
	ID    string
	Path  ref.Path
	Owner ref.Owner
	Since time.Time
}

// Git keeps git repositories.
type Git interface {
	Make(ctx context.Context, id ID) error
	Remove(ctx context.Context, id ID) error
	// Size is how many bytes a repository takes.
	Size(ctx context.Context, id ID) (int64, error)
	History
	Files
	Changes
	Wire
}

// Wire speaks the smart protocol with git clients. protocol is what the client
// says in Git-Protocol.
type Wire interface {
	Advertise(ctx context.Context, id ID, receive bool, protocol string, w io.Writer) error
	Fetch(ctx context.Context, id ID, protocol string, r io.Reader, w io.Writer) error
	// Receive takes a push; check is asked before anything of it shows, and what
	// it warns of is told to the client. It
	// returns the changes that have come about, and are on the disk.
	Receive(ctx context.Context, id ID, protocol string, r io.Reader, w io.Writer, check func(context.Context, Push) (warnings []string, err error)) ([]Change, error)
}

// History reads refs and commits.
type History interface {
	Refs(ctx context.Context, id ID) ([]Ref, error)
	// Tip is where a whole name stands; empty if it is not there.
	Tip(ctx context.Context, id ID, name ref.Rev) (OID, error)
	// Resolve finds a commit. Fault: NotFound with ErrNoRevision.
	Resolve(ctx context.Context, id ID, rev ref.Rev) (OID, error)
	Commits(ctx context.Context, id ID, oids ...OID) ([]Commit, error)
	// Log lists commits up to one, the newest first, and counts them all.
	Log(ctx context.Context, id ID, from OID, skip, n int) (l []Commit, total int, err error)
	// Last finds the commits that last changed names in a folder.
	Last(ctx context.Context, id ID, from OID, folder ref.Path, names []string) (map[string]Commit, error)
	// Diff writes what changes from one commit to another, at most so many bytes
	// of it; an empty from is the first parent.
	Diff(ctx context.Context, id ID, from, to OID, most int64, w io.Writer) error
}

// Files reads folders and files.
type Files interface {
	// Tree lists a folder by name, a page at a time, the last page first: those
	// that begin at a name, the first page at none. more says that others follow.
	Tree(ctx context.Context, id ID, tree OID, page func(first string, more bool, l []Entry) error) error
	Blob(ctx context.Context, id ID, oid OID) (r io.ReadCloser, size int64, err error)
	// Named finds for objects that files of any commit point to a path of these.
	Named(ctx context.Context, id ID) (map[blob.Digest]ref.Path, error)
}

// Changes makes commits and moves refs; what they return from is on the disk.
type Changes interface {
	Commit(ctx context.Context, id ID, d Draft, ops iter.Seq2[Operation, error]) (Commit, error)
	Update(ctx context.Context, id ID, changes ...Change) error
	// Merge makes the ref of a draft lead to a commit too, if check does not
	// object. Faults: Conflict, NotFound, and those of check.
	Merge(ctx context.Context, id ID, d Draft, theirs OID, check func(file func(ref.Path) ([]byte, error)) error) (Change, error)
	// Squash puts one commit in the place of all of a branch. Fault: NotFound.
	Squash(ctx context.Context, id ID, d Draft) (Change, error)
	// Purge writes all history anew without what points to some objects, and
	// returns which refs have moved. Before they do, about is told of them, and
	// its error keeps them where they are.
	Purge(ctx context.Context, id ID, digests []blob.Digest, about func([]Change) error) ([]Change, error)
}

// Accounts finds owners and who belongs to them.
type Accounts interface {
	account.Owners
	Memberships(ctx context.Context, user ref.Owner) ([]account.Member, error)
}

// Audit keeps what was done.
type Audit interface {
	Note(ctx context.Context, act, subject, detail string) error
}
