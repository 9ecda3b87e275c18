package pairings

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
	pairingsName = "pairings"
	contactsName = "pairing_contacts"
)

type store struct {
	sealer   *privacy.Sealer
	pairings *docstore.Scoped[Pairing]
	contacts *docstore.Scoped[Contact]
	loads    *docstore.Collection[Load]

	// Not scoped, for rules that hold for every actor; the use case has checked the actor first.
	allPairings *docstore.Collection[Pairing]
	allContacts *docstore.Collection[Contact]
}

// FindMissed is the migration to data version 6: active pairings keep the day to which the earliest contact is due.
func FindMissed(ctx context.Context, m *docstore.Migrating) error {
	return m.Rewrite(ctx, pairingsName, func(doc bson.D) (bson.D, error) {
		raw, err := bson.Marshal(doc)
		if err != nil {
			return nil, err
		}
		var p struct {
			Plan        `bson:",inline"`
			Status      PairingStatus `bson:"status"`
			LastCall    region.Day    `bson:"last_call"`
			LastMeeting region.Day    `bson:"last_meeting"`
		}
		if err := bson.Unmarshal(raw, &p); err != nil {
			return nil, err
		}
		doc = slices.DeleteFunc(slices.Clone(doc), func(e bson.E) bool { return e.Key == "first_due" })
		if p.Status == Active {
			due := (&Pairing{Plan: p.Plan, LastCall: p.LastCall, LastMeeting: p.LastMeeting}).earliest()
			doc = append(doc, bson.E{Key: "first_due", Value: due})
		}
		return doc, nil
	})
}

// OpenDangers is the migration to data version 8: contacts that reported danger wait until somebody has taken and closed them.
func OpenDangers(ctx context.Context, m *docstore.Migrating) error {
	return m.Rewrite(ctx, contactsName, func(doc bson.D) (bson.D, error) {
		danger, at := false, any(nil)
		for _, e := range doc {
			switch e.Key {
			case "danger":
				danger, _ = e.Value.(bool)
			case "at":
				at = e.Value
			}
		}
		doc = slices.DeleteFunc(slices.Clone(doc), func(e bson.E) bool { return e.Key == "danger" })
		if danger {
			doc = append(doc, bson.D{{Key: "danger_status", Value: DangerReported}, {Key: "danger_at", Value: at}, {Key: "danger_due", Value: at}}...)
		}
		return doc, nil
	})
}

func openStore(db *docstore.DB, sealer *privacy.Sealer) (*store, error) {
	s := &store{sealer: sealer}
	var errs [3]error
	s.pairings, errs[0] = docstore.DeclareScoped[Pairing](db, docstore.Spec{
		Name:   pairingsName,
		Fields: []string{"beneficiary_id", "region", "org_id", "volunteer_ids", "status", "next_due", "first_due", "misses"},
		Indexes: []docstore.Index{
			{Name: "of_person", Fields: []string{"beneficiary_id"}},
			{Name: "by_region", Fields: []string{"region"}, Selective: true},
			{Name: "by_org", Fields: []string{"org_id"}},
			{Name: "by_status", Fields: []string{"status"}, Selective: true},
			{Name: "due", Fields: []string{"status", "next_due"}},
			{Name: "missed", Fields: []string{"first_due"}, Sparse: true},
			{Name: "missed_of_org", Fields: []string{"org_id", "first_due"}},
		},
		Scope: docstore.ScopeFields{Region: []string{"region"}, Org: []string{"org_id"}, Self: []string{"volunteer_ids"}},
		Refs:  []docstore.Ref{{Field: "beneficiary_id", To: "beneficiaries"}, {Field: "org_id", To: "orgs"}, {Field: "volunteer_ids", To: "volunteers"}},
	})
	s.contacts, errs[1] = docstore.DeclareScoped[Contact](db, docstore.Spec{
		Name:   contactsName,
		Fields: []string{"pairing_id", "region", "org_id", "volunteer_id", "at", "danger_status", "danger_due"},
		Indexes: []docstore.Index{
			{Name: "once", Fields: []string{"pairing_id", "volunteer_id", "at"}, Unique: true},
			{Name: "of_pairing", Fields: []string{"pairing_id", "-at"}},
			{Name: "dangers", Fields: []string{"danger_status", "region"}, Selective: true},
			{Name: "by_region", Fields: []string{"region", "danger_status"}, Selective: true},
			{Name: "open_dangers", Fields: []string{"danger_due"}, Sparse: true},
		},
		Scope: docstore.ScopeFields{Region: []string{"region"}, Org: []string{"org_id"}, Self: []string{"volunteer_id"}},
		Refs:  []docstore.Ref{{Field: "pairing_id", To: "pairings"}, {Field: "volunteer_id", To: "volunteers"}},
	})
	s.loads, errs[2] = docstore.Declare[Load](db, docstore.Spec{Name: "care_loads"})
	if err := errors.Join(errs[:]...); err != nil {
		return nil, fmt.Errorf("open pairings: %w", err)
	}
	all := auth.Actor{Job: "pairings"}
	s.allPairings, s.allContacts = s.pairings.In(all.Scope(auth.PairingRead)), s.contacts.In(all.Scope(auth.PairingRead))
	return s, nil
}

