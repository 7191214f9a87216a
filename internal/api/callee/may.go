package callee

import (
	"context"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/fault"
)

// May is why the actor of ctx may not list the models, or run one: that keeps
// results, and may cost money elsewhere.
func May(ctx context.Context, run bool) error {
	switch scope := account.From(ctx).Scope; {
	case !scope.Reads():
		return fault.New(fault.Forbidden, "the token reaches the repositories that it names, and no models; `tenon token create` makes others")
	case run && !scope.Writes():
		return fault.New(fault.Forbidden, "the token may list the models and run none: make one with `tenon token create --write`")
	}
	return nil
}
