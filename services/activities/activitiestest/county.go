// Package activitiestest builds a county at work for tests, on the real services and the real store: an approved
// organisation, active volunteers with or without clearance, and contracts that are being performed.
package activitiestest

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/notify/notifytest"
	"github.com/tongxing-platform/tongxing/services/accounts"
	"github.com/tongxing-platform/tongxing/services/activities"
	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/orgs"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/coord"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/docstoretest"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/volunteers"
)

// Monday is when a county begins: 2026-03-02, 09:00 in Shanghai.
var Monday = time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)

// Region is the path of the county.
const Region = "52/5201/520111/"

// County is a county with its services. Its clock stands until it is moved. Every method fails the test on an error.
type County struct {
	T          testing.TB
	DB         *docstore.DB
	Sealer     *privacy.Sealer
	Index      *privacy.BlindIndex
	Audit      *audit.Log
	Outbox     *notify.Outbox
	Regions    *region.Tree
	Calendar   *region.Calendar
	Accounts   *accounts.Service
	Orgs       *orgs.Service
	Profiles   *volunteers.Service
	Contracts  *contracts.Service
	Activities *activities.Service
	OrgID      string // approved

	// Figures is what contracts ask the ledger; tests of attendance put the real one in.
	Figures func(ctx context.Context, contractID, to string) (contracts.Figures, error)

	Left []string // people of the organisations who have left them

	mu     sync.Mutex
	at     time.Time
	made   int // organisations, contracts and people so far, for numbers
	mobile map[string]string
	users  map[string]string
}

// New opens a county on a fresh store. templates are those of features above activities.
func New(t testing.TB, templates ...notify.Template) *County {
	t.Helper()
	keys := privacy.NewKeyring()
	c := openCounty(t, docstoretest.Open(t), must(privacy.NewSealer(keys))(t), privacy.NewBlindIndex(keys), templates...)
	c.OrgID = c.Org("青禾社会工作服务中心")
	return c
}

// Replicas opens a new county n times on one MongoDB, as n replicas of the program do; each has its own clock, and only the first
// knows the people whom it makes. It skips the test when MONGODB_URI is not set.
func Replicas(t testing.TB, n int) []*County {
	t.Helper()
	keys := privacy.NewKeyring()
	sealer, index := must(privacy.NewSealer(keys))(t), privacy.NewBlindIndex(keys)
	all := make([]*County, n)
	for i, db := range docstoretest.OpenReplicas(t, n) {
		all[i] = openCounty(t, db, sealer, index)
	}
	id := all[0].Org("青禾社会工作服务中心")
	for _, c := range all {
		c.OrgID = id
	}
	return all
}

func openCounty(t testing.TB, db *docstore.DB, sealer *privacy.Sealer, index *privacy.BlindIndex, templates ...notify.Template) *County {
	t.Helper()
	c := &County{T: t, at: Monday, DB: db, Sealer: sealer, Index: index, mobile: map[string]string{}, users: map[string]string{}}
	c.Figures = func(context.Context, string, string) (contracts.Figures, error) { return contracts.Figures{}, nil }
	c.Audit = must(audit.Open(c.DB, c.Now))(t)
	c.Outbox = notifytest.Open(t, c.DB, c.Now, slices.Concat(accounts.Templates, orgs.Templates, volunteers.Templates,
		contracts.Templates, activities.Templates, templates)...)
	c.Regions, c.Calendar = must(region.Open(t.Context(), c.DB))(t), must(region.OpenCalendar(t.Context(), c.DB))(t)
	c.open()
	return c
}

