package orgs_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/tongxing-platform/tongxing/services/orgs"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/files"
)

func TestPapersByRoleAndState(t *testing.T) {
	e := newEnv(t)
	place := e.service.Feature().Files[0]
	drafted, handedIn, approved := e.draft(1), e.submitted(2), e.approved(3)
	returned := must(e.service.Return(e.as(e.reviewer), e.reviewing(4).ID, why))(t)
	for who, a := range map[string]auth.Actor{
		"its administrator": e.owner, "reviewer": e.reviewer, "reviewer elsewhere": e.stranger, "somebody": person("usr_x"),
		"its finance": in(person("usr_f"), auth.OrgFinance, drafted.ID), "another's administrator": in(person("usr_y"), auth.OrgAdmin, "org_other"),
		"town": inRegion("usr_t", auth.TownSupervisor, county), "viewer": inRegion("usr_v", auth.CountyViewer, "52/"),
	} {
		for _, o := range []orgs.Org{drafted, handedIn, approved, returned} {
			for _, act := range []files.Act{files.Add, files.See, files.Remove} {
				var want error
				switch editable := o.Status == orgs.Draft || o.Status == orgs.Returned; {
				case who == "its administrator" && (act == files.See || editable), who == "reviewer" && act == files.See:
				case who == "its administrator":
					want = orgs.ErrNotDraft
				case who == "reviewer":
					want = auth.ErrForbidden
				default:
					want = docstore.ErrNotFound
				}
				h, err := place.Reach(e.as(a), act, o.ID, place.Purposes[0])
				if !errors.Is(err, want) || err == nil && (h.OrgID != o.ID || h.Region != county) {
					t.Errorf("%s, %s of a %s file: %v %v, want %v", who, act, o.Status, h, err, fmt.Sprint(want))
				}
			}
		}
	}
}
