// Package ferrettest compares the two engines of docstore: SQLite, and the MongoDB engine that talks its wire protocol to
// FerretDB 1.24 inside the test. It is a module of its own, so that nothing of FerretDB comes into the program.
//
// It also runs the program's own backup, restore, move and check with MongoDB as one side (commands_test.go).
//
// FerretDB shows that filters, sorts, pages and single writes mean on another program what they mean on SQLite. It does not
// show that transactions hold or that a snapshot is of one moment, since it has neither, and enforces no unique index of the
// engine's: proxy_test.go takes these from the wire, and docstore/mongo shows them on a scripted server. What FerretDB
// itself gets wrong is listed in known_test.go and left out.
package ferrettest
