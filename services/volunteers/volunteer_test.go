package volunteers_test

import (
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/volunteers"
)

func TestProfileCheck(t *testing.T) {
	const today = region.Day("2026-03-02")
	guardian := func() *volunteers.Consenting {
		return &volunteers.Consenting{Kin: volunteers.Kin{Name: "张大山", Relation: "父亲", Mobile: "13900009999"}, Version: volunteers.PaperConsent, At: noon}
	}
	for what, tt := range map[string]struct {
		birth       region.Day
		change      func(*volunteers.Profile)
		field, code string
	}{
		"an adult":                     {"1990-05-01", nil, "", ""},
		"18 today":                     {"2008-03-02", nil, "", ""},
		"18 tomorrow, alone":           {"2008-03-03", nil, "guardian", "guardian_required"},
		"18 tomorrow, with guardian":   {"2008-03-03", func(p *volunteers.Profile) { p.Guardian = guardian() }, "", ""},
		"14 today, with guardian":      {"2012-03-02", func(p *volunteers.Profile) { p.Guardian = guardian() }, "", ""},
		"14 tomorrow, with guardian":   {"2012-03-03", func(p *volunteers.Profile) { p.Guardian = guardian() }, "id_number", "volunteer_too_young"},
		"of 29 February, 13 until 1.3": {"2012-02-29", func(p *volunteers.Profile) { p.Guardian = guardian() }, "", ""},
		"guardian without name":        {"2010-01-01", func(p *volunteers.Profile) { p.Guardian = guardian(); p.Guardian.Name = "" }, "guardian.name", "length"},
		"guardian with no mobile":      {"2010-01-01", func(p *volunteers.Profile) { p.Guardian = guardian(); p.Guardian.Mobile = "123" }, "guardian.mobile", "mobile_invalid"},
		"guardian with own mobile":     {"2010-01-01", func(p *volunteers.Profile) { p.Guardian = guardian(); p.Guardian.Mobile = p.Mobile }, "guardian.mobile", "guardian_mobile_own"},
		"consent of old":               {"2010-01-01", func(p *volunteers.Profile) { p.Guardian = guardian(); p.Guardian.Version = "guardian-2020" }, "guardian.consent_version", "consent_version"},
		"consent without time":         {"2010-01-01", func(p *volunteers.Profile) { p.Guardian = guardian(); p.Guardian.At = time.Time{} }, "guardian.consent_version", "consent_version"},
		"other sex":                    {"1990-05-01", func(p *volunteers.Profile) { p.Gender = volunteers.Male }, "gender", "gender_mismatch"},
		"other birthday":               {"1990-05-01", func(p *volunteers.Profile) { p.Birth = "1990-05-02" }, "birth", "birth_mismatch"},
		"check digit":                  {"1990-05-01", func(p *volunteers.Profile) { p.IDNumber = "990001199005010020" }, "id_number", "id_number_invalid"},
		"not born yet":                 {"2026-03-03", nil, "id_number", "id_number_invalid"},
		"no name":                      {"1990-05-01", func(p *volunteers.Profile) { p.Name = "" }, "name", "length"},
		"21 skills":                    {"1990-05-01", func(p *volunteers.Profile) { p.Skills = make([]string, 21) }, "skills", "length"},
		"emergency without mobile":     {"1990-05-01", func(p *volunteers.Profile) { p.Emergency.Mobile = "" }, "emergency.mobile", "mobile_invalid"},
		"no emergency contact":         {"1990-05-01", func(p *volunteers.Profile) { p.Emergency = volunteers.Kin{} }, "", ""},
	} {
		p := profile()
		p.Mobile, p.IDNumber = mobile, privacy.Secret(ident.MakeIDNumber("990001", tt.birth, 2))
		if tt.change != nil {
			tt.change(&p)
		}
		info, err := p.Check(today)
		switch {
		case tt.field == "" && (err != nil || info.Birth != tt.birth || info.Male):
			t.Errorf("%s: %v, %v", what, info, err)
		case tt.field != "" && !blames(err, tt.field, tt.code):
			t.Errorf("%s: %v, want %s %s", what, err, tt.field, tt.code)
		}
	}
}

func TestClearedUntil(t *testing.T) {
	for day, want := range map[region.Day]region.Day{"2026-03-02": "2027-03-02", "2028-02-29": "2029-02-28"} {
		if got := region.DayOf(volunteers.ClearedUntil(day)); got != want {
			t.Errorf("from %s until %s, want %s", day, got, want)
		}
	}
}
