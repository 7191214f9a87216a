package metrics

import (
	"github.com/prometheus/client_golang/prometheus"

	"github.com/tenonhub/tenon/internal/fleet"
)

// workers tells of each worker.
type workers func() []fleet.Worker

// figure is what is told of a worker. Counters begin anew with each worker.
type figure struct {
	desc *prometheus.Desc
	kind prometheus.ValueType
	read func(fleet.Worker) float64
}

func newFigure(name, help string, kind prometheus.ValueType, read func(fleet.Worker) float64) figure {
	return figure{prometheus.NewDesc("tenon_worker_"+name, help, []string{"model", "stage"}, nil), kind, read}
}

var figures = []figure{
	newFigure("memory_bytes", "Resident memory of a worker, the pages of its weights too.", prometheus.GaugeValue, func(w fleet.Worker) float64 { return float64(w.Health.Memory) }),
	newFigure("requests", "Requests that a worker has now.", prometheus.GaugeValue, func(w fleet.Worker) float64 { return float64(w.Users) }),
	newFigure("queue_length", "Requests that wait in a worker.", prometheus.GaugeValue, func(w fleet.Worker) float64 { return float64(w.Health.Counters.Queued) }),
	newFigure("served_total", "Requests that a worker has begun to answer.", prometheus.CounterValue, func(w fleet.Worker) float64 { return float64(w.Served) }),
	newFigure("prefill_tokens_total", "Tokens of prompts that were computed.", prometheus.CounterValue, func(w fleet.Worker) float64 { return float64(w.Health.Counters.PrefillTokens) }),
	newFigure("prefill_seconds_total", "Time of steps that computed prompts.", prometheus.CounterValue, func(w fleet.Worker) float64 { return w.Health.Counters.PrefillSeconds }),
	newFigure("decode_tokens_total", "Tokens of answers.", prometheus.CounterValue, func(w fleet.Worker) float64 { return float64(w.Health.Counters.DecodeTokens) }),
	newFigure("drafted_tokens_total", "Tokens that were guessed from what was said, and computed ahead.", prometheus.CounterValue, func(w fleet.Worker) float64 { return float64(w.Health.Counters.DraftedTokens) }),
	newFigure("accepted_tokens_total", "Tokens that were guessed rightly, so that they took no step of their own.", prometheus.CounterValue, func(w fleet.Worker) float64 { return float64(w.Health.Counters.AcceptedTokens) }),
	newFigure("decode_seconds_total", "Time of steps that computed answers alone.", prometheus.CounterValue, func(w fleet.Worker) float64 { return w.Health.Counters.DecodeSeconds }),
	newFigure("cache_hits_total", "Requests that began with what was computed before.", prometheus.CounterValue, func(w fleet.Worker) float64 { return float64(w.Health.Counters.CacheHits) }),
	newFigure("cached_tokens_total", "Tokens of prompts that were not computed again.", prometheus.CounterValue, func(w fleet.Worker) float64 { return float64(w.Health.Counters.CachedTokens) }),
}

// Describe names what Collect tells.
func (w workers) Describe(to chan<- *prometheus.Desc) {
	for _, f := range figures {
		to <- f.desc
	}
}

// Collect tells how the workers are. Of two that hold one model in a stage, as
// while the one ends, the sum is told.
func (w workers) Collect(to chan<- prometheus.Metric) {
	type key struct{ model, stage string }
	same := map[key][]fleet.Worker{}
	for _, one := range w() {
		k := key{one.Model.String(), string(one.Stage)}
		same[k] = append(same[k], one)
	}
	for k, l := range same {
		for _, f := range figures {
			sum := 0.0
			for _, one := range l {
				sum += f.read(one)
			}
			to <- prometheus.MustNewConstMetric(f.desc, f.kind, sum, k.model, k.stage)
		}
	}
}
