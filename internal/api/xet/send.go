package xet

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/xet"
)

func (h *Handler) postXorb(w http.ResponseWriter, r *http.Request, g Grant) error {
	named, err := hash(r)
	if err != nil {
		return err
	}
	const footer = 1 << 20 // no footer of a xorb is longer
	inserted, err := h.store.PutXorb(r.Context(), g.Asker, named, body(w, r, xet.MaxXorbWritten+footer))
	if err != nil {
		return err
	}
	api.WriteJSON(w, http.StatusOK, map[string]bool{"was_inserted": inserted})
	return nil
}

// body is the body of a request, up to a limit.
func body(w http.ResponseWriter, r *http.Request, most int64) io.Reader {
	return limited{http.MaxBytesReader(w, r.Body, most)}
}

// limited says what a limit means, and that a broken line is no fault of ours.
type limited struct{ r io.Reader }

func (l limited) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	if e, ok := errors.AsType[*http.MaxBytesError](err); ok {
		err = fault.Wrap(err, fault.TooLarge, "the body has more than %d bytes", e.Limit)
	} else if err != nil && !errors.Is(err, io.EOF) {
		err = fault.Wrap(err, fault.Invalid, "the body did not come whole; send it again")
	}
	return n, err
}

func (h *Handler) postShard(w http.ResponseWriter, r *http.Request, g Grant) error {
	if err := h.store.PutShard(r.Context(), g.Asker, body(w, r, xet.MaxShard), nil); err != nil {
		return err
	}
	api.WriteJSON(w, http.StatusOK, map[string]int{"result": 1})
	return nil
}

// heartbeat is how long a stream is silent at most: clients give up later.
const heartbeat = 10 * time.Second

// streamShard takes a shard and tells how far it is, a line of JSON at a time.
func (h *Handler) streamShard(w http.ResponseWriter, r *http.Request, g Grant) error {
	s := &stream{w: w, flush: http.NewResponseController(w).Flush}
	shard, err := io.ReadAll(body(w, r, xet.MaxShard)) // the answer begins before its end is known
	if err != nil {
		return err
	}
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	done := make(chan error, 1)
	go func() { done <- h.store.PutShard(r.Context(), g.Asker, bytes.NewReader(shard), s.validating) }()
	for {
		select {
		case <-beat.C:
			s.again()
		case err := <-done:
			return h.endStream(s, r, err)
		}
	}
}

// endStream ends a stream, or gives the failure back while it can still be
// said by a status.
func (h *Handler) endStream(s *stream, r *http.Request, err error) error {
	if err == nil {
		s.write(map[string]any{"type": "committing", "stage": "syncing"})
		s.write(map[string]any{"type": "result", "result": 1})
		return nil
	}
	if !s.begun() {
		return err
	}
	kind, msg := fault.Of(err)
	if kind == fault.Internal {
		h.log.ErrorContext(r.Context(), "xet shard failed", "err", err)
	}
	s.write(map[string]any{"type": "error", "message": msg, "retryable": status(err) >= http.StatusInternalServerError})
	return nil
}

// stream is an answer in lines of JSON.
type stream struct {
	mu    sync.Mutex
	w     http.ResponseWriter
	flush func() error
	last  []byte
	when  time.Time
}

func (s *stream) begun() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.last != nil
}

// validating tells how many terms are verified, not more often than a person
// could see.
func (s *stream) validating(verified, total int) {
	s.mu.Lock()
	soon := time.Since(s.when) < time.Second/4 && verified < total
	s.mu.Unlock()
	if !soon {
		s.write(map[string]any{"type": "validating", "verified": verified, "total": total})
	}
}

func (s *stream) write(event map[string]any) {
	line, err := json.Marshal(event)
	if err != nil {
		panic(err) // a programmer's mistake
	}
	s.mu.Lock()
	if s.last == nil {
		s.w.Header().Set("Content-Type", "application/x-ndjson")
		s.w.Header().Set("Cache-Control", "no-cache")
	}
	s.last, s.when = append(line, '\n'), time.Now()
	s.mu.Unlock()
	s.again()
}

// again writes the last line, if there is one.
func (s *stream) again() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.last != nil {
		_, _ = s.w.Write(s.last) // the client may be gone
		_ = s.flush()
	}
}
