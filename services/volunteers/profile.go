package volunteers

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// The refusals of a profile's fields.
var (
	ErrTooYoung   = fault.New(fault.Invalid, "volunteer_too_young", "Volunteers are at least 14 years old.", "未满 14 周岁不能登记为志愿者。")
	ErrGuardian   = fault.New(fault.Invalid, "guardian_required", "Under 18 a guardian's name and mobile are needed; a code is sent to it.", "未满 18 周岁须填写监护人姓名和手机号，登记后由监护人凭手机验证码同意。")
	ErrOwnMobile  = fault.New(fault.Invalid, "guardian_mobile_own", "Give the guardian's own mobile, not the volunteer's.", "监护人手机号不能与志愿者本人相同。")
	ErrConsent    = fault.New(fault.Invalid, "consent_version", "Read and agree to the present version of the consent.", "请阅读并同意最新版本的同意书。")
	ErrGender     = fault.New(fault.Invalid, "gender_mismatch", "This does not agree with the ID number.", "性别与身份证号码不一致，请核对。")
	ErrBirth      = fault.New(fault.Invalid, "birth_mismatch", "This does not agree with the ID number.", "出生日期与身份证号码不一致，请核对。")
	ErrRegionHigh = fault.New(fault.Invalid, "region_too_high", "Choose at least the county.", "居住区域请至少选择到县（区）。")
)

// The age limits of the rules.
const (
	MinAge   = 14
	AdultAge = 18
)

// The versions of the consents that are accepted now, and the one for a signed consent kept by the organisation.
const (
	GuardianConsent  = "guardian-2026-01"
	ClearanceConsent = "clearance-2026-01"
	PaperConsent     = "paper"
)

// Kin is a relative or friend of the volunteer.
type Kin struct {
	Name     privacy.Secret
	Relation string
	Mobile   privacy.Secret
}

// Consenting is the guardian of a volunteer under 18. In a roster it has the consent on paper, with its time; the consent by a code
// comes later.
type Consenting struct {
	Kin
	Version string
	At      time.Time
}

// Details is the part of a profile that the volunteer may change at any time.
type Details struct {
	Skills    []string
	Services  []string
	Available string
	Emergency Kin
}

// Profile is the input of Register. Gender and Birth may be empty; otherwise they must agree with the ID number.
type Profile struct {
	Name     privacy.Secret
	IDNumber privacy.Secret
	Mobile   privacy.Secret
	Gender   Gender
	Birth    region.Day
	Region   string // path
	Details
	Guardian  *Consenting
	Agreement Agreement // to OwnText; not needed in a roster
}

func (p *Profile) normalise() {
	p.Name = tidy(p.Name)
	p.IDNumber = privacy.Secret(ident.Normalise(p.IDNumber.Reveal()))
	p.Mobile = mobile(p.Mobile)
	p.Details.normalise()
	if p.Guardian != nil {
		g := *p.Guardian
		g.normalise()
		p.Guardian = &g
	}
}

func (d *Details) normalise() {
	d.Skills, d.Services = distinctWords(d.Skills), distinctWords(d.Services)
	d.Available = strings.TrimSpace(d.Available)
	d.Emergency.normalise()
}

func (k *Kin) normalise() {
	k.Name, k.Relation, k.Mobile = tidy(k.Name), strings.TrimSpace(k.Relation), mobile(k.Mobile)
}

// Check returns the information in the ID number, or an error with every wrong field of the normalised profile.
func (p *Profile) Check(today region.Day) (ident.IDNumberInfo, error) {
	var bad fault.Problems
	bad.Check(fault.Between(p.Name.Reveal(), 2, 50), "name", "length", "The name needs 2 to 50 characters.", "姓名应为 2 到 50 个字。")
	if ident.CheckMobile(p.Mobile.Reveal()) != nil {
		bad.Fault("mobile", ident.ErrMobile)
	}
	info, err := ident.CheckIDNumberOn(p.IDNumber.Reveal(), today)
	if err != nil {
		bad.Fault("id_number", ident.ErrIDNumber)
	} else {
		p.agree(info, &bad)
		p.checkAge(info.Birth.Age(today), &bad)
	}
	p.check(&bad)
	return info, bad.Err()
}

