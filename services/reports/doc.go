// Package reports stores the reports of providers on the months and quarters of their contracts (月报, 季报), and makes the overview of
// what a county buys (购买服务总览).
//
// A report:
//
//	open ⇄ returned → submitted → accepted
//	  └──────┴→ skipped → open
//
// The daily job opens a report when a period has ended: a calendar month or quarter, as the buyer set for the contract. Its figures are
// made from the service-hour ledger and the service log; nobody types them. The provider writes what was done, what was difficult and what
// comes next, and hands it in; the figures are then kept with it. The buyer's clerk accepts it, or returns it with a reason, or
// skips a period with a reason. Reports of a contract are accepted in order. Accepting locks the figures of the contract until the
// end of the period (contracts.LockTo): what is voided, corrected or confirmed afterwards counts in the first open month. When the
// figures have moved since the report was handed in, it is returned instead, so that nobody locks what they have not seen.
//
// A report is due five working days after its period.
//
// Who may do what:
//
//	provider (ContractReport)        write, hand in
//	buyer's clerk (ContractDraft)    accept, return, skip, open again; not who wrote it, nor who belongs to the provider
//	ContractRead                     read within region, organisation or assignment, print, the overview
//
// The table reportActs lists every act, its states and its permission.
//
// Messages: report.opened, .due (two working days ahead), .overdue (also to the buyer's clerks), .submitted, .returned, .accepted,
// .skipped. See notice.go.
package reports
