package orgs

import (
	"strings"

	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// Personal is what an organisation's file holds of persons, and its account: sealed on the disk, masked on the way out.
type Personal struct {
	LegalRep    privacy.Secret // 法定代表人
	ContactName privacy.Secret
	Mobile      privacy.Secret
	Address     privacy.Secret
	BankAccount privacy.Secret
}

// sealed is Personal as it is stored.
type sealed struct {
	LegalRep    privacy.Sealed `bson:"legal_rep,omitempty"`
	ContactName privacy.Sealed `bson:"contact_name,omitempty"`
	Mobile      privacy.Sealed `bson:"mobile,omitempty"`
	Address     privacy.Sealed `bson:"address,omitempty"`
	BankAccount privacy.Sealed `bson:"bank_account,omitempty"`
}

// The fields of Personal, as Reveal and the audit name them.
const (
	FieldLegalRep    = "legal_rep"
	FieldContactName = "contact_name"
	FieldMobile      = "mobile"
	FieldAddress     = "address"
	FieldBankAccount = "bank_account"
)

// pair is one field in the clear and sealed.
type pair struct {
	name   string
	plain  *privacy.Secret
	sealed *privacy.Sealed
	mask   func(string) string
}

func pairs(p *Personal, s *sealed) []pair {
	return []pair{
		{FieldLegalRep, &p.LegalRep, &s.LegalRep, privacy.MaskName},
		{FieldContactName, &p.ContactName, &s.ContactName, privacy.MaskName},
		{FieldMobile, &p.Mobile, &s.Mobile, privacy.MaskMobile},
		{FieldAddress, &p.Address, &s.Address, privacy.MaskAddress},
		{FieldBankAccount, &p.BankAccount, &s.BankAccount, privacy.MaskAccount},
	}
}

// Masked is Personal as it is shown.
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

// check returns every rule of form that a filled field breaks.
func (p *Personal) check(bad *fault.Problems) {
	bad.Check(fault.Runes(p.LegalRep.Reveal()) <= 50, FieldLegalRep, "length", "At most 50 characters.", "最多 50 个字。")
	bad.Check(fault.Runes(p.ContactName.Reveal()) <= 50, FieldContactName, "length", "At most 50 characters.", "最多 50 个字。")
	if p.Mobile != "" && ident.CheckMobile(p.Mobile.Reveal()) != nil {
		bad.Fault(FieldMobile, ident.ErrMobile)
	}
	bad.Check(fault.Runes(p.Address.Reveal()) <= 200, FieldAddress, "length", "At most 200 characters.", "最多 200 个字。")
	bad.Check(p.BankAccount == "" || account(p.BankAccount.Reveal()), FieldBankAccount, "form", "An account number has 8 to 32 digits.", "银行账号应为 8 到 32 位数字。")
}

// ready returns what still keeps the file from being submitted.
func (p *Personal) ready(bad *fault.Problems, t Type) {
	bad.Check(p.LegalRep != "" || t == Team, FieldLegalRep, "required", "Name the legal representative.", "请填写法定代表人。")
	bad.Check(p.ContactName != "", FieldContactName, "required", "Name whom to ask.", "请填写联系人。")
	bad.Check(p.Mobile != "", FieldMobile, "required", "Give the contact's mobile.", "请填写联系人手机号。")
	bad.Check(p.Address != "", FieldAddress, "required", "Give the address.", "请填写地址。")
}

func account(s string) bool {
	return len(s) >= 8 && len(s) <= 32 && strings.Trim(s, "0123456789") == ""
}

func aad(orgID, field string) privacy.AAD {
	return privacy.AAD{Collection: collection, Field: field, ID: orgID}
}

// seal puts the filled fields of p into the organisation's file; an empty one leaves what is there.
func (s *Service) seal(o *Org, p Personal) error {
	for _, f := range pairs(&p, &o.Personal) {
		if *f.plain == "" {
			continue
		}
		var err error
		if *f.sealed, err = s.Sealer.Seal(aad(o.ID, f.name), f.plain.Reveal()); err != nil {
			return err
		}
	}
	return nil
}

// open returns the organisation's file in the clear, for checking and masking.
func (s *Service) open(o Org) (Personal, error) {
	var p Personal
	for _, f := range pairs(&p, &o.Personal) {
		plain, err := s.Sealer.Open(aad(o.ID, f.name), *f.sealed)
		if err != nil {
			return Personal{}, err
		}
		*f.plain = privacy.Secret(plain)
	}
	return p, nil
}

// Masked returns what may be shown of the file's personal fields to whoever may see the organisation.
func (s *Service) Masked(o Org) (Masked, error) {
	p, err := s.open(o)
	if err != nil {
		return Masked{}, err
	}
	shown := map[string]string{}
	for _, f := range pairs(&p, &o.Personal) {
		shown[f.name] = f.mask(f.plain.Reveal())
	}
	return Masked{
		LegalRep: shown[FieldLegalRep], ContactName: shown[FieldContactName], Mobile: shown[FieldMobile],
		Address: shown[FieldAddress], BankAccount: shown[FieldBankAccount],
	}, nil
}
