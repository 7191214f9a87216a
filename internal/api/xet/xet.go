// Package xet is the dialect of Xet clients: they send xorbs and shards, ask
// what is known, and read files as ranges of xorbs. Tokens come from the hub,
// which knows accounts and repositories.
package xet

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/xet"
	"github.com/tenonhub/tenon/internal/xetstore"
)

// Store is where xorbs and files are; see xetstore.Store.
type Store interface {
	PutXorb(ctx context.Context, asker string, named xet.Hash, body io.Reader) (inserted bool, err error)
	PutShard(ctx context.Context, asker string, body io.Reader, progress func(verified, total int)) error
	Plan(ctx context.Context, asker string, file xet.Hash, from, to int64) (xetstore.Plan, error)
	Dedup(ctx context.Context, asker string, chunk xet.Hash) ([]xet.Listing, error)
	OpenXorb(ctx context.Context, h xet.Hash) (io.ReadSeekCloser, error)
}

// Options are the optional parts of a Handler.
type Options struct {
	Log *slog.Logger // nil is silent
	// Address is where clients reach the handler, without a slash at its end;
	// nil is the host of the request.
	Address func(*http.Request) string
}

// lifetime is how long addresses of xorbs are valid, and what is said of
// known chunks.
const lifetime = time.Hour

// Handler answers Xet clients.
type Handler struct {
	store   Store
	keys    *Keys
	log     *slog.Logger
	address func(*http.Request) string
}

// New returns a handler of what is in store, for bearers of tokens of keys.
func New(store Store, keys *Keys, o Options) *Handler {
	h := &Handler{store: store, keys: keys, log: o.Log, address: o.Address}
	if h.log == nil {
		h.log = slog.New(slog.DiscardHandler)
	}
	if h.address == nil {
		h.address = func(r *http.Request) string {
			if r.TLS != nil {
				return "https://" + r.Host
			}
			return "http://" + r.Host
		}
	}
	return h
}

// Routes adds what answers below an address. What is not known there is not
// found, which makes clients go on in an older way: a newer one asks for
// addresses to upload to first.
func (h *Handler) Routes(mux api.Mux, below string) {
	for pattern, answer := range map[string]answer{
		"POST /v1/xorbs/{prefix}/{hash}": writes(h.postXorb),
		"POST /v1/shards":                writes(h.postShard),
		"POST /shards":                   writes(h.postShard),
		"POST /v2/shards":                writes(h.streamShard),
		"GET /v1/chunks/{prefix}/{hash}": h.chunk,
		"GET /v1/reconstructions/{hash}": h.planV1,
		"GET /v2/reconstructions/{hash}": h.planV2,
		"POST /v1/telemetry":             forget,
	} {
		method, path, _ := strings.Cut(pattern, " ")
		mux.HandleFunc(method+" "+below+path, h.granted(answer))
	}
	mux.HandleFunc("GET "+below+"/v1/data/{hash}", h.data)
}

// answer answers the bearer of a grant.
type answer func(w http.ResponseWriter, r *http.Request, g Grant) error

// granted lets the bearers of tokens through to f.
func (h *Handler) granted(f answer) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		g, err := h.keys.Read(token, time.Now())
		if err == nil {
			err = f(w, r, g)
		}
		if err != nil {
			h.fail(w, r, err)
		}
	}
}

// writes is f for tokens that may write.
func writes(f answer) answer {
	return func(w http.ResponseWriter, r *http.Request, g Grant) error {
		if !g.Write {
			return fault.New(fault.Forbidden, "this token only reads; ask for one at …/xet-write-token")
		}
		return f(w, r, g)
	}
}

// fail is the one place where failures become this dialect's errors.
func (h *Handler) fail(w http.ResponseWriter, r *http.Request, err error) {
	kind, msg := fault.Of(err)
	switch kind {
	case fault.Internal:
		h.log.ErrorContext(r.Context(), "xet request failed", "path", r.URL.Path, "err", err)
	case fault.NotFound: // clients ask what is known of each file that they send
		h.log.DebugContext(r.Context(), "xet request refused", "path", r.URL.Path, "why", msg)
	default:
		h.log.InfoContext(r.Context(), "xet request refused", "path", r.URL.Path, "why", msg)
	}
	api.WriteJSON(w, status(err), map[string]string{"error": msg})
}

func status(err error) int {
	if e, ok := errors.AsType[*fault.Error](err); ok && e.Kind == fault.Invalid && e.Subject == "range" {
		return http.StatusRequestedRangeNotSatisfiable
	}
	switch kind, _ := fault.Of(err); kind {
	case fault.Invalid, fault.Stale, fault.Conflict:
		return http.StatusBadRequest
	case fault.Unauthenticated:
		return http.StatusUnauthorized
	case fault.Forbidden:
		return http.StatusForbidden
	case fault.NotFound:
		return http.StatusNotFound
	case fault.TooLarge, fault.Exhausted: // what is no client's fault is asked again, for minutes, and silently
		return http.StatusRequestEntityTooLarge
	case fault.Unavailable, fault.Canceled:
		return http.StatusServiceUnavailable
	case fault.Internal:
	}
	return http.StatusInternalServerError
}

// hash reads the hash in a path.
func hash(r *http.Request) (xet.Hash, error) { return xet.ParseHash(r.PathValue("hash")) }

// forget takes what clients tell of themselves, and keeps nothing of it.
func forget(w http.ResponseWriter, r *http.Request, _ Grant) error {
	_, _ = io.Copy(io.Discard, io.LimitReader(r.Body, 1<<20))
	w.WriteHeader(http.StatusNoContent)
	return nil
}
