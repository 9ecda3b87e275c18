package pairings

import (
	"cmp"
	"context"
	"strings"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// Log stores a contact of the acting volunteer and begins the next period of the plan. A contact that reports danger begins no
// period: it waits until somebody has taken it and written what was done, and village, town and county are told at once.
func (s *Service) Log(ctx context.Context, pairingID string, n NewContact) (Contact, error) {
	n.Note = privacy.Secret(strings.TrimSpace(n.Note.Reveal()))
	made := id.New("pct")
	var c Contact
	_, err := s.pairings.Take(ctx, "log", pairingID, pairingCall{
		Do: func(ctx context.Context, q workflow.Asking, p *Pairing) error {
			if err := n.check(p, q.Now); err != nil {
				return err
			}
			if err := s.checkContactMaker(ctx, q.Actor.VolunteerID, n.Danger); err != nil {
				return err
			}
			c = Contact{
				PairingID: p.ID, OrgID: p.OrgID, Region: p.Region, VolunteerID: q.Actor.VolunteerID, At: n.At.UTC().Truncate(time.Millisecond),
				Way: n.Way, Met: n.Met, Minutes: n.Minutes,
			}
			c.ID = made
			if n.Danger {
				c.Danger = reported(q.Actor, q.Now)
			}
			return s.storeContact(ctx, p, &c, n.Note)
		},
		Note: func(e *audit.Entry) { e.Subjects = []string{c.ID, c.PairingID} },
		Tell: func(ctx context.Context, _ *Pairing) error {
			if c.Danger.Status == "" {
				return nil
			}
			return s.tellDanger(ctx, &c)
		},
	})
	if err != nil {
		return Contact{}, err
	}
	return c, nil
}

// checkContactMaker refuses a contact of a volunteer who may not serve now. A danger may be reported all the same.
func (s *Service) checkContactMaker(ctx context.Context, volunteerID string, danger bool) error {
	if danger {
		return nil
	}
	v, err := s.Volunteers.Get(ctx, volunteerID)
	if err != nil {
		return err
	}
	return s.mayServe(v)
}

// storeContact stores the contact and updates the plan, unless the contact reached nobody or reports danger.
func (s *Service) storeContact(ctx context.Context, p *Pairing, c *Contact, note privacy.Secret) error {
	var err error
	if c.Note, err = s.store.sealText(contactsName, "note", c.ID, note); err != nil {
		return err
	}
	if err := s.store.insertContact(ctx, c); err != nil {
		return err
	}
	if c.Met != MetNobody && c.Danger.Status == "" {
		p.addContact(region.DayOf(c.At), c.Meeting(), s.today())
		if p.ContractID != "" {
			return s.Contacted(ctx, p, c)
		}
	}
	return nil
}

// Contacts returns the contacts of a pairing within the actor's reach, the latest first, without their notes. A volunteer sees
// only their own.
func (s *Service) Contacts(ctx context.Context, pairingID string, page ...docstore.Option) (docstore.Page[Contact], error) {
	actor, err := auth.Require(ctx, auth.PairingRead)
	if err != nil {
		return docstore.Page[Contact]{}, err
	}
	scope := actor.Scope(auth.PairingRead)
	if _, err := s.store.pairings.In(scope).Get(ctx, pairingID); err != nil {
		return docstore.Page[Contact]{}, err
	}
	return s.store.listContacts(ctx, scope, pairingID, page)
}

// ReadContact returns one contact with its note, and writes an audit entry.
func (s *Service) ReadContact(ctx context.Context, pairingID, contactID string) (Contact, privacy.Secret, error) {
	actor, err := auth.Require(ctx, auth.PairingRead)
	if err != nil {
		return Contact{}, "", err
	}
	var c Contact
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		var err error
		if c, err = s.store.contacts.In(actor.Scope(auth.PairingRead)).Get(ctx, contactID); err != nil {
			return err
		}
		if c.PairingID != pairingID {
			return docstore.ErrNotFound
		}
		if !actor.ForOrg(auth.PairingRead, c.OrgID, c.Region) { // the volunteer
			if p, err := s.GetPairing(ctx, pairingID); err != nil || p.closedTo(s.now()) {
				return cmp.Or(err, error(ErrCardClosed))
			}
		}
		return s.Audit.Write(ctx, audit.Entry{Action: "pairing.read_note", Subjects: []string{c.ID, c.PairingID}, Region: c.Region, Shown: []string{c.Region}})
	})
	if err != nil {
		return Contact{}, "", err
	}
	note, err := s.store.openText(contactsName, "note", c.ID, c.Note)
	return c, note, err
}
