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
// # What a query may say
//
// Filters are MongoDB's own notation over declared fields: equality, $eq $ne $in $nin $gt $gte $lt $lte $exists, $and,
// $or (of up to 500), and Prefix. Equality on an array field means "contains". Anything else is ErrUnsupported before an
// engine sees it. Missing and null are one thing, and so are a missing and an empty array: it sorts before every value,
// $ne and $nin match it, a range never does, {field: nil} finds it. An "omitempty" field that is empty is missing. Strings
// compare by their bytes, times are kept in milliseconds, whole numbers are exact to 64 bits.
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
// sqlite keeps everything in one file with group commit; mongo speaks to a replica set or a sharded cluster. Both pass
// the one suite in docstoretest. Rules that span documents belong in one guarded document or a unique index: on MongoDB
// two transactions that each read what the other writes may both commit.
//
// On SQLite a function that holds the writer for longer than Config.TxLimit is undone with ErrBusy while those beside it are
// kept; a reading that takes longer than Config.ReadLimit is ErrTooMuch, as is one of more than MaxBytes on either engine.
// A disk that is full or fails is ErrFull or ErrDisk: nothing was saved, and the next call that finds it well again works.
package docstore
