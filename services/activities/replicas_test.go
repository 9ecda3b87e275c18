package activities_test

import (
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/activities"
	"github.com/tongxing-platform/tongxing/services/activities/activitiestest"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi/apitest"
)

// TestKeyedRushOverReplicas: 100 volunteers sign up for one activity at once over three replicas, with Idempotency-Keys as
// the web apps send them. No request is refused because the store is busy, and no volunteer gets two places.
func TestKeyedRushOverReplicas(t *testing.T) {
	const volunteers = 100
	replicas := activitiestest.Replicas(t, 3)
	apps := make([]*apitest.App, len(replicas))
	for i, c := range replicas {
		apps[i] = apitest.New(t, func(r *httpapi.Router) { activities.Routes(r, c.Activities) }, apitest.DB(c.DB))
	}
	w := &world{replicas[0], replicas[0].Activities}
	a := w.published(func(p *activities.Plan) { p.Capacity = volunteers })
	var busy atomic.Int64
	var all sync.WaitGroup
	begun := time.Now()
	for i, id := range w.Volunteers(volunteers) {
		app := apps[i%len(apps)].As(auth.From(w.Volunteer(id))).With("Idempotency-Key", "k"+id)
		all.Go(func() {
			res := app.Do(http.MethodPost, "/activities/"+a.ID+"/signups", nil)
			switch {
			case res.Status == http.StatusServiceUnavailable && res.Code() == "store_busy":
				busy.Add(1)
			case res.Status != http.StatusCreated:
				t.Errorf("%s: %d %s", id, res.Status, res.Body)
			}
		})
	}
	all.Wait()
	t.Logf("%d sign-ups over %d replicas in %s", volunteers, len(apps), time.Since(begun))
	if a = w.load(a.ID); busy.Load() != 0 || a.Taken != volunteers {
		t.Errorf("%d were told that the store is busy, %d places taken", busy.Load(), a.Taken)
	}
}
