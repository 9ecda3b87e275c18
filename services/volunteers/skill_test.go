package volunteers_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/volunteers"
)

// certify has the lead verify the volunteer's first skill by a certificate with this last day.
func (e *env) certify(v volunteers.Volunteer, last region.Day) volunteers.Volunteer {
	e.t.Helper()
	return must(e.service.VerifySkill(e.as(e.lead), v.ID, 0, volunteers.SkillCheck{Skill: v.Skills[0], Certificate: "教师资格证", ValidTo: last}))(e.t)
}

// remindOn runs the job twice in the morning of the day; running it again changes nothing.
func (e *env) remindOn(day region.Day) {
	e.t.Helper()
	e.now = day.Start().Add(9 * time.Hour)
	for range 2 {
		if err := e.service.RemindSkills(e.job()); err != nil {
			e.t.Fatal(err)
		}
	}
}

// TestRemindSkills follows a certificate to its end, and the newer one that is verified after it.
func TestRemindSkills(t *testing.T) {
	e := newEnv(t)
	v, _ := e.active(1)
	e.certify(v, "2026-06-30")
	e.stopped = []volunteers.Stopped{{ID: "act_1", Region: county, Leader: "usr_lead", ZH: "活动", EN: "an activity"}}
	told := func(day region.Day, expiring, expired, stopped int) {
		t.Helper()
		e.remindOn(day)
		a, b, c := e.queued("volunteer.skill_expiring"), e.queued("volunteer.skill_expired"), e.queued("volunteer.stopped")
		if len(a) != expiring || len(b) != expired || len(c) != stopped {
			t.Errorf("on %s told %v, %v, %v, want %d, %d and %d", day, a, b, c, expiring, expired, stopped)
		}
	}
	told("2026-05-30", 0, 0, 0)
	told("2026-05-31", 2, 0, 0) // 30 days before
	told("2026-06-30", 2, 0, 0) // the last day
	if to := e.queued("volunteer.skill_expiring"); !slices.Contains(to, v.ID) || !slices.Contains(to, e.orgA) {
		t.Errorf("told %v", to)
	}
	told("2026-07-01", 2, 2, 1)
	told("2026-07-02", 2, 2, 1)
	if got := e.load(v.ID); !got.SkillsValidTo.IsZero() || got.SkillDays()[v.Skills[0]] != "2026-06-30" {
		t.Errorf("after its end: %+v until %s", got.SkillChecks, got.SkillsValidTo)
	}
	e.certify(v, "2026-09-30")
	told("2026-08-30", 2, 2, 1)
	told("2026-08-31", 4, 2, 1)
	e.auditHolds()
}

// TestSkillReminderText renders the messages in both languages.
func TestSkillReminderText(t *testing.T) {
	e := newEnv(t)
	v, _ := e.active(1)
	e.certify(v, "2026-03-20")
	e.remindOn("2026-03-03")
	e.remindOn("2026-03-21")
	for _, template := range []string{"volunteer.skill_expiring", "volunteer.skill_expired"} {
		m := must(e.outbox.List(t.Context(), template))(t)[0]
		tpl := volunteers.Templates[slices.IndexFunc(volunteers.Templates, func(tpl notify.Template) bool { return tpl.Name == template })]
		for lang, text := range map[string]notify.Text{"zh": tpl.ZH, "en": tpl.EN} {
			said := text.Subject + text.Body
			for name, value := range m.Data {
				said = strings.ReplaceAll(said, "{"+name+"}", value)
			}
			if strings.Contains(said, "{") || !strings.Contains(said, v.Skills[0]) || !strings.Contains(said, "2026-03-20") || !strings.Contains(said, v.No) {
				t.Errorf("%s: %s", lang, said)
			}
		}
	}
}

