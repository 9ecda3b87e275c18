package attendance_test

import (
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/activities"
	"github.com/tongxing-platform/tongxing/services/attendance"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi/apitest"
)

func TestContractByMonth(t *testing.T) {
	w := newWorld(t)
	id := w.Volunteers(1)[0]
	march := monday.AddDate(0, 0, 3)
	w.served(w.activity(march, 2*time.Hour, id), id)
	visit := w.plan(march.AddDate(0, 1, 0), time.Hour)
	visit.Type = activities.Visit
	w.served(w.planned(visit, id), id)

	app := apitest.New(t, func(r *httpapi.Router) { attendance.Routes(r, w.Service) })
	admin := app.As(auth.From(w.admin()))
	var list struct{ Items []map[string]any }
	admin.Do("GET", "/contracts/"+w.contract+"/months", nil).Want(200).JSON(&list)
	if len(list.Items) != 2 || list.Items[0]["month"] != "2026-03" || list.Items[0]["minutes"] != 120.0 ||
		list.Items[1]["month"] != "2026-04" || list.Items[1]["type"] != "visit" || list.Items[1]["minutes"] != 60.0 {
		t.Errorf("months %v", list.Items)
	}
	stranger := app.As(auth.Actor{UserID: "usr_x", Bindings: []auth.Binding{{Role: auth.OrgAdmin, OrgID: "org_other"}}})
	stranger.Do("GET", "/contracts/"+w.contract+"/months", nil).Refused(404, "not_found")
	app.Do("GET", "/contracts/"+w.contract+"/months", nil).Refused(401, "login_required")

	for query, n := range map[string]int{"": 2, "?month=2026-03": 1, "?type=visit": 1, "?month=2026-03&type=visit": 0} {
		for _, owner := range []string{"/contracts/" + w.contract, "/orgs/" + w.OrgID} {
			admin.Do("GET", owner+"/ledger"+query, nil).Want(200).JSON(&list)
			if len(list.Items) != n {
				t.Errorf("%s ledger%s: %d entries, want %d", owner, query, len(list.Items), n)
			}
		}
	}
}
