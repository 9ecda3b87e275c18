package register_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/files"
	"github.com/tongxing-platform/tongxing/services/register"
)

func TestScansOfConsents(t *testing.T) {
	e := newEnv(t)
	place := e.Register.Feature().Files[0]
	if !place.Purposes[0].Personal {
		t.Error("openings are not audited")
	}
	draft, registered := e.Draft(), e.Registered()
	must(e.Register.Assign(e.As(e.Supervisor), registered.ID, 0, e.Org))(t)
	for _, f := range []struct {
		id     string
		remove error
	}{{draft.ID, nil}, {registered.ID, register.ErrFileLocked}} {
		for who, a := range map[string]auth.Actor{
			"director": e.Director, "supervisor": e.Supervisor, "county": e.Admin, "another village": e.FarDirector, "another town": e.FarSupervisor,
			"its organisation": e.Lead, "another organisation": e.Stranger, "auditor": e.Auditor,
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
				h, err := place.Reach(e.As(a), act, f.id, place.Purposes[0])
				if !errors.Is(err, refusal) || err == nil && (h.OrgID != "" || h.Region != village) {
					t.Errorf("%s, %s of %s: %v %v, want %v", who, act, f.id, h, err, fmt.Sprint(refusal))
				}
			}
		}
	}
}
