package volunteers

import (
	"context"
	"slices"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// ErrReason refuses a decision without its reason.
var ErrReason = fault.New(fault.Invalid, "reason_required", "Give the reason in 2 to 200 characters.", "请填写原因，2 到 200 个字。")

// Edit replaces what the acting person may change of the own profile. version, unless 0, is what they saw.
// Without an emergency contact the one on file stays.
func (s *Service) Edit(ctx context.Context, version int64, home string, d Details) (Volunteer, error) {
	d.normalise()
	var bad fault.Problems
	d.check(&bad)
	if err := bad.Err(); err != nil {
		return Volunteer{}, err
	}
	path, err := s.home(ctx, home)
	if err != nil {
		return Volunteer{}, err
	}
	return s.own(ctx, version, "volunteer.edit", func(_ context.Context, _ auth.Actor, v *Volunteer) error {
		if v.Status == Cancelled {
			return ErrMove
		}
		v.Region = path
		kin := v.Emergency
		err := s.store.fillDetails(v, &d)
		if d.Emergency == (Kin{}) { // masked on the screen, so nobody could send it back
			v.Emergency = kin
		}
		return err
	})
}

// Correction is what a manager may put right in a profile that nobody has claimed.
type Correction struct {
	Name   privacy.Secret
	Mobile privacy.Secret
	Details
}

// Correct replaces name, mobile and details of a profile from a roster, until its person claims it: ErrClaimed then.
func (s *Service) Correct(ctx context.Context, volunteerID string, version int64, c Correction) (Volunteer, error) {
	c.Name, c.Mobile = tidy(c.Name), mobile(c.Mobile)
	c.normalise()
	var bad fault.Problems
	bad.Check(between(c.Name.Reveal(), 2, 50), "name", "length", "The name needs 2 to 50 characters.", "姓名应为 2 到 50 个字。")
	if ident.CheckMobile(c.Mobile.Reveal()) != nil {
		bad.Fault("mobile", ident.ErrMobile)
	}
	c.check(&bad)
	if err := bad.Err(); err != nil {
		return Volunteer{}, err
	}
	return s.step(ctx, auth.VolunteerManage, volunteerID, version, "volunteer.correct", "", func(_ context.Context, actor auth.Actor, v *Volunteer) error {
		if err := actor.NotSelf(v.Selves()...); err != nil {
			return err
		}
		switch {
		case v.UserID != "":
			return ErrClaimed
		case v.Status == Cancelled:
			return ErrMove
		}
		if err := s.store.fillName(v, c.Name); err != nil {
			return err
		}
		if err := s.store.fillMobile(v, c.Mobile); err != nil {
			return err
		}
		return s.store.fillDetails(v, &c.Details)
	})
}

// Verify records that somebody else has compared the ID paper with the profile.
func (s *Service) Verify(ctx context.Context, volunteerID string) (Volunteer, error) {
	return s.move(ctx, volunteerID, Verified, "volunteer.verify", "volunteer.verified")
}

// Activate lets a verified volunteer serve.
func (s *Service) Activate(ctx context.Context, volunteerID string) (Volunteer, error) {
	return s.move(ctx, volunteerID, Active, "volunteer.activate", "volunteer.active", Verified)
}

// Release ends a freeze. What the region froze only the region releases, and nobody barred is released.
func (s *Service) Release(ctx context.Context, volunteerID string) (Volunteer, error) {
	return s.move(ctx, volunteerID, Active, "volunteer.release", "volunteer.released", Frozen)
}

// move brings somebody else's profile to the state, if it is in one of those given (none: any that the table allows).
func (s *Service) move(ctx context.Context, volunteerID string, to Status, action, template string, from ...Status) (Volunteer, error) {
	return s.step(ctx, auth.VolunteerManage, volunteerID, 0, action, "", func(_ context.Context, actor auth.Actor, v *Volunteer) error {
		if err := actor.NotSelf(v.Selves()...); err != nil {
			return err
		}
		if len(from) > 0 && !slices.Contains(from, v.Status) {
			return ErrMove
		}
		if v.FrozenAbove && !actor.ForRegion(auth.VolunteerManage, v.Region) {
			return ErrAbove
		}
		if err := v.Move(to, s.now()); err != nil {
			return err
		}
		v.FrozenAbove, v.Reason = false, ""
		return nil
	}, notice{template: template})
}

// Freeze stops an active volunteer from serving.
func (s *Service) Freeze(ctx context.Context, volunteerID, reason string) (Volunteer, error) {
	if !between(reason, 2, 200) {
		return Volunteer{}, ErrReason.At("reason")
	}
	return s.step(ctx, auth.VolunteerManage, volunteerID, 0, "volunteer.freeze", reason, func(_ context.Context, actor auth.Actor, v *Volunteer) error {
		if err := actor.NotSelf(v.Selves()...); err != nil {
			return err
		}
		if err := v.Move(Frozen, s.now()); err != nil {
			return err
		}
		v.Reason, v.FrozenAbove = reason, actor.ForRegion(auth.VolunteerManage, v.Region)
		return nil
	}, notice{template: "volunteer.frozen"}, notice{template: "volunteer.frozen", toOrgs: true})
}

// Cancel ends the acting person's being a volunteer. It is final; the record of what they did stays.
func (s *Service) Cancel(ctx context.Context) (Volunteer, error) {
	return s.own(ctx, 0, "volunteer.cancel", func(_ context.Context, _ auth.Actor, v *Volunteer) error {
		v.OrgIDs, v.AskedOrgIDs = nil, nil
		return v.Move(Cancelled, s.now())
	})
}

// CancelFor is Cancel by the region's office, with a reason: for those who died, moved away or were entered by mistake.
func (s *Service) CancelFor(ctx context.Context, volunteerID, reason string) (Volunteer, error) {
	if !between(reason, 2, 200) {
		return Volunteer{}, ErrReason.At("reason")
	}
	return s.step(ctx, auth.VolunteerManage, volunteerID, 0, "volunteer.cancel", reason, func(_ context.Context, actor auth.Actor, v *Volunteer) error {
		if !actor.ForRegion(auth.VolunteerManage, v.Region) {
			return auth.ErrForbidden
		}
		v.OrgIDs, v.AskedOrgIDs, v.Reason = nil, nil, reason
		return v.Move(Cancelled, s.now())
	})
}

// AddTraining puts a training into somebody else's profile.
func (s *Service) AddTraining(ctx context.Context, volunteerID string, t Training) (Volunteer, error) {
	if err := t.Check(s.today()); err != nil {
		return Volunteer{}, err
	}
	t.ID = id.New("trn")
	return s.add(ctx, volunteerID, "volunteer.training", func(v *Volunteer) int {
		v.Trainings = append(v.Trainings, t)
		return len(v.Trainings)
	})
}

// AddAward puts an award into somebody else's profile.
func (s *Service) AddAward(ctx context.Context, volunteerID string, a Award) (Volunteer, error) {
	if err := a.Check(s.today()); err != nil {
		return Volunteer{}, err
	}
	a.ID = id.New("awd")
	return s.add(ctx, volunteerID, "volunteer.award", func(v *Volunteer) int {
		v.Awards = append(v.Awards, a)
		return len(v.Awards)
	})
}

func (s *Service) add(ctx context.Context, volunteerID, action string, put func(*Volunteer) int) (Volunteer, error) {
	return s.step(ctx, auth.VolunteerManage, volunteerID, 0, action, "", func(_ context.Context, actor auth.Actor, v *Volunteer) error {
		if err := actor.NotSelf(v.Selves()...); err != nil {
			return err
		}
		if put(v) > maxEntries {
			return ErrTooMany
		}
		return nil
	})
}
