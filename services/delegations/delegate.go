package delegations

import (
	"slices"
	"strings"

	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// ErrNoField refuses a name that is not a sealed field of a delegation.
var ErrNoField = fault.New(fault.Invalid, "field_unknown", "Choose one of the protected fields.", "请选择一项受保护的信息。")

// The sealed fields of the caregiver, with the names that Reveal and the audit log use.
const (
	FieldName     = "delegate_name"
	FieldIDNumber = "delegate_id_number"
	FieldMobile   = "delegate_mobile"
	FieldAddress  = "delegate_address"
)

// Delegate is the caregiver as written down. In an edit, empty fields keep the stored values.
type Delegate struct {
	Name     privacy.Secret
	IDNumber privacy.Secret
	Mobile   privacy.Secret
	Address  privacy.Secret
}

// sealedField is one field of Delegate, in plain text and sealed.
type sealedField struct {
	name   string
	plain  *privacy.Secret
	sealed *privacy.Sealed
}

func sealedFields(who *Delegate, d *Delegation) []sealedField {
	return []sealedField{
		{FieldName, &who.Name, &d.Name}, {FieldIDNumber, &who.IDNumber, &d.IDNumber},
		{FieldMobile, &who.Mobile, &d.Mobile}, {FieldAddress, &who.Address, &d.Address},
	}
}

// Terms are what the parents agree on with the caregiver.
type Terms struct {
	Reason   Reason
	Relation Relation
	From, To region.Day
	Capable  bool // the caregiver has full legal capacity
	Delegate Delegate
}

var (
	reasons   = []Reason{BothAway, OneAway, BothUnable}
	relations = []Relation{Grandparent, Sibling, OtherRelative, Acquaintance, Organised}
)

// complete normalises the caregiver, fills empty fields from old, and returns an error with every wrong field. birth is the child's.
func (t *Terms) complete(old Delegate, birth, today region.Day) error {
	who := &t.Delegate
	for _, s := range []*privacy.Secret{&who.Name, &who.Address} {
		*s = privacy.Secret(strings.TrimSpace(s.Reveal()))
	}
	who.IDNumber = privacy.Secret(ident.Normalise(who.IDNumber.Reveal()))
	who.Mobile = privacy.Secret(ident.NormaliseMobile(who.Mobile.Reveal()))
	for i, f := range sealedFields(who, &Delegation{}) {
		if *f.plain == "" {
			*f.plain = *sealedFields(&old, &Delegation{})[i].plain
		}
	}
	var p fault.Problems
	choice(&p, slices.Contains(reasons, t.Reason), "reason")
	choice(&p, slices.Contains(relations, t.Relation), "relation")
	checkPeriod(t.From, t.To, birth, today, &p)
	if !t.Capable {
		p.Fault("capable", ErrIncapable)
	}
	name := fault.Runes(who.Name.Reveal())
	p.Check(name >= 2 && name <= 50, FieldName, "length", "The name needs 2 to 50 characters.", "姓名应为 2 到 50 个字。")
	p.Check(who.Address != "", FieldAddress, "required", "Please fill this in.", "请填写此项。")
	if ident.CheckMobile(who.Mobile.Reveal()) != nil {
		p.Fault(FieldMobile, ident.ErrMobile)
	}
	// An adult is older than every child, so no rule compares the two births.
	if info, err := ident.CheckIDNumberOn(who.IDNumber.Reveal(), today); err != nil {
		p.Fault(FieldIDNumber, ident.ErrIDNumber)
	} else if info.Birth.Age(today) < adultFrom {
		p.Fault(FieldIDNumber, ErrDelegate)
	}
	return p.Err()
}

// Masked is Delegate as shown.
type Masked struct{ Name, IDNumber, Mobile, Address string }

// Mask returns the masked values.
func (who Delegate) Mask() Masked {
	return Masked{
		Name: privacy.MaskName(who.Name.Reveal()), IDNumber: privacy.MaskID(who.IDNumber.Reveal()),
		Mobile: privacy.MaskMobile(who.Mobile.Reveal()), Address: privacy.MaskAddress(who.Address.Reveal()),
	}
}
