// Package ferrettest compares the two engines of docstore: SQLite, and the MongoDB engine that talks its wire protocol to
// FerretDB 1.24 inside the test. It is a module of its own, so that nothing of FerretDB comes into the program.
//
// FerretDB shows that filters, sorts, pages and single writes mean on another program what they mean on SQLite. It does not
// show that transactions hold, since it has none: greeter_test.go strips them from the wire. What FerretDB itself gets wrong is
// listed in known_test.go and left out.
package ferrettest
