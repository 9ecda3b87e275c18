// Package attendance turns presence into service hours: check-in and check-out, confirmation by somebody else, the
// append-only ledger of hours with its running totals, and certificates made from it.
//
// One stay (Attendance) of a volunteer at an activity:
//
//	check in → checked_in → check out → pending ─ confirm → confirmed → disputed ─┬→ upheld
//	               │                      │  ↑                  │    [volunteer]  └→ corrected (and may be disputed again)
//	               │ left open            │  └ settle (by hand, with reason)
//	               └→ checked_out ────────┘      reject → rejected
//	confirmed, upheld, corrected, disputed → voided (a false record; its hours leave the ledger by a reversal)
//
// A stay that nobody closed is closed by CloseOpen half an hour after the planned end, with 0 minutes, and waits in
// checked_out for the organiser to settle it by hand.
//
// The ledger is never edited: there is no update and no delete on its collection in this package. A correction is a
// reversal plus a new entry, both with who, why and the stay they refer to. Totals (per volunteer; per contract, month
// and type; per organisation and month) change in the transaction of the entry; Rebuild recomputes them and must find no
// difference. Figures of a contract are read from totals only. A recorded activity is one session in the ledger while
// hours of it count; when the last of them is voided the session is reversed as well.
//
// Rules: minutes count within the planned time and a quarter of an hour on either side; stays of one volunteer never
// overlap, over all organisations; at most 3 stays a day on one activity; more than 8 h a day need a note, more than 12 h are
// refused; after 10 working days only the county or township confirms. The QR code changes every 15 s and works once per
// person, activity, day and direction; six digits beside it do the same for a phone without a camera, with few tries.
//
// Who may do what: the volunteer checks in and out, disputes, reads own hours, requests certificates. AttendanceRun shows
// the code, records by hand (never oneself) and settles. HoursConfirm confirms and rejects: not the volunteer, not who
// recorded by hand. HoursCorrect corrects, upholds and voids, never own hours. CertificateIssue issues and revokes, never
// to oneself.
//
// Messages: attendance.confirmed, .rejected, .corrected, .voided, .left_open, .record_due and .record_overdue (to the leader), .certificate_issued, .certificate_revoked.
package attendance
