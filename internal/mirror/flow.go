package mirror

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
)

// A flow is a large file that comes from its upstream, once, however many read
// it meanwhile:
//
//	upstream ── part on the disk ──┬── reader
//	                               ├── reader
//	                               └── digest is right ── stored
//
// The last byte is kept back until the digest was seen to be right: whoever
// reads a file to its end has the file. A cut connection goes on at the byte
// where it was cut, and so does a flow that was given up, or whose server died.
// One that nobody reads is given up after a moment.
type flow struct {
	repo hub.Repo
	p    hub.Pointer
	stop context.CancelCauseFunc

	mu      sync.Mutex
	part    Part
	come    int64         // bytes that may be read
	first   chan struct{} // closed when the upstream has begun to send, or will not
	news    chan struct{} // closed at the next change
	gone    chan struct{} // closed when another may begin
	ended   bool
	err     error // of a flow that has ended
	readers int
	rate    *Rate // while nobody but a Fetch reads it
	idle    *time.Timer
}

type flowKey struct {
	repo   hub.ID
	digest blob.Digest
}

// part is the name of what has come of it.
func (k flowKey) part() string { return fmt.Sprintf("%s-%v", k.repo, k.digest) }

var errIdle = errors.New("nobody reads it")

// join finds the flow of an object, or begins it. If the object is here already
// it opens that. The caller leaves a flow that it has joined.
func (m *Mirror) join(ctx context.Context, r hub.Repo, p hub.Pointer) (*flow, io.ReadSeekCloser, error) {
	key := flowKey{r.ID, p.Digest}
	m.mu.Lock()
	defer m.mu.Unlock()
	for f := m.flows[key]; f != nil; f = m.flows[key] {
		if f.join() {
			return f, nil, nil
		}
		m.mu.Unlock() // it was given up, and is about to end
		select {
		case <-f.gone:
		case <-ctx.Done():
		}
		m.mu.Lock()
		if ctx.Err() != nil {
			return nil, nil, fault.Wrap(ctx.Err(), fault.Canceled, "canceled")
		}
	}
	return m.begin(ctx, key, r, p)
}

// begin begins a flow, unless the object is here. The caller has m.mu.
func (m *Mirror) begin(ctx context.Context, key flowKey, r hub.Repo, p hub.Pointer) (*flow, io.ReadSeekCloser, error) {
	if held, err := m.p.Objects.Held(ctx, r.ID, []blob.Digest{p.Digest}); err != nil {
		return nil, nil, err
	} else if len(held) > 0 {
		if whole, _, err := m.p.Bytes.Open(ctx, p.Digest); err == nil || !fault.Is(err, fault.NotFound) {
			return nil, whole, err
		}
	}
	s, ok := m.source(r.Upstream)
	if !ok {
		return nil, nil, fault.New(fault.Unavailable, "the large file %v of %s is not here, and its upstream %s is no longer in the settings: name it there again", p.Digest, r.Subject(), r.Upstream)
	}
	if m.life.Err() != nil {
		return nil, nil, fault.New(fault.Unavailable, "the server is about to end: ask again when it has started")
	}
	own, stop := m.outlive(ctx)
	part, err := m.p.Part(own, key.part(), p.Size)
	if err != nil {
		stop(nil)
		return nil, nil, err
	}
	f := &flow{repo: r, p: p, stop: stop, part: part, first: make(chan struct{}), news: make(chan struct{}), gone: make(chan struct{}), readers: 1}
	f.come = min(part.Size(), p.Size-1)
	m.flows[key] = f
	m.wg.Go(func() {
		defer stop(nil)
		m.flow(own, key, s, f)
	})
	return f, nil, nil
}

// flow is the life of a flow.
func (m *Mirror) flow(ctx context.Context, key flowKey, s Source, f *flow) {
	err := m.run(ctx, s, f)
	if cause := context.Cause(ctx); err != nil && cause != nil {
		err = fault.Wrap(errors.Join(cause, err), fault.Canceled, "canceled")
	}
	m.mu.Lock()
	delete(m.flows, key)
	last := err == nil && !m.flowing(f.repo.ID)
	m.mu.Unlock()
	close(f.gone)
	f.end(err)
	if !last {
		return
	}
	if err := m.p.Landed(ctx, f.repo.ID); err != nil && ctx.Err() == nil { // what its files say can be read now
		m.p.Log.WarnContext(ctx, "describe a mirror", "repository", f.repo.Subject(), "err", err)
	}
}

// flowing reports whether files of a repository are coming. The caller has m.mu.
func (m *Mirror) flowing(id hub.ID) bool {
	for key := range m.flows {
		if key.repo == id {
			return true
		}
	}
	return false
}

