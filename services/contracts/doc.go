// Package contracts keeps what a public buyer has bought from an organisation: the contract with its indicators, milestones,
// payments and amendments, and the public register of contracts. What may be done with each of them, by whom and in which
// state, stands in the tables of acts.go, acts_part.go and acts_payment.go.
//
// A contract:
//
//	draft ⇄ budget_confirmed → procuring → awarded → signed → published → performing → mid_passed → final_evaluating
//	  │            │              │           │                               │  ↑           │             │
//	  └────────────┴──── cancel ──┴───────────┴→ cancelled                rectifying ←───────┴─────────────┘
//	final_evaluating → accepting → settling → closed
//	published … accepting, rectifying ⇄ suspended;  signed … accepting, rectifying, suspended → terminated
//
// Budget first: a draft leaves its state with a budget document, an allowed term (one year; 1,096 days with a reason),
// indicator weights of 100, milestone shares of 10,000 basis points and the acknowledgement that nothing is passed on as
// a whole. Only a draft is edited. Signing is within 30 days of the award, with a provider that is active; publication
// later than two working days and filing later than seven are recorded as late, not refused. The evaluation's final
// result moves performing → mid_passed, final_evaluating → accepting, or either → rectifying.
//
// A milestone: pending → submitted → accepted | returned → submitted. A report by hand: submitted → accepted | returned.
//
// A payment: planned → applied → approved → paid, applied or approved → refused → applied. It can be applied for when its
// milestone is accepted and its gate (mid result, final result, acceptance) is open. An approval covers the hash of the
// content; a payment that differs from it is not paid. The provider applies, the approver approves, finance pays: three persons.
//
// An amendment: draft → approved | dropped. It changes the amount or prolongs the term; all together change at most 10.00 %. It is
// proposed and approved from the signature to the acceptance, and not while the contract is suspended.
//
// Units: money in fen. An indicator's target and actual are in its unit, except 小时 in minutes, % in basis points and 元
// in fen. Ratios are basis points, rounded down.
//
// Who may do what:
//
//	anybody                     the register of published contracts
//	provider (ContractReport)   submit milestones, report indicators by hand, apply for payments
//	buyer's clerk (ContractDraft)     draft, move on, record the award, accept reports by hand, draft amendments, close
//	buyer's approver (ContractApprove) confirm the budget, sign, publish, accept milestones and the whole, approve
//	                            payments and amendments, suspend, terminate; never what the same person drafted, and
//	                            never for an organisation that the person belongs to; finance likewise
//	buyer's finance (ContractPay)     pay, refuse an approved payment
//	ContractRead                read within region, organisation or assignment
//
// Messages: contract.signed, .milestone_due (14 and 3 days ahead), .milestone_overdue, .milestone_submitted,
// .milestone_accepted, .milestone_returned, .report_submitted, .report_decided, .payment_applied, .payment_approved,
// .payment_paid, .payment_refused, .rectify, .suspended, .terminated, .provider_stopped
// (to the buyers, when the organisation was suspended or closed). See notice.go.
package contracts
