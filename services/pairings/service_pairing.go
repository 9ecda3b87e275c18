package pairings

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
	"github.com/tongxing-platform/tongxing/services/register"
	"github.com/tongxing-platform/tongxing/services/volunteers"
)

var (
	pairingTypes = []PairingType{CaringMother, OneToOne, Team}
	relations    = []Relation{Father, Mother, Grandparent, OtherGuardian, Self}
	opinions     = []Opinion{Agrees, Hesitant, Refuses, TooYoung, Adult}
	pauseReasons = []PauseReason{VolunteerRequest, FamilyRequest, SafetyConcern}
	endReasons   = []EndReason{Completed, Away, Unsuited, Violation}
)

// NewPairing is the input of Propose.
type NewPairing struct {
	BeneficiaryID string
	OrgID         string
	Type          PairingType
	Plan          Plan
	ContractID    string // whose figures count the contacts; empty: none
}

// NewConsent is the input of RecordConsent.
type NewConsent struct {
	Relation Relation
	Name     privacy.Secret
	Version  string
	At       time.Time
	Opinion  Opinion
}

// Propose creates a pairing for a registered person. An organisation may propose only for people assigned to it. When the
// supervisor or the county proposes, the person is assigned to the organisation.
func (s *Service) Propose(ctx context.Context, n NewPairing) (PairingFile, error) {
	actor, err := auth.Require(ctx, auth.PairingManage)
	if err != nil {
		return PairingFile{}, err
	}
	if !slices.Contains(pairingTypes, n.Type) {
		return PairingFile{}, fault.ErrInvalid.At("type")
	}
	if err := n.Plan.Check(); err != nil {
		return PairingFile{}, err
	}
	made := id.New("pai")
	var p Pairing
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		b, err := s.Register.ToServe(ctx, actor, n.BeneficiaryID, n.OrgID)
		if err != nil {
			return err
		}
		p = Pairing{
			Plan: n.Plan, BeneficiaryID: b.ID, Region: b.Region, OrgID: n.OrgID, Type: n.Type, Status: Proposed, StatusAt: s.now(),
		}
		p.ID = made
		if err := s.countFor(ctx, &p, n.ContractID); err != nil {
			return err
		}
		if err := s.store.allPairings.Insert(ctx, &p); err != nil {
			return err
		}
		return s.notePairing(ctx, "pairing.propose", &p, "")
	})
	if err != nil {
		return PairingFile{}, fmt.Errorf("propose pairing: %w", err)
	}
	return s.pairingFile(ctx, actor, p)
}

// Match sets the volunteers. Each has to be active, of the organisation, with a valid clearance, and below their limit.
func (s *Service) Match(ctx context.Context, pairingID string, version int64, volunteerIDs []string) (PairingFile, error) {
	return s.takePairing(ctx, "match", pairingID, pairingCall{Version: version, Do: func(ctx context.Context, q workflow.Asking, p *Pairing) error {
		list := slices.Compact(slices.Sorted(slices.Values(volunteerIDs)))
		if p.Type == Team && (len(list) < 2 || len(list) > 6) || p.Type != Team && len(list) != 1 {
			return ErrTeamSize.At("volunteer_ids")
		}
		if err := s.registered(ctx, p); err != nil {
			return err
		}
		p.VolunteerIDs, p.Persons = list, nil
		if err := s.checkVolunteers(ctx, q.Actor, p); err != nil {
			return err
		}
		for _, v := range list {
			if err := s.store.takePlace(ctx, v, p.ID, MaxPerVolunteer, ErrVolunteerFull); err != nil {
				return err
			}
		}
		return s.store.takePlace(ctx, p.BeneficiaryID, p.ID, MaxPerPerson, ErrChildFull)
	}})
}

// checkVolunteers refuses volunteers who may not be paired now, and an actor who is one of them.
func (s *Service) checkVolunteers(ctx context.Context, actor auth.Actor, p *Pairing) error {
	for _, volunteerID := range p.VolunteerIDs {
		v, err := s.Volunteers.Get(ctx, volunteerID)
		if errors.Is(err, docstore.ErrNotFound) {
			err = ErrVolunteer
		}
		if err == nil {
			err = s.mayBePaired(p, v)
		}
		if err != nil {
			return err
		}
		for _, self := range v.Selves() {
			if self != "" && !slices.Contains(p.Persons, self) {
				p.Persons = append(p.Persons, self)
			}
		}
	}
	return actor.NotSelf(p.Persons...)
}

