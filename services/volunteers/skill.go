package volunteers

import (
	"slices"
	"strings"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// The refusals about certificates of skills.
var (
	ErrSkillUnlisted = fault.New(fault.Invalid, "skill_unlisted", "The profile does not list this skill. Have the volunteer add it to their profile first.", "个人资料中没有这项技能，请先由本人在个人资料中补充。")
	ErrSkillChecked  = fault.New(fault.Conflict, "skill_not_verified", "This skill is not verified.", "该技能未经核验，无需撤销。")
)

// SkillYears is the number of years for which a certificate counts at most before staff look at it again.
const SkillYears = 10

// SkillCheck is the record that a person of the office or of an organisation has seen the certificate of a skill.
type SkillCheck struct {
	Skill       string     `bson:"skill"`
	Certificate string     `bson:"certificate"` // what was seen
	By          string     `bson:"by"`          // user id of the person who saw it
	At          time.Time  `bson:"at"`
	ValidTo     region.Day `bson:"valid_to"`        // the last day
	Ended       bool       `bson:"ended,omitempty"` // the last day has passed and the volunteer was told
}

// check returns an error with every wrong field of the check, or nil.
func (c *SkillCheck) check(v *Volunteer, today region.Day) error {
	var bad fault.Problems
	if !slices.Contains(v.Skills, c.Skill) {
		bad.Fault("skill", ErrSkillUnlisted)
	}
	bad.Check(fault.Between(c.Certificate, 2, 60), "certificate", "length", "Name the certificate that was seen, 2 to 60 characters.", "请填写所见证书的名称（2 至 60 个字）。")
	bad.Check(c.ValidTo.Valid() && c.ValidTo >= today && c.ValidTo <= today.AddMonths(12*SkillYears), "valid_to", "range",
		"Give the last day on which the certificate is valid: today or later, ten years ahead at most.", "请填写证书有效期的最后一天：不早于今天，最长十年。")
	return bad.Err()
}

// SkillDays returns the skills that the profile lists with the last day on which the certificate of each is valid, "" without one.
func (v *Volunteer) SkillDays() map[string]region.Day {
	days := make(map[string]region.Day, len(v.Skills))
	for _, skill := range v.Skills {
		days[skill] = ""
	}
	for _, c := range v.SkillChecks {
		if _, listed := days[c.Skill]; listed {
			days[c.Skill] = c.ValidTo
		}
	}
	return days
}

// skillsValidTo returns the end of the validity of the certificate that ends first, of those that have not ended; zero without one, and
// for a cancelled profile.
func (v *Volunteer) skillsValidTo() time.Time {
	var first region.Day
	for _, c := range v.SkillChecks {
		if v.Status != Cancelled && !c.Ended && (first == "" || c.ValidTo < first) {
			first = c.ValidTo
		}
	}
	if first == "" {
		return time.Time{}
	}
	return first.End()
}

// skillsUntil returns the last day of the certificate that ends first, "" without one.
func (v *Volunteer) skillsUntil() region.Day {
	if v.SkillsValidTo.IsZero() {
		return ""
	}
	return region.DayOf(v.SkillsValidTo.Add(-time.Millisecond))
}

// endSkills marks the certificates whose last day was before today as Ended, and returns those that were not.
func (v *Volunteer) endSkills(today region.Day) []SkillCheck {
	var ended []SkillCheck
	v.SkillChecks = slices.Clone(v.SkillChecks)
	for i := range v.SkillChecks {
		if c := &v.SkillChecks[i]; !c.Ended && c.ValidTo < today {
			c.Ended = true
			ended = append(ended, *c)
		}
	}
	return ended
}

// dropSkillCheck removes the check of the skill and reports whether there was one.
func (v *Volunteer) dropSkillCheck(skill string) bool {
	before := len(v.SkillChecks)
	v.SkillChecks = slices.DeleteFunc(slices.Clone(v.SkillChecks), func(c SkillCheck) bool { return c.Skill == skill })
	return len(v.SkillChecks) < before
}

// setSkills replaces the skills. A skill that is not listed any more loses its check.
func (v *Volunteer) setSkills(skills []string) {
	v.Skills = skills
	v.SkillChecks = slices.DeleteFunc(slices.Clone(v.SkillChecks), func(c SkillCheck) bool { return !slices.Contains(skills, c.Skill) })
}

func (c *SkillCheck) normalise() {
	c.Skill, c.Certificate = strings.TrimSpace(c.Skill), strings.TrimSpace(c.Certificate)
}
