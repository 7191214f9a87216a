package remote

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/trace"
	"github.com/tenonhub/tenon/internal/vigil"
	"github.com/tenonhub/tenon/internal/wire/object"
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
	short bool // it is in memory, and goes out at once
}

func jsonPayload(v any) (payload, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return payload{}, fmt.Errorf("write request: %w", err)
	}
	return bytesPayload("application/json", b), nil
}

func bytesPayload(media string, b []byte) payload {
	open := func() (io.ReadCloser, error) {
		if len(b) > short {
			return io.NopCloser(object.NewReader(b)), nil
		}
		return io.NopCloser(bytes.NewReader(b)), nil
	}
	return payload{media, int64(len(b)), open, len(b) <= short}
}

const short = 1 << 20 // bytes

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

// send makes a request, of another server of the connection if one fails before
// it has answered anything, and again while they say that they are busy. It
// returns the body of the answer, of which the first byte is there. A refusal is
// a *refusal.
func (c *call) send(ctx context.Context, method, path string, p payload) (*answer, error) {
	c.blamed, c.upset = nil, nil
	for attempt := 1; ; attempt++ {
		body, err := c.round(ctx, method, path, p)
		busy, ok := errors.AsType[*refusal](err)
		if !ok || !busy.temporary() {
			return body, err
		}
		wait := c.opts.Backoff << (attempt - 1)
		wait += rand.N(wait/4 + 1) //nolint:gosec // spreads the load, guards nothing
		if busy.wait > 0 {
			wait = busy.wait
		}
		if attempt >= c.opts.Attempts || wait > c.opts.MaxWait || c.isPoison() {
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

// round asks the servers of the connection, each once, until one answers. The
// failure of the first is told if none does, or a later one after which it may
// help to ask again.
func (c *call) round(ctx context.Context, method, path string, p payload) (*answer, error) {
	if c.apart {
		return c.attempt(ctx, method, path, p)
	}
	if c.all == nil {
		all := c.conn
		c.all = &all
	}
	conn := c.all
	var tried []string
	var first error
	for {
		b, ok, err := c.pool.choose(conn, c.model.ID, tried)
		if !ok {
			if first == nil && err == nil {
				err = c.fail(fault.Unavailable, nil, "none of its servers has %s; `tenon connect %s` looks again what they have", c.model.ID, conn.Name)
			}
			return nil, cmp.Or(first, err)
		}
		c.conn.BaseURL, c.conn.Key = b.URL, b.Key
		body, err := c.ask(ctx, conn, method, path, p)
		if err == nil {
			c.pool.answers(conn, b.URL)
			body.of, body.url = conn, b.URL
			return body, nil
		}
		c.judge(ctx, conn, b.URL, err)
		if first == nil || isBusyRefusal(err) && !isBusyRefusal(first) {
			first = err
		}
		if !elsewhere(err) || ctx.Err() != nil || c.isPoison() {
			return nil, err
		}
		tried = append(tried, b.URL)
	}
}

// ask asks the server that was chosen, without the usage of a stream if it does not
// know how to tell that.
func (c *call) ask(ctx context.Context, conn *Connection, method, path string, p payload) (body *answer, err error) {
	url, counts := c.conn.BaseURL, c.plain != nil
	if counts && c.pool.isSilent(conn, url) {
		counts, p = false, c.plain()
	}
	body, err = c.attempt(ctx, method, path, p)
	if lost, ok := errors.AsType[*broken](err); ok && lost.idle { // it has ended a connection that was kept
		body, err = c.attempt(ctx, method, path, p)
	}
	if r, ok := errors.AsType[*refusal](err); ok && counts && r.unknown(false) {
		counts, p = false, c.plain()
		if body, err = c.attempt(ctx, method, path, p); err == nil { // it was that, and not another field
			c.pool.silence(conn, url)
		}
	}
	if err == nil {
		body.counts = counts
	}
	return body, err
}

// judge notes what the failure of a request says of a server.
func (c *call) judge(ctx context.Context, conn *Connection, url string, err error) {
	refused, isRefusal := errors.AsType[*refusal](err)
	_, isBroken := errors.AsType[*broken](err)
	switch {
	case ctx.Err() != nil:
		c.pool.left(conn, url)
	case isRefusal && (refused.code == http.StatusTooManyRequests || refused.wait > 0) && !refused.broke:
		c.pool.full(conn, url, refused.wait)
	case isRefusal && refused.code >= http.StatusInternalServerError, isBroken:
		c.pool.failed(conn, url, err, slices.Contains(c.blamed, url))
		c.blamed = append(c.blamed, url)
		if isRefusal && refused.code == http.StatusInternalServerError && !slices.Contains(c.upset, url) {
			c.upset = append(c.upset, url)
		}
	case isRefusal:
		c.pool.well(conn, url) // it is there, and says what is wrong
	default:
		c.pool.left(conn, url)
	}
}

// isPoison reports whether the request upsets each server that it reaches: two are
// enough to see that.
func (c *call) isPoison() bool { return len(c.upset) > 1 }

func isBusyRefusal(err error) bool {
	r, ok := errors.AsType[*refusal](err)
	return ok && r.temporary()
}

// elsewhere reports whether another server may answer what one did not: it has
// failed, is full, or lacks the model or the right.
func elsewhere(err error) bool {
	if b, ok := errors.AsType[*broken](err); ok {
		return !b.stalled // who waited so long is not made to wait as long again
	}
	r, ok := errors.AsType[*refusal](err)
	if !ok {
		return false
	}
	switch r.code {
	case http.StatusUnauthorized, http.StatusPaymentRequired, http.StatusForbidden, http.StatusNotFound:
		return true
	}
	return isBusy(r.code)
}

// attempt asks the server at c.conn.BaseURL.
func (c *call) attempt(ctx context.Context, method, path string, p payload) (*answer, error) {
	live := newAnswer(ctx, c)
	body, err := live.begin(method, path, p) //nolint:contextcheck // it has that of the answer
	if err == nil {
		live.source, live.ahead.source = body, body
		if _, e := live.ahead.peek(); e != nil && !errors.Is(e, io.EOF) {
			err = live.lost(e)
		}
	}
	if err != nil {
		_ = live.Close()
		return nil, err
	}
	return live, nil
}

// broken is a failure of a server before the first byte of its answer.
type broken struct {
	error
	stalled bool
	idle    bool // the connection was one that had been kept
}

func (b *broken) Unwrap() error { return b.error }

// lost is the failure of a request that has got no answer.
func (a *answer) lost(err error) error {
	if cause := a.sent.err.Load(); cause != nil { // of what was to be sent: the server did nothing
		return a.broken(*cause)
	}
	err = a.why(err)
	if a.givenUp() {
		return err
	}
	return &broken{a.broken(err), errors.Is(err, errStalled), a.reused && !errors.Is(err, errStalled)}
}

// answer is the body of an answer, given up when nothing comes for too long.
type answer struct {
	*call
	ctx    context.Context //nolint:containedctx // the life of one request, ended by Close
	cancel context.CancelCauseFunc
	moves  vigil.Watch // that something comes
	source io.ReadCloser
	ahead  ahead // of source
	sent   alive
	reused bool        // the connection to the server
	judged bool        // how it ended is noted
	counts bool        // it was asked for the usage of a stream
	of     *Connection // as its source has it; with url, whose failure one on the way is
	url    string
}

var errStalled = errors.New("nothing came for too long")

func newAnswer(ctx context.Context, c *call) *answer {
	ctx, cancel := context.WithCancelCause(ctx)
	a := &answer{call: c, ctx: ctx, cancel: cancel}
	a.sent.moves = &a.moves
	c.stalls.Begin(&a.moves, func() { cancel(errStalled) })
	return a
}

func (a *answer) begin(method, path string, p payload) (io.ReadCloser, error) {
	var body io.ReadCloser = http.NoBody
	if p.open != nil {
		var err error
		if body, err = p.open(); err != nil {
			return nil, fmt.Errorf("open input: %w", err)
		}
	}
	a.sent.ReadCloser = body
	traced := httptrace.WithClientTrace(a.ctx, &httptrace.ClientTrace{GotConn: func(i httptrace.GotConnInfo) { a.reused = i.Reused }})
	at, err := a.address(path)
	if err != nil {
		_ = body.Close()
		return nil, a.fail(fault.Invalid, err, "its address %s cannot be used", a.conn.BaseURL)
	}
	at.Host = strings.TrimSuffix(at.Host, ":") // as net/http does
	req := http.Request{Method: method, URL: at, Host: at.Host, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: make(http.Header, 4), ContentLength: p.size}
	switch {
	case p.open == nil:
	case p.short: // net/http sends a body that it knows together with the head
		req.Body, req.GetBody = body, p.open
	default:
		req.Body = &a.sent
	}
	a.head(req.Header, p.media)
	res, err := do(a.client, req.WithContext(traced))
	if err != nil {
		return nil, a.lost(err)
	}
	if res.StatusCode/100 != 2 {
		defer res.Body.Close()
		b, _ := io.ReadAll(io.LimitReader(res.Body, maxFailure)) // what came of it is told
		return nil, a.refused(res, b)
	}
	return res.Body, nil
}

// address is where a request goes. Those of servers were read before (Ready).
func (a *answer) address(path string) (*url.URL, error) {
	known := a.conn.places[a.conn.BaseURL]
	if known == nil || known.RawPath != "" || known.RawQuery != "" || known.ForceQuery || known.Fragment != "" {
		return url.Parse(strings.TrimRight(a.conn.BaseURL, "/") + path)
	}
	at := *known
	at.Path = strings.TrimRight(at.Path, "/") + path
	return &at, nil
}

// head fills in the head of a request. The names are as http.Header has them.
func (a *answer) head(h http.Header, media string) {
	h["User-Agent"] = agent
	values := new([3]string)
	set := func(i int, name, value string) {
		values[i] = value
		h[name] = values[i : i+1 : i+1]
	}
	if media != "" {
		set(0, "Content-Type", media)
	}
	if id := trace.ID(a.ctx); id != "" {
		set(1, trace.Header, id)
	}
	if key := a.conn.Key; key != "" {
		set(2, "Authorization", "Bearer "+string(key))
	}
}

var agent = []string{"Tenon"}

// alive puts off the end while a long upload moves.
type alive struct {
	io.ReadCloser
	moves *vigil.Watch
	err   atomic.Pointer[error] // why it cannot be read
}

func (a *alive) Read(p []byte) (int, error) {
	a.moves.Moved()
	n, err := a.ReadCloser.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		a.err.Store(&err)
	}
	return n, err
}

func (a *answer) Read(p []byte) (int, error) {
	a.moves.Moved()
	n, err := a.ahead.Read(p)
	switch {
	case err == nil:
	case errors.Is(err, io.EOF):
		a.note(nil)
	default:
		err = a.why(err)
		a.note(err)
	}
	return n, err
}

// note tells how an answer ended, once. Who gave it up says nothing of the server.
func (a *answer) note(err error) {
	if a.judged || a.url == "" {
		return
	}
	a.judged = true
	switch {
	case err == nil:
		a.pool.well(a.of, a.url)
	case !a.givenUp():
		a.pool.failed(a.of, a.url, a.broken(err), false)
	}
}

// givenUp reports whether the answer is no longer wanted, whatever the reason.
func (a *answer) givenUp() bool {
	return a.ctx.Err() != nil && !errors.Is(context.Cause(a.ctx), errStalled)
}

// why prefers the reason that the request was given up.
func (a *answer) why(err error) error {
	if cause := context.Cause(a.ctx); cause != nil {
		return cause
	}
	return err
}

func (a *answer) Close() error {
	a.moves.End()
	if a.ctx.Err() == nil { // its reader has what it wants: not everybody reads what comes after the last event
		a.note(nil)
	}
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