// mayBePaired returns why the volunteer may not be of the pairing now, apart from their number of pairings, or nil.
func (s *Service) mayBePaired(p *Pairing, v volunteers.Volunteer) error {
	switch {
	case !v.Joined(p.OrgID):
		return ErrVolunteer
	case p.Type == CaringMother && (v.Gender != volunteers.Female || s.Volunteers.AgeAt(v, s.today()) < motherFrom):
		return ErrMother
	}
	return s.mayServe(v)
}

// CountFor lets the figures of the contract count the contacts from now on; with an empty id those of none. Contacts before stay where they count.
func (s *Service) CountFor(ctx context.Context, pairingID string, version int64, contractID string) (PairingFile, error) {
	return s.takePairing(ctx, "count", pairingID, pairingCall{Version: version, Do: func(ctx context.Context, _ workflow.Asking, p *Pairing) error {
		return s.countFor(ctx, p, contractID)
	}})
}

func (s *Service) countFor(ctx context.Context, p *Pairing, contractID string) error {
	p.ContractID = contractID
	if contractID == "" {
		return nil
	}
	return s.Contract(ctx, contractID, p.OrgID, p.Region)
}

func (s *Service) registered(ctx context.Context, p *Pairing) error {
	b, err := s.Register.Get(ctx, p.BeneficiaryID)
	if err == nil && b.Status != register.Registered {
		err = register.ErrNotRegistered
	}
	return err
}

// RecordConsent stores the consent. When the child refuses, it returns ErrSaidNo and stores nothing.
func (s *Service) RecordConsent(ctx context.Context, pairingID string, version int64, n NewConsent) (PairingFile, error) {
	return s.takePairing(ctx, "consent", pairingID, pairingCall{Version: version, Do: func(ctx context.Context, q workflow.Asking, p *Pairing) error {
		b, err := s.Register.Get(ctx, p.BeneficiaryID)
		if err != nil {
			return err
		}
		if err := n.check(b.Child(s.today()), q.Now); err != nil {
			return err
		}
		p.Consent = &Consent{Relation: n.Relation, Version: n.Version, At: n.At.UTC(), Opinion: n.Opinion, RecordedBy: q.Actor.ID()}
		p.Consent.Name, err = s.store.sealText(pairingsName, "consent_name", p.ID, n.Name)
		return err
	}})
}

func (n *NewConsent) check(child bool, now time.Time) error {
	if n.Opinion == Refuses {
		return ErrSaidNo
	}
	var f fault.Problems
	pick := func(ok bool, path string) {
		f.Check(ok, path, "choice", "Choose one from the list.", "请从列表中选择。")
	}
	pick(slices.Contains(relations, n.Relation) && child == (n.Relation != Self), "relation")
	pick(slices.Contains(opinions, n.Opinion) && child == (n.Opinion != Adult), "opinion")
	f.Check(n.Name != "", "name", "required", "Please fill this in.", "请填写此项。")
	f.Check(n.Version != "", "version", "required", "Please fill this in.", "请填写此项。")
	f.Check(!n.At.IsZero() && !n.At.After(now), "at", "time_future", "Give when the consent was given; it cannot be later than now.", "请填写同意时间，且不能晚于现在。")
	return f.Err()
}

// Activate starts the pairing: the volunteers are told, and the first periods of the plan start today.
func (s *Service) Activate(ctx context.Context, pairingID string, version int64) (PairingFile, error) {
	return s.start(ctx, "activate", pairingID, version)
}

// Resume continues a paused pairing. The periods of the plan start today; earlier misses no longer count.
func (s *Service) Resume(ctx context.Context, pairingID string, version int64) (PairingFile, error) {
	return s.start(ctx, "resume", pairingID, version)
}

func (s *Service) start(ctx context.Context, act, pairingID string, version int64) (PairingFile, error) {
	return s.takePairing(ctx, act, pairingID, pairingCall{
		Version: version,
		Do: func(ctx context.Context, q workflow.Asking, p *Pairing) error {
			if err := s.registered(ctx, p); err != nil {
				return err
			}
			if err := s.checkVolunteers(ctx, q.Actor, p); err != nil {
				return err
			}
			p.startPlan(s.today())
			return nil
		},
		Tell: s.tellPairing(notice{template: "pairing.active", to: toVolunteers | toOrg}),
	})
}

// Pause pauses the pairing.
func (s *Service) Pause(ctx context.Context, pairingID string, version int64, reason PauseReason) (PairingFile, error) {
	if !slices.Contains(pauseReasons, reason) {
		return PairingFile{}, register.ErrReasonUnknown.At("reason")
	}
	return s.takePairing(ctx, "pause", pairingID, s.pausing(version, reason))
}

