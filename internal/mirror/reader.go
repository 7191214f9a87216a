package mirror

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
)

// Object opens an object of a mirror that is not here. Nothing is fetched until
// it is read, or made Ready.
func (m *Mirror) Object(ctx context.Context, r hub.Repo, p hub.Pointer) (io.ReadSeekCloser, error) {
	return &reader{m: m, ctx: ctx, repo: r, p: p}, nil
}

// Used notes that an object was read.
func (m *Mirror) Used(id hub.ID, d blob.Digest) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.used[flowKey{id, d}] = time.Now()
}

// reader reads a flow while it comes.
type reader struct {
	m    *Mirror
	ctx  context.Context //nolint:containedctx // a reader lives as long as the request that it is read for
	repo hub.Repo
	p    hub.Pointer
	pos  int64

	flow  *flow
	whole io.ReadSeekCloser // in place of a flow: the object is here
	far   io.ReadCloser     // a part that the flow is not near to, read at the upstream
	at    int64             // where far is
}

func (r *reader) join() (err error) {
	if r.flow == nil && r.whole == nil {
		r.flow, r.whole, err = r.m.join(r.ctx, r.repo, r.p)
	}
	return err
}

// Ready waits until the upstream has begun to send what is not here: what it
// refuses can then still be told in place of the file.
func (r *reader) Ready(ctx context.Context) error {
	if r.p.Size == 0 {
		return nil
	}
	if err := r.join(); err != nil || r.whole != nil {
		return err
	}
	select {
	case <-r.flow.first:
	case <-ctx.Done():
		return fault.Wrap(ctx.Err(), fault.Canceled, "canceled")
	}
	_, _, _, err := r.flow.state()
	return err
}

func (r *reader) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += r.pos
	case io.SeekEnd:
		offset += r.p.Size
	}
	if offset < 0 {
		return 0, errors.New("seek before the beginning")
	}
	r.pos = offset
	return offset, nil
}

func (r *reader) Read(b []byte) (n int, err error) {
	if r.pos >= r.p.Size {
		return 0, io.EOF
	}
	if len(b) == 0 {
		return 0, nil
	}
	if err := r.join(); err != nil {
		return 0, err
	}
	switch {
	case r.whole != nil:
		if _, err := r.whole.Seek(r.pos, io.SeekStart); err != nil {
			return 0, err
		}
		n, err = r.whole.Read(b)
	default:
		n, err = r.read(b)
	}
	r.pos += int64(n)
	return n, err
}

// read reads what has come, or waits for it if it is near.
func (r *reader) read(b []byte) (int, error) {
	for {
		come, ended, news, err := r.flow.state()
		switch {
		case r.pos < come:
			return r.flow.part.ReadAt(b[:min(int64(len(b)), come-r.pos)], r.pos)
		case ended && err == nil:
			return 0, io.ErrUnexpectedEOF
		case ended:
			return 0, err
		case r.far != nil && r.at == r.pos, r.pos > come+near && r.pos < r.p.Size-1:
			return r.afar(b)
		}
		select {
		case <-news:
		case <-r.ctx.Done():
			return 0, fault.Wrap(r.ctx.Err(), fault.Canceled, "canceled")
		}
	}
}

// afar reads at the upstream what the flow will reach later: a client that asks
// for a far part does not wait for all before it.
func (r *reader) afar(b []byte) (int, error) {
	if r.far == nil || r.at != r.pos {
		if err := r.closeFar(); err != nil {
			return 0, err
		}
		s, ok := r.m.source(r.repo.Upstream)
		if !ok {
			return 0, fault.New(fault.Unavailable, "the upstream %s is no longer in the settings", r.repo.Upstream)
		}
		far, err := s.Open(r.ctx, r.repo.Kind, r.repo.Name, r.p, r.pos)
		if err != nil {
			return 0, err
		}
		r.far, r.at = far, r.pos
	}
	n, err := r.far.Read(b)
	r.at += int64(n)
	if errors.Is(err, io.EOF) && r.at < r.p.Size {
		err = io.ErrUnexpectedEOF
	}
	if n > 0 {
		err = nil // it comes again
	}
	return n, err
}

func (r *reader) closeFar() error {
	if r.far == nil {
		return nil
	}
	far := r.far
	r.far = nil
	return far.Close()
}

func (r *reader) Close() error {
	err := r.closeFar()
	if r.whole != nil {
		err = errors.Join(err, r.whole.Close())
	}
	if r.flow != nil {
		r.flow.leave(r.m.o.Linger)
		r.flow = nil
	}
	return err
}

// Fetch waits until the object is here. While nobody else reads it, it comes no
// faster than rate.
func (r *reader) Fetch(ctx context.Context, rate *Rate) error {
	if r.p.Size == 0 {
		return nil
	}
	if err := r.join(); err != nil || r.whole != nil {
		return err
	}
	r.flow.limit(rate)
	defer r.flow.limit(nil)
	for {
		_, ended, news, err := r.flow.state()
		if ended {
			return err
		}
		select {
		case <-news:
		case <-ctx.Done():
			return fault.Wrap(ctx.Err(), fault.Canceled, "canceled")
		}
	}
}
