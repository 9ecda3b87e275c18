package volunteers

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// Stopped is a pairing or a sign-up that was stopped because its volunteer may not serve any more.
type Stopped struct {
	ID     string    // of the record whose page says more
	Region string    // whose town and county are told
	Leader string    // who leads it: a user or an organisation
	ZH, EN string    // what was stopped, without names of persons
	By     time.Time // by when somebody has to act
}

// stops lists the states in which a volunteer may not serve children, or not at all.
var (
	profileStops   = []Status{Frozen, Cancelled}
	clearanceStops = []ClearanceStatus{NoClearance, Expired, Barred}
)

// stopFrozen and stopUncleared call stopServing when an act has ended the right to serve, in its transaction.
func (s *Service) stopFrozen(ctx context.Context, v *Volunteer, _ Status) error {
	if !slices.Contains(profileStops, v.Status) {
		return nil
	}
	return s.stopServing(ctx, v, v.whyStopped())
}

func (s *Service) stopUncleared(ctx context.Context, v *Volunteer, _ ClearanceStatus) error {
	if !slices.Contains(clearanceStops, v.Clearance.Status) {
		return nil
	}
	return s.stopServing(ctx, v, v.whyStopped())
}

// stopServing has the features above stop what the volunteer may not go on with, and tells the leader, the town and the county of
// each what was stopped, why (a code of StopWords), and by when somebody has to act. Calling it again stops and tells nothing.
func (s *Service) stopServing(ctx context.Context, v *Volunteer, why string) error {
	list, err := s.Stop(ctx, *v)
	if err != nil {
		return fmt.Errorf("stop what %s does: %w", v.ID, err)
	}
	var out []notify.Message
	for _, what := range list {
		people, err := s.UsersIn(ctx, what.Region, auth.TownSupervisor, auth.CountyAdmin)
		if err != nil {
			return err
		}
		people = append(people, what.Leader)
		slices.Sort(people)
		for _, to := range slices.Compact(people) {
			out = append(out, notify.Message{
				Key: fmt.Sprintf("volunteer.stopped/%s/%d/%s", what.ID, v.Version, to), To: to, Template: "volunteer.stopped", Subject: what.ID, Urgent: true,
				Data: map[string]string{
					"no": v.No, "what": what.ZH, "what_en": what.EN, "why": StopWords.Of(why, "zh"), "why_en": StopWords.Of(why, "en"),
					"by": what.By.In(region.Shanghai).Format("2006-01-02 15:04"),
				},
			})
		}
	}
	if len(out) == 0 {
		return nil
	}
	return s.Outbox.Queue(ctx, out...)
}

// whyStopped returns the code of the reason for which the volunteer may not serve.
func (v *Volunteer) whyStopped() string {
	switch {
	case v.Clearance.Status == Barred:
		return "barred"
	case v.Status == Cancelled:
		return "cancelled"
	case v.Status != Active:
		return "frozen"
	case v.ClearanceValidTo.IsZero():
		return "revoked"
	default:
		return "expired"
	}
}

// RevokeClearance ends a clear result that must not count any more: it was recorded by mistake, or the authority withdrew it. The
// volunteer has to consent to a new query.
func (s *Service) RevokeClearance(ctx context.Context, volunteerID string, version int64, reason string) (Volunteer, error) {
	return s.clearance.Take(ctx, "revoke", volunteerID, call{Version: version, Reason: reason, Do: revokeResult})
}

// stopEnded stops what the volunteer may not go on with when their clear result has ended and the new query is not answered yet.
func (s *Service) stopEnded(ctx context.Context, volunteerID string) error {
	return s.DB.Tx(ctx, func(ctx context.Context) error {
		v, err := s.store.all.Get(ctx, volunteerID)
		if err != nil || s.ClearAt(v, s.now()) {
			return err
		}
		return s.stopServing(ctx, &v, v.whyStopped())
	}, docstore.Hot(volunteerID))
}
