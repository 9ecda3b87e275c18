package orgs

import (
	"strings"

	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// Personal is the personal data and the bank account of an organisation's file. It is stored sealed and shown masked.
type Personal struct {
	LegalRep    privacy.Secret // 法定代表人
	ContactName privacy.Secret
	Mobile      privacy.Secret
	Address     privacy.Secret
	BankAccount privacy.Secret
}

// sealed is Personal as stored.
type sealed struct {
	LegalRep    privacy.Sealed `bson:"legal_rep,omitempty"`
	ContactName privacy.Sealed `bson:"contact_name,omitempty"`
	Mobile      privacy.Sealed `bson:"mobile,omitempty"`
	Address     privacy.Sealed `bson:"address,omitempty"`
	BankAccount privacy.Sealed `bson:"bank_account,omitempty"`
}

// The fields of Personal, with the names that Reveal and the audit log use.
const (
	FieldLegalRep    = "legal_rep"
	FieldContactName = "contact_name"
	FieldMobile      = "mobile"
	FieldAddress     = "address"
	FieldBankAccount = "bank_account"
)

// sealedField is one field of Personal, in plain text and sealed.
type sealedField struct {
	name   string
	plain  *privacy.Secret
	sealed *privacy.Sealed
	mask   func(string) string
}

func sealedFields(p *Personal, s *sealed) []sealedField {
	return []sealedField{
		{FieldLegalRep, &p.LegalRep, &s.LegalRep, privacy.MaskName},
		{FieldContactName, &p.ContactName, &s.ContactName, privacy.MaskName},
		{FieldMobile, &p.Mobile, &s.Mobile, privacy.MaskMobile},
		{FieldAddress, &p.Address, &s.Address, privacy.MaskAddress},
		{FieldBankAccount, &p.BankAccount, &s.BankAccount, privacy.MaskAccount},
	}
}

// Masked is Personal as shown.
type Masked struct {
	LegalRep, ContactName, Mobile, Address, BankAccount string
}

func (p *Personal) normalise() {
	for _, f := range []*privacy.Secret{&p.LegalRep, &p.ContactName, &p.Address} {
		*f = privacy.Secret(strings.TrimSpace(f.Reveal()))
	}
	p.Mobile = privacy.Secret(ident.NormaliseMobile(p.Mobile.Reveal()))
	p.BankAccount = privacy.Secret(ident.Normalise(p.BankAccount.Reveal()))
}

// check adds the filled fields with a wrong form to bad.
func (p *Personal) check(bad *fault.Problems) {
	bad.Check(fault.Runes(p.LegalRep.Reveal()) <= 50, FieldLegalRep, "length", "At most 50 characters.", "最多 50 个字。")
	bad.Check(fault.Runes(p.ContactName.Reveal()) <= 50, FieldContactName, "length", "At most 50 characters.", "最多 50 个字。")
	if p.Mobile != "" && ident.CheckMobile(p.Mobile.Reveal()) != nil {
		bad.Fault(FieldMobile, ident.ErrMobile)
	}
	bad.Check(fault.Runes(p.Address.Reveal()) <= 200, FieldAddress, "length", "At most 200 characters.", "最多 200 个字。")
	bad.Check(p.BankAccount == "" || isAccountNumber(p.BankAccount.Reveal()), FieldBankAccount, "form", "An account number has 8 to 32 digits.", "银行账号应为 8 到 32 位数字。")
}

// ready adds the fields that are missing for a submission to bad.
func (p *Personal) ready(bad *fault.Problems, t Type) {
	bad.Check(p.LegalRep != "" || t == Team, FieldLegalRep, "required", "Name the legal representative.", "请填写法定代表人。")
	bad.Check(p.ContactName != "", FieldContactName, "required", "Name whom to ask.", "请填写联系人。")
	bad.Check(p.Mobile != "", FieldMobile, "required", "Give the contact's mobile.", "请填写联系人手机号。")
	bad.Check(p.Address != "", FieldAddress, "required", "Give the address.", "请填写地址。")
}

// isAccountNumber reports whether s has 8 to 32 digits.
func isAccountNumber(s string) bool {
	return len(s) >= 8 && len(s) <= 32 && strings.Trim(s, "0123456789") == ""
}

func aad(orgID, field string) privacy.AAD {
	return privacy.AAD{Collection: collection, Field: field, ID: orgID}
}

// seal stores the filled fields of p in the organisation's file, sealed. An empty field keeps the stored value.
func (s *Service) seal(o *Org, p Personal) error {
	for _, f := range sealedFields(&p, &o.Personal) {
		if *f.plain == "" {
			continue
		}
		var err error
		if *f.sealed, err = s.Sealer.Reseal(aad(o.ID, f.name), *f.sealed, f.plain.Reveal()); err != nil {
			return err
		}
	}
	return nil
}

// open decrypts the personal fields of the file, for checking and masking.
func (s *Service) open(o Org) (Personal, error) {
	var p Personal
	for _, f := range sealedFields(&p, &o.Personal) {
		plain, err := s.Sealer.Open(aad(o.ID, f.name), *f.sealed)
		if err != nil {
			return Personal{}, err
		}
		*f.plain = privacy.Secret(plain)
	}
	return p, nil
}

// Masked returns the masked personal fields, which everybody who may see the organisation may see.
func (s *Service) Masked(o Org) (Masked, error) {
	p, err := s.open(o)
	if err != nil {
		return Masked{}, err
	}
	shown := map[string]string{}
	for _, f := range sealedFields(&p, &o.Personal) {
		shown[f.name] = f.mask(f.plain.Reveal())
	}
	return Masked{
		LegalRep: shown[FieldLegalRep], ContactName: shown[FieldContactName], Mobile: shown[FieldMobile],
		Address: shown[FieldAddress], BankAccount: shown[FieldBankAccount],
	}, nil
}
