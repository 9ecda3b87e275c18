package pairings_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/accounts"
	"github.com/tongxing-platform/tongxing/services/pairings"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/coord"
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
	"github.com/tongxing-platform/tongxing/services/volunteers"
)

const (
	today, county, town, village, next, other, distant    = registertest.Today, registertest.CountyPath, registertest.Town, registertest.Village, registertest.Next, registertest.Other, registertest.Distant
	childName, childAddress, guardianName, guardianMobile = registertest.ChildName, registertest.ChildAddress, registertest.GuardianName, registertest.GuardianMobile
)

var noon, person, inRegion, inOrg = registertest.Noon, registertest.Person, registertest.InRegion, registertest.InOrg

const contactNote = "孩子说夜里一个人害怕，外婆住院了。"

type env struct {
	*registertest.County
	Vols    *volunteers.Service
	service *pairings.Service
	counted []string // contacts that were counted for a contract
}

var errNotOurs = fault.New(fault.Invalid, "not_ours", "Not ours.", "非本机构。")

func newEnv(t *testing.T) *env {
	t.Helper()
	e := &env{County: registertest.New(t, slices.Concat(pairings.Templates, volunteers.Templates)...)}
	now := func() time.Time { return e.Now }
	people := must(accounts.New(accounts.Deps{
		DB: e.DB, Sealer: e.Sealer, Index: e.Index, Audit: e.Audit, Outbox: e.Outbox, Limiter: coord.NewLocal(), Regions: e.Regions, Now: now,
		OnPhone: func(context.Context, string, string) error { return nil },
	}))(t)
	e.Vols = must(volunteers.New(volunteers.Deps{
		DB: e.DB, Sealer: e.Sealer, Index: e.Index, Audit: e.Audit, Outbox: e.Outbox, Now: now, Regions: e.Regions, Accounts: people, Orgs: e.Orgs, UsersIn: e.UsersIn,
		Calendar: must(region.OpenCalendar(t.Context(), e.DB))(t), Terms: volunteers.Terms{Staff: 5, Query: 20},
		Stop: func(ctx context.Context, v volunteers.Volunteer) ([]volunteers.Stopped, error) {
			return e.service.VolunteerStopped(ctx, v)
		},
		File: func(_ context.Context, id string) (files.File, error) {
			return files.File{Meta: docstore.Meta{CreatedAt: e.Now}, Record: strings.TrimPrefix(id, "fil_"), Purpose: "clearance", State: files.Kept}, nil
		},
	}))(t)
	e.service = must(pairings.New(pairings.Deps{
		DB: e.DB, Sealer: e.Sealer, Audit: e.Audit, Outbox: e.Outbox, Now: now, Regions: e.Regions, Volunteers: e.Vols,
		Register: e.Register,
		Contract: func(_ context.Context, contractID, _, _ string) error {
			if contractID != "con_ours" {
				return errNotOurs.At("contract_id")
			}
			return nil
		},
		Contacted: func(_ context.Context, _ *pairings.Pairing, c *pairings.Contact) error {
			e.counted = append(e.counted, c.ID)
			return nil
		},
	}))(t)
	e.Above = registertest.Above{
		Moved: e.service.PersonMoved, Left: e.service.PersonLeft, Served: e.service.Serves,
	}
	return e
}

// proposed, consented and active return a new pairing of the child in that state.
func (e *env) proposed(fileID string, kind pairings.PairingType) pairings.PairingFile {
	e.T.Helper()
	return must(e.service.Propose(e.As(e.Supervisor), pairings.NewPairing{
		BeneficiaryID: fileID, OrgID: e.Org, Type: kind, Plan: pairings.Plan{CallsPerMonth: 1, MeetingsPerQuarter: 1},
	}))(e.T)
}

func (e *env) consent() pairings.NewConsent {
	return pairings.NewConsent{Relation: pairings.Grandparent, Name: guardianName, Version: "2026-1", At: e.Now.Add(-time.Hour), Opinion: pairings.Agrees}
}

