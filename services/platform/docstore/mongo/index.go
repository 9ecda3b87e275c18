package mongo

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/query"
)

// index is an index of MongoDB, as declared or as listed by the server.
type index struct {
	Name    string `bson:"name"`
	Keys    bson.D `bson:"key"`
	Unique  bool   `bson:"unique"`
	Partial bson.D `bson:"partialFilterExpression"`
}

// least is a value below all others of the kind. "field ≥ least" matches every document that has the field, and MongoDB's
// planner knows that a query for a value implies it. It does not know that of $type, and $exists would also match nulls.
var least = map[query.Kind]any{
	query.String: "", query.Int: int64(math.MinInt64), query.Float: math.Inf(-1), query.Bool: false, query.Time: bson.DateTime(math.MinInt64),
}

// indexes returns the indexes that a declaration needs. A unique index leaves out documents that lack a field, so it cannot
// serve a search by its first fields alone; a unique index over several fields therefore gets a second, plain one.
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
		}
		if ix.Unique && len(ix.Keys) == 1 {
			continue
		}
		plain := index{Name: ix.Name, Keys: withID(ix.Keys, keys)}
		if ix.Unique {
			plain.Name += "__list"
		}
		if !slices.ContainsFunc(out, plain.serves) { // the server refuses two indexes over the same keys
			out = append(out, plain)
		}
	}
	return out
}

// withID appends the id, the last field of every sort, unless the index has it already.
func withID(keys []query.Key, names bson.D) bson.D {
	if slices.ContainsFunc(keys, func(k query.Key) bool { return k.Field == 0 }) {
		return names
	}
	return append(names[:len(names):len(names)], bson.E{Key: "_id", Value: direction(keys[len(keys)-1].Down)})
}

// serves reports whether one index can replace the other, whatever their names. The server may list numbers in another
// type.
func (x index) serves(o index) bool {
	if x.Unique != o.Unique || len(x.Keys) != len(o.Keys) || len(x.Partial) != len(o.Partial) {
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

// floor returns the lower bound of a partial filter as a comparable value.
func floor(v any) any {
	if d, ok := v.(bson.D); ok && len(d) == 1 && d[0].Key == "$gte" {
		switch f := d[0].Value.(type) {
		case string, int64, float64, bool, bson.DateTime:
			return f
		}
	}
	return nil
}

// Declare creates the collection and its missing indexes. It drops none: a replica of another version may need them, and a
// sharded collection has an index of its own.
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
	have, err := t.listIndexes(ctx)
	if err != nil {
		return err
	}
	for _, w := range indexes(t.Table) {
		if err := t.makeIndex(ctx, w, have); err != nil {
			return err
		}
	}
	return nil
}

func (t *table) listIndexes(ctx context.Context) (have []index, err error) {
	cur, err := t.coll.Indexes().List(ctx)
	if err != nil {
		return nil, err
	}
	return have, cur.All(ctx, &have)
}

// makeIndex creates the index unless it exists. When two replicas start at once both may ask for it; the server builds it
// once and answers both. Indexes are built one after the other, because each build reads the whole collection.
func (t *table) makeIndex(ctx context.Context, w index, have []index) error {
	for _, h := range have {
		switch same := w.serves(h); {
		case same && (h.Name == w.Name || !w.Unique):
			return nil
		case same || h.Name == w.Name:
			return t.conflict(w, h.Name)
		}
	}
	t.e.cfg.Log.Info("building an index", "collection", t.Name, "index", w.Name)
	o := options.Index().SetName(w.Name)
	if w.Unique {
		o.SetUnique(true).SetPartialFilterExpression(w.Partial)
	}
	_, err := t.coll.Indexes().CreateOne(ctx, driver.IndexModel{Keys: w.Keys, Options: o})
	if hasCode(err, codeSameKeys) || hasCode(err, codeSameName) { // another replica, of another version, was faster
		return t.conflict(w, w.Name)
	}
	return err
}

// ErrIndex means that a collection has an index that differs from the declared one; the program does not start.
var ErrIndex = errors.New("an index of MongoDB is not as this version of the program declares it")

// conflict returns ErrIndex with instructions. The program drops no index itself, because it may be in use and building it
// again takes long.
func (t *table) conflict(w index, name string) error {
	return ownError{fmt.Errorf("%w: collection %s, index %s: stop replicas of other versions, run db.%s.dropIndex(%q) in mongosh and start again; the program makes it anew",
		ErrIndex, t.Name, w.Name, t.Name, name)}
}

func hasCode(err error, code int) bool {
	var server driver.ServerError
	return errors.As(err, &server) && server.HasErrorCode(code)
}
