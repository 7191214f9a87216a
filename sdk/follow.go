package sdk

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/url"
	"time"
)

const (
	firstPause = 100 * time.Millisecond // before a server that hung up is asked again; each is twice the one before
	lastPause  = 3 * time.Second
	goneFor    = 30 * time.Second // after so long without a server Follow gives up
)

// Follow yields a run each time that it has changed, the last time when it has
// ended. Long texts of nodes are cut until then. A server that restarts is
// waited for, about 30 seconds.
func (c *Client) Follow(ctx context.Context, id string) iter.Seq2[Run, error] {
	return func(yield func(Run, error) bool) {
		pause, seen := firstPause, time.Time{} // seen is when the last event came
		for {
			over, err := c.events(ctx, id, func(run Run) bool {
				pause, seen = firstPause, time.Now()
				return yield(run, nil) && !run.State.Ended()
			})
			if over {
				return
			}
			if final(err) || time.Since(seen) > goneFor || wait(ctx, pause) != nil {
				yield(Run{}, fmt.Errorf("follow run %s: %w", id, errors.Join(ctx.Err(), err)))
				return
			}
			pause = min(2*pause, lastPause)
		}
	}
}

// final reports whether a server said that asking again is of no use.
func final(err error) bool {
	refusal, ok := errors.AsType[*Error](err)
	return ok && refusal.Status != http.StatusServiceUnavailable && refusal.Kind != "unavailable"
}

func wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

var errHungUp = errors.New("the server hung up")

// events reads the events of one connection until take has enough, which is over.
func (c *Client) events(ctx context.Context, id string, take func(Run) bool) (over bool, err error) {
	resp, err := c.send(ctx, http.MethodGet, "/api/tenon/v1/runs/"+url.PathEscape(id)+"/events?changes=1", "", nil)
	if err != nil {
		return false, err
	}
	defer resp.Body.Close()
	lines, name, last := bufio.NewReader(resp.Body), "", whole{}
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return false, fmt.Errorf("%w: %w", errHungUp, err)
		}
		if err != nil {
			return false, errHungUp
		}
		line = bytes.TrimRight(line, "\r\n")
		if event, ok := bytes.CutPrefix(line, []byte("event: ")); ok {
			name = string(event)
		}
		data, ok := bytes.CutPrefix(line, []byte("data: "))
		switch {
		case !ok:
		case name == "error":
			return false, read(data)
		default:
			run, err := last.take(name, data)
			if err != nil {
				return false, &Error{Kind: "internal", Msg: "the server sent an event that is none: " + err.Error()}
			}
			if !take(run) {
				return true, nil
			}
		}
	}
}
