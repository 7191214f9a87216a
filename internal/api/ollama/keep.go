package ollama

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/api/callee"
	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/wire/ollama"
	"github.com/tenonhub/tenon/internal/wire/openai"
)

// kept reads how long a model is to stay loaded. How long it does is the operator's
// here; that it is to end at once is what counts.
func kept(raw json.RawMessage) (ends bool, err error) {
	var seconds float64
	var text string
	switch {
	case len(raw) == 0 || string(raw) == "null":
		return false, nil
	case json.Unmarshal(raw, &seconds) == nil:
		return seconds == 0, nil
	case json.Unmarshal(raw, &text) == nil:
		if d, err := time.ParseDuration(text); err == nil {
			return d == 0, nil
		}
	}
	return false, fault.New(fault.Invalid, "keep_alive is neither a number of seconds nor a time such as \"5m\"")
}

// load answers a request that only wants its model to be ready, or to be ended.
func (a *answer) load(ctx context.Context, model string, keep json.RawMessage) {
	ends, err := kept(keep)
	reason := "load"
	if err == nil && name(model) != callee.Assistant {
		var m catalog.Model
		m, err = a.Find(ctx, name(model), catalog.Need{Task: callee.Chats})
		switch held := m.Runtime != ""; {
		case err != nil || !held:
		case ends:
			reason, err = "unload", a.unload(ctx, m)
		default:
			err = a.Warm(ctx, m.Ref)
		}
	}
	if err != nil {
		a.server.fail(a.w, a.r, err)
		return
	}
	api.WriteJSON(a.w, http.StatusOK, a.shape(ollama.Message{Role: openai.Assistant}, nil, ollama.End{Done: true, Reason: reason}))
}

// unload ends the worker of a model, which concerns everybody who uses it.
func (a *answer) unload(ctx context.Context, m catalog.Model) error {
	if !account.From(ctx).Admin {
		return fault.New(fault.Forbidden, "only an administrator may end models: others use them; leave keep_alive out")
	}
	_, err := a.Stop(ctx, m.Ref)
	return err
}
