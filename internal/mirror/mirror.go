// Package mirror brings repositories that are elsewhere when they are first
// asked for, keeps them as new as their upstreams, and fetches their large
// files while somebody reads them. It speaks to no network itself.
//
// A mirror is a git repository with the commits of its upstream, fetched by
// git: its ids are the upstream's, so what clients keep by commit stays good
// whichever of the two they ask, and history, tags and old revisions are there
// too. Large files are pointers in it, and their bytes come one by one.
package mirror

import (
	"cmp"
	"context"
	"io"
	"iter"
	"log/slog"
	"sync"
	"time"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
)

// Upstream is a server that repositories are fetched from. What is not there,
// or not for us, is a fault of kind NotFound; an upstream that does not answer
// as it should is one of kind Unavailable that wraps hub.ErrUpstream.
type Upstream interface {
	// Refs are the branches and tags of a repository.
	Refs(ctx context.Context, k hub.Kind, name ref.Repo) (Remote, error)
	// Gated reports whether a repository that everybody sees is not for everybody.
	Gated(ctx context.Context, k hub.Kind, name ref.Repo) (bool, error)
	// Relay is an address of this machine at which git fetches a repository until
	// stop is called, which returns why the upstream refused that, if it did.
	Relay(ctx context.Context, k hub.Kind, name ref.Repo) (url string, stop func() error, err error)
	// Open opens a large file of a repository from a byte on.
	Open(ctx context.Context, k hub.Kind, name ref.Repo, p hub.Pointer, from int64) (io.ReadCloser, error)
}

// Remote is what an upstream has of a repository.
type Remote struct {
	Refs    map[ref.Rev]hub.OID // by whole name; of a tag, the commit that it leads to
	Private bool                // only our token shows it
}

// Rows keeps what is known of mirrors beside their repositories. Contract:
// mirrortest.Run.
type Rows interface {
	// Checked is when a mirror was last compared with its upstream; zero is never.
	Checked(ctx context.Context, id hub.ID) (time.Time, error)
	Check(ctx context.Context, id hub.ID, at time.Time) error
	// Point notes objects that the files of a mirror point to.
	Point(ctx context.Context, id hub.ID, objects []hub.Pointer) error
	Pointed(ctx context.Context, id hub.ID, digests []blob.Digest) (map[blob.Digest]hub.Pointer, error)
	Cache
}

// Cache is which objects of mirrors are here.
type Cache interface {
	Use(ctx context.Context, id hub.ID, d blob.Digest, at time.Time) error
	// Cached are the objects that mirrors hold, each once, the least used first.
	Cached(ctx context.Context) ([]Cached, error)
	// Release takes an object from all mirrors, and reports whether another
	// repository holds it.
	Release(ctx context.Context, d blob.Digest) (held bool, err error)
}

// Cached is an object that is here.
type Cached struct {
	hub.Pointer
	Used time.Time // by any mirror
}

// Git keeps the git repositories.
type Git interface {
	Make(ctx context.Context, id hub.ID) error
	Remove(ctx context.Context, id hub.ID) error
	Pull(ctx context.Context, id hub.ID, url string) error
	Refs(ctx context.Context, id hub.ID) ([]hub.Ref, error)
	Pointers(ctx context.Context, id hub.ID) iter.Seq2[hub.Pointer, error]
}

// Repos keeps what is known of repositories.
type Repos interface {
	Add(ctx context.Context, r hub.Repo) error
	Find(ctx context.Context, k hub.Kind, name ref.Repo) (hub.Repo, error)
	Change(ctx context.Context, id hub.ID, change func(*hub.Repo) error) (hub.Repo, error)
}

// Objects keeps which repositories hold which objects.
type Objects interface {
	Held(ctx context.Context, id hub.ID, digests []blob.Digest) (map[blob.Digest]hub.Pointer, error)
}

// Bytes opens objects, whatever way they came.
type Bytes interface {
	Open(ctx context.Context, d blob.Digest) (io.ReadSeekCloser, blob.Info, error)
}

// Remover removes the bytes of objects that are stored whole, and of those that
// have come in part.
type Remover interface {
	// Parts are those in part, by their names for Parts.Part: their size, and when
	// something came last.
	Parts(ctx context.Context) (map[string]blob.Info, error)
	DropPart(ctx context.Context, name string) error
	Remove(ctx context.Context, d blob.Digest, t time.Time) (gone bool, err error)
}

// Part is bytes on their way in: one writes them, many read them.
type Part interface {
	io.Writer
	io.ReaderAt
	io.Closer // keeps them for later
	Size() int64
	Sum() (blob.Digest, error)
	Commit(d blob.Digest) (blob.Info, error)
	Drop() error
}

