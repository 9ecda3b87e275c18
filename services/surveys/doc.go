// Package surveys keeps the survey rounds (摸底排查) of a county: everybody in the register is looked for in every village by a day, schools
// and the police are asked, and what they answer is decided by people.
//
// A round is made by the county:
//
//	draft → open ⇄ closed
//
// Opening it gives each village of the area a task: the list of all files in the register of the round's kinds there; an area outside the
// official codes (园区) without villages gets one as well. One round of the same kinds is open in a county. Closing it locks the lists of
// villages and schools, also with open tasks after a warning; answers of the police are entered and seen to at any time; what comes late from a phone is refused as survey_closed. Within 30 days the county can reopen it, for
// a reason and until a new deadline.
//
//	open → submitted → accepted        the village hands in, another person of the town or county accepts
//	  ↑        │           │
//	returned ←─┴───────────┘           with what is to be done
//
// Each person of the list is decided by the village: confirmed; changed, which the register marks when the file is edited (FileEdited); left,
// which proposes the exit; or not found. Persons who are missing on the list get a file in the register and are added, each to one list
// of a round. A person who moves while nobody has decided about them goes to the list of the other village (PersonMoved). A village without a
// director is shown as such and its town does the task, as it may do any task of its area; then another person accepts.
//
// A round may have up to 40 questions of its own, answered for each person or once by each village.
//
// A school's list (list.go) is compared with the register, by ID number, else by the sound of the name and the birth: same, differs, only theirs,
// only ours. A person decides each: take over (edits the file), keep, not left behind, begin a file (a draft), or hand it to a village. A file
// out of the list's area counts as none, so that nobody learns from a list who has a file elsewhere; the register refuses the second file.
//
// A batch (police.go) hands persons of the round to the police as an encrypted file with names and ID numbers. The county enters what comes back,
// one by one or by uploading that file with the results filled in (answers.go): all of it or nothing, by ID number within the batch, and
// never over an answer that is there. A mismatch is work of the village until it wrote what was done, also after the round was closed.
// Schools and the police have no accounts: the county hands lists over.
//
// Who may do what:
//
//	county admin (BeneficiaryVerify)            rounds of their own county; batches for the police (ExportPersons to take them out)
//	town supervisor, county admin (… Verify)    accept and return lists of their area; upload schools' lists for it
//	village director, town supervisor (… Edit)  decide, add, hand in
//	all three (BeneficiaryReveal)               read rounds, tasks and progress, and decide results of schools' lists, within their reach
//
// Organisations and volunteers have no part in it. The tables surveyActs and taskActs list every act, its states and its permission.
//
// Reading a list writes an audit entry with the persons shown. Notes are sealed.
//
// Messages: survey.opened (to the villages), .submitted (to the town), .returned (to who handed in), .due (five working days and one before the
// deadline, and after it, each once), .police (a mismatch, to the village). None names a person; see notice.go.
package surveys
