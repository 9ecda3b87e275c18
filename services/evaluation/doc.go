// Package evaluation evaluates the performance of contracts: versioned score sheets, raters, scores, the merged result, its
// publicity, objections and re-checks. A passed evaluation allows the payment of the milestones that depend on it.
//
// An evaluation:
//
//	planned → self_reporting → self_submitted → desk → onsite → scored → merged → publicised → final → archived
//	                                                                        ↑  │
//	                                                       reviewed ────────┘  └→ objected → reviewed
//	final (below the pass mark, or a veto) → rectifying → rechecked → final2 → archived
//
// A score sheet is data: sections of items, each with its maximum and one method of scoring (bands or a straight line from the
// indicators' ratio, a level, a sum of parts, a deduction), vetoes, and grades. An edition of a sheet:
//
//	draft → in_force → retired;  a draft may be thrown away
//
// A draft may have faults, which are told at their fields and refused when it is put in force. There is one draft and one edition in
// force of a code in a region. An edition that was put in force is never changed: the next one begins as a copy. A trial
// (trial.go) shows what a sheet would give; compare.go tells what one edition has otherwise than another. An evaluation is planned
// with an edition in force and stores a copy of it. An item whose kind of indicators the contract lacks is scored by other
// indicators or left out, as the plan says with a reason that everybody sees (substitute.go); the rest then counts for 100.
//
// The result is a pure function of its inputs: sheet, progress of the contract, score cards with the raters' weights, vetoes
// and adjustments. Merging freezes the inputs and stores their hash. Later only adjustments are added: by lifting a veto (a
// rater's veto counts unless a manager lifts it with a reason), by a decision on an objection, and by a re-check. The public
// sees an adjusted result when it is made public again or final. Points are whole hundredths, rounded half up once per item
// (and once for the total when items are left out), so that anybody can compute the same total.
//
// Who may do what:
//
//	anybody                       results in publicity and after, without persons
//	manager (EvaluationManage)    plan, name raters, begin each stage, merge, publicise, decide objections, re-check; never a
//	                              rater. A person who adjusted a result may not publicise it or make it final
//	rater (EvaluationScore)       sign the declaration of interest, score; until the merge sees only their own card
//	provider (EvaluationSelf)     submit a self-report, object within publicity, report what was put right
//	EvaluationRead                read within region, organisation or assignment; raters only the evaluations they rate
//	TemplateEdit                  draft score sheets for their own region, put them in force, retire them
//
// Parties of raters are 第三方, 购买方, 民政, 村居 and 自评. The provider's people rate only as 自评, with a weight of 20 at most.
//
// Files: papers of objections, added by the provider within publicity and while an objection is open, removed until the first
// decision, and seen by everybody who may read the evaluation (files.go).
//
// Messages: evaluation.assigned, .self_due, .scoring, .scored, .publicised, .objected, .reviewed, .result, .rectify.
package evaluation
