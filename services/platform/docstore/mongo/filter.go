package mongo

import (
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/tongxing-platform/tongxing/services/platform/docstore/query"
)

// nothing lists the stored forms of a missing array.
var nothing = bson.A{nil, bson.A{}}

// filter returns the checked expression in MongoDB's notation.
func filter(t *query.Table, x query.Expr) bson.D {
	switch x.Op {
	case query.All:
		return bson.D{}
	case query.None:
		return bson.D{{Key: "_id", Value: bson.D{{Key: "$in", Value: bson.A{}}}}}
	case query.And:
		return joined(t, "$and", x.Kids)
	case query.Or:
		return joined(t, "$or", x.Kids)
	}
	return bson.D{{Key: t.Fields[x.Field].Name, Value: condition(t.Fields[x.Field].Kind, x)}}
}

func joined(t *query.Table, op string, kids []query.Expr) bson.D {
	list := make(bson.A, len(kids))
	for i, k := range kids {
		list[i] = filter(t, k)
	}
	return bson.D{{Key: op, Value: list}}
}

var words = map[query.Op]string{
	query.Eq: "$eq", query.Ne: "$ne", query.In: "$in", query.Nin: "$nin",
	query.Gt: "$gt", query.Gte: "$gte", query.Lt: "$lt", query.Lte: "$lte",
}

// condition returns one comparison. MongoDB has the same rules for missing values as docstore: null finds missing fields,
// $ne and $nin match them, and a range compares only values of its own type.
func condition(kind query.Kind, x query.Expr) bson.D {
	array, null := kind == query.Strings, x.Value.Kind == query.Null
	switch {
	case x.Op == query.Eq && null && array:
		return bson.D{{Key: "$in", Value: nothing}}
	case array && (x.Op == query.Exists || x.Op == query.Ne && null):
		return bson.D{{Key: "$nin", Value: nothing}}
	case x.Op == query.Exists:
		return bson.D{{Key: "$ne", Value: nil}}
	case x.Op == query.In, x.Op == query.Nin:
		list := make(bson.A, len(x.Values))
		for i, v := range x.Values {
			list[i] = value(v)
		}
		return bson.D{{Key: words[x.Op], Value: list}}
	case x.Op == query.StartsW && array: // both bounds must hold for the same element
		return bson.D{{Key: "$elemMatch", Value: prefix(x.Value.Str)}}
	case x.Op == query.StartsW:
		return prefix(x.Value.Str)
	}
	return bson.D{{Key: words[x.Op], Value: value(x.Value)}}
}

func prefix(p string) bson.D {
	d := bson.D{{Key: "$gte", Value: p}}
	if end := query.PrefixEnd(p); end != "" {
		d = append(d, bson.E{Key: "$lt", Value: end})
	}
	return d
}

func value(v query.Value) any {
	switch v.Kind {
	case query.Null:
		return nil
	case query.Time:
		return bson.DateTime(v.Int)
	}
	return v.Any()
}

func sorting(t *query.Table, keys []query.Key) bson.D {
	d := make(bson.D, len(keys))
	for i, k := range keys {
		d[i] = bson.E{Key: t.Fields[k.Field].Name, Value: direction(k.Down)}
	}
	return d
}

func direction(down bool) int32 {
	if down {
		return -1
	}
	return 1
}

// grouping returns the pipeline of a Sum: the group's keys are _id.k0, _id.k1 …, its measures m0, m1 …
func grouping(t *query.Table, s query.Sum) []bson.D {
	var id any
	if len(s.By) > 0 {
		keys := make(bson.D, len(s.By))
		for i, f := range s.By {
			keys[i] = bson.E{Key: numbered('k', i), Value: bson.D{{Key: "$ifNull", Value: bson.A{"$" + t.Fields[f].Name, nil}}}}
		}
		id = keys
	}
	group := bson.D{{Key: "_id", Value: id}}
	for i, m := range s.Measures {
		what := bson.D{{Key: "$sum", Value: int64(1)}}
		if m.Op != "count" {
			what = bson.D{{Key: "$" + m.Op, Value: "$" + t.Fields[m.Field].Name}}
		}
		group = append(group, bson.E{Key: numbered('m', i), Value: what})
	}
	pipeline := []bson.D{{{Key: "$match", Value: filter(t, s.Where)}}, {{Key: "$group", Value: group}}}
	if len(s.By) > 0 {
		order := make(bson.D, len(s.By))
		for i := range s.By {
			order[i] = bson.E{Key: "_id." + numbered('k', i), Value: int32(1)}
		}
		pipeline = append(pipeline, bson.D{{Key: "$sort", Value: order}})
	}
	return pipeline
}

func numbered(c byte, i int) string { return string([]byte{c, byte('0' + i)}) }
