package desk_test

import (
	"context"
	"errors"
	"slices"
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
