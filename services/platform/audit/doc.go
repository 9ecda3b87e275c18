// Package audit records who did what, when and why, without personal values: only ids of records and names of fields.
//
// An entry is written in the same transaction as the act it records, so there is never one without the other. Records form a
// chain by SHA-256: each holds the hash of the one before, so a change, an insertion or a removal in the middle is found,
// and Verify names the first bad record. A record is chained after it is written, not while: the chain's indexes would be
// half the cost of a sign-up, and a single head would slow every writer on MongoDB.
//
//	Write ──> waiting (audit_waiting, indexed by id only) ── Chain ──> chained (audit, with seq, prev and hash)
//
// Chain moves waiting records in the order of writing, one batch per transaction. It is run
//   - by Run, five seconds after a record, in each process that runs scheduled jobs;
//   - by a scheduled job every minute, for records of processes without jobs or that have died;
//   - by every read of the log before it reads, so no reader sees a waiting record. A check of the store, which may not write, only counts them.
//
// While a record waits, anybody who can write to the store can change or remove it unnoticed; on MongoDB that was always so.
// It is accepted because the chain has no key: such a person can also rewrite the last records with their hashes, as long as
// their head is not stored elsewhere. A record in the chain's collection without a place is never chained again: it was
// taken out, and Verify names it.
//
// The chain alone cannot show that its end was cut off or that all of it was rewritten. Checkpoints, signed with a key that is not in the
// store, are kept in a second place (Place: a file elsewhere, a web address, a mailbox) every five minutes or 1,000 records, by a job;
// `tongxing check` compares them with the chain.
//
// A record of data that was shown names the areas of the persons concerned (Entry.Shown); civil affairs of those areas see who looked, with
// auth.AuditArea. A record of an edit names the changed fields, with their values where these are not personal: workflow compares the
// documents before and after (Snapshot), and the audit tags of their fields say which values may be shown. Records from before have neither.
//
// A record of a call by an access token names the token besides its owner (Token). A record of an act that wrote a document has the
// document's new version (Revision); the feed of changes (package integrations) consists of these records.
//
// Listing and verifying need auth.AuditRead.
package audit
