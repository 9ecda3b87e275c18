package audit

import (
	"context"
	"errors"
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

// store holds the records. They are only ever added, and on MongoDB once given their place in the chain.
type store struct {
	records *docstore.Collection[Record]
}

func openStore(db *docstore.DB) (*store, error) {
	spec := docstore.Spec{
		Name:   "audit",
		Fields: []string{"seq", "at", "actor", "action", "subjects"},
		Indexes: []docstore.Index{
			{Name: "seq", Fields: []string{"seq"}, Unique: true},
			{Name: "at", Fields: []string{"at"}},
			{Name: "actor", Fields: []string{"actor", "at"}},
			{Name: "action", Fields: []string{"action", "at"}},
			{Name: "deeds", Fields: []string{"actor", "action", "at"}},
			{Name: "subjects", Fields: []string{"subjects"}},
		},
	}
	if !db.SingleWriter() { // "seq" leaves out what has no place yet, and "at" would lead through the whole chain to it
		spec.Indexes = append(spec.Indexes, docstore.Index{Name: "waiting", Fields: []string{"seq", "at"}})
	}
	records, err := docstore.Declare[Record](db, spec)
	if err != nil {
		return nil, fmt.Errorf("declare audit: %w", err)
	}
	return &store{records: records}, nil
}

// inChain is a range, not $exists: SQLite then finds the end by the index instead of reading everything.
var inChain = bson.D{{Key: "seq", Value: bson.D{{Key: "$gt", Value: int64(0)}}}}

func (s *store) head(ctx context.Context) (Head, error) {
	r, err := s.records.First(ctx, inChain, docstore.Sort("-seq"))
	if errors.Is(err, docstore.ErrNotFound) {
		return Head{}, nil
	}
	return Head{Seq: r.Seq, Hash: r.Hash}, err
}

func (s *store) at(ctx context.Context, seq int64) (Record, error) {
	return s.records.First(ctx, bson.D{{Key: "seq", Value: seq}})
}

func (s *store) chained(ctx context.Context, f func(Record) error) error {
	return s.records.Each(ctx, inChain, f, docstore.Sort("seq"))
}

func (s *store) waiting(ctx context.Context, n int) ([]Record, error) {
	return s.records.Find(ctx, bson.D{{Key: "seq", Value: bson.D{{Key: "$exists", Value: false}}}}, docstore.Sort("at"), docstore.Limit(n))
}

func (s *store) list(ctx context.Context, q Query, opts ...docstore.Option) (docstore.Page[Record], error) {
	f := bson.D{}
	for name, value := range map[string]string{"subjects": q.Subject, "actor": q.Actor, "action": q.Action} {
		if value != "" {
			f = append(f, bson.E{Key: name, Value: value})
		}
	}
	span := bson.D{}
	if !q.From.IsZero() {
		span = append(span, bson.E{Key: "$gte", Value: q.From})
	}
	if !q.To.IsZero() {
		span = append(span, bson.E{Key: "$lt", Value: q.To})
	}
	if len(span) > 0 {
		f = append(f, bson.E{Key: "at", Value: span})
	}
	return s.records.Page(ctx, f, append([]docstore.Option{docstore.Sort("-at")}, opts...)...)
}
