package care_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/tongxing-platform/tongxing/services/care"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/files"
)

func TestScansOfConsents(t *testing.T) {
	e := newEnv(t)
	place := e.service.Feature().Files[0]
	if !place.Purposes[0].Personal {
		t.Error("openings are not audited")
	}
	draft, registered := e.draft(), e.registered()
	must(e.service.Assign(e.as(e.supervisor), registered.ID, 0, e.org))(t)
	for _, f := range []struct {
		id     string
		remove error
	}{{draft.ID, nil}, {registered.ID, care.ErrFileLocked}} {
		for who, a := range map[string]auth.Actor{
			"director": e.director, "supervisor": e.supervisor, "county": e.county, "another village": e.farDirector, "another town": e.farSupervisor,
			"its organisation": e.lead, "another organisation": e.stranger, "auditor": e.auditor,
		} {
			for act, refusal := range map[files.Act]error{files.Add: nil, files.See: nil, files.Remove: f.remove} {
				switch who {
				case "director", "supervisor":
				case "county":
					if act != files.See {
						refusal = auth.ErrForbidden
					}
				default:
					refusal = docstore.ErrNotFound
				}
				h, err := place.Reach(e.as(a), act, f.id, place.Purposes[0])
				if !errors.Is(err, refusal) || err == nil && (h.OrgID != "" || h.Region != village) {
					t.Errorf("%s, %s of %s: %v %v, want %v", who, act, f.id, h, err, fmt.Sprint(refusal))
				}
			}
		}
	}
}
