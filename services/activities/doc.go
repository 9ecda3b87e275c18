// Package activities stores activities for volunteers, their sign-ups and their waiting lists. The capacity is a rule about an
// activity and its sign-ups together, so both are in one package.
//
// An activity:
//
//	draft ─ submit → submitted ─ publish → published ⇄ signup_closed → ongoing → ended ─ record → recorded → archived
//	  ↑ edit           │ return                 │            │
//	returned ←─────────┘                        └── cancel ──┴→ cancelled
//	submitted ─ edit → draft (has to be submitted again)
//	draft, returned, submitted ─ cancel → cancelled (no messages: it was not public)
//
// A sign-up:
//
//	            ┌→ waitlisted ─ a place becomes free, first come first ┐
//	sign up ────┼→ pending ─ decide → confirmed | declined             │
//	            └→ confirmed ←─────────────────────────────────────────┘
//	confirmed → attended | absent (attendance decides, or the organiser)
//	pending, waitlisted, confirmed → declined (the volunteer may no longer serve: frozen, or the clearance or a skill is no longer valid)
//	pending, waitlisted, confirmed → withdrawn (before the start; within 24 h of it: late) | cancelled (with the activity)
//
// Pending and confirmed sign-ups hold a place; Taken counts them and never exceeds Capacity. Sign-ups are numbered in their
// order, and the waiting one with the lowest number gets the place in the transaction that frees it. The id of a sign-up is
// made of activity and volunteer, so a volunteer has one sign-up for an activity. A volunteer cannot have sign-ups for two
// activities at the same time: every sign-up writes the volunteer's diary, one document, so that two at once conflict. A skill that
// an activity needs counts only when staff have verified it, by a certificate that is valid to the last day. A certificate whose last day has
// passed ends the sign-ups for activities that begin later.
//
// A refused sign-up says which rule refuses it, and whether it ends at a time or by somebody's step (not yet: sign-up has not opened, the
// profile waits to be verified or activated, the clearance, a consent or a certificate is missing, a clash) or not (closed, full, too
// young, stopped).
//
// Who may do what:
//
//	anybody              see the published board and a published activity
//	volunteer            sign up, withdraw, see own sign-ups
//	organisation staff   create, edit, submit, cancel, decide sign-ups, mark absent; publish what another colleague made
//	county (ActivityPublish) publish, return
//
// Messages: activity.confirmed, .waitlisted, .pending, .promoted, .declined, .changed, .cancelled, .reminder (24 h and 2 h
// before; to those who may still serve there), .withdrawn (to the leader, or to the organisation when they have left it, when late: who, why, and how many places are taken after the line has moved), .published
// and .returned (to the person who submitted). See notice.go.
package activities
