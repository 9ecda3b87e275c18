// Package statistics counts the register: nothing is typed, every figure comes from the files.
//
// Figures are by group (children of any kind, everybody, each kind), table (kinds, age, guardianship, parents away, quality of care,
// schooling, boarding, health, aid, risk, self-care), row and sex, of an area and the areas one level below. Each table shows its
// definition; what was not collected is a row of its own. The rows of every table in which nobody is twice sum up to the total (CrossFoot).
//
// Figures of today are read from one index of the register (register.Stats). At the beginning of a month the job take-snapshots stores those
// of every town on the last day of the month before; they give the trend, every earlier day, and all figures above a county. A
// snapshot counts the files as they are when it is taken; a day without a snapshot is answered by the month's end before it.
//
// Ratios are worked out from the population that the county enters with its source (Base), never typed; so are the targets.
//
// Who may do what (StatisticsRead):
//
//	village director, town supervisor, county   their own area, in full
//	county_viewer (an office outside the county) counties and their towns: figures of 1 to 4 persons are hidden, and so many others that none
//	                                            of these can be worked out (suppress.go); no sexes, no villages, no trend
//	county (BeneficiaryVerify)                  keeps population and targets
//	anybody                                     the last month's end of the children of a county: figures of 1 to 9 persons hidden, and so many others;
//	                                            what offices outside the county do not see is hidden as well (Public)
//
// Every reading is an audit entry. There are no messages.
package statistics
