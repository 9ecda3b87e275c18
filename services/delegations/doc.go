// Package delegations stores delegated care (委托照护): the agreement by which parents who cannot care for their child themselves have another
// adult do it, what has to be checked before, and what the parents owe the child while it lasts (未成年人保护法 art. 22, 23 and 43).
//
//	draft ── sign ──→ signed ── confirm ──→ active ──→ ended     the period is over (job), or earlier with a reason
//	  │  ↑               │                    └──────→ revoked   township or county: the caregiver is found unfit
//	  │  └─── return ────┘
//	  └─ discard → discarded
//
// A delegation is for a child under 18 with a registered file, who has at most one that is not over. It lasts at most a year (our choice: the
// law sets no limit, and so each is looked at once a year) and ends before the 18th birthday. It follows the child's file to another village,
// and ends, or is thrown away when it has not begun, as the child leaves the register (PersonMoved, PersonLeft).
//
// The caregiver is an adult of full capacity. Four checks, one for each situation of art. 22, are recorded with who, when and the attached proof.
// One that applies refuses everything (ErrBarred). The first three, and a revocation for one of them, bar the person in every other
// delegation too, known by the blind index of the ID number; which delegation it was is not said. A child of 8 or more is heard; one that does
// not agree is recorded, and nothing is signed.
//
// Signed needs the four clear checks, the opinion and the attached signed copy. Active needs the days on which the village and, for a child who
// attends one, the school were told in writing, and a person of township or county who wrote nothing in it and is not the caregiver.
//
// The parents are in contact with the child at least once a week; the village logs it. After 7 days without a contact it is overdue. A parent
// who agreed gets a short message each week to call home. It names nobody, waits for the quiet hours as others do, and stops with the
// delegation or when the parent says so.
//
// A draft that is thrown away loses its personal values and its attachments, apart from the keyed hash of a person barred by a check.
//
// Who may do what:
//
//	village director, town supervisor (BeneficiaryEdit)  write, check, sign, inform, log contacts, end, in their own area
//	town supervisor, county admin (BeneficiaryVerify)    confirm, return, end, revoke
//	all three (BeneficiaryRead by a region)              read; organisations and volunteers see no delegation
//	all three (BeneficiaryReveal)                        one full value, or the printed agreement, with its purpose; 20 an hour
//
// The table delegationActs lists every act, its states and its permission.
//
// Every reading of delegations and notes, also in lists, writes an audit entry. The work list (work.go) shows pseudonyms only and writes none.
// The caregiver, the parents' mobiles, the child's words and all notes are sealed.
//
// Messages: delegation.waiting, .returned, .expiring (30 days before the end), .ended, and .call_home to the parents. None names a person; see
// notice.go.
package delegations
