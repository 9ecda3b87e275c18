package main

const docstore = "services/platform/docstore"

// step is a selection of the tests of one package of docstore.
type step struct{ pkg, run, skip string }

// slowParts are the parts of the contract that take longer than all others together.
const slowParts = "^TestContract$/^(random queries|bounds)$"

// The names of suites; shared is for code that both engines use.
const (
	query  = "query"
	mongo  = "mongo"
	sqlite = "sqlite"
	shared = "shared"
)

var (
	querySteps = []step{{pkg: "query", run: "."}}
	mongoSteps = []step{{pkg: "mongo", run: "^(TestQueriesOnTheWire|TestDocumentsOnTheWire|TestIndexes)$"}}
	contract   = []step{{pkg: "sqlite", run: "^TestContract$", skip: slowParts}, {pkg: "sqlite", run: slowParts}}

	// suites has the tests that look for a fault, the quickest first.
	suites = map[string][]step{
		query: querySteps, mongo: mongoSteps,
		sqlite: append(contract, step{pkg: "sqlite", run: "^(TestSharedCommits|TestCacheFollowsWrites)$"},
			step{pkg: "sqlite", run: "^(TestIndexesChangeNothing|TestPagesCostTheSame)$"}),
		shared: append(querySteps, contract...),
	}
)

// mutant is one change: a text in a file of docstore, its replacement, and the suite that must fail.
type mutant struct{ name, file, old, new, suite string }

