package volunteers

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/sheet"
)

// The refusals of one row of a roster.
var (
	ErrTwice    = fault.New(fault.Invalid, "import_twice", "Row {row} of {sheet} has the same ID number. Keep one of them.", "与工作表“{sheet}”第 {row} 行的身份证号码重复，请只保留一行。")
	ErrUnlike   = fault.New(fault.Invalid, "import_unlike", "Row {row} of {sheet} has the same ID number with another name or mobile. Find out which one is right.", "与工作表“{sheet}”第 {row} 行身份证号码相同，但姓名或手机号不同，请核实后只保留正确的一行。")
	ErrDiffers  = fault.New(fault.Conflict, "import_differs", "The profile says otherwise. Nothing was changed; correct the roster or have the profile corrected.", "与已有档案不一致，未作修改；请核对后更正花名册或档案。")
	ErrPaper    = fault.New(fault.Invalid, "import_guardian", "Under 18 a guardian's name, mobile and 是 under consent are needed.", "未满 18 周岁须填写监护人姓名、手机号，且监护人同意栏为“是”。")
	ErrPaperDay = fault.New(fault.Invalid, "import_guardian_day", "Give the day on which the guardian signed the consent; it cannot lie in the future.", "请填写监护人签署同意书的日期，不能晚于今天。")
	ErrSex      = fault.New(fault.Invalid, "gender_unknown", "Write 男 or 女, or leave it empty.", "请填写“男”或“女”，或留空。")
	ErrPlace    = fault.New(fault.Invalid, "import_region", "Give the area's code of at least six digits, or leave it empty.", "请填写六位以上的区划代码，或留空。")
)

// Outcome is the result of importing a row, or in a dry run the expected result.
type Outcome string

// The outcomes. Rows in conflict and refused rows change nothing and are returned. Invited is the outcome of every good row whose person is
// not a member, whether anybody knows them or not, so that a roster tells nothing about people.
const (
	Invited   Outcome = "asked"     // the person is asked to join, or was asked before and has not answered
	Completed Outcome = "updated"   // empty fields of a member's profile, which nobody has claimed, were filled
	Unchanged Outcome = "unchanged" // a member's profile already has everything
	Conflict  Outcome = "conflict"  // a member's profile has other values
	Refused   Outcome = "refused"
)

// The codes of doubts about cells, besides those of package sheet.
const (
	DoubtBirth  = "birth_from_id" // the cell could not be read; the day was taken from the ID number
	DoubtMobile = "mobile_shared" // several people of the roster have this mobile
)

var doubtTexts = map[string][2]string{ // en, zh
	DoubtBirth:  {"The day cannot be read; it was taken from the ID number.", "出生日期无法识别，已按身份证号码取值。"},
	DoubtMobile: {"Another row has the same mobile; please check.", "与其他行手机号相同，请核对。"},
}

// ImportRequest is one roster of one organisation. The file's name is used only to recognise its format.
type ImportRequest struct {
	OrgID    string
	Filename string
	Data     []byte
	DryRun   bool
	Lang     string // of the reasons in the sheet of refused rows
}

// ImportRow is the result of one row, without values of cells.
type ImportRow struct {
	Sheet       string
	Number      int // row number in the spreadsheet
	Outcome     Outcome
	VolunteerID string // the profile, if the person is a member
	Problems    []sheet.Problem
	Doubts      []sheet.Doubt
}

// ImportReport is the result of an import; a dry run gives the same rows and outcomes. Returned is an .xlsx of the rows in
// conflict and the refused rows with their reasons, to be corrected and imported again; nil when there are none. It is not stored.
type ImportReport struct {
	OrgID    string
	DryRun   bool
	Sheets   []sheet.SheetInfo
	Blank    int
	Skipped  int
	Rows     []ImportRow
	Returned []byte
}

// Count returns the number of rows with the outcome.
func (r *ImportReport) Count(o Outcome) int {
	n := 0
	for _, row := range r.Rows {
		if row.Outcome == o {
			n++
		}
	}
	return n
}

// The limits of one roster.
const (
	MaxImportRows  = 20_000
	MaxImportBytes = 20 << 20
	importBatch    = 200 // rows of one transaction
)

// The columns of a roster.
const (
	colName, colGender, colBirth, colID, colMobile        = "name", "gender", "birth", "id_number", "mobile"
	colRegion, colSkills, colServices, colAvailable       = "region", "skills", "services", "available"
	colEmergency, colEmergencyMobile                      = "emergency.name", "emergency.mobile"
	colGuardian, colGuardianMobile                        = "guardian.name", "guardian.mobile"
	colGuardianRelation, colGuardianSaid, colGuardianWhen = "guardian.relation", "guardian.consent", "guardian.consent_day"
)

