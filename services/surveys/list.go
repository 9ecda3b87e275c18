package surveys

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/sheet"
	"github.com/tongxing-platform/tongxing/services/register"
)

// The refusals about lists of schools.
var (
	ErrListEmpty  = fault.New(fault.Invalid, "survey_list_empty", "No row of this list can be read. Correct the returned rows and upload them again.", "名单中没有可用的行，请按退回表改正后重新上传。")
	ErrWho        = fault.New(fault.Invalid, "survey_who", "Give the ID number or the day of birth.", "请填写身份证号码或出生日期。")
	ErrPupilTwice = fault.New(fault.Invalid, "import_twice", "Row {row} of {sheet} is the same pupil. Keep one of them.", "与工作表“{sheet}”第 {row} 行为同一学生，请只保留一行。")
	ErrPupilSex   = fault.New(fault.Invalid, "gender_unknown", "Write 男 or 女, or leave it empty.", "请填写“男”或“女”，或留空。")
	ErrRowDone    = fault.New(fault.Conflict, "survey_row_decided", "This row is decided already.", "此行已处理。")
	ErrRowAct     = fault.New(fault.Conflict, "survey_row_act", "This does not fit what was found.", "此处理方式不适用于该比对结果。")
	ErrListUsed   = fault.New(fault.Conflict, "survey_list_used", "Rows of this list are decided already, so it stays.", "名单中已有处理过的行，不能删除。")
)

// RowResult is what comparing a pupil of a school's list with the register found.
type RowResult string

// The results.
const (
	Same    RowResult = "same"
	Differs RowResult = "differs"
	Theirs  RowResult = "theirs" // only the school's list has the pupil
	Ours    RowResult = "ours"   // only the register has the child, at a school of the list
)

// RowDecision is what a person made of a result.
type RowDecision string

// The decisions. Handed is no decision yet: the village has to see to it.
const (
	TakenOver     RowDecision = "taken"           // 采用学校信息: of Differs
	KeptOurs      RowDecision = "kept"            // 保留档案信息: of Differs and Ours
	NotLeftBehind RowDecision = "not_left_behind" // 不属于关爱对象: of Theirs
	Begun         RowDecision = "begun"           // 已建档: of Theirs
	Handed        RowDecision = "handed"          // 转村核实: of Theirs
)

// SchoolList is a list of pupils that a school or kindergarten gave.
type SchoolList struct {
	docstore.Meta `bson:",inline"`
	SurveyID      string    `bson:"survey_id"`
	Region        string    `bson:"region"` // path of the county or town within which it is compared
	At            time.Time `bson:"at"`
	By            string    `bson:"by"`
	Rows          int64     `bson:"rows"`
	Same          int64     `bson:"same"`
	Differs       int64     `bson:"differs"`
	Theirs        int64     `bson:"theirs"`
	Ours          int64     `bson:"ours"`
	Open          int64     `bson:"open"` // results that nobody has decided
}

// SchoolRow is one result. Region is where it is decided: the village of the file, else the area of the list until it is handed to a village.
type SchoolRow struct {
	docstore.Meta `bson:",inline"`
	SurveyID      string         `bson:"survey_id"`
	ListID        string         `bson:"list_id"`
	Region        string         `bson:"region"`
	Number        int64          `bson:"number"` // of the row in the sheet; 0: of Ours
	Result        RowResult      `bson:"result"`
	Differs       []string       `bson:"differs,omitempty"` // names of the fields
	FileID        string         `bson:"file_id,omitempty"` // also of a begun file
	Open          bool           `bson:"open"`
	Decision      RowDecision    `bson:"decision,omitempty"`
	By            string         `bson:"by,omitempty"`
	At            time.Time      `bson:"at,omitempty"`
	Pupil         privacy.Sealed `bson:"pupil,omitempty"` // Pupil as JSON
}

// Pupil is what a school's list says.
type Pupil struct {
	Name     string          `json:"name"`
	IDNumber string          `json:"id_number"`
	Birth    region.Day      `json:"birth"`
	Gender   register.Gender `json:"gender"`
	School   string          `json:"school"`
	Grade    string          `json:"grade"` // as written: 三年级
	Class    string          `json:"class"`
	Mobile   string          `json:"mobile"` // of a guardian
}

// The limits of a school's list.
const (
	MaxListRows  = 5000
	MaxListBytes = 10 << 20
)

const (
	colName, colID, colBirth, colSex         = "name", "id_number", "birth", "gender"
	colSchool, colGrade, colClass, colMobile = "school", "grade", "class", "guardian_mobile"
)

// SchoolSheet returns the layout of a school's list. The first heading of a column is the one in the template.
func SchoolSheet() sheet.Layout {
	return sheet.Layout{MaxRows: MaxListRows, Columns: []sheet.Column{
		{Key: colName, Names: []string{"姓名", "学生姓名", "幼儿姓名", "儿童姓名", "name"}, Required: true, Kind: sheet.Name},
		{Key: colID, Names: []string{"身份证号码", "身份证号", "身份证", "公民身份号码", "证件号码", "学生身份证号", "身份证件号", "id number"}, Kind: sheet.IDNumber},
		{Key: colBirth, Names: []string{"出生日期", "出生年月日", "出生年月", "生日", "birth"}, Kind: sheet.Date},
		{Key: colSex, Names: []string{"性别", "sex", "gender"}},
		{Key: colSchool, Names: []string{"学校", "学校名称", "就读学校", "所在学校", "幼儿园", "学校或幼儿园", "school"}},
		{Key: colGrade, Names: []string{"年级", "就读年级", "所在年级", "grade"}},
		{Key: colClass, Names: []string{"班级", "班", "所在班级", "class"}},
		{Key: colMobile, Names: []string{"监护人电话", "监护人手机", "监护人手机号", "监护人联系电话", "家长电话", "家长手机", "联系电话", "guardian mobile"}, Kind: sheet.Mobile},
	}}
}

