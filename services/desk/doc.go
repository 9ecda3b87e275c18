// Package desk serves what concerns all features: the work that waits for a person (待办), the names behind ids, and the
// history of a record. It asks the features through feature.Feature and stores nothing.
//
// Who may do what:
//
//	anybody logged in   GET /me/work: the work that waits for them, by kind, urgent kinds first
//	staff               GET /names: names of records, if their feature allows the person to know them
//	staff               GET /history/{id}: who did what to a record, if its feature allows the person to read it
//
// It sends no messages.
package desk
