package gateway

import (
	"context"

	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
)

// A Watch hears how calls go, to measure them. It is safe for concurrent use.
type Watch interface {
	// Begin hears that a call waits to be lent its model. The call goes on in the
	// context that it returns.
	Begin(ctx context.Context, m catalog.Model) (context.Context, Progress)
}

// Progress is one call as a Watch sees it.
type Progress interface {
	// Lent hears that it waits no longer.
	Lent()
	// Answered hears that the first piece of its answer is there.
	Answered()
	// End hears what it has used, and why it failed; a caller who leaves is no failure.
	End(used engine.Usage, err error)
}

// unwatched is for a Gateway that nobody watches.
type unwatched struct{}

func (unwatched) Begin(ctx context.Context, _ catalog.Model) (context.Context, Progress) {
	return ctx, unwatched{}
}
func (unwatched) Lent()                   {}
func (unwatched) Answered()               {}
func (unwatched) End(engine.Usage, error) {}
