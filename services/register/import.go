package register

import (
	"slices"
	"strconv"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/form"
	"github.com/tongxing-platform/tongxing/services/platform/sheet"
)

// The refusals of one row of a list of people.
var (
	ErrImportTwice   = fault.New(fault.Invalid, "import_twice", "Row {row} of {sheet} is about the same person. Keep one of them.", "与工作表“{sheet}”第 {row} 行是同一人，请只保留一行。")
	ErrImportUnlike  = fault.New(fault.Invalid, "import_unlike", "Row {row} of {sheet} has the same ID number with another name or village. Find out which one is right and keep that.", "与工作表“{sheet}”第 {row} 行身份证号相同，但姓名或所在村不同，请核实后只保留正确的一行。")
	ErrImportWord    = fault.New(fault.Invalid, "import_word", "Write one of: {choices}.", "请填写其中一项：{choices}。")
	ErrImportWords   = fault.New(fault.Invalid, "import_words", "Write one or several of these, separated by 、: {choices}.", "请从以下各项中填写，多项用顿号分开：{choices}。")
	ErrImportUnasked = fault.New(fault.Invalid, "import_unasked", "This belongs here only when “{field}” is {choices}. Fill that in, or leave this blank.", "只有“{field}”为“{choices}”时才填写此项，请补充或更正“{field}”，或将此项留空。")
	ErrImportNotFor  = fault.New(fault.Invalid, "import_not_for", "This is not asked of a person of these kinds. Leave it blank or correct the kind.", "该类对象不填写此项，请留空或更正类别。")
	ErrImportGrade   = fault.New(fault.Invalid, "import_grade", "Write the grade with its school, for example 小学三年级, 初二 or 高一.", "请写明学段和年级，例如“小学三年级”“初二”“高一”“大班”。")
	ErrImportGrades  = fault.New(fault.Invalid, "import_grades", "Grade and schooling contradict each other.", "年级与学业（学段）不一致，请核对。")
	ErrImportVillage = fault.New(fault.Invalid, "import_village", "There is no such village in your area. Write its name as in the list of villages, or its code.", "您的辖区内没有这个村（社区），请按村（社区）全称或区划代码填写。")
	ErrImportWhich   = fault.New(fault.Invalid, "import_village_which", "Several villages are called so: {choices}. Write the full name or the code.", "有多个村（社区）符合：{choices}。请填写全称或区划代码。")
	ErrImportStopped = fault.New(fault.TooMany, "import_stopped", "Too many numbers of this list have a file elsewhere, or you have imported too often. Nothing was tried from here on. Take the people with files elsewhere out of the list and import the rest tomorrow, or ask the county.", "名单中已在其他地方建档的人员过多，或今天导入次数过多，此后未再处理。请从名单中去掉已在其他地方建档的人员，明天再导入其余人员，或请县级民政部门查询。")
	ErrImportKind    = fault.New(fault.Invalid, "import_kind", "Choose the kind of people in the list.", "请选择名单中人员的类别。")
)

// ImportOutcome is the result of importing a row, or in a dry run the expected result.
type ImportOutcome string

// The outcomes. Nothing is changed by a row that is not good.
const (
	ImportGood    ImportOutcome = "good"    // a draft is written; in a dry run: as far as the own area is concerned
	ImportKnown   ImportOutcome = "known"   // the person has a file in the importer's own area, which stays as it is
	ImportRefused ImportOutcome = "refused" // returned with the reasons
)

// The codes of doubts about cells, besides those of package sheet.
const (
	DoubtBirth    = "birth_from_id" // the cell could not be read; the day was taken from the ID number
	DoubtNoID     = "no_id"         // neither an ID number nor a reason
	DoubtInferred = "inferred"      // the field was blank and follows from another one
	DoubtLeftOut  = "left_out"      // the answer on which the field depends is blank
	DoubtVillage  = "other_village" // the person's file is in another village than the row says
)

var importDoubts = map[string][2]string{ // en, zh
	DoubtBirth:    {"The day cannot be read; it was taken from the ID number.", "出生日期无法识别，已按身份证号取值。"},
	DoubtNoID:     {"There is no ID number; the reason is noted as not collected.", "没有身份证号，原因按“未采集”登记，请核实补充。"},
	DoubtInferred: {"This was blank and was concluded from other columns; please check.", "此项未填，已按其他列推断，请核对。"},
	DoubtLeftOut:  {"This is not imported, because it is not said whether it applies (for a parent: whether alive). Add it to the file.", "此项未导入：前提未填（如父母是否健在），请在档案中补填。"},
	DoubtVillage:  {"The person's file is in another village. If the person has moved, ask for a transfer.", "该人员的档案在其他村（社区）；如已搬迁，请申请迁移。"},
}

// ImportRequest is one list of people. Kind is that of the rows that name none. The file's name is used only to recognise its format.
type ImportRequest struct {
	Kind     Kind
	Filename string
	Data     []byte
	DryRun   bool
	Lang     string // of the reasons in the sheet of refused rows
}

// ImportRow is the result of one row, without values of cells.
type ImportRow struct {
	Sheet    string
	Number   int // row number in the spreadsheet
	Outcome  ImportOutcome
	FileID   string // the draft that was written, or the file that was there
	Problems []sheet.Problem
	Doubts   []sheet.Doubt
}

