package scheduler_test

import (
	"testing"
	"testing/synctest"
	"time"
)

// TestTrialServerOffAtNight switches the server off each night, so that a job of shortly after midnight never finds it running:
// the job is made up for in the morning, from the first one on.
func TestTrialServerOffAtNight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // begins at 08:00 in Shanghai
		h := newCluster(t)
		var c counter
		for day := range 4 {
			stop := h.runAll(h.runner("a", time.Now, c.job("start-contracts", "5 0 * * *")))
			time.Sleep(time.Minute)
			synctest.Wait()
			if n := c.n.Load(); n != int64(day) {
				t.Errorf("morning %d: %d runs", day, n)
			}
			time.Sleep(10 * time.Hour)
			stop()
			time.Sleep(14*time.Hour - time.Minute)
		}
	})
}
