package scheduler_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/tongxing-platform/tongxing/scheduler"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/docstoretest"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("github.com/valyala/fasthttp.updateServerDate.func1")) // one for the process
}

// cluster is a store that several replicas share.
type cluster struct {
	t   *testing.T
	db  *docstore.DB
	log *audit.Log
	one *scheduler.Runner // the first replica
}

// newCluster opens the store on SQLite, also when MONGODB_URI is set: most tests run in the time of synctest, in which the
// driver of a real server hangs.
func newCluster(t *testing.T) *cluster {
	t.Helper()
	return clusterOn(t, docstoretest.OpenSQLite(t))
}

func clusterOn(t *testing.T, db *docstore.DB) *cluster {
	t.Helper()
	log, err := audit.Open(db, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	return &cluster{t: t, db: db, log: log}
}

// runner returns a replica with the given clock; its timetable is not running yet.
func (h *cluster) runner(name string, now func() time.Time, jobs ...scheduler.Job) *scheduler.Runner {
	h.t.Helper()
	d := scheduler.Deps{DB: h.db, Audit: h.log, Now: now, Name: name, Jobs: jobs}
	open := scheduler.New
	if h.one != nil {
		open = func(d scheduler.Deps) (*scheduler.Runner, error) { return scheduler.NewSibling(h.one, d) }
	}
	r, err := open(d)
	if err != nil {
		h.t.Fatal(err)
	}
	if h.one == nil {
		h.one = r
	}
	return r
}

// runAll runs the timetables until the returned function is called, which waits for them to end.
func (h *cluster) runAll(runners ...*scheduler.Runner) (stop func()) {
	ctx, cancel := context.WithCancel(h.t.Context())
	var wg sync.WaitGroup
	for _, r := range runners {
		wg.Go(func() { r.Run(ctx) })
	}
	return func() {
		cancel()
		wg.Wait()
	}
}

// counter is a job that counts its runs and does what the test says.
type counter struct {
	n  atomic.Int64
	do func(ctx context.Context) error
}

func (c *counter) job(name, when string) scheduler.Job {
	return scheduler.Job{Name: name, When: when, Limit: 10 * time.Minute, Do: func(ctx context.Context) error {
		c.n.Add(1)
		if c.do == nil {
			return nil
		}
		return c.do(ctx)
	}}
}

func operator(ctx context.Context) context.Context {
	return auth.With(ctx, auth.Actor{UserID: "usr_op", Bindings: []auth.Binding{{Role: auth.SystemAdmin}}})
}

// last returns the last run of the runner's first job.
func (h *cluster) last(r *scheduler.Runner) scheduler.Run {
	h.t.Helper()
	lines, err := r.List(operator(h.t.Context()))
	if err != nil {
		h.t.Fatal(err)
	}
	if lines[0].Last == nil {
		return scheduler.Run{}
	}
	return *lines[0].Last
}

var errBroken = errors.New("broken")
