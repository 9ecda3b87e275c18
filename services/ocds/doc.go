// Package ocds publishes the contracts of the public register in the Open Contracting Data Standard (OCDS) 1.1: releases, which say
// what happened and when, and records, which hold the latest state of one contract. It stores nothing: everything is derived from
// contracts, payments and results of evaluations when it is asked for.
//
// Published are the contracts that the public register shows (contracts.Contract.Shown), from their publication on, and then their
// whole history. Drafts, contracts in procurement, cancelled ones (an aborted tender, in the words of the standard) and those that
// ended before their publication never appear, neither in a list nor by their ocid.
//
// The releases of a contract, in the order of their dates; the id is the ocid and what stands in brackets:
//
//	planning [planning]                     the last confirmation of the budget
//	tender [tender]                         the day of the notice
//	award [award]                           the day of the award
//	contract [contract]                     the day of the signature
//	contractAmendment [amendment-amd_…]     an amendment takes force
//	implementation, implementationUpdate    what happens while services are given; the first one is implementation:
//	    [milestone-mil_…]                   a milestone is accepted
//	    [payment-pay_…]                     a payment is paid
//	    [evaluation-1], [evaluation-2] …    a result of an evaluation becomes final
//	    [acceptance]                        the whole is accepted
//	contractTermination [end]               the contract is closed or terminated
//
// A release is derived only from what can no longer change, so that neither its id nor its content changes between two calls: terms
// after the signature, accepted milestones, paid payments, approved amendments, final results. Two things are read as they are at the
// moment: the name of the buyer's region, and the addresses of pages (TONGXING_PUBLIC_URL).
//
// What the stored history does not tell:
//
//   - When the budget of a contract was confirmed, and the last day before an amendment prolonged the term, are kept since this
//     package exists. Older contracts have no planning release, and their tender, award and contract releases no end of the term
//     when an older amendment has prolonged it.
//   - When procurement began is not kept; the tender is dated by its notice. A milestone that was returned and handed in again shows its
//     acceptance alone. Suspension, resumption and rectification have no code in the standard and make no release.
//   - Results of spot checks from before contracts named the evaluation have total and verdict but no sections. A result in publicity is on the notice board but not
//     here before it is final.
//
// Never published are people (who wrote, accepted, rated or paid), bank accounts, numbers of invoices and vouchers, evidence, reasons,
// settlements, opinions of users and other free text written in the course of a contract. Of free text there are the terms that the
// register shows: name, standard, names of indicators and milestones. The budget is not published, because the register does not show it.
//
// A supplier is identified by its unified social credit code under the scheme CN-USCI of org-id.guide. The buyer is a department
// without a code in the store; its id is made of region and name.
//
// The evaluation is no part of the standard. It stands in contracts/evaluations by an extension that the program serves itself
// (extension/), and that every package names.
package ocds