var mutants = []mutant{
	// the SQLite engine
	{"sqlite: equal to null", "sqlite/builder.go", `b.add(col, " IS NULL")`, `b.add(col, " IS NOT NULL")`, sqlite},
	{"sqlite: $ne leaves out what is missing", "sqlite/builder.go", `b.add(col, " IS NOT ").val(x.Value)`, `b.add(col, "<>").val(x.Value)`, sqlite},
	{"sqlite: $nin leaves out what is missing", "sqlite/builder.go", `b.add("(", col, " IS NULL OR NOT ")`, `b.add("(NOT ")`, sqlite},
	{"sqlite: $gt and $lt take their bound", "sqlite/builder.go", `signs[x.Op]`, `signs[x.Op|1]`, sqlite},
	{"sqlite: sorts upwards only", "sqlite/builder.go", `b.add(" DESC")`, `b.add(" ASC")`, sqlite},
	{"query: a prefix stands for one beside it", "query/filter.go", `case strings.HasPrefix(p.Value.Str, x.Value.Str):`, `case len(p.Value.Str) >= len(x.Value.Str):`, query},
	{"sqlite: merged elements run upwards only", "sqlite/builder.go", `b.add(" ORDER BY 1").direction(sort[len(sort)-1])`, `b.add(" ORDER BY 1")`, sqlite},
	{"sqlite: one of merged elements is forgotten", "sqlite/lead.go", `out = append(out, some...)`, `out = some`, sqlite},
	{"sqlite: a prefix takes its end", "sqlite/builder.go", `b.add(" AND ", col, "<")`, `b.add(" AND ", col, "<=")`, sqlite},
	{"sqlite: or is and", "sqlite/builder.go", `b.join(x.Kids, " OR ")`, `b.join(x.Kids, " AND ")`, sqlite},
	{"sqlite: $in forgets its last value", "sqlite/builder.go", `values[min(i, len(values)-1)]`, `values[min(i, max(0, len(values)-2))]`, sqlite},
	{"sqlite: $ne on arrays asks for another element", "sqlite/builder.go", "case x.Op == query.Ne:\n\t\tis.Op = query.Eq", "case x.Op == query.Ne:\n\t\tis.Op = query.Ne", sqlite},
	{"sqlite: counts versions", "sqlite/read.go", `"SELECT COUNT(*) FROM (SELECT 1 FROM "`, "`SELECT COUNT(*) FROM (SELECT DISTINCT \"version\" FROM `", sqlite},
	{"sqlite: sums equal values once", "sqlite/read.go", `strings.ToUpper(m.Op), "("`, `strings.ToUpper(m.Op), "(DISTINCT "`, sqlite},
	{"sqlite: deletes any version", "sqlite/write.go", "b.add(` AND \"version\"=`).val(num(version))", "b.add(` AND \"version\">=`).val(num(0))", sqlite},
	{"sqlite: deletes beyond the scope", "sqlite/write.go", `b.add(" AND ").test(where)`, `_ = where`, sqlite},
	{"sqlite: elements outlive their document", "sqlite/write.go", "if done = c.Changes() > 0; !done {", "if done = c.Changes() > 0; done || !done {", sqlite},
	{"sqlite: old elements stay", "sqlite/write.go", "if slices.Contains(next, v) {", "if slices.Contains(old, v) {", sqlite},
	{"sqlite: a unique index is a plain one", "sqlite/schema.go", `"CREATE UNIQUE INDEX "`, `"CREATE INDEX "`, sqlite},
	{"sqlite: the cache keeps what a commit changes", "sqlite/cache.go", `c.docs.Del([]byte(key))`, `_ = key`, sqlite},
	{"sqlite: the cache is asked for what the transaction has changed", "sqlite/read.go", `if !t.e.changed.has(key) {`, `if !t.e.changed.has(key[:0]) {`, sqlite},
	{"sqlite: a failed transaction stays", "sqlite/tx.go", `t.e.write.exec("ROLLBACK TO t")`, `error(nil)`, sqlite},
	{"sqlite: a page goes along a unique index by what most lack", "sqlite/lead.go", `!(ix.Unique && k.Value.Kind == query.Null)`, `!(ix.Unique && k.Value.Kind > query.Strings)`, sqlite},
	{"sqlite: some of many stay", "sqlite/write.go", `c.exec("ROLLBACK TO many")`, `error(nil)`, sqlite},
	// the MongoDB engine
	{"mongo: null exists", "mongo/filter.go", `bson.D{{Key: "$ne", Value: nil}}`, `bson.D{{Key: "$exists", Value: true}}`, mongo},
	{"mongo: an empty array is there", "mongo/filter.go", `{Key: "$in", Value: nothing}`, `{Key: "$in", Value: nothing[:1]}`, mongo},
	{"mongo: bounds of a prefix by two elements", "mongo/filter.go", `bson.D{{Key: "$elemMatch", Value: prefix(x.Value.Str)}}`, `prefix(x.Value.Str)`, mongo},
	{"mongo: a prefix takes its end", "mongo/filter.go", `bson.E{Key: "$lt", Value: end}`, `bson.E{Key: "$lte", Value: end}`, mongo},
	{"mongo: sorts upwards only", "mongo/filter.go", "return -1", "return 1", mongo},
	{"mongo: missing and null are two groups", "mongo/filter.go", `bson.D{{Key: "$ifNull", Value: bson.A{"$" + t.Fields[f].Name, nil}}}`, `"$" + t.Fields[f].Name`, mongo},
	{"mongo: counts twos", "mongo/filter.go", `{Key: "$sum", Value: int64(1)}`, `{Key: "$sum", Value: int64(2)}`, mongo},
	{"mongo: unique though missing", "mongo/index.go", `o.SetUnique(true).SetPartialFilterExpression(w.Partial)`, `o.SetUnique(true)`, mongo},
	{"mongo: deletes any version", "mongo/table.go", `f = append(f, bson.E{Key: "version", Value: version})`, `f = append(f, bson.E{Key: "version", Value: bson.D{{Key: "$gte", Value: 0}}})`, mongo},
	{"mongo: a refused insert of many stays", "mongo/table.go", "if len(done) > 0 {", "if len(done) > 1000 {", mongo},
	{"mongo: a read of one ignores the scope", "mongo/table.go", "if where.Op != query.All {\n\t\tf = append(f, bson.E{Key: \"$and\", Value: bson.A{t.filter(where)}})\n\t}\n\treturn t.e.reading", "return t.e.reading", mongo},
	// what both share
	{"pages: the last document of a page is its end", "read.go", "ask := limit + 1", "ask := limit", shared},
	{"pages: begin with the last document again", "query/page.go", "return []Expr{{Op: Gt, Field: k.Field, Value: v}}", "return []Expr{{Op: Gte, Field: k.Field, Value: v}}", shared},
	{"pages: forget what is missing", "query/page.go", "return []Expr{{Op: Lt, Field: k.Field, Value: v}, {Op: Eq, Field: k.Field}}", "return []Expr{{Op: Lt, Field: k.Field, Value: v}}", shared},
	{"sort: the id always upwards", "query/table.go", "Key{Down: len(keys) > 0 && keys[len(keys)-1].Down}", "Key{}", shared},
	{"update: any version", "collection.go", "if o.version != 0 && o.version != old.Version {", "if o.version != 0 && o.version > old.Version {", shared},
	{"filters: $nin with null finds what is missing", "query/filter.go", "return AllOf(x, Expr{Op: Exists, Field: field})", "_ = field\n\t\treturn AllOf(x)", shared},
	{"cursors: of another collection", "cursor.go", "h.Write([]byte(t.Name))", "h.Write([]byte(t.Name[:0]))", shared},
	{"cursors: with something behind them", "cursor.go", "if len(b) != 0 {", "if len(b) > 1<<30 {", shared},
	{"times: cut towards 1970", "codec/coder.go", "return time.UnixMilli(t.UnixMilli()).UTC()", "return time.UnixMilli(t.UnixMicro() / 1000).UTC()", shared},
	{"values: NaN comes in", "query/value.go", "kind == Float && !math.IsNaN(f)", "kind == Float", shared},
	{"prefixes: the next character too", "query/filter.go", "r[last]++", "r[last] += 2", shared},
	{"prefixes: behind U+D7FF", "query/filter.go", "r[last] = 0xE000", "r[last] = 0xE001", shared},
	{"each: a whole batch", "read.go", "n = min(n, left)", "n = max(n, min(n, left))", shared},
	{"sums: no group of nothing", "read.go", "if len(rows) == 0 && len(group) == 0 {", "if len(rows) < 0 && len(group) == 0 {", shared},
	{"save: over any version", "collection.go", "}, IfVersion(version))", "}, IfVersion(0*version))", shared},
	{"save: of what was never loaded", "collection.go", "version = -1 // of no document", "version = 0 //", shared},
	{"nested: its error is lost", "db.go", "case in:\n\t\treturn fn(ctx)", "case in:\n\t\t_ = fn(ctx)\n\t\treturn nil", shared},
	{"undone: the last record alone", "db.go", "after.replace(append(after.replace(nil), fn))", "after.replace([]func(context.Context) error{fn})", shared},
}
