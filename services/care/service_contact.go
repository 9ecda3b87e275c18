package care

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// Log keeps a contact of the acting volunteer and begins the next period of the plan. A danger is told at once to the
// supervisor and the village director.
func (s *Service) Log(ctx context.Context, pairingID string, n NewContact) (Contact, error) {
	actor, err := auth.Require(ctx, auth.PairingLog)
	if err != nil {
		return Contact{}, err
	}
	n.Note = privacy.Secret(strings.TrimSpace(n.Note.Reveal()))
	made := id.New("pct")
	var c Contact
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		p, err := s.store.pairings.In(actor.Scope(auth.PairingLog)).Get(ctx, pairingID)
		if err != nil {
			return err
		}
		if !slices.Contains(p.VolunteerIDs, actor.VolunteerID) {
			return docstore.ErrNotFound
		}
		if err := n.check(&p, s.now()); err != nil {
			return err
		}
		c = Contact{
			PairingID: p.ID, OrgID: p.OrgID, Region: p.Region, VolunteerID: actor.VolunteerID, At: n.At.UTC().Truncate(time.Millisecond),
			Way: n.Way, Met: n.Met, Minutes: n.Minutes, Danger: n.Danger,
		}
		c.ID = made
		return s.keepContact(ctx, &p, &c, n.Note)
	})
	if err != nil {
		return Contact{}, fmt.Errorf("log contact under %s: %w", pairingID, err)
	}
	return c, nil
}

func (s *Service) keepContact(ctx context.Context, p *Pairing, c *Contact, note privacy.Secret) error {
	var err error
	if c.Note, err = s.store.sealText(contactsName, "note", c.ID, note); err != nil {
		return err
	}
	if err := s.store.insertContact(ctx, c); err != nil {
		return err
	}
	if c.Met != MetNobody {
		p.keep(region.DayOf(c.At), c.Meeting(), s.today())
		if err := s.store.savePairing(ctx, p); err != nil {
			return err
		}
	}
	if c.Danger {
		if err := s.tellDanger(ctx, p, c); err != nil {
			return err
		}
	}
	return s.noteContact(ctx, "pairing.log", c)
}

// Contacts returns the contacts of a pairing within the actor's reach, the latest first, without their notes. A
// volunteer sees the own ones.
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

// ReadContact returns one contact with its note, and notes who read it.
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
		return s.noteContact(ctx, "pairing.read_note", &c)
	})
	if err != nil {
		return Contact{}, "", err
	}
	note, err := s.store.openText(contactsName, "note", c.ID, c.Note)
	return c, note, err
}

func (s *Service) noteContact(ctx context.Context, action string, c *Contact) error {
	return s.Audit.Write(ctx, audit.Entry{Action: action, Subjects: []string{c.ID, c.PairingID}, Region: c.Region})
}
