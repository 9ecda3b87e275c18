package mongo

import (
	"context"
	"errors"
	"math"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/query"
)

// index is one of MongoDB's, as wanted or as listed.
type index struct {
	Name    string `bson:"name"`
	Keys    bson.D `bson:"key"`
	Unique  bool   `bson:"unique"`
	Partial bson.D `bson:"partialFilterExpression"`
}

// least is below every value of the kind: "field ≥ least" holds for all that are there, and MongoDB's planner sees that a
// query for a value implies it, which it does not see of $type; $exists would let nulls in.
var least = map[query.Kind]any{
	query.String: "", query.Int: int64(math.MinInt64), query.Float: math.Inf(-1), query.Bool: false, query.Time: bson.DateTime(math.MinInt64),
}

// indexes returns what a declaration needs. A unique index leaves out documents that lack a field, so it cannot serve a
// search by its first fields alone; one over several fields gets a plain one beside it for that.
func indexes(t *query.Table) []index {
	var out []index
	for _, ix := range t.Indexes {
		keys := sorting(t, ix.Keys)
		if ix.Unique {
			partial := make(bson.D, len(ix.Keys))
			for i, k := range ix.Keys {
				partial[i] = bson.E{Key: t.Fields[k.Field].Name, Value: bson.D{{Key: "$gte", Value: least[t.Fields[k.Field].Kind]}}}
			}
			out = append(out, index{Name: ix.Name, Keys: keys, Unique: true, Partial: partial})
			if len(ix.Keys) == 1 {
				continue
			}
		}
		last := ix.Keys[len(ix.Keys)-1]
		if last.Field != 0 { // sorts end with the id
			keys = append(keys[:len(keys):len(keys)], bson.E{Key: "_id", Value: direction(last.Down)})
		}
		name := ix.Name
		if ix.Unique {
			name += "__list"
		}
		out = append(out, index{Name: name, Keys: keys})
	}
	return out
}

// same compares what matters; the server may say numbers in another type.
func (x index) same(o index) bool {
	if x.Name != o.Name || x.Unique != o.Unique || len(x.Keys) != len(o.Keys) || len(x.Partial) != len(o.Partial) {
		return false
	}
	for i, k := range x.Keys {
		if k.Key != o.Keys[i].Key || down(k.Value) != down(o.Keys[i].Value) {
			return false
		}
	}
	for i, p := range x.Partial {
		if p.Key != o.Partial[i].Key || floor(p.Value) != floor(o.Partial[i].Value) {
			return false
		}
	}
	return true
}

func down(v any) bool {
	switch v := v.(type) {
	case int32:
		return v < 0
	case int64:
		return v < 0
	case float64:
		return v < 0
	}
	return false
}

// floor returns the bound of a partial filter as something comparable.
func floor(v any) any {
	if d, ok := v.(bson.D); ok && len(d) == 1 && d[0].Key == "$gte" {
		switch f := d[0].Value.(type) {
		case string, int64, float64, bool, bson.DateTime:
			return f
		}
	}
	return nil
}

// Declare makes the collection and its indexes, and drops indexes that are no longer declared.
func (e *engine) Declare(ctx context.Context, q *query.Table) (docstore.Store, error) {
	if err := e.begin(); err != nil {
		return nil, err
	}
	defer e.closing.RUnlock()
	ctx, cancel := context.WithTimeout(ctx, declareFor)
	defer cancel()
	t := &table{Table: q, e: e, coll: e.db.Collection(q.Name)}
	if err := e.db.CreateCollection(ctx, q.Name); err != nil && !hasCode(err, codeExists) {
		return nil, explain(err)
	}
	return t, explain(t.makeIndexes(ctx))
}

func (t *table) makeIndexes(ctx context.Context) error {
	cur, err := t.coll.Indexes().List(ctx)
	if err != nil {
		return err
	}
	var have []index
	if err := cur.All(ctx, &have); err != nil {
		return err
	}
	missing := indexes(t.Table)
	for _, h := range have {
		if h.Name == "_id_" {
			continue
		}
		wanted := false
		for i, w := range missing {
			if wanted = w.same(h); wanted {
				missing = append(missing[:i], missing[i+1:]...)
				break
			}
		}
		if wanted {
			continue
		}
		if err := t.coll.Indexes().DropOne(ctx, h.Name); err != nil && !hasCode(err, codeNoIndex) {
			return err
		}
	}
	if len(missing) == 0 {
		return nil
	}
	models := make([]driver.IndexModel, len(missing))
	for i, m := range missing {
		o := options.Index().SetName(m.Name)
		if m.Unique {
			o.SetUnique(true).SetPartialFilterExpression(m.Partial)
		}
		models[i] = driver.IndexModel{Keys: m.Keys, Options: o}
	}
	_, err = t.coll.Indexes().CreateMany(ctx, models)
	return err
}

func hasCode(err error, code int) bool {
	var server driver.ServerError
	return errors.As(err, &server) && server.HasErrorCode(code)
}
