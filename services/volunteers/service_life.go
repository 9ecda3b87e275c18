package volunteers

import (
	"context"
	"errors"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// Edit replaces the details of the acting person's profile. version, unless 0, is the version they saw; if it has changed since,
// docstore.ErrStale is returned. An empty emergency contact keeps the stored one.
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
	return s.profile.Take(ctx, "edit", "me", s.own(call{Version: version, Do: func(_ context.Context, _ workflow.Asking, v *Volunteer) error {
		v.Region = path
		kin := v.Emergency
		err := s.store.fillDetails(v, &d)
		if d.Emergency == (Kin{}) { // the screen shows it masked and cannot send it back
			v.Emergency = kin
		}
		return err
	}}))
}

// Correction is the input of Correct.
type Correction struct {
	Name   privacy.Secret
	Mobile privacy.Secret
	Details
}

// Correct replaces name, mobile and details of an unclaimed profile. It returns ErrClaimed when its person has claimed it.
func (s *Service) Correct(ctx context.Context, volunteerID string, version int64, c Correction) (Volunteer, error) {
	c.Name, c.Mobile = tidy(c.Name), mobile(c.Mobile)
	c.normalise()
	var bad fault.Problems
	bad.Check(fault.Between(c.Name.Reveal(), 2, 50), "name", "length", "The name needs 2 to 50 characters.", "姓名应为 2 到 50 个字。")
	if ident.CheckMobile(c.Mobile.Reveal()) != nil {
		bad.Fault("mobile", ident.ErrMobile)
	}
	c.check(&bad)
	if err := bad.Err(); err != nil {
		return Volunteer{}, err
	}
	return s.profile.Take(ctx, "correct", volunteerID, call{Version: version, Do: func(_ context.Context, _ workflow.Asking, v *Volunteer) error {
		if err := s.store.fillName(v, c.Name); err != nil {
			return err
		}
		if err := s.store.fillMobile(v, c.Mobile); err != nil {
			return err
		}
		return s.store.fillDetails(v, &c.Details)
	}})
}

// Verify records that another person has compared the ID card with the profile.
func (s *Service) Verify(ctx context.Context, volunteerID string, version int64) (Volunteer, error) {
	return s.profile.Take(ctx, "verify", volunteerID, call{Version: version, Tell: s.telling(notice{template: "volunteer.verified"})})
}

// Activate allows a verified volunteer to serve. It returns ErrBarred for a barred volunteer.
func (s *Service) Activate(ctx context.Context, volunteerID string) (Volunteer, error) {
	return s.profile.Take(ctx, "activate", volunteerID, call{Tell: s.telling(notice{template: "volunteer.active"})})
}

// Release ends a freeze. It returns ErrAbove when the region's office froze the volunteer and the actor is not of that office, and
// ErrBarred for a barred volunteer.
func (s *Service) Release(ctx context.Context, volunteerID string) (Volunteer, error) {
	return s.profile.Take(ctx, "release", volunteerID, call{Tell: s.telling(notice{template: "volunteer.released"})})
}

// frozenNotices tell a volunteer and their organisations that the profile was frozen.
var frozenNotices = []notice{{template: "volunteer.frozen"}, {template: "volunteer.frozen", toOrgs: true}}

// Freeze stops an active volunteer from serving.
func (s *Service) Freeze(ctx context.Context, volunteerID, reason string) (Volunteer, error) {
	return s.profile.Take(ctx, "freeze", volunteerID, call{
		Reason: reason,
		Do: func(_ context.Context, q workflow.Asking, v *Volunteer) error {
			v.FrozenAbove = q.Actor.ForRegion(auth.VolunteerManage, v.Region)
			return nil
		},
		Tell: s.telling(frozenNotices...),
	})
}

// Cancel cancels the acting person's own profile for good. The record of their service is kept.
func (s *Service) Cancel(ctx context.Context) (Volunteer, error) {
	return s.profile.Take(ctx, "cancel", "me", s.own(call{Do: leaveAll}))
}

// CancelFor is Cancel by the region's office, with a reason, for people who died, moved away or were entered by mistake.
func (s *Service) CancelFor(ctx context.Context, volunteerID, reason string) (Volunteer, error) {
	return s.profile.Take(ctx, "cancel_for", volunteerID, call{Reason: reason, Do: leaveAll})
}

// leaveAll ends every membership of a profile that is cancelled.
func leaveAll(_ context.Context, _ workflow.Asking, v *Volunteer) error {
	v.OrgIDs, v.AskedOrgIDs = nil, nil
	return nil
}

// AddTraining adds a training to another person's profile.
func (s *Service) AddTraining(ctx context.Context, volunteerID string, t Training) (Volunteer, error) {
	if err := t.Check(s.today()); err != nil {
		return Volunteer{}, err
	}
	t.ID = id.New("trn")
	return s.profile.Take(ctx, "training", volunteerID, call{Do: func(_ context.Context, _ workflow.Asking, v *Volunteer) error {
		v.Trainings = append(v.Trainings, t)
		return nil
	}})
}

// VerifySkill records that the acting person has seen the certificate of a skill that another person's profile lists, until when it is
// valid, and tells the volunteer. It replaces an earlier check of the skill.
func (s *Service) VerifySkill(ctx context.Context, volunteerID string, version int64, c SkillCheck) (Volunteer, error) {
	c.normalise()
	return s.profile.Take(ctx, "verify_skill", volunteerID, call{
		Version: version,
		Do: func(_ context.Context, q workflow.Asking, v *Volunteer) error {
			if err := c.check(v, s.today()); err != nil {
				return err
			}
			c.By, c.At = q.Actor.ID(), q.Now
			v.dropSkillCheck(c.Skill)
			v.SkillChecks = append(v.SkillChecks, c)
			return nil
		},
		Tell: s.telling(notice{template: "volunteer.skill_verified", skill: c.Skill, until: c.ValidTo}),
	})
}

// WithdrawSkill takes back a verification made by mistake, with the reason. Sign-ups for activities that need the skill end, and their
// places go to the next in line.
func (s *Service) WithdrawSkill(ctx context.Context, volunteerID string, version int64, skill, reason string) (Volunteer, error) {
	return s.profile.Take(ctx, "withdraw_skill", volunteerID, call{
		Version: version, Reason: reason,
		Do: func(_ context.Context, _ workflow.Asking, v *Volunteer) error {
			if !v.dropSkillCheck(skill) {
				return ErrSkillChecked
			}
			return nil
		},
		Tell: func(ctx context.Context, v *Volunteer) error {
			return errors.Join(s.stopServing(ctx, v, "skill"), s.tell(ctx, v, notice{template: "volunteer.skill_withdrawn", skill: skill}))
		},
	})
}

// AddAward adds an award to another person's profile.
func (s *Service) AddAward(ctx context.Context, volunteerID string, a Award) (Volunteer, error) {
	if err := a.Check(s.today()); err != nil {
		return Volunteer{}, err
	}
	a.ID = id.New("awd")
	return s.profile.Take(ctx, "award", volunteerID, call{Do: func(_ context.Context, _ workflow.Asking, v *Volunteer) error {
		v.Awards = append(v.Awards, a)
		return nil
	}})
}
