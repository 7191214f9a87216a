package native

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/tenonhub/tenon/internal/assistant"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/port"
)

const (
	pace      = 100 * time.Millisecond // between two events of a run
	heartbeat = 15 * time.Second       // between signs of life, so that what is in between does not hang up
	longText  = 4 << 10                // bytes of a node's text in an event; the last event has all
)

type change struct {
	run assistant.Run
	err error
}

// events streams the run as server-sent events (HTML standard, section 9.2):
// one event "run" with the run when it has changed, no more than one in a
// while, and the last at once. Long texts of nodes are cut but in the last. A
// failure is an event "error" with what a refusal says. With the parameter
// "changes" what comes between the first and the last is an event "change"
// with what is other than before, where that can be said (picture.since).
func (s server) events(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithCancel(r.Context())
	changes := make(chan change)
	var following sync.WaitGroup
	defer following.Wait()
	defer cancel()
	following.Go(func() {
		defer close(changes)
		for run, err := range s.Desk.Follow(ctx, owner(r), r.PathValue("id")) {
			select {
			case changes <- change{run, err}:
			case <-ctx.Done():
				return
			}
		}
	})
	first, ok := <-changes
	if !ok { // the client has gone
		return
	}
	if first.err != nil {
		s.fail(w, r, first.err)
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	s.stream(ctx, &stream{w: w, conn: http.NewResponseController(w), changes: r.URL.Query().Has("changes")}, first.run, changes)
}

func (s server) stream(ctx context.Context, to *stream, run assistant.Run, changes <-chan change) {
	beat, tick := time.NewTicker(heartbeat), time.NewTicker(pace)
	defer beat.Stop()
	defer tick.Stop()
	fresh, err := false, to.run(run)
	for err == nil && !run.State.Ended() {
		select {
		case c, more := <-changes:
			switch {
			case !more:
				return
			case c.err != nil && ctx.Err() != nil:
				_ = to.failure(fault.New(fault.Unavailable, "the server stops; ask again when it is back")) // or the client has gone
				return
			case c.err != nil:
				s.Log.ErrorContext(ctx, "follow a run", "run", run.ID, "err", c.err)
				_ = to.failure(c.err) // the client may have gone
				return
			}
			if run, fresh = c.run, true; run.State.Ended() {
				err = to.run(run)
			}
		case <-tick.C:
			if fresh {
				fresh, err = false, to.run(run)
			}
		case <-beat.C:
			err = to.write(": ping\n\n")
		}
	}
}

// stream writes events, each at once.
type stream struct {
	w       http.ResponseWriter
	conn    *http.ResponseController
	changes bool     // are wanted
	last    *picture // of what was sent, if they are
}

func (to *stream) write(s string) error {
	if _, err := to.w.Write([]byte(s)); err != nil {
		return err
	}
	return to.conn.Flush()
}

func (to *stream) event(name string, v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return to.write("event: " + name + "\ndata: " + string(data) + "\n\n")
}

func (to *stream) run(run assistant.Run) error {
	run = listed(run)
	if run.State.Ended() {
		return to.event("run", run)
	}
	run = cut(run)
	if !to.changes {
		return to.event("run", run)
	}
	now, err := pictureOf(run)
	if err != nil {
		return err
	}
	last := to.last
	to.last = &now
	if last != nil {
		if change, ok := now.since(*last); ok {
			return to.change(change)
		}
	}
	return to.event("run", run)
}

func (to *stream) change(change map[string]any) error {
	if len(change) == 0 {
		return nil
	}
	return to.event("change", change)
}

func (to *stream) failure(err error) error {
	kind, msg := fault.Of(err)
	return to.event("error", map[string]any{"error": map[string]string{"kind": string(kind), "message": msg}})
}

// listed is a run whose lists are lists in JSON too, also where they are empty.
func listed(run assistant.Run) assistant.Run {
	if run.Graph.Nodes == nil {
		run.Graph.Nodes = []graph.Node{}
	}
	return run
}

// cut shortens the long texts on the nodes of a run.
func cut(run assistant.Run) assistant.Run {
	run.Nodes = slices.Clone(run.Nodes)
	for i := range run.Nodes {
		n := &run.Nodes[i]
		n.In, n.Out = cutValues(n.In), cutValues(n.Out)
		if over := len(n.Partial) - longText; over > 0 {
			n.Partial = "…" + strings.ToValidUTF8(n.Partial[over:], "")
		}
	}
	return run
}

func cutValues(all port.Values) port.Values {
	all = maps.Clone(all)
	for name, values := range all {
		values = slices.Clone(values)
		for i, v := range values {
			if len(v.Text) > longText {
				values[i].Text = strings.ToValidUTF8(v.Text[:longText], "") + "…"
			}
		}
		all[name] = values
	}
	return all
}
