// Package attendance records service hours: check-in and check-out, confirmation by another person, the append-only ledger
// of hours with its running totals, and certificates made from it.
//
// One stay (Attendance) of a volunteer at an activity:
//
//	check in → checked_in → check out → pending ─ confirm → confirmed → disputed ─┬→ upheld
//	               │                      │  ↑                  │    [volunteer]  └→ corrected (and may be disputed again)
//	               │ left open            │  └ settle (by hand, with reason)
//	               └→ checked_out ────────┘      reject → rejected
//	pending → checked_in (undone by the volunteer within ten minutes of a check-out by the code)
//	confirmed, upheld, corrected, disputed → voided (a false record; its hours leave the ledger by a reversal)
//
// A stay without check-out is closed by CloseOpen half an hour after the planned end, with 0 minutes. It stays in checked_out
// until the organiser enters the check-out by hand.
//
// Entries of the ledger are never changed or deleted. A correction is a reversal and a new entry, both with the person, the
// reason and the stay. Totals (per volunteer; per contract, month and type; per organisation and month) change in the
// transaction of the entry; Rebuild computes them again and must find no difference. Figures of a contract are read from totals
// only. A recorded activity is one session in the ledger; when the last of its hours is voided, the session is reversed too.
//
// A month is locked ten working days after its end: what is confirmed, corrected or voided later counts in the present month
// (Entry.Month; Entry.Day stays the day of service), and both sides of the contract are told. Once the figures of a contract are
// fixed, from its acceptance or termination on, entries no longer count for it: they become part of a claim (Entry.ClaimOn).
// In both cases the volunteer's own hours change at once (book.go).
//
// Rules: minutes count within the planned time and a quarter of an hour before and after it; stays of one volunteer never
// overlap, in all organisations together; at most 3 stays a day on one activity; more than 8 h a day need a note, more than
// 12 h are refused; a volunteer who may not serve is refused with the true reason; after 10 working days only the county or township confirms. The QR code changes every 15 s and works once
// per person, activity, day and direction; six digits beside it work for phones without a camera, with few tries.
//
// Hours by hand are those of a stay of which an end, or both, were not recorded by the code. They wait, and count for nothing, until
// their volunteer has taken part by an act of their own (signed up themselves, checked in by the code, agreed in the app, or told the
// staff a code sent to their mobile) and a third person has confirmed them: the township or county, never the organisation, whoever
// recorded them or the volunteer. An organisation may correct hours only downwards. Entries and totals count people-times by hand apart
// (HandTimes); the share of a contract is on its page and in the public register. When a confirmation would make more than 10 % of the
// contract's people-times of the month, the record goes on waiting until another person of the township or county confirms it with the
// reason (ConfirmOver). Records are taken in the order in which they are confirmed.
//
// Who may do what: the volunteer checks in and out, disputes, agrees to a record by hand, reads their hours and requests certificates. AttendanceRun shows
// the code, records stays by hand (never one's own), sends the volunteer a code for them and enters missing check-outs. HoursConfirm confirms and rejects, except the
// volunteer and the person who recorded by hand; hours by hand only for a region, above the share only for a town or county, and never somebody who also belongs to the organisation. HoursCorrect corrects, upholds and voids, never one's own hours.
// CertificateIssue issues and revokes, never to oneself.
//
// Messages: attendance.confirmed, .rejected, .corrected, .voided, .left_open, .agreement_asked, .agreement_code (by SMS), .record_due and .record_overdue (to the leader), .certificate_issued, .certificate_revoked.
package attendance