// Roster returns the layout of a volunteer roster. The first heading of a column is the one in the template.
func Roster() sheet.Layout {
	return sheet.Layout{MaxRows: MaxImportRows, Columns: []sheet.Column{
		{Key: colName, Names: []string{"姓名", "志愿者姓名", "名字", "name"}, Required: true, Kind: sheet.Name},
		{Key: colGender, Names: []string{"性别", "gender", "sex"}},
		{Key: colBirth, Names: []string{"出生日期", "出生年月日", "出生年月", "生日", "birth", "birthday"}, Kind: sheet.Date},
		{Key: colID, Names: []string{"身份证号码", "身份证号", "身份证", "公民身份号码", "居民身份证号码", "居民身份证号", "证件号码", "证件号", "身份号码", "id number"}, Required: true, Kind: sheet.IDNumber},
		{Key: colMobile, Names: []string{"手机号码", "手机号", "手机", "联系电话", "电话", "电话号码", "联系方式", "移动电话", "联系手机", "本人电话", "mobile", "phone"}, Required: true, Kind: sheet.Mobile},
		{Key: colRegion, Names: []string{"区划代码", "居住地区划代码", "行政区划代码", "region code"}},
		{Key: colSkills, Names: []string{"专业技能", "特长", "技能", "技能特长", "个人特长", "专长", "skills"}},
		{Key: colServices, Names: []string{"服务类别", "服务类型", "服务意向", "志愿服务类别", "服务方向", "services"}},
		{Key: colAvailable, Names: []string{"可服务时间", "服务时间", "空闲时间", "available"}},
		{Key: colEmergency, Names: []string{"紧急联系人", "紧急联系人姓名", "emergency contact"}, Kind: sheet.Name},
		{Key: colEmergencyMobile, Names: []string{"紧急联系人电话", "紧急联系电话", "紧急联系人手机", "紧急联系人手机号"}, Kind: sheet.Mobile},
		{Key: colGuardian, Names: []string{"监护人姓名", "监护人", "guardian"}, Kind: sheet.Name},
		{Key: colGuardianMobile, Names: []string{"监护人电话", "监护人手机", "监护人手机号", "监护人联系电话", "监护人联系方式"}, Kind: sheet.Mobile},
		{Key: colGuardianRelation, Names: []string{"与监护人关系", "监护人关系", "监护关系"}},
		{Key: colGuardianSaid, Names: []string{"监护人是否同意", "监护人同意", "监护人意见"}, Kind: sheet.YesNo},
		{Key: colGuardianWhen, Names: []string{"监护人同意日期", "同意日期", "同意书日期"}, Kind: sheet.Date},
	}}
}

// entry is one row of a roster during an import.
type entry struct {
	row     sheet.Row
	profile Profile
	info    ident.IDNumberInfo
	key     string // of the person; empty while the ID number is not valid
	mobile  string // blind index
	bad     []sheet.Problem
	doubts  []sheet.Doubt
}

func (e *entry) refuse(key string, f *fault.Fault) {
	e.bad = append(e.bad, e.row.Problem(key, f))
}

func (e *entry) doubt(key, code string) {
	e.doubts = append(e.doubts, e.row.Doubt(key, code, doubtTexts))
}

// softDates are the errors of a birth day for which a row is not refused, because the ID number gives the day.
var softDates = []*fault.Fault{sheet.ErrDate, sheet.ErrShortYear, sheet.ErrAmbiguous}

// read parses the row and checks every rule that needs no other row and no profile.
func (e *entry) read(home string, place func(code string) (string, bool), today region.Day) {
	for _, p := range e.row.Problems() {
		if p.Key == colBirth && slices.ContainsFunc(softDates, func(f *fault.Fault) bool { return f.Is(p.Err) }) {
			e.doubt(colBirth, DoubtBirth)
			continue
		}
		e.bad = append(e.bad, p)
	}
	for _, c := range Roster().Columns {
		if n := e.row.Cell(c.Key).Note; n == sheet.NoteSerial || n == sheet.NoteCheckEnd {
			e.doubt(c.Key, string(n))
		}
	}
	e.fill(home, place)
	if len(e.bad) > 0 {
		return
	}
	if g := e.profile.Guardian; g != nil && region.DayOf(g.At) > today {
		g.At = time.Time{}
	}
	e.profile.normalise()
	info, err := e.profile.Check(today)
	e.info = info
	for _, f := range fieldsOf(err) {
		switch f.Path {
		case "guardian":
			e.refuse(colGuardian, ErrPaper)
		case "guardian.consent_version":
			e.refuse(colGuardianWhen, ErrPaperDay)
		default:
			e.refuse(f.Path, fault.New(fault.Invalid, f.Code, f.EN, f.ZH))
		}
	}
}