// pausing returns the call of the pause: it stores the reason and tells the people concerned.
func (s *Service) pausing(version int64, reason PauseReason) pairingCall {
	to := toVolunteers | toOrg
	if reason == ClearanceLapsed || reason == SafetyConcern {
		to |= toSupervisors
	}
	return pairingCall{
		Version: version, Reason: string(reason),
		Do: func(_ context.Context, _ workflow.Asking, p *Pairing) error {
			p.PauseReason = reason
			p.clearDue()
			return nil
		},
		Tell: s.tellPairing(notice{template: "pairing.paused", to: to}),
	}
}

var toldOfEnd = notice{template: "pairing.ended", to: toVolunteers | toOrg}

// End ends the pairing and removes it from the limits of its volunteers and its person.
func (s *Service) End(ctx context.Context, pairingID string, version int64, reason EndReason) (PairingFile, error) {
	if !slices.Contains(endReasons, reason) {
		return PairingFile{}, register.ErrReasonUnknown.At("reason")
	}
	return s.takePairing(ctx, "end", pairingID, pairingCall{
		Version: version, Reason: string(reason),
		Do:   func(ctx context.Context, _ workflow.Asking, p *Pairing) error { return s.finish(ctx, p, reason) },
		Tell: s.tellPairing(toldOfEnd),
	})
}

// finish stores the reason of an end and frees the places; the caller then changes the state.
func (s *Service) finish(ctx context.Context, p *Pairing, reason EndReason) error {
	p.EndReason = reason
	p.clearDue()
	if !p.Holds() {
		return nil
	}
	return s.freePlaces(ctx, p)
}

// PersonLeft ends the open pairings of a person who leaves the register, in the caller's transaction.
func (s *Service) PersonLeft(ctx context.Context, b *register.Beneficiary) error {
	q := workflow.Asking{Actor: auth.From(ctx), Now: s.now()}
	open, err := s.store.openOf(ctx, b.ID)
	if err != nil {
		return err
	}
	reason := Completed
	if slices.Contains([]register.ExitReason{register.ParentsBack, register.MovedWithParents, register.MovedOut}, b.ExitReason) {
		reason = Away
	}
	for i := range open {
		p := &open[i]
		if err := s.finish(ctx, p, reason); err != nil {
			return err
		}
		if err := pairingActs.Move("end", q, string(reason), p); err != nil {
			return err
		}
		if err := s.store.savePairing(ctx, p); err != nil {
			return err
		}
		if err := s.notePairing(ctx, "pairing.end", p, string(reason)); err != nil {
			return err
		}
		if err := s.tell(ctx, p, toldOfEnd); err != nil {
			return err
		}
	}
	return nil
}

// Serves reports whether the organisation has a pairing with the person that has not ended.
func (s *Service) Serves(ctx context.Context, beneficiaryID, orgID string) (bool, error) {
	open, err := s.store.openOf(ctx, beneficiaryID)
	return slices.ContainsFunc(open, func(p Pairing) bool { return p.OrgID == orgID }), err
}

// PersonMoved changes the region of a person's open pairings after a move to another village, in the caller's transaction.
func (s *Service) PersonMoved(ctx context.Context, beneficiaryID, path string) error {
	open, err := s.store.openOf(ctx, beneficiaryID)
	if err != nil {
		return err
	}
	for i := range open {
		open[i].Region = path
		if err := s.store.savePairing(ctx, &open[i]); err != nil {
			return err
		}
	}
	return nil
}

type pairingCall = workflow.Call[Pairing]

// takePairing takes one of pairingActs with the pairing and returns the pairing as the actor may see it.
func (s *Service) takePairing(ctx context.Context, act, pairingID string, c pairingCall) (PairingFile, error) {
	p, err := s.pairings.Take(ctx, act, pairingID, c)
	if err != nil {
		return PairingFile{}, err
	}
	return s.pairingFile(ctx, auth.From(ctx), p)
}

// PairingActs returns what the acting person may do with the pairing now.
func (s *Service) PairingActs(ctx context.Context, p *Pairing) []workflow.Answer {
	return s.pairings.Acts(ctx, p)
}

func (s *Service) notePairing(ctx context.Context, action string, p *Pairing, reason string) error {
	return s.Audit.Write(ctx, audit.Entry{Action: action, Subjects: []string{p.ID, p.BeneficiaryID}, Region: p.Region, Reason: reason})
}
