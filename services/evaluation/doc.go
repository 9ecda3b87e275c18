// Package evaluation judges how a contract is carried out: versioned score sheets, raters, scores, the merged result, its
// publicity, objections and re-checks. The result releases money: a passed one opens the gate of a milestone.
//
// An evaluation:
//
//	planned → self_reporting → self_submitted → desk → onsite → scored → merged → publicised → final → archived
//	                                                                        ↑  │
//	                                                       reviewed ────────┘  └→ objected → reviewed
//	final (below the pass mark, or a veto) → rectifying → rechecked → final2 → archived
//
// A score sheet is data: sections of items, each with its most points and one way of scoring (bands or a straight line
// from the indicators' ratio, a level, a sum of parts, a deduction), vetoes, and grade bands. A version is never changed;
// an evaluation keeps a copy of the version it was planned with.
//
// The result is a pure function of frozen inputs: sheet, progress of the contract, score cards with the raters' weights,
// vetoes and adjustments. A veto that any rater found counts unless a manager lifts it with a reason. Merging freezes them
// under a hash; a lifted veto, a decision on an objection and a re-check add adjustments, and nothing is taken away. What
// is adjusted shows in public once it is made public again, or final. Points are whole hundredths, rounded half up once
// per item, so anybody recomputes the same total.
//
// Who may do what:
//
//	anybody                       results in publicity and after, without persons
//	manager (EvaluationManage)    plan, name raters, move on, merge, publicise, decide objections, re-check; never a rater.
//	                              Adjusted results are publicised or made final by somebody who did not adjust them
//	rater (EvaluationScore)       sign the declaration of interest, score; sees only the own card until merged
//	provider (EvaluationSelf)     report on itself, object within publicity, report what was put right
//	EvaluationRead                read within region, organisation or assignment; raters only what they rate
//	TemplateEdit                  add a version of a score sheet for the own region
//
// Parties of raters are 第三方, 购买方, 民政, 村居 and 自评; the provider's people rate only as 自评, weighing 20 at most.
//
// Messages: evaluation.assigned, .self_due, .scoring, .scored, .publicised, .objected, .reviewed, .result, .rectify.
package evaluation
