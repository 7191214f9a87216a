package api

import (
	"context"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/tenonhub/tenon/internal/hub"
)

// Send sends a file, or the part of it that is asked for. What must come from
// elsewhere first can refuse while nothing was sent: then that is returned.
func Send(w http.ResponseWriter, r *http.Request, f io.ReadSeeker) error {
	if late, ok := f.(interface {
		Ready(ctx context.Context) error
	}); ok && r.Method == http.MethodGet {
		if err := late.Ready(r.Context()); err != nil {
			for _, name := range []string{"ETag", "X-Linked-Etag", "X-Linked-Size", "Content-Disposition", "Accept-Ranges"} {
				w.Header().Del(name)
			}
			return err
		}
	}
	http.ServeContent(w, r, "", time.Time{}, f)
	return nil
}

// Gateway is the status of a failure that is an upstream's, and otherwise the
// one that is given.
func Gateway(err error, status int) int {
	switch {
	case errors.Is(err, hub.ErrUpstreamSlow):
		return http.StatusGatewayTimeout
	case errors.Is(err, hub.ErrUpstream):
		return http.StatusBadGateway
	}
	return status
}
