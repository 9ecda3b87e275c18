package delegations_test

import (
	"testing"

	"github.com/tongxing-platform/tongxing/services/delegations"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/files"
)

// TestPapers says who adds, sees and removes the papers of a delegation, by its state.
func TestPapers(t *testing.T) {
	e := newEnv(t)
	place := e.service.Feature().Files[0]
	purposes := map[string]files.Purpose{}
	for _, p := range place.Purposes {
		if !p.Personal {
			t.Errorf("%s is not personal", p.Code)
		}
		purposes[p.Code] = p
	}
	draft, signed, active := e.draft().ID, e.signed().ID, e.active().ID
	for _, tt := range []struct {
		who     auth.Actor
		act     files.Act
		record  string
		purpose string
		want    error
	}{
		{e.Director, files.Add, draft, "check_proof", nil},
		{e.Director, files.Add, draft, "signed", nil},
		{e.Director, files.Remove, draft, "signed", nil},
		{e.Director, files.Add, signed, "signed", delegations.ErrMove},
		{e.Director, files.Add, signed, "notice", nil},
		{e.Director, files.Remove, active, "notice", delegations.ErrMove},
		{e.Director, files.See, active, "notice", nil},
		{e.Admin, files.See, active, "signed", nil},
		{e.Admin, files.Add, draft, "signed", auth.ErrForbidden},
		{e.FarDirector, files.See, draft, "signed", docstore.ErrNotFound},
		{e.Lead, files.See, draft, "signed", docstore.ErrNotFound},
	} {
		h, err := place.Reach(e.As(tt.who), tt.act, tt.record, purposes[tt.purpose])
		wants(t, tt.who.UserID+" "+string(tt.act)+" "+tt.purpose, err, tt.want)
		if err == nil && h.Region != village {
			t.Errorf("it belongs to %s", h.Region)
		}
	}
	d := e.get(signed)
	for id, want := range map[string]error{d.SignedFile: delegations.ErrPaperUsed, d.Checks[0].FileID: delegations.ErrPaperUsed, "fil_other": nil} {
		f := files.File{Record: signed}
		f.ID = id
		wants(t, id, place.Keeps(e.As(e.Director), f), want)
	}
}
