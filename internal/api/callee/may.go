package callee

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/limit"
)

// Limits count the requests of the actor of a context.
type Limits interface {
	Request(ctx context.Context) (limit.Standing, error)
}

// Weight is what a request is to those that it meets on its way to the models.
type Weight int

const (
	Looks Weight = iota // at what there is
	Keeps               // results or files, and runs no model, or counts what it runs by itself
	Runs                // a model
)

// Admit is why a request is not answered: its credential may not list the
// models, or run one, or its actor has asked for too much. What is left to the
// actor stands in the headers that OpenAI's clients read.
func (d Desk) Admit(w http.ResponseWriter, r *http.Request, is Weight) error {
	if err := may(r.Context(), is != Looks); err != nil || is != Runs || d.Limits == nil {
		return err
	}
	s, err := d.Limits.Request(r.Context())
	h := w.Header()
	for what, g := range map[string]limit.Gauge{"requests": s.Requests, "tokens": s.Tokens} {
		if g.Limit > 0 {
			h.Set("X-Ratelimit-Limit-"+what, strconv.FormatInt(g.Limit, 10))
			h.Set("X-Ratelimit-Remaining-"+what, strconv.FormatInt(g.Left, 10))
			h.Set("X-Ratelimit-Reset-"+what, g.Reset.Round(time.Millisecond).String())
		}
	}
	return err
}

// Count counts one of several requests that come over one connection.
func (d Desk) Count(ctx context.Context) error {
	if d.Limits == nil {
		return nil
	}
	_, err := d.Limits.Request(ctx)
	return err
}

// may is why the actor of ctx may not list the models, or run one: that keeps
// results, and may cost money elsewhere.
func may(ctx context.Context, run bool) error {
	switch scope := account.From(ctx).Scope; {
	case !scope.Reads():
		return fault.New(fault.Forbidden, "the token reaches the repositories that it names, and no models; `tenon token create` makes others")
	case run && !scope.Writes():
		return fault.New(fault.Forbidden, "the token may list the models and run none: make one with `tenon token create --write`")
	}
	return nil
}