// Parts are what a Mirror is made of.
type Parts struct {
	Sources []Source
	Rows    Rows
	Git     Git
	Repos   Repos
	Objects Objects
	Bytes   Bytes
	Remover Remover
	// Part opens what has come of an object, by a name, which has so many bytes when
	// it is whole. Fault: Exhausted when there is no room for the rest.
	Part   func(ctx context.Context, name string, whole int64) (Part, error)
	Owners account.Owners
	Audit  hub.Audit
	// Landed is called when the refs of a mirror have moved, Stored when one of
	// its objects has come.
	Landed func(ctx context.Context, id hub.ID) error
	Stored func(ctx context.Context, id hub.ID, p hub.Pointer) error
	// Needed tells what else than repositories needs stored bytes.
	Needed func(ctx context.Context) (func(blob.Digest) bool, error)
	Log    *slog.Logger
}

// Options are the optional parts. A zero field has the default.
type Options struct {
	Interval time.Duration // between two looks at an upstream; 1 hour
	Limit    int64         // bytes of large files of mirrors that are kept; 0 is no limit
	Patience time.Duration // how long somebody waits for a look, or for other repositories to have come; 5 seconds
	Linger   time.Duration // how long a file goes on coming that nobody reads; 30 seconds
	Tries    int           // of a file, without a byte between them; 5
	Pause    time.Duration // after the first failed try, twice that after the second …; 250 ms
	Brings   int           // repositories that come at once because somebody asked for them; 8
	Again    time.Duration // after which a repository that was not there, or an upstream that was down, is asked for again; 30 seconds
}

const (
	bringTime = 30 * time.Minute // for all of git's part of a repository
	near      = 16 << 20         // bytes that a reader waits for; what is further away it reads at the upstream itself
)

// Mirror implements hub.Mirror. It is safe for concurrent use. Close it.
type Mirror struct {
	p    Parts
	o    Options
	life context.Context //nolint:containedctx // of all that goes on in the background
	end  context.CancelFunc
	wg   sync.WaitGroup

	brings chan struct{} // has one for each repository that comes

	mu      sync.Mutex
	working map[string]*work
	next    map[hub.ID]time.Time // when an upstream is looked at again
	nowhere map[string]nowhere   // until when a repository is known to be at no upstream
	flows   map[flowKey]*flow
	used    map[flowKey]time.Time
}

var _ hub.Mirror = (*Mirror)(nil)

// New returns a mirror of its parts.
func New(p Parts, o Options) *Mirror {
	o.Interval = cmp.Or(o.Interval, time.Hour)
	o.Patience = cmp.Or(o.Patience, 5*time.Second)
	o.Linger = cmp.Or(o.Linger, 30*time.Second)
	o.Tries = cmp.Or(o.Tries, 5)
	o.Brings = cmp.Or(o.Brings, 8)
	o.Pause = cmp.Or(o.Pause, 250*time.Millisecond)
	o.Again = cmp.Or(o.Again, 30*time.Second)
	m := &Mirror{
		p: p, o: o, brings: make(chan struct{}, o.Brings), working: map[string]*work{}, next: map[hub.ID]time.Time{}, nowhere: map[string]nowhere{},
		flows: map[flowKey]*flow{}, used: map[flowKey]time.Time{},
	}
	m.life, m.end = context.WithCancel(context.Background())
	return m
}

// Close ends what goes on, and waits for that. Files that were coming go on
// where they were when they are asked for again.
func (m *Mirror) Close() error {
	m.end()
	m.wg.Wait()
	return m.flush(context.Background())
}

// outlive is a context that outlives its asker, but not the mirror.
func (m *Mirror) outlive(ctx context.Context) (context.Context, context.CancelCauseFunc) {
	ctx, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	stop := context.AfterFunc(m.life, func() { cancel(context.Canceled) })
	return ctx, func(cause error) { stop(); cancel(cause) }
}

// work is something that many may wait for and that is done once.
type work struct {
	done chan struct{}
	err  error
}

// once does f for all who ask for the same meanwhile. It goes on when they no
// longer wait.
func (m *Mirror) once(ctx context.Context, what string, f func(context.Context) error) *work {
	m.mu.Lock()
	defer m.mu.Unlock()
	if w := m.working[what]; w != nil {
		return w
	}
	w := &work{done: make(chan struct{})}
	m.working[what] = w
	own, cancel := m.outlive(ctx)
	m.wg.Go(func() {
		defer cancel(nil)
		limited, stop := context.WithTimeout(own, bringTime)
		defer stop()
		w.err = f(limited)
		m.mu.Lock()
		defer m.mu.Unlock()
		delete(m.working, what)
		close(w.done)
	})
	return w
}
