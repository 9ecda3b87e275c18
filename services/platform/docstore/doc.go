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
//			return err // the transaction is rolled back
//		}
//		return visible.Insert(ctx, &next) // ErrDuplicate, and IsDuplicate(err, "once"), when the index refuses it
//	}, docstore.Hot(id)) // many callers change this document at the same time
//
// Find returns a slice; it fails when more than MaxFind documents match and no Limit is given, and never returns a part.
// Page and Each are for lists that may be long. A limit of 0 or less means no limit for Find and 20 for Page. A cursor
// works only with the collection and the sort that it was made for; with others the error is ErrCursor.
//
// # What a query may contain
//
// Filters are written in MongoDB's notation over declared fields: equality, $eq $ne $in $nin $gt $gte $lt $lte $exists,
// $and, $or (of up to 500 conditions), and Prefix. Equality on an array field means "contains". Anything else returns
// ErrUnsupported before an engine is asked. Missing and null are equal, and so are a missing and an empty array. A missing
// value sorts before every other value; $ne and $nin match it, a range never does, {field: nil} finds it. An empty field
// with "omitempty" is missing. Strings are compared byte by byte, times have milliseconds, whole numbers are exact to 64
// bits. NaN in a filter or in a declared field returns ErrUnsupported.
//
// # Transactions
//
//	db.Tx ── begins ──> running ── the function returns nil ──> committed (durable before Tx returns)
//	                       └────── an error or a panic ───────> nothing of it remains
//
// The transaction is carried by ctx, so a call inside must use the ctx that the function was given. A call with another ctx
// does not belong to the transaction: it reads the last commit. On SQLite, such a call that writes waits for the writer,
// which the function itself occupies; it ends with ErrBusy when that ctx ends, or the transaction ends with ErrBusy after
// Config.TxLimit. The ctx of a finished transaction is refused. A nested Tx joins the outer one.
//
// The function must only call the store: on MongoDB it may run several times, and docstoretest.Open runs every function
// twice. After a failed write the function may continue. If the write was refused by a unique index or a version, the
// transaction can still commit; after any other failure of the engine it is rolled back whatever the function returns. A
// call after the end of ctx is such a failure. A panic is returned as an error that names its file and line. DB.OnRollback
// stores what must survive a rollback, such as the record of an attempt. ErrUnknown means that the transaction may or may
// not be stored: read the store before repeating it.
//
// # Engines
//
//	                        sqlite                                mongo
//	where                   one file in the data directory        a replica set or a sharded cluster, 5.0 or newer
//	who may open it         one process (ErrInUse)                any number of replicas
//	a write is answered     after the fsync of its commit         after the journals of the majority
//	a read outside a Tx     the last commit                       the last commit of the majority
//	transactions run        one after another, each alone         side by side at snapshot; a conflict runs the function again
//	write skew              cannot happen                         possible: guard it by one document or a unique index
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
// Both engines pass the test suite in docstoretest (the MongoDB engine against a scripted server always, against a real one
// by make test-mongo), give the same answers to random queries, and can copy a whole store to each other (make
// differential, with FerretDB). make mutants changes the code of the store in known ways and checks that these tests fail.
//
// On SQLite a transaction is a savepoint. Waiting transactions run one after the other and share one commit; one that fails
// is rolled back alone, and all callers are answered after the commit. When the commit fails, all of them get its error. A
// function that occupies the writer for longer than Config.TxLimit is rolled back with ErrBusy. A read that takes longer
// than Config.ReadLimit, or returns more than MaxBytes on either engine, fails with ErrTooMuch. On a full or failing disk a
// write returns ErrFull or ErrDisk and stores nothing; calls succeed again as soon as the disk works.
//
// # Growth
//
// Every list must be served by an index: declare one whose first fields are compared by equality, followed by the fields of
// the sort. Mark an index as Selective when some values of its first field are rare. A store opened by docstoretest fails
// its test when a statement examines more than docstoretest.MaxExamined documents. TestGrowth in cmd/tongxing makes every
// call of the product at two sizes, and with a million documents in one collection after the other (make growth, make
// nightly).
package docstore
