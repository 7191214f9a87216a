package remote

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/trace"
)

const (
	maxAnswer  = 128 << 20 // bytes of an answer in JSON
	maxFailure = 64 << 10  // bytes of an answer that tells of a failure
)

// payload is what is sent. open gives the bytes anew for each attempt.
type payload struct {
	media string
	size  int64 // -1 is unknown
	open  func() (io.ReadCloser, error)
}

func jsonPayload(v any) (payload, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return payload{}, fmt.Errorf("write request: %w", err)
	}
	open := func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil }
	return payload{"application/json", int64(len(b)), open}, nil
}

// postJSON sends in and reads the answer into out.
func (c *call) postJSON(ctx context.Context, path string, in, out any) error {
	p, err := jsonPayload(in)
	if err != nil {
		return err
	}
	return c.exchange(ctx, path, p, out)
}

func (c *call) exchange(ctx context.Context, path string, p payload, out any) error {
	res, err := c.send(ctx, http.MethodPost, path, p)
	if err != nil {
		return err
	}
	defer res.Close()
	return c.decode(res, out)
}

func (c *call) decode(r io.Reader, out any) error {
	b, err := io.ReadAll(io.LimitReader(r, maxAnswer+1))
	switch {
	case err != nil:
		return c.broken(err)
	case len(b) > maxAnswer:
		return c.fail(fault.TooLarge, nil, "its answer is over %d MiB", maxAnswer>>20)
	}
	if err := json.Unmarshal(b, out); err != nil {
		return c.fail(fault.Unavailable, err, "what answers at %s does not speak the OpenAI API; check the address, which mostly ends in /v1", c.conn.BaseURL)
	}
	return nil
}

// send makes a request, again while the server says that it is busy, and
// returns the body of the answer. A refusal is a *refusal.
func (c *call) send(ctx context.Context, method, path string, p payload) (io.ReadCloser, error) {
	for attempt := 1; ; attempt++ {
		body, err := c.attempt(ctx, method, path, p)
		busy, ok := errors.AsType[*refusal](err)
		if !ok || !busy.temporary() {
			return body, err
		}
		wait := c.opts.Backoff << (attempt - 1)
		wait += rand.N(wait/4 + 1) //nolint:gosec // spreads the load, guards nothing
		if busy.wait > 0 {
			wait = busy.wait
		}
		if attempt >= c.opts.Attempts || wait > c.opts.MaxWait {
			return nil, err
		}
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return nil, ctx.Err()
		}
	}
}

func (c *call) attempt(ctx context.Context, method, path string, p payload) (io.ReadCloser, error) {
	live := newAnswer(ctx, c)
	body, err := live.begin(method, path, p)
	if err != nil {
		_ = live.Close()
		return nil, err
	}
	live.source = body
	return live, nil
}

// answer is the body of an answer, given up when nothing comes for too long.
type answer struct {
	*call
	ctx    context.Context //nolint:containedctx // the life of one request, ended by Close
	cancel context.CancelCauseFunc
	timer  *time.Timer
	source io.ReadCloser
}

var errStalled = errors.New("nothing came for too long")

func newAnswer(ctx context.Context, c *call) *answer {
	ctx, cancel := context.WithCancelCause(ctx)
	timer := time.AfterFunc(c.opts.Stall, func() { cancel(errStalled) })
	return &answer{call: c, ctx: ctx, cancel: cancel, timer: timer}
}

func (a *answer) begin(method, path string, p payload) (io.ReadCloser, error) {
	var body io.ReadCloser = http.NoBody
	if p.open != nil {
		var err error
		if body, err = p.open(); err != nil {
			return nil, fmt.Errorf("open input: %w", err)
		}
	}
	req, err := http.NewRequestWithContext(a.ctx, method, strings.TrimRight(a.conn.BaseURL, "/")+path, &alive{body, a.timer, a.opts.Stall})
	if err != nil {
		_ = body.Close()
		return nil, a.fail(fault.Invalid, err, "its address %s cannot be used", a.conn.BaseURL)
	}
	if req.ContentLength = p.size; p.open == nil {
		req.Body = nil
	}
	req.Header.Set("User-Agent", "Tenon")
	if p.media != "" {
		req.Header.Set("Content-Type", p.media)
	}
	if id := trace.ID(a.ctx); id != "" {
		req.Header.Set(trace.Header, id)
	}
	if a.conn.Key != "" {
		req.Header.Set("Authorization", "Bearer "+string(a.conn.Key))
	}
	res, err := a.client.Do(req)
	if err != nil {
		return nil, a.broken(a.why(err))
	}
	if res.StatusCode/100 != 2 {
		defer res.Body.Close()
		b, _ := io.ReadAll(io.LimitReader(res.Body, maxFailure)) // what came of it is told
		return nil, a.refused(res, b)
	}
	return res.Body, nil
}

// alive puts off the end while a long upload moves.
type alive struct {
	io.ReadCloser
	timer *time.Timer
	stall time.Duration
}

func (a *alive) Read(p []byte) (int, error) {
	a.timer.Reset(a.stall)
	return a.ReadCloser.Read(p)
}

func (a *answer) Read(p []byte) (int, error) {
	a.timer.Reset(a.opts.Stall)
	n, err := a.source.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = a.why(err)
	}
	return n, err
}

// why prefers the reason that the request was given up.
func (a *answer) why(err error) error {
	if cause := context.Cause(a.ctx); cause != nil {
		return cause
	}
	return err
}

func (a *answer) Close() error {
	a.timer.Stop()
	var err error
	if a.source != nil {
		err = a.source.Close()
	}
	a.cancel(context.Canceled)
	return err
}

// retryAfter is what a server asks to wait: 0 if it does not.
func retryAfter(h http.Header) time.Duration {
	if ms, err := strconv.ParseFloat(h.Get("Retry-After-Ms"), 64); err == nil && ms > 0 {
		return time.Duration(ms * float64(time.Millisecond))
	}
	after := h.Get("Retry-After")
	if s, err := strconv.ParseFloat(after, 64); err == nil && s > 0 {
		return time.Duration(min(s, 1e6) * float64(time.Second))
	}
	if at, err := http.ParseTime(after); err == nil {
		return max(0, time.Until(at))
	}
	return 0
}

// busyCodes are the answers of servers that may do it a moment later.
var busyCodes = []int{
	http.StatusRequestTimeout, http.StatusTooEarly, http.StatusTooManyRequests, http.StatusInternalServerError,
	http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout, 529,
}

func isBusy(code int) bool { return slices.Contains(busyCodes, code) }
