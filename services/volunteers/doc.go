// Package volunteers keeps the people who help: their profile, what is known of their clearance for work with children,
// trainings and awards.
//
// A volunteer:
//
//	registered → verified → active ⇄ frozen        registered, verified, active, frozen → cancelled (final)
//
// One registers with a logged-in account whose mobile is proven, or is put in by an organisation's roster (Import). The
// ID number decides sex and birth, is kept sealed, and one person has one profile. The own number is the county's six
// digits and nine more; it says nothing about the person. Under 14 nobody is taken; from 14 to 17 a guardian's name,
// mobile and consent (version and time) are needed. A profile from a roster belongs to whoever proves its mobile (Claim).
//
// Clearance (从业查询), its result without any detail:
//
//	none → consented → queried → clear → expired → consented …     clear → consented (the yearly renewal)
//	consented → none, clear or expired (withdrawn: as it was)      queried → barred → clear (only by review of civil affairs)
//
// A clear result holds for twelve months from its day; while a renewal runs the former one holds until its own end. A
// hit bars: an active volunteer is frozen at once, and nobody barred becomes active.
//
// Membership: asked → joined → left, asked → left (declined, or taken back); it is kept in the profile.
//
// The tables of acts are in acts.go and membership.go. Who may do what:
//
//	the person (VolunteerSelf)            register, read and edit the own profile, ask to join, leave, consent, cancel
//	VolunteerManage                       of an organisation joined, or of the region: verify, activate, freeze, add
//	                                      trainings and awards, correct a profile nobody has claimed; of an organisation:
//	                                      accept, decline, remove, import. Never about oneself. What the region froze only
//	                                      the region lets go.
//	ClearanceManage                       record consent on paper, the query and its result; never one's own
//	VolunteerRead                         lists and profiles, names and numbers masked
//	VolunteerReveal                       one full value, with a purpose; audited
//
// Messages: volunteer.verified, .active, .frozen, .released, .join_asked, .joined, .declined, .clearance_expiring (30
// and 7 days ahead, to the person and their organisations), .clearance_expired. See notice.go.
package volunteers
