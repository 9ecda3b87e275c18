package accounts_test

import (
	"net/http"
	"testing"

	"github.com/tongxing-platform/tongxing/services/feature"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
)

// TestCardsToVerify: the county's workbench counts the accounts of its area that need a verified ID card, as the list behind it shows them:
// not its own, not roles that only read, not another county's.
func TestCardsToVerify(t *testing.T) {
	e := newEnv(t)
	e.user("county", auth.Binding{Role: auth.CountyAdmin, Region: county})
	clerk := e.user("clerk", auth.Binding{Role: auth.BuyerClerk, Region: county})
	supervisor := e.user("supervisor", auth.Binding{Role: auth.TownSupervisor, Region: county + "520111101/"})
	e.user("viewer", auth.Binding{Role: auth.CountyViewer, Region: county})
	e.user("elsewhere", auth.Binding{Role: auth.BuyerClerk, Region: "52/5201/520112/"})
	admin := must(e.service.FindByLogin(system(), "county"))(t)
	actor := admin.Actor("", e.now())
	waiting := func() feature.WorkList {
		t.Helper()
		for _, w := range e.service.Feature().Work {
			if w.Code == "account_card" && w.For(actor) {
				return must(w.List(e.as(admin), feature.WorkQuery{Actor: actor, Now: e.now()}))(t)
			}
		}
		t.Fatal("no such kind of work for the county")
		return feature.WorkList{}
	}
	api := e.api()
	listed := func() int {
		t.Helper()
		var list struct{ Items []struct{ ID string } }
		api.Bearer(e.token("county")).Do("GET", "/users?card=missing", nil).Want(http.StatusOK).JSON(&list)
		return len(list.Items)
	}
	if w := waiting(); w.Count != 2 || listed() != 2 || w.Items[0].ID != clerk.ID || w.Items[0].Title == "" {
		t.Errorf("waiting: %+v, listed: %d", w, listed())
	}
	must(e.service.VerifyIdentity(e.as(admin), clerk.ID, idNumber))(t)
	if w := waiting(); w.Count != 1 || listed() != 1 || w.Items[0].ID != supervisor.ID {
		t.Errorf("after the clerk's card: %+v, listed: %d", w, listed())
	}
}
