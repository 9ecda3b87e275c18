package ferrettest_test

import (
	"math"

	"github.com/tongxing-platform/tongxing/services/platform/docstore/docstoretest"
)

// known lists what FerretDB 1.24 on SQLite does wrong. Features that it lacks are not asked of it: transactions
// (proxy_test.go), partial and therefore unique indexes (the comparison declares none on it) and groups.
var known = []docstoretest.Fault{
	{Why: "-0 comes back as 0", Real: func(f float64) bool { return f == 0 && math.Signbit(f) }},
	{Why: "refuses documents with an infinite number (BadValue)", Real: func(f float64) bool { return math.IsInf(f, 0) }},
	{
		Why:       "$elemMatch with two bounds takes one element for each bound, so that [\"\", \"z\"] has an element that begins with \"b\"",
		Condition: func(field, op string, _ any) bool { return op == "prefix" && (field == "tags" || field == "marks") },
	},
}
