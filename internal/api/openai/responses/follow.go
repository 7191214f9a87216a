package responses

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/api/dialogue"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/job"
	"github.com/tenonhub/tenon/internal/wire/openai"
)

// The events of a response in the background are in the log of its job, those of a moment in
// one entry, so that who was cut off goes on where it was:
//
//	0, 1          created and queued: said of what is kept, as is the last, which tells the end
//	2, 3 …        of the first attempt at making it
//	2 + 2²⁰ …     of the second, which makes it anew: who has read of the first begins again
const (
	first  = 2
	apart  = 1 << 20
	moment = 50 * time.Millisecond
)

// begins is the number of the first event of an attempt.
func begins(attempt int) int { return first + apart*(max(attempt, 1)-1) }

// entry is one of the log.
type entry struct {
	Attempt int               `json:"attempt"`
	Events  []json.RawMessage `json:"events"`
}

// journal has events written, those of a moment at once. It is safe for concurrent use.
type journal struct {
	write func([]json.RawMessage) error

	mu      sync.Mutex
	pending []json.RawMessage
	timer   *time.Timer // while events are pending
	err     error
}

func (j *journal) add(e openai.ResponseEvent) {
	b, err := json.Marshal(e)
	j.mu.Lock()
	defer j.mu.Unlock()
	if err != nil {
		j.err = err
		return
	}
	j.pending = append(j.pending, b)
	if j.timer == nil {
		j.timer = time.AfterFunc(moment, func() { _ = j.flush() }) // what fails is told at the end
	}
}

// flush writes what is pending. Its error is the first one that there was.
func (j *journal) flush() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.timer != nil {
		j.timer.Stop()
		j.timer = nil
	}
	if j.err == nil && len(j.pending) > 0 {
		j.err = j.write(j.pending)
	}
	j.pending = nil
	return j.err
}

// journal is where the events of an attempt are written.
func (d Desk) journal(ctx context.Context, t *job.Task) *journal {
	return &journal{write: func(l []json.RawMessage) error {
		b, err := json.Marshal(entry{t.Attempt(), l})
		if err != nil {
			return err
		}
		return t.Event(ctx, b)
	}}
}

// followed is a response whose events are told.
type followed struct {
	w       http.ResponseWriter
	after   int // the last event that the client has
	last    int // the last event that there was
	attempt int // whose events are told
}

func (f *followed) tell(name string, number int, v any) {
	f.last = number
	if number > f.after && openai.WriteNamedEvent(f.w, name, v) == nil {
		_ = http.NewResponseController(f.w).Flush() // who has gone ends the request
	}
}

// Stream tells the events of a response in the background behind one of them, also while it
// is made. It is over when the response has ended.
func (d Desk) Stream(w http.ResponseWriter, r *http.Request, id string, after int) {
	k, err := d.load(r.Context(), id)
	if err == nil && !k.Streamed {
		err = dialogue.Unoffered("stream", "response %.60q was not made with background and stream, and comes whole: leave stream out", id)
	}
	var j job.Job
	if err == nil {
		if j, err = d.Queue.Find(r.Context(), job.ID(id)); fault.Is(err, fault.NotFound) {
			err = fault.New(fault.NotFound, "the events of response %.60q are not kept any more: leave stream out", id)
		}
	}
	f := &followed{w: w, after: after, attempt: j.Attempt}
	if j.State == job.Waiting {
		f.attempt++
	}
	if err == nil && after >= first && after < begins(f.attempt) {
		err = anew(id)
	}
	if err != nil {
		d.Fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-cache")
	w.WriteHeader(http.StatusOK)
	_ = http.NewResponseController(w).Flush()
	before := k.Response
	before.Status, before.Output, before.Usage, before.Error, before.Incomplete = queued, []openai.Item{}, nil, nil, nil
	f.tell("response.created", 0, openai.ResponseEvent{Type: "response.created", Response: &before})
	f.tell("response.queued", 1, openai.ResponseEvent{Type: "response.queued", Sequence: 1, Response: &before})
	if err = f.entries(id, d.Queue.Follow(r.Context(), job.ID(id), 0)); err == nil {
		if k, err = d.load(r.Context(), id); err == nil && k.Response.Status == canceled {
			err = fault.New(fault.Canceled, "the response was cancelled")
		}
	}
	if r.Context().Err() != nil {
		api.BrokeOff(w)
		return
	}
	if err != nil {
		api.BrokeOff(w)
		kind, msg := fault.Of(err)
		f.tell("error", f.last+1, map[string]any{"type": "error", "code": "response_" + string(kind), "message": msg, "param": nil, "sequence_number": f.last + 1})
		return
	}
	name := "response." + k.Response.Status
	f.tell(name, f.last+1, openai.ResponseEvent{Type: name, Sequence: f.last + 1, Response: &k.Response})
}

func anew(id string) error {
	return fault.New(fault.Conflict, "response %.60q is made anew since that event: stream it from its beginning, without starting_after", id)
}

// entries tells what is in the log.
func (f *followed) entries(id string, log iter.Seq2[job.Event, error]) error {
	for e, err := range log {
		var l entry
		if err == nil {
			err = json.Unmarshal(e.Data, &l)
		}
		switch {
		case err != nil:
			return err
		case l.Attempt < f.attempt:
			continue
		case l.Attempt > f.attempt && (f.last >= first || f.after >= first):
			return anew(id)
		}
		f.attempt = l.Attempt
		for _, raw := range l.Events {
			var said struct {
				Type     string `json:"type"`
				Sequence int    `json:"sequence_number"`
			}
			if err := json.Unmarshal(raw, &said); err != nil {
				return err
			}
			f.tell(said.Type, said.Sequence, raw)
		}
	}
	return nil
}

// after is the number of the last event that a client has; -1 is none.
func after(said string) (int, error) {
	if said == "" {
		return -1, nil
	}
	n, err := strconv.Atoi(said)
	if err != nil || n < 0 {
		return 0, dialogue.Wrong("starting_after", "starting_after %.30q is not the number of an event", said)
	}
	return n, nil
}
