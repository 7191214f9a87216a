package metrics_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/fleet"
	"github.com/tenonhub/tenon/internal/metrics"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/wire/worker"
)

func TestCallsAndWorkersAreTold(t *testing.T) {
	t.Parallel()
	m := metrics.New()
	parrot := ref.Model{Owner: "lab", Name: "parrot"}
	of := catalog.Model{Ref: parrot, Engine: "worker", Task: "text-generation"}
	for _, err := range []error{nil, fault.New(fault.Exhausted, "full"), context.Canceled} {
		_, c := m.Begin(t.Context(), of)
		c.Lent()
		c.Answered()
		c.End(engine.Usage{TokensIn: 3, TokensOut: 4}, err)
	}
	of.Ref.Rev, of.Ref.Quant = "v2", "Q8_0" // counts with the model
	_, never := m.Begin(t.Context(), of)
	never.End(engine.Usage{}, fault.New(fault.Unavailable, "no room"))
	m.Begin(t.Context(), of) // waits
	_, runs := m.Begin(t.Context(), of)
	runs.Lent()
	one := fleet.Worker{Model: parrot, Stage: fleet.Ready, Health: worker.Health{Memory: 100, Counters: worker.Counters{CacheHits: 2, DecodeTokens: 9}}}
	m.Workers(func() []fleet.Worker { return []fleet.Worker{one, one} })
	m.Servers(func() []metrics.Server {
		return []metrics.Server{{Owner: "ann", Connection: "farm", URL: "http://a/v1", Asked: 7, Lost: 2, Rests: true}}
	})
	m.Refusals(map[string]func() int64{"tokens": func() int64 { return 3 }})
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", nil))
	for _, want := range []string{
		`tenon_queue_length{engine="worker"} 1`, `tenon_calls_running{engine="worker"} 1`,
		`tenon_calls_total{model="lab/parrot",outcome="ok"} 1`, `tenon_calls_total{model="lab/parrot",outcome="exhausted"} 1`,
		`tenon_calls_total{model="lab/parrot",outcome="canceled"} 1`, `tenon_calls_total{model="lab/parrot",outcome="unavailable"} 1`,
		`tenon_tokens_total{direction="in",model="lab/parrot"} 9`, `tenon_tokens_total{direction="out",model="lab/parrot"} 12`,
		`tenon_first_answer_seconds_count{engine="worker",task="text-generation"} 3`, `tenon_queue_seconds_count{engine="worker",task="text-generation"} 4`,
		`tenon_worker_memory_bytes{model="lab/parrot",stage="ready"} 200`, `tenon_worker_cache_hits_total{model="lab/parrot",stage="ready"} 4`,
		`tenon_worker_decode_tokens_total{model="lab/parrot",stage="ready"} 18`, `tenon_limited_total{limit="tokens"} 3`,
		`tenon_server_requests_total{connection="farm",owner="ann",server="http://a/v1"} 7`, `tenon_server_failures_total{connection="farm",owner="ann",server="http://a/v1"} 2`,
		`tenon_server_resting{connection="farm",owner="ann",server="http://a/v1"} 1`,
	} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("it does not tell %s", want)
		}
	}
}
