package surveys

import (
	"slices"
	"strconv"
	"strings"

	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/sheet"
)

// The refusals about an answered list of the police.
var (
	ErrAnswersColumn = fault.New(fault.Invalid, "police_no_results", "The file has no column of results. Upload the list that was taken out, with its column “核实结果” filled in.", "文件中没有“核实结果”列。请上传原来导出的名单，并填好“核实结果”一列。")
	ErrNotInBatch    = fault.New(fault.Invalid, "police_not_in_batch", "Nobody of this batch has this ID number. Check the number, and that the list belongs to this batch.", "本批次没有这个身份证号码。请核对号码，并确认名单属于本批次。")
	ErrAnswerWho     = fault.New(fault.Invalid, "police_who", "Nobody without an ID number has this number and name in the batch. Write both as in the list that was taken out.", "本批次无身份证号码的对象中没有此编号和姓名。请按原来导出的名单填写编号和姓名。")
	ErrAnswerNewID   = fault.New(fault.Invalid, "police_new_id", "This person is in the batch without an ID number. Leave it empty here, and write a number that the police found into the note.", "该对象在名单中没有身份证号码。此格请留空，公安查到的号码写在备注中。")
	ErrAnswerMixed   = fault.New(fault.Invalid, "police_row_mixed", "In the batch, this ID number belongs to another number or name. Perhaps one column was sorted alone; write the row as in the list that was taken out, and differences into the note.", "名单中该身份证号码对应的编号或姓名与此行不同，可能单独排序了某一列。请按原来导出的名单改回，不符之处写在备注中。")
	ErrAnswerWord    = fault.New(fault.Invalid, "police_answer_word", "Write 属实, 查无此人 or 信息不符.", "请填写“属实”“查无此人”或“信息不符”。")
	ErrAnswerNote    = fault.New(fault.Invalid, "police_answer_note", "Say in 5 to 300 characters what does not match.", "“信息不符”须在备注中写明哪里不符（5 到 300 字）。")
	ErrAnswerAlone   = fault.New(fault.Invalid, "police_answer_alone", "There is a note without a result. Fill in the result too.", "只有备注没有核实结果，请补填核实结果。")
	ErrAnswerTwice   = fault.New(fault.Invalid, "import_twice", "Row {row} of {sheet} is about the same person. Keep one of them.", "与工作表“{sheet}”第 {row} 行是同一人，请只保留一行。")
	ErrAnswerUnlike  = fault.New(fault.Invalid, "police_rows_unlike", "Row {row} of {sheet} gives another answer about the same person. Find out which one is right and keep that.", "与工作表“{sheet}”第 {row} 行是同一人，但结果或备注不同，请核实后只保留正确的一行。")
	ErrAnswerThere   = fault.New(fault.Conflict, "police_answered", "Another answer is entered already ({result}) and stays. If it is wrong, correct it on the page of the batch.", "已录入其他结果（{result}），未改动。如需更正，请在核实结果页面逐条修改。")
)

// AnswerOutcome is what becomes of one row of an answered list, or in a dry run what would become of it.
type AnswerOutcome string

// The outcomes. Only an entered row changes anything.
const (
	AnswerEntered AnswerOutcome = "entered"
	AnswerSame    AnswerOutcome = "same"    // this answer was entered before
	AnswerBlank   AnswerOutcome = "blank"   // the row has no result
	AnswerKept    AnswerOutcome = "kept"    // another answer was entered before and stays
	AnswerRefused AnswerOutcome = "refused" // returned with the reasons
)

const (
	colNumber, colResult, colNote, colVillage = "number", "result", "note", "village"
)

// handedColumns are the columns of the list for the police in their order. The first heading is the one in the list that is handed out.
var handedColumns = []sheet.Column{
	{Key: colNumber, Names: []string{"核实编号", "编号", "number"}},
	{Key: colName, Names: []string{"姓名", "name"}, Required: true, Kind: sheet.Name},
	{Key: colID, Names: []string{"身份证号码", "身份证号", "身份证", "公民身份号码", "证件号码", "id number"}, Kind: sheet.IDNumber},
	{Key: colSex, Names: []string{"性别"}},
	{Key: colBirth, Names: []string{"出生日期"}},
	{Key: colVillage, Names: []string{"村（社区）"}},
	{Key: colResult, Names: []string{"核实结果（属实/查无此人/信息不符）", "核实结果", "公安核实结果", "核查结果", "结果", "result"}},
	{Key: colNote, Names: []string{"备注", "说明", "反馈说明", "公安反馈说明", "不符之处", "note"}},
}

// handedHeader returns the headings of the list for the police, and for each column what it offers to choose from.
func handedHeader() (header []string, offers [][]string) {
	for _, c := range handedColumns {
		header = append(header, c.Names[0])
		offers = append(offers, nil)
		if c.Key == colResult {
			for _, code := range PoliceWords.Codes() {
				offers[len(offers)-1] = append(offers[len(offers)-1], PoliceWords.Of(code, "zh"))
			}
		}
	}
	return header, offers
}

