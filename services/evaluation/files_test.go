package evaluation_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/tongxing-platform/tongxing/services/evaluation"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/files"
)

func TestPapersOfObjections(t *testing.T) {
	e := newEnv(t)
	place := e.service.Feature().Files[0]
	ev := e.merged(e.planned(e.contract("GS-1"), evaluation.Mid), "a")
	try := func(when string, add, remove error) {
		t.Helper()
		for who, a := range map[string]auth.Actor{
			"lead": e.lead, "manager": e.manager, "buyer": e.clerk, "rater": e.third, "stranger": inOrg("usr_far", auth.OrgAdmin, "org_far"),
		} {
			for act, refusal := range map[files.Act]error{files.Add: add, files.Remove: remove, files.See: nil} {
				switch {
				case who == "stranger":
					refusal = docstore.ErrNotFound
				case act != files.See && who != "lead":
					refusal = auth.ErrForbidden
				}
				h, err := place.Reach(e.as(a), act, ev.ID, place.Purposes[0])
				if !errors.Is(err, refusal) || err == nil && h.OrgID != e.provider {
					t.Errorf("%s: %s %s: %v %v, want %v", when, who, act, h, err, fmt.Sprint(refusal))
				}
			}
		}
	}
	try("merged", evaluation.ErrClosed, evaluation.ErrClosed)
	must(e.service.Publicise(e.as(e.second), ev.ID, 5))(t)
	try("in publicity", nil, nil)
	must(e.service.Object(e.as(e.lead), ev.ID, words))(t)
	try("objected", nil, nil)
	must(e.service.Review(e.as(e.manager), ev.ID, words, nil))(t)
	try("decided", evaluation.ErrClosed, evaluation.ErrClosed)
	must(e.service.Publicise(e.as(e.second), ev.ID, 5))(t)
	try("public again", nil, evaluation.ErrClosed)
}
