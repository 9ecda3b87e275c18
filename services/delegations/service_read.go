package delegations

import (
	"context"
	"slices"

	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/register"
)

// View is a delegation with what its reader may see of it. In a list, only the caregiver's name is opened.
type View struct {
	Delegation
	Pseudonym string
	Delegate  Delegate
	Words     privacy.Secret          // of the child
	NoteText  privacy.Secret          // of the latest return, end or revocation
	Why       map[Item]privacy.Secret // what a check found
	Mobiles   map[Who]privacy.Secret  // of the parents
}

// Get returns the delegation without checking the actor, for the use cases of other features.
func (s *Service) Get(ctx context.Context, delegationID string) (Delegation, error) {
	return s.store.all.Get(ctx, delegationID)
}

// Read returns the delegation if it lies within the actor's reach, else docstore.ErrNotFound, and writes an audit entry.
func (s *Service) Read(ctx context.Context, delegationID string) (View, error) {
	actor, err := reader(ctx)
	if err != nil {
		return View{}, err
	}
	var d Delegation
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		var err error
		if d, err = s.store.loadDelegation(ctx, actor.Scope(auth.BeneficiaryRead), delegationID); err != nil {
			return err
		}
		return s.Audit.Write(ctx, audit.Entry{Action: "delegation.read", Subjects: []string{d.ID, d.FileID}, Region: d.Region, Shown: []string{d.Region}})
	})
	if err != nil {
		return View{}, err
	}
	return s.view(ctx, d)
}

// Query filters a list of delegations. Empty fields do not filter.
type Query struct {
	Status   Status
	FileID   string
	Region   string // path prefix
	Expiring bool   // active, and over in 30 days at most
	Page     []docstore.Option
}

// List returns the delegations within the actor's reach, newest first, and writes an audit entry with those shown.
func (s *Service) List(ctx context.Context, q Query) (docstore.Page[View], error) {
	actor, err := reader(ctx)
	if err != nil {
		return docstore.Page[View]{}, err
	}
	page, err := s.store.listDelegations(ctx, actor.Scope(auth.BeneficiaryRead), q, s.today())
	if err != nil {
		return docstore.Page[View]{}, err
	}
	children := make([]string, len(page.Items))
	for i, d := range page.Items {
		children[i] = d.FileID
	}
	persons, err := s.Register.GetMany(ctx, children)
	if err != nil {
		return docstore.Page[View]{}, err
	}
	out := docstore.Page[View]{Items: make([]View, len(page.Items)), Next: page.Next}
	var shown, regions []string
	for i, d := range page.Items {
		b := persons[d.FileID]
		out.Items[i] = View{Delegation: d, Pseudonym: s.Register.PseudonymOf(&b)}
		if out.Items[i].Delegate, err = s.store.openDelegate(&d, FieldName); err != nil {
			return docstore.Page[View]{}, err
		}
		shown, regions = append(shown, d.ID), append(regions, d.Region)
	}
	if len(shown) > 0 {
		err = s.Audit.Write(ctx, audit.Entry{Action: "delegation.list", Subjects: shown, Shown: regions})
	}
	return out, err
}

// view opens what the reader of a delegation sees. Everybody whose reach has it is staff of the area.
func (s *Service) view(ctx context.Context, d Delegation) (v View, err error) {
	b, err := s.Register.Get(ctx, d.FileID)
	if err != nil {
		return v, err
	}
	v = View{Delegation: d, Pseudonym: s.Register.PseudonymOf(&b), Why: map[Item]privacy.Secret{}, Mobiles: map[Who]privacy.Secret{}}
	if v.Delegate, err = s.store.openDelegate(&d); err != nil {
		return v, err
	}
	if v.NoteText, err = s.store.openText(delegationsName, "note", d.ID, d.Note); err != nil {
		return v, err
	}
	if d.Opinion != nil {
		if v.Words, err = s.store.openText(delegationsName, "opinion", d.ID, d.Opinion.Words); err != nil {
			return v, err
		}
	}
	for _, c := range d.Checks {
		if v.Why[c.Item], err = s.store.openText(delegationsName, whyField(c.Item), d.ID, c.Why); err != nil {
			return v, err
		}
	}
	for _, p := range d.Parents {
		if v.Mobiles[p.Who], err = s.store.openText(delegationsName, mobileField(p.Who), d.ID, p.Mobile); err != nil {
			return v, err
		}
	}
	return v, nil
}

