package attendance

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/activities"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

// validIn lists the states of the stay in which a message is still true. Templates that are not listed are always true.
var validIn = map[string][]Status{
	"attendance.left_open": {CheckedOut},
	"attendance.confirmed": {Confirmed},
}

// StillApplies reports whether a queued message is still true: for example, the check-out is still missing, or the certificate
// was not revoked.
func (s *Service) StillApplies(ctx context.Context, m notify.Message) (bool, error) {
	if m.Template == "attendance.certificate_issued" {
		c, err := s.store.allDocs.Get(ctx, m.Subject)
		return found(err, c.Status == Issued)
	}
	if strings.HasPrefix(m.Template, "attendance.record_") {
		act, err := s.Activities.Get(ctx, m.Subject)
		if err != nil || act.Status != activities.Ended || m.To != act.Leader {
			return found(err, act.Status == activities.Ended)
		}
		return s.Orgs.Employs(ctx, act.OrgID, act.Leader)
	}
	states, conditional := validIn[m.Template]
	asks := m.Template == "attendance.agreement_asked" || m.Template == "attendance.agreement_code"
	if !conditional && !asks {
		return true, nil
	}
	a, err := s.store.all.Get(ctx, m.Subject)
	if asks {
		return found(err, !a.Agreed() && slices.Contains(waiting, a.Status))
	}
	return found(err, slices.Contains(states, a.Status))
}

// found turns docstore.ErrNotFound into false.
func found(err error, holds bool) (bool, error) {
	if errors.Is(err, docstore.ErrNotFound) {
		return false, nil
	}
	return holds && err == nil, err
}
