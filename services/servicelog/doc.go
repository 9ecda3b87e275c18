// Package servicelog stores what the staff of an organisation did for whom under a contract (服务记录), and counts it: entries, minutes,
// person-times, and each person of the register once.
//
// An entry:
//
//	draft → submitted → approved → void
//	  ↑─────────┘ returned          └ by the bureau, with a reason
//	  └→ discarded
//
// A draft may be incomplete, so that nothing written on a phone is lost. Who hands it in needs everything: a contract that is performing on that
// day, a time that is over, within one day and not overlapping with another entry of a worker, persons assigned to the organisation or
// counts of others, and what was done in at least 20 characters. Another person of the organisation, who neither wrote it nor gave the
// service, approves it; only approved entries count. Persons served at the same time by another entry are shown to that person, and two
// entries of one visit are not both approved: the second worker belongs into the first entry.
//
// Activities of volunteers under a contract and contacts in pairings that are counted for one come into the log by themselves when they are recorded,
// handed in, with the persons of the register whom they served (AddSource). They count persons and person-times; the ledger of hours has the sessions and
// minutes. An activity whose hours are all void is taken back (DropSource).
//
// A thread (个案, 小组) holds the plan, the reviews, the supervisor's notes and the closing of case or group work; its sessions are entries, and its closing counts:
//
//	open ⇄ closed
//
// Figures count in the month of the service, or in the first open one when that is locked (contracts.OpenMonth), so that a locked month never
// moves: what voiding an entry or merging two files changes in it is booked in the first open month. When the figures of the contract are fixed, an
// entry becomes a claim on it. See count.go.
//
// Who may do what:
//
//	social worker, project lead, organisation's administrator (ServiceWrite)   write and hand in entries of the own organisation; lead threads
//	project lead, organisation's administrator (ServiceApprove)                approve, return; supervise threads
//	county, buyer's approver (ServiceVoid)                                     declare an approved entry void
//	the same, buyer's clerk, township and village of the area (ServiceRead)    read entries and threads
//
// The tables entryActs and threadActs list every act, its states and its permission.
//
// Persons are shown by their pseudonyms. Place, content, result and next step are sealed, as are the texts of threads. Reading one entry or
// thread writes an audit entry; lists show no person and write none.
//
// Messages: service.returned, service.void. None names a person; see notice.go.
package servicelog
