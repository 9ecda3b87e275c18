// Package care stores the files of people left behind and of children in need, and the pairings in which volunteers keep in
// contact with them.
//
// A file, of one person:
//
//	draft → village_submitted → township_verified → registered → exit_pending → exited
//	  ↑            │                    │            │    ↑           │           │
//	  └────────────┴───── return ───────┴────────────┘    └─ return ──┘           │
//	  └───────────────────────────── return (re-entry) ───────────────────────────┘
//
// The village writes and submits, the township verifies, the county confirms: three different persons. Identifying values (name,
// ID number, address, guardian's name and mobile) are sealed; the ID number has a blind index. A second file for an ID number is
// refused with "ask the county" and no details of the first. In a registered file only the living conditions can be edited; the
// identity can be edited after the county has returned the file.
//
// Rules of age hold at every step of entry, by the day in Shanghai: 留守儿童 under 16, 困境儿童, 孤儿 and 事实无人抚养
// under 18, 留守老人 from 60, 留守妇女 women from 18. R-16: the file of a child under 16 without a caregiver passes no step unless
// the risk is red and the R-16 flag is set, and the child cannot exit as solved while that lasts.
//
// The pseudonym (小A·三年级·村) is unique within the village. Organisations see pseudonym and card of people assigned to them,
// volunteers those of people they are paired with. Neither ever sees name, ID number, address or guardian.
//
// A pairing:
//
//	proposed → matched → consented → active ⇄ paused
//	    ↑─────────┴──────────┘ a volunteer may not serve any more
//	    └─────────┴──────────┴─────────┴─────────┴──→ ended
//
// Matched needs active volunteers of the organisation with a valid clearance, under 18 also the guardian's consent; consented needs the guardian's consent and that
// the child does not refuse. Who looks for volunteers is offered only those whom the rules take (Candidates). Pairings from matched to paused count towards the limits: three for a volunteer, two for a person.
// When a volunteer is frozen, or their clearance becomes barred, expired or revoked, active pairings pause, those not begun go back to
// proposed, and the card closes to the volunteers, in the same transaction (VolunteerStopped).
// The contact plan counts a month as 30 days and a quarter as 90. Each contact begins a new period, and a meeting counts as a
// call too. After a period without contact the volunteers are reminded once, from the second in a row also the organisation and
// the supervisor.
//
// A contact that reports danger is no contact of the plan. Its report waits above all other work of the village, the town and
// the county; nothing that happens to the pairing or the file removes it:
//
//	reported → taken → closed
//	             ↺ take over
//
// A person who handles reports takes it under their name, another may take it over, and only the one who has it closes it with
// what was done. The person who reported may do neither, with any account. While nobody has taken it, all are told again each
// hour, then its taker each day.
//
// Who may do what:
//
//	village director (BeneficiaryEdit)  write, edit, submit, propose exit, in their own village
//	town supervisor  (… and Verify)     the same in their own town; verify and return other people's files; assign to organisations
//	county admin (BeneficiaryVerify)    confirm, return, confirm exits, assign
//	all three (BeneficiaryReveal)       one full value with its purpose; 20 an hour
//	organisation (BeneficiaryRead, PairingManage)  cards of assigned people; manage its own pairings
//	supervisor, county (PairingManage)  manage the pairings of their area
//	volunteer (PairingRead, PairingLog) see their own pairings; log contacts
//	village director, town supervisor, county admin (DangerHandle)  take and close reports of danger of their area
//
// The tables fileActs, pairingActs and dangerActs list every act, its states and its permission.
//
// Every reading of files and notes, also in lists, writes an audit entry. The work list (work.go) shows pseudonyms only and writes
// none. Free text of reasons and notes is sealed.
//
// Messages: care.file_submitted, .file_returned, .pairing_active, .contact_due, .contact_overdue, .danger,
// .danger_open, .pairing_paused, .pairing_ended. None names the person; see notice.go.
package care
