// Package modelscope is how clients of ModelScope talk to this hub: its API
// below /api/v1, and of /openapi/v1 who they are, lists and single repositories.
package modelscope

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"strings"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
	wire "github.com/tenonhub/tenon/internal/wire/modelscope"
)

// Parts are what the handler is made of.
type Parts struct {
	Hub     *hub.Hub
	People  People
	Uploads Uploads
	Log     *slog.Logger
}

// People tells users about themselves, and recognises their tokens.
type People interface {
	ByToken(ctx context.Context, secret, addr string) (account.Actor, error)
	Whoami(ctx context.Context) (account.Self, error)
}

// Uploads says where large files are sent to.
type Uploads interface {
	Upload(r *http.Request, repo hub.ID, p hub.Pointer) string
	// Room fails when the disk has no room for so many bytes more.
	Room(bytes int64) error
}

// call is a request that is being answered. It ends with the answer.
type call struct {
	Parts
	w     http.ResponseWriter
	r     *http.Request
	ctx   context.Context //nolint:containedctx // the request's, for as long as the call
	open  bool            // whether it is for /openapi/v1, whose replies are of another shape
	place api.Place
}

var errNothing = fault.New(fault.NotFound, "this server has nothing at this address")

func (c *call) repo(a hub.Access) (*hub.Handle, error) {
	return c.Hub.Open(c.ctx, c.place.Kind, c.place.Repo, a)
}

// at is the repository and the commit that a request is about.
func (c *call) at(rev string, a hub.Access) (*hub.Handle, hub.Commit, error) {
	r, err := c.repo(a)
	if err != nil {
		return nil, hub.Commit{}, err
	}
	if rev == "" {
		rev = "master"
	}
	parsed, err := ref.ParseRev(rev)
	if err != nil {
		return nil, hub.Commit{}, err
	}
	at, err := r.Resolve(c.ctx, parsed)
	return r, at, err
}

// fail is the one place where failures become replies as the clients read them.
func (c *call) fail(err error) {
	kind, msg := fault.Of(err)
	status := map[fault.Kind]int{
		fault.Invalid: http.StatusBadRequest, fault.Unauthenticated: http.StatusUnauthorized, fault.Forbidden: http.StatusForbidden,
		fault.NotFound: http.StatusNotFound, fault.Conflict: http.StatusBadRequest, fault.Stale: http.StatusConflict,
		fault.TooLarge: http.StatusRequestEntityTooLarge, fault.Exhausted: http.StatusInsufficientStorage,
		fault.Unavailable: http.StatusServiceUnavailable, fault.Canceled: 499,
	}[kind]
	if status == 0 {
		c.Log.ErrorContext(c.ctx, "hub request failed", "path", c.r.URL.Path, "err", err)
		status, msg = http.StatusInternalServerError, "internal error: the server's log says more"
	}
	status = api.Gateway(err, status)
	code := status
	if kind == fault.Conflict {
		code = wire.Exists
	}
	c.send(status, wire.Envelope{Code: code, Message: msg})
}

// ok answers with data.
func (c *call) ok(data any) error {
	c.send(http.StatusOK, wire.Envelope{Code: http.StatusOK, Success: true, Message: "success", Data: data})
	return nil
}

func (c *call) send(status int, e wire.Envelope) {
	e.RequestID = strings.ToLower(rand.Text())
	var v any = e
	if c.open {
		v = wire.Open{Success: e.Success, Message: e.Message, RequestID: e.RequestID, Data: e.Data}
	}
	b, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("modelscope: write %T: %v", e.Data, err)) // a programmer's mistake
	}
	c.w.Header().Set("Content-Type", "application/json; charset=utf-8")
	c.w.WriteHeader(status)
	if c.r.Method != http.MethodHead {
		_, _ = c.w.Write(append(b, '\n')) // the client may be gone
	}
}

const maxJSON = 8 << 20 // bytes of a request

// decode reads the JSON of a request.
func (c *call) decode(v any) error { return api.ReadJSON(c.w, c.r, maxJSON, v) }
