package register_test

import (
	"errors"
	"testing"

	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi/apitest"
	"github.com/tongxing-platform/tongxing/services/register"
	"github.com/tongxing-platform/tongxing/services/register/registertest"
)

const (
	today, county, town, village, next, other, distant    = registertest.Today, registertest.CountyPath, registertest.Town, registertest.Village, registertest.Next, registertest.Other, registertest.Distant
	childName, childAddress, guardianName, guardianMobile = registertest.ChildName, registertest.ChildAddress, registertest.GuardianName, registertest.GuardianMobile
)

var noon, inRegion = registertest.Noon, registertest.InRegion

type env struct{ *registertest.County }

func newEnv(t *testing.T) *env {
	t.Helper()
	return &env{registertest.New(t)}
}

func (e *env) api() *apitest.App {
	return apitest.New(e.T, func(r *httpapi.Router) { register.Routes(r, e.Register) }, apitest.DB(e.DB))
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
