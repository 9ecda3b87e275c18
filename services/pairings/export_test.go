package pairings

import (
	"context"

	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// PairingFlow returns the flow by which the service takes acts on pairings.
func (s *Service) PairingFlow() *workflow.Flow[Pairing, PairingStatus] { return s.pairings }

// DangerFlow returns the flow by which the service takes acts on reports of danger.
func (s *Service) DangerFlow() *workflow.Flow[Contact, DangerStatus] { return s.dangers }

// ChangeContact changes a contact without checking any rule.
func (s *Service) ChangeContact(ctx context.Context, contactID string, change func(*Contact)) error {
	_, err := s.store.allContacts.Update(ctx, contactID, func(c *Contact) error {
		change(c)
		return nil
	})
	return err
}

// ChangePairing does the same with a pairing.
func (s *Service) ChangePairing(ctx context.Context, pairingID string, change func(*Pairing)) error {
	_, err := s.store.allPairings.Update(ctx, pairingID, func(p *Pairing) error {
		change(p)
		return nil
	})
	return err
}
