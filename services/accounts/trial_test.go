package accounts_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/accounts"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi/apitest"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// TestTrialOfficesJoinOrganisations gives people of offices that must be apart from organisations a role in one, and staff of
// an organisation such an office.
func TestTrialOfficesJoinOrganisations(t *testing.T) {
	e := newEnv(t)
	staff := auth.Binding{Role: auth.SocialWorker, OrgID: orgA}
	for name, office := range map[string]auth.Binding{
		"auditor": {Role: auth.Auditor}, "admin": {Role: auth.SystemAdmin}, "clerk": {Role: auth.BuyerClerk, Region: county},
		"approver": {Role: auth.BuyerApprover, Region: county}, "finance": {Role: auth.BuyerFinance, Region: county},
		"evaluator": {Role: auth.Evaluator, Region: county},
	} {
		u := e.user(name, office)
		if _, err := e.service.Grant(system(), u.ID, 0, staff); !errors.Is(err, auth.ErrApart) {
			t.Errorf("%s joins an organisation: %v", name, err)
		}
		if err := e.service.Bind(system(), u.ID, auth.Binding{Role: auth.OrgFounder, OrgID: orgA}); !errors.Is(err, auth.ErrApart) {
			t.Errorf("%s founds an organisation: %v", name, err)
		}
		w := e.user(name+"-staff", staff)
		if _, err := e.service.Grant(system(), w.ID, 0, office); !errors.Is(err, auth.ErrApart) {
			t.Errorf("staff becomes %s: %v", name, err)
		}
	}
	far := e.user("far", auth.Binding{Role: auth.Evaluator, Region: sibling})
	if _, err := e.service.Grant(system(), far.ID, 0, staff); err != nil {
		t.Errorf("evaluator of another area: %v", err)
	}
}

// TestTrialWorkerWhoVolunteers: a social worker who signs up as a volunteer, too, or starts an organisation, stays within reach of the own
// administrator; somebody who is a volunteer alone is managed by nobody.
func TestTrialWorkerWhoVolunteers(t *testing.T) {
	e := newEnv(t)
	admin := e.user("admin", auth.Binding{Role: auth.OrgAdmin, OrgID: orgA})
	volunteer := auth.Binding{Role: auth.Volunteer}
	w := e.user("worker", auth.Binding{Role: auth.SocialWorker, OrgID: orgA}, volunteer, auth.Binding{Role: auth.OrgFounder, OrgID: orgB})
	if _, err := e.service.Disable(e.as(admin), w.ID, 0); err != nil {
		t.Errorf("the worker cannot be disabled: %v", err)
	}
	alone := e.user("alone", volunteer)
	for name, as := range map[string]accounts.User{"administrator": admin, "county": e.user("county", auth.Binding{Role: auth.CountyAdmin, Region: county})} {
		if _, err := e.service.Disable(e.as(as), alone.ID, 0); !errors.Is(err, docstore.ErrNotFound) {
			t.Errorf("%s disables a volunteer: %v", name, err)
		}
	}
}

// TestTrialFieldRolesOfWholeCounty gives roles of the field for a county and for the wrong level below it.
func TestTrialFieldRolesOfWholeCounty(t *testing.T) {
	e := newEnv(t)
	const town = county + "520111101/"
	admin := e.user("county", auth.Binding{Role: auth.CountyAdmin, Region: county})
	u := e.user("somebody")
	for _, b := range []auth.Binding{
		{Role: auth.VillageDirector, Region: county}, {Role: auth.VillageDirector, Region: town}, {Role: auth.TownSupervisor, Region: county},
	} {
		if _, err := e.service.Grant(system(), u.ID, 0, b); !errors.Is(err, accounts.ErrPlace) {
			t.Errorf("%+v: %v", b, err)
		}
		n := accounts.NewUser{Name: "李雷", Login: "lilei", Bindings: []auth.Binding{b}}
		if _, err := e.service.Create(e.as(admin), n); !errors.Is(err, accounts.ErrPlace) {
			t.Errorf("new account with %+v: %v", b, err)
		}
	}
	must(e.service.Grant(system(), u.ID, 0, auth.Binding{Role: auth.TownSupervisor, Region: town}))(t)
}

