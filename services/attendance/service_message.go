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

// holdsFor says in which states of the stay a message is still true; one that is not listed tells what has happened.
var holdsFor = map[string][]Status{
	"attendance.left_open": {CheckedOut},
	"attendance.confirmed": {Confirmed},
}

// StillApplies tells the sender whether a queued message is still true: nobody is asked to see to a check-out that has
// been settled, or congratulated on hours and papers that were taken back.
func (s *Service) StillApplies(ctx context.Context, m notify.Message) (bool, error) {
	if m.Template == "attendance.certificate_issued" {
		c, err := s.store.allDocs.Get(ctx, m.Subject)
		return found(err, c.Status == Issued)
	}
	if strings.HasPrefix(m.Template, "attendance.record_") {
		act, err := s.Activities.Get(ctx, m.Subject)
		return found(err, act.Status == activities.Ended)
	}
	states, conditional := holdsFor[m.Template]
	if !conditional {
		return true, nil
	}
	a, err := s.store.all.Get(ctx, m.Subject)
	return found(err, slices.Contains(states, a.Status))
}

// found is the answer about a record: no when there is none.
func found(err error, holds bool) (bool, error) {
	if errors.Is(err, docstore.ErrNotFound) {
		return false, nil
	}
	return holds && err == nil, err
}