func (s *store) sealText(collection, field, id string, text privacy.Secret) (privacy.Sealed, error) {
	return s.sealer.Seal(privacy.AAD{Collection: collection, Field: field, ID: id}, text.Reveal())
}

func (s *store) openText(collection, field, id string, text privacy.Sealed) (privacy.Secret, error) {
	plain, err := s.sealer.Open(privacy.AAD{Collection: collection, Field: field, ID: id}, text)
	return privacy.Secret(plain), err
}

// loadPairing returns the pairing when the scope reaches it.
func (s *store) loadPairing(ctx context.Context, reach auth.Scope, pairingID string) (Pairing, error) {
	return s.pairings.In(reach).Get(ctx, pairingID)
}

// loadDanger returns the report of danger when the scope reaches it.
func (s *store) loadDanger(ctx context.Context, reach auth.Scope, contactID string) (Contact, error) {
	return dangerous(s.contacts.In(reach).Get(ctx, contactID))
}

func (s *store) saveContact(ctx context.Context, c *Contact) error {
	return s.allContacts.Save(ctx, c)
}

func (s *store) listDangers(ctx context.Context, scope auth.Scope, status DangerStatus, page []docstore.Option) (docstore.Page[Contact], error) {
	f := docstore.Filter{{Key: "danger_status", Value: bson.D{{Key: "$exists", Value: true}}}}
	if status != "" {
		f = docstore.Filter{{Key: "danger_status", Value: status}}
	}
	return s.contacts.In(scope).Page(ctx, f, append(page, docstore.Sort("-_id"))...)
}

// openDangers matches the reports that are not closed, in the order of danger_due.
var openDangers = docstore.Filter{{Key: "danger_due", Value: bson.D{{Key: "$exists", Value: true}}}}

// eachOpenDanger calls do with every report of danger that is not closed.
func (s *store) eachOpenDanger(ctx context.Context, do func(Contact) error) error {
	return s.allContacts.Each(ctx, docstore.Filter{{Key: "danger_status", Value: bson.D{{Key: "$in", Value: bson.A{DangerReported, DangerTaken}}}}}, do)
}

func (s *store) savePairing(ctx context.Context, p *Pairing) error {
	return s.allPairings.Save(ctx, p)
}

func (s *store) listPairings(ctx context.Context, scope auth.Scope, q PairingQuery) (docstore.Page[Pairing], error) {
	f := docstore.Filter{}
	for _, eq := range []struct{ field, value string }{
		{"status", string(q.Status)}, {"beneficiary_id", q.BeneficiaryID}, {"org_id", q.OrgID}, {"volunteer_ids", q.VolunteerID},
	} {
		if eq.value != "" {
			f = append(f, bson.E{Key: eq.field, Value: eq.value})
		}
	}
	return s.pairings.In(scope).Page(ctx, f, append(q.Page, docstore.Sort("-_id"))...)
}

func (s *store) listContacts(ctx context.Context, scope auth.Scope, pairingID string, page []docstore.Option) (docstore.Page[Contact], error) {
	return s.contacts.In(scope).Page(ctx, docstore.Filter{{Key: "pairing_id", Value: pairingID}}, append(page, docstore.Sort("-at"))...)
}

// openOf returns the pairings of a person that have not ended.
func (s *store) openOf(ctx context.Context, beneficiaryID string) ([]Pairing, error) {
	return s.allPairings.Find(ctx, docstore.Filter{
		{Key: "beneficiary_id", Value: beneficiaryID}, {Key: "status", Value: bson.D{{Key: "$ne", Value: Ended}}},
	})
}

// eachActive calls do with every active pairing.
func (s *store) eachActive(ctx context.Context, do func(Pairing) error) error {
	return s.allPairings.Each(ctx, docstore.Filter{{Key: "status", Value: Active}}, do)
}

// takePlace adds the pairing to the load of the volunteer or person, or returns full.
func (s *store) takePlace(ctx context.Context, of, pairingID string, most int, full error) error {
	_, err := s.loads.Upsert(ctx, of, func(l *Load) error {
		if !l.add(pairingID, most) {
			return full
		}
		return nil
	})
	return err
}

// freePlace removes the pairing from the load of the volunteer or person.
func (s *store) freePlace(ctx context.Context, of, pairingID string) error {
	_, err := s.loads.Upsert(ctx, of, func(l *Load) error {
		l.remove(pairingID)
		return nil
	})
	return err
}

// insertContact stores a contact, or returns ErrContactTwice.
func (s *store) insertContact(ctx context.Context, c *Contact) error {
	err := s.allContacts.Insert(ctx, c)
	if docstore.IsDuplicate(err, "once") {
		return ErrContactTwice
	}
	return err
}
