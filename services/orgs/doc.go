// Package orgs keeps the organisations that serve: their file, its review, their qualifications and their credit.
//
// An organisation:
//
//	draft ─ submit → submitted ─ take → reviewing ─ approve → approved ⇄ suspended
//	  │ edit             ↑                  ├─ return → returned ─ edit, submit again
//	  │                  └──────────────────┼──────────────┤
//	  │                                     └─ reject → rejected
//	  └─ withdraw, cancel → cancelled ←──── draft, returned, approved, suspended
//
// Anybody logged in may start a file and becomes its administrator. A draft may be incomplete; what is filled in has the
// right form. The unified social credit code is checked with both check characters and belongs to one file at a time; a
// rejected or cancelled file lets go of it. A code issued long ago whose check characters do not fit is entered by a
// reviewer, with the reason on record. A grass-roots team (社区团体) has no code: it names the body that lends its name
// and the paper in which that body and the village consent.
//
// Credit is normal, abnormal (活动异常名录) or serious (严重违法失信名单); serious suspends at once, and nobody is reinstated
// while it lasts or after the licence has run out. An organisation is active, and may be awarded a contract or publish an
// activity, while it is approved, its licence is in date and its credit normal.
//
// Names of persons, the mobile, the address and the bank account are sealed, shown masked, and given out one at a time
// with a purpose, which is audited.
//
// Who may do what:
//
//	anybody                 the list of approved organisations, without persons
//	anybody logged in       start a file (OrgRegister)
//	its staff (OrgEdit)     edit and submit a draft, withdraw it, keep the contact up to date
//	OrgRead                 read within region, or the own organisation
//	county (OrgReview)      take up, approve, return, reject, suspend, reinstate, cancel, enter credit and qualifications
//	                        and old codes; never for a file that the same person wrote, or of their own organisation
//
// Messages: org.submitted (to the county's administrators), org.approved, .returned, .rejected, .suspended, .reinstated,
// .cancelled (to the organisation). See notice.go.
package orgs
