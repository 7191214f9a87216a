// Package api holds what every dialect shares: who may come in, and the log
// of requests.
package api

import (
	"io"
	"log/slog"
	"net/http"
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
		w.Header().Set(trace.Header, id)
		r = r.WithContext(trace.With(r.Context(), id))
		sw := &statusWriter{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(sw, r)
		log.DebugContext(r.Context(), "request", "id", id, "method", r.Method, "path", r.URL.Path, "status", sw.status, "took", time.Since(start))
	})
}

type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// ReadFrom lets the system send a file without its bytes passing through here.
func (w *statusWriter) ReadFrom(r io.Reader) (int64, error) { return io.Copy(w.ResponseWriter, r) }

// Unwrap lets http.ResponseController reach the connection.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
