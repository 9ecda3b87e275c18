package main

import (
	"github.com/prometheus/client_golang/prometheus"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

// measure adds the figures of the store and the disk to /metrics; deploy/alerts.yaml uses them.
func (a *app) measure(reg prometheus.Registerer) error {
	count := func(name, help string, of func(docstore.Stats) int64) prometheus.Collector {
		return prometheus.NewCounterFunc(prometheus.CounterOpts{Name: name, Help: help}, func() float64 { return float64(of(a.db.Stats())) })
	}
	for _, c := range []prometheus.Collector{
		count("tongxing_store_transactions_total", "Transactions committed.", func(s docstore.Stats) int64 { return s.Transactions }),
		count("tongxing_store_commits_total", "Commits they needed; fewer, since waiting transactions share one.", func(s docstore.Stats) int64 { return s.Commits }),
		count("tongxing_store_retries_total", "Transactions that ran again after a conflict.", func(s docstore.Stats) int64 { return s.Retries }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "tongxing_data_free_bytes", Help: "Room left on the disk of TONGXING_DATA; -1 where it cannot be told.",
		}, func() float64 { return freeBytes(a.cfg.Data) }),
	} {
		if err := reg.Register(c); err != nil {
			return err
		}
	}
	return nil
}
