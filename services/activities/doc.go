// Package activities is what volunteers are asked to do and the places on it: activities, sign-ups and the waiting
// list. Capacity is the joint rule of an activity and its sign-ups, so both are kept here.
//
// An activity:
//
//	draft ─ submit → submitted ─ publish → published ⇄ signup_closed → ongoing → ended ─ record → recorded → archived
//	  ↑ edit           │ return                 │            │
//	returned ←─────────┘                        └── cancel ──┴→ cancelled
//	submitted ─ edit → draft (it is another plan now)
//	draft, returned, submitted ─ cancel → cancelled (nobody is told: it was not public)
//
// A sign-up:
//
//	            ┌→ waitlisted ─ a place becomes free, strictly in turn ┐
//	sign up ────┼→ pending ─ decide → confirmed | declined             │
//	            └→ confirmed ←─────────────────────────────────────────┘
//	confirmed → attended | absent (attendance decides, or the organiser)
//	pending, waitlisted, confirmed → withdrawn (before the start; within 24 h of it: late) | cancelled (with the activity)
//
// Pending and confirmed sign-ups hold a place; the activity counts them in Taken, which never exceeds Capacity. Each
// sign-up has a number that only grows, and the lowest of those waiting moves up in the transaction that frees a place. A
// volunteer has one sign-up for an activity, by its id. A volunteer cannot hold or wait for two activities at the same time:
// each sign-up writes the volunteer's diary, one document, so that two sign-ups at the same moment conflict on every engine.
//
// Who may do what:
//
//	anybody              see the published board and a published activity
//	volunteer            sign up, withdraw, see own sign-ups
//	organisation staff   create, edit, submit, cancel, decide sign-ups, mark absent; publish what another colleague made
//	county (ActivityPublish) publish, return
//
// Messages: activity.confirmed, .waitlisted, .pending, .promoted, .declined, .changed, .cancelled, .reminder (24 h and 2 h
// before), .withdrawn (to the leader, when late), .published and .returned (to the person who submitted). See notice.go.
package activities
