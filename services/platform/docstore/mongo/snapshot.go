package mongo

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/query"
)

// The errors of a snapshot.
var (
	ErrReadOnly = errors.New("docstore: a snapshot cannot be written to")
	ErrTooLong  = errors.New("reading took longer than MongoDB keeps the state of one moment: raise minSnapshotHistoryWindowInSeconds (300 by default), or read at a quieter time")
)

// OpenSnapshot connects like Open, for reading only: all reads see what the majority had at one moment, while others
// continue to write. MongoDB keeps that state for five minutes by default; later reads return ErrTooLong.
func OpenSnapshot(ctx context.Context, uri string, cfg docstore.Config) (*docstore.DB, error) {
	client, name, err := connect(uri)
	if err != nil {
		return nil, err
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	e := &engine{cfg: cfg, client: client, db: client.Database(name), hot: queues{waiting: map[string][]*call{}}}
	if err := e.check(ctx); err != nil {
		return nil, errors.Join(err, disconnect(client))
	}
	names, err := e.Names(ctx)
	if err == nil && len(names) == 0 {
		err = ErrEmpty
	}
	if err != nil {
		return nil, errors.Join(err, disconnect(client))
	}
	sess, err := client.StartSession(options.Session().SetSnapshot(true))
	if err != nil {
		return nil, errors.Join(explain(err), disconnect(client))
	}
	e.moment = &moment{sess: sess}
	return docstore.New(snapshot{e}, cfg), nil
}

// moment is a session whose reads all see the state of its first read.
type moment struct {
	mu   sync.Mutex // a session must not be used by two calls at once
	sess *driver.Session
}

const codeTooOld = 239 // SnapshotTooOld

func (m *moment) reading(ctx context.Context, fn func(context.Context) error) error {
	if m == nil {
		return fn(ctx)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	err := fn(driver.NewSessionContext(ctx, m.sess))
	if hasCode(err, codeTooOld) {
		return used(ErrTooLong)
	}
	return err
}

// snapshot is a read-only engine whose reads see one moment.
type snapshot struct{ *engine }

// Tx runs fn; all reads of the snapshot see the same moment anyway.
func (s snapshot) Tx(ctx context.Context, _ string, fn func(context.Context) error) error {
	return fn(ctx)
}

// Declare creates nothing.
func (s snapshot) Declare(ctx context.Context, q *query.Table) (docstore.Store, error) {
	return s.Raw(ctx, q)
}

// Raw returns the access to a collection that is not declared.
func (s snapshot) Raw(_ context.Context, q *query.Table) (docstore.Store, error) {
	return readOnlyTable{&table{Table: q, e: s.engine, coll: s.db.Collection(q.Name)}}, nil
}

// Close ends the session and disconnects.
func (s snapshot) Close() error {
	s.moment.sess.EndSession(context.Background())
	return s.engine.Close()
}

// readOnlyTable is a table of a snapshot.
type readOnlyTable struct{ *table }

// Insert returns ErrReadOnly.
func (readOnlyTable) Insert(context.Context, []docstore.Row) error { return ErrReadOnly }

// Replace returns ErrReadOnly.
func (readOnlyTable) Replace(context.Context, docstore.Row, docstore.Row) error { return ErrReadOnly }

// Delete returns ErrReadOnly.
func (readOnlyTable) Delete(context.Context, string, int64, query.Expr) (bool, error) {
	return false, ErrReadOnly
}

// DeleteMany returns ErrReadOnly.
func (readOnlyTable) DeleteMany(context.Context, query.Expr) (int64, error) { return 0, ErrReadOnly }

// Names returns the collections of the database.
func (e *engine) Names(ctx context.Context) (names []string, err error) {
	if err := e.begin(); err != nil {
		return nil, err
	}
	defer e.closing.RUnlock()
	all, err := e.db.ListCollectionNames(ctx, bson.D{{Key: "type", Value: "collection"}})
	for _, n := range all {
		if !strings.HasPrefix(n, "system.") {
			names = append(names, n)
		}
	}
	return names, explain(err)
}

// Raw returns the access to a collection; MongoDB creates it with its first document.
func (e *engine) Raw(_ context.Context, q *query.Table) (docstore.Store, error) {
	return &table{Table: q, e: e, coll: e.db.Collection(q.Name)}, nil
}

// Check does nothing: MongoDB watches its own files, and `validate` is for its operators.
func (e *engine) Check(context.Context, func(what string)) error { return nil }

// Check compares the stored indexes with the declared ones. There are no copies of fields to compare.
func (t *table) Check(ctx context.Context, report func(id, what string)) error {
	if err := t.e.begin(); err != nil {
		return err
	}
	defer t.e.closing.RUnlock()
	have, err := t.listIndexes(ctx)
	if err != nil {
		return explain(err)
	}
	for _, w := range indexes(t.Table) {
		there := false
		for _, h := range have {
			there = there || w.serves(h)
		}
		if !there {
			report("", fmt.Sprintf("the index %s is missing", w.Name))
		}
	}
	return nil
}