// Contacts returns the contacts of a delegation within the actor's reach, the latest first, without their notes.
func (s *Service) Contacts(ctx context.Context, delegationID string, page ...docstore.Option) (docstore.Page[Contact], error) {
	actor, err := reader(ctx)
	if err != nil {
		return docstore.Page[Contact]{}, err
	}
	if _, err := s.store.loadDelegation(ctx, actor.Scope(auth.BeneficiaryRead), delegationID); err != nil {
		return docstore.Page[Contact]{}, err
	}
	return s.store.listContacts(ctx, delegationID, page)
}

// ReadContact returns one contact with its note, and writes an audit entry.
func (s *Service) ReadContact(ctx context.Context, delegationID, contactID string) (c Contact, note privacy.Secret, err error) {
	actor, err := reader(ctx)
	if err != nil {
		return c, "", err
	}
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		d, err := s.store.loadDelegation(ctx, actor.Scope(auth.BeneficiaryRead), delegationID)
		if err != nil {
			return err
		}
		if c, err = s.store.contacts.Get(ctx, contactID); err != nil {
			return err
		}
		if c.DelegationID != d.ID {
			return docstore.ErrNotFound
		}
		return s.Audit.Write(ctx, audit.Entry{
			Action: "delegation.read_note", Subjects: []string{c.ID, d.ID, d.FileID}, Region: d.Region, Shown: []string{d.Region},
		})
	})
	if err != nil {
		return Contact{}, "", err
	}
	note, err = s.store.openText(contactsName, "note", c.ID, c.Note)
	return c, note, err
}

// revealable are the names of the fields that Reveal shows.
func revealable() []string {
	names := []string{FieldName, FieldIDNumber, FieldMobile, FieldAddress}
	for _, w := range parents {
		names = append(names, mobileField(w))
	}
	return names
}

// Reveal returns one sealed value in full, for one of the register's purposes, and writes an audit entry with the purpose.
func (s *Service) Reveal(ctx context.Context, delegationID, field, purpose string) (value privacy.Secret, err error) {
	if !slices.Contains(revealable(), field) {
		return "", ErrNoField.At("field")
	}
	err = s.revealing(ctx, delegationID, audit.Entry{Action: "delegation.reveal", Fields: []string{field}, Purpose: purpose}, func(_ context.Context, v View) error {
		for _, f := range sealedFields(&v.Delegate, &v.Delegation) {
			if f.name == field {
				value = *f.plain
			}
		}
		for who, mobile := range v.Mobiles {
			if mobileField(who) == field {
				value = mobile
			}
		}
		return nil
	})
	return value, err
}

// Agreement is what the printed agreement shows in full.
type Agreement struct {
	View
	ChildName     privacy.Secret
	ChildIDNumber privacy.Secret
	ChildAddress  privacy.Secret
	Birth         region.Day
}

// Agreement returns the values of the printed agreement in full, for one of the register's purposes. Each is audited as a reveal: those of
// the child by the register.
func (s *Service) Agreement(ctx context.Context, delegationID, purpose string) (a Agreement, err error) {
	shown := []string{FieldName, FieldIDNumber, FieldMobile, FieldAddress}
	err = s.revealing(ctx, delegationID, audit.Entry{Action: "delegation.agreement", Fields: shown, Purpose: purpose}, func(ctx context.Context, v View) error {
		b, err := s.Register.Get(ctx, v.FileID)
		if err != nil {
			return err
		}
		a = Agreement{View: v, Birth: b.Birth}
		for _, f := range []struct {
			name string
			to   *privacy.Secret
		}{{register.FieldName, &a.ChildName}, {register.FieldIDNumber, &a.ChildIDNumber}, {register.FieldAddress, &a.ChildAddress}} {
			if *f.to, err = s.Register.Reveal(ctx, v.FileID, f.name, "", purpose); err != nil {
				return err
			}
		}
		return nil
	})
	return a, err
}

// revealing calls show with the opened delegation and writes the entry, both in one transaction.
func (s *Service) revealing(ctx context.Context, delegationID string, entry audit.Entry, show func(context.Context, View) error) error {
	actor, err := auth.Require(ctx, auth.BeneficiaryReveal)
	if err != nil {
		return err
	}
	if !slices.Contains(register.PurposeWords.Codes(), entry.Purpose) {
		return register.ErrPurpose.At("purpose")
	}
	return s.DB.Tx(ctx, func(ctx context.Context) error {
		d, err := s.store.loadDelegation(ctx, actor.Scope(auth.BeneficiaryReveal), delegationID)
		if err != nil {
			return err
		}
		v, err := s.view(ctx, d)
		if err != nil {
			return err
		}
		if err := show(ctx, v); err != nil {
			return err
		}
		entry.Subjects, entry.Region, entry.Shown = []string{d.ID, d.FileID}, d.Region, []string{d.Region}
		return s.Audit.Write(ctx, entry)
	})
}
