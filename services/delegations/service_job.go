package delegations

import (
	"context"
	"errors"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
	"github.com/tongxing-platform/tongxing/services/register"
)

// EndDue ends the delegations whose last day is over, and tells village and township of those that end within 30 days. Running it again is
// harmless.
func (s *Service) EndDue(ctx context.Context) error {
	return s.eachPresent(ctx, func(ctx context.Context, d *Delegation) error {
		switch {
		case d.To < s.today():
			_, err := s.delegations.Take(ctx, "expire", d.ID, call{
				Version: d.Version, Reason: string(PeriodOver),
				Do: func(_ context.Context, _ workflow.Asking, d *Delegation) error {
					d.EndReason = PeriodOver
					return nil
				},
				Tell: s.tellEnded,
			})
			return err
		case d.Expiring(s.today()):
			people, err := s.village(ctx, d)
			if err != nil {
				return err
			}
			return s.tell(ctx, d, "delegation.expiring", string(d.To), people, map[string]string{"to": string(d.To)})
		}
		return nil
	})
}

// RemindParents queues the weekly message to the parents who agreed to it: one a week for each, however often it runs.
func (s *Service) RemindParents(ctx context.Context) error {
	return s.eachPresent(ctx, func(ctx context.Context, d *Delegation) error {
		if d.From > s.today() || d.To < s.today() {
			return nil
		}
		var list []notify.Message
		for _, p := range d.Parents {
			if p.StoppedOn != "" {
				continue
			}
			to := parentID(d, p.Who)
			list = append(list, notify.Message{
				Key: callHome + "/" + to + "/" + string(week(s.today())), To: to, Template: callHome, Subject: d.ID,
				Channels: []notify.Channel{notify.BySMS}, ExpiresAt: s.now().Add(callHomeFor),
			})
		}
		if len(list) == 0 {
			return nil
		}
		return s.Outbox.Queue(ctx, list...)
	})
}

// eachPresent calls do with the present version of every active delegation, each in a transaction of its own.
func (s *Service) eachPresent(ctx context.Context, do func(context.Context, *Delegation) error) error {
	return s.store.eachActive(ctx, func(d Delegation) error {
		return s.DB.Tx(ctx, func(ctx context.Context) error {
			d, err := s.Get(ctx, d.ID)
			if err != nil || d.Status != Active {
				return err
			}
			return do(ctx, &d)
		})
	})
}

// PersonMoved changes the region of a child's open delegation after a move to another village, in the caller's transaction. Others keep
// the village in which they were.
func (s *Service) PersonMoved(ctx context.Context, fileID, path string) error {
	d, err := s.store.openOf(ctx, fileID)
	if errors.Is(err, docstore.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	d.Region = path
	return s.store.saveDelegation(ctx, &d)
}

// PersonLeft ends the open delegation of a child who leaves the register, or throws it away when it has not begun, in the caller's transaction.
func (s *Service) PersonLeft(ctx context.Context, b *register.Beneficiary) error {
	d, err := s.store.openOf(ctx, b.ID)
	if errors.Is(err, docstore.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	act := "drop"
	if d.Status == Active {
		act, d.EndReason = "end", LeftRegister
	} else {
		d.erase()
		if err := s.Papers(ctx, d.ID); err != nil {
			return err
		}
	}
	q := workflow.Asking{Actor: auth.From(ctx), Now: s.now()}
	if err := delegationActs.Move(act, q, string(LeftRegister), &d); err != nil {
		return err
	}
	if err := s.store.saveDelegation(ctx, &d); err != nil {
		return err
	}
	if err := s.note(ctx, "delegation."+act, &d, string(LeftRegister)); err != nil {
		return err
	}
	if act == "drop" {
		return nil
	}
	return s.tellEnded(ctx, &d)
}
