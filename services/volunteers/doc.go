// Package volunteers stores volunteers: their profile, their clearance for work with children, trainings and awards.
//
// A volunteer:
//
//	registered → verified → active ⇄ frozen        registered, verified, active, frozen → cancelled (final)
//
// Who has an account agrees to the text about their data (OwnText): version, hash and time are kept, and a sign-up needs it. A new
// version asks again.
//
// A person registers with an account whose mobile is proven. A roster (Import) asks its people to join; older profiles from rosters may
// have no account. Gender and birth come from the ID number, which is sealed; one person has one profile. The volunteer number is the county's six digits
// and nine more, which reveal nothing about the person. The minimum age is 14; from 14 to 17 a guardian's name and mobile are
// needed, and nothing with children or danger is open until the guardian has agreed by a code sent to that mobile, which is not the
// volunteer's own: the version and the hash of the text (GuardianText) and the time are kept. A new version asks again. A consent taken back
// stops what needs it in the same transaction. What a roster
// or the volunteer says of the guardian does not count. A profile from a roster goes to the user who proves its mobile (Claim).
//
// A skill opens the activities that need it only when verified: staff have seen its certificate, which is valid to a day. A skill that
// is taken off the profile loses its verification; one withdrawn ends the sign-ups that need it. 30 days before its last day the volunteer and
// their organisations are reminded, once for each certificate; the organisations also find it in their work. When the last day has passed,
// sign-ups that need the skill end if their activity begins after that day; who began by then goes on. A sign-up made before needs a
// certificate that is valid to the activity's last day, so this concerns activities that were moved, and certificates shortened since.
//
// Clearance (从业查询), stored without details:
//
//	none → consented → queried → answered → clear → expired → consented …     clear → consented (the yearly renewal)
//	consented → none, clear or expired (withdrawn: as before)      queried → barred → clear (only by review of civil affairs)
//
//	answered → queried (returned)                                  queried, answered → barred
//	clear, consented, queried, answered → none (a clear result revoked)
//
// A result needs its document: number, issuer, and the file, attached after the consent to this query. A hit counts at once; a clear result counts when a second person, not the volunteer
// nor the recorder by any account, has confirmed it (answered → clear).
//
// A clear result is valid for twelve months from its day, also while a renewal is pending. A hit bars the volunteer: an active one
// is frozen at once, and a barred one cannot become active.
//
// When a volunteer is frozen or cancelled, or the clearance becomes barred, expired or revoked, the same transaction stops what they
// may not go on with (Deps.Stop): pairings pause, places on activities go to the next in line. Leader, town and county are told
// what was stopped and by when somebody has to act.
//
// First steps (steps.go): register, agree, the guardian's consent, join an organisation, be verified, be activated, clearance. For each the
// person sees whether it is done, open, to come later or stopped, which side acts, and by when: the terms are settings (Terms), counted in
// working days from when the side's turn began, as far as that is kept.
//
// Membership: asked → joined → left, asked → left (declined or withdrawn). It is stored in the profile.
//
// Invitation (invitation.go), one for each organisation and person of its rosters:
//
//	asked → joined (accepted)      asked → expired (30 days)      asked → declined (told to the organisation)      asked → withdrawn
//
// A roster tells nothing: whether the person is unknown, registered, of another organisation or cancelled, the organisation sees what it
// typed in the state asked, until the person says yes. A no shows as asked until the term ends, unless the person wants it told. Only
// the person sees it whose proven mobile, name and ID number are those typed; one without a profile sees it by the mobile and answers
// after registering. A person may ask 20 people a day; further ones are shown on the next days in their order. Somebody who said no is
// not shown another invitation of that organisation. A person asked is no member: not listed, counted, signed up or revealed.
//
// The tables of acts are in acts.go, membership.go and invitation.go. Who may do what:
//
//	the person (VolunteerSelf)            register, read and edit their profile, ask to join, answer invitations, leave, consent, cancel
//	VolunteerManage                       of an organisation joined, or of the region: verify, activate, freeze, verify
//	                                      skills, add trainings and awards, correct an unclaimed profile; of the organisation or its region: accept,
//	                                      decline, remove; of the organisation: import, withdraw invitations. Never about oneself. Only the region's office releases
//	                                      volunteers that it froze.
//	ClearanceManage                       record consent on paper, the query and its result, confirm it; never one's own
//	VolunteerManage of the region         change the mobile of a volunteer who lost it and shows the ID card, by a code
//	VolunteerRead                         lists and profiles, names and numbers masked
//	VolunteerReveal                       one full value, with a purpose; audited
//
// Files (files.go), each opening audited: papers of the clearance, added and removed by the person and by ClearanceManage from the
// consent until the result, and added by the latter after it; the guardian's consent of a volunteer under 18, added by the
// person and by VolunteerManage, removed until the volunteer is verified. Both see them.
// Papers of an earlier query stay.
//
// Messages: volunteer.guardian_code and .guardian_withdrawn (to the guardian's mobile, the latter also to the person), volunteer.verified, .active, .frozen, .released, .join_asked, .invited, .joined, .declined, .skill_verified, .skill_withdrawn, .skill_expiring (30
// days ahead, to the person and their organisations), .skill_expired, .stopped (urgent), .clearance_expiring (30
// and 7 days ahead, to the person and their organisations), .clearance_expired. See notice.go.
package volunteers
