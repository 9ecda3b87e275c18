package register

import (
	"strings"

	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// ErrNoField refuses a name that is not a sealed field of a file.
var ErrNoField = fault.New(fault.Invalid, "field_unknown", "Choose one of the protected fields.", "请选择一项受保护的信息。")

// The sealed fields of a file, with the names that Reveal and the audit log use.
const (
	FieldName           = "name"
	FieldIDNumber       = "id_number"
	FieldAddress        = "address"
	FieldGuardianName   = "guardian_name"
	FieldGuardianMobile = "guardian_mobile"
)

// sealedField is one field of Identity, in plain text and sealed.
type sealedField struct {
	name   string
	plain  *privacy.Secret
	sealed *privacy.Sealed
}

func sealedFields(who *Identity, b *Beneficiary) []sealedField {
	return []sealedField{
		{FieldName, &who.Name, &b.Name},
		{FieldIDNumber, &who.IDNumber, &b.IDNumber},
		{FieldAddress, &who.Address, &b.Address},
		{FieldGuardianName, &who.GuardianName, &b.GuardianName},
		{FieldGuardianMobile, &who.GuardianMobile, &b.GuardianMobile},
	}
}

// normalise converts the values to the form in which they are checked and stored.
func (who *Identity) normalise() {
	for _, s := range []*privacy.Secret{&who.Name, &who.Address, &who.GuardianName} {
		*s = privacy.Secret(strings.TrimSpace(s.Reveal()))
	}
	who.IDNumber = privacy.Secret(ident.Normalise(who.IDNumber.Reveal()))
	who.GuardianMobile = privacy.Secret(ident.NormaliseMobile(who.GuardianMobile.Reveal()))
}

// mergedWith returns the values with empty ones filled from old. A new guardian does not get the former one's mobile, and noID
// removes the ID number.
func (who Identity) mergedWith(old Identity, noID NoIDReason) Identity {
	if who.GuardianMobile == "" && (who.GuardianName == "" || who.GuardianName == old.GuardianName) {
		who.GuardianMobile = old.GuardianMobile
	}
	if who.IDNumber == "" && noID == "" {
		who.IDNumber = old.IDNumber
	}
	for _, f := range []struct{ now, before *privacy.Secret }{
		{&who.Name, &old.Name}, {&who.Address, &old.Address}, {&who.GuardianName, &old.GuardianName},
	} {
		if *f.now == "" {
			*f.now = *f.before
		}
	}
	return who
}

// Masked is Identity as shown.
type Masked struct {
	Name, IDNumber, Address, GuardianName, GuardianMobile string
}

// Mask returns the masked values, for readers who may know the person.
func (who Identity) Mask() Masked {
	return Masked{
		Name: privacy.MaskName(who.Name.Reveal()), IDNumber: privacy.MaskID(who.IDNumber.Reveal()),
		Address:      privacy.MaskAddress(who.Address.Reveal()),
		GuardianName: privacy.MaskName(who.GuardianName.Reveal()), GuardianMobile: privacy.MaskMobile(who.GuardianMobile.Reveal()),
	}
}
