// Package orgs stores the organisations that run services: their file, its review, their qualifications and their credit.
//
// An organisation:
//
//	draft ─ submit → submitted ─ take → reviewing ─ approve → approved ⇄ suspended
//	  │ edit             ↑                  ├─ return → returned ─ edit, submit again
//	  │                  └──────────────────┼──────────────┤
//	  │                                     └─ reject → rejected
//	  └─ withdraw, cancel → cancelled ←──── draft, returned, approved, suspended
//
// Anybody logged in may start a file, except those whose office must be apart from organisations (auth.Apart). They become
// its founder, with rights over that file alone, and its administrator when it is approved. A draft may be incomplete, but its fields must have the
// right form. The unified social credit code is checked with both check characters and belongs to one file at a time;
// a rejected or cancelled file gives it up. An old code whose check characters are wrong is entered by a reviewer with the
// reason. A grass-roots team (社区团体) has no code: it names its host organisation (挂靠单位) and the document in which the
// host and the village consent.
//
// Credit is normal, abnormal (活动异常名录) or serious (严重违法失信名单). Serious credit suspends the organisation at once. It is not
// reinstated while its credit is serious or its licence has expired. An organisation is active while it is approved, its
// licence is valid and its credit normal: only then may it be awarded a contract or publish an activity.
//
// Names of persons, the mobile, the address and the bank account are sealed and shown masked. In full they are shown one at
// a time, for a purpose, with an audit entry.
//
// Who may do what:
//
//	anybody                 the list of approved organisations, without persons; one that was suspended or closed since keeps its page
//	anybody logged in       start a file (OrgRegister)
//	its people (OrgEdit)    edit and submit a draft, withdraw it, keep the contact up to date
//	OrgRead                 read within their region, or their own organisation
//	county (OrgReview)      take up, approve, return, reject, suspend, reinstate, cancel, enter credit and qualifications
//	                        and old codes; never for a file that they wrote themselves or of their own organisation
//
// Papers (registration certificate, charter, commitments) are attached by OrgEdit while the file can be edited, and seen by
// OrgEdit and OrgReview; see files.go.
//
// Messages: org.submitted (to the county's administrators), org.approved, .returned, .rejected, .suspended, .reinstated,
// .cancelled (to the organisation). See notice.go.
package orgs
