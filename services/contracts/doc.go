// Package contracts stores the contracts by which a public buyer purchases services from an organisation, with their indicators,
// milestones, payments and amendments, and the public register of contracts. The tables in acts.go, acts_part.go and
// acts_payment.go list every act with its states and permission.
//
// A contract:
//
//	draft ⇄ budget_confirmed → procuring → awarded → signed → published → performing → mid_passed → final_evaluating
//	  │            │              │           │                               │  ↑           │             │
//	  └────────────┴──── cancel ──┴───────────┴→ cancelled                rectifying ←───────┴─────────────┘
//	final_evaluating → accepting → settling → closed
//	published … accepting, rectifying ⇄ suspended;  signed … accepting, rectifying, suspended → terminated
//
// The budget of a draft is confirmed only with a budget document, an allowed term (one year; 1,096 days with a reason),
// indicator weights of 100 in all, milestone shares of 10,000 basis points in all, and the statement that the whole is not
// subcontracted. Only a draft can be edited. A contract is signed within 30 days of the award, with an active provider;
// publication later than two working days and filing later than seven are recorded as late, not refused. The final result of
// an evaluation changes performing → mid_passed, final_evaluating → accepting, or either → rectifying.
//
// A milestone: pending → submitted → accepted | returned → submitted. A report by hand: submitted → accepted | returned.
//
// A payment: planned → applied → approved → paid, applied or approved → refused → applied. It can be applied for when its
// milestone is accepted and its gate (mid result, final result, acceptance) is open. An approval covers the hash of the
// content; a payment with another content is not paid. The provider applies, the approver approves, finance pays: three persons.
//
// The terms may hold a table of payment (paytable.go): what part of a payment is due by the result of the evaluation on which its milestone
// depends. What is due and what is deducted is worked out from the last final result and kept on the payment when it is applied
// for; only that is paid. A payment of which nothing is due is recorded as such: planned or refused → withheld. An amendment may
// change the table before the first result that it decides upon.
//
// An amendment: draft → approved | dropped. It changes the amount or prolongs the term; all together change at most 10.00 %. It is
// proposed and approved from the signature to the acceptance, and not while the contract is suspended. Its text says what every
// payment is before and after: a change of the amount spreads by the milestones' shares over the payments that nobody has applied
// for, the last of them taking what rounding leaves. When a payment has changed since, it cannot be approved and is proposed again.
//
// From the acceptance of the whole or the termination on the figures are fixed. What the ledger changes about the contract later is
// added to its open claim (claim.go), told to both sides once a day, and settled by the approver with what was decided.
//
// Units: money in fen. An indicator's target and actual are in its unit, except 小时 in minutes, % in basis points and 元
// in fen. Ratios are basis points, rounded down.
//
// Who may do what:
//
//	anybody                     the register of published contracts; indicators at the last end of a month, numbers of 1 to 9 persons hidden (public.go)
//	provider (ContractReport)   submit milestones, report indicators by hand, apply for payments
//	buyer's clerk (ContractDraft)     draft, procure, record the award, begin, accept reports by hand, draft amendments, close
//	buyer's approver (ContractApprove) confirm the budget, sign, publish, accept milestones and the whole, approve
//	                            payments and amendments, settle claims, suspend, terminate; never a contract that they drafted or of an
//	                            organisation that they belong to; the same holds for finance
//	buyer's finance (ContractPay)     pay, refuse an approved payment
//	ContractRead                read within region, organisation or assignment
//
// Files, seen by everybody who may read the contract (files.go):
//
//	the signed contract         added by buyer and provider from the award to the acceptance; removed by the buyer until published
//	amendments                  added by both while the contract may be amended; removed by the buyer while one is proposed
//	evidence of a milestone     added and removed by the provider until it is handed in, and when it was returned
//	invoices                    added and removed by the provider until it applies for the payment, and when it was refused
//	vouchers                    added by the buyer's finance once approved; removed until the payment is recorded
//
// Messages: contract.signed, .milestone_due (14 and 3 days ahead), .milestone_overdue, .milestone_submitted,
// .milestone_accepted, .milestone_returned, .report_submitted, .report_decided, .payment_applied, .payment_approved,
// .payment_paid, .payment_refused, .rectify, .claim, .claim_settled, .late_entry (both sides: a locked month), .suspended, .terminated, .provider_stopped
// (to the buyers, when the organisation was suspended or closed). See notice.go.
package contracts
