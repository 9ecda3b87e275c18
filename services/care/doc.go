// Package care keeps the files of those left behind and of children in need, and the pairings in which volunteers keep
// in touch with them.
//
// A file, of one person:
//
//	draft → village_submitted → township_verified → registered → exit_pending → exited
//	  ↑            │                    │            │    ↑           │           │
//	  └────────────┴───── return ───────┴────────────┘    └─ return ──┘           │
//	  └───────────────────────────── return (re-entry) ───────────────────────────┘
//
// The village writes and submits, the township verifies, the county confirms: three persons. What identifies (name, ID
// number, address, guardian's name and mobile) is sealed; the ID number is found by its blind index, and a second file
// for it, wherever the first may be, is answered with "ask the county" and no more. A registered file's living facts
// are edited; who the person is, only after the county has returned it.
//
// Rules of age hold at every step of entry, by the day in Shanghai: 留守儿童 under 16, 困境儿童, 孤儿 and 事实无人抚养
// under 18, 留守老人 from 60, 留守妇女 women from 18. R-16: a child under 16 without a caregiver passes no step unless the
// risk is red and the R-16 flag is set, and does not exit as solved while that lasts.
//
// The pseudonym (小A·三年级·村) is unique within the village. Organisations see it, and what a card holds, of those
// assigned to them; volunteers of those they are paired with. Neither ever sees name, number, address or guardian.
//
// A pairing:
//
//	proposed → matched → consented → active ⇄ paused
//	    └─────────┴──────────┴─────────┴─────────┴──→ ended
//
// Matched needs volunteers who are active, of the organisation and clear at that moment; consented the guardian's
// consent and a child's opinion that is not a no. Matched and later states hold a place: three for a volunteer, two for
// the person cared for. The contact plan counts a month as 30 days and a quarter as 90; each contact begins a new
// period, and a face-to-face meeting counts as a call too. A period without contact is told to the volunteers once,
// from the second in a row also to the organisation and the supervisor.
//
// Who may do what:
//
//	village director (BeneficiaryEdit)  write, edit, submit, propose exit, in the own village
//	town supervisor  (… and Verify)     the same in the own town; verify and return what others made; assign to organisations
//	county admin (BeneficiaryVerify)    confirm, return, confirm exits, assign
//	all three (BeneficiaryReveal)       one full value with its purpose; 20 an hour
//	organisation (BeneficiaryRead, PairingManage)  cards of assigned people; run the own pairings
//	supervisor, county (PairingManage)  run the pairings of their area
//	volunteer (PairingRead, PairingLog) the own pairings; log contacts
//
// fileActs and pairingActs are the tables of both lives: every step, whom it is for, and what the views list as acts.
//
// Every reading of a file or a note, of a list too, leaves an audit entry. What waits for a person (work.go) is told by
// pseudonym and leaves none. Free text of reasons and notes is sealed.
//
// Messages: care.file_submitted, .file_returned, .pairing_active, .contact_due, .contact_overdue, .danger,
// .pairing_paused, .pairing_ended. None says whom it is about; see notice.go.
package care
