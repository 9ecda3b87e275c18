package mongo_test

import (
	"context"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/readconcern"
	"go.mongodb.org/mongo-driver/v2/mongo/writeconcern"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/docstoretest"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/mongo"
)

// The benchmarks need a real replica set in MONGODB_URI. TestBenchmarksScripted runs each of them on the scripted server,
// which shows that they work but nothing about speed.

// bench is a store, and the driver alone on the same database with the same concerns.
type bench struct {
	db   *docstore.DB
	c    *docstore.Collection[visit]
	bare *driver.Collection
	sess *driver.Client
}

const benchDocs = 10_000

func openBench(tb testing.TB, uri, database string, docs int) *bench {
	tb.Helper()
	ctx := context.Background()
	db, err := mongo.Open(ctx, uri, docstore.Config{})
	if err != nil {
		tb.Fatal(err)
	}
	c, err := docstore.Declare[visit](db, spec(docstore.Index{Name: "by_region", Fields: []string{"region", "at"}}))
	if err != nil {
		tb.Fatal(err)
	}
	journaled := true
	client, err := driver.Connect(options.Client().ApplyURI(uri).SetTimeout(10 * time.Second).SetReadConcern(readconcern.Majority()).
		SetWriteConcern(&writeconcern.WriteConcern{W: "majority", Journal: &journaled}))
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = client.Disconnect(ctx); _ = db.Close() })
	many := make([]visit, 0, 1000)
	for i := range docs {
		region := fmt.Sprintf("52/5201/%06d/", i%50)
		many = append(many, visit{Meta: docstore.Meta{ID: fmt.Sprintf("vis_%026d", i)}, Name: "周末作业辅导与陪伴", Region: &region, At: time.UnixMilli(int64(i) * 1000), Tags: []string{"教学", "陪伴"}})
		if len(many) == cap(many) || i == docs-1 {
			if err := c.InsertMany(ctx, many); err != nil {
				tb.Fatal(err)
			}
			many = many[:0]
		}
	}
	return &bench{db, c, client.Database(database).Collection("visits"), client}
}

const benchDatabase = mongo.TestDatabase + "bench"

func realBench(b *testing.B) *bench {
	b.Helper()
	if docstoretest.MongoURI() == "" {
		b.Skip("MONGODB_URI is not set: MongoDB's speed is not measured here")
	}
	uri, err := mongo.WithDatabase(docstoretest.MongoURI(), benchDatabase)
	if err != nil {
		b.Fatal(err)
	}
	if err := mongo.Drop(b.Context(), uri); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := mongo.Drop(context.Background(), uri); err != nil {
			b.Error(err)
		}
	})
	return openBench(b, uri, benchDatabase, benchDocs)
}

// pair is one operation through the engine and through the driver alone.
type pair struct {
	name         string
	engine, bare func(ctx context.Context, m *bench, i int) error
}

var pairs = []pair{
	{"get", func(ctx context.Context, m *bench, i int) error {
		_, err := m.c.Get(ctx, fmt.Sprintf("vis_%026d", i))
		return err
	}, func(ctx context.Context, m *bench, i int) error {
		var v visit
		return m.bare.FindOne(ctx, bson.D{{Key: "_id", Value: fmt.Sprintf("vis_%026d", i)}}).Decode(&v)
	}},
	{"list of 20", func(ctx context.Context, m *bench, i int) error {
		_, err := m.c.Find(ctx, bson.D{{Key: "region", Value: fmt.Sprintf("52/5201/%06d/", i%50)}}, docstore.Sort("at"), docstore.Limit(20))
		return err
	}, func(ctx context.Context, m *bench, i int) error {
		cur, err := m.bare.Find(ctx, bson.D{{Key: "region", Value: fmt.Sprintf("52/5201/%06d/", i%50)}},
			options.Find().SetSort(bson.D{{Key: "at", Value: 1}, {Key: "_id", Value: 1}}).SetLimit(20).SetBatchSize(21))
		if err != nil {
			return err
		}
		var all []visit
		return cur.All(ctx, &all)
	}},
	{"insert", func(ctx context.Context, m *bench, _ int) error {
		return m.c.Insert(ctx, newVisit("eng_"+fmt.Sprint(serial.Add(1))))
	}, func(ctx context.Context, m *bench, _ int) error {
		_, err := m.bare.InsertOne(ctx, newVisit("bar_"+fmt.Sprint(serial.Add(1))))
		return err
	}},
	{"update in a transaction", func(ctx context.Context, m *bench, i int) error {
		_, err := m.c.Update(ctx, fmt.Sprintf("vis_%026d", i), func(v *visit) error { v.N++; return nil })
		return err
	}, plainUpdate},
}

var serial atomic.Int64

