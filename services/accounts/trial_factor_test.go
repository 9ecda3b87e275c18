package accounts_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/accounts"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
)

// TestTrialOldSessionGrantsRoles uses a session eleven minutes after logging in, as somebody else at an unlocked computer would.
func TestTrialOldSessionGrantsRoles(t *testing.T) {
	e := newEnv(t)
	e.user("county", auth.Binding{Role: auth.CountyAdmin, Region: county})
	clerk := e.user("clerk", auth.Binding{Role: auth.BuyerClerk, Region: county})
	api := e.apiWithSessionCache(time.Hour).Bearer(e.token("county")) // the cache must not keep what a step-up changes
	reset := "/users/" + clerk.ID + "/password-reset"
	e.later(auth.FreshFor - time.Second)
	api.Do("POST", reset, nil).Want(http.StatusOK)
	e.later(2 * time.Second)
	api.Do("POST", reset, nil).Refused(http.StatusForbidden, "step_up_required")
	api.Do("POST", "/users/"+clerk.ID+"/bindings", `{"role":"buyer_finance","region":"`+county+`"}`).Refused(http.StatusForbidden, "step_up_required")
	api.Do("GET", "/users/"+clerk.ID, nil).Want(http.StatusOK)

	api.Do("POST", "/me/step-up", `{"password":"wrong-horse-77"}`).Refused(http.StatusBadRequest, "password_wrong")
	api.Do("POST", "/me/step-up", `{"sms":"123456"}`).Refused(http.StatusBadRequest, "proof_way")
	api.Do("POST", "/me/step-up/code", nil).Refused(http.StatusBadRequest, "proof_way")
	api.Do("POST", reset, nil).Refused(http.StatusForbidden, "step_up_required")
	api.Do("POST", "/me/step-up", `{"password":"`+secret.Reveal()+`"}`).Want(http.StatusNoContent)
	api.Do("POST", reset, nil).Want(http.StatusOK)
	e.later(auth.FreshFor)
	api.Do("POST", reset, nil).Refused(http.StatusForbidden, "step_up_required")
}

// TestTrialStepUpGuessed guesses the password in a session that somebody left open, by a step-up and by changing it, which count together,
// and at the end of the wait by the right one.
func TestTrialStepUpGuessed(t *testing.T) {
	e := newEnv(t)
	e.user("county", auth.Binding{Role: auth.CountyAdmin, Region: county})
	left := e.api().Bearer(e.token("county"))
	const guess, change = `{"password":"wrong-horse-77"}`, `{"current":"wrong-horse-77","new":"battery-staple-9"}`
	right := `{"password":"` + secret.Reveal() + `"}`
	left.Do("POST", "/me/password", change).Refused(http.StatusBadRequest, "password_wrong")
	for range accounts.MaxTries - 1 {
		left.Do("POST", "/me/step-up", guess).Refused(http.StatusBadRequest, "password_wrong")
	}
	left.Do("POST", "/me/step-up", right).Refused(http.StatusTooManyRequests, "login_locked")
	left.Do("POST", "/me/password", change).Refused(http.StatusTooManyRequests, "login_locked")
	e.later(accounts.FirstWait)
	left.Do("POST", "/me/step-up", guess).Refused(http.StatusBadRequest, "password_wrong")
	e.later(accounts.FirstWait) // the next wait is longer
	left.Do("POST", "/me/step-up", right).Refused(http.StatusTooManyRequests, "login_locked")
	e.later(accounts.FirstWait)
	left.Do("POST", "/me/step-up", right).Want(http.StatusNoContent)
}

// TestStepUpBySMS steps up an account that has no password.
func TestStepUpBySMS(t *testing.T) {
	e := newEnv(t)
	api := e.api().Bearer(must(e.verify(mobile, e.code(mobile)))(t).Token.Reveal())
	var me struct {
		StepUp []accounts.Way `json:"step_up"`
	}
	api.Do("GET", "/me", nil).Want(http.StatusOK).JSON(&me)
	if len(me.StepUp) != 1 || me.StepUp[0] != accounts.WaySMS {
		t.Errorf("ways: %v", me.StepUp)
	}
	api.Do("POST", "/me/step-up/code", nil).Want(http.StatusAccepted)
	code := e.delivered()
	api.Do("POST", "/me/step-up", `{"sms":"`+other(code).Reveal()+`"}`).Refused(http.StatusBadRequest, "mobile_code")
	api.Do("POST", "/me/step-up", `{"sms":"`+code.Reveal()+`"}`).Want(http.StatusNoContent)
	api.Do("POST", "/me/step-up", `{"sms":"`+code.Reveal()+`"}`).Refused(http.StatusBadRequest, "mobile_code")
}

// TestSessionWithoutTheFactor checks that a session without a proof of the second factor is refused once the account has a second factor, and
// that an empty or unknown token is refused.
func TestSessionWithoutTheFactor(t *testing.T) {
	e := newEnv(t)
	u := e.user("county", auth.Binding{Role: auth.CountyAdmin, Region: county})
	token := must(e.login("county", secret))(t).Token.Reveal()
	must(e.service.Authenticate(t.Context(), token))(t)
	if err := e.service.Change(system(), u.ID, func(u *accounts.User) { u.Factors = []accounts.Way{accounts.WayTOTP} }); err != nil {
		t.Fatal(err)
	}
	for _, token := range []string{token, "", "nobody's"} {
		if a, err := e.service.Authenticate(t.Context(), token); !errors.Is(err, auth.ErrLogin) {
			t.Errorf("%q opens %+v, %v", token, a, err)
		}
	}
}
