package worker

import (
	"context"
	"net/http"
	"sync"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/task"
	"github.com/tenonhub/tenon/internal/wire/worker"
)

// loading is a model, for which requests wait until it is loaded.
type loading[M interface{ Close() }] struct {
	mu      sync.Mutex
	health  worker.Health
	loaded  chan struct{} // closed when it is ready or has failed
	model   M
	failure error
}

func begun[M interface{ Close() }]() loading[M] {
	return loading[M]{loaded: make(chan struct{}), health: worker.Health{State: worker.Loading}}
}

// end is called once, with the model and what is told of it, or why there is none: that is
// told with the health, and to who asks.
func (l *loading[M]) end(m M, is worker.Model, err error) {
	defer close(l.loaded)
	l.mu.Lock()
	defer l.mu.Unlock()
	if err != nil {
		_, message := fault.Of(err)
		l.failure, l.health.State, l.health.Error = err, worker.Failed, message
		return
	}
	l.model, l.health.State, l.health.Progress, l.health.Model = m, worker.Ready, 1, is
}

func (l *loading[M]) close() {
	if <-l.loaded; l.failure == nil {
		l.model.Close()
	}
}

// ready waits until the model is loaded.
func (l *loading[M]) ready(ctx context.Context) (M, error) {
	select {
	case <-l.loaded:
		return l.model, l.failure
	case <-ctx.Done():
		var none M
		return none, fault.Wrap(context.Cause(ctx), fault.Canceled, "canceled")
	}
}

// tellHealth tells the health, with what the model counts.
func (l *loading[M]) tellHealth(count func(M) worker.Counters) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		l.mu.Lock()
		h, m := l.health, l.model
		l.mu.Unlock()
		if h.Memory = resident(); h.State == worker.Ready {
			h.Counters = count(m)
		}
		answer(w, h)
	}
}

// handle answers a request whose body was read. An error before anything was written is
// told in OpenAI's form.
func (l *loading[M]) handle(h func(w http.ResponseWriter, r *http.Request, m M, body []byte) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := whole(w, r)
		if err != nil {
			refuse(w, err)
			return
		}
		m, err := l.ready(r.Context())
		if err == nil {
			err = h(w, r, m, body)
		}
		if err != nil {
			refuse(w, err)
		}
	}
}

// runRequest asks for a run of a task.
type runRequest struct {
	worker.RunRequest
	Params task.Params `json:"params"`
}