// plainUpdate is the same update with the driver alone: read, change and replace the version, in a transaction.
func plainUpdate(ctx context.Context, m *bench, i int) error {
	sess, err := m.sess.StartSession()
	if err != nil {
		return err
	}
	defer sess.EndSession(ctx)
	_, err = sess.WithTransaction(ctx, func(ctx context.Context) (any, error) {
		var v visit
		id := bson.E{Key: "_id", Value: fmt.Sprintf("vis_%026d", i)}
		if err := m.bare.FindOne(ctx, bson.D{id}).Decode(&v); err != nil {
			return nil, err
		}
		old := v.Version
		v.N++
		v.Version++
		_, err := m.bare.ReplaceOne(ctx, bson.D{id, {Key: "version", Value: old}}, v)
		return nil, err
	}, options.Transaction().SetReadConcern(readconcern.Snapshot()))
	return err
}

// BenchmarkEngineOverDriver reports how much longer the engine takes than the driver alone: engine/driver, at most 1.2.
// Both run in turn, so that other load on the machine affects both.
func BenchmarkEngineOverDriver(b *testing.B) {
	m := realBench(b)
	for _, p := range pairs {
		b.Run(p.name, func(b *testing.B) { overDriver(b, m, p, benchDocs) })
	}
}

func overDriver(b *testing.B, m *bench, p pair, docs int) {
	ctx := context.Background()
	var engine, bare time.Duration
	for i := 0; b.Loop(); i++ {
		for _, side := range []struct {
			run func(context.Context, *bench, int) error
			sum *time.Duration
		}{{p.engine, &engine}, {p.bare, &bare}} {
			begun := time.Now()
			if err := side.run(ctx, m, i*7919%docs); err != nil {
				b.Fatal(err)
			}
			*side.sum += time.Since(begun)
		}
	}
	b.ReportMetric(float64(engine)/float64(bare), "engine/driver")
}

// BenchmarkHotDocument reports how many times as many changes of one document 64 writers make through the engine as through
// plain transactions: hot/plain, at least 10.
func BenchmarkHotDocument(b *testing.B) {
	hotDocument(b, realBench(b), 64, 2*time.Second)
}

func hotDocument(b *testing.B, m *bench, writers int, each time.Duration) {
	for b.Loop() {
		hot := rate(b, writers, each, func(ctx context.Context) error { return pairs[3].engine(ctx, m, 0) })
		plain := rate(b, writers, each, func(ctx context.Context) error { return plainUpdate(ctx, m, 0) })
		b.ReportMetric(hot, "hot/s")
		b.ReportMetric(plain, "plain/s")
		b.ReportMetric(hot/max(plain, 1), "hot/plain")
	}
}

// rate returns the successful calls per second of the writers. A plain transaction that fails has used its time for
// nothing.
func rate(b testing.TB, writers int, each time.Duration, do func(context.Context) error) float64 {
	ctx, cancel := context.WithTimeout(context.Background(), each)
	defer cancel()
	var done, failed atomic.Int64
	var wg sync.WaitGroup
	begun := time.Now()
	for range writers {
		wg.Go(func() {
			for ctx.Err() == nil {
				if err := do(context.Background()); err != nil {
					failed.Add(1)
				} else {
					done.Add(1)
				}
			}
		})
	}
	wg.Wait()
	if done.Load() == 0 {
		b.Fatalf("nothing was done, %d failed", failed.Load())
	}
	return float64(done.Load()) / time.Since(begun).Seconds()
}

// TestBenchmarksScripted runs the operations of the benchmarks and checks the stored result.
func TestBenchmarksScripted(t *testing.T) {
	m := openBench(t, startFake(t, nil).uri(), "fake", 200)
	for _, p := range pairs {
		for i := range 3 {
			for who, run := range map[string]func(context.Context, *bench, int) error{"engine": p.engine, "driver": p.bare} {
				if err := run(t.Context(), m, i); err != nil {
					t.Errorf("%s by the %s: %v", p.name, who, err)
				}
			}
		}
	}
	hot := rate(t, 8, 50*time.Millisecond, func(ctx context.Context) error { return pairs[3].engine(ctx, m, 0) })
	plain := rate(t, 2, 50*time.Millisecond, func(ctx context.Context) error { return plainUpdate(ctx, m, 0) })
	v, err := m.c.Get(t.Context(), fmt.Sprintf("vis_%026d", 0))
	n, cerr := m.c.Count(t.Context(), nil)
	if err != nil || cerr != nil || v.N < 4 || v.Version != v.N+1 || n != 206 || hot <= 0 || plain <= 0 {
		t.Errorf("counted to %d in version %d, %d documents, %v, %v", v.N, v.Version, n, err, cerr)
	}
}

// TestServeScripted serves the scripted server to other processes, for example the tests of a feature:
//
//	TONGXING_SCRIPTED_ADDR=127.0.0.1:27099 go test ./services/platform/docstore/mongo -run TestServeScripted -timeout 30m &
//	MONGODB_URI=mongodb://127.0.0.1:27099/ go test ./services/accounts
func TestServeScripted(t *testing.T) {
	addr := os.Getenv("TONGXING_SCRIPTED_ADDR")
	if addr == "" {
		t.Skip("TONGXING_SCRIPTED_ADDR is not set")
	}
	listenFake(t, addr)
	<-t.Context().Done()
}
