package opendata_test

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"strconv"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/activities"
	"github.com/tongxing-platform/tongxing/services/activities/activitiestest"
	"github.com/tongxing-platform/tongxing/services/opendata"
)

// TestMillion downloads TONGXING_MILLION activities from a store in both forms and logs what it costs. Its first page may not cost more than a page at the
// end, and no download may hold what it has written.
func TestMillion(t *testing.T) {
	n, err := strconv.Atoi(os.Getenv("TONGXING_MILLION"))
	if err != nil {
		t.Skip("TONGXING_MILLION is not set to a number of rows")
	}
	c := activitiestest.New(t)
	begin := time.Now()
	for put := 0; put < n; put += 10_000 {
		list := make([]activities.StoredActivity, min(10_000, n-put))
		for i := range list {
			start := activitiestest.Monday.Add(time.Duration(put+i) * time.Minute)
			list[i] = activities.StoredActivity{LeaderPhone: "13800000000", Activity: activities.Activity{Status: activities.Archived, StatusAt: start, Plan: activities.Plan{
				Title: fmt.Sprintf("周四课业辅导第%d次", put+i), OrgID: c.OrgID, Type: activities.Tutoring, TargetGroup: activities.Elders, Content: "辅导作业并一起阅读，六点前送回。",
				Region: activitiestest.Region, Address: "青岩镇文化站二楼", Start: start, End: start.Add(2 * time.Hour), SignupFrom: start.Add(-time.Hour), SignupTo: start,
				Capacity: 2, Risk: "楼梯较陡，请扶好扶手。", Leader: "usr_lead",
			}}}
		}
		if _, err := c.Activities.PutMany(activitiestest.Job(), list); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d activities stored in %v", n, time.Since(begin))
	s := opendata.New(opendata.Deps{Now: time.Now, Regions: c.Regions, Orgs: c.Orgs, Activities: c.Activities, OCID: func(id string) string { return id }})
	table, _ := opendata.Find("activities")
	for _, format := range []string{"csv", "xlsx"} {
		w := &timed{begin: time.Now()}
		if err := s.Write(t.Context(), w, table, format, "zh"); err != nil {
			t.Fatal(err)
		}
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		t.Logf("%s: %d bytes in %v, the first after %v; heap in use at most %d MiB", format, w.n, time.Since(w.begin), w.first, w.heap>>20)
	}
}

// timed counts what is written, and looks at the heap from time to time.
type timed struct {
	begin time.Time
	first time.Duration
	n     int64
	next  int64 // bytes at which the heap is looked at again
	heap  uint64
}

var _ io.Writer = &timed{}

// Write counts.
func (w *timed) Write(p []byte) (int, error) {
	if w.n == 0 {
		w.first = time.Since(w.begin)
	}
	if w.n += int64(len(p)); w.n >= w.next {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		w.heap, w.next = max(w.heap, m.HeapInuse), w.n+4<<20
	}
	return len(p), nil
}
