package batches

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/tenonhub/tenon/internal/api/later"
	"github.com/tenonhub/tenon/internal/deposit"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/job"
)

// Worker does batches: each request is a step, so that a job which was cut off
// goes on with the next.
type Worker struct {
	Serve    http.Handler // the server's, for requests that have their actor
	Deposits deposit.Desk
}

// line is a request of a batch.
type line struct {
	CustomID string          `json:"custom_id"`
	Method   string          `json:"method"`
	URL      string          `json:"url"`
	Body     json.RawMessage `json:"body"`
}

// answer is a line of a file of answers.
type answer struct {
	ID       string    `json:"id"`
	CustomID string    `json:"custom_id"`
	Response *response `json:"response"`
	Error    *failure  `json:"error"`
}

type response struct {
	Status  int             `json:"status_code"`
	Request string          `json:"request_id"`
	Body    json.RawMessage `json:"body"`
}

const (
	abreast  = 4
	maxLine  = 64 << 20
	maxLines = 50_000
	totals   = "total" // the step that says how many requests there are
)

func step(i int) string { return fmt.Sprintf("request %d", i+1) }

func (a answer) good() bool { return a.Response != nil && a.Response.Status/100 == 2 }

// Handle does a batch.
func (k Worker) Handle(ctx context.Context, t *job.Task) (json.RawMessage, error) {
	var o order
	if err := json.Unmarshal(t.Payload(), &o); err != nil {
		return nil, fmt.Errorf("read a batch: %w", err)
	}
	lines, err := k.lines(ctx, o)
	if err != nil {
		return nil, err
	}
	if _, err := t.Record(ctx, totals, fmt.Appendf(nil, "%d", len(lines))); err != nil {
		return nil, err
	}
	group, within := errgroup.WithContext(ctx)
	group.SetLimit(abreast)
	for i, l := range lines {
		if _, done := t.Step(step(i)); done {
			continue
		}
		group.Go(func() error { return k.do(within, t, o, i, l) })
		if within.Err() != nil {
			break
		}
	}
	err = group.Wait()
	if ctx.Err() != nil {
		err = fault.Wrap(ctx.Err(), fault.Canceled, "canceled")
		if !errors.Is(context.Cause(ctx), job.ErrCanceled) {
			return nil, err // it goes on elsewhere, or later
		}
	}
	if err != nil && !fault.Is(err, fault.Canceled) {
		return nil, err
	}
	result, e := k.files(context.WithoutCancel(ctx), t, len(lines))
	if e != nil {
		return nil, e
	}
	return result, err
}

// lines reads the requests.
func (k Worker) lines(ctx context.Context, o order) (l []line, err error) {
	_, file, err := k.Deposits.Open(ctx, o.Input)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	in := bufio.NewScanner(file)
	in.Buffer(make([]byte, 64<<10), maxLine)
	seen := map[string]bool{}
	for n := 1; in.Scan(); n++ {
		if len(bytes.TrimSpace(in.Bytes())) == 0 {
			continue
		}
		var one line
		err := json.Unmarshal(in.Bytes(), &one)
		switch {
		case err != nil:
			err = fmt.Errorf("it is no JSON object with custom_id, method, url and body")
		case one.CustomID == "" || seen[one.CustomID]:
			err = fmt.Errorf("its custom_id %q is empty, or another line's", one.CustomID)
		case one.Method != http.MethodPost || one.URL != o.Endpoint:
			err = fmt.Errorf("it is %s %s, and the batch is for POST %s", one.Method, one.URL, o.Endpoint)
		case len(l) == maxLines:
			err = fmt.Errorf("a batch has at most %d requests", maxLines)
		}
		if err != nil {
			return nil, fault.New(fault.Invalid, "line %d: %v", n, err)
		}
		seen[one.CustomID] = true
		l = append(l, one)
	}
	if err := in.Err(); err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "the file cannot be read: its lines are of at most %d MiB", maxLine>>20)
	}
	if len(l) == 0 {
		return nil, fault.New(fault.Invalid, "the file has no requests")
	}
	return l, nil
}

