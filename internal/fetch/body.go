package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
)

// body reads a file within its limits. Its context ends with a reason: the
// caller's, errStalled or errTooLong.
type body struct {
	ctx    context.Context //nolint:containedctx // the life of one request, ended by Close
	cancel context.CancelCauseFunc
	opts   Options
	name   string // the address, for people

	source io.Reader
	close  func() error
	read   int64
	stall  *time.Timer
	total  *time.Timer
}

func newBody(ctx context.Context, u *url.URL, o Options) *body {
	ctx, cancel := context.WithCancelCause(ctx)
	return &body{
		ctx: ctx, cancel: cancel, opts: o, name: shown(u),
		stall: time.AfterFunc(o.Stall, func() { cancel(errStalled) }),
		total: time.AfterFunc(o.Timeout, func() { cancel(errTooLong) }),
	}
}

func (b *body) Read(p []byte) (int, error) {
	b.stall.Reset(b.opts.Stall)
	if most := b.opts.MaxBytes + 1 - b.read; int64(len(p)) > most {
		p = p[:most]
	}
	n, err := b.source.Read(p)
	b.read += int64(n)
	if b.read > b.opts.MaxBytes {
		return 0, fault.About(b.name, fault.TooLarge, "the file has more than %s, the most that is fetched", size(b.opts.MaxBytes))
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return n, b.explain(err)
	}
	return n, err
}

func (b *body) Close() error {
	b.stall.Stop()
	b.total.Stop()
	var err error
	if b.close != nil {
		err = b.close()
	}
	b.cancel(context.Canceled)
	return err
}

// explain turns a failure into a fault that names the address.
func (b *body) explain(err error) error {
	if known, ok := errors.AsType[*fault.Error](err); ok {
		return &fault.Error{Kind: known.Kind, Subject: b.name, Msg: known.Msg, Err: known.Err}
	}
	say := func(k fault.Kind, msg string) error {
		return &fault.Error{Kind: k, Subject: b.name, Msg: msg, Err: err}
	}
	var dns *net.DNSError
	cause := context.Cause(b.ctx)
	switch {
	case Private(err):
		return say(fault.Forbidden, "this is a private address; only public ones are fetched: download the file and attach it")
	case errors.Is(cause, errStalled):
		return say(fault.Unavailable, "the server sent nothing for "+b.opts.Stall.String()+"; try later, or download the file and attach it")
	case errors.Is(cause, errTooLong):
		return say(fault.Unavailable, "the file did not come within "+b.opts.Timeout.String()+"; download it and attach it")
	case cause != nil:
		return say(fault.Canceled, "canceled")
	case errors.As(err, &dns) && dns.IsNotFound:
		return say(fault.NotFound, "there is no such host; check the address")
	case b.read > 0:
		return say(fault.Unavailable, "the file broke off after its first part; try again")
	}
	return say(fault.Unavailable, "the server cannot be reached; check the address, or attach the file")
}

// shown is an address for people: what may be secret in it is left out.
func shown(u *url.URL) string {
	short := url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path, Opaque: u.Opaque}
	s := clip(short.String())
	if u.RawQuery != "" {
		s += "?…"
	}
	return s
}

func size(n int64) string {
	if n < 1<<20 {
		return fmt.Sprintf("%d bytes", n)
	}
	return fmt.Sprintf("%d MiB", n>>20)
}

func clip(s string) string {
	if r := []rune(s); len(r) > 200 {
		return string(r[:200]) + "…"
	}
	return s
}
