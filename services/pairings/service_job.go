package pairings

import (
	"context"
	"errors"
	"slices"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// RemindOverdueContacts checks every active pairing. It pauses pairings whose volunteer may not serve any more. It reminds the
// volunteers of a period that ended without contact, from the second in a row also the organisation and the supervisor. After
// downtime only the latest period is reminded of. Running it again is harmless.
func (s *Service) RemindOverdueContacts(ctx context.Context) error {
	return s.store.eachActive(ctx, func(p Pairing) error {
		return s.DB.Tx(ctx, func(ctx context.Context) error {
			p, err := s.GetPairing(ctx, p.ID) // the present version
			if err != nil || p.Status != Active {
				return err
			}
			serve, err := s.allMayServe(ctx, &p)
			if err != nil {
				return err
			}
			if !serve {
				_, err := s.pairings.Take(ctx, "pause", p.ID, s.pausing(p.Version, ClearanceLapsed))
				return err
			}
			return s.remind(ctx, &p)
		})
	})
}

// allMayServe reports whether all volunteers are active and have a valid clearance.
func (s *Service) allMayServe(ctx context.Context, p *Pairing) (bool, error) {
	for _, volunteerID := range p.VolunteerIDs {
		v, err := s.Volunteers.Get(ctx, volunteerID)
		if errors.Is(err, docstore.ErrNotFound) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		if s.mayServe(v) != nil {
			return false, nil
		}
	}
	return true, nil
}

func (s *Service) remind(ctx context.Context, p *Pairing) error {
	today := s.today()
	due := p.missedOn(today)
	if due == "" || today <= p.NextDue {
		return nil
	}
	p.updateDue(today)
	if err := s.store.savePairing(ctx, p); err != nil {
		return err
	}
	list := []notice{{template: "pairing.contact_due", to: toVolunteers, due: string(due)}}
	if p.Misses >= 2 {
		list = append(list, notice{template: "pairing.contact_overdue", to: toOrg | toSupervisors, due: string(due)})
	}
	return s.tell(ctx, p, list...)
}

// StillApplies reports whether a queued message is still true.
func (s *Service) StillApplies(ctx context.Context, m notify.Message) (bool, error) {
	if m.Template == "pairing.danger" {
		return true, nil
	}
	if m.Template == "pairing.danger_open" {
		c, err := s.store.allContacts.Get(ctx, m.Subject)
		if err != nil || string(c.Danger.Status) != m.Data["status"] {
			return false, ignoreMissing(err)
		}
		people, err := s.dangerStaff(ctx, c.Region)
		return slices.Contains(people, m.To), err
	}
	p, err := s.GetPairing(ctx, m.Subject)
	if err != nil {
		return false, ignoreMissing(err)
	}
	switch m.Template {
	case "pairing.contact_due", "pairing.contact_overdue":
		due := region.Day(m.Data["due"])
		if p.Status != Active || p.missedOn(due.Add(1)) != due {
			return false, nil
		}
		return s.concerns(ctx, &p, m)
	case "pairing.active":
		return p.Status == Active, nil
	case "pairing.paused":
		return p.Status == Paused, nil
	}
	return true, nil
}

// concerns reports whether the recipient of the reminder still has the pairing: as its volunteer who may serve, as its organisation,
// or by office in its region.
func (s *Service) concerns(ctx context.Context, p *Pairing, m notify.Message) (bool, error) {
	if m.Template == "pairing.contact_due" {
		may, err := s.allMayServe(ctx, p)
		return may && slices.Contains(p.VolunteerIDs, m.To), err
	}
	if m.To == p.OrgID || m.Via == p.OrgID {
		return true, nil
	}
	people, err := s.Register.Staff(ctx, p.Region, auth.TownSupervisor)
	return slices.Contains(people, m.To), err
}

func ignoreMissing(err error) error {
	if errors.Is(err, docstore.ErrNotFound) {
		return nil
	}
	return err
}