func (c *County) open() {
	c.Accounts = must(accounts.New(accounts.Deps{
		DB: c.DB, Sealer: c.Sealer, Index: c.Index, Audit: c.Audit, Outbox: c.Outbox, Limiter: coord.NewLocal(), Regions: c.Regions, Now: c.Now,
	}))(c.T)
	c.Orgs = must(orgs.New(orgs.Deps{
		DB: c.DB, Sealer: c.Sealer, Audit: c.Audit, Outbox: c.Outbox, Now: c.Now, Regions: c.Regions, UsersIn: c.Accounts.UsersIn, Grant: c.Accounts.Bind, UsersOf: c.usersOf, Appoint: c.Accounts.Appoint,
	}))(c.T)
	c.Profiles = must(volunteers.New(volunteers.Deps{
		DB: c.DB, Sealer: c.Sealer, Index: c.Index, Audit: c.Audit, Outbox: c.Outbox, Now: c.Now, Regions: c.Regions, Accounts: c.Accounts, Orgs: c.Orgs,
		Calendar: c.Calendar, Terms: volunteers.Terms{Staff: 5, Query: 20},
		UsersIn: c.Accounts.UsersIn, Stop: func(ctx context.Context, v volunteers.Volunteer) ([]volunteers.Stopped, error) {
			return c.Activities.VolunteerStopped(ctx, v)
		},
		File: c.document,
	}))(c.T)
	c.Contracts = must(contracts.New(contracts.Deps{
		DB: c.DB, Audit: c.Audit, Outbox: c.Outbox, Now: c.Now, Orgs: c.Orgs, Calendar: c.Calendar, UsersIn: c.Accounts.UsersIn,
		Figures: func(ctx context.Context, contractID, to string) (contracts.Figures, error) {
			return c.Figures(ctx, contractID, to)
		},
	}))(c.T)
	c.Activities = must(activities.New(activities.Deps{
		DB: c.DB, Sealer: c.Sealer, Audit: c.Audit, Outbox: c.Outbox, Now: c.Now, Regions: c.Regions, Orgs: c.Orgs, Volunteers: c.Profiles,
		Contracts: c.Contracts,
	}))(c.T)
}

// Now is the county's clock.
func (c *County) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// At puts the clock to the instant.
func (c *County) At(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = t
}

// As returns ctx for a person of the county's organisation.
func (c *County) As(user string, role auth.Role) context.Context { return c.AsOf(c.OrgID, user, role) }

// AsOf returns ctx for a person of an organisation.
func (c *County) AsOf(orgID, user string, role auth.Role) context.Context {
	return auth.With(context.Background(), auth.Actor{UserID: user, Bindings: []auth.Binding{{Role: role, OrgID: orgID}}})
}

// usersOf takes usr_lead for the project lead of every organisation until they have left.
func (c *County) usersOf(_ context.Context, _ string, role auth.Role) ([]string, error) {
	if role != auth.ProjectLead || slices.Contains(c.Left, "usr_lead") {
		return nil, nil
	}
	return []string{"usr_lead"}, nil
}

// Lead returns ctx for the organisation's project lead, usr_lead.
func (c *County) Lead() context.Context { return c.As("usr_lead", auth.ProjectLead) }

// Office returns ctx for the county's civil-affairs officer, usr_county.
func (c *County) Office() context.Context { return c.official("usr_county", auth.CountyAdmin) }

func (c *County) official(user string, role auth.Role) context.Context {
	return auth.With(context.Background(), auth.Actor{UserID: user, Bindings: []auth.Binding{{Role: role, Region: Region}}})
}

// Volunteer returns ctx for the volunteer.
func (c *County) Volunteer(id string) context.Context {
	user := c.users[id]
	if user == "" {
		user = "usr_of_" + id
	}
	return auth.With(context.Background(), auth.Actor{UserID: user, VolunteerID: id, Bindings: []auth.Binding{{Role: auth.Volunteer}}})
}

// Job returns ctx for a job.
func Job() context.Context { return auth.System(context.Background(), "test") }

// Sent returns what was queued by the template, oldest first.
func (c *County) Sent(template string) []notify.Message {
	c.T.Helper()
	return notifytest.Queued(c.T, c.Outbox, template+"/")
}

// must fails the test on an error.
func must[V any](v V, err error) func(testing.TB) V {
	return func(t testing.TB) V {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}
