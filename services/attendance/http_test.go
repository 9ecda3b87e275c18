package attendance_test

import (
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/attendance"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi/apitest"
)

func TestHTTP(t *testing.T) {
	w := newWorld(t)
	ids := w.Volunteers(2)
	a := w.activity(monday, 2*time.Hour, ids...)
	app := apitest.New(t, func(r *httpapi.Router) { attendance.Routes(r, w.Service) })
	lead, admin := app.As(auth.From(w.Lead())), app.As(auth.From(w.admin()))
	vol := func(i int) *apitest.App { return app.As(auth.From(w.Volunteer(ids[i]))) }
	stranger := app.As(auth.Actor{UserID: "usr_x", Bindings: []auth.Binding{{Role: auth.OrgAdmin, OrgID: "org_other"}}})

	code := func(direction string) string {
		var v struct {
			Token string `json:"token"`
		}
		lead.Do("GET", "/activities/"+a.ID+"/checkin-code?direction="+direction, nil).Want(200).JSON(&v)
		return v.Token
	}
	digits := func(direction string) string {
		var v struct {
			Digits string `json:"digits"`
		}
		lead.Do("GET", "/activities/"+a.ID+"/checkin-code?direction="+direction, nil).Want(200).JSON(&v)
		return v.Digits
	}
	app.Do("GET", "/activities/"+a.ID+"/checkin-code?direction=in", nil).Refused(401, "login_required")
	vol(0).Do("GET", "/activities/"+a.ID+"/checkin-code?direction=in", nil).Refused(403, "forbidden")
	stranger.Do("GET", "/activities/"+a.ID+"/checkin-code?direction=in", nil).Refused(404, "not_found")
	lead.Do("GET", "/activities/"+a.ID+"/checkin-code?direction=up", nil).Want(400)

	app.Do("POST", "/attendance/check-in", map[string]any{"token": code("in")}).Refused(401, "login_required")
	vol(0).Do("POST", "/attendance/check-in", map[string]any{"token": "x"}).Refused(409, "checkin_code_invalid")
	vol(0).Do("POST", "/attendance/check-out", map[string]any{"token": code("out")}).Refused(409, "not_checked_in")
	place := map[string]any{"lat": 26.33, "lng": 106.69, "accuracy_metres": 10}
	vol(0).Do("POST", "/attendance/check-in", map[string]any{"token": code("in"), "place": place}).Want(201)
	vol(0).Do("POST", "/attendance/check-in", map[string]any{"token": code("in")}).Refused(409, "checked_in_already")
	w.At(a.End)
	var stay struct {
		ID      string `json:"id"`
		Minutes int64  `json:"minutes"`
		Grade   string `json:"grade"`
	}
	vol(0).Do("POST", "/attendance/check-out", map[string]any{"token": code("out"), "place": place}).Want(200).JSON(&stay)
	if stay.Minutes != 120 || stay.Grade != "A" {
		t.Errorf("stay: %+v", stay)
	}
	vol(1).Do("POST", "/activities/"+a.ID+"/check-in", map[string]any{"digits": "12345"}).Want(400)
	vol(1).Do("POST", "/activities/"+a.ID+"/check-in", map[string]any{"digits": digits("in")}).Want(201)
	vol(1).Do("POST", "/activities/"+a.ID+"/check-out", map[string]any{"digits": digits("out")}).Want(200)
	for range 7 {
		vol(1).Do("POST", "/activities/"+a.ID+"/check-in", map[string]any{"digits": "000000"})
	}
	vol(1).Do("POST", "/activities/"+a.ID+"/check-in", map[string]any{"digits": digits("in")}).Want(429) // too many guesses
	many := map[string]any{"ids": []string{stay.ID, "att_none"}}
	vol(0).Do("POST", "/attendance/confirm", many).Refused(403, "forbidden")
	var rows struct {
		Done  int `json:"done"`
		Items []struct {
			OK   bool   `json:"ok"`
			Code string `json:"code"`
		} `json:"items"`
	}
	stranger.Do("POST", "/attendance/confirm", many).Want(200).JSON(&rows)
	if rows.Done != 0 || rows.Items[0].Code != "not_found" {
		t.Errorf("another organisation: %+v", rows)
	}
	admin.Do("POST", "/attendance/confirm", many).Want(200).JSON(&rows)
	if rows.Done != 1 || !rows.Items[0].OK || rows.Items[1].Code != "not_found" {
		t.Errorf("rows: %+v", rows)
	}
	var hours struct {
		Minutes int64 `json:"minutes"`
		Stars   int   `json:"stars"`
		Next    int64 `json:"next_star_minutes"`
	}
	vol(0).Do("GET", "/me/hours", nil).Want(200).JSON(&hours)
	if hours.Minutes != 120 || hours.Stars != 0 || hours.Next != 6000 {
		t.Errorf("hours: %+v", hours)
	}
	var list struct {
		Items []map[string]any `json:"items"`
	}
	for _, path := range []string{"/me/ledger", "/me/attendance"} {
		vol(0).Do("GET", path, nil).Want(200).JSON(&list)
		if len(list.Items) != 1 || list.Items[0]["title"] != a.Title || list.Items[0]["org_name"] == nil {
			t.Errorf("%s without names: %+v", path, list)
		}
	}
	vol(1).Do("GET", "/me/ledger", nil).Want(200).JSON(&list)
	if len(list.Items) != 0 {
		t.Errorf("another's ledger: %+v", list)
	}
	admin.Do("GET", "/contracts/"+w.contract+"/ledger", nil).Want(200).JSON(&list)
	if len(list.Items) != 1 {
		t.Errorf("ledger of the contract: %+v", list)
	}
	stranger.Do("GET", "/contracts/"+w.contract+"/ledger", nil).Refused(404, "not_found")
	stranger.Do("GET", "/orgs/"+w.OrgID+"/ledger", nil).Refused(404, "not_found")
	stranger.Do("POST", "/attendance/"+stay.ID+"/void", map[string]any{"reason": "虚假记录"}).Refused(404, "not_found")
	vol(1).Do("POST", "/attendance/"+stay.ID+"/dispute", map[string]any{"reason": "不对"}).Refused(404, "not_found")

	stranger.Do("GET", "/attendance/"+stay.ID, nil).Refused(404, "not_found")
	vol(1).Do("GET", "/attendance/"+stay.ID, nil).Refused(404, "not_found")
	seen := vol(0).Do("GET", "/attendance/"+stay.ID, nil).Want(200).Header.Get("ETag")
	fix := map[string]any{"in": a.Start, "out": a.End.Add(-time.Hour), "reason": "提前离开"}
	careful := admin.With("If-Match", seen)
	careful.Do("POST", "/attendance/"+stay.ID+"/correct", fix).Want(200)
	careful.Do("POST", "/attendance/"+stay.ID+"/correct", fix).Refused(412, "stale_version")

	var c struct {
		ID         string `json:"id"`
		Code       string `json:"code"`
		VerifyPath string `json:"verify_path"`
	}
	period := map[string]any{"org_id": w.OrgID, "from": "2026-03-01", "to": "2026-03-02"}
	vol(1).Do("POST", "/me/certificates", period).Refused(409, "no_confirmed_hours")
	vol(0).Do("POST", "/me/certificates", period).Want(201).JSON(&c)
	stranger.Do("POST", "/certificates/"+c.ID+"/issue", nil).Refused(404, "not_found")
	admin.Do("POST", "/certificates/"+c.ID+"/issue", nil).Want(200).JSON(&c)
	app.Do("GET", c.VerifyPath, nil).Want(200).Lacks("张小明", ids[0], "volunteer_id", c.ID)
	app.Do("GET", "/public/certificates/aaaaaaaaaaaaaaaaaaaaaaaaaa", nil).Refused(404, "not_found")
	vol(1).Do("GET", "/certificates/"+c.ID, nil).Refused(404, "not_found")
	vol(0).Do("GET", "/certificates/"+c.ID, nil).Want(200)
}

