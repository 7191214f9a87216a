package metrics

import (
	"github.com/prometheus/client_golang/prometheus"

	"github.com/tenonhub/tenon/internal/fleet"
)

// workers tells of each worker.
type workers func() []fleet.Worker

var (
	memory = prometheus.NewDesc("tenon_worker_memory_bytes", "Resident memory of a worker, the pages of its weights too.", []string{"model", "stage"}, nil)
	users  = prometheus.NewDesc("tenon_worker_requests", "Requests that a worker has now.", []string{"model", "stage"}, nil)
	served = prometheus.NewDesc("tenon_worker_served", "Requests that a worker has begun to answer since it started.", []string{"model", "stage"}, nil)
)

// Describe names what Collect tells.
func (w workers) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{memory, users, served} {
		to <- d
	}
}

// Collect tells how the workers are. Of two that hold one model in a stage, as
// while the one ends, the sum is told.
func (w workers) Collect(to chan<- prometheus.Metric) {
	type key struct{ model, stage string }
	sums := map[key][3]float64{}
	for _, one := range w() {
		k := key{one.Model.String(), string(one.Stage)}
		s := sums[k]
		sums[k] = [3]float64{s[0] + float64(one.Health.Memory), s[1] + float64(one.Users), s[2] + float64(one.Served)}
	}
	for k, s := range sums {
		for i, d := range []*prometheus.Desc{memory, users, served} {
			to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, s[i], k.model, k.stage)
		}
	}
}
