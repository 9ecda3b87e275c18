package audit

import (
	"context"
	"errors"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

// store holds the waiting records and the chain. Records are only added, and moved from the first to the second.
type store struct {
	db      *docstore.DB
	waiting *docstore.Collection[Record]
	records *docstore.Collection[Record]
}

const (
	waitingName = "audit_waiting"
	chainName   = "audit"
)

func openStore(db *docstore.DB) (*store, error) {
	waiting, err := docstore.Declare[Record](db, docstore.Spec{Name: waitingName}) // no index but the id, so that writing is cheap
	if err != nil {
		return nil, err
	}
	records, err := docstore.Declare[Record](db, docstore.Spec{
		Name:   chainName,
		Fields: []string{"seq", "at", "actor", "action", "subjects"},
		Indexes: []docstore.Index{
			{Name: "seq", Fields: []string{"seq"}, Unique: true},
			{Name: "at", Fields: []string{"at"}},
			{Name: "actor", Fields: []string{"actor", "at"}},
			{Name: "action", Fields: []string{"action", "at"}},
			{Name: "deeds", Fields: []string{"actor", "action", "at"}},
			{Name: "subjects", Fields: []string{"subjects"}, Selective: true},
		},
	})
	if err != nil {
		return nil, err
	}
	return &store{db: db, waiting: waiting, records: records}, nil
}

// firstWaiting returns the first n waiting records in the order of their ids, which is the order of writing.
func (s *store) firstWaiting(ctx context.Context, n int) ([]Record, error) {
	return s.waiting.Find(ctx, nil, docstore.Limit(n))
}

// hasWaiting reports whether a record waits.
func (s *store) hasWaiting(ctx context.Context) (bool, error) {
	some, err := s.firstWaiting(ctx, 1)
	return len(some) > 0, err
}

var errMoved = errors.New("audit records that waited are gone")

// moveToChain moves the first waiting records, as firstWaiting returned them in this transaction, into the chain.
func (s *store) moveToChain(ctx context.Context, first []Record) error {
	if err := s.records.InsertAsIs(ctx, first); err != nil {
		return err
	}
	n, err := s.waiting.DeleteMany(ctx, bson.D{{Key: "_id", Value: bson.D{{Key: "$lte", Value: first[len(first)-1].ID}}}})
	if err == nil && n != int64(len(first)) {
		err = errMoved
	}
	return err
}

// moveToWaiting moves records without a place in the chain back to the waiting ones.
func (s *store) moveToWaiting(ctx context.Context, some []Record) error {
	ids := make([]string, len(some))
	for i, r := range some {
		ids[i] = r.ID
	}
	if _, err := s.records.DeleteMany(ctx, bson.D{{Key: "_id", Value: bson.D{{Key: "$in", Value: ids}}}}); err != nil {
		return err
	}
	return s.waiting.InsertAsIs(ctx, some)
}

// inChain is a range and not $exists, so that SQLite finds the end of the chain by the index instead of reading all records.
var inChain = bson.D{{Key: "seq", Value: bson.D{{Key: "$gt", Value: int64(0)}}}}

func (s *store) head(ctx context.Context) (Head, error) {
	r, err := s.records.First(ctx, inChain, docstore.Sort("-seq"))
	if errors.Is(err, docstore.ErrNotFound) {
		return Head{}, nil
	}
	return Head{Seq: r.Seq, Hash: r.Hash}, err
}

func (s *store) bySeq(ctx context.Context, seq int64) (Record, error) {
	return s.records.First(ctx, bson.D{{Key: "seq", Value: seq}})
}

func (s *store) each(ctx context.Context, f func(Record) error) error {
	return s.records.Each(ctx, inChain, f, docstore.Sort("seq"))
}

// eachUnchained calls f with every record in the chain's collection that has no place in the chain. Two counts avoid the
// search when there is none.
func (s *store) eachUnchained(ctx context.Context, f func(Record) error) error {
	placed, err := s.records.Count(ctx, inChain)
	if err != nil {
		return err
	}
	all, err := s.records.Count(ctx, nil)
	if err != nil || all == placed {
		return err
	}
	return s.records.Each(ctx, bson.D{{Key: "seq", Value: bson.D{{Key: "$exists", Value: false}}}}, f, docstore.Sort("at"))
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
