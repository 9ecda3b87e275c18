package volunteers

import (
	"context"
	"errors"
	"slices"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// ErrAuthority refuses a result without who gave it.
var ErrAuthority = fault.New(fault.Invalid, "clearance_authority", "Say which authority answered.", "请选择出具结果的机关。")

// Consent records that the acting volunteer agrees to the query, by the present version of the text.
func (s *Service) Consent(ctx context.Context, version string) (Volunteer, error) {
	if version != ClearanceConsent {
		return Volunteer{}, ErrConsent.At("version")
	}
	return s.own(ctx, 0, "clearance.consent", func(_ context.Context, _ auth.Actor, v *Volunteer) error {
		return s.consent(v, version)
	})
}

// ConsentOnPaper records the consent of somebody else that the organisation holds signed.
func (s *Service) ConsentOnPaper(ctx context.Context, volunteerID string) (Volunteer, error) {
	return s.step(ctx, auth.ClearanceManage, volunteerID, 0, "clearance.consent", "", func(_ context.Context, actor auth.Actor, v *Volunteer) error {
		if err := actor.NotSelf(v.Selves()...); err != nil {
			return err
		}
		return s.consent(v, PaperConsent)
	})
}

func (s *Service) consent(v *Volunteer, version string) error {
	if v.Status == Cancelled {
		return ErrMove
	}
	if err := v.Clearance.Move(Consented); err != nil {
		return err
	}
	v.Clearance.ConsentVersion, v.Clearance.ConsentAt, v.Clearance.OnPaper = version, s.now(), version == PaperConsent
	return nil
}

// WithdrawConsent takes the acting volunteer's consent back, as long as the query was not made.
func (s *Service) WithdrawConsent(ctx context.Context) (Volunteer, error) {
	return s.own(ctx, 0, "clearance.withdraw", func(_ context.Context, _ auth.Actor, v *Volunteer) error { return v.withdraw(s.now()) })
}

// RecordQuery records that the query was made today.
func (s *Service) RecordQuery(ctx context.Context, volunteerID string) (Volunteer, error) {
	return s.step(ctx, auth.ClearanceManage, volunteerID, 0, "clearance.query", "", func(_ context.Context, actor auth.Actor, v *Volunteer) error {
		if err := actor.NotSelf(v.Selves()...); err != nil {
			return err
		}
		if err := v.Clearance.Move(Queried); err != nil {
			return err
		}
		v.Clearance.QueriedDay = s.today()
		return nil
	})
}

// RecordResult records what the authority answered on the day: clear, or a hit, which bars the volunteer. No detail is
// taken. The checker is never the volunteer.
func (s *Service) RecordResult(ctx context.Context, volunteerID string, a Authority, hit bool, day region.Day) (Volunteer, error) {
	if err := knownAuthority(a); err != nil {
		return Volunteer{}, err
	}
	action, tell := "clearance.clear", []notice(nil)
	if hit {
		action, tell = "clearance.bar", []notice{{template: "volunteer.frozen"}, {template: "volunteer.frozen", toOrgs: true}}
	}
	return s.step(ctx, auth.ClearanceManage, volunteerID, 0, action, "", func(_ context.Context, actor auth.Actor, v *Volunteer) error {
		if err := actor.NotSelf(v.Selves()...); err != nil {
			return err
		}
		switch {
		case v.Clearance.Status != Queried:
			return ErrClearanceMove
		case !day.Valid() || day < v.Clearance.QueriedDay || day > s.today():
			return ErrClearanceDay.At("day")
		case hit:
			return v.bar(a, day, actor.ID(), s.now())
		}
		return v.pass(a, day, actor.ID())
	}, tell...)
}

// Review lifts a bar that the authority has taken back. Only the region's office does it, and not who recorded the hit.
// The volunteer stays frozen until released.
func (s *Service) Review(ctx context.Context, volunteerID string, a Authority, day region.Day, reason string) (Volunteer, error) {
	if err := knownAuthority(a); err != nil {
		return Volunteer{}, err
	}
	if !between(reason, 2, 200) {
		return Volunteer{}, ErrReason.At("reason")
	}
	return s.step(ctx, auth.ClearanceManage, volunteerID, 0, "clearance.review", reason, func(_ context.Context, actor auth.Actor, v *Volunteer) error {
		if err := actor.NotSelf(append(v.Selves(), v.Clearance.Checker)...); err != nil {
			return err
		}
		switch {
		case !actor.ForRegion(auth.ClearanceManage, v.Region):
			return auth.ErrForbidden
		case v.Clearance.Status != Barred:
			return ErrClearanceMove
		case !day.Valid() || day < v.Clearance.ResultDay || day > s.today():
			return ErrClearanceDay.At("day")
		}
		return v.pass(a, day, actor.ID())
	})
}

func knownAuthority(a Authority) error {
	if !slices.Contains([]Authority{Police, Procuracy, CivilOffice}, a) {
		return ErrAuthority.At("authority")
	}
	return nil
}

// The days before its end on which a clearance is spoken of.
const (
	remindFirst = 30
	remindLast  = 7
)

// RemindClearances tells volunteers and their organisations 30 and 7 days before a clear result ends, and closes those
// that have ended. Messages are keyed, so each is sent once however often the job runs.
func (s *Service) RemindClearances(ctx context.Context) error {
	now, today := s.now(), s.today()
	return s.store.eachEnding(ctx, today.Add(remindFirst+1).Start(), func(v Volunteer) error {
		left := region.DayOf(v.ClearanceValidTo).Sub(today)
		switch {
		case !now.Before(v.ClearanceValidTo):
			return s.expire(ctx, v.ID)
		case left <= remindLast:
			return s.remind(ctx, &v, "7")
		}
		return s.remind(ctx, &v, "30")
	})
}

func (s *Service) remind(ctx context.Context, v *Volunteer, days string) error {
	once := string(region.DayOf(v.ClearanceValidTo)) + "/" + days
	return s.DB.Tx(ctx, func(ctx context.Context) error {
		return s.tell(ctx, v, notice{template: "volunteer.clearance_expiring", once: once},
			notice{template: "volunteer.clearance_expiring", once: once, toOrgs: true})
	})
}

// expire closes a clear result that has ended. While a renewal runs there is nothing to close.
func (s *Service) expire(ctx context.Context, volunteerID string) error {
	err := s.DB.Tx(ctx, func(ctx context.Context) error {
		v, err := s.store.all.Get(ctx, volunteerID)
		if err != nil {
			return err
		}
		if v.Clearance.Status != Clear || s.now().Before(v.ClearanceValidTo) {
			return nil
		}
		if err := v.Clearance.Move(Expired); err != nil {
			return err
		}
		if err := s.store.save(ctx, &v); err != nil {
			return err
		}
		if err := s.note(ctx, "clearance.expire", &v, ""); err != nil {
			return err
		}
		once := string(region.DayOf(v.ClearanceValidTo))
		return s.tell(ctx, &v, notice{template: "volunteer.clearance_expired", once: once},
			notice{template: "volunteer.clearance_expired", once: once, toOrgs: true})
	})
	if errors.Is(err, docstore.ErrNotFound) {
		return nil
	}
	return err
}

// StillApplies tells whether a queued message still says something true.
func (s *Service) StillApplies(ctx context.Context, m notify.Message) (bool, error) {
	v, err := s.store.all.Get(ctx, m.Subject)
	if errors.Is(err, docstore.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	ends := v.Status != Cancelled && string(region.DayOf(v.ClearanceValidTo)) == m.Data["ends"]
	switch m.Template {
	case "volunteer.verified":
		return v.Status == Verified, nil
	case "volunteer.active", "volunteer.released":
		return v.Status == Active, nil
	case "volunteer.frozen":
		return v.Status == Frozen || v.Clearance.Status == Barred, nil
	case "volunteer.join_asked":
		return slices.Contains(v.AskedOrgIDs, m.Data["org"]), nil
	case "volunteer.joined":
		return v.Joined(m.Data["org"]), nil
	case "volunteer.clearance_expiring":
		return ends && s.now().Before(v.ClearanceValidTo), nil
	case "volunteer.clearance_expired":
		return ends && v.Clearance.Status == Expired, nil
	}
	return true, nil
}
