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
// The transaction travels in ctx, so a call inside must use the ctx that the function was given. A call with another ctx is
// no part of the transaction: it reads the last commit, and on SQLite its writing waits for the writer, which the function
// itself holds, until that ctx ends or the function has taken Config.TxLimit; then one of the two gets ErrBusy. The ctx of a
// finished transaction is refused. A nested Tx joins.
//
// The function does nothing but store calls: on MongoDB it may run several times, and docstoretest.Open has every function
// run twice. After a failed write the function may go on; only a refusal by a unique index or a version leaves the
// transaction fit to commit, every other failure of the engine makes it roll back whatever the function returns. A call
// after the end of ctx is such a failure. A panic comes back as an error that names the place. DB.OnRollback keeps what has to
// outlive a rollback, such as the record of an attempt. ErrUnknown says that it is not known whether the transaction is
// stored: look, do not guess.
//
// # Engines
//
//	                        sqlite                                mongo
//	where                   one file in the data directory        a replica set or a sharded cluster, 5.0 or newer
//	who may open it         one process (ErrInUse)                any number of replicas
//	a write is answered     after the fsync of its commit         after the journals of the majority
//	a read outside a Tx     the last commit                       the last commit of the majority
//	transactions run        one after another, each alone         side by side at snapshot; a conflict runs the function again
//	two that read what
//	the other writes        cannot happen                         may both commit: guard it by one document or a unique index
//	many at one document    share commits, up to 256              share a transaction per Hot key and replica, up to 64
//	ErrUnknown              when a failed commit cannot be        when the answer to a commit is lost
//	                        undone, on a failing disk
//	a function runs         once                                  several times after conflicts
//	one document by its id  from a cache when Spec.Warm           from the server
//	array fields            a side table                          multikey indexes
//	the index of a page     chosen by what is declared; see       the server tries plans and keeps the best
//	                        Index and Index.Selective
//	a page by ids behind
//	elements of arrays      merged from the side tables           the same
//
// Both pass the one suite in docstoretest (on an imitation of MongoDB always, on a real one by make test-mongo), answer
// random queries alike and hand a whole store to each other (make differential, on FerretDB). make mutants plants faults
// that these tests must find.
//
// On SQLite a transaction is a savepoint: those that wait run one after the other, one that fails is rolled back alone, and all
// others are answered after the one commit. When that commit fails all of them get its error. A function that holds the
// writer for longer than Config.TxLimit is rolled back with ErrBusy; a reading that takes longer than Config.ReadLimit is
// ErrTooMuch, as is one of more than MaxBytes on either engine. A disk that is full or fails is ErrFull or ErrDisk: nothing
// was saved, and the next call that finds it in order works.
//
// # Growth
//
// Every list has to be served by an index: declare one with the fields that are equal first and those of the sort after
// them, and mark as Selective those over fields of which some values are rare. A store that docstoretest opens fails its
// test when a statement looks at more than docstoretest.MaxExamined documents, and TestGrowth in cmd/tongxing makes every call
// of the product at two sizes, and with a million documents in one collection after the other (make growth, make nightly).
package docstore
