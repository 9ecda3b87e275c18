// Package pairings stores the pairings in which volunteers keep in contact with people of the register, their contacts, and the reports of
// danger that a contact makes.
//
// A pairing:
//
//	proposed → matched → consented → active ⇄ paused
//	    ↑─────────┴──────────┘ a volunteer may not serve any more
//	    └─────────┴──────────┴─────────┴─────────┴──→ ended
//
// Matched needs active volunteers of the organisation with a valid clearance, under 18 also the guardian's consent; consented needs the
// guardian's consent and that the child does not refuse. Who looks for volunteers is offered only those whom the rules take (Candidates).
// Pairings from matched to paused count towards the limits: three for a volunteer, two for a person. They move with the person to another
// village and end when the person leaves the register (PersonMoved, PersonLeft).
// When a volunteer is frozen, or their clearance becomes barred, expired or revoked, active pairings pause, those not begun go back to
// proposed, and the card closes to the volunteers, in the same transaction (VolunteerStopped).
// The contact plan counts a month as 30 days and a quarter as 90. Each contact begins a new period, and a meeting counts as a
// call too. After a period without contact the volunteers are reminded once, from the second in a row also the organisation and
// the supervisor.
//
// A pairing may count for a contract of the organisation: contacts that reached somebody are then passed to the service log (Contacted).
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
//	organisation (PairingManage)        manage its own pairings
//	supervisor, county (PairingManage)  manage the pairings of their area
//	volunteer (PairingRead, PairingLog) see their own pairings; log contacts
//	village director, town supervisor, county admin (DangerHandle)  take and close reports of danger of their area
//
// The tables pairingActs and dangerActs list every act, its states and its permission.
//
// Every reading of pairings and notes, also in lists, writes an audit entry. The work list (work.go) shows pseudonyms only and writes none. The text of notes
// is sealed.
//
// Messages: pairing.active, .paused, .ended, .contact_due, .contact_overdue, .danger, .danger_open. None names the person; see notice.go.
package pairings
