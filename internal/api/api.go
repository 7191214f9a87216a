// Package api holds what every dialect shares: who may come in, and the log
// of requests.
package api

import (
	"cmp"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/tenonhub/tenon/internal/trace"
)

func refuse(status int, kind, msg string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		WriteError(w, status, kind, msg)
	})
}

// Logged gives each request its id, and writes a line for it to log.
func Logged(next http.Handler, log *slog.Logger) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		id := trace.Taken(r.Header.Get(trace.Header))
		w.Header()[trace.Header] = []string{id}
		_ = http.NewResponseController(w).SetWriteDeadline(time.Time{}) // the connection may have had one of the request before
		sw := &statusWriter{ResponseWriter: w, stream: r.ProtoMajor >= 2}
		next.ServeHTTP(sw, r.WithContext(trace.Request(r.Context(), id, sw.waits)))
		if sw.status == http.StatusUnauthorized { // what it was to send is waited for before it hears that
			_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(strangers)) // as above
		}
		if sw.stream {
			sw.extend() // what is not sent yet
		}
		if log.Enabled(r.Context(), slog.LevelDebug) {
			log.DebugContext(r.Context(), "request", "id", id, "method", r.Method, "path", r.URL.Path, "status", sw.Status(), "took", time.Since(start))
		}
	})
}

// QueuePosition is the header that tells at which place of a queue a request
// began to wait; 1 was next. One that waited for nothing has none.
const QueuePosition = "X-Queue-Position"

// statusWriter is the answer to a request on its way to the client.
type statusWriter struct {
	http.ResponseWriter
	status int
	place  atomic.Int64 // the highest that it had in a queue
	until  time.Time    // when the connection gives up
	stream bool         // of HTTP/2: it is given up at its deadline even while nothing is being written
}

// A client that takes nothing for as long as this is given up: what it holds, a
// slot of a model above all, is somebody else's by then.
const (
	stalled = 2 * time.Minute
	piece   = 256 << 10 // bytes that it must take in that time
)

// strangers is how long the rest of a request may take to come that was refused, as nobody may make it who is not known.
const strangers = 10 * time.Second

// Status is what was answered; 200 as long as nothing is.
func (w *statusWriter) Status() int { return cmp.Or(w.status, http.StatusOK) }

// waits hears where the request waits, at times from several goroutines.
func (w *statusWriter) waits(place int) {
	for {
		was := w.place.Load()
		if int64(place) <= was || w.place.CompareAndSwap(was, int64(place)) {
			return
		}
	}
}

func (w *statusWriter) WriteHeader(status int) {
	if status >= http.StatusOK && w.status == 0 {
		w.status = status
		if place := w.place.Load(); place > 0 {
			w.Header().Set(QueuePosition, strconv.FormatInt(place, 10))
		}
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *statusWriter) Write(b []byte) (n int, err error) {
	if w.status == 0 {
		w.WriteHeader(http.StatusOK)
	}
	for {
		w.extend()
		part := b[n:min(len(b), n+piece)]
		m, err := w.ResponseWriter.Write(part)
		w.rest()
		if n += m; err != nil || n == len(b) {
			return n, err
		}
	}
}

// extend puts off the end of a connection that moves.
func (w *statusWriter) extend() {
	if now := time.Now(); w.until.Sub(now) < stalled/2 {
		w.until = now.Add(stalled)
		_ = http.NewResponseController(w.ResponseWriter).SetWriteDeadline(w.until) // a writer of tests has none
	}
}

// rest lets a stream be quiet for as long as it likes.
func (w *statusWriter) rest() {
	if w.stream {
		w.until = time.Time{}
		_ = http.NewResponseController(w.ResponseWriter).SetWriteDeadline(time.Time{}) // as above
	}
}

// FlushError sends what was written.
func (w *statusWriter) FlushError() error {
	if w.status == 0 {
		w.WriteHeader(http.StatusOK)
	}
	w.extend()
	defer w.rest()
	return http.NewResponseController(w.ResponseWriter).Flush()
}

// ReadFrom lets the system send a file without its bytes passing through here.
func (w *statusWriter) ReadFrom(r io.Reader) (int64, error) {
	w.until = time.Time{}
	_ = http.NewResponseController(w.ResponseWriter).SetWriteDeadline(time.Time{}) // as above
	if w.status == 0 {
		w.WriteHeader(http.StatusOK)
	}
	return io.Copy(w.ResponseWriter, r)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
