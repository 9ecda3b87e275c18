package activities_test

import (
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/activities"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi/apitest"
)

type page struct {
	Items []map[string]any `json:"items"`
	Next  string           `json:"next"`
}

func TestHTTP(t *testing.T) {
	w := newWorld(t)
	ids := w.Volunteers(3)
	app := apitest.New(t, func(r *httpapi.Router) { activities.Routes(r, w.Service) })
	lead, office := app.As(auth.From(w.Lead())), app.As(auth.From(w.Office()))
	vol := func(i int) *apitest.App { return app.As(auth.From(w.Volunteer(ids[i]))) }
	stranger := app.As(auth.Actor{UserID: "usr_x", Bindings: []auth.Binding{{Role: auth.OrgAdmin, OrgID: "org_other"}}})
	body := map[string]any{
		"title": "周四课业辅导", "org_id": w.OrgID, "type": "tutoring", "target_group": "elders", "content": "辅导作业并一起阅读，六点前送回。",
		"region": county, "address": "青岩镇文化站二楼", "start": monday.AddDate(0, 0, 3), "end": monday.AddDate(0, 0, 3).Add(2 * time.Hour),
		"capacity": 1, "waitlist": true, "risk": "楼梯较陡，请扶好扶手。", "bring": " 防滑鞋 ", "leader": "usr_lead", "leader_phone": "13800000000",
	}
	app.Do("POST", "/activities", body).Refused(401, "login_required")
	vol(0).Do("POST", "/activities", body).Refused(403, "forbidden")
	stranger.Do("POST", "/activities", body).Refused(403, "forbidden")
	forged := map[string]any{"status": "published"}
	for k, v := range body {
		forged[k] = v
	}
	lead.Do("POST", "/activities", forged).Want(400)

	var a struct {
		ID string `json:"id"`
	}
	made := lead.Do("POST", "/activities", body).Want(201).JSON(&a)
	app.Do("GET", "/activities/"+a.ID, nil).Refused(404, "not_found")
	lead.Do("POST", "/activities/"+a.ID+"/submit", nil).Want(200)
	lead.Do("POST", "/activities/"+a.ID+"/publish", nil).Refused(403, "own_work")
	vol(0).Do("POST", "/activities/"+a.ID+"/publish", nil).Refused(403, "forbidden")
	stranger.Do("POST", "/activities/"+a.ID+"/publish", nil).Refused(404, "not_found")
	office.Do("POST", "/activities/"+a.ID+"/publish", nil).Want(200)
	for _, who := range []*apitest.App{app, vol(0)} { // their view depends on the person and the time as well
		if tag := who.Do("GET", "/activities/"+a.ID, nil).Want(200).Header.Get("ETag"); tag != "" {
			t.Errorf("an outsider got ETag %s", tag)
		}
	}
	if lead.Do("GET", "/activities/"+a.ID, nil).Header.Get("ETag") == "" {
		t.Error("the staff got no ETag")
	}
	app.Do("GET", "/activities/"+a.ID, nil).Want(200).Lacks("13800000000", "makers", "usr_lead", "staff", w.OrgID+"\",\"leader")

	var board page
	app.Do("GET", "/public/activities?region=52/5201/&from=2026-03-05&to=2026-03-05", nil).Want(200).JSON(&board)
	if len(board.Items) != 1 {
		t.Fatalf("board: %+v", board)
	}
	var seen map[string]any
	app.Do("GET", "/activities/"+a.ID, nil).Want(200).JSON(&seen)
	if seen["bring"] != "防滑鞋" {
		t.Errorf("what to bring: %v", seen["bring"])
	}
	if b := board.Items[0]; b["org_name"] == nil || b["region_name"] == nil {
		t.Errorf("board without names: %+v", b)
	}
	app.Do("GET", "/public/activities?from=2026-03-06", nil).Want(200).JSON(&board)
	if len(board.Items) != 0 {
		t.Fatalf("board of the next day: %+v", board)
	}
	app.Do("GET", "/public/activities?from=5.3.2026", nil).Want(400)
	app.Do("GET", "/public/activities?colour=red", nil).Want(400)

	app.Do("POST", "/activities/"+a.ID+"/signups", nil).Refused(401, "login_required")
	vol(0).Do("POST", "/activities/"+a.ID+"/signups", nil).Want(201)
	vol(0).Do("POST", "/activities/"+a.ID+"/signups", nil).Refused(409, "signup_twice")
	var waits struct {
		Status   string `json:"status"`
		Position int    `json:"position"`
	}
	vol(1).Do("POST", "/activities/"+a.ID+"/signups", nil).Want(201).JSON(&waits)
	if waits.Status != "waitlisted" || waits.Position != 1 {
		t.Errorf("second: %+v", waits)
	}
	vol(0).Do("GET", "/activities/"+a.ID, nil).Want(200).JSON(new(any))
	vol(1).Do("GET", "/activities/"+a.ID, nil).Want(200).Lacks("13800000000", "staff")
	vol(1).Do("GET", "/activities/"+a.ID+"/signups", nil).Refused(403, "forbidden")
	stranger.Do("GET", "/activities/"+a.ID+"/signups", nil).Refused(404, "not_found")
	var list page
	lead.Do("GET", "/activities/"+a.ID+"/signups?status=confirmed", nil).Want(200).JSON(&list)
	if len(list.Items) != 1 {
		t.Errorf("confirmed: %+v", list)
	}
	id := list.Items[0]["id"].(string)
	stranger.Do("POST", "/signups/"+id+"/decision", map[string]any{"confirm": true}).Refused(404, "not_found")

	// A sign-up between reading and saving does not refuse an edit; another edit does.
	first := lead.With("If-Match", made.Header.Get("ETag"))
	first.Do("PUT", "/activities/"+a.ID, body).Want(200)
	first.Do("PUT", "/activities/"+a.ID, body).Refused(412, "stale_version")

	vol(0).Do("POST", "/activities/"+a.ID+"/signups/mine/withdraw", nil).Want(400)
	vol(0).Do("POST", "/activities/"+a.ID+"/signups/mine/withdraw", map[string]string{"reason": "出差"}).Want(200)
	vol(1).Do("GET", "/me/signups?upcoming=true", nil).Want(200).JSON(&list)
	if len(list.Items) != 1 || list.Items[0]["status"] != "confirmed" || list.Items[0]["activity"] == nil {
		t.Errorf("mine: %+v", list)
	}
	for day, want := range map[string]int{"2026-03-05": 1, "2026-03-06": 0} {
		vol(1).Do("GET", "/me/signups?from="+day, nil).Want(200).JSON(&list)
		if len(list.Items) != want {
			t.Errorf("mine from %s on: %+v", day, list)
		}
	}
	office.Do("POST", "/activities/"+a.ID+"/cancel", map[string]any{}).Want(400)
	office.Do("POST", "/activities/"+a.ID+"/cancel", map[string]any{"reason": "暴雨红色预警"}).Want(200)
	app.Do("GET", "/activities/"+a.ID, nil).Refused(404, "not_found")
	vol(1).Do("GET", "/activities/"+a.ID, nil).Want(200)
}
