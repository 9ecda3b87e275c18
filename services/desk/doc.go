// Package desk serves what concerns all features: the work that waits for a person (待办), the names behind ids, and the
// history of a record. It asks the features through feature.Feature and stores nothing.
//
// Who may do what:
//
//	anybody logged in   GET /me/work: the work that waits for them, by kind, urgent kinds first
//	staff               GET /names: names of records, if their feature allows the person to know them
//	auditors            GET /audit: the audit log with the names and numbers that its readers need, filtered by person, record, action and time
//	county and town     GET /audit/area: who looked at data of persons of the own area
//	staff               GET /history/{id}: who did what to a record, if its feature allows the person to read it
//
// It sends no messages.
package desk
