package metrics

import "github.com/prometheus/client_golang/prometheus"

// Server is a connected server of models as it has done since the program started.
type Server struct {
	Owner, Connection, URL string
	Asked, Lost            int64
	Rests                  bool
}

// Servers adds how connected servers do, as list tells it each time that somebody asks.
func (m *Meter) Servers(list func() []Server) { m.registry.MustRegister(servers(list)) }

type servers func() []Server

func serverDesc(name, help string) *prometheus.Desc {
	return prometheus.NewDesc("tenon_server_"+name, help, []string{"owner", "connection", "server"}, nil)
}

var (
	serverAsked = serverDesc("requests_total", "Requests that a connected server was sent.")
	serverLost  = serverDesc("failures_total", "Requests that a connected server has failed.")
	serverRests = serverDesc("resting", "Whether a connected server is left alone, as it failed again and again.")
)

// Describe names what Collect tells.
func (s servers) Describe(to chan<- *prometheus.Desc) {
	to <- serverAsked
	to <- serverLost
	to <- serverRests
}

// Collect tells how the servers do.
func (s servers) Collect(to chan<- prometheus.Metric) {
	for _, one := range s() {
		rests := 0.0
		if one.Rests {
			rests = 1
		}
		labels := []string{one.Owner, one.Connection, one.URL}
		to <- prometheus.MustNewConstMetric(serverAsked, prometheus.CounterValue, float64(one.Asked), labels...)
		to <- prometheus.MustNewConstMetric(serverLost, prometheus.CounterValue, float64(one.Lost), labels...)
		to <- prometheus.MustNewConstMetric(serverRests, prometheus.GaugeValue, rests, labels...)
	}
}

// Refusals adds how many requests each limit has refused, as tell tells it.
func (m *Meter) Refusals(tell map[string]func() int64) {
	for what, count := range tell {
		m.registry.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{
			Namespace: "tenon", Name: "limited_total", Help: "Requests and calls of models that a limit of their actor has refused.",
			ConstLabels: prometheus.Labels{"limit": what},
		}, func() float64 { return float64(count()) }))
	}
}
