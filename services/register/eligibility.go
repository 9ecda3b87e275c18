package register

import (
	"slices"

	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// The refusals by age and R-16.
var (
	ErrLeftBehindAge  = fault.New(fault.Conflict, "left_behind_age", "A left-behind child is under 16. Choose child in need for those under 18.", "留守儿童应未满 16 周岁；已满 16 未满 18 周岁的可按困境儿童登记。")
	ErrChildAge       = fault.New(fault.Conflict, "child_age", "Children in need, orphans and unsupported children are under 18.", "困境儿童、孤儿、事实无人抚养儿童应未满 18 周岁。")
	ErrElderAge       = fault.New(fault.Conflict, "elder_age", "A left-behind elder is at least 60.", "留守老人应年满 60 周岁。")
	ErrWoman          = fault.New(fault.Conflict, "woman_only", "A left-behind woman is a woman of at least 18.", "留守妇女应为年满 18 周岁的女性。")
	ErrAlone          = fault.New(fault.Conflict, "r16_unflagged", "A child under 16 has no caregiver. Call 110 and tell the township at once, then set the risk to High and tick “known to be without care” in the section on risk.", "未满 16 周岁儿童无人监护：请立即拨打 110 并报告乡镇，再在“风险与报告”一段将风险设为“高”，并勾选“已知无人照料”。")
	ErrGuardianNeeded = fault.New(fault.Conflict, "guardian_needed", "Say who cares for the child and give the guardian's name.", "请填写监护情况和监护人姓名。")
	ErrVillage        = fault.New(fault.Invalid, "village_needed", "Choose the village the person lives in.", "请选择居住的村（居）。")
)

// The age limits of the rules.
const (
	leftBehindBelow = 16
	childBelow      = 18
	womanFrom       = 18
	elderFrom       = 60
)

var (
	childKinds    = []Kind{LeftBehindChild, ChildInNeed, Orphan, Unsupported}
	kinds         = append(slices.Clone(childKinds), LeftBehindElder, LeftBehindWoman)
	genders       = []Gender{Male, Female}
	noIDReasons   = []NoIDReason{Unregistered, LostPapers, OtherPapers, NotKnown}
	guardianships = []Guardianship{ByParent, ByGrandparents, ByRelatives, ByFoster, ByInstitution, BySelf, ByNobody, NotAsked}
	schoolings    = []Schooling{NotInKindergarten, Kindergarten, Primary, Junior, Senior, Vocational, DroppedOut, NotAtSchool, SchoolUnknown}
	risks         = []Risk{Red, Yellow, Blue, Green, RiskUnknown}
	topGrade      = map[Schooling]int64{Primary: 6, Junior: 3, Senior: 3, Vocational: 3}
)

// Child reports whether the person is under 18 on the day.
func (f *Facts) Child(on region.Day) bool { return f.Birth.Age(on) < childBelow }

// Alone reports whether R-16 applies on the day: the person is under 16 and without a caregiver.
func (f *Facts) Alone(on region.Day) bool {
	return f.Guardianship == ByNobody && f.Birth.Age(on) < leftBehindBelow
}

// Eligible returns why the person cannot be of all these kinds on the day, or nil.
func (f *Facts) Eligible(on region.Day) error {
	if refused := f.eligible(on); refused != nil {
		return refused
	}
	return nil
}

func (f *Facts) eligible(on region.Day) *fault.Fault {
	age := f.Birth.Age(on)
	for _, k := range f.Kinds {
		switch {
		case k == LeftBehindChild && age >= leftBehindBelow:
			return ErrLeftBehindAge
		case slices.Contains(childKinds, k) && age >= childBelow:
			return ErrChildAge
		case k == LeftBehindElder && age < elderFrom:
			return ErrElderAge
		case k == LeftBehindWoman && (age < womanFrom || f.Gender != Female):
			return ErrWoman
		}
	}
	return nil
}

// complete sets gender and birth from the ID number and reports every wrong field to p.
func (f *Facts) complete(who Identity, on region.Day, p *fault.Problems) {
	p.Check(who.Name != "", "name", "required", "Please fill this in.", "请填写此项。")
	switch {
	case who.IDNumber != "":
		p.Check(f.NoIDReason == "", "no_id_reason", "not_both", "Give either the ID number or why there is none.", "已填写身份证号码，无需再填无证原因。")
		info, err := ident.CheckIDNumberOn(who.IDNumber.Reveal(), on)
		if err != nil {
			p.Fault("id_number", ident.ErrIDNumber)
			break
		}
		f.takeFrom(info, p)
	case !slices.Contains(noIDReasons, f.NoIDReason):
		p.Add("no_id_reason", "required", "Give the ID number or why there is none.", "请填写身份证号码，或选择无证原因。")
	}
	f.checkLiving(who, p)
	// The number tells sex and birth, so they are asked for only after a reason why there is none.
	told := who.IDNumber != "" || !slices.Contains(noIDReasons, f.NoIDReason)
	p.Check(f.Gender == "" && told || slices.Contains(genders, f.Gender), "gender", "choice", "Choose one from the list.", "请从列表中选择。")
	born := f.Birth.Valid() && !f.Birth.After(on)
	p.Check(born || f.Birth == "" && told, "birth", "day_invalid", "Give the day of birth.", "请填写出生日期。")
	if born {
		if refused := f.eligible(on); refused != nil {
			p.Fault("kinds", refused)
		}
		f.checkSelf(on, p)
	}
}

// checkRegisteredEdit reports every wrong field of an edit of a registered file to p. It returns ErrIdentityFixed when the edit would change
// the identity.
func (f *Facts) checkRegisteredEdit(b *Beneficiary, who, old Identity, on region.Day, p *fault.Problems) error {
	if f.Birth == "" {
		f.Birth = b.Birth
	}
	if f.Gender == "" {
		f.Gender = b.Gender
	}
	if region.CodeOf(f.Region) == region.CodeOf(b.Region) {
		f.Region = b.Region
	}
	if !slices.Equal(f.Kinds, b.Kinds) || f.Region != b.Region || f.Gender != b.Gender || f.Birth != b.Birth ||
		f.NoIDReason != b.NoIDReason || who.Name != old.Name || who.IDNumber != old.IDNumber {
		return ErrIdentityFixed
	}
	f.checkLiving(who, p)
	f.checkSelf(on, p)
	return nil
}

// sameIdentity reports whether the facts that only a request may correct are the same; the order of the kinds does not matter.
func (f *Facts) sameIdentity(old *Facts) bool {
	return slices.Equal(slices.Sorted(slices.Values(f.Kinds)), slices.Sorted(slices.Values(old.Kinds))) &&
		f.Gender == old.Gender && f.Birth == old.Birth && f.NoIDReason == old.NoIDReason
}

func (f *Facts) checkSelf(on region.Day, p *fault.Problems) {
	p.Check(f.Guardianship != BySelf || !f.Child(on), "guardianship", "child_self", "A child does not care for itself: choose none.", "未成年人不能选择“本人”，无人照料请选择“无人监护”。")
}

func (f *Facts) takeFrom(info ident.IDNumberInfo, p *fault.Problems) {
	gender := Female
	if info.Male {
		gender = Male
	}
	p.Check(f.Birth == "" || f.Birth == info.Birth, "birth", "differs_from_id", "This differs from the ID number.", "与身份证号码不一致，请核对。")
	p.Check(f.Gender == "" || f.Gender == gender, "gender", "differs_from_id", "This differs from the ID number.", "与身份证号码不一致，请核对。")
	f.Birth, f.Gender = info.Birth, gender
}

func (f *Facts) checkLiving(who Identity, p *fault.Problems) {
	if m := who.GuardianMobile.Reveal(); m != "" && ident.CheckMobile(m) != nil {
		p.Fault("guardian_mobile", ident.ErrMobile)
	}
	choice := func(ok bool, path string) {
		p.Check(ok, path, "choice", "Choose one from the list.", "请从列表中选择。")
	}
	known := len(f.Kinds) > 0
	for i, k := range f.Kinds {
		known = known && slices.Contains(kinds, k) && !slices.Contains(f.Kinds[:i], k)
	}
	choice(known, "kinds")
	choice(slices.Contains(guardianships, f.Guardianship), "guardianship")
	choice(slices.Contains(schoolings, f.Schooling), "schooling")
	choice(slices.Contains(risks, f.Risk), "risk")
	p.Check(f.Grade >= 0 && f.Grade <= topGrade[f.Schooling], "grade", "grade", "There is no such grade at this school.", "年级与就学情况不符。")
}

// Ready returns why the file cannot be submitted, verified or confirmed on the day, or nil.
func (b *Beneficiary) Ready(on region.Day) error {
	if refused := b.eligible(on); refused != nil {
		return refused
	}
	cared := b.Guardianship != ByNobody && b.Guardianship != ByInstitution && b.Guardianship != BySelf
	if b.Child(on) && cared && (b.Guardianship == NotAsked || len(b.GuardianName) == 0) {
		return ErrGuardianNeeded
	}
	if err := b.checkEvidence(on); err != nil {
		return err
	}
	return b.checkR16(on)
}

// checkR16 returns ErrAlone when R-16 applies and risk or flag are not set accordingly.
func (b *Beneficiary) checkR16(on region.Day) error {
	if b.Alone(on) && (b.Risk != Red || !b.Flagged) {
		return ErrAlone
	}
	return nil
}

// AgeBand returns the age group on the day, for readers who may not know the birthday.
func (f *Facts) AgeBand(on region.Day) string {
	switch age := f.Birth.Age(on); {
	case age < 6:
		return "0-5"
	case age < 14:
		return "6-13"
	case age < 16:
		return "14-15"
	case age < 18:
		return "16-17"
	case age < 60:
		return "18-59"
	case age < 70:
		return "60-69"
	case age < 80:
		return "70-79"
	default:
		return "80+"
	}
}
