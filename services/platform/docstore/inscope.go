package docstore

import (
	"slices"
	"strings"

	"github.com/tongxing-platform/tongxing/services/platform/docstore/query"
)

// InScope reports whether In(sc) would return the document with its present values. The caller has loaded it.
func (s *Scoped[T]) InScope(sc Scope, doc *T) bool {
	if sc.Everything() {
		return true
	}
	row, err := s.all.encode(doc)
	return err == nil && meetsScope(s.In(sc).view, row.Values)
}

// meetsScope reports whether the values of a document meet the condition that In makes of a scope: "and" and "or" of
// equalities and prefixes.
func meetsScope(x query.Expr, values []query.Value) bool {
	met := func(k query.Expr) bool { return meetsScope(k, values) }
	switch x.Op {
	case query.All:
		return true
	case query.And:
		return !slices.ContainsFunc(x.Kids, func(k query.Expr) bool { return !met(k) })
	case query.Or:
		return slices.ContainsFunc(x.Kids, met)
	case query.StartsW:
		return strings.HasPrefix(values[x.Field].Str, x.Value.Str) && values[x.Field].Kind == query.String
	case query.Eq:
		v := values[x.Field]
		return v.Kind == query.Strings && slices.Contains(v.List, x.Value.Str) || v.Equal(x.Value)
	default:
		return false
	}
}
