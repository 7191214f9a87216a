// Package metrics measures calls of models and the program itself, and tells it
// in the form of Prometheus.
package metrics

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/fleet"
	"github.com/tenonhub/tenon/internal/gateway"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/task"
)

// Meter measures. It is safe for concurrent use.
type Meter struct {
	registry *prometheus.Registry
	queue    *prometheus.GaugeVec     // calls that wait, by engine
	running  *prometheus.GaugeVec     // calls that have their model
	waited   *prometheus.HistogramVec // seconds, by engine
	first    *prometheus.HistogramVec // seconds from the loan to the first piece of the answer
	took     *prometheus.HistogramVec // seconds from the loan to the end
	tokens   *prometheus.CounterVec   // by model and direction
	calls    *prometheus.CounterVec   // by model and outcome

	mu    sync.RWMutex
	known map[measured]*figuresOf
}

var _ gateway.Watch = (*Meter)(nil)

// seconds are the bounds of histograms, from a millisecond to twenty minutes.
var seconds = []float64{0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 120, 1200}

// New returns a Meter that has measured nothing yet.
func New() *Meter {
	m := &Meter{registry: prometheus.NewRegistry(), known: map[measured]*figuresOf{}}
	gauge := func(name, help string) *prometheus.GaugeVec {
		return prometheus.NewGaugeVec(prometheus.GaugeOpts{Namespace: "tenon", Name: name, Help: help}, []string{"engine"})
	}
	histogram := func(name, help string) *prometheus.HistogramVec {
		return prometheus.NewHistogramVec(prometheus.HistogramOpts{Namespace: "tenon", Name: name, Help: help, Buckets: seconds}, []string{"engine", "task"})
	}
	counter := func(name, help, label string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: "tenon", Name: name, Help: help}, []string{"model", label})
	}
	m.queue = gauge("queue_length", "Calls that wait to be lent their model.")
	m.running = gauge("calls_running", "Calls that have their model.")
	m.waited = histogram("queue_seconds", "How long calls waited for their model.")
	m.first = histogram("first_answer_seconds", "From the loan of the model to the first piece of its answer: the time to the first token.")
	m.took = histogram("call_seconds", "From the loan of the model to the end of its answer.")
	m.tokens = counter("tokens_total", "Tokens that calls have used, as their models count them.", "direction")
	m.calls = counter("calls_total", "Calls of models that have ended: ok, or the kind of their failure.", "outcome")
	m.registry.MustRegister(m.queue, m.running, m.waited, m.first, m.took, m.tokens, m.calls,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Begin hears that a call waits.
func (m *Meter) Begin(ctx context.Context, of catalog.Model) (context.Context, gateway.Progress) {
	c := &call{figuresOf: m.of(of), began: time.Now()}
	c.queue.Inc()
	return ctx, c
}

// figuresOf are the figures of the calls of a model. To find them by their labels for
// each call would cost more than to count.
type figuresOf struct {
	queue, running      prometheus.Gauge
	waited, first, took prometheus.Observer
	in, out             prometheus.Counter
	ended               *prometheus.CounterVec // by outcome
}

type measured struct {
	model  ref.Model
	engine string
	task   task.ID
}

func (m *Meter) of(of catalog.Model) *figuresOf {
	key := measured{of.Ref.Main(), of.Engine, of.Task} // revisions without number would make figures without number
	m.mu.RLock()
	f := m.known[key]
	m.mu.RUnlock()
	if f != nil {
		return f
	}
	name, task := key.model.String(), string(of.Task)
	f = &figuresOf{
		queue: m.queue.WithLabelValues(of.Engine), running: m.running.WithLabelValues(of.Engine),
		waited: m.waited.WithLabelValues(of.Engine, task), first: m.first.WithLabelValues(of.Engine, task), took: m.took.WithLabelValues(of.Engine, task),
		in: m.tokens.WithLabelValues(name, "in"), out: m.tokens.WithLabelValues(name, "out"),
		ended: m.calls.MustCurryWith(prometheus.Labels{"model": name}),
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.known[key] = f // or another's, which counts the same
	return f
}

// call is one call that is measured. It is not used concurrently.
type call struct {
	*figuresOf
	began, lent time.Time
}

func (c *call) Lent() {
	c.lent = time.Now()
	c.queue.Dec()
	c.running.Inc()
	c.waited.Observe(c.lent.Sub(c.began).Seconds())
}

func (c *call) Answered() { c.first.Observe(time.Since(c.lent).Seconds()) }

func (c *call) End(used engine.Usage, err error) {
	if c.lent.IsZero() {
		c.queue.Dec()
	} else {
		c.running.Dec()
		c.took.Observe(time.Since(c.lent).Seconds())
	}
	c.in.Add(float64(max(used.TokensIn, 0)))
	c.out.Add(float64(max(used.TokensOut, 0)))
	outcome := "ok"
	if err != nil {
		kind, _ := fault.Of(err)
		if errors.Is(err, context.Canceled) {
			kind = fault.Canceled
		}
		outcome = string(kind)
	}
	c.ended.WithLabelValues(outcome).Inc()
}

// Workers adds what the workers are now, as list tells it each time that somebody asks.
func (m *Meter) Workers(list func() []fleet.Worker) { m.registry.MustRegister(workers(list)) }

// Handler tells what was measured.
func (m *Meter) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}