func (e *env) consented(fileID string, vols ...volunteers.Volunteer) pairings.PairingFile {
	e.T.Helper()
	kind := pairings.OneToOne
	if len(vols) > 1 {
		kind = pairings.Team
	}
	p := e.proposed(fileID, kind)
	must(e.service.Match(e.As(e.Lead), p.ID, 0, ids(vols)))(e.T)
	return must(e.service.RecordConsent(e.As(e.Lead), p.ID, 0, e.consent()))(e.T)
}

func (e *env) active(fileID string, vols ...volunteers.Volunteer) pairings.PairingFile {
	e.T.Helper()
	return must(e.service.Activate(e.As(e.Lead), e.consented(fileID, vols...).ID, 0))(e.T)
}

func ids(vols []volunteers.Volunteer) []string {
	list := make([]string, len(vols))
	for i, v := range vols {
		list[i] = v.ID
	}
	return list
}

func (e *env) contact() pairings.NewContact {
	return pairings.NewContact{At: e.Now.Add(-time.Hour), Way: pairings.Phone, Met: pairings.MetPerson, Minutes: 20, Note: contactNote}
}

func (e *env) pairing(id string) pairings.Pairing {
	return must(e.service.GetPairing(e.T.Context(), id))(e.T)
}

func (e *env) api() *apitest.App {
	return apitest.New(e.T, func(r *httpapi.Router) {
		register.Routes(r, e.Register)
		pairings.Routes(r, e.service)
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

func wants(t *testing.T, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: %v, want %v", what, err, want)
	}
}

func asVolunteer(v volunteers.Volunteer) auth.Actor {
	return auth.Actor{UserID: "usr_" + v.ID, PersonKey: v.PersonKey, VolunteerID: v.ID, Bindings: []auth.Binding{{Role: auth.Volunteer}}}
}

// Volunteer creates an active volunteer of the organisation, if clear with a clearance for a year.
func (e *env) Volunteer(birth region.Day, female, clear bool) volunteers.Volunteer {
	e.T.Helper()
	e.Seq++
	no := 2*e.Seq + 1
	if female {
		no++
	}
	p := volunteers.Profile{
		Name: "赵志愿", IDNumber: privacy.Secret(ident.MakeIDNumber("990001", birth, no)), Mobile: privacy.Secret(fmt.Sprintf("137%08d", e.Seq)), Region: county,
	}
	if birth.Age(region.DayOf(e.Now)) < 18 {
		p.Guardian = &volunteers.Consenting{
			Kin: volunteers.Kin{Name: "赵长辈", Relation: "母亲", Mobile: "13600001111"}, Version: volunteers.PaperConsent, At: region.Day("2026-03-01").Start(),
		}
	}
	made := volunteers.Put{Profile: p, OrgIDs: []string{e.Org}, Status: volunteers.Registered}
	id := must(e.Vols.PutMany(auth.System(e.T.Context(), "test"), []volunteers.Put{made}))(e.T)[0].ID
	must(e.Vols.Verify(e.As(e.Lead), id, 0))(e.T)
	v := must(e.Vols.Activate(e.As(e.Lead), id))(e.T)
	if clear {
		must(e.Vols.ConsentOnPaper(e.As(e.Lead), id))(e.T)
		must(e.Vols.RecordQuery(e.As(e.Lead), id))(e.T)
		must(e.Vols.RecordResult(e.As(e.Lead), id, volunteers.Result{
			Authority: volunteers.Police, Day: region.DayOf(e.Now), DocumentNo: "花公查〔2026〕18号", Issuer: "花溪区公安分局", FileID: "fil_" + id,
		}))(e.T)
		v = must(e.Vols.ConfirmResult(e.As(e.Admin), id, 0))(e.T)
	}
	return v
}
