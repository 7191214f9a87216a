package worker

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// slowest is how long a reader may leave what was written unread.
const slowest = time.Minute

// stream writes events as they come.
type stream struct {
	w       http.ResponseWriter
	control *http.ResponseController
}

func newStream(w http.ResponseWriter) *stream {
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-cache")
	return &stream{w, http.NewResponseController(w)}
}

// event writes v. An error says that nobody reads any more.
func (s *stream) event(v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("write an event: %w", err)
	}
	return s.write(b)
}

func (s *stream) write(b []byte) error {
	_ = s.control.SetWriteDeadline(time.Now().Add(slowest))
	line := make([]byte, 0, len(b)+8)
	line = append(append(append(line, "data: "...), b...), "\n\n"...)
	if _, err := s.w.Write(line); err != nil {
		return fmt.Errorf("write an event: %w", err)
	}
	if err := s.control.Flush(); err != nil {
		return fmt.Errorf("write an event: %w", err)
	}
	return nil
}

// fail tells an error within the stream, which has begun.
func (s *stream) fail(err error) {
	f, _ := failure(err)
	_ = s.event(f) // nobody reads any more, or it is told
}

func (s *stream) done() { _ = s.write([]byte("[DONE]")) }
