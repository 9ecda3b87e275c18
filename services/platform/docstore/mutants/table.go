package main

const docstore = "services/platform/docstore"

// suite is the tests of one package, the quickest first; a fault is tried on the suites that it names, in this order.
type suite struct {
	name  string // of the package
	steps []step
}

type step struct{ run, skip string }

// slow are the parts of the contract that take longer than all others together.
const slow = "^(random queries|bounds)$"

var suites = []suite{
	{"sqlite", append(contract("TestContract", "TestIndexesChangeNothing"), step{run: "^TestPagesCostAlike$"}, step{run: "^(TestSharedCommits|TestCacheFollowsWrites)$"})},
	{"mongo", contract("TestContractScripted", "TestEnginesAgree")},
	{"query", []step{{run: "."}}},
}

func contract(test, compared string) []step {
	return []step{{"^" + test + "$", "^" + test + "$/" + slow}, {run: "^" + test + "$/" + slow}, {run: "^" + compared + "$"}}
}

// mutant is one fault: a text inside of a function of the store, and what stands in its place.
type mutant struct {
	name, file string
	old, new   string
	suites     []string
}

var (
	onSQLite = []string{"sqlite", "mongo"} // the comparison of both engines lies with mongo
	onMongo  = []string{"mongo"}
	onBoth   = []string{"sqlite", "mongo", "query"}
)

