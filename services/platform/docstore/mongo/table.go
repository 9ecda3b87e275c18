package mongo

import (
	"context"
	"fmt"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/query"
)

// table is one declared collection.
type table struct {
	*query.Table
	e    *engine
	coll *driver.Collection
}

func (t *table) filter(x query.Expr) bson.D { return filter(t.Table, x) }

// Get reads one document.
func (t *table) Get(ctx context.Context, id string, where query.Expr, use func([]byte) error) error {
	f := bson.D{{Key: "_id", Value: id}}
	if where.Op != query.All {
		f = append(f, bson.E{Key: "$and", Value: bson.A{t.filter(where)}})
	}
	return t.e.reading(ctx, func(ctx context.Context) error {
		raw, err := t.coll.FindOne(ctx, f).Raw()
		if err != nil {
			return err
		}
		return used(use(raw))
	})
}

// Find runs the parts of the query one after the other until it has enough documents.
func (t *table) Find(ctx context.Context, q query.Find, use func([]byte) error) error {
	left := q.Limit
	for _, part := range q.Parts {
		o := options.Find().SetSort(sorting(t.Table, q.Sort))
		if q.Limit > 0 {
			o.SetLimit(int64(left)).SetBatchSize(int32(min(left, docstore.MaxFind) + 1)) // one answer without an open cursor
		}
		err := t.e.reading(ctx, func(ctx context.Context) error {
			cur, err := t.coll.Find(ctx, t.filter(part), o)
			if err != nil {
				return err
			}
			return each(ctx, cur, func(raw bson.Raw) error {
				left--
				return use(raw)
			})
		})
		if err != nil {
			return err
		}
		if q.Limit > 0 && left <= 0 {
			return nil
		}
	}
	return nil
}

func each(ctx context.Context, cur *driver.Cursor, use func(bson.Raw) error) error {
	defer cur.Close(ctx) //nolint:errcheck // the server closes it if this fails
	for cur.Next(ctx) {
		if err := use(cur.Current); err != nil {
			return used(err)
		}
	}
	return cur.Err()
}

// ownError is an error that does not come from the driver; explain returns it unchanged.
type ownError struct{ error }

func used(err error) error {
	if err == nil {
		return nil
	}
	return ownError{err}
}

// Count counts the matching documents, up to most unless that is 0.
func (t *table) Count(ctx context.Context, where query.Expr, most int) (n int64, err error) {
	opts := options.Count()
	if most > 0 {
		opts.SetLimit(int64(most))
	}
	err = t.e.reading(ctx, func(ctx context.Context) error {
		n, err = t.coll.CountDocuments(ctx, t.filter(where), opts)
		return err
	})
	return n, err
}

// Sum groups the documents in MongoDB.
func (t *table) Sum(ctx context.Context, s query.Sum) (rows []query.Row, err error) {
	err = t.e.reading(ctx, func(ctx context.Context) error {
		rows = nil
		cur, err := t.coll.Aggregate(ctx, grouping(t.Table, s))
		if err != nil {
			return err
		}
		return each(ctx, cur, func(raw bson.Raw) error {
			r, err := t.row(s, raw)
			rows = append(rows, r)
			return err
		})
	})
	return rows, err
}

func (t *table) row(s query.Sum, raw bson.Raw) (query.Row, error) {
	r := query.Row{Keys: make([]query.Value, len(s.By)), Values: make([]int64, len(s.Measures))}
	for i, f := range s.By {
		v := raw.Lookup("_id", numbered('k', i))
		if v.Type == bson.TypeNull {
			continue
		}
		key, ok := query.Read(t.Fields[f].Kind, v.Type, v.Value)
		if !ok {
			return r, fmt.Errorf("field %q is stored as %s", t.Fields[f].Name, v.Type)
		}
		key.Str = strings.Clone(key.Str)
		r.Keys[i] = key
	}
	for i := range s.Measures {
		switch v := raw.Lookup(numbered('m', i)); v.Type {
		case bson.TypeInt32, bson.TypeInt64:
			r.Values[i] = v.AsInt64()
		case bson.TypeDateTime:
			r.Values[i] = v.DateTime()
		case bson.TypeNull:
		default: // MongoDB continues in floating point
			return r, fmt.Errorf("a sum is beyond 64 bits")
		}
	}
	return r, nil
}

// Insert stores all rows or none.
func (t *table) Insert(ctx context.Context, rows []docstore.Row) error {
	if len(rows) > 1 {
		return t.e.together(ctx, func(ctx context.Context) error { return t.insert(ctx, rows) })
	}
	return t.insert(ctx, rows)
}