// do answers one request and records the answer.
func (k Worker) do(ctx context.Context, t *job.Task, o order, i int, l line) error {
	a := answer{ID: deposit.ID("batch_req_"), CustomID: l.CustomID}
	var streams struct {
		Stream bool `json:"stream"`
	}
	if json.Unmarshal(l.Body, &streams) == nil && streams.Stream {
		a.Error = &failure{"invalid_request", "a request of a batch is not streamed; leave stream out"}
	} else {
		got, err := k.ask(ctx, later.Request{Base: o.Base, Path: l.URL, Body: l.Body})
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			a.Error = &failure{"server_error", err.Error()}
		default:
			a.Response = &response{Status: got.Status, Request: got.Header.Get("X-Request-Id"), Body: got.Body}
		}
	}
	b, err := json.Marshal(a)
	if err != nil {
		return fmt.Errorf("write the answer to a request of a batch: %w", err)
	}
	_, err = t.Record(ctx, step(i), b)
	return err
}

// How long it is waited before a request is asked again that found nobody free:
// one second, two, four, … and no more after the longest.
const (
	firstWait   = time.Second
	longestWait = 32 * time.Second
)

// ask has a request answered. One that came while too many did, or while the
// model was away, is asked again some times: a batch has time.
func (k Worker) ask(ctx context.Context, req later.Request) (later.Answer, error) {
	for wait := firstWait; ; wait *= 2 {
		a, err := later.Do(ctx, k.Serve, req)
		passes := a.Status == http.StatusTooManyRequests || a.Status == http.StatusServiceUnavailable
		if err != nil || !passes || wait > longestWait {
			return a, err
		}
		select {
		case <-ctx.Done():
			return a, ctx.Err()
		case <-time.After(wait):
		}
	}
}

// files writes the answers that there are, in the order of the requests.
func (k Worker) files(ctx context.Context, t *job.Task, n int) (json.RawMessage, error) {
	made := outcome{counts: counts{Total: n}}
	write := func(name string, good bool, count *int) (id string, err error) {
		r, w := io.Pipe()
		go func() { _ = w.CloseWithError(answers(w, t, n, good, count)) }() // it never fails
		f, err := k.Deposits.Add(ctx, deposit.File{Name: string(t.Job().ID) + "_" + name + ".jsonl", Purpose: "batch_output"}, r)
		_ = r.Close()
		if err != nil || *count > 0 {
			return f.ID, err
		}
		return "", k.Deposits.Remove(ctx, deposit.OfFile, f.ID)
	}
	var err error
	if made.Output, err = write("output", true, &made.Completed); err != nil {
		return nil, err
	}
	if made.Errors, err = write("error", false, &made.Failed); err != nil {
		return nil, err
	}
	return json.Marshal(made)
}

func answers(w io.Writer, t *job.Task, n int, good bool, count *int) error {
	for i := range n {
		b, done := t.Step(step(i))
		if !done {
			continue
		}
		var a answer
		if err := json.Unmarshal(b, &a); err != nil {
			return fmt.Errorf("read an answer of a batch: %w", err)
		}
		if a.good() != good {
			continue
		}
		*count++
		if _, err := w.Write(append(b, '\n')); err != nil {
			return err
		}
	}
	return nil
}

// counted counts the requests of a batch that goes on.
func counted(steps []job.Step) (c counts, err error) {
	for _, s := range steps {
		if s.Name == totals {
			if err := json.Unmarshal(s.Result, &c.Total); err != nil {
				return c, fmt.Errorf("read how many requests a batch has: %w", err)
			}
			continue
		}
		var a answer
		if err := json.Unmarshal(s.Result, &a); err != nil {
			return c, fmt.Errorf("read an answer of a batch: %w", err)
		}
		if a.good() {
			c.Completed++
		} else {
			c.Failed++
		}
	}
	return c, nil
}
