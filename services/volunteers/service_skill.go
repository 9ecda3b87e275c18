package volunteers

import (
	"context"
	"errors"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// RemindSkills reminds volunteers and their organisations 30 days before the last day of a certificate, and ends the sign-ups that need
// one whose last day has passed. Each message has a key with the skill and the day, and is sent once for a certificate, however often
// the job runs.
func (s *Service) RemindSkills(ctx context.Context) error {
	now, today := s.now(), s.today()
	return s.store.eachSkillEnding(ctx, s.SkillsEnding(), func(v Volunteer) error {
		if !now.Before(v.SkillsValidTo) {
			if err := s.expireSkills(ctx, v.ID); err != nil {
				return err
			}
		}
		if !v.remindable() {
			return nil
		}
		return s.DB.Tx(ctx, func(ctx context.Context) error {
			for _, c := range v.SkillChecks {
				if left := c.ValidTo.Sub(today); left < 0 || left > remindFirst {
					continue
				}
				if err := s.tellOfSkill(ctx, &v, "volunteer.skill_expiring", c); err != nil {
					return err
				}
			}
			return nil
		})
	})
}

// expireSkills marks the certificates whose last day has passed, ends the sign-ups that need them, and tells the volunteer and their
// organisations.
func (s *Service) expireSkills(ctx context.Context, volunteerID string) error {
	var ended []SkillCheck
	_, err := s.profile.Take(ctx, "expire_skills", volunteerID, call{
		Do: func(_ context.Context, _ workflow.Asking, v *Volunteer) error {
			ended = v.endSkills(s.today())
			return nil
		},
		Tell: func(ctx context.Context, v *Volunteer) error {
			if err := s.stopServing(ctx, v, "skill_expired"); err != nil {
				return err
			}
			for _, c := range ended {
				if err := s.tellOfSkill(ctx, v, "volunteer.skill_expired", c); err != nil {
					return err
				}
			}
			return nil
		},
	})
	if errors.Is(err, docstore.ErrNotFound) || errors.Is(err, ErrMove) { // renewed, withdrawn or cancelled meanwhile
		return nil
	}
	return err
}

// tellOfSkill queues the message about the certificate to the volunteer and to each organisation that they belong to.
func (s *Service) tellOfSkill(ctx context.Context, v *Volunteer, template string, c SkillCheck) error {
	n := notice{template: template, skill: c.Skill, until: c.ValidTo, once: c.Skill + "/" + string(c.ValidTo)}
	orgs := n
	orgs.toOrgs = true
	return s.tell(ctx, v, n, orgs)
}