// run fetches the file and stores it.
func (m *Mirror) run(ctx context.Context, s Source, f *flow) error {
	pause := m.o.Pause
	for tries := 1; f.part.Size() < f.p.Size; tries++ {
		before := f.part.Size()
		err := f.fetch(ctx, s)
		if err == nil {
			break
		}
		if f.part.Size() > before {
			tries, pause = 0, m.o.Pause
		}
		if kind, _ := fault.Of(err); tries >= m.o.Tries || kind != fault.Unavailable || ctx.Err() != nil {
			return err
		}
		timer := time.NewTimer(pause)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		}
		pause *= 2
	}
	return m.store(ctx, s, f)
}

// fetch appends what comes of one request.
func (f *flow) fetch(ctx context.Context, s Source) error {
	body, err := s.Open(ctx, f.repo.Kind, f.repo.Name, f.p, f.part.Size())
	if err != nil {
		return err
	}
	defer body.Close()
	f.begin()
	buf := make([]byte, 256<<10)
	for {
		n, err := body.Read(buf)
		if over := f.part.Size() + int64(n) - f.p.Size; over > 0 {
			return fault.Wrap(hub.ErrUpstream, fault.Unavailable, "the upstream %s sends more bytes of %v than its pointer says: tell its owner", s.Name, f.p.Digest)
		}
		if _, e := f.part.Write(buf[:n]); e != nil {
			return e
		}
		f.tell(min(f.part.Size(), f.p.Size-1))
		f.slow().wait(ctx, n)
		switch {
		case f.part.Size() == f.p.Size:
			return nil
		case err != nil && ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			return fault.Wrap(errors.Join(hub.ErrUpstream, err), fault.Unavailable, "the upstream %s broke off after %d of %d bytes of %v: ask again, it goes on from there", s.Name, f.part.Size(), f.p.Size, f.p.Digest)
		}
	}
}

// store stores what has come if it is the file. What is wrong is forgotten.
func (m *Mirror) store(ctx context.Context, s Source, f *flow) error {
	sum, err := f.part.Sum()
	if err != nil {
		return err
	}
	if sum != f.p.Digest {
		wrong := fault.Wrap(hub.ErrUpstream, fault.Unavailable, "what the upstream %s sent as %v has the SHA-256 %v: it was thrown away; ask again, and if it stays so tell its owner", s.Name, f.p.Digest, sum)
		return errors.Join(wrong, f.part.Drop())
	}
	if _, err := f.part.Commit(sum); err != nil {
		return err
	}
	if err := m.p.Stored(context.WithoutCancel(ctx), f.repo.ID, f.p); err != nil {
		return err
	}
	m.Used(f.repo.ID, f.p.Digest)
	f.tell(f.p.Size)
	return nil
}

// begin says that the upstream sends something.
func (f *flow) begin() {
	f.mu.Lock()
	defer f.mu.Unlock()
	select {
	case <-f.first:
	default:
		close(f.first)
	}
}

func (f *flow) tell(come int64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if come != f.come {
		f.come = come
		close(f.news)
		f.news = make(chan struct{})
	}
}

func (f *flow) end(err error) {
	f.begin()
	f.mu.Lock()
	defer f.mu.Unlock()
	f.ended, f.err = true, err
	close(f.news)
	f.news = make(chan struct{})
	if f.readers <= 0 {
		_ = f.part.Close() // it was read, or is kept
	}
	if f.idle != nil {
		f.idle.Stop()
	}
}

// join adds a reader, unless the flow has failed.
func (f *flow) join() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.ended || f.readers < 0 {
		return false
	}
	if f.idle != nil {
		f.idle.Stop()
		f.idle = nil
	}
	f.readers++
	return true
}

// leave takes a reader away. After the last one the flow lingers.
func (f *flow) leave(linger time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.readers--; f.readers > 0 {
		return
	}
	if f.ended {
		_ = f.part.Close() // it was read
		return
	}
	f.idle = time.AfterFunc(linger, func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		if f.readers == 0 && !f.ended {
			f.readers = -1 // nobody joins it any more
			f.stop(errIdle)
		}
	})
}

// state is how far the flow is, and what is closed at the next change.
func (f *flow) state() (come int64, ended bool, news <-chan struct{}, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.come, f.ended, f.news, f.err
}

// slow is the rate at which the file is to come.
func (f *flow) slow() *Rate {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.readers > 1 {
		return nil
	}
	return f.rate
}

func (f *flow) limit(r *Rate) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.rate = r
}