func (t *table) insert(ctx context.Context, rows []docstore.Row) error {
	return t.e.writing(ctx, func(ctx context.Context, careful bool) error {
		if careful {
			return t.insertCarefully(ctx, rows)
		}
		if len(rows) == 1 {
			_, err := t.coll.InsertOne(ctx, bson.Raw(rows[0].Doc))
			return err
		}
		docs := make([]any, len(rows))
		for i, r := range rows {
			docs[i] = bson.Raw(r.Doc)
		}
		_, err := t.coll.InsertMany(ctx, docs)
		return err
	})
}

// insertCarefully checks for duplicates before it inserts, because a refusal by the server would end the transaction. When
// it finds one, it removes the rows that this call has already inserted.
func (t *table) insertCarefully(ctx context.Context, rows []docstore.Row) error {
	done := make(bson.A, 0, len(rows))
	for _, r := range rows {
		refused := t.taken(ctx, r, "")
		if refused == nil {
			_, refused = t.coll.InsertOne(ctx, bson.Raw(r.Doc))
		}
		if refused != nil {
			if len(done) > 0 {
				if _, err := t.coll.DeleteMany(ctx, bson.D{{Key: "_id", Value: bson.D{{Key: "$in", Value: done}}}}); err != nil {
					return err
				}
			}
			return refused
		}
		done = append(done, r.ID)
	}
	return nil
}

// taken returns Duplicate when another document than the one with the id has the row's values in a unique index.
func (t *table) taken(ctx context.Context, r docstore.Row, self string) error {
	for _, ix := range t.Indexes {
		f, there := bson.D{}, ix.Unique
		for _, k := range ix.Keys {
			v := r.Values[k.Field]
			there = there && v.Kind != query.Null
			f = append(f, bson.E{Key: t.Fields[k.Field].Name, Value: value(v)})
		}
		if !there {
			continue
		}
		f = append(f, bson.E{Key: "$and", Value: bson.A{bson.D{{Key: "_id", Value: bson.D{{Key: "$ne", Value: self}}}}}})
		if err := t.absent(ctx, f, ix.Name); err != nil {
			return err
		}
	}
	if self != "" {
		return nil
	}
	return t.absent(ctx, bson.D{{Key: "_id", Value: r.ID}}, "_id")
}

func (t *table) absent(ctx context.Context, f bson.D, index string) error {
	n, err := t.coll.CountDocuments(ctx, f, options.Count().SetLimit(1))
	if err == nil && n > 0 {
		return docstore.Duplicate(index)
	}
	return err
}

// Replace stores the document in place of the version that was loaded.
func (t *table) Replace(ctx context.Context, old, next docstore.Row) error {
	f := bson.D{{Key: "_id", Value: old.ID}, {Key: "version", Value: old.Version}}
	return t.e.writing(ctx, func(ctx context.Context, careful bool) error {
		if careful {
			if err := t.taken(ctx, next, old.ID); err != nil {
				return err
			}
		}
		res, err := t.coll.ReplaceOne(ctx, f, bson.Raw(next.Doc))
		if err == nil && res.MatchedCount == 0 {
			return docstore.ErrStale
		}
		return err
	})
}

// Delete removes one document.
func (t *table) Delete(ctx context.Context, id string, version int64, where query.Expr) (done bool, err error) {
	f := bson.D{{Key: "_id", Value: id}}
	if version != 0 {
		f = append(f, bson.E{Key: "version", Value: version})
	}
	if where.Op != query.All {
		f = append(f, bson.E{Key: "$and", Value: bson.A{t.filter(where)}})
	}
	err = t.e.writing(ctx, func(ctx context.Context, _ bool) error {
		res, err := t.coll.DeleteOne(ctx, f)
		done = err == nil && res.DeletedCount > 0
		return err
	})
	return done, err
}

// DeleteMany removes the matching documents, or none.
func (t *table) DeleteMany(ctx context.Context, where query.Expr) (n int64, err error) {
	err = t.e.together(ctx, func(ctx context.Context) error {
		return t.e.writing(ctx, func(ctx context.Context, _ bool) error {
			res, err := t.coll.DeleteMany(ctx, t.filter(where))
			n = 0
			if err == nil {
				n = res.DeletedCount
			}
			return err
		})
	})
	return n, err
}

// Rebuild does nothing: MongoDB keeps no copies of fields.
func (t *table) Rebuild(context.Context) (int64, error) { return 0, nil }
