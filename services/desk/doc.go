// Package desk is what a person meets beside the records: the work that waits for them (待办), the names behind ids, and who
// did what to a record. It asks every feature through feature.Feature and belongs to none; it stores nothing.
//
// Who may do what:
//
//	anybody logged in   GET /me/work: what waits for them, by kind
//	staff               GET /names: what records are called, as far as each feature lets them know
//	staff               GET /history/{id}: who did what to a record which they may read, by the rule of its feature
//
// It sends no messages.
package desk
