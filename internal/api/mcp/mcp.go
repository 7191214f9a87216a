// Package mcp serves the Model Context Protocol at /mcp: every model that can
// run is a tool, the assistant is one, and the cards are resources. Source:
// https://modelcontextprotocol.io/specification, by its SDK for Go.
package mcp

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"log/slog"
	"net/http"
	"slices"
	"strings"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/api/attach"
	"github.com/tenonhub/tenon/internal/assistant"
	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
)

// Models lists the catalogue and says what can run.
type Models interface {
	Models(ctx context.Context) ([]catalog.Model, error)
	Ready(ctx context.Context, m catalog.Model) error
}

// Gateway runs models.
type Gateway interface {
	Do(ctx context.Context, req engine.Request) iter.Seq2[engine.Event, error]
}

// Desk takes requests to the assistant and tells how they stand.
type Desk interface {
	Ask(ctx context.Context, owner string, req assistant.Request) (assistant.Run, error)
	Follow(ctx context.Context, owner, id string) iter.Seq2[assistant.Run, error]
	Leave(ctx context.Context, owner, id string) error
}

// Parts are what the dialect serves.
type Parts struct {
	Models  Models
	Gateway Gateway
	Desk    Desk
	Files   attach.Desk
	Count   func(ctx context.Context) error // counts a request to models, if its actor may have one more; nil is nobody who counts
	Version string
	Log     *slog.Logger
}

type server struct{ Parts }

// caller is on whose behalf a request is, and how it reaches the server. The
// handlers of the SDK have contexts that know neither.
type caller struct {
	server
	actor account.Actor
	base  string
	until func(ctx context.Context) (context.Context, context.CancelFunc) // ends with the request, too
}

// maxBody is how large a request may be, with the files in it.
const maxBody = 64 << 20

// Routes adds the address of the dialect, behind guard. Each request stands
// alone: there are no sessions that another caller could enter.
//
// The tools of an address may be chosen by names: /mcp?only=assistant,tenon/espeak.
func Routes(mux api.Mux, p Parts, guard func(http.Handler) http.Handler) {
	s := server{p}
	h := mcp.NewStreamableHTTPHandler(s.build, &mcp.StreamableHTTPOptions{
		Stateless: true, MaxRequestBodyBytes: maxBody, PropagateRequestCancellation: true,
		DisableLocalhostProtection: true, // api.Guard has checked the host by the operator's names
	})
	canceled := (&calls{end: map[call]map[*call]context.CancelFunc{}}).wrap(h)
	mux.Handle("/mcp", guard(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !account.From(r.Context()).Scope.Reads() {
			api.Fail(w, r, s.Log, fault.New(fault.Forbidden, "the token reaches the repositories that it names, and no models; `tenon token create` makes others"))
			return
		}
		canceled.ServeHTTP(w, r)
	})))
}

// build makes the server of one request: what its actor may use.
func (s server) build(r *http.Request) *mcp.Server {
	c := caller{s, account.From(r.Context()), api.Base(r), func(ctx context.Context) (context.Context, context.CancelFunc) {
		ctx, stop := context.WithCancel(ctx)
		heard := context.AfterFunc(r.Context(), stop)
		return ctx, func() { heard(); stop() }
	}}
	srv := mcp.NewServer(&mcp.Implementation{Name: "tenon", Title: "Tenon", Version: cmp.Or(s.Version, "dev")}, &mcp.ServerOptions{
		Instructions: "Models of Tenon as tools. Files are given by address: https:, data:, or the link of what another tool made. " +
			"The tool assistant takes a request in plain language and combines the models by itself.",
	})
	all, err := s.Models.Models(r.Context())
	if err != nil {
		s.Log.ErrorContext(r.Context(), "list the models", "err", err)
		return nil
	}
	only := chosen(r)
	if only == nil || slices.Contains(only, assistantTool) {
		srv.AddTool(theAssistant, c.assist)
	}
	names := map[string]bool{assistantTool: true}
	for _, m := range all {
		name := unique(m.Ref.String(), names) // the same, whatever of them is ready
		if only == nil && s.Models.Ready(r.Context(), m) == nil || slices.Contains(only, m.Ref.String()) {
			c.offer(srv, m, name)
		}
	}
	return srv
}

func chosen(r *http.Request) []string {
	q := r.URL.Query()
	if !q.Has("only") {
		return nil
	}
	return strings.FieldsFunc(q.Get("only"), func(c rune) bool { return c == ',' || c == ' ' })
}

// unique makes a name that every client takes: of letters, digits, '_' and '-',
// at most 64 of them.
func unique(ref string, taken map[string]bool) string {
	base := strings.Map(func(c rune) rune {
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' {
			return c
		}
		return '_'
	}, ref)
	base = base[:min(len(base), 60)]
	name := base
	for k := 2; taken[name]; k++ {
		name = fmt.Sprintf("%s_%d", base, k)
	}
	taken[name] = true
	return name
}

// admit refuses to run anything by a credential that only reads, or for one who has
// asked for too much.
func (c caller) admit(ctx context.Context) error {
	if !c.actor.Scope.Writes() {
		return fault.New(fault.Forbidden, "the token may list the tools and call none: make one with `tenon token create --write`")
	}
	if c.Count == nil {
		return nil
	}
	return c.Count(ctx)
}

// on gives a context of the SDK the actor.
func (c caller) on(ctx context.Context) context.Context { return account.With(ctx, c.actor) }

// failed tells a model what went wrong, so that it can put it right.
func (c caller) failed(ctx context.Context, err error) *mcp.CallToolResult {
	kind, msg := fault.Of(err)
	if kind == fault.Internal {
		c.Log.ErrorContext(ctx, "a tool failed", "err", err)
	}
	return &mcp.CallToolResult{IsError: true, Content: []mcp.Content{&mcp.TextContent{Text: msg}}}
}
