package volunteers_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	"image/png"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/files"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi/apitest"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
	"github.com/tongxing-platform/tongxing/services/volunteers"
)

// mayFile checks what the person, those who manage and the others may do with the files of a purpose. want has the refusals of
// the person's and the manager's acts.
func (e *env) mayFile(vol string, self, manager auth.Actor, purpose int, want map[string]error) {
	e.t.Helper()
	place := e.service.Feature().Files[0]
	p := place.Purposes[purpose]
	if !p.Personal {
		e.t.Errorf("%s is not personal", p.Code)
	}
	for _, act := range []files.Act{files.Add, files.See, files.Remove} {
		for who, a := range map[string]auth.Actor{"self": self, "manager": manager, "other": e.adminB, "neighbour": e.neighbour, "worker": e.socialWorker, "nobody": {UserID: "usr_nobody"}} {
			refusal := want[who+" "+string(act)]
			if who != "self" && who != "manager" {
				refusal = docstore.ErrNotFound
			}
			if _, err := place.Reach(e.as(a), act, vol, p); !errors.Is(err, refusal) {
				e.t.Errorf("%s %s %s: %v, want %v", who, act, p.Code, err, fmt.Sprint(refusal))
			}
		}
	}
}

func TestPapersOfClearance(t *testing.T) {
	e := newEnv(t)
	v, u := e.active(1)
	shut := map[string]error{
		"self add": volunteers.ErrClearanceMove, "self remove": volunteers.ErrClearanceMove,
		"manager add": volunteers.ErrClearanceMove, "manager remove": volunteers.ErrClearanceMove,
	}
	e.mayFile(v.ID, u, e.admin, 0, shut)
	must(e.service.Consent(e.as(u), volunteers.ClearanceConsent))(t)
	e.mayFile(v.ID, u, e.admin, 0, nil)
	e.mayFile(v.ID, u, e.office, 0, nil)
	must(e.service.RecordQuery(e.as(e.admin), v.ID))(t)
	e.mayFile(v.ID, u, e.admin, 0, nil)
	recorded := map[string]error{
		"self add": volunteers.ErrClearanceMove, "self remove": volunteers.ErrClearanceMove, "manager remove": volunteers.ErrClearanceMove,
	}
	must(e.service.RecordResult(e.as(e.admin), v.ID, answer(v.ID, region.DayOf(e.now), false)))(t)
	e.mayFile(v.ID, u, e.admin, 0, recorded)
	must(e.service.ConfirmResult(e.as(e.office), v.ID, 0))(t)
	e.mayFile(v.ID, u, e.admin, 0, recorded)
	other, ou := e.active(2)
	e.queried(other, ou)
	must(e.service.RecordResult(e.as(e.admin), other.ID, answer(other.ID, region.DayOf(e.now), true)))(t)
	delete(shut, "manager add") // the document that takes the hit back
	e.mayFile(other.ID, ou, e.admin, 0, shut)
}

// TestTrialEarlierDocumentRemoved agrees to the yearly query and then removes the document on which the valid result rests: it stays, and
// its page says why.
func TestTrialEarlierDocumentRemoved(t *testing.T) {
	e := newEnv(t)
	e.now = time.Now().UTC() // with which the store stamps files
	papers := must(files.New(files.Deps{
		DB: e.db, Sealer: must(privacy.NewSealer(privacy.NewKeyring()))(t), Audit: e.audit, Now: func() time.Time { return e.now },
		Blobs: files.OpenDisk(t.TempDir()), Limits: files.Limits{Files: 5, Bytes: 1 << 20},
	}))(t)
	if err := papers.AddPlaces(e.service.Feature().Files...); err != nil {
		t.Fatal(err)
	}
	v, u := e.active(1)
	e.queried(v, u)
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 8, 8))); err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(picture.Bytes())
	f := must(papers.Begin(e.as(u), files.Announced{
		Record: v.ID, Purpose: "clearance", Name: "查询结果.png", Size: int64(picture.Len()), SHA256: hex.EncodeToString(sum[:]),
	}))(t)
	must(papers.Append(e.as(u), f.ID, 0, picture.Bytes()))(t)
	f = must(papers.Finish(e.as(u), f.ID))(t)
	must(e.service.RecordResult(e.as(e.admin), v.ID, answer(v.ID, region.DayOf(e.now), false)))(t)
	must(e.service.ConfirmResult(e.as(e.office), v.ID, 0))(t)
	e.now = e.now.Add(time.Hour)
	must(e.service.Consent(e.as(u), volunteers.ClearanceConsent))(t)
	app := apitest.New(t, func(r *httpapi.Router) { files.Routes(r, papers) })
	for who, a := range map[string]auth.Actor{"the person": u, "the organisation": e.admin} {
		app.As(a).Do("DELETE", "/files/"+f.ID, nil).Refused(http.StatusConflict, "clearance_paper_kept")
		var seen struct {
			Acts []workflow.ActView `json:"acts"`
		}
		app.As(a).Do("GET", "/files/"+f.ID, nil).Want(http.StatusOK).JSON(&seen)
		if !slices.ContainsFunc(seen.Acts, func(act workflow.ActView) bool {
			return act.Act == "remove" && act.Why != nil && act.Why.Code == "clearance_paper_kept"
		}) {
			t.Errorf("%s may %+v", who, seen.Acts)
		}
	}
	f.CreatedAt = e.now.Add(time.Minute)
	if err := e.service.Feature().Files[0].Keeps(e.as(u), f); err != nil {
		t.Errorf("a paper of the present query: %v", err)
	}
}

func TestConsentOfGuardian(t *testing.T) {
	e := newEnv(t)
	u := e.user(tel(7))
	p := person(7)
	p.IDNumber = privacy.Secret(ident.MakeIDNumber("990002", "2010-02-03", 7))
	p.Guardian = &volunteers.Consenting{Kin: volunteers.Kin{Name: kinName, Relation: "父亲", Mobile: kinTel}}
	v := must(e.service.Register(e.as(u), p))(t)
	u.VolunteerID, u.PersonKey = v.ID, v.PersonKey
	must(e.service.AskToJoin(e.as(u), e.orgA))(t)
	must(e.service.Accept(e.as(e.admin), v.ID, e.orgA))(t)
	e.mayFile(v.ID, u, e.lead, 1, nil)
	must(e.service.Verify(e.as(e.admin), v.ID, 0))(t)
	e.mayFile(v.ID, u, e.lead, 1, map[string]error{"self remove": volunteers.ErrVerified, "manager remove": volunteers.ErrVerified})
	grown, gu := e.joined(8)
	e.mayFile(grown.ID, gu, e.lead, 1, map[string]error{"self add": volunteers.ErrOfAge, "manager add": volunteers.ErrOfAge})
}
