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

// Fail tells a client of a failure, in the form of a dialect.
type Fail = func(w http.ResponseWriter, r *http.Request, err error)

// Once lets a request through to next once, though it be sent again; what it refuses
// itself it tells by fail.
type Once func(next http.Handler, fail Fail) http.Handler

// Allow lets requests through to next whose credential may list the models, or run
// one, and whose actor has not asked for too much; once those that are sent again.
// What was answered before is no request to a model: it is not counted.
func (d Desk) Allow(next http.Handler, is func(*http.Request) Weight, once Once, fail Fail) http.Handler {
	counted := once(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if is(r) == Runs && d.Limits != nil {
			standing, err := d.Limits.Request(r.Context())
			tell(w.Header(), standing)
			if err != nil {
				fail(w, r, err)
				return
			}
		}
		next.ServeHTTP(w, r)
	}), fail)
	return allowed{http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := may(r.Context(), is(r) != Looks); err != nil {
			fail(w, r, err)
			return
		}
		counted.ServeHTTP(w, r)
	}), fail}
}

// allowed is a handler of a dialect, which also tells of those who may not come in.
type allowed struct {
	http.Handler
	fail Fail
}

func (a allowed) Refuse(w http.ResponseWriter, r *http.Request, err error) { a.fail(w, r, err) }

// tell says what is left to an actor, in the headers that OpenAI's clients read.
func tell(h http.Header, s limit.Standing) {
	set := func(g limit.Gauge, most, left, reset string) { // the names are as http.Header has them
		if g.Limit <= 0 {
			return
		}
		v := []string{strconv.FormatInt(g.Limit, 10), strconv.FormatInt(g.Left, 10), g.Reset.Round(time.Millisecond).String()}
		h[most], h[left], h[reset] = v[0:1:1], v[1:2:2], v[2:3:3]
	}
	set(s.Requests, "X-Ratelimit-Limit-Requests", "X-Ratelimit-Remaining-Requests", "X-Ratelimit-Reset-Requests")
	set(s.Tokens, "X-Ratelimit-Limit-Tokens", "X-Ratelimit-Remaining-Tokens", "X-Ratelimit-Reset-Tokens")
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
