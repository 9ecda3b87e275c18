package satisfaction

import (
	"context"
	"fmt"
	"slices"

	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/register"
)

// callPurpose is the purpose for which the register shows a name or number to who rings up.
const callPurpose = "contact"

// revealable are the values that somebody who rings up needs.
var revealable = []string{register.FieldName, register.FieldGuardianName, register.FieldGuardianMobile}

// Reveal returns a name or the mobile number of a person on the call list, as the register shows and notes it (register.Service.Reveal).
func (s *Service) Reveal(ctx context.Context, slipID, field string) (privacy.Secret, error) {
	if !slices.Contains(revealable, field) {
		return "", ErrField.At("field")
	}
	_, p, _, err := s.toCall(ctx, slipID)
	if err != nil {
		return "", err
	}
	return s.Register.Reveal(ctx, p.FileID, field, "", callPurpose)
}

// toCall returns the slip when the acting person may ring its person up now: within their area, of an open round, not about their own organisation.
func (s *Service) toCall(ctx context.Context, slipID string) (actor auth.Actor, p Slip, r Round, err error) {
	if actor, err = auth.Require(ctx, auth.SatisfactionCall); err != nil {
		return actor, p, r, err
	}
	if p, err = s.store.loadSlip(ctx, actor.Scope(auth.SatisfactionCall), slipID); err != nil {
		return actor, p, r, err
	}
	if _, r, err = s.may(ctx, "call", auth.SatisfactionCall, p.RoundID); err != nil {
		return actor, p, r, err
	}
	if !r.Taking(s.now()) {
		return actor, p, r, ErrRoundMove
	}
	if p.Status != Waiting {
		return actor, p, r, ErrSlipMove
	}
	return actor, p, r, nil
}

// TakeAnswer takes down the answer that a person gave on the telephone. It returns ErrSlipMove for a person who has answered, and
// ErrProvider to a caller who belongs to the organisation.
func (s *Service) TakeAnswer(ctx context.Context, slipID string, a Answer) error {
	if err := a.check(); err != nil {
		return err
	}
	return s.takeCall(ctx, "satisfaction.call", slipID, func(ctx context.Context, actor auth.Actor, p *Slip) error {
		return s.store.answer(ctx, p, a, ByCall, actor.UserID)
	})
}

// NotReached notes a call that reached nobody. The person stays on the call list.
func (s *Service) NotReached(ctx context.Context, slipID string) error {
	return s.takeCall(ctx, "satisfaction.unreached", slipID, func(ctx context.Context, actor auth.Actor, p *Slip) error {
		p.Tries = append(p.Tries, Try{s.now(), actor.UserID})
		return s.store.allSlips.Save(ctx, p)
	})
}

// Refuse notes that the person does not want to answer on the telephone. The code on paper stays good, so that nobody's answer is lost by it.
func (s *Service) Refuse(ctx context.Context, slipID string) error {
	return s.takeCall(ctx, "satisfaction.refuse", slipID, func(ctx context.Context, actor auth.Actor, p *Slip) error {
		p.Status, p.TakenBy = Refused, actor.UserID
		return s.store.allSlips.Save(ctx, p)
	})
}

// takeCall does something with the slip of a person who may be rung up, and writes the audit entry.
func (s *Service) takeCall(ctx context.Context, action, slipID string, do func(context.Context, auth.Actor, *Slip) error) error {
	err := s.DB.Tx(ctx, func(ctx context.Context) error {
		actor, p, r, err := s.toCall(ctx, slipID)
		if err != nil {
			return err
		}
		if err := do(ctx, actor, &p); err != nil {
			return err
		}
		return s.Audit.Write(ctx, audit.Entry{Action: action, Subjects: []string{r.ID, p.FileID}, Region: p.Region})
	})
	if err != nil {
		return fmt.Errorf("%s %s: %w", action, slipID, err)
	}
	return nil
}
