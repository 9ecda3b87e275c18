package audit

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/id"
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
	idPrefix    = "aud"
)

func openStore(db *docstore.DB) (*store, error) {
	waiting, err := docstore.Declare[Record](db, docstore.Spec{Name: waitingName}) // no index but the id, so that writing is cheap
	if err != nil {
		return nil, err
	}
	records, err := docstore.Declare[Record](db, docstore.Spec{
		Name:   chainName,
		Fields: []string{"seq", "at", "actor", "action", "subjects", "areas"},
		Indexes: []docstore.Index{
			{Name: "seq", Fields: []string{"seq"}, Unique: true},
			{Name: "at", Fields: []string{"at"}},
			{Name: "actor", Fields: []string{"actor", "at"}},
			{Name: "action", Fields: []string{"action", "at"}},
			{Name: "deeds", Fields: []string{"actor", "action", "at"}},
			{Name: "subjects", Fields: []string{"subjects"}, Selective: true},
			{Name: "areas", Fields: []string{"areas"}},
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

// after returns up to n records behind the place, in the order of the chain.
func (s *store) after(ctx context.Context, seq int64, n int) ([]Record, error) {
	return s.records.Find(ctx, bson.D{{Key: "seq", Value: bson.D{{Key: "$gt", Value: seq}}}}, docstore.Sort("seq"), docstore.Limit(n))
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

// list returns one page, the latest first. A person's records, those of an action and those of any time are read along an index by time;
// those about a subject or an area along its elements, which are in the order of ids. Each of several actions is read by itself, so that
// a page of rare ones costs a page of each and not the whole log.
func (s *store) list(ctx context.Context, q Query, opts ...docstore.Option) (docstore.Page[Record], error) {
	f, byTime := bson.D{}, len(q.Subjects) == 0 && (q.Actor != "" || len(q.areas) == 0)
	if q.Actor != "" {
		f = append(f, bson.E{Key: "actor", Value: q.Actor})
	}
	f = append(f, anyOf("subjects", q.Subjects)...)
	f = append(f, anyOf("areas", q.areas)...)
	f = append(f, between("at", q.From, q.To, func(t time.Time) any { return t })...)
	sort := "-at"
	if !byTime {
		sort = "-_id"
	}
	if len(q.areas) > 0 && !byTime { // older records have no areas, and ids of another clock
		f = append(f, between("_id", early(q.From), late(q.To), func(t time.Time) any { return id.First(idPrefix, t) })...)
	}
	opts = append(opts[:len(opts):len(opts)], docstore.Sort(sort))
	if byTime && len(q.Actions) > 1 {
		return s.mergeActions(ctx, f, q.Actions, opts)
	}
	return s.records.Page(ctx, append(f, anyOf("action", q.Actions)...), opts...)
}

// mergeActions returns one page, the latest first, of the records with any of the actions.
func (s *store) mergeActions(ctx context.Context, f bson.D, actions []string, opts []docstore.Option) (out docstore.Page[Record], err error) {
	more := false
	for _, action := range actions {
		page, err := s.records.Page(ctx, append(f[:len(f):len(f)], bson.E{Key: "action", Value: action}), opts...)
		if err != nil {
			return out, err
		}
		out.Items = append(out.Items, page.Items...)
		more = more || page.Next != ""
	}
	slices.SortFunc(out.Items, func(a, b Record) int { return cmp.Or(b.At.Compare(a.At), cmp.Compare(b.ID, a.ID)) })
	if limit := docstore.LimitOf(opts...); len(out.Items) > limit {
		out.Items, more = out.Items[:limit], true
	}
	if more {
		out.Next, err = s.records.CursorAfter(out.Items[len(out.Items)-1], "-at")
	}
	return out, err
}

// early and late widen a range of ids: when the clock is set back, ids are of a later time than their records.
func early(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.Add(-time.Hour)
}

func late(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.Add(time.Hour)
}

// anyOf returns the condition that the field has one of the values; none when there are no values.
func anyOf(field string, values []string) bson.D {
	switch len(values) {
	case 0:
		return nil
	case 1:
		return bson.D{{Key: field, Value: values[0]}}
	}
	return bson.D{{Key: field, Value: bson.D{{Key: "$in", Value: values}}}}
}

// between returns the condition that the field is in [from, to); an end that is zero does not count.
func between(field string, from, to time.Time, value func(time.Time) any) bson.D {
	span := bson.D{}
	if !from.IsZero() {
		span = append(span, bson.E{Key: "$gte", Value: value(from)})
	}
	if !to.IsZero() {
		span = append(span, bson.E{Key: "$lt", Value: value(to)})
	}
	if len(span) == 0 {
		return nil
	}
	return bson.D{{Key: field, Value: span}}
}
