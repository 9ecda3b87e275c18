package delegations

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

const (
	delegationsName = "delegations"
	contactsName    = "delegation_contacts"
)

type store struct {
	sealer      *privacy.Sealer
	index       *privacy.BlindIndex
	delegations *docstore.Scoped[Delegation]
	contacts    *docstore.Collection[Contact] // reached through their delegation only

	// Not scoped, for rules that hold for every actor; the use case has checked the actor first.
	all *docstore.Collection[Delegation]
}

func openStore(db *docstore.DB, sealer *privacy.Sealer, index *privacy.BlindIndex) (*store, error) {
	s := &store{sealer: sealer, index: index}
	var errs [2]error
	s.delegations, errs[0] = docstore.DeclareScoped[Delegation](db, docstore.Spec{
		Name:   delegationsName,
		Fields: []string{"file_id", "region", "open", "status", "to", "contact_due", "delegate_key"},
		Indexes: []docstore.Index{
			{Name: "open", Fields: []string{"open"}, Unique: true},
			{Name: "of_file", Fields: []string{"file_id"}},
			{Name: "by_region", Fields: []string{"region"}, Selective: true},
			{Name: "by_status", Fields: []string{"status"}, Selective: true},
			{Name: "ending", Fields: []string{"status", "to"}},
			{Name: "contacts_due", Fields: []string{"contact_due"}, Sparse: true},
			{Name: "of_delegate", Fields: []string{"delegate_key"}, Sparse: true},
		},
		Scope: docstore.ScopeFields{Region: []string{"region"}},
		Refs:  []docstore.Ref{{Field: "file_id", To: "beneficiaries"}},
	})
	s.contacts, errs[1] = docstore.Declare[Contact](db, docstore.Spec{
		Name:    contactsName,
		Fields:  []string{"delegation_id", "who", "way", "on"},
		Indexes: []docstore.Index{{Name: "once", Fields: []string{"delegation_id", "on", "who", "way"}, Unique: true}},
		Refs:    []docstore.Ref{{Field: "delegation_id", To: delegationsName}},
	})
	if err := errors.Join(errs[:]...); err != nil {
		return nil, fmt.Errorf("open delegations: %w", err)
	}
	s.all = s.delegations.In(auth.Actor{Job: "delegations"}.Scope(auth.BeneficiaryRead))
	return s, nil
}

func aad(collection, field, id string) privacy.AAD {
	return privacy.AAD{Collection: collection, Field: field, ID: id}
}

// reseal seals the text of a field of a delegation; an unchanged value keeps its envelope.
func (s *store) reseal(field, id string, old privacy.Sealed, text privacy.Secret) (privacy.Sealed, error) {
	return s.sealer.Reseal(aad(delegationsName, field, id), old, text.Reveal())
}

func (s *store) openText(collection, field, id string, text privacy.Sealed) (privacy.Secret, error) {
	plain, err := s.sealer.Open(aad(collection, field, id), text)
	return privacy.Secret(plain), err
}

// sealDelegate stores the caregiver in the delegation, sealed for its id.
func (s *store) sealDelegate(d *Delegation, who Delegate) (err error) {
	for _, f := range sealedFields(&who, d) {
		if *f.sealed, err = s.reseal(f.name, d.ID, *f.sealed, *f.plain); err != nil {
			return err
		}
	}
	d.DelegateKey = s.index.Index("id_number", who.IDNumber.Reveal())
	return nil
}

// openDelegate decrypts the fields of the caregiver with the given names, or all when there are none.
func (s *store) openDelegate(d *Delegation, only ...string) (who Delegate, err error) {
	for _, f := range sealedFields(&who, d) {
		if len(only) > 0 && !slices.Contains(only, f.name) {
			continue
		}
		if *f.plain, err = s.openText(delegationsName, f.name, d.ID, *f.sealed); err != nil {
			return Delegate{}, fmt.Errorf("open delegation %s: %w", d.ID, err)
		}
	}
	return who, nil
}

// loadDelegation returns the delegation when the scope reaches it.
func (s *store) loadDelegation(ctx context.Context, reach auth.Scope, delegationID string) (Delegation, error) {
	return s.delegations.In(reach).Get(ctx, delegationID)
}

// insertDelegation stores a new delegation, or returns ErrOpen.
func (s *store) insertDelegation(ctx context.Context, d *Delegation) error {
	err := s.all.Insert(ctx, d)
	if docstore.IsDuplicate(err, "open") {
		return ErrOpen
	}
	return err
}

func (s *store) saveDelegation(ctx context.Context, d *Delegation) error { return s.all.Save(ctx, d) }

// expiring matches the active delegations that end by the day.
func expiring(by region.Day) docstore.Filter {
	return docstore.Filter{{Key: "status", Value: Active}, {Key: "to", Value: bson.D{{Key: "$lte", Value: by}}}}
}

// overdue matches the delegations whose parents should have been in contact before the day.
func overdue(on region.Day) docstore.Filter {
	return docstore.Filter{{Key: "contact_due", Value: bson.D{{Key: "$lt", Value: on}}}}
}

func (s *store) listDelegations(ctx context.Context, scope auth.Scope, q Query, today region.Day) (docstore.Page[Delegation], error) {
	f := docstore.Filter{}
	switch {
	case q.Expiring && q.Status != "" && q.Status != Active:
		return docstore.Page[Delegation]{}, nil // only active ones expire
	case q.Expiring:
		f = expiring(today.Add(expiringDays))
	case q.Status != "":
		f = append(f, bson.E{Key: "status", Value: q.Status})
	}
	if q.FileID != "" {
		f = append(f, bson.E{Key: "file_id", Value: q.FileID})
	}
	if q.Region != "" {
		f = append(f, bson.E{Key: "region", Value: docstore.Prefix(q.Region)})
	}
	return s.delegations.In(scope).Page(ctx, f, append(q.Page, docstore.Sort("-_id"))...)
}

// openOf returns the delegation of the child that is not over; docstore.ErrNotFound when there is none.
func (s *store) openOf(ctx context.Context, fileID string) (Delegation, error) {
	return s.all.First(ctx, docstore.Filter{{Key: "open", Value: fileID}})
}

// barredElsewhere reports whether another delegation bars the caregiver from caring for any child.
func (s *store) barredElsewhere(ctx context.Context, d *Delegation) (bool, error) {
	if d.DelegateKey == "" {
		return false, nil
	}
	list, err := s.all.Find(ctx, docstore.Filter{{Key: "delegate_key", Value: d.DelegateKey}})
	return slices.ContainsFunc(list, func(o Delegation) bool { return o.ID != d.ID && o.Barred }), err
}

// eachActive calls do with every active delegation.
func (s *store) eachActive(ctx context.Context, do func(Delegation) error) error {
	return s.all.Each(ctx, docstore.Filter{{Key: "status", Value: Active}}, do)
}

// insertContact stores a contact, or returns ErrContactTwice.
func (s *store) insertContact(ctx context.Context, c *Contact) error {
	err := s.contacts.Insert(ctx, c)
	if docstore.IsDuplicate(err, "once") {
		return ErrContactTwice
	}
	return err
}

func (s *store) listContacts(ctx context.Context, delegationID string, page []docstore.Option) (docstore.Page[Contact], error) {
	return s.contacts.Page(ctx, docstore.Filter{{Key: "delegation_id", Value: delegationID}}, append(page, docstore.Sort("-on", "-who", "-way"))...)
}