// readPupil reads a row and reports what is wrong with it.
func readPupil(row sheet.Row, today region.Day) (p Pupil, bad []sheet.Problem) {
	bad = row.Problems()
	refuse := func(key string, f *fault.Fault) { bad = append(bad, row.Problem(key, f)) }
	v := row.Value
	p = Pupil{Name: v(colName), IDNumber: ident.Normalise(v(colID)), Birth: region.Day(v(colBirth)), School: v(colSchool), Grade: v(colGrade), Class: v(colClass), Mobile: v(colMobile)}
	switch strings.ToLower(strings.TrimSuffix(v(colSex), "性")) {
	case "男", "male", "m":
		p.Gender = register.Male
	case "女", "female", "f":
		p.Gender = register.Female
	case "":
	default:
		refuse(colSex, ErrPupilSex)
	}
	if len(bad) > 0 {
		return p, bad
	}
	if p.IDNumber == "" {
		if p.Birth == "" {
			refuse(colID, ErrWho)
		}
		return p, bad
	}
	info, err := ident.CheckIDNumberOn(p.IDNumber, today)
	if err != nil {
		refuse(colID, ident.ErrIDNumber)
		return p, bad
	}
	p.Birth = info.Birth
	if p.Gender = register.Female; info.Male {
		p.Gender = register.Male
	}
	return p, bad
}

// person returns who the pupil is.
func (p *Pupil) person() register.Person {
	return register.Person{Name: privacy.Secret(p.Name), IDNumber: privacy.Secret(p.IDNumber), Birth: p.Birth}
}

// school returns what the register takes over.
func (p *Pupil) school() register.School {
	kind, grade := gradeOf(p.Grade)
	return register.School{Schooling: kind, Grade: grade, Name: p.School, Class: p.Class}
}

var (
	gradeForm  = regexp.MustCompile(`^(小学|小|初中|初|高中|高|中职|职高)?([一二三四五六七八九1-9])(年级|年)?$`)
	kinderForm = regexp.MustCompile(`^(幼儿园)?(小班|中班|大班|学前班|托班)?$`)
	digitsOf   = "一二三四五六七八九"
)

// gradeOf returns the schooling and grade of a grade as schools write it: 三年级, 初二, 大班. It returns "" for anything else.
func gradeOf(text string) (register.Schooling, int64) {
	text = strings.ReplaceAll(text, " ", "")
	if text == "" {
		return "", 0
	}
	if kinderForm.MatchString(text) {
		return register.Kindergarten, 0
	}
	m := gradeForm.FindStringSubmatch(text)
	if m == nil {
		return "", 0
	}
	n := int64(strings.Index(digitsOf, m[2])/len("一") + 1)
	if m[2][0] <= '9' {
		n = int64(m[2][0] - '0')
	}
	kind := map[string]register.Schooling{"初": register.Junior, "初中": register.Junior, "高": register.Senior, "高中": register.Senior, "中职": register.Vocational, "职高": register.Vocational}[m[1]]
	switch {
	case kind == "" && n <= 6:
		return register.Primary, n
	case kind == "" && m[1] == "":
		return register.Junior, n - 6
	case kind == "" || n > 3:
		return "", 0
	}
	return kind, n
}

// compare returns the names of the fields in which the school says otherwise. What the school leaves empty is not compared.
func (p *Pupil) compare(k *register.Known) []string {
	var list []string
	differs := func(field, theirs, ours string) {
		if theirs != "" && squeeze(theirs) != squeeze(ours) {
			list = append(list, field)
		}
	}
	differs(colName, p.Name, k.Identity.Name.Reveal())
	if k.Identity.IDNumber != "" {
		differs(colID, p.IDNumber, k.Identity.IDNumber.Reveal())
	}
	differs(colBirth, string(p.Birth), string(k.Birth))
	differs(colSex, string(p.Gender), string(k.Gender))
	differs(colSchool, p.School, k.Details[register.SchoolName])
	if kind, grade := gradeOf(p.Grade); kind != "" && (kind != k.Schooling || grade != k.Grade) {
		list = append(list, colGrade)
	}
	differs(colClass, p.Class, k.Details[register.SchoolClass])
	if k.Identity.GuardianMobile != "" {
		differs(colMobile, p.Mobile, k.Identity.GuardianMobile.Reveal())
	}
	return list
}

func squeeze(s string) string { return strings.ReplaceAll(s, " ", "") }

// fits reports whether the decision may be taken on the result.
func (d RowDecision) fits(r RowResult) bool {
	return slices.Contains(map[RowResult][]RowDecision{
		Differs: {TakenOver, KeptOurs}, Ours: {KeptOurs}, Theirs: {NotLeftBehind, Begun, Handed},
	}[r], d)
}