// policeVocabulary are the usual ways to write each result, without blanks and in small letters.
var policeVocabulary = map[PoliceResult][]string{
	PoliceConfirmed: {"属实", "信息属实", "核实无误", "无误", "一致", "信息一致", "相符", "信息相符", "confirmed", "match"},
	PoliceNotFound:  {"查无此人", "查无", "无此人", "未查到", "notfound"},
	PoliceMismatch:  {"信息不符", "不符", "不相符", "信息不一致", "不一致", "信息有误", "有误", "不属实", "mismatch"},
}

func policeResultOf(text string) (PoliceResult, bool) {
	text = strings.ToLower(strings.NewReplacer(" ", "", "。", "", "_", "").Replace(text))
	for r, list := range policeVocabulary {
		if slices.Contains(list, text) {
			return r, true
		}
	}
	return NoResult, text == ""
}

// answer is one row of an answered list. line is that of the batch, once it is found.
type answer struct {
	row      sheet.Row
	number   string // 核实编号 as written
	name     string
	idNumber string
	result   PoliceResult
	note     privacy.Secret
	line     *BatchLine
	bad      []sheet.Problem
}

// readAnswer reads a row and checks every rule that needs neither other rows nor the batch.
func readAnswer(row sheet.Row) *answer {
	a := &answer{row: row, number: strings.TrimLeft(row.Value(colNumber), "0"), name: squeeze(row.Value(colName)), idNumber: ident.Normalise(row.Value(colID)), bad: row.Problems()}
	a.note = privacy.Secret(strings.TrimSpace(row.Value(colNote)))
	var known bool
	if a.result, known = policeResultOf(row.Value(colResult)); !known {
		a.refuse(colResult, ErrAnswerWord)
	}
	n := fault.Runes(a.note.Reveal())
	switch {
	case a.result == PoliceMismatch && n < noteLeast:
		a.refuse(colNote, ErrAnswerNote)
	case n > noteMost:
		a.refuse(colNote, sheet.ErrTooLong.With("chars", strconv.Itoa(noteMost)))
	case known && a.result == NoResult && n > 0:
		a.refuse(colResult, ErrAnswerAlone)
	}
	return a
}

// refuse adds a reason, unless there is one for that cell.
func (a *answer) refuse(key string, f *fault.Fault) {
	if !slices.ContainsFunc(a.bad, func(p sheet.Problem) bool { return p.Key == key }) {
		a.bad = append(a.bad, a.row.Problem(key, f))
	}
}

// at names the row in a reason about another one.
func (a *answer) at(f *fault.Fault) *fault.Fault {
	return f.With("sheet", a.row.Sheet, "row", strconv.Itoa(a.row.Number))
}

// handed is a person of a batch as the list for the police names them.
type handed struct {
	line *BatchLine
	name string
}

// handedList finds the persons of a batch by what a row says.
type handedList struct {
	byID     map[string]handed
	byNumber map[string]handed // of those without an ID number
}

// find sets the row's line, or refuses the row. A row whose number or name belongs to somebody else is refused: a column that was sorted alone
// would give the answers to other persons.
func (h *handedList) find(a *answer) {
	if slices.ContainsFunc(a.bad, func(p sheet.Problem) bool { return p.Key == colID || p.Key == colName }) {
		return
	}
	p, ok := h.byID[a.idNumber]
	without, alike := h.byNumber[a.number]
	alike = alike && without.name == a.name
	switch {
	case a.idNumber == "" && alike:
		a.line = without.line
	case a.idNumber == "":
		a.refuse(colID, ErrAnswerWho)
	case !ok && alike:
		a.refuse(colID, ErrAnswerNewID)
	case !ok:
		a.refuse(colID, ErrNotInBatch)
	case p.name != a.name, a.number != "" && a.number != strconv.FormatInt(p.line.Number, 10):
		a.refuse(colID, ErrAnswerMixed)
	default:
		a.line = p.line
	}
}

// refuseTwice refuses rows about the same person: all of them if the answers differ, else all but the first.
func refuseTwice(list []*answer) {
	first := map[string]*answer{}
	for _, a := range list {
		if a.line == nil {
			continue
		}
		f, twice := first[a.line.ID]
		switch {
		case !twice:
			first[a.line.ID] = a
		case f.result == a.result && f.note == a.note:
			a.refuse(colName, f.at(ErrAnswerTwice))
		default:
			a.refuse(colResult, f.at(ErrAnswerUnlike))
			f.refuse(colResult, a.at(ErrAnswerUnlike))
		}
	}
}

// outcome decides about the row. there is the answer's note that was entered before.
func (a *answer) outcome(there privacy.Secret) AnswerOutcome {
	switch {
	case len(a.bad) > 0:
		return AnswerRefused
	case a.result == NoResult:
		return AnswerBlank
	case a.line.Result == NoResult:
		return AnswerEntered
	case a.line.Result == a.result && there == a.note:
		return AnswerSame
	}
	return AnswerKept
}
