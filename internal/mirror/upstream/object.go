package upstream

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/wire/lfs"
)

// Open opens a large file of a repository from a byte on. Where it lies is asked
// for each time: such addresses expire.
func (u *Upstream) Open(ctx context.Context, k hub.Kind, name ref.Repo, p hub.Pointer, from int64) (io.ReadCloser, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	body, err := u.open(ctx, k, name, p, from)
	if err != nil {
		cancel(nil)
		return nil, err
	}
	return &object{ReadCloser: body, cancel: cancel}, nil
}

func (u *Upstream) open(ctx context.Context, k hub.Kind, name ref.Repo, p hub.Pointer, from int64) (io.ReadCloser, error) {
	where, err := u.locate(ctx, k, name, p)
	if err != nil {
		return nil, err
	}
	req, err := u.request(ctx, http.MethodGet, where.Href, nil, false)
	if err != nil {
		return nil, err
	}
	for name, value := range where.Header {
		req.Header.Set(name, value)
	}
	req.Header.Set("Accept-Encoding", "identity")
	if from > 0 {
		req.Header.Set("Range", fmt.Sprintf("bytes=%d-", from))
	}
	res, err := u.do(req) //nolint:bodyclose // who reads it closes it
	if fault.Is(err, fault.NotFound) {
		err = u.odd("says that it has the large file %v of %s, and does not give it", p.Digest, name)
	}
	if err != nil {
		return nil, err
	}
	body := u.watch(res.Body)
	switch {
	case from == 0:
	case res.StatusCode != http.StatusPartialContent: // it sends all of it
		_, err = io.CopyN(io.Discard, body, from)
	case !strings.HasPrefix(res.Header.Get("Content-Range"), fmt.Sprintf("bytes %d-", from)):
		err = u.odd("sends another part of %v than the one from byte %d on", p.Digest, from)
	}
	if err != nil {
		return nil, errors.Join(u.broken(err), body.Close())
	}
	return body, nil
}

func (u *Upstream) broken(err error) error {
	if kind, _ := fault.Of(err); kind != fault.Internal {
		return err
	}
	return fault.Wrap(errors.Join(hub.ErrUpstream, err), fault.Unavailable, "the upstream %s broke off: try again", u.o.Name)
}

func (u *Upstream) odd(format string, args ...any) error {
	return fault.Wrap(hub.ErrUpstream, fault.Unavailable, "the upstream %s %s: try again later", u.o.Name, fmt.Sprintf(format, args...))
}

// locate asks where a large file lies.
func (u *Upstream) locate(ctx context.Context, k hub.Kind, name ref.Repo, p hub.Pointer) (lfs.Action, error) {
	in := lfs.Batch{Operation: "download", Transfers: []string{"basic"}, Objects: []lfs.Object{{OID: p.Digest.String(), Size: p.Size}}, HashAlgo: "sha256"}
	var out lfs.BatchReply
	if _, err := u.call(ctx, http.MethodPost, u.git(k, name)+"/info/lfs/objects/batch", in, &out, lfs.MediaType); err != nil {
		if fault.Is(err, fault.NotFound) || errors.Is(err, hub.ErrGated) {
			err = fault.Wrap(errors.Join(hub.ErrUpstream, err), fault.Unavailable, "the upstream %s no longer shows us %s, so the large file %v cannot be fetched: see whether the token in the settings may read it", u.o.Name, name, p.Digest)
		}
		return lfs.Action{}, err
	}
	for _, o := range out.Objects {
		a, ok := o.Actions["download"]
		switch {
		case o.OID != p.Digest.String():
		case o.Error != nil:
			return a, u.odd("has no large file %v (%.200s)", p.Digest, o.Error.Message)
		case ok && (strings.HasPrefix(a.Href, "https://") || strings.HasPrefix(a.Href, "http://")):
			return a, nil
		}
	}
	return lfs.Action{}, u.odd("does not say where the large file %v lies", p.Digest)
}

// object is a body whose request ends when it is closed.
type object struct {
	io.ReadCloser
	cancel context.CancelCauseFunc
}

func (o *object) Close() error {
	err := o.ReadCloser.Close()
	o.cancel(nil)
	return err
}

// watch closes a body that gives nothing for too long.
func (u *Upstream) watch(body io.ReadCloser) io.ReadCloser {
	w := &watched{ReadCloser: body, stall: u.o.Stall}
	w.timer = time.AfterFunc(w.stall, func() { _ = body.Close() }) // its reader is told
	return w
}

type watched struct {
	io.ReadCloser
	stall time.Duration
	timer *time.Timer
}

func (w *watched) Read(b []byte) (int, error) {
	w.timer.Reset(w.stall)
	return w.ReadCloser.Read(b)
}

func (w *watched) Close() error {
	w.timer.Stop()
	return w.ReadCloser.Close()
}
