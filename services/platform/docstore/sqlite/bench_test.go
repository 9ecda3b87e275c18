//go:build unix

package sqlite_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/sqlite"
)

// place is a document of usual size.
type place struct {
	docstore.Meta `bson:",inline"`
	Title         string    `bson:"title"`
	Region        string    `bson:"region"`
	OrgID         string    `bson:"org_id"`
	Status        string    `bson:"status"`
	Start         time.Time `bson:"start"`
	End           time.Time `bson:"end"`
	Capacity      int       `bson:"capacity"`
	Taken         int       `bson:"taken"`
	Text          string    `bson:"text"`
	Skills        []string  `bson:"skills"`
}

func places(b *testing.B) (*docstore.DB, *docstore.Collection[place]) {
	b.Helper()
	return placesIn(b, b.TempDir(), docstore.Config{})
}

func placesIn(b *testing.B, dir string, cfg docstore.Config) (*docstore.DB, *docstore.Collection[place]) {
	b.Helper()
	db, err := sqlite.Open(context.Background(), dir, cfg)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = db.Close() })
	c := declare[place](b, db, docstore.Spec{
		Name: "places", Fields: []string{"region", "org_id", "status", "start"},
		Indexes: []docstore.Index{{Name: "by_region", Fields: []string{"region", "start"}}, {Name: "by_status", Fields: []string{"status", "start"}}},
	})
	docs := make([]place, 10_000)
	for i := range docs {
		docs[i] = place{Meta: docstore.Meta{ID: fmt.Sprintf("act_%026d", i)}, Title: "周末作业辅导与陪伴", Region: fmt.Sprintf("52/5201/%06d/", i%50), OrgID: "org_a", Status: "published",
			Start: time.UnixMilli(int64(i) * 1000), End: time.UnixMilli(int64(i) * 2000), Capacity: 30, Text: "在村小学二楼教室集合，请自带水杯。", Skills: []string{"教学", "陪伴"}}
	}
	if err := c.InsertMany(context.Background(), docs); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	return db, c
}

// cpu reports the processor time of each operation, which depends less on the machine's other load than the elapsed time.
func cpu(b *testing.B) func() {
	before := used(b)
	b.ResetTimer()
	return func() { b.ReportMetric(float64(used(b)-before)/float64(b.N), "cpu-ns/op") }
}

func used(b *testing.B) int64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return u.Utime.Nano() + u.Stime.Nano()
}

func BenchmarkGet(b *testing.B) {
	_, c := places(b)
	var n atomic.Int64
	defer cpu(b)()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if _, err := c.Get(context.Background(), fmt.Sprintf("act_%026d", n.Add(1)%10_000)); err != nil {
				b.Error(err)
			}
		}
	})
}

func BenchmarkFind20(b *testing.B) {
	_, c := places(b)
	ctx, cancel := context.WithTimeout(context.Background(), time.Hour)
	defer cancel()
	var n atomic.Int64
	defer cpu(b)()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			page, err := c.Page(ctx, bson.D{{Key: "region", Value: fmt.Sprintf("52/5201/%06d/", n.Add(1)%50)}}, docstore.Sort("-start"), docstore.Limit(20))
			if err != nil || len(page.Items) != 20 {
				b.Error(len(page.Items), err)
			}
		}
	})
}

// signUp changes one document and inserts one, like a use case.
func signUp(ctx context.Context, db *docstore.DB, c *docstore.Collection[place], n int64) error {
	return db.Tx(ctx, func(tx context.Context) error {
		if _, err := c.Update(tx, fmt.Sprintf("act_%026d", n%10_000), func(p *place) error { p.Taken++; return nil }); err != nil {
			return err
		}
		return c.Insert(tx, &place{Meta: docstore.Meta{ID: fmt.Sprintf("sup_%026d", n)}, Region: "52/", Status: "pending", Start: time.UnixMilli(n)})
	})
}

func BenchmarkTx64(b *testing.B) {
	db, c := places(b)
	defer cpu(b)()
	writers(b, int64(b.N), func(n int64) error { return signUp(context.Background(), db, c, n) })
}

// BenchmarkGroupCommit reports how many times faster 64 writers are when they share commits than when they do not, both
// with synchronous=FULL. It fails below three.
func BenchmarkGroupCommit(b *testing.B) {
	const each = 1500
	db, c := places(b)
	var alone sync.Mutex
	best := 0.0
	for round := range int64(3) {
		first, before := round*2*each, db.Stats()
		shared := writers(b, each, func(n int64) error { return signUp(context.Background(), db, c, first+n) })
		s := db.Stats()
		inTurn := writers(b, each, func(n int64) error {
			alone.Lock()
			defer alone.Unlock()
			return signUp(context.Background(), db, c, first+each+n)
		})
		b.Logf("%.1f transactions in a commit", float64(s.Transactions-before.Transactions)/float64(s.Commits-before.Commits))
		best = max(best, inTurn.Seconds()/shared.Seconds())
	}
	b.ReportMetric(best, "times_faster")
	if best < 3 {
		b.Errorf("sharing commits is %.1f times faster, promised 3", best)
	}
}

func writers(b *testing.B, count int64, write func(n int64) error) time.Duration {
	var n atomic.Int64
	var wg sync.WaitGroup
	start := time.Now()
	for range 64 {
		wg.Go(func() {
			for i := n.Add(1); i <= count; i = n.Add(1) {
				if err := write(i); err != nil {
					b.Error(err)
				}
			}
		})
	}
	wg.Wait()
	return time.Since(start)
}
