// Package huggingface is how clients of the Hugging Face Hub talk to this one:
// its API below /api, and the files of repositories at /…/resolve/….
package huggingface

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/api/huggingface/community"
	"github.com/tenonhub/tenon/internal/discussion"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
)

// Parts are what the handler is made of.
type Parts struct {
	Hub    *hub.Hub
	Board  *discussion.Board
	People People
	Xet    Xet // nil is none
	Log    *slog.Logger
}

// People tells users about themselves.
type People interface {
	User(ctx context.Context, name ref.Owner) (account.User, error)
	Memberships(ctx context.Context, user ref.Owner) ([]account.Member, error)
	Owner(ctx context.Context, name ref.Owner) (account.Owner, error)
}

type handler struct {
	Parts
	community community.Desk
}

// call is a request that is being answered. It ends with the answer.
type call struct {
	*handler
	w     http.ResponseWriter
	r     *http.Request
	ctx   context.Context //nolint:containedctx // the request's, for as long as the call
	place api.Place
}

// Handler answers on behalf of the actor of the context.
func Handler(p Parts) http.Handler {
	h := &handler{p, community.Desk{Hub: p.Hub, Board: p.Board}}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := &call{handler: h, w: w, r: r, ctx: r.Context()}
		if err := c.route(); err != nil {
			c.fail(err)
		}
	})
}

// route finds what answers: by the method and the parts of the path.
func (c *call) route() error {
	parts, _ := api.Parts(c.r)
	if parts[0] != "api" {
		place, ok := api.Locate(parts)
		c.place = place
		switch {
		case ok && len(place.Rest) >= 3:
			return c.resolve()
		case ok && len(place.Rest) == 1 && c.r.Method == http.MethodPost: // ask-access: see api.Routes
			return c.ask()
		}
		return errNothing
	}
	if parts = parts[1:]; len(parts) == 0 {
		return errNothing
	}
	if place, ok := api.Locate(parts); ok && kindOf(parts[0]) != "" {
		c.place = place
		return c.repository()
	}
	switch c.r.Method + " " + strings.Join(parts, "/") {
	case "GET whoami-v2":
		return c.whoami()
	case "POST repos/create":
		return c.create()
	case "DELETE repos/delete":
		return c.remove()
	case "POST repos/move":
		return c.move()
	case "POST validate-yaml":
		return c.validate()
	case "GET models", "GET datasets", "GET spaces":
		return c.list(kindOf(parts[0]))
	case "GET facets/models", "GET facets/datasets", "GET facets/spaces":
		return c.facets(kindOf(parts[1]))
	case "GET models-tags-by-type", "GET datasets-tags-by-type":
		return c.tagsByType(kindOf(strings.TrimSuffix(parts[0], "-tags-by-type")))
	}
	if c.r.Method == http.MethodGet && len(parts) == 3 && parts[0] == "users" && parts[2] == "likes" {
		return c.likes(parts[1])
	}
	if kindOf(parts[0]) != "" {
		return hub.Missing(hub.ErrNoRepo, "there is no repository of this name: a name is owner/name")
	}
	return errNothing
}

var errNothing = fault.New(fault.NotFound, "this server has nothing at this address")

// kindOf is the kind that an address below /api is about.
func kindOf(part string) hub.Kind {
	return map[string]hub.Kind{"models": hub.Model, "datasets": hub.Dataset, "spaces": hub.Space}[part]
}

// repository answers below /api/<kind>s/<owner>/<name>.
func (c *call) repository() error {
	rest := c.place.Rest
	verb := ""
	if len(rest) > 0 {
		verb = rest[0]
	}
	one, some := len(rest) == 2, len(rest) >= 2
	switch c.r.Method + " " + verb {
	case "GET ":
		return c.info(hub.Main)
	case "GET auth-check":
		return c.check(len(rest) == 2 && rest[1] == "write")
	case "GET refs":
		return c.refs()
	case "PUT settings":
		return c.settings()
	case "GET xet-read-token", "GET xet-write-token":
		return c.xetToken(strings.Join(rest[1:], "/"), verb == "xet-write-token")
	case "POST like", "DELETE like":
		return c.like(c.r.Method == http.MethodPost)
	case "GET likers":
		return c.likers()
	case "GET similar":
		return c.similar()
	}
	switch {
	case verb == "discussions":
		return c.discuss()
	case one && verb == "user-access-request":
		return c.access(rest[1])
	}
	if !some {
		return errNothing
	}
	rev, err := ref.ParseRev(rest[1])
	if err != nil {
		return err
	}
	switch m := c.r.Method + " " + verb; {
	case m == "GET revision" && one:
		return c.info(rev)
	case m == "GET tree":
		return c.tree(rev, strings.Join(rest[2:], "/"))
	case m == "POST paths-info" && one:
		return c.paths(rev)
	case m == "GET commits" && one:
		return c.commits(rev)
	case m == "POST preupload" && one:
		return c.preupload(rev)
	case m == "POST lfs-files" && one && rest[1] == "duplicate":
		return c.duplicate()
	case m == "POST commit" && one:
		return c.commit(rev)
	case verb == "branch":
		return c.branch(strings.Join(rest[1:], "/"))
	case verb == "tag":
		return c.tag(strings.Join(rest[1:], "/"))
	}
	return errNothing
}

func (c *call) discuss() error {
	v, err := c.community.Answer(c.r, c.place, api.Base(c.r)+prefix(c.place.Kind)+c.place.Repo.String())
	if err == nil {
		c.write(http.StatusOK, v)
	}
	return err
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
		status = http.StatusServiceUnavailable
	case fault.Canceled:
		status = 499
	case fault.Internal:
		c.Log.ErrorContext(c.ctx, "hub request failed", "path", c.r.URL.Path, "err", err)
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
	h.Set("X-Error-Message", headerText(msg))
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

// headerText is what of a message can stand in a header.
func headerText(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return '?'
		}
		return r
	}, s)
}

func (c *call) write(status int, v any) {
	b, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("huggingface: write %T: %v", v, err)) // a programmer's mistake
	}
	c.w.Header().Set("Content-Type", "application/json; charset=utf-8")
	c.w.WriteHeader(status)
	if c.r.Method != http.MethodHead {
		_, _ = c.w.Write(append(b, '\n')) // the client may be gone
	}
}

const maxJSON = 16 << 20 // bytes of a request

// decode reads the JSON of a request.
func (c *call) decode(v any) error {
	err := json.NewDecoder(http.MaxBytesReader(c.w, c.r.Body, maxJSON)).Decode(v)
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return fault.New(fault.TooLarge, "the request has more than %d MiB: send it in several", maxJSON>>20)
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return fault.Wrap(err, fault.Invalid, "the request is not the JSON that is expected here")
	}
	return nil
}

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
