package process

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/fleet"
	"github.com/tenonhub/tenon/internal/wire/object"
	"github.com/tenonhub/tenon/internal/wire/worker"
)

// attempts is how often a worker is looked for, and deaths how many one request
// may outlive: it may be what kills them. Workers that something else has killed, as
// people and machines without memory do, do not count for the time of outlast.
const (
	attempts, deaths = 5, 2
	outlast          = 20 * time.Second
)

// Send asks a worker of l, which is started if need be, and returns its answer,
// whatever its status, with the first byte there. The caller closes the body;
// until then the worker is in use. A worker that dies before that byte is
// replaced, and asked again.
func (p *Pool) Send(ctx context.Context, l fleet.Load, r fleet.Call) (*http.Response, error) {
	began, tries, dead := time.Now(), 0, 0
	counts := func(h *holder) bool { return !h.killed() || time.Since(began) > outlast }
	for {
		h, err := p.take(ctx, p.spare(l, r.Copy))
		if err != nil {
			said, mark := plain(err)
			if h == nil || counts(h) {
				tries++
			}
			if !mark || tries == attempts || ctx.Err() != nil {
				return nil, said
			}
			continue
		}
		resp, err := h.line.send(ctx, r)
		if err == nil {
			resp.Header.Set(fleet.Answered, strconv.Itoa(h.load.Copy))
			resp.Body = &answer{Reader: resp.Body, body: resp.Body, ctx: ctx, model: l.Model.String(), leave: sync.OnceFunc(func() { p.leave(h, true) })}
			return resp, nil
		}
		p.leave(h, false)
		if ctx.Err() != nil {
			return nil, fault.Wrap(ctx.Err(), fault.Canceled, "canceled")
		}
		if died(ctx, h); !counts(h) {
			continue
		}
		tries++
		if dead++; dead == deaths || tries == attempts {
			return nil, fault.Wrap(err, fault.Unavailable, "%d workers of %s ended before they answered this request; ask in another way, or look into the log of the server", dead, l.Model)
		}
	}
}

// plain is an error without the mark that another worker may do better, and
// whether it had it.
func plain(err error) (error, bool) { //nolint:revive // the error is what it is about
	if a, ok := errors.AsType[again](err); ok {
		return a.error, true
	}
	return err, false
}

// line is the way to the socket of a worker.
type line struct{ client *http.Client }

func newLine(socket string) line {
	var d net.Dialer
	return line{&http.Client{Transport: &http.Transport{
		DialContext:         func(ctx context.Context, _, _ string) (net.Conn, error) { return d.DialContext(ctx, "unix", socket) },
		MaxIdleConnsPerHost: 64,
		IdleConnTimeout:     4 * time.Minute, // before the worker does: what was sent cannot be sent anew
		DisableCompression:  true,
	}}}
}

func (l line) close() { l.client.CloseIdleConnections() }

// health asks a worker how it is.
func (l line) health(ctx context.Context, most time.Duration) (h worker.Health, err error) {
	ctx, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://worker"+worker.HealthPath, nil)
	if err != nil {
		return h, err
	}
	resp, err := l.client.Do(req)
	if err != nil {
		return h, err
	}
	defer resp.Body.Close()
	if err := json.NewDecoder(io.LimitReader(resp.Body, 1<<20)).Decode(&h); err != nil {
		return h, fmt.Errorf("read the health of a worker: %w", err)
	}
	return h, nil
}

// send asks, and returns an answer whose first byte is there.
func (l line) send(ctx context.Context, r fleet.Call) (*http.Response, error) {
	body, media := io.Reader(object.NewReader(r.Body)), "application/json"
	if r.Stream != nil {
		stream, err := r.Stream()
		if err != nil {
			return nil, err
		}
		body, media = stream, "application/octet-stream" // the client closes it
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://worker"+r.Path, body)
	if err != nil {
		return nil, err
	}
	if r.Stream == nil {
		req.ContentLength = int64(len(r.Body))
	}
	req.Header.Set("Content-Type", media)
	req.Header.Set(worker.Actor, r.Actor)
	resp, err := l.client.Do(req)
	if err != nil {
		return nil, err
	}
	ahead := bufio.NewReaderSize(resp.Body, 4<<10)
	if _, err := ahead.Peek(1); err != nil {
		_ = resp.Body.Close()
		return nil, fmt.Errorf("%w: %w", errNoAnswer, err)
	}
	resp.Body = struct {
		io.Reader
		io.Closer
	}{ahead, resp.Body}
	return resp, nil
}

// answer is the body of an answer, which holds its worker until it is closed.
type answer struct {
	io.Reader
	body  io.Closer
	ctx   context.Context //nolint:containedctx // of the request that the body answers
	model string
	leave func()
}

func (a *answer) Read(p []byte) (int, error) {
	n, err := a.Reader.Read(p)
	switch {
	case err == nil, errors.Is(err, io.EOF):
	case a.ctx.Err() != nil:
		err = fault.Wrap(a.ctx.Err(), fault.Canceled, "canceled")
	default:
		err = fault.Wrap(err, fault.Unavailable, "the worker of %s ended while it answered; ask again", a.model)
	}
	return n, err
}

func (a *answer) Close() error {
	defer a.leave()
	return a.body.Close()
}