// TestTrialCommonPasswords chooses passwords that many people use, as they are and a little changed.
func TestTrialCommonPasswords(t *testing.T) {
	e := newEnv(t)
	u := e.user("wang")
	for _, p := range []privacy.Secret{
		"Password12345", "qwertyuiop1", "qwertyuiop12", "P@ssw0rd12345", "abcd1234abcd1234", "1qaz2wsx3edc4rfv", "admin1234567890",
		"Tongxing2026!", "woaini1314520", "asdfghjkl;123", "12345678901a", "short-77-ab",
	} {
		err := e.service.ChangePassword(e.as(u), secret, p)
		if !errors.Is(err, accounts.ErrCommon) && !errors.Is(err, accounts.ErrWeak) {
			t.Errorf("%s: %v", p.Reveal(), err)
		}
	}
	for i, p := range []privacy.Secret{"battery-staple-9", "长江黄河泰山一号楼的灯1", "ab3d-k2mn-pq45-xyz9", "huaxi-lantern-88"} {
		n := accounts.NewUser{Name: "李雷", Login: fmt.Sprintf("lilei%d", i), Password: p}
		if _, err := e.service.Create(system(), n); err != nil {
			t.Errorf("%s: %v", p.Reveal(), err)
		}
	}
}

// TestTrialShutOut guesses somebody's password elsewhere, so that they cannot log in themselves.
func TestTrialShutOut(t *testing.T) {
	e := newEnv(t)
	e.user("wang")
	from := func(network, device string, p privacy.Secret) (accounts.Started, error) {
		return e.service.Login(context.Background(), "wang", p, accounts.Client{Network: network, Device: device})
	}
	known := must(from("192.0.2.1", "", secret))(t).Device.Reveal()
	for range accounts.MaxTries {
		if _, err := from("203.0.113.9", "", "wrong-horse-7"); !errors.Is(err, accounts.ErrCredentials) {
			t.Fatal(err)
		}
	}
	if _, err := from("203.0.113.9", "", secret); !errors.Is(err, accounts.ErrLocked) {
		t.Errorf("guesses go on: %v", err)
	}
	must(from("198.51.100.4", "", secret))(t)   // from another place, with a new device
	must(from("203.0.113.9", known, secret))(t) // from the same place, with a device that logged in before
	for _, forged := range []string{known + "0", "x" + known[1:], e.service.NewDevice("nobody")} {
		if _, err := from("203.0.113.9", forged, secret); !errors.Is(err, accounts.ErrLocked) {
			t.Errorf("a forged device passes: %v", err)
		}
	}
	var waits []time.Duration
	for range 6 {
		begun := e.now()
		for {
			_, err := from("203.0.113.9", "", "wrong-horse-7")
			if errors.Is(err, accounts.ErrCredentials) {
				break
			}
			e.later(30 * time.Second)
		}
		waits = append(waits, e.now().Sub(begun))
	}
	if want := []time.Duration{1, 2, 4, 8, 15, 15}; !slices.EqualFunc(waits, want, func(a, b time.Duration) bool { return a == b*time.Minute }) {
		t.Errorf("waits of %v", waits)
	}
}

// TestTrialNamelessPerson has an account made by a code take a role without saying whose it is.
func TestTrialNamelessPerson(t *testing.T) {
	e := newEnv(t)
	u := must(e.verify(mobile, e.code(mobile)))(t).User
	founder := auth.Binding{Role: auth.OrgFounder, OrgID: orgA}
	if err := e.service.Bind(e.as(u), u.ID, founder); !errors.Is(err, accounts.ErrNameless) {
		t.Errorf("founds an organisation without a name: %v", err)
	}
	if names := must(e.service.Names(system(), u.ID))(t); names[u.ID] != "138****1234" {
		t.Errorf("called %q", names[u.ID])
	}
	if _, err := e.service.SetName(e.as(u), "  "); !errors.Is(err, accounts.ErrName) {
		t.Errorf("an empty name: %v", err)
	}
	must(e.service.SetName(e.as(u), "韩梅梅"))(t)
	if _, err := e.service.SetName(e.as(u), "李雷"); !errors.Is(err, accounts.ErrNamed) {
		t.Errorf("a second name: %v", err)
	}
	if err := e.service.Bind(e.as(u), u.ID, founder); err != nil {
		t.Error(err)
	}
	if names := must(e.service.Names(system(), u.ID))(t); names[u.ID] != "韩梅梅" {
		t.Errorf("called %q", names[u.ID])
	}
}

