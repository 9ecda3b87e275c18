package httpapi

import (
	"fmt"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
)

// meter holds the metrics by route: tongxing_http_requests_total{method,route,class} and
// tongxing_http_request_seconds{method,route}. The route label is the template of the path, never the path itself.
type meter struct {
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	other    *routeMeter
}

type routeMeter struct {
	seconds prometheus.Observer
	classes [6]prometheus.Counter // by the first digit of the status
}

func newMeter(reg *prometheus.Registry) (*meter, error) {
	m := &meter{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "tongxing_http_requests_total", Help: "Requests answered, by route and class of status.",
		}, []string{"method", "route", "class"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "tongxing_http_request_seconds", Help: "Time from the header to the answer, by route.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10},
		}, []string{"method", "route"}),
	}
	for _, c := range []prometheus.Collector{m.requests, m.seconds, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{})} {
		if err := reg.Register(c); err != nil {
			return nil, fmt.Errorf("register metrics: %w", err)
		}
	}
	m.other = m.route("any", "other")
	return m, nil
}

func (m *meter) route(method, path string) *routeMeter {
	r := &routeMeter{seconds: m.seconds.WithLabelValues(method, path)}
	for i := 1; i < len(r.classes); i++ {
		r.classes[i] = m.requests.WithLabelValues(method, path, fmt.Sprintf("%dxx", i))
	}
	return r
}

func (r *routeMeter) observe(status int, took time.Duration) {
	r.seconds.Observe(took.Seconds())
	if class := status / 100; class > 0 && class < len(r.classes) {
		r.classes[class].Inc()
	}
}
