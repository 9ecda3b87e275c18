// Package register stores the files of people left behind and of children in need: one person, one file (一人一档).
//
// A file:
//
//	draft → village_submitted → township_verified → registered → exit_pending → exited
//	  ↑            │                    │            │    ↑           │           │
//	  └────────────┴───── return ───────┴────────────┘    └─ return ──┘           │
//	  └───────────────────────────── return (re-entry) ───────────────────────────┘
//
// The village writes and submits, the township verifies, the county confirms: three different persons. Identifying values (name,
// ID number, address, guardian's name and mobile) are sealed; the ID number has a blind index. A second file for an ID number is
// refused with "ask the county" and no details of the first. In a registered file only the living conditions can be edited; the
// identity can be edited after the county has returned the file. A draft that was never registered can be thrown away (Discard).
//
// What is asked beyond identity and core facts is FileForm (form.go): sections and fields as data, each for some kinds of person and on some
// conditions, sealed or not. The API shows the form, the file stores the answers by code, and counts the needed ones that are missing.
// Evidence (evidence.go) tells from the answers whether the person meets the definition of each kind; a file whose facts contradict
// its kind does not go on. Every change of a field is kept (history.go), sealed values sealed.
//
// Rules of age hold at every step of entry, by the day in Shanghai: 留守儿童 under 16, 困境儿童, 孤儿 and 事实无人抚养
// under 18, 留守老人 from 60, 留守妇女 women from 18. R-16: the file of a child under 16 without a caregiver passes no step unless
// the risk is red and the R-16 flag is set, and the child cannot exit as solved while that lasts.
//
// Lists that offices keep are imported (import.go): a dry run, then a draft of the importer for each good row, so that the ways and the separation of
// persons stay; refused rows come back as a spreadsheet with the reasons. Columns follow from FileForm, by its names and by wordings of
// common lists. People with a file in the own area are named and left as they are. Whether a number has a file elsewhere is told by an import
// only, never by a dry run; each such number and each import counts against 40 a day, and then the import stops.
//
// What needs a second person is a request (request.go), applied in the transaction of its approval:
//
//	open → approved | refused | withdrawn
//
//	correct     who the person is               decided by the county
//	transfer    to another village              by the town or county to which the person moves
//	lower_risk  a lower risk, with a reason     by the town or county
//	measure     who cares now for a child alone by the town or county; a proof is attached to the file. It alone ends R-16's alert, which
//	            stands on the workbench of village, town and county
//	inquiry     a number that has a file        answered by the county, without telling which file it is
//
// Nobody decides an own request. A registered file's risk can be raised by an edit, never lowered.
//
// The risk of a child is assessed by a form of ten questions (assessment.go): 0 to 5 points green, to 15 blue, to 25 yellow, above red, and
// red by any emergency. A higher level counts at once, a lower one becomes a request. Assessed again after 365, 180, 90 and 30 days.
//
// Two files whose names sound the same, of one birth and county, of which one at least has no ID number, are a pair (duplicate.go):
//
//	open → different | merged;  different → merged;  merged → open (undone, for 30 days)
//
// The county merges: the kept file takes over what it lacks, the other one exits as merged and refers to it.
//
// Who comes of age (16 as a left-behind child, 18 as any child, 60 as a left-behind woman) waits on the village's workbench until the exit or a
// correction was asked for; the job tell-birthdays tells of each once (birthday.go).
//
// The pseudonym (小A·三年级·村) is unique within the village. Organisations see pseudonym and card of people assigned to them,
// volunteers those of people they are paired with. Neither ever sees name, ID number, address or guardian.
//
// A file is found by part of a name, its pinyin or initials, the guardian, the school, the last digits of a number, the birth or the pseudonym, among 5,000
// files at most (Find): values are sealed, so each is opened for it. What was looked for is neither in the address nor in the audit.
//
// What others keep about a person follows the file in the same transaction (Deps): a move to another village, the exit, and whether an
// organisation still works with the person. Other features add work with a person by ToServe.
//
// Who may do what:
//
//	village director (BeneficiaryEdit)  write, import, edit, submit, propose exit, in their own village
//	town supervisor  (… and Verify)     the same in their own town; verify and return other people's files; assign to organisations
//	county admin (BeneficiaryVerify)    confirm, return, confirm exits, assign
//	all three (BeneficiaryReveal)       one full value with its purpose, 20 an hour; requests within reach
//	organisation (BeneficiaryRead)      cards of assigned people
//
// The table fileActs lists every act, its states and its permission.
//
// Every reading of files, also in lists, writes an audit entry. The work list (work.go) shows pseudonyms only and writes
// none. The text of return notes is sealed.
//
// Messages: register.submitted (to whoever checks the file next; urgent under R-16) and .returned, .request (to whoever decides it), .decided,
// .arrived (to the village to which somebody moved), .age (to the village). None names the person; see notice.go.
package register
