// Package huggingface is how clients of the Hugging Face Hub talk to this one:
// its API below /api, and the files of repositories at /…/resolve/….
package huggingface

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"

	"github.com/tenonhub/tenon/internal/access"
	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/attachment"
	"github.com/tenonhub/tenon/internal/collection"
	"github.com/tenonhub/tenon/internal/discussion"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/webhook"
)

// Parts are what the handler is made of.
type Parts struct {
	Hub    *hub.Hub
	Board  *discussion.Board
	Files  *attachment.Desk
	Shelf  *collection.Shelf
	Hooks  *webhook.Desk
	Access *access.Desk
	People People
	Xet    Xet // nil is none
	// Room fails when the disk has no room for so many bytes more.
	Room func(bytes int64) error
	// Built is the engine and the task of a model that comes with the program, if it is one; nil is none.
	Built func(ref.Repo) (engine, task string, ok bool)
	// Lacks is what this server lacks to run models with an engine; empty is nothing. nil is none.
	Lacks func(engine string) string
	Log   *slog.Logger
}

// People tells users about themselves.
type People interface {
	Whoami(ctx context.Context) (account.Self, error)
	User(ctx context.Context, name ref.Owner) (account.User, error)
	Memberships(ctx context.Context, user ref.Owner) ([]account.Member, error)
	Owner(ctx context.Context, name ref.Owner) (account.Owner, error)
	Members(ctx context.Context, org ref.Owner) ([]account.Member, error)
}

// call is a request that is being answered. It ends with the answer.
type call struct {
	Parts
	w     http.ResponseWriter
	r     *http.Request
	ctx   context.Context //nolint:containedctx // the request's, for as long as the call
	place api.Place
}

var (
	errNothing = fault.New(fault.NotFound, "this server has nothing at this address")
	errNotRun  = fault.New(fault.NotFound, "this server has nothing at this address: it keeps the files of apps and runs none, so that they have no runtime, hardware, secrets or logs here")
)

// nothing answers below a repository: that it is not there comes before what is
// not there of it.
func (c *call) nothing() error {
	if _, err := c.open(hub.See); err != nil {
		return err
	}
	if c.place.Kind == hub.Space {
		return errNotRun
	}
	return errNothing
}

func (c *call) open(a hub.Access) (*hub.Handle, error) {
	return c.Hub.Open(c.ctx, c.place.Kind, c.place.Repo, a)
}

// fail is the one place where failures become replies as the clients read them:
// the kind is in headers, since a HEAD has no body.
func (c *call) fail(err error) {
	kind, msg := fault.Of(err)
	status, code := http.StatusInternalServerError, ""
	switch kind {
	case fault.Invalid:
		status = http.StatusBadRequest
	case fault.Unauthenticated:
		status = http.StatusUnauthorized
	case fault.Forbidden:
		status = http.StatusForbidden
	case fault.NotFound:
		status, code = http.StatusNotFound, missing(err)
	case fault.Conflict:
		status = http.StatusConflict
	case fault.Stale:
		status = http.StatusPreconditionFailed
	case fault.TooLarge:
		status = http.StatusRequestEntityTooLarge
	case fault.Exhausted:
		status = http.StatusInsufficientStorage // not one that clients repeat
	case fault.Unavailable:
		status = api.Gateway(err, http.StatusServiceUnavailable)
	case fault.Canceled:
		status = 499
	case fault.Internal:
		c.Log.ErrorContext(c.ctx, "hub request failed", "path", c.r.URL.Path, "request", c.w.Header().Get("X-Request-Id"), "err", err)
		msg = "internal error: the server's log says more"
	}
	h := c.w.Header()
	if errors.Is(err, hub.ErrGated) {
		code = "GatedRepo"
	}
	if code != "" {
		h.Set("X-Error-Code", code)
	}
	if code == "RepoNotFound" && account.From(c.ctx).Anonymous() {
		status = http.StatusUnauthorized // a token may help
	}
	h.Set("X-Error-Message", api.HeaderText(msg))
	c.write(status, map[string]string{"error": msg})
}

func missing(err error) string {
	switch {
	case errors.Is(err, hub.ErrNoRepo):
		return "RepoNotFound"
	case errors.Is(err, hub.ErrNoRevision):
		return "RevisionNotFound"
	case errors.Is(err, hub.ErrNoEntry):
		return "EntryNotFound"
	}
	return ""
}

func (c *call) write(status int, v any) { c.writeAs("application/json; charset=utf-8", status, v) }

func (c *call) writeAs(media string, status int, v any) {
	b, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("huggingface: write %T: %v", v, err)) // a programmer's mistake
	}
	if c.r.Method == http.MethodHead { // clients read JSON wherever they are told that it comes
		c.w.WriteHeader(status)
		return
	}
	c.w.Header().Set("Content-Type", media)
	c.w.WriteHeader(status)
	_, _ = c.w.Write(append(b, '\n')) // the client may be gone
}

const maxJSON = 16 << 20 // bytes of a request

// decode reads the JSON of a request.
func (c *call) decode(v any) error { return api.ReadJSON(c.w, c.r, maxJSON, v) }

// flag reads a truth value as one of the clients writes it.
func flag(q url.Values, name string) bool {
	switch strings.ToLower(q.Get(name)) {
	case "1", "true", "yes":
		return true
	}
	return false
}

// prefix is what the address of a repository's page begins with.
func prefix(k hub.Kind) string {
	if k == hub.Model {
		return "/"
	}
	return "/" + string(k) + "s/"
}

func (c *call) page(r hub.Repo) string { return api.Base(c.r) + prefix(r.Kind) + r.Name.String() }

// next says where the next page is: a whole address, as all clients need it.
func (c *call) next(query ...string) {
	q := c.r.URL.Query()
	for i := 0; i+1 < len(query); i += 2 {
		q.Set(query[i], query[i+1])
	}
	c.w.Header().Set("Link", fmt.Sprintf(`<%s%s?%s>; rel="next"`, api.Base(c.r), c.r.URL.EscapedPath(), q.Encode()))
}