// TestConfirmManyKeepsRowsApart: one refused row does not undo the others, even with an Idempotency-Key, which on other
// routes makes the request one transaction.
func TestConfirmManyKeepsRowsApart(t *testing.T) {
	w := newWorld(t)
	ids := w.Volunteers(2)
	a := w.activity(monday, 9*time.Hour, ids...)
	short := w.stay(a, ids[1], a.Start, a.Start.Add(time.Hour))
	long := w.stay(a, ids[0], a.Start, a.End)
	app := apitest.New(t, func(r *httpapi.Router) { attendance.Routes(r, w.Service) }, apitest.DB(w.DB)).As(auth.From(w.admin()))
	var rows struct {
		Done  int `json:"done"`
		Items []struct {
			Code string `json:"code"`
		} `json:"items"`
	}
	app.With("Idempotency-Key", "one").Do("POST", "/attendance/confirm", map[string]any{"ids": []string{long.ID, short.ID}}).Want(200).JSON(&rows)
	if rows.Done != 1 || rows.Items[0].Code != "day_over_8h" {
		t.Fatalf("rows: %+v", rows)
	}
	left, err := w.Read(w.admin(), long.ID)
	want(t, err, nil)
	if left.Status != attendance.Pending || w.minutes(ids[0]) != 0 || w.minutes(ids[1]) != 60 {
		t.Errorf("the refused row is %s, with %d minutes", left.Status, w.minutes(ids[0]))
	}
	w.balanced()
}
