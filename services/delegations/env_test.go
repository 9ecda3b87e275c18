package delegations_test

import (
	"context"
	"errors"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/delegations"
	"github.com/tongxing-platform/tongxing/services/feature"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/files"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi/apitest"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/register"
	"github.com/tongxing-platform/tongxing/services/register/registertest"
)

const (
	today, county, village, next = registertest.Today, registertest.CountyPath, registertest.Village, registertest.Next
	childName, childAddress      = registertest.ChildName, registertest.ChildAddress
)

var inRegion, person = registertest.InRegion, registertest.Person

// Values that may be stored only sealed.
const (
	carerName    = "慕容桂兰"
	carerMobile  = "13711112222"
	carerAddress = "贵州省贵阳市花溪区月亮街道八号楼"
	fatherMobile = "13533334444"
	childWords   = "想每天晚上和妈妈视频，周末去外婆家。"
	noteText     = "视频了半个小时，孩子说数学考得好。"
	whyText      = "派出所反馈曾因赌博被处罚两次。"
)

type env struct {
	*registertest.County
	service *delegations.Service
	files   map[string]files.File
}

func newEnv(t *testing.T) *env {
	t.Helper()
	e := &env{County: registertest.New(t, delegations.Templates...), files: map[string]files.File{}}
	e.service = must(delegations.New(delegations.Deps{
		DB: e.DB, Sealer: e.Sealer, Index: e.Index, Audit: e.Audit, Outbox: e.Outbox, Now: func() time.Time { return e.Now }, Register: e.Register,
		File: func(_ context.Context, id string) (files.File, error) {
			f, ok := e.files[id]
			if !ok {
				return f, docstore.ErrNotFound
			}
			return f, nil
		},
		Papers: func(_ context.Context, id string) error {
			maps.DeleteFunc(e.files, func(_ string, f files.File) bool { return f.Record == id })
			return nil
		},
	}))(t)
	e.Above = registertest.Above{Moved: e.service.PersonMoved, Left: e.service.PersonLeft}
	return e
}

// terms returns valid terms of half a year with a caregiver of 60.
func (e *env) terms() delegations.Terms {
	e.Seq++
	return delegations.Terms{
		Reason: delegations.BothAway, Relation: delegations.Grandparent, From: today, To: "2026-09-01", Capable: true,
		Delegate: delegations.Delegate{
			Name: carerName, IDNumber: privacy.Secret(ident.MakeIDNumber("990001", "1966-05-06", e.Seq)), Mobile: carerMobile, Address: carerAddress,
		},
	}
}

// paper attaches a kept paper to the delegation and returns its id.
func (e *env) paper(delegationID, purpose string) string {
	id := "fil_" + purpose + delegationID
	e.files[id] = files.File{Record: delegationID, Purpose: purpose, State: files.Kept}
	return id
}

// draft, checked, heard, signed and active return a new delegation of a new child in that state.
func (e *env) draft() delegations.View {
	e.T.Helper()
	return must(e.service.Create(e.As(e.Director), e.Registered().ID, e.terms()))(e.T)
}

func (e *env) checked() delegations.View {
	e.T.Helper()
	d := e.draft()
	for _, item := range delegations.Items {
		d = e.check(d.ID, item, delegations.Clear)
	}
	return d
}

func (e *env) check(id string, item delegations.Item, f delegations.Finding) delegations.View {
	e.T.Helper()
	return must(e.service.SetCheck(e.As(e.Director), id, 0, item, delegations.NewCheck{Finding: f, FileID: e.paper(id, "check_proof"), Why: whyText}))(e.T)
}

func (e *env) heard() delegations.View {
	e.T.Helper()
	return must(e.service.Hear(e.As(e.Director), e.checked().ID, 0, delegations.NewOpinion{Answer: delegations.Wishes, On: today, Words: childWords}))(e.T)
}

func (e *env) sign(id string) error {
	_, err := e.service.Sign(e.As(e.Director), id, 0, e.paper(id, "signed"), today)
	return err
}

func (e *env) signed() delegations.View {
	e.T.Helper()
	d := e.heard()
	wants(e.T, "signing", e.sign(d.ID), nil)
	return must(e.service.Inform(e.As(e.Director), d.ID, 0, delegations.Notices{School: today, Village: today}))(e.T)
}

func (e *env) active() delegations.View {
	e.T.Helper()
	return must(e.service.Confirm(e.As(e.Supervisor), e.signed().ID, 0))(e.T)
}

func (e *env) get(id string) delegations.Delegation {
	e.T.Helper()
	return must(e.service.Get(e.T.Context(), id))(e.T)
}

// on moves the clock to noon of the day.
func (e *env) on(day region.Day) { e.Now = day.Start().Add(12 * time.Hour) }

func (e *env) job(run func(context.Context) error) {
	e.T.Helper()
	if err := run(auth.System(e.T.Context(), "test")); err != nil {
		e.T.Fatal(err)
	}
}

func (e *env) waiting(a auth.Actor) map[string]feature.WorkList {
	return e.Waiting(e.service.Feature().Work, a)
}

func (e *env) api() *apitest.App {
	return apitest.New(e.T, func(r *httpapi.Router) {
		register.Routes(r, e.Register)
		delegations.Routes(r, e.service)
	}, apitest.DB(e.DB))
}

// must fails the test on an error.
func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func wants(t testing.TB, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: %v, want %v", what, err, want)
	}
}

// blames reports whether err refuses the field with the code.
func blames(err error, field, code string) bool {
	f, ok := errors.AsType[*fault.Fault](err)
	return ok && slices.ContainsFunc(f.Fields, func(fl fault.Field) bool { return fl.Path == field && fl.Code == code })
}
