package pairings

import (
	"context"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/register"
	"github.com/tongxing-platform/tongxing/services/volunteers"
)

// PairingFile is a pairing with the details that its reader may see.
type PairingFile struct {
	Pairing
	Staff       bool   // the reader is staff of the organisation or the area, not a volunteer of the pairing
	Pseudonym   string // empty for a volunteer when the card is closed
	AgeBand     string
	ConsentName privacy.Secret // for staff
}

// GetPairing returns the pairing without checking the actor, for the use cases of other features.
func (s *Service) GetPairing(ctx context.Context, pairingID string) (Pairing, error) {
	return s.store.allPairings.Get(ctx, pairingID)
}

// ReadPairing returns the pairing if it lies within the actor's reach, else docstore.ErrNotFound.
func (s *Service) ReadPairing(ctx context.Context, pairingID string) (PairingFile, error) {
	actor, err := auth.Require(ctx, auth.PairingRead)
	if err != nil {
		return PairingFile{}, err
	}
	p, err := s.store.pairings.In(actor.Scope(auth.PairingRead)).Get(ctx, pairingID)
	if err != nil {
		return PairingFile{}, err
	}
	if err := s.Audit.Write(ctx, audit.Entry{
		Action: "pairing.read", Subjects: []string{p.ID, p.BeneficiaryID}, Region: p.Region, Shown: []string{p.Region},
	}); err != nil {
		return PairingFile{}, err
	}
	return s.pairingFile(ctx, actor, p)
}

// PairingQuery filters a list of pairings. Empty fields do not filter.
type PairingQuery struct {
	Status        PairingStatus
	BeneficiaryID string
	OrgID         string
	VolunteerID   string
	Page          []docstore.Option
}

// ListPairings returns the pairings within the actor's reach, newest first.
func (s *Service) ListPairings(ctx context.Context, q PairingQuery) (docstore.Page[PairingFile], error) {
	actor, err := auth.Require(ctx, auth.PairingRead)
	if err != nil {
		return docstore.Page[PairingFile]{}, err
	}
	page, err := s.store.listPairings(ctx, actor.Scope(auth.PairingRead), q)
	if err != nil {
		return docstore.Page[PairingFile]{}, err
	}
	out := docstore.Page[PairingFile]{Items: make([]PairingFile, len(page.Items)), Next: page.Next}
	persons, err := s.persons(ctx, page.Items)
	if err != nil {
		return docstore.Page[PairingFile]{}, err
	}
	shown, regions := make([]string, len(page.Items)), make([]string, len(page.Items))
	for i, p := range page.Items {
		if out.Items[i], err = s.pairingOf(actor, p, persons); err != nil {
			return docstore.Page[PairingFile]{}, err
		}
		shown[i], regions[i] = p.ID, p.Region
	}
	if len(shown) > 0 {
		err = s.Audit.Write(ctx, audit.Entry{Action: "pairing.list", Subjects: shown, Shown: regions})
	}
	return out, err
}

// Candidate is a volunteer who may be named for a pairing.
type Candidate struct {
	volunteers.Volunteer
	Name  string // masked
	Place string // the name of the village or the region where they live
	Load  int    // pairings that count towards MaxPerVolunteer
}

// Candidates returns the volunteers whom Match takes for the pairing, without those who have MaxPerVolunteer pairings and without the
// acting person. A page may have fewer items than the limit and still a next page. It returns ErrPairingMove when the pairing does
// not wait for its volunteers.
func (s *Service) Candidates(ctx context.Context, pairingID string, page ...docstore.Option) (docstore.Page[Candidate], error) {
	var out docstore.Page[Candidate]
	actor, err := auth.Require(ctx, auth.PairingManage)
	if err != nil {
		return out, err
	}
	p, err := s.store.pairings.In(actor.Scope(auth.PairingManage)).Get(ctx, pairingID)
	if err == nil && p.Status != Proposed {
		err = ErrPairingMove
	}
	if err != nil {
		return out, err
	}
	list, err := s.Volunteers.ClearedOf(ctx, p.OrgID, page...)
	if err != nil {
		return out, err
	}
	ids := make([]string, len(list.Items))
	for i, v := range list.Items {
		ids[i] = v.ID
	}
	loads, err := s.store.loads.GetMany(ctx, ids)
	if err != nil {
		return out, err
	}
	out.Next = list.Next
	for _, v := range list.Items {
		load := len(loads[v.ID].Pairings)
		if load >= MaxPerVolunteer || s.mayBePaired(&p, v) != nil || actor.NotSelf(v.Selves()...) != nil {
			continue
		}
		name, err := s.Volunteers.FullName(ctx, v)
		if err != nil {
			return out, err
		}
		out.Items = append(out.Items, Candidate{v, privacy.MaskName(name), s.Regions.Name(v.Region), load})
	}
	return out, nil
}

// afterEnd is how long a volunteer still sees the pseudonym in an ended pairing.
const afterEnd = 7 * 24 * time.Hour

// persons returns the files of the pairings' people by id.
func (s *Service) persons(ctx context.Context, list []Pairing) (map[string]register.Beneficiary, error) {
	ids := make([]string, len(list))
	for i, p := range list {
		ids[i] = p.BeneficiaryID
	}
	return s.Register.GetMany(ctx, ids)
}

func (s *Service) pairingFile(ctx context.Context, actor auth.Actor, p Pairing) (PairingFile, error) {
	persons, err := s.persons(ctx, []Pairing{p})
	if err != nil {
		return PairingFile{}, err
	}
	return s.pairingOf(actor, p, persons)
}

// pairingOf returns what the actor may see of the pairing, whose person is among the files.
func (s *Service) pairingOf(actor auth.Actor, p Pairing, persons map[string]register.Beneficiary) (f PairingFile, err error) {
	f = PairingFile{Pairing: p, Staff: actor.ForOrg(auth.PairingRead, p.OrgID, p.Region)}
	if !f.Staff && p.closedTo(s.now()) {
		return f, nil
	}
	b := persons[p.BeneficiaryID]
	f.Pseudonym, f.AgeBand = s.Register.PseudonymOf(&b), b.AgeBand(s.today())
	if f.Staff && p.Consent != nil {
		f.ConsentName, err = s.store.openText(pairingsName, "consent_name", p.ID, p.Consent.Name)
	}
	return f, err
}
