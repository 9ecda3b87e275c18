package desk_test

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/desk"
	"github.com/tongxing-platform/tongxing/services/feature"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/docstoretest"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi/apitest"
	"github.com/tongxing-platform/tongxing/services/platform/words"
)

var (
	noon  = time.Date(2026, 3, 2, 4, 0, 0, 0, time.UTC)
	clerk = auth.Actor{UserID: "usr_clerk", Bindings: []auth.Binding{{Role: auth.CountyAdmin, Region: "52/5201/520111/"}}}
)

// kind returns a kind of work with n waiting items, some of them late; the first is due at the time.
func kind(code string, n, late int64, due time.Time, p ...auth.Permission) feature.Work {
	return feature.Work{Code: code, Link: "/" + code, Permissions: p, List: func(context.Context, feature.WorkQuery) (feature.WorkList, error) {
		w := feature.WorkList{Count: n, Late: late}
		if n > 0 {
			w.Add(feature.Item{ID: "x_1", Title: code, Due: due, Link: "/" + code + "/x_1"})
		}
		return w, nil
	}}
}

func open(t *testing.T, features ...feature.Feature) *desk.Service {
	t.Helper()
	log, err := audit.Open(docstoretest.Open(t), func() time.Time { return noon })
	if err != nil {
		t.Fatal(err)
	}
	return desk.New(desk.Deps{Audit: log, Now: func() time.Time { return noon }, Features: features})
}

func TestWorkIsInOrderOfUrgency(t *testing.T) {
	urgent := kind("urgent", 1, 0, time.Time{})
	urgent.Urgent = true
	s := open(t, feature.Feature{Work: []feature.Work{
		urgent, kind("no_due", 3, 0, time.Time{}),
		kind("later", 1, 0, noon.Add(time.Hour)),
		kind("nothing", 0, 0, time.Time{}),
		kind("sooner", 1, 0, noon.Add(time.Minute)),
		kind("not_mine", 9, 9, noon, auth.ContractPay),
	}}, feature.Feature{Work: []feature.Work{kind("late", 2, 1, noon.Add(-time.Hour), auth.OrgReview)}})
	kinds, err := s.Work(auth.With(t.Context(), clerk), "")
	if err != nil {
		t.Fatal(err)
	}
	var codes []string
	for _, p := range kinds {
		codes = append(codes, p.Code)
	}
	if want := []string{"urgent", "late", "sooner", "later", "no_due"}; !slices.Equal(codes, want) {
		t.Errorf("%v, want %v", codes, want)
	}
}

func TestWorkCountsAndBounds(t *testing.T) {
	s := open(t, feature.Feature{Work: []feature.Work{
		kind("many", feature.MaxCount, 4, noon.Add(-time.Hour)), kind("few", 2, 0, time.Time{}),
	}})
	app := apitest.New(t, func(r *httpapi.Router) { desk.Routes(r, s) })
	var got struct {
		Count, Late int64
		More        bool
		Items       []struct {
			Kind, Link string
			More       bool
			Items      []struct{ ID, Link string }
		}
	}
	app.As(clerk).Do("GET", "/me/work", "").Want(200).JSON(&got)
	if got.Count != feature.MaxCount+2 || got.Late != 4 || !got.More || len(got.Items) != 2 {
		t.Errorf("%+v", got)
	}
	if many := got.Items[0]; many.Kind != "many" || !many.More || many.Items[0].Link != "/many/x_1" {
		t.Errorf("%+v", many)
	}
	app.As(auth.Actor{}).Do("GET", "/me/work", "").Refused(401, "login_required")
}

func TestWorkFailsAsAWhole(t *testing.T) {
	broken := errors.New("the disk is away")
	s := open(t, feature.Feature{Work: []feature.Work{
		{Code: "forbidden", List: func(context.Context, feature.WorkQuery) (feature.WorkList, error) {
			return feature.WorkList{}, auth.ErrForbidden
		}},
	}})
	if kinds, err := s.Work(auth.With(t.Context(), clerk), ""); err != nil || len(kinds) != 0 {
		t.Errorf("a kind that the person may not see: %v, %v", kinds, err)
	}
	s = open(t, feature.Feature{Work: []feature.Work{
		{Code: "broken", List: func(context.Context, feature.WorkQuery) (feature.WorkList, error) { return feature.WorkList{}, broken }},
	}})
	if _, err := s.Work(auth.With(t.Context(), clerk), ""); !errors.Is(err, broken) {
		t.Errorf("an error of a kind: %v", err)
	}
}

