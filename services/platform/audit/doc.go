// Package audit keeps who did what, when and why, without any personal value: ids of records and names of fields only.
//
// An entry is written in the transaction of what it tells about, so there is none without the other. Entries are chained
// by SHA-256: each holds the hash of the one before, so a change, an insertion or a removal in the middle shows, and the
// first bad record is named. Where one writer owns the store (SQLite) an entry is chained at once; on MongoDB, where one
// head document would slow every writer, Chain does it for the entries waiting, run by the timetable under its lease.
//
// A chain alone cannot show that its end was cut off or that all of it was written again. Head is what to put in a
// second place; Holds tells later whether the chain still contains it.
//
// Only who holds auth.AuditRead lists and verifies.
package audit
