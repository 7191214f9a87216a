package api

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/trace"
)

// Fail is the one place where Tenon's own dialect turns failures into responses:
// {"error": {"kind": …, "message": …}}.
func Fail(w http.ResponseWriter, r *http.Request, log *slog.Logger, err error) {
	kind, msg := fault.Of(err)
	if kind == fault.Internal {
		log.ErrorContext(r.Context(), "request failed", "id", trace.ID(r.Context()), "path", r.URL.Path, "err", err)
		msg = "internal error: the server's log says more"
	}
	RetryAfter(w, err)
	WriteError(w, Status(kind), string(kind), msg)
}

// RetryAfter tells a client when it may help to ask again, where err says so.
func RetryAfter(w http.ResponseWriter, err error) {
	if after := fault.After(err); after > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int((after+time.Second-1)/time.Second)))
		w.Header().Set("Retry-After-Ms", strconv.FormatInt(after.Milliseconds()+1, 10))
	}
}

// Status is the status of a response that tells of a failure of kind k.
func Status(k fault.Kind) int {
	switch k {
	case fault.Invalid:
		return http.StatusBadRequest
	case fault.Unauthenticated:
		return http.StatusUnauthorized
	case fault.Forbidden:
		return http.StatusForbidden
	case fault.NotFound:
		return http.StatusNotFound
	case fault.Conflict, fault.Stale:
		return http.StatusConflict
	case fault.TooLarge:
		return http.StatusRequestEntityTooLarge
	case fault.Exhausted:
		return http.StatusTooManyRequests
	case fault.Unavailable:
		return http.StatusServiceUnavailable
	case fault.Canceled:
		return 499 // what nginx writes for a client that hung up
	case fault.Internal:
	}
	return http.StatusInternalServerError
}

// HeaderText is what of a message can stand in a header.
func HeaderText(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return '?'
		}
		return r
	}, s)
}

// WriteError writes a refusal.
func WriteError(w http.ResponseWriter, status int, kind, msg string) {
	WriteJSON(w, status, map[string]any{"error": map[string]string{"kind": kind, "message": msg}})
}

// WriteJSON writes v as the whole response.
func WriteJSON(w http.ResponseWriter, status int, v any) {
	b, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("api: write %T: %v", v, err)) // a programmer's mistake
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(b)+1)) // a client knows the end before the handler returns
	w.WriteHeader(status)
	_, _ = w.Write(append(b, '\n')) // the client may be gone
}