func TestNamesAndHistoryAreForStaff(t *testing.T) {
	s := open(t, feature.Feature{Records: map[string]feature.Record{
		"org": {
			Names: feature.NameEach(func(_ context.Context, id string) (feature.Name, error) {
				if id == "org_far" {
					return feature.Name{}, docstore.ErrNotFound
				}
				return feature.Name{Text: "青禾", No: "7"}, nil
			}),
			Read: func(_ context.Context, id string) error {
				if id == "org_far" {
					return docstore.ErrNotFound
				}
				return nil
			},
		},
	}})
	app := apitest.New(t, func(r *httpapi.Router) { desk.Routes(r, s) })
	volunteer := auth.Actor{UserID: "usr_v", Bindings: []auth.Binding{{Role: auth.Volunteer}}}
	for _, path := range []string{"/names?ids=org_1", "/history/org_1"} {
		app.As(auth.Actor{}).Do("GET", path, "").Refused(401, "login_required")
		app.As(volunteer).Do("GET", path, "").Refused(403, "forbidden")
	}
	var got struct {
		Items []struct{ ID, Name, No string }
	}
	app.As(clerk).Do("GET", "/names?ids=org_far,org_1,vol_1", "").Want(200).JSON(&got)
	if len(got.Items) != 1 || got.Items[0].ID != "org_1" || got.Items[0].Name != "青禾" || got.Items[0].No != "7" {
		t.Errorf("%+v", got)
	}
	app.As(clerk).Do("GET", "/history/org_1", "").Want(200)
	app.As(clerk).Do("GET", "/history/org_far", "").Refused(404, "not_found")
	app.As(clerk).Do("GET", "/history/pai_1", "").Refused(404, "not_found")
}

// TestTrialAuditOfOneAreaNamesNobodyElse: a list that goes beyond the reader's area names the persons of the area alone; a record is found by
// its number, and acts by their kind.
func TestTrialAuditOfOneAreaNamesNobodyElse(t *testing.T) {
	const here, there = "52/5201/520111/520111100/", "52/5201/520112/520112100/"
	at := map[string]string{"ben_1": here, "ben_2": there}
	ben := feature.Record{
		Numbers: feature.NumberEach(func(_ context.Context, id string) (feature.Number, error) {
			if at[id] == "" {
				return feature.Number{}, docstore.ErrNotFound
			}
			return feature.Number{Text: "no " + id[4:], Region: at[id]}, nil
		}),
		Find: feature.FindOne(func(_ context.Context, number string) (string, error) {
			if id, ok := strings.CutPrefix(number, "no "); ok {
				return "ben_" + id, nil
			}
			return "", docstore.ErrNotFound
		}),
	}
	s := open(t, feature.Feature{
		Actions: []words.Word{{"beneficiary.list", "查看", "listed"}, {"beneficiary.edit", "修改", "edited"}},
		Records: map[string]feature.Record{"ben": ben},
	})
	s.RegionName = func(path string) string { return path }
	worker := auth.With(t.Context(), auth.Actor{UserID: "usr_worker", Bindings: []auth.Binding{{Role: auth.SocialWorker, OrgID: "org_1"}}})
	for _, e := range []audit.Entry{
		{Action: "beneficiary.list", Subjects: []string{"ben_1", "ben_2", "ben_gone"}, Shown: []string{here, there}},
		{Action: "beneficiary.edit", Subjects: []string{"ben_1"}, Region: here, Changes: []audit.Change{{Field: "risk", From: "low", To: "high"}}},
	} {
		if err := s.Audit.Write(worker, e); err != nil {
			t.Fatal(err)
		}
	}
	app := apitest.New(t, func(r *httpapi.Router) { desk.Routes(r, s) })
	auditor := auth.Actor{UserID: "usr_auditor", Bindings: []auth.Binding{{Role: auth.Auditor}}}
	for _, tt := range []struct {
		who  auth.Actor
		path string
		want string // action, then the named objects and the changes
	}{
		{auditor, "/audit", "beneficiary.edit no 1 low>high; beneficiary.list no 1 no 2 ?; "},
		{auditor, "/audit?subject=no+2", "beneficiary.list no 1 no 2 ?; "},
		{auditor, "/audit?subject=nothing", ""},
		{auditor, "/audit?action=shown", "beneficiary.list no 1 no 2 ?; "},
		{auditor, "/audit?action=beneficiary.edit", "beneficiary.edit no 1 low>high; "},
		{clerk, "/audit/area", "beneficiary.list no 1; "},
		{clerk, "/audit/area?subject=no+1", "beneficiary.list no 1; "},
		{clerk, "/audit/area?subject=no+2", ""},
		{clerk, "/audit/area?subject=ben_2", ""},
	} {
		var got struct {
			Items []struct {
				Action  string
				Objects []struct{ ID, Text string }
				Changes []struct{ From, To string }
			}
		}
		app.As(tt.who).Do("GET", tt.path, nil).Want(200).JSON(&got)
		said := ""
		for _, r := range got.Items {
			said += r.Action
			for _, o := range r.Objects {
				said += " " + cmp.Or(o.Text, "?")
			}
			for _, c := range r.Changes {
				said += " " + c.From + ">" + c.To
			}
			said += "; "
		}
		if said != tt.want {
			t.Errorf("%s: %q, want %q", tt.path, said, tt.want)
		}
	}
	app.As(clerk).Do("GET", "/audit", nil).Refused(403, "forbidden")
}
