// Package audit keeps who did what, when and why, without any personal value: ids of records and names of fields only.
//
// An entry is written in the transaction of what it tells about, so there is none without the other. Records are chained by
// SHA-256: each holds the hash of the one before, so a change, an insertion or a removal in the middle shows, and the first
// bad record is named. Not when it is written: the chain's indexes would be half of what a sign-up costs, and one head would
// slow every writer of MongoDB.
//
//	Write ──> waits (audit_waiting, by its id alone) ── Chain ──> chained (audit, with seq, prev and hash)
//
// Chain moves what waits, in the order of writing, a batch in a transaction. It is run
//   - by Run, in each process that keeps the timetable, five seconds behind a record;
//   - by the timetable, every minute, for what a process wrote that keeps none or has died;
//   - by every reading of the log, before it reads, so that no reader ever meets a record that waits. Only a check of the store,
//     which may not write, tells how many do.
//
// As long as it waits, who can write to the store can change or remove a record and nothing shows it; on MongoDB that was so from
// the beginning. It is accepted because the chain has no key: who can write to the store can as well write its last records
// again, with their hashes, and for the same few seconds nobody has their head elsewhere. A record among the chained ones that has
// no place is never chained again: it was taken out, and Verify names it.
//
// A chain alone cannot show that its end was cut off or that all of it was written again. Head is what to put in a
// second place; Holds tells later whether the chain still contains it.
//
// Only who holds auth.AuditRead lists and verifies.
package audit
