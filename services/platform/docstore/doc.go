// Package docstore keeps documents in typed collections, on SQLite or MongoDB, behind one small query language.
//
// A feature declares its collections in store.go and gets a Collection[T], or a Scoped[T] that reads only through In:
//
//	signups, err := docstore.DeclareScoped[Signup](db, docstore.Spec{
//		Name:   "signups",
//		Fields: []string{"activity_id", "volunteer_id", "status", "region"},
//		Indexes: []docstore.Index{
//			{Name: "once", Fields: []string{"activity_id", "volunteer_id"}, Unique: true},
//			{Name: "by_status", Fields: []string{"activity_id", "status"}},
//		},
//		Scope: docstore.ScopeFields{Region: []string{"region"}, Self: []string{"volunteer_id"}},
//	})
//
// # Reading and changing
//
//	visible := signups.In(auth.From(ctx).Scope(auth.SignupManage)) // what the actor may reach; a foreign id is ErrNotFound
//
//	one, err := visible.Get(ctx, id)
//	page, err := visible.Page(ctx, docstore.Filter{{Key: "status", Value: "confirmed"}}, docstore.Sort("-start"), docstore.After(cursor))
//	n, err := visible.Count(ctx, docstore.Filter{{Key: "region", Value: docstore.Prefix("52/5201/")}})
//	rows, err := visible.Sum(ctx, nil, []string{"status"}, docstore.Measure{Op: "count"})
//
//	err = db.Tx(ctx, func(ctx context.Context) error { // this ctx, not the outer one
//		_, err := visible.Update(ctx, id, func(s *Signup) error { return s.Move(Confirmed, now) })
//		if err != nil {
//			return err // nothing of the transaction remains
//		}
//		return visible.Insert(ctx, &next) // ErrDuplicate, and IsDuplicate(err, "once"), when the index refuses it
//	}, docstore.Hot(id)) // many will want this document at once
//
// Find returns a slice and refuses to cut it silently (MaxFind); Page and Each are for what may be long. Limit 0 or less
// is no limit for Find and 20 for Page. A cursor is good only for its collection and sort, else ErrCursor.
//
// # What a query may say
//
// Filters are MongoDB's own notation over declared fields: equality, $eq $ne $in $nin $gt $gte $lt $lte $exists, $and,
// $or (of up to 500), and Prefix. Equality on an array field means "contains". Anything else is ErrUnsupported before an
// engine sees it. Missing and null are one thing, and so are a missing and an empty array: it sorts before every value,
// $ne and $nin match it, a range never does, {field: nil} finds it. An "omitempty" field that is empty is missing. Strings
// compare by their bytes, times are kept in milliseconds, whole numbers are exact to 64 bits; NaN is ErrUnsupported, in a
// declared field as in a filter.
//
// # Transactions
//
//	db.Tx ── begins ──> running ── the function returns nil ──> committed (durable before Tx returns)
//	                       └────── an error or a panic ───────> nothing of it remains
//
// The transaction travels in ctx, so a call inside must use the ctx that the function was given; another one, or one of
// a finished transaction, is refused rather than left waiting for itself. A nested Tx joins. The function may run twice
// and does nothing but store calls. After a failed write the function may go on; only a refusal by a unique index or a
// version leaves the transaction fit to commit, every other failure of the engine makes it roll back whatever the
// function returns. A call behind the end of ctx is such a failure. A panic comes back as an error that names the place.
// What has to stay of a rolled back one, such as the record of an attempt, is left by DB.IfUndone.
// ErrUnknown (MongoDB only) says that nobody can tell whether it is stored: look, do not guess.
//
// # Engines
//
//	                        sqlite                                mongo
//	where                   one file in the data directory        a replica set or a sharded cluster, 5.0 or newer
//	who may open it         one process (ErrInUse)                any number of replicas
//	a write is answered     behind the fsync of its commit        behind the journals of the majority
//	a read outside a Tx     the last commit                       the last commit of the majority
//	transactions run        one after another, each alone         side by side at snapshot; a conflict runs the function again
//	two that read what
//	the other writes        cannot happen                         may both commit: guard it by one document or a unique index
//	many at one document    share commits, up to 256              share a transaction per Hot key and replica, up to 64
//	ErrUnknown              never                                 when the answer to a commit is lost
//	a function may run      twice, when one behind it in the      several times
//	                        same commit is undone
//	one document by its id  mostly from memory: what was read     from the server
//	                        lately, or written when Spec.Warm
//	array fields            a side table                          multikey indexes
//	a common condition in
//	a page                  counted first, then walked by order   the server tries plans and keeps the best
//	a page by ids behind
//	elements of arrays      merged from the side tables           the same
//
// Both pass the one suite in docstoretest (on a stand-in for MongoDB always, on a real one by make test-mongo), and answer
// random questions alike and hand a whole store to each other (make differential, on FerretDB). make mutants plants faults
// that these tests must find.
//
// On SQLite transactions that share a commit make no savepoints, which would cost each of them a tenth: when one of them fails
// after it has written, all are undone and the others run again, and for a while savepoints are made. What they write to a
// document without touching a column of its own reaches SQLite once, in front of the commit. A reading with a ctx from
// outside is refused inside a transaction only in tests (Config.Strict), since to look costs more than to read.
//
// On SQLite a function that holds the writer for longer than Config.TxLimit is undone with ErrBusy while those beside it are
// kept; a reading that takes longer than Config.ReadLimit is ErrTooMuch, as is one of more than MaxBytes on either engine.
// A disk that is full or fails is ErrFull or ErrDisk: nothing was saved, and the next call that finds it well again works.
//
// # Growth
//
// Whatever a list asks for has to be served by an index: declare one with the fields that are equal first and those of the
// sort behind them. A store that docstoretest opens fails its test when a statement looks at more than
// docstoretest.MostLooked documents, and TestGrowth in cmd/tongxing makes every call of the product at two sizes, and with a
// million documents in one collection after the other (make growth, make nightly).
package docstore
