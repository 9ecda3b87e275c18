package activities_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/activities"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi/apitest"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

func TestSeries(t *testing.T) {
	w := newWorld(t)
	days := []region.Day{"2026-03-14", "2026-03-07", "2026-03-21"}
	n := activities.Series{NewActivity: w.plan(), Days: days}
	n.Title, n.Waitlist = "周六课业辅导", false
	n.SignupTo = n.Start.Add(-12 * time.Hour)
	list, err := w.CreateSeries(w.Lead(), n)
	if err != nil || len(list) != 3 {
		t.Fatalf("%d made: %v", len(list), err)
	}
	for i, a := range list {
		if a.Day() != days[i] || a.Start.Sub(a.Day().Start()) != 9*time.Hour || a.End.Sub(a.Start) != 2*time.Hour || a.Start.Sub(a.SignupTo) != 12*time.Hour {
			t.Errorf("%s: %s to %s, signing up till %s", days[i], a.Start, a.End, a.SignupTo)
		}
		if a.Status != activities.Draft || !a.SignupFrom.Equal(monday) {
			t.Errorf("%s: %s, signing up from %s", days[i], a.Status, a.SignupFrom)
		}
	}
	one := w.plan() // each occurrence is edited separately
	one.Title, one.Start, one.End = "踏青", list[0].Start, list[0].End
	if _, err := w.Edit(w.Lead(), list[0].ID, 0, one); err != nil {
		t.Fatal(err)
	}
	if got := w.load(list[1].ID); got.Title != "周六课业辅导" {
		t.Errorf("another occurrence is called %s", got.Title)
	}
}

func TestSeriesRefusals(t *testing.T) {
	w := newWorld(t)
	contract := w.Performing(w.OrgID)
	many := make([]region.Day, 61)
	for i := range many {
		many[i] = region.Day("2026-03-05").Add(i)
	}
	for name, row := range map[string]struct {
		days  []region.Day
		field string
		want  error
	}{
		"none":               {nil, "days", activities.ErrSeries},
		"twice":              {[]region.Day{"2026-03-07", "2026-03-07"}, "days", activities.ErrSeries},
		"61":                 {many, "days", activities.ErrSeries},
		"no day":             {[]region.Day{"2026-02-30"}, "days[0]", region.ErrDay},
		"over":               {[]region.Day{"2026-03-07", "2026-03-01"}, "days[1]", activities.ErrSeriesPast},
		"after the contract": {[]region.Day{"2026-03-07", "2029-03-07"}, "days[1]", nil},
	} {
		n := activities.Series{NewActivity: w.plan(), Days: row.days}
		n.ContractID = contract
		_, err := w.CreateSeries(w.Lead(), n)
		if err == nil || row.want != nil && !errors.Is(err, row.want) || !strings.Contains(err.Error(), row.field+":") {
			t.Errorf("%s: %v", name, err)
		}
	}
	page, err := w.List(w.Lead(), activities.ListQuery{})
	if err != nil || len(page.Items) != 0 {
		t.Errorf("refused series left %d activities: %v", len(page.Items), err)
	}
	stranger := w.AsOf("org_other", "usr_x", auth.ProjectLead)
	if _, err := w.CreateSeries(stranger, activities.Series{NewActivity: w.plan(), Days: []region.Day{"2026-03-07"}}); !errors.Is(err, auth.ErrForbidden) {
		t.Errorf("of another organisation: %v", err)
	}
}

func TestSeriesHTTP(t *testing.T) {
	w := newWorld(t)
	app := apitest.New(t, func(r *httpapi.Router) { activities.Routes(r, w.Service) })
	body := map[string]any{
		"title": "周六课业辅导", "org_id": w.OrgID, "type": "tutoring", "target_group": "elders", "content": "辅导作业并一起阅读，六点前送回。",
		"region": county, "address": "青岩镇文化站二楼", "start": monday.AddDate(0, 0, 5), "end": monday.AddDate(0, 0, 5).Add(2 * time.Hour),
		"capacity": 8, "risk": "楼梯较陡，请扶好扶手。", "leader": "usr_lead", "leader_phone": "13800000000", "days": []string{"2026-03-07", "2026-03-14"},
	}
	var made page
	app.As(auth.From(w.Lead())).Do("POST", "/activities/series", body).Want(201).JSON(&made)
	if len(made.Items) != 2 || made.Items[1]["start"] != "2026-03-14T01:00:00Z" || made.Items[1]["org_name"] == "" {
		t.Errorf("made %v", made.Items)
	}
	app.Do("POST", "/activities/series", body).Refused(401, "login_required")
	app.As(auth.From(w.Office())).Do("POST", "/activities/series", body).Refused(403, "forbidden")
}