func (e *entry) fill(home string, place func(code string) (string, bool)) {
	v := e.row.Value
	p := &e.profile
	p.Name, p.IDNumber, p.Mobile = privacy.Secret(v(colName)), privacy.Secret(v(colID)), privacy.Secret(v(colMobile))
	p.Birth, p.Region = region.Day(v(colBirth)), home
	p.Skills, p.Services, p.Available = listed(v(colSkills)), listed(v(colServices)), v(colAvailable)
	p.Emergency = Kin{Name: privacy.Secret(v(colEmergency)), Mobile: privacy.Secret(v(colEmergencyMobile))}
	if g := v(colGender); g != "" {
		var ok bool
		if p.Gender, ok = genders[strings.ToLower(strings.TrimSuffix(g, "性"))]; !ok {
			e.refuse(colGender, ErrSex)
		}
	}
	if code := v(colRegion); code != "" {
		path, ok := place(code)
		if !ok {
			e.refuse(colRegion, ErrPlace)
		}
		p.Region = path
	}
	if v(colGuardian) != "" && v(colGuardianSaid) == "true" {
		p.Guardian = &Consenting{
			Kin:     Kin{Name: privacy.Secret(v(colGuardian)), Relation: v(colGuardianRelation), Mobile: privacy.Secret(v(colGuardianMobile))},
			Version: PaperConsent, At: region.Day(v(colGuardianWhen)).Start(),
		}
	}
}

var genders = map[string]Gender{"男": Male, "女": Female, "male": Male, "female": Female, "m": Male, "f": Female}

// listed splits a cell with several words.
func listed(cell string) []string {
	return distinctWords(strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune("、，,；;/|\n", r) }))
}

func fieldsOf(err error) []fault.Field {
	if f, ok := errors.AsType[*fault.Fault](err); ok {
		return f.Fields
	}
	return nil
}

// compare returns the columns in which the roster differs from a member's profile. fill reports whether the roster has values for empty
// fields of the profile.
func (e *entry) compare(v *Volunteer, o *opened) (differs []string, fill bool) {
	p := &e.profile
	for _, f := range []struct {
		key      string
		has, new bool
		same     bool
	}{
		{colName, true, true, p.Name == o.Name},
		{colMobile, true, true, p.Mobile == o.Mobile},
		{colSkills, len(v.Skills) > 0, len(p.Skills) > 0, sameWords(v.Skills, p.Skills)},
		{colServices, len(v.Services) > 0, len(p.Services) > 0, sameWords(v.Services, p.Services)},
		{colAvailable, v.Available != "", p.Available != "", v.Available == p.Available},
		{colEmergency, o.EmergencyName != "", p.Emergency.Name != "", o.EmergencyName == p.Emergency.Name && o.EmergencyMobile == p.Emergency.Mobile},
	} {
		if f.new && f.has && !f.same {
			differs = append(differs, f.key)
		}
		fill = fill || f.new && !f.has
	}
	return differs, fill
}

// complete returns the profile's details with empty fields filled from those of a roster.
func complete(v *Volunteer, o *opened, from Details) Details {
	d := Details{
		Skills: v.Skills, Services: v.Services, Available: v.Available,
		Emergency: Kin{Name: o.EmergencyName, Relation: v.Emergency.Relation, Mobile: o.EmergencyMobile},
	}
	if len(d.Skills) == 0 {
		d.Skills = from.Skills
	}
	if len(d.Services) == 0 {
		d.Services = from.Services
	}
	if d.Available == "" {
		d.Available = from.Available
	}
	if d.Emergency.Name == "" {
		d.Emergency = from.Emergency
	}
	return d
}

func sameWords(a, b []string) bool {
	a, b = slices.Clone(a), slices.Clone(b)
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(a, b)
}

// refuseDoubles refuses rows with the same ID number: all of them if they differ, else all but the first. It also marks mobiles
// that several people share.
func refuseDoubles(list []*entry) {
	first, phones := map[string]*entry{}, map[string]*entry{}
	for _, e := range list {
		if e.key == "" {
			continue
		}
		f, twice := first[e.key]
		if !twice {
			first[e.key] = e
			if other, shared := phones[e.mobile]; shared {
				e.doubt(colMobile, DoubtMobile)
				if !slices.ContainsFunc(other.doubts, func(d sheet.Doubt) bool { return d.Code == DoubtMobile }) {
					other.doubt(colMobile, DoubtMobile)
				}
			} else {
				phones[e.mobile] = e
			}
			continue
		}
		if f.profile.Name == e.profile.Name && f.profile.Mobile == e.profile.Mobile {
			e.refuse(colID, ErrTwice.With("sheet", f.row.Sheet, "row", strconv.Itoa(f.row.Number)))
			continue
		}
		e.refuse(colID, ErrUnlike.With("sheet", f.row.Sheet, "row", strconv.Itoa(f.row.Number)))
		if !slices.ContainsFunc(f.bad, func(p sheet.Problem) bool { return ErrUnlike.Is(p.Err) }) {
			f.refuse(colID, ErrUnlike.With("sheet", e.row.Sheet, "row", strconv.Itoa(e.row.Number)))
		}
	}
}