// TestAppointmentWaitsForTheOffice: a founder who took an office that must be apart is not appointed.
func TestAppointmentWaitsForTheOffice(t *testing.T) {
	e := newEnv(t)
	u := e.user("founder", auth.Binding{Role: auth.OrgFounder, OrgID: orgA})
	clerk := accounts.Binding{Binding: auth.Binding{Role: auth.BuyerClerk, Region: county}, ID: "bnd_clerk"}
	if err := e.service.Change(system(), u.ID, func(u *accounts.User) { u.Bindings = append(u.Bindings, clerk) }); err != nil {
		t.Fatal(err)
	}
	appoint := func() error {
		return e.service.DB.Tx(system(), func(ctx context.Context) error { return e.service.Appoint(ctx, orgA) })
	}
	if err := appoint(); !errors.Is(err, auth.ErrApart) {
		t.Errorf("a clerk is appointed: %v", err)
	}
	must(e.service.End(system(), u.ID, 0, clerk.ID))(t)
	if err := appoint(); err != nil {
		t.Fatal(err)
	}
	if a := auth.From(e.as(u)); len(a.Bindings) != 1 || a.Bindings[0].Role != auth.OrgAdmin {
		t.Errorf("appointed: %+v", a.Bindings)
	}
}

// TestTrialPasswordsOfDigitsAlone checks that a password of digits alone is refused, and one of digits and signs is accepted.
func TestTrialPasswordsOfDigitsAlone(t *testing.T) {
	for password, want := range map[string]bool{"201903154729": true, "19850612837465": true, "7%42(93)61=+58;": false} {
		if got := accounts.IsCommon(password); got != want {
			t.Errorf("%s is common: %v, want %v", password, got, want)
		}
	}
}

// TestTrialChannelSwitchedOff unticks mail and SMS, as the settings page does: nothing is ticked then, and no message goes out. Before
// that the page shows the defaults.
func TestTrialChannelSwitchedOff(t *testing.T) {
	e := newEnv(t)
	u := e.user("lilei", auth.Binding{Role: auth.BuyerClerk, Region: county})
	type settings struct {
		Channels  []notify.Channel `json:"channels"`
		QuietFrom string           `json:"quiet_from"`
		QuietTo   string           `json:"quiet_to"`
	}
	app := e.api().With("Authorization", "Bearer "+e.token("lilei"))
	var got settings
	app.Do("GET", "/me", nil).Want(200).JSON(&got)
	if len(got.Channels) != 1 || got.QuietFrom != "21:00" || got.QuietTo != "08:00" {
		t.Errorf("the defaults are shown as %+v", got)
	}
	app.Do("PUT", "/me/preferences", `{"lang":"zh","channels":[]}`).Want(200).JSON(&got)
	if len(got.Channels) != 0 {
		t.Errorf("nothing is ticked, shown are %v", got.Channels)
	}
	c := must(e.service.Contact(t.Context(), u.ID))(t)
	if p := c.Preferred(); len(p) != 0 {
		t.Errorf("nothing is ticked, messages go by %v", p)
	}
	app.Do("PUT", "/me/preferences", `{"lang":"zh"}`).Want(200).JSON(&got)
	if len(got.Channels) != 1 {
		t.Errorf("without a choice %v", got.Channels)
	}
}

// TestTrialSharedComputer has two people log in on one computer of an office, and somebody in its network guess the password of the
// first: the computer is still known as one on which the first logged in.
func TestTrialSharedComputer(t *testing.T) {
	e := newEnv(t)
	e.user("wang")
	e.user("zhao")
	app, computer := e.api(), ""
	logIn := func(login string, password privacy.Secret, cookie string) *apitest.Response {
		r := app.With("Cookie", cookie).Do("POST", "/auth/login", map[string]any{"login": login, "password": password.Reveal(), "cookie": true})
		for _, set := range r.Header.Values("Set-Cookie") {
			if value, _, _ := strings.Cut(set, ";"); strings.HasPrefix(value, "tongxing_device=") {
				computer = value
			}
		}
		return r
	}
	logIn("wang", secret, "").Want(200)
	for range 6 {
		logIn("zhao", secret, computer).Want(200)
	}
	for range accounts.MaxTries {
		logIn("wang", "wrong-horse-7", "").Want(401)
	}
	logIn("wang", secret, "").Refused(429, "login_locked")
	logIn("wang", secret, computer).Want(200)
}
