package batches

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"strconv"
	"sync/atomic"
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

	until time.Time    // when the batch that it does expires
	late  *atomic.Bool // some of its requests were not answered by then
}

// line is a request of a batch.
type line struct {
	CustomID string          `json:"custom_id"`
	Method   string          `json:"method"`
	URL      string          `json:"url"`
	Body     json.RawMessage `json:"body"`

	number int // in the file
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

// answered is the step of a request: where its answer is kept, as a line of the
// file that it goes into.
type answered struct {
	CustomID string `json:"custom_id"`
	Digest   string `json:"digest"`
}

const (
	abreast  = 4
	maxLine  = 64 << 20
	maxLines = 50_000
)

// window is how long a batch may take. What is not answered by then has failed.
const (
	window  = 24 * time.Hour
	expired = "batch_expired"
)

// The steps of a batch: how many requests there are, and each with its number
// after what became of it.
const (
	totals = "total"
	good   = "done "
	bad    = "failed "
)

func step(kind string, i int) string { return fmt.Sprint(kind, i+1) }

// done reports whether a request has been answered.
func done(t *job.Task, i int) bool {
	_, went := t.Step(step(good, i))
	_, failed := t.Step(step(bad, i))
	return went || failed
}

func (a answer) good() bool { return a.Response != nil && a.Response.Status/100 == 2 }

// Handle does a batch.
func (k Worker) Handle(ctx context.Context, t *job.Task) (json.RawMessage, error) {
	var o order
	if err := json.Unmarshal(t.Payload(), &o); err != nil {
		return nil, fmt.Errorf("read a batch: %w", err)
	}
	n, err := k.count(ctx, o)
	if err != nil {
		return nil, err
	}
	if _, err := t.Record(ctx, totals, fmt.Appendf(nil, "%d", n)); err != nil {
		return nil, err
	}
	k.until, k.late = t.Job().Created.Add(window), &atomic.Bool{}
	err = k.answer(ctx, t, o)
	if ctx.Err() != nil {
		err = fault.Wrap(ctx.Err(), fault.Canceled, "canceled")
		if !errors.Is(context.Cause(ctx), job.ErrCanceled) {
			return nil, err // it goes on elsewhere, or later
		}
	}
	if err != nil && !fault.Is(err, fault.Canceled) {
		return nil, err
	}
	result, e := k.files(context.WithoutCancel(ctx), t, n)
	if e != nil {
		return nil, e
	}
	return result, err
}

// count reads the requests through, to find out what is wrong before any is answered.
func (k Worker) count(ctx context.Context, o order) (n int, err error) {
	seen := map[string]bool{}
	for l, err := range k.lines(ctx, o) {
		switch {
		case err != nil:
			return 0, err
		case l.CustomID == "" || seen[l.CustomID]:
			err = fmt.Errorf("its custom_id %q is empty, or another line's", l.CustomID)
		case l.Method != http.MethodPost || l.URL != o.Endpoint:
			err = fmt.Errorf("it is %s %s, and the batch is for POST %s", l.Method, l.URL, o.Endpoint)
		case n == maxLines:
			err = fmt.Errorf("a batch has at most %d requests", maxLines)
		}
		if err != nil {
			return 0, fault.New(fault.Invalid, "line %d: %v", l.number, err)
		}
		seen[l.CustomID] = true
		n++
	}
	if n == 0 {
		return 0, fault.New(fault.Invalid, "the file has no requests")
	}
	return n, nil
}

// answer has the requests answered that are not yet, a few at once: no more of
// them are in memory.
func (k Worker) answer(ctx context.Context, t *job.Task, o order) error {
	group, within := errgroup.WithContext(ctx)
	group.SetLimit(abreast)
	i := 0
	for l, err := range k.lines(ctx, o) {
		if err != nil {
			return errors.Join(err, group.Wait())
		}
		if within.Err() != nil {
			break
		}
		if n := i; !done(t, n) {
			group.Go(func() error { return k.do(within, t, o, n, l) })
		}
		i++
	}
	return group.Wait()
}

// lines reads the requests one by one.
func (k Worker) lines(ctx context.Context, o order) iter.Seq2[line, error] {
	return func(yield func(line, error) bool) {
		_, file, err := k.Deposits.Open(ctx, o.Input)
		if err != nil {
			yield(line{}, err)
			return
		}
		defer file.Close()
		in := bufio.NewScanner(file)
		in.Buffer(make([]byte, 64<<10), maxLine)
		for n := 1; in.Scan(); n++ {
			if len(bytes.TrimSpace(in.Bytes())) == 0 {
				continue
			}
			l := line{number: n}
			if json.Unmarshal(in.Bytes(), &l) != nil {
				yield(l, fault.New(fault.Invalid, "line %d: it is no JSON object with custom_id, method, url and body", n))
				return
			}
			if !yield(l, nil) {
				return
			}
		}
		if err := in.Err(); err != nil {
			yield(line{}, fault.Wrap(err, fault.Invalid, "the file cannot be read: its lines are of at most %d MiB", maxLine>>20))
		}
	}
}

// do answers one request and records the answer.
func (k Worker) do(ctx context.Context, t *job.Task, o order, i int, l line) error {
	a, err := k.reply(ctx, o, l)
	if err != nil {
		return err
	}
	b, err := json.Marshal(a)
	if err != nil {
		return fmt.Errorf("write the answer to a request of a batch: %w", err)
	}
	digest, _, err := k.Deposits.Bytes.Keep(ctx, bytes.NewReader(b))
	if err != nil {
		return fmt.Errorf("keep the answer to a request of a batch: %w", err)
	}
	what, err := json.Marshal(answered{a.CustomID, digest})
	if err != nil {
		return fmt.Errorf("write the answer to a request of a batch: %w", err)
	}
	kind := bad
	if a.good() {
		kind = good
	}
	_, err = t.Record(ctx, step(kind, i), what)
	return err
}

// reply has a request answered while there is time. An error says that nobody waits
// for the answer any more.
func (k Worker) reply(ctx context.Context, o order, l line) (answer, error) {
	a := answer{ID: deposit.ID("batch_req_"), CustomID: l.CustomID}
	var streams struct {
		Stream bool `json:"stream"`
	}
	if json.Unmarshal(l.Body, &streams) == nil && streams.Stream {
		a.Error = &failure{"invalid_request", "a request of a batch is not streamed; leave stream out"}
		return a, nil
	}
	limited, stop := context.WithDeadline(ctx, k.until)
	defer stop()
	got, err := k.ask(limited, later.Request{Base: o.Base, Path: l.URL, Body: l.Body})
	switch {
	case ctx.Err() != nil:
		return a, ctx.Err()
	case limited.Err() != nil:
		k.late.Store(true)
		a.Error = &failure{expired, "the request was not answered within 24 hours"}
	case err != nil:
		a.Error = &failure{"server_error", err.Error()}
	default:
		a.Response = &response{Status: got.Status, Request: got.Header.Get("X-Request-Id"), Body: got.Body}
	}
	return a, nil
}

// How long it is waited before a request is asked again that found nobody free:
// one second, two, four, … and no more after the longest; or as long as the answer
// says, which may be again and again.
const (
	firstWait   = time.Second
	longestWait = 32 * time.Second
	mostPatient = 10 * time.Minute // at once
)

// ask has a request answered. One that came while too many did, or while the
// model was away, is asked again some times: a batch has time.
func (k Worker) ask(ctx context.Context, req later.Request) (later.Answer, error) {
	for wait := firstWait; ; {
		a, err := later.Do(ctx, k.Serve, req)
		passes := a.Status == http.StatusTooManyRequests || a.Status == http.StatusServiceUnavailable
		told := retryAfter(a)
		if err != nil || !passes || told == 0 && wait > longestWait {
			return a, err
		}
		pause := told
		if told == 0 {
			pause = wait
			wait *= 2
		}
		select {
		case <-ctx.Done():
			return a, ctx.Err()
		case <-time.After(pause):
		}
	}
}

// retryAfter is when a limit says that it is worth asking again; 0 if none does.
func retryAfter(a later.Answer) time.Duration {
	s, err := strconv.Atoi(a.Header.Get("Retry-After"))
	if err != nil || s <= 0 || a.Status != http.StatusTooManyRequests {
		return 0
	}
	return min(time.Duration(s)*time.Second, mostPatient)
}

// files writes the answers that there are, in the order of the requests.
func (k Worker) files(ctx context.Context, t *job.Task, n int) (json.RawMessage, error) {
	made := outcome{Expired: k.late.Load(), counts: counts{Total: n}}
	var o order
	if err := json.Unmarshal(t.Job().Payload, &o); err != nil {
		return nil, fmt.Errorf("read batch %s: %w", t.Job().ID, err)
	}
	var lasts time.Duration
	if o.Keep != nil {
		lasts = time.Duration(o.Keep.Seconds) * time.Second
	}
	write := func(name, kind string, count *int) (id string, err error) {
		r, w := io.Pipe()
		wrote := make(chan struct{})
		go func() {
			defer close(wrote)
			_ = w.CloseWithError(k.answers(ctx, w, t, n, kind, count)) // it never fails
		}()
		f, err := k.Deposits.Add(ctx, deposit.File{Name: string(t.Job().ID) + "_" + name + ".jsonl", Purpose: "batch_output", Lasts: lasts}, r)
		_ = r.Close()
		<-wrote
		if err != nil || *count > 0 {
			return f.ID, err
		}
		return "", k.Deposits.Remove(ctx, deposit.OfFile, f.ID)
	}
	var err error
	if made.Output, err = write("output", good, &made.Completed); err != nil {
		return nil, err
	}
	if made.Errors, err = write("error", bad, &made.Failed); err != nil {
		return nil, err
	}
	return json.Marshal(made)
}

// answers copies the answers that went well, or did not, from where they are kept.
func (k Worker) answers(ctx context.Context, w io.Writer, t *job.Task, n int, kind string, count *int) error {
	for i := range n {
		b, is := t.Step(step(kind, i))
		if !is {
			continue
		}
		var a answered
		if err := json.Unmarshal(b, &a); err != nil {
			return fmt.Errorf("read an answer of a batch: %w", err)
		}
		kept, err := k.Deposits.Bytes.Seek(ctx, a.Digest)
		if err != nil {
			return fmt.Errorf("read the answer to %s of a batch: %w", a.CustomID, err)
		}
		_, err = io.Copy(w, kept)
		if err = errors.Join(err, kept.Close()); err != nil {
			return err
		}
		if _, err := w.Write([]byte{'\n'}); err != nil {
			return err
		}
		*count++
	}
	return nil
}