// agree adds the fields that differ from the ID number to bad.
func (p *Profile) agree(info ident.IDNumberInfo, bad *fault.Problems) {
	if p.Gender != "" && p.Gender != genderOf(info) {
		bad.Fault("gender", ErrGender)
	}
	if p.Birth != "" && p.Birth != info.Birth {
		bad.Fault("birth", ErrBirth)
	}
}

func (p *Profile) checkAge(age int, bad *fault.Problems) {
	switch {
	case age < MinAge:
		bad.Fault("id_number", ErrTooYoung)
	case age >= AdultAge:
		p.Guardian = nil // adults have no guardian
	case p.Guardian == nil:
		bad.Fault("guardian", ErrGuardian)
	default:
		p.Guardian.check(p.Mobile, bad)
	}
}

func (g *Consenting) check(own privacy.Secret, bad *fault.Problems) {
	bad.Check(fault.Between(g.Name.Reveal(), 2, 50), "guardian.name", "length", "The name needs 2 to 50 characters.", "监护人姓名应为 2 到 50 个字。")
	bad.Check(fault.Runes(g.Relation) <= 20, "guardian.relation", "length", "At most 20 characters.", "关系最多 20 字。")
	switch {
	case ident.CheckMobile(g.Mobile.Reveal()) != nil:
		bad.Fault("guardian.mobile", ident.ErrMobile)
	case g.Mobile == own:
		bad.Fault("guardian.mobile", ErrOwnMobile)
	}
	if g.Version != "" && (g.Version != PaperConsent || g.At.IsZero()) {
		bad.Fault("guardian.consent_version", ErrConsent)
	}
}

func (d *Details) check(bad *fault.Problems) {
	checkWords(bad, "skills", d.Skills)
	checkWords(bad, "services", d.Services)
	bad.Check(fault.Runes(d.Available) <= 200, "available", "length", "At most 200 characters.", "可服务时间最多 200 字。")
	e := d.Emergency
	if e == (Kin{}) {
		return
	}
	bad.Check(fault.Between(e.Name.Reveal(), 2, 50), "emergency.name", "length", "The name needs 2 to 50 characters.", "紧急联系人姓名应为 2 到 50 个字。")
	bad.Check(fault.Runes(e.Relation) <= 20, "emergency.relation", "length", "At most 20 characters.", "关系最多 20 字。")
	if ident.CheckMobile(e.Mobile.Reveal()) != nil {
		bad.Fault("emergency.mobile", ident.ErrMobile)
	}
}

const maxWords = 20

func checkWords(bad *fault.Problems, path string, list []string) {
	ok := len(list) <= maxWords && !slices.ContainsFunc(list, func(w string) bool { return fault.Runes(w) > 20 })
	bad.Check(ok, path, "length", "At most 20 entries of at most 20 characters.", "最多 20 项，每项最多 20 字。")
}

// distinctWords trims the words and removes empty and repeated ones. The order is kept.
func distinctWords(list []string) []string {
	var out []string
	for _, w := range list {
		if w = strings.TrimSpace(w); w != "" && !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return out
}

func genderOf(info ident.IDNumberInfo) Gender {
	if info.Male {
		return Male
	}
	return Female
}

// tidy normalises a name: 王 明 becomes 王明; other scripts keep one blank between words.
func tidy(s privacy.Secret) privacy.Secret {
	between := ""
	if strings.ContainsFunc(s.Reveal(), func(r rune) bool { return unicode.IsLetter(r) && !unicode.Is(unicode.Han, r) }) {
		between = " "
	}
	return privacy.Secret(strings.Join(strings.Fields(s.Reveal()), between))
}

func mobile(s privacy.Secret) privacy.Secret {
	return privacy.Secret(ident.NormaliseMobile(s.Reveal()))
}