// TestSkillReminderStops checks who is not reminded of a certificate that ends soon: nobody, when the skill was withdrawn or removed from the
// profile or the certificate renewed; not a frozen or cancelled volunteer; not an organisation that the volunteer has left.
func TestSkillReminderStops(t *testing.T) {
	e := newEnv(t)
	const last, morning = region.Day("2026-03-20"), region.Day("2026-03-03")
	for n, tt := range []struct {
		what string
		do   func(volunteers.Volunteer, volunteers.Volunteer)
		told []string // of the person and the organisation
	}{
		{"nothing", func(_, _ volunteers.Volunteer) {}, []string{"person", "org"}},
		{"withdrawn", func(v, _ volunteers.Volunteer) {
			must(e.service.WithdrawSkill(e.as(e.lead), v.ID, 0, v.Skills[0], "登记有误"))(t)
		}, nil},
		{"renewed", func(v, _ volunteers.Volunteer) { e.certify(v, "2027-03-20") }, nil},
		{"frozen", func(v, _ volunteers.Volunteer) { must(e.service.Freeze(e.as(e.office), v.ID, "家长投诉"))(t) }, nil},
		{"cancelled", func(v, _ volunteers.Volunteer) { must(e.service.CancelFor(e.as(e.office), v.ID, "已迁出本县"))(t) }, nil},
		{"barred", func(v, _ volunteers.Volunteer) {
			e.put(t, e.load(v.ID), func(v *volunteers.Volunteer) { v.Clearance.Status = volunteers.Barred })
		}, nil},
		{"left", func(v, _ volunteers.Volunteer) { must(e.service.Remove(e.as(e.admin), v.ID, e.orgA))(t) }, []string{"person"}},
	} {
		// Each is tried before the job runs, and between the job and the sending.
		for _, after := range []bool{false, true} {
			e.now = noon
			v, _ := e.active(2*n + map[bool]int{true: 1}[after])
			e.certify(v, last)
			if after {
				e.remindOn(morning)
			}
			e.now = morning.Start().Add(10 * time.Hour)
			tt.do(e.load(v.ID), v)
			e.remindOn(morning)
			var told []string
			for _, m := range must(e.outbox.List(t.Context(), "volunteer.skill_expiring"))(t) {
				if m.Subject != v.ID || !must(e.service.StillApplies(t.Context(), m))(t) {
					continue
				}
				told = append(told, map[bool]string{true: "person", false: "org"}[m.To == v.ID])
			}
			slices.Sort(told)
			slices.Reverse(told)
			if !slices.Equal(told, tt.told) {
				t.Errorf("%s (after the job: %v): told %v, want %v", tt.what, after, told, tt.told)
			}
		}
	}
}

// TestSkillReminderAfterRelease freezes a volunteer while the job runs: they are reminded once they are released.
func TestSkillReminderAfterRelease(t *testing.T) {
	e := newEnv(t)
	v, _ := e.active(1)
	e.certify(v, "2026-03-20")
	must(e.service.Freeze(e.as(e.office), v.ID, "家长投诉"))(t)
	e.remindOn("2026-03-03")
	if to := e.queued("volunteer.skill_expiring"); len(to) != 0 {
		t.Errorf("while frozen told %v", to)
	}
	must(e.service.Release(e.as(e.office), v.ID))(t)
	e.remindOn("2026-03-04")
	if to := e.queued("volunteer.skill_expiring"); len(to) != 2 {
		t.Errorf("after the release told %v", to)
	}
}

// TestSkillEndsFirst ends one of two certificates: the other is still counted, and reminded of at its own time.
func TestSkillEndsFirst(t *testing.T) {
	e := newEnv(t)
	_, u := e.active(1)
	v := must(e.service.Edit(e.as(u), 0, county, volunteers.Details{Skills: []string{"急救", "手语"}}))(t)
	for skill, last := range map[string]region.Day{"急救": "2026-03-20", "手语": "2026-05-20"} {
		must(e.service.VerifySkill(e.as(e.lead), v.ID, 0, volunteers.SkillCheck{Skill: skill, Certificate: "证书", ValidTo: last}))(t)
	}
	e.remindOn("2026-03-21")
	if got := e.load(v.ID); !got.SkillsValidTo.Equal(region.Day("2026-05-20").End()) {
		t.Errorf("the next ends %s", got.SkillsValidTo)
	}
	e.remindOn("2026-04-20")
	for _, m := range must(e.outbox.List(t.Context(), "volunteer.skill_expir"))(t) {
		want := map[string]string{"volunteer.skill_expired": "急救", "volunteer.skill_expiring": "手语"}[m.Template]
		if m.Data["skill"] != want {
			t.Errorf("%s of %s", m.Template, m.Data["skill"])
		}
	}
}