var mutants = []mutant{
	// the SQLite engine
	{"sqlite: equal to null", "sqlite/builder.go", `b.add(col, " IS NULL")`, `b.add(col, " IS NOT NULL")`, onSQLite},
	{"sqlite: $ne leaves out what is missing", "sqlite/builder.go", `b.add(col, " IS NOT ").val(x.Value)`, `b.add(col, "<>").val(x.Value)`, onSQLite},
	{"sqlite: $nin leaves out what is missing", "sqlite/builder.go", `b.add("(", col, " IS NULL OR NOT ")`, `b.add("(NOT ")`, onSQLite},
	{"sqlite: $gt and $lt take their bound", "sqlite/builder.go", `signs[x.Op]`, `signs[x.Op|1]`, onSQLite},
	{"sqlite: sorts upwards only", "sqlite/builder.go", `b.add(" DESC")`, `b.add(" ASC")`, onSQLite},
	{"query: a prefix stands for one beside it", "query/filter.go", `case strings.HasPrefix(p.Value.Str, x.Value.Str):`, `case len(p.Value.Str) >= len(x.Value.Str):`, []string{"query"}},
	{"sqlite: merged elements run upwards only", "sqlite/builder.go", `b.add(" ORDER BY 1").direction(sort[len(sort)-1])`, `b.add(" ORDER BY 1")`, onSQLite},
	{"sqlite: one of merged elements is forgotten", "sqlite/lead.go", `out = append(out, some...)`, `out = some`, onSQLite},
	{"sqlite: a prefix takes its end", "sqlite/builder.go", `b.add(" AND ", col, "<")`, `b.add(" AND ", col, "<=")`, onSQLite},
	{"sqlite: or is and", "sqlite/builder.go", `b.join(x.Kids, " OR ")`, `b.join(x.Kids, " AND ")`, onSQLite},
	{"sqlite: $in forgets its last value", "sqlite/builder.go", `values[min(i, len(values)-1)]`, `values[min(i, max(0, len(values)-2))]`, onSQLite},
	{"sqlite: $ne on arrays asks for another element", "sqlite/builder.go", "case x.Op == query.Ne:\n\t\tis.Op = query.Eq", "case x.Op == query.Ne:\n\t\tis.Op = query.Ne", onSQLite},
	{"sqlite: counts versions", "sqlite/read.go", `"SELECT COUNT(*) FROM (SELECT 1 FROM "`, "`SELECT COUNT(*) FROM (SELECT DISTINCT \"version\" FROM `", onSQLite},
	{"sqlite: sums equal values once", "sqlite/read.go", `strings.ToUpper(m.Op), "("`, `strings.ToUpper(m.Op), "(DISTINCT "`, onSQLite},
	{"sqlite: deletes any version", "sqlite/write.go", "b.add(` AND \"version\"=`).val(num(version))", "b.add(` AND \"version\">=`).val(num(0))", onSQLite},
	{"sqlite: deletes beyond the scope", "sqlite/write.go", `b.add(" AND ").test(where)`, `_ = where`, onSQLite},
	{"sqlite: elements outlive their document", "sqlite/write.go", "if done = c.Changes() > 0; !done {", "if done = c.Changes() > 0; done || !done {", onSQLite},
	{"sqlite: old elements stay", "sqlite/write.go", "if slices.Contains(next, v) {", "if slices.Contains(old, v) {", onSQLite},
	{"sqlite: a unique index is a plain one", "sqlite/schema.go", `"CREATE UNIQUE INDEX "`, `"CREATE INDEX "`, onSQLite},
	{"sqlite: the cache keeps what a commit changes", "sqlite/cache.go", `c.docs.Del([]byte(key))`, `_ = key`, onSQLite},
	{"sqlite: the cache is asked for what the transaction has changed", "sqlite/read.go", `if !t.e.changed.has(key) {`, `if !t.e.changed.has(key[:0]) {`, onSQLite},
	{"sqlite: a failed transaction stays", "sqlite/tx.go", `t.e.write.exec("ROLLBACK TO t")`, `error(nil)`, onSQLite},
	{"sqlite: a page goes along a unique index by what most lack", "sqlite/lead.go", `!(ix.Unique && k.Value.Kind == query.Null)`, `!(ix.Unique && k.Value.Kind > query.Strings)`, onSQLite},
	{"sqlite: some of many stay", "sqlite/write.go", `c.exec("ROLLBACK TO many")`, `error(nil)`, onSQLite},
	// the MongoDB engine
	{"mongo: null exists", "mongo/filter.go", `bson.D{{Key: "$ne", Value: nil}}`, `bson.D{{Key: "$exists", Value: true}}`, onMongo},
	{"mongo: an empty array is there", "mongo/filter.go", `{Key: "$in", Value: nothing}`, `{Key: "$in", Value: nothing[:1]}`, onMongo},
	{"mongo: bounds of a prefix by two elements", "mongo/filter.go", `bson.D{{Key: "$elemMatch", Value: prefix(x.Value.Str)}}`, `prefix(x.Value.Str)`, onMongo},
	{"mongo: a prefix takes its end", "mongo/filter.go", `bson.E{Key: "$lt", Value: end}`, `bson.E{Key: "$lte", Value: end}`, onMongo},
	{"mongo: sorts upwards only", "mongo/filter.go", "return -1", "return 1", onMongo},
	{"mongo: missing and null are two groups", "mongo/filter.go", `bson.D{{Key: "$ifNull", Value: bson.A{"$" + t.Fields[f].Name, nil}}}`, `"$" + t.Fields[f].Name`, onMongo},
	{"mongo: counts twos", "mongo/filter.go", `{Key: "$sum", Value: int64(1)}`, `{Key: "$sum", Value: int64(2)}`, onMongo},
	{"mongo: unique though missing", "mongo/index.go", `o.SetUnique(true).SetPartialFilterExpression(w.Partial)`, `o.SetUnique(true)`, onMongo},
	{"mongo: deletes any version", "mongo/table.go", `f = append(f, bson.E{Key: "version", Value: version})`, `f = append(f, bson.E{Key: "version", Value: bson.D{{Key: "$gte", Value: 0}}})`, onMongo},
	{"mongo: a refused insert of many stays", "mongo/table.go", "if len(done) > 0 {", "if len(done) > 1000 {", onMongo},
	{"mongo: a read of one ignores the scope", "mongo/table.go", "if where.Op != query.All {\n\t\tf = append(f, bson.E{Key: \"$and\", Value: bson.A{t.filter(where)}})\n\t}\n\treturn t.e.reading", "return t.e.reading", onMongo},
	// what both share
	{"pages: the last document of a page is its end", "read.go", "ask := limit + 1", "ask := limit", onBoth},
	{"pages: begin with the last document again", "query/page.go", "return []Expr{{Op: Gt, Field: k.Field, Value: v}}", "return []Expr{{Op: Gte, Field: k.Field, Value: v}}", onBoth},
	{"pages: forget what is missing", "query/page.go", "return []Expr{{Op: Lt, Field: k.Field, Value: v}, {Op: Eq, Field: k.Field}}", "return []Expr{{Op: Lt, Field: k.Field, Value: v}}", onBoth},
	{"sort: the id always upwards", "query/table.go", "Key{Down: len(keys) > 0 && keys[len(keys)-1].Down}", "Key{}", onBoth},
	{"update: any version", "collection.go", "if o.version != 0 && o.version != old.Version {", "if o.version != 0 && o.version > old.Version {", onBoth},
	{"filters: $nin with null finds what is missing", "query/filter.go", "return AllOf(x, Expr{Op: Exists, Field: field})", "_ = field\n\t\treturn AllOf(x)", onBoth},
	{"cursors: of another collection", "cursor.go", "h.Write([]byte(t.Name))", "h.Write([]byte(t.Name[:0]))", onBoth},
	{"cursors: with something behind them", "cursor.go", "if len(b) != 0 {", "if len(b) > 1<<30 {", onBoth},
	{"times: cut towards 1970", "codec/coder.go", "return time.UnixMilli(t.UnixMilli()).UTC()", "return time.UnixMilli(t.UnixMicro() / 1000).UTC()", onBoth},
	{"values: NaN comes in", "query/value.go", "kind == Float && !math.IsNaN(f)", "kind == Float", onBoth},
	{"prefixes: the next character too", "query/filter.go", "r[last]++", "r[last] += 2", onBoth},
	{"prefixes: behind U+D7FF", "query/filter.go", "r[last] = 0xE000", "r[last] = 0xE001", onBoth},
	{"each: a whole batch", "read.go", "n = min(n, left)", "n = max(n, min(n, left))", onBoth},
	{"sums: no group of nothing", "read.go", "if len(rows) == 0 && len(group) == 0 {", "if len(rows) < 0 && len(group) == 0 {", onBoth},
	{"save: over any version", "collection.go", "}, IfVersion(version))", "}, IfVersion(0*version))", onBoth},
	{"save: of what was never loaded", "collection.go", "version = -1 // of no document", "version = 0 //", onBoth},
	{"nested: its error is lost", "db.go", "case in:\n\t\treturn fn(ctx)", "case in:\n\t\t_ = fn(ctx)\n\t\treturn nil", onBoth},
	{"undone: the last record alone", "db.go", "after.replace(append(after.replace(nil), fn))", "after.replace([]func(context.Context) error{fn})", onBoth},
}
