// Package satisfaction asks the persons who were served under a contract, or their families, how content they are (满意度回访).
//
// A round belongs to a contract and a period:
//
//	open → closed
//
// The buyer opens it for persons of the service log's counted entries in the period: all of them, or a random sample. Persons who have left the
// register are left out, and a person with two files that were merged is asked once. It ends when the buyer closes it, or after its deadline by a job.
//
// Everybody asked has a slip:
//
//	waiting → answered
//	   └→ refused → answered      refused: on the telephone; the code on paper is still good
//	   └→ gone                    left the register, or one of two files that were merged
//
// Its code is made when the slip is printed, shown that once, and stored as a blind index; printing again makes another one, and the former is
// no longer good. An answer is one of five faces and at most one sentence. It comes by the code (Link), without an account, or the township rings up
// (Call). Nobody is reminded.
//
// Who may do what:
//
//	county, buyer's clerk, buyer's approver (SatisfactionManage)   open and close rounds of contracts of their region; read the sentences
//	township, village (SatisfactionHand)                           print the slips of their area and hand them out
//	township (SatisfactionCall)                                    ring up those of their area who have not answered
//	all these, and the provider (SatisfactionRead)                 results
//
// A person who belongs to the provider, under any account, does nothing of it but read the results. The provider knows neither of open rounds (they
// get into its scope when they are closed) nor who was asked, who answered, or what was written.
//
// Results are shown from five answers up, to everybody alike, once the round is closed: two looks at an open round would show the answer that came
// between them. A town is shown when it and the towns that are not shown have five answers each, or none. See result.go.
//
// Sentences are sealed. The buyer reads them after closing, from five answers up, without persons; each reading writes an audit entry. No
// operation shows the score or the sentence of a person, and no audit entry names whose answer came by code.
//
// Messages, to staff alone: satisfaction.opened, satisfaction.closed. None names a person; see notice.go.
package satisfaction
