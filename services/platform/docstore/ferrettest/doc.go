// Package ferrettest compares the two engines of docstore: SQLite, and the MongoDB engine talking to FerretDB 1.24 inside
// the test. It is a separate module, so that the program does not depend on FerretDB.
//
// It also runs the program's own backup, restore, move and check with MongoDB as one side (commands_test.go).
//
// FerretDB shows that filters, sorts, pages and single writes have the same meaning in another program as on SQLite. It has
// no transactions, snapshots or partial unique indexes: proxy_test.go removes these from the messages, and docstore/mongo
// tests them on a scripted server. Known faults of FerretDB are listed in known_test.go and avoided.
package ferrettest