// ImportReport is the result of an import. Returned is an .xlsx of the refused rows with their reasons, to be corrected and imported again; nil
// when there are none. It is not stored.
type ImportReport struct {
	DryRun   bool
	Sheets   []sheet.SheetInfo
	Blank    int
	Skipped  int
	Rows     []ImportRow
	Returned []byte
}

// Count returns the number of rows with the outcome.
func (r *ImportReport) Count(o ImportOutcome) int {
	n := 0
	for _, row := range r.Rows {
		if row.Outcome == o {
			n++
		}
	}
	return n
}

// The limits of imports. Each import, and each number that turns out to have a file elsewhere, counts against importTokens, so that nobody can
// find out with long lists which numbers have files: what is told of a number without one is a draft in the importer's name.
const (
	MaxImportRows  = 3000
	MaxImportBytes = 20 << 20
	importBatch    = 100 // rows of one transaction
	importTokens   = 40
	importTokenDay = 24 * time.Hour
)

// entry is one row of a list during an import.
type entry struct {
	row     sheet.Row
	content Content
	idKey   string // blind index of the ID number; empty while the row is not accepted, or has none
	sound   string // blind index of name and birth of a row without an ID number
	counted bool   // against importTokens
	bad     []sheet.Problem
	doubts  []sheet.Doubt
}

// refuse adds a reason, unless there is one for that cell.
func (e *entry) refuse(key string, f *fault.Fault) {
	if !e.refused(key) {
		e.bad = append(e.bad, e.row.Problem(key, f))
	}
}

func (e *entry) refused(key string) bool {
	return slices.ContainsFunc(e.bad, func(p sheet.Problem) bool { return p.Key == key })
}

func (e *entry) doubt(key, code string) { e.doubts = append(e.doubts, e.doubtAt(key, code)) }

func (e *entry) doubtAt(key, code string) sheet.Doubt { return e.row.Doubt(key, code, importDoubts) }

// at returns the entry's place for a message about another row.
func (e *entry) at(f *fault.Fault) *fault.Fault {
	return f.With("sheet", e.row.Sheet, "row", strconv.Itoa(e.row.Number))
}

// refuseDoubles refuses rows about the same person: all of them if name or village differ, else all but the first. People without an ID number
// are the same by name, birth and village.
func refuseDoubles(list []*entry) {
	first := map[string]*entry{}
	for _, e := range list {
		key := e.idKey
		if key == "" && e.sound != "" {
			key = e.sound + " " + e.content.Region + " " + e.content.Identity.Name.Reveal()
		}
		if key == "" {
			continue
		}
		f, twice := first[key]
		switch {
		case !twice:
			first[key] = e
		case f.content.Identity.Name == e.content.Identity.Name && f.content.Region == e.content.Region:
			e.refuse(personColumn(e), f.at(ErrImportTwice))
		default:
			e.refuse(FieldIDNumber, f.at(ErrImportUnlike))
			f.refuse(FieldIDNumber, e.at(ErrImportUnlike))
		}
	}
}

// personColumn is the column by which the row was recognised.
func personColumn(e *entry) string {
	if e.idKey != "" {
		return FieldIDNumber
	}
	return FieldName
}

// check checks the row's content by the rules of a new file, and that nothing of it would be dropped.
func (r *importReader) check(e *entry) {
	c := &e.content
	c.Identity.normalise()
	var p fault.Problems
	for _, f := range []struct {
		path string
		text string
		most int
	}{
		{FieldName, c.Identity.Name.Reveal(), 50}, {FieldGuardianName, c.Identity.GuardianName.Reveal(), 50}, {FieldAddress, c.Identity.Address.Reveal(), 200},
	} {
		if fault.Runes(f.text) > f.most {
			e.refuse(f.path, sheet.ErrTooLong.With("chars", strconv.Itoa(f.most)))
		}
	}
	c.complete(c.Identity, r.today, &p)
	clean := FileForm.Clean(c.Details, c.given(), codesOf(c.Kinds...), r.today, columnForm, &p)
	b := Beneficiary{Facts: c.Facts}
	b.checkYounger(clean, &p)
	unread := e.refused(FieldIDNumber)
	for _, f := range problemsOf(p.Err()) {
		unread = unread || f.Path == FieldIDNumber
	}
	for _, f := range problemsOf(p.Err()) {
		// Without a number that can be read, what follows from the number is not wrong too.
		if !unread || f.Path != "no_id_reason" && f.Path != "birth" && f.Path != "gender" {
			e.refuse(f.Path, fault.New(fault.Invalid, f.Code, f.EN, f.ZH))
		}
	}
	r.checkKept(e, clean)
}

// checkKept refuses the answers that are not asked of this person: they would be dropped.
func (r *importReader) checkKept(e *entry, clean form.Answers) {
	kinds := codesOf(e.content.Kinds...)
	FileForm.Each(func(f *form.Field) {
		switch {
		case e.content.Details[f.Code] == "" || clean[f.Code] != "":
		case f.When == nil || !f.Asked(kinds, form.Answers{f.When.Field: f.When.In[0]}):
			e.refuse(columnForm+f.Code, ErrImportNotFor)
		default:
			e.refuse(columnForm+f.Code, ErrImportUnasked.With("field", fieldLabel(f.When.Field, r.lang), "choices", sayCodes(f.When.Field, f.When.In, r.lang)))
		}
	})
}
