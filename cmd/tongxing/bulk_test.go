package main

import (
	"errors"
	"testing"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
)

// TestReachOfBulkWrites checks that what stores records in any state, for seed and import, is refused to people, whatever their roles.
func TestReachOfBulkWrites(t *testing.T) {
	a := auditedApp(t)
	ctx := auth.With(t.Context(), auth.Actor{UserID: "usr_1", Bindings: []auth.Binding{
		{Role: auth.CountyAdmin, Region: "52/"}, {Role: auth.SystemAdmin}, {Role: auth.OrgAdmin, OrgID: "org_1"},
	}})
	for what, err := range map[string]error{
		"activities": second(a.activities.PutMany(ctx, nil)), "stays": second(a.attendance.RecordMany(ctx, nil)),
		"contracts": a.contracts.PutMany(ctx, nil, nil), "volunteers": second(a.volunteers.PutMany(ctx, nil)),
	} {
		if !errors.Is(err, auth.ErrForbidden) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func second[T any](_ T, err error) error { return err }
