package main

import (
	"errors"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/feature"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
)

// TestReachOfWork asks for the work of every kind as somebody who holds each role in another county and another organisation, and is another
// volunteer: nothing of the demonstration county waits for them, whose county and organisations have work of nearly every kind.
func TestReachOfWork(t *testing.T) {
	cfg, _ := seeded(t, "small", 1)
	a, err := newApp(t.Context(), cfg, quiet, parts{})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close() //nolint:errcheck // nothing was written
	kinds := 0
	for role := range auth.Matrix {
		actor := auth.Actor{UserID: "usr_elsewhere", PersonKey: "elsewhere", VolunteerID: "vol_elsewhere"}
		actor.Bindings = []auth.Binding{{Role: role, Region: "52/5203/520302/"}, {Role: role, OrgID: "org_elsewhere"}, {Role: role, Assigned: "con_elsewhere"}}
		for _, f := range a.features {
			for _, kind := range f.Work {
				if !kind.For(actor) {
					continue
				}
				kinds++
				for _, org := range []string{"", "org_elsewhere"} {
					list, err := kind.List(auth.With(t.Context(), actor), feature.WorkQuery{Actor: actor, Now: time.Now(), OrgID: org})
					if err != nil || list.Count > 0 || len(list.Items) > 0 {
						t.Errorf("%s elsewhere has %d of %s, %v", role, list.Count, kind.Code, err)
					}
				}
			}
		}
	}
	if kinds < 50 {
		t.Errorf("only %d kinds of work were asked for", kinds)
	}
}

// TestReachOfBulkWrites checks that only jobs and commands may store many records in any state, which checks few rules; people may not, whatever
// their roles.
func TestReachOfBulkWrites(t *testing.T) {
	a := auditedApp(t)
	ctx := auth.With(t.Context(), auth.Actor{UserID: "usr_1", Bindings: []auth.Binding{
		{Role: auth.CountyAdmin, Region: "52/"}, {Role: auth.SystemAdmin}, {Role: auth.OrgAdmin, OrgID: "org_1"},
	}})
	for what, err := range map[string]error{
		"activities": second(a.activities.PutMany(ctx, nil)), "stays": second(a.attendance.RecordMany(ctx, nil)),
		"files": a.register.PutMany(ctx, nil), "contracts": a.contracts.PutMany(ctx, nil, nil), "volunteers": second(a.volunteers.PutMany(ctx, nil)),
	} {
		if !errors.Is(err, auth.ErrForbidden) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func second[T any](_ T, err error) error { return err }
