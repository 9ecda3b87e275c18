package accounts_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/notify/notifytest"
	"github.com/tongxing-platform/tongxing/services/accounts"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

var idNumber = privacy.Secret(ident.MakeIDNumber("990101", "1990-05-06", 7))

func newUser(login string, b ...auth.Binding) accounts.NewUser {
	return accounts.NewUser{Name: "李雷", Login: login, Bindings: b}
}

func TestCreateRefusals(t *testing.T) {
	e := newEnv(t)
	admin := e.user("county", auth.Binding{Role: auth.CountyAdmin, Region: county})
	e.user("taken")
	must(e.service.Create(system(), accounts.NewUser{Name: "无码", Mobile: mobile}))(t)
	clerk := auth.Binding{Role: auth.BuyerClerk, Region: county}
	with := func(change func(*accounts.NewUser)) accounts.NewUser {
		n := newUser("lilei", clerk)
		change(&n)
		return n
	}
	for name, tt := range map[string]struct {
		n    accounts.NewUser
		want error
	}{
		"login name":       {newUser("张三", clerk), fault.ErrInvalid},
		"mobile as login":  {newUser("13800001234", clerk), fault.ErrInvalid},
		"no role":          {newUser("lilei"), fault.ErrInvalid},
		"no name":          {with(func(n *accounts.NewUser) { n.Name = " " }), fault.ErrInvalid},
		"mobile":           {with(func(n *accounts.NewUser) { n.Mobile = "123" }), fault.ErrInvalid},
		"ID number":        {with(func(n *accounts.NewUser) { n.IDNumber = "110101199001010000" }), fault.ErrInvalid},
		"e-mail":           {with(func(n *accounts.NewUser) { n.Email = "a b@c" }), fault.ErrInvalid},
		"weak password":    {with(func(n *accounts.NewUser) { n.Password = "123456" }), fault.ErrInvalid},
		"login taken":      {newUser("Taken", clerk), accounts.ErrLoginTaken},
		"mobile taken":     {with(func(n *accounts.NewUser) { n.Mobile = "+86" + mobile }), accounts.ErrMobileTaken},
		"no limit":         {newUser("lilei", auth.Binding{Role: auth.BuyerClerk}), accounts.ErrLimit},
		"two limits":       {newUser("lilei", auth.Binding{Role: auth.BuyerClerk, Region: county, OrgID: orgA}), accounts.ErrLimit},
		"wrong limit":      {newUser("lilei", auth.Binding{Role: auth.OrgAdmin, Region: county}), accounts.ErrLimit},
		"unknown role":     {newUser("lilei", auth.Binding{Role: "king", Region: county}), accounts.ErrLimit},
		"unknown region":   {newUser("lilei", auth.Binding{Role: auth.BuyerClerk, Region: county + "999/"}), region.ErrUnknown},
		"region elsewhere": {newUser("lilei", auth.Binding{Role: auth.BuyerClerk, Region: sibling}), accounts.ErrBeyond},
		"region above":     {newUser("lilei", auth.Binding{Role: auth.BuyerClerk, Region: province}), accounts.ErrBeyond},
		"role of others":   {newUser("lilei", auth.Binding{Role: auth.SystemAdmin}), accounts.ErrBeyond},
		"role of orgs":     {newUser("lilei", auth.Binding{Role: auth.OrgAdmin, OrgID: orgA}), accounts.ErrBeyond},
		"over already":     {newUser("lilei", auth.Binding{Role: auth.BuyerClerk, Region: county, To: noon}), accounts.ErrTerm},
		"backwards":        {newUser("lilei", auth.Binding{Role: auth.BuyerClerk, Region: county, From: noon.AddDate(0, 2, 0), To: noon.AddDate(0, 1, 0)}), accounts.ErrTerm},
		"twice":            {newUser("lilei", clerk, clerk), accounts.ErrHeld},
	} {
		if _, err := e.service.Create(e.as(admin), tt.n); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", name, err, tt.want)
		}
	}
	u := must(e.service.Create(e.as(admin), newUser("lilei", clerk)))(t)
	if u.MustChange || u.Password != "" || u.PasswordHash != "" || u.MobileProven || u.Sent.Way != accounts.TokenPrinted {
		t.Errorf("created: %+v", u)
	}
	for _, ctx := range []context.Context{context.Background(), e.as(u), e.as(e.user("vol", auth.Binding{Role: auth.Volunteer}))} {
		if _, err := e.service.Create(ctx, newUser("han", clerk)); !errors.Is(err, auth.ErrForbidden) && !errors.Is(err, auth.ErrLogin) {
			t.Errorf("created by %s: %v", auth.From(ctx).ID(), err)
		}
	}
}

func TestATermNoLongerThanOnesOwn(t *testing.T) {
	e := newEnv(t)
	admin := e.user("deputy", auth.Binding{Role: auth.CountyAdmin, Region: county, To: noon.AddDate(0, 1, 0)})
	clerk := auth.Binding{Role: auth.BuyerClerk, Region: county}
	if _, err := e.service.Create(e.as(admin), newUser("lilei", clerk)); !errors.Is(err, accounts.ErrBeyond) {
		t.Errorf("open end: %v", err)
	}
	clerk.To = noon.AddDate(0, 1, 0)
	u := must(e.service.Create(e.as(admin), newUser("lilei", clerk)))(t)
	if in := must(e.service.UsersIn(context.Background(), county, auth.BuyerClerk))(t); !slices.Equal(in, []string{u.ID}) {
		t.Errorf("clerks: %v", in)
	}
	e.later(31 * 24 * time.Hour)
	if in := must(e.service.UsersIn(context.Background(), county, auth.BuyerClerk))(t); len(in) != 0 {
		t.Errorf("clerks after the term: %v", in)
	}
	if a := auth.From(e.as(u)); len(a.Bindings) != 0 {
		t.Errorf("bindings after the term: %+v", a.Bindings)
	}
}

func TestNobodyGivesToThemselves(t *testing.T) {
	e := newEnv(t)
	admin := must(e.service.Create(system(), accounts.NewUser{
		Name: "王", Login: "county", Password: secret, IDNumber: idNumber, Bindings: []auth.Binding{{Role: auth.CountyAdmin, Region: county}},
	}))(t)
	twin := must(e.service.Create(system(), accounts.NewUser{
		Name: "王", Login: "twin", Password: secret, Bindings: []auth.Binding{{Role: auth.CountyViewer, Region: county}},
	}))(t)
	if err := e.service.Change(system(), twin.ID, func(u *accounts.User) { u.PersonKey = admin.PersonKey }); err != nil { // from before one person had one account
		t.Fatal(err)
	}
	clerk := auth.Binding{Role: auth.BuyerClerk, Region: county}
	for _, target := range []accounts.User{admin, twin} {
		if _, err := e.service.Grant(e.as(admin), target.ID, 0, clerk); !errors.Is(err, auth.ErrSelf) {
			t.Errorf("to %s: %v", target.Login, err)
		}
	}
	n := newUser("third", clerk)
	n.IDNumber = idNumber
	if _, err := e.service.Create(e.as(admin), n); !errors.Is(err, auth.ErrSelf) {
		t.Errorf("a third account: %v", err)
	}
	if _, err := e.service.Disable(e.as(admin), admin.ID, 0); !errors.Is(err, auth.ErrSelf) {
		t.Errorf("disabling oneself: %v", err)
	}
	if _, err := e.service.End(e.as(admin), admin.ID, 0, admin.Bindings[0].ID); !errors.Is(err, auth.ErrSelf) {
		t.Errorf("ending the own role: %v", err)
	}
}

func TestFoundByRoleAndRegion(t *testing.T) {
	e := newEnv(t)
	admin := e.user("sys", auth.Binding{Role: auth.SystemAdmin})
	e.user("here", auth.Binding{Role: auth.BuyerClerk, Region: county})
	e.user("there", auth.Binding{Role: auth.BuyerClerk, Region: sibling})
	e.user("above", auth.Binding{Role: auth.CountyViewer, Region: province})
	e.user("both", auth.Binding{Role: auth.CountyViewer, Region: county}, auth.Binding{Role: auth.BuyerClerk, Region: sibling})
	for want, q := range map[string]accounts.Query{
		"both above there here":     {Region: province},
		"both here":                 {Region: county},
		"both there here":           {Role: auth.BuyerClerk},
		"both above":                {Role: auth.CountyViewer, Region: province},
		"sys":                       {Role: auth.SystemAdmin},
		"both there":                {Region: sibling, Role: auth.BuyerClerk},
		"":                          {Region: "52/5202/"},
		"both above there here sys": {},
	} {
		var got []string
		for _, u := range must(e.service.List(e.as(admin), q))(t).Items {
			got = append(got, u.Login)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%+v: %v, want %s", q, got, want)
		}
	}
	county1 := e.user("county1", auth.Binding{Role: auth.CountyAdmin, Region: county})
	for region, want := range map[string]int{"": 3, province: 3, county: 3, county + "520111101/": 0, sibling: 0} {
		if got := must(e.service.List(e.as(county1), accounts.Query{Region: region}))(t).Items; len(got) != want {
			t.Errorf("a county lists %d of %q, want %d", len(got), region, want)
		}
	}
}

func TestPageIn(t *testing.T) {
	e := newEnv(t, func(d *accounts.Deps) { // the organisations lie in another area than that of the evaluators
		d.OrgRegion = func(context.Context, string) (string, error) { return sibling, nil }
	})
	rater := auth.Binding{Role: auth.Evaluator, Region: county}
	var want []string
	for i := range 5 {
		u := e.user(fmt.Sprint("rater", i), rater)
		switch i {
		case 1: // of the organisation
			must(e.service.Grant(system(), u.ID, 0, auth.Binding{Role: auth.SocialWorker, OrgID: orgA}))(t)
		case 2: // of another organisation
			must(e.service.Grant(system(), u.ID, 0, auth.Binding{Role: auth.SocialWorker, OrgID: orgB}))(t)
			want = append(want, u.ID)
		case 3: // disabled
			must(e.service.Disable(system(), u.ID, 0))(t)
		default:
			want = append(want, u.ID)
		}
	}
	e.user("there", auth.Binding{Role: auth.Evaluator, Region: sibling})
	var got []string
	pages, next := 0, ""
	for {
		p := must(e.service.PageIn(context.Background(), county, auth.Evaluator, orgA, docstore.Limit(2), docstore.After(next)))(t)
		got = append(got, p.Items...)
		if pages, next = pages+1, p.Next; next == "" {
			break
		}
	}
	if !slices.Equal(got, want) || pages != 2 {
		t.Errorf("%v in %d pages, want %v", got, pages, want)
	}
}

func TestReach(t *testing.T) {
	e := newEnv(t)
	countyAdmin := e.user("county", auth.Binding{Role: auth.CountyAdmin, Region: county})
	orgAdmin := e.user("org", auth.Binding{Role: auth.OrgAdmin, OrgID: orgA})
	system := e.user("sys", auth.Binding{Role: auth.SystemAdmin})
	here := e.user("here", auth.Binding{Role: auth.BuyerClerk, Region: county})
	there := e.user("there", auth.Binding{Role: auth.BuyerClerk, Region: sibling})
	above := e.user("above", auth.Binding{Role: auth.CountyViewer, Region: province})
	both := e.user("both", auth.Binding{Role: auth.BuyerClerk, Region: county}, auth.Binding{Role: auth.BuyerClerk, Region: sibling})
	worker := e.user("worker", auth.Binding{Role: auth.SocialWorker, OrgID: orgA})
	foreign := e.user("foreign", auth.Binding{Role: auth.SocialWorker, OrgID: orgB})
	own := e.user("own", auth.Binding{Role: auth.SocialWorker, OrgID: orgA}, auth.Binding{Role: auth.Volunteer})
	for _, tt := range []struct {
		by, of        accounts.User
		see, password bool
		disable       bool
	}{
		{countyAdmin, here, true, true, true}, {countyAdmin, there, false, false, false}, {countyAdmin, above, false, false, false},
		{countyAdmin, both, true, false, false}, {countyAdmin, worker, false, false, false}, {countyAdmin, system, false, false, false},
		{orgAdmin, worker, true, true, true}, {orgAdmin, foreign, false, false, false}, {orgAdmin, here, false, false, false},
		{orgAdmin, own, true, true, true}, // a reset goes to the person, so that it opens no records of the volunteer to anybody else
		{system, here, true, false, true}, {system, worker, true, false, true}, {system, countyAdmin, true, true, true}, {system, above, true, true, true},
	} {
		name := tt.by.Login + " on " + tt.of.Login
		check := func(what string, err error, may bool) {
			t.Helper()
			want := error(nil)
			switch {
			case !tt.see:
				want = docstore.ErrNotFound
			case !may:
				want = accounts.ErrBeyond
			}
			if !errors.Is(err, want) || want == nil && err != nil {
				t.Errorf("%s: %s: %v, want %v", name, what, err, want)
			}
		}
		_, err := e.service.Read(e.as(tt.by), tt.of.ID)
		check("see", err, true)
		_, err = e.service.FindByLogin(e.as(tt.by), tt.of.Login)
		check("find", err, true)
		listed := slices.ContainsFunc(must(e.service.List(e.as(tt.by), accounts.Query{Login: tt.of.Login}))(t).Items,
			func(u accounts.User) bool { return u.ID == tt.of.ID })
		if listed != tt.see {
			t.Errorf("%s: listed %v", name, listed)
		}
		_, err = e.service.Disable(e.as(tt.by), tt.of.ID, 0)
		check("disable", err, tt.disable)
		_, err = e.service.Enable(e.as(tt.by), tt.of.ID, 0)
		check("enable", err, tt.disable)
		_, err = e.service.ResetPassword(e.as(tt.by), tt.of.ID, 0, "")
		check("reset", err, tt.password)
		if tt.password { // so that the user has roles again in later rows
			e.setPassword(tt.of, err)
		}
	}
}

func TestAccountsWithoutRoles(t *testing.T) {
	e := newEnv(t)
	countyAdmin := e.user("county", auth.Binding{Role: auth.CountyAdmin, Region: county})
	siblingAdmin := e.user("sibling", auth.Binding{Role: auth.CountyAdmin, Region: sibling})
	orgAdmin := e.user("org", auth.Binding{Role: auth.OrgAdmin, OrgID: orgA})
	here, there := auth.Binding{Role: auth.BuyerClerk, Region: county}, auth.Binding{Role: auth.BuyerClerk, Region: sibling}
	left := e.user("left", here)
	moved := e.user("moved", there, here)
	worker := e.user("worker", auth.Binding{Role: auth.SocialWorker, OrgID: orgA}, auth.Binding{Role: auth.Volunteer})
	for _, u := range []accounts.User{left, moved, worker} {
		must(e.service.End(system(), u.ID, 0, u.Bindings[0].ID))(t)
	}
	e.later(time.Hour)
	must(e.service.End(system(), moved.ID, 0, moved.Bindings[1].ID))(t)
	for _, tt := range []struct {
		by, of accounts.User
		want   error
	}{
		{countyAdmin, left, nil}, {siblingAdmin, left, docstore.ErrNotFound},
		{countyAdmin, moved, nil}, {siblingAdmin, moved, accounts.ErrBeyond}, // the last role was not there
		{orgAdmin, worker, accounts.ErrBeyond}, // still a volunteer
	} {
		_, err := e.service.Disable(e.as(tt.by), tt.of.ID, 0)
		_, again := e.service.Enable(e.as(tt.by), tt.of.ID, 0)
		if !errors.Is(err, tt.want) || !errors.Is(again, tt.want) {
			t.Errorf("%s on %s: %v, %v, want %v", tt.by.Login, tt.of.Login, err, again, tt.want)
		}
		if _, err := e.service.ResetPassword(e.as(tt.by), tt.of.ID, 0, ""); err == nil {
			t.Errorf("%s resets the password of %s", tt.by.Login, tt.of.Login)
		}
	}
}

// setPassword changes the generated password of a reset account, which has no roles until then.
func (e *env) setPassword(u accounts.User, err error) {
	e.t.Helper()
	if err != nil {
		return
	}
	fresh := must(e.service.ResetPassword(system(), u.ID, 0, ""))(e.t)
	ctx := auth.With(context.Background(), auth.Actor{UserID: u.ID})
	if err := e.service.ChangePassword(ctx, fresh.Password, secret); err != nil {
		e.t.Fatal(err)
	}
}

func TestFullNamesNeedAllRolesManaged(t *testing.T) {
	e := newEnv(t)
	admin, sys := e.user("county", auth.Binding{Role: auth.CountyAdmin, Region: county}), e.user("sys", auth.Binding{Role: auth.SystemAdmin})
	n := newUser("lilei", auth.Binding{Role: auth.BuyerClerk, Region: county})
	n.Mobile, n.Email = mobile, "lilei@example.org"
	u := must(e.service.Create(e.as(admin), n))(t)
	for by, want := range map[string][3]string{
		"county": {"李雷", "138****1234", "l***@example.org"}, "sys": {"李*", "138****1234", "l***@example.org"},
	} {
		ctx := e.as(admin)
		if by == "sys" {
			ctx = e.as(sys)
		}
		got := must(e.service.Read(ctx, u.ID))(t)
		if [3]string{got.Name.Reveal(), got.Mobile.Reveal(), got.Email.Reveal()} != want {
			t.Errorf("%s sees %s %s %s", by, got.Name.Reveal(), got.Mobile.Reveal(), got.Email.Reveal())
		}
	}
}

func TestGrantAndEnd(t *testing.T) {
	e := newEnv(t)
	admin := e.user("county", auth.Binding{Role: auth.CountyAdmin, Region: county})
	u := e.user("lilei", auth.Binding{Role: auth.BuyerClerk, Region: county}, auth.Binding{Role: auth.CountyViewer, Region: sibling})
	finance := auth.Binding{Role: auth.BuyerFinance, Region: county + "520112/"}
	if _, err := e.service.Grant(e.as(admin), u.ID, 0, finance); !errors.Is(err, region.ErrUnknown) {
		t.Errorf("a region in another place of the tree: %v", err)
	}
	finance.Region = county
	got := must(e.service.Grant(e.as(admin), u.ID, 0, finance))(t)
	if _, err := e.service.Grant(e.as(admin), u.ID, 0, finance); !errors.Is(err, accounts.ErrHeld) {
		t.Errorf("twice: %v", err)
	}
	if _, err := e.service.Grant(e.as(admin), u.ID, u.Version, auth.Binding{Role: auth.BuyerApprover, Region: county}); !errors.Is(err, docstore.ErrStale) {
		t.Errorf("stale: %v", err)
	}
	given := got.Bindings[len(got.Bindings)-1]
	if given.Role != auth.BuyerFinance || given.By != admin.ID || !given.From.Equal(noon) {
		t.Errorf("given: %+v", given)
	}
	if _, err := e.service.End(e.as(admin), u.ID, 0, u.Bindings[1].ID); !errors.Is(err, accounts.ErrBeyond) {
		t.Errorf("ending a role of elsewhere: %v", err)
	}
	must(e.service.End(e.as(admin), u.ID, 0, given.ID))(t)
	if _, err := e.service.End(e.as(admin), u.ID, 0, given.ID); !errors.Is(err, docstore.ErrNotFound) {
		t.Errorf("ended twice: %v", err)
	}
	if in := must(e.service.UsersIn(context.Background(), county, auth.BuyerFinance))(t); len(in) != 0 {
		t.Errorf("finance: %v", in)
	}
	for _, template := range []string{"account.role_given/", "account.role_ended/"} {
		if n := len(notifytest.Queued(t, e.outbox, template)); n != 1 {
			t.Errorf("%s %d times", template, n)
		}
	}
	e.auditHolds()
}

func TestLastSystemAdministratorIsKept(t *testing.T) {
	e := newEnv(t)
	admins := []accounts.User{e.user("one", auth.Binding{Role: auth.SystemAdmin}), e.user("two", auth.Binding{Role: auth.SystemAdmin})}
	errs := make([]error, 2)
	ctxs := []context.Context{e.as(admins[1]), e.as(admins[0])}
	parallel(2, func(i int) { _, errs[i] = e.service.Disable(ctxs[i], admins[i].ID, 0) })
	if (errs[0] == nil) == (errs[1] == nil) || !errors.Is(errors.Join(errs...), accounts.ErrLastAdmin) {
		t.Fatalf("each disables the other: %v, %v", errs[0], errs[1])
	}
	left := admins[0]
	if errs[0] == nil {
		left = admins[1]
	}
	if _, err := e.service.Disable(system(), left.ID, 0); !errors.Is(err, accounts.ErrLastAdmin) {
		t.Errorf("disabled: %v", err)
	}
	if _, err := e.service.End(system(), left.ID, 0, left.Bindings[0].ID); !errors.Is(err, accounts.ErrLastAdmin) {
		t.Errorf("ended: %v", err)
	}
}

func TestUsersInAndOf(t *testing.T) {
	e := newEnv(t)
	a := e.user("usr-a", auth.Binding{Role: auth.CountyAdmin, Region: county})
	b := e.user("usr-b", auth.Binding{Role: auth.TownSupervisor, Region: county + "520111101/"})
	v := e.user("usr-v", auth.Binding{Role: auth.CountyViewer, Region: province})
	o := e.user("usr-o", auth.Binding{Role: auth.OrgAdmin, OrgID: orgA}, auth.Binding{Role: auth.CountyAdmin, Region: county, From: noon.AddDate(0, 0, 1)})
	off := e.user("off", auth.Binding{Role: auth.CountyAdmin, Region: county})
	must(e.service.Disable(system(), off.ID, 0))(t)
	for _, tt := range []struct {
		path  string
		roles []auth.Role
		want  []string
	}{
		{county, []auth.Role{auth.CountyAdmin}, []string{a.ID}},
		{county + "520111101/52011110101/", []auth.Role{auth.CountyAdmin, auth.TownSupervisor, auth.CountyViewer}, []string{a.ID, b.ID, v.ID}},
		{county, []auth.Role{auth.TownSupervisor}, nil}, {sibling, []auth.Role{auth.CountyAdmin, auth.CountyViewer}, []string{v.ID}},
		{county, nil, nil}, {"", []auth.Role{auth.CountyAdmin}, nil},
	} {
		if got := must(e.service.UsersIn(context.Background(), tt.path, tt.roles...))(t); !slices.Equal(got, tt.want) {
			t.Errorf("%s %v: %v, want %v", tt.path, tt.roles, got, tt.want)
		}
	}
	if got := must(e.service.UsersOf(context.Background(), orgA, auth.OrgAdmin))(t); !slices.Equal(got, []string{o.ID}) {
		t.Errorf("of the organisation: %v", got)
	}
	if got := must(e.service.UsersOf(context.Background(), orgB, auth.OrgAdmin))(t); len(got) != 0 {
		t.Errorf("of the other: %v", got)
	}
	e.later(24 * time.Hour)
	if got := must(e.service.UsersIn(context.Background(), county, auth.CountyAdmin))(t); len(got) != 2 {
		t.Errorf("when the later binding has begun: %v", got)
	}
}

func TestBindAndSetVolunteerJoinTheCaller(t *testing.T) {
	e := newEnv(t)
	ctx := context.Background()
	u := must(e.verify(mobile, e.code(mobile)))(t).User
	must(e.service.SetName(e.as(u), "王小明"))(t)
	undo := errors.New("undo")
	err := e.service.DB.Tx(ctx, func(ctx context.Context) error {
		if err := e.service.Bind(ctx, u.ID, auth.Binding{Role: auth.OrgAdmin, OrgID: orgA}); err != nil {
			return err
		}
		return errors.Join(undo, e.service.SetVolunteer(ctx, u.ID, "vol_1", "key", "王小明"))
	})
	if got := must(e.service.UsersOf(ctx, orgA, auth.OrgAdmin))(t); !errors.Is(err, undo) || len(got) != 0 {
		t.Fatalf("undone: %v, %v", err, got)
	}
	for range 2 {
		if err := e.service.Bind(ctx, u.ID, auth.Binding{Role: auth.OrgAdmin, OrgID: orgA}); err != nil {
			t.Fatal(err)
		}
		if err := e.service.SetVolunteer(ctx, u.ID, "vol_1", "key", "王小明"); err != nil {
			t.Fatal(err)
		}
	}
	a := must(e.service.Authenticate(ctx, must(e.verify(mobile, e.code(mobile)))(t).Token.Reveal()))(t)
	if a.VolunteerID != "vol_1" || a.PersonKey != "key" || len(a.Bindings) != 2 || !a.May(auth.SignUp) || !a.May(auth.OrgEdit) {
		t.Errorf("actor: %+v", a)
	}
	if err := e.service.SetVolunteer(ctx, u.ID, "vol_2", "key", "王小明"); !errors.Is(err, accounts.ErrHasProfile) {
		t.Errorf("a second profile: %v", err)
	}
	n := newUser("staff")
	n.IDNumber = idNumber
	staff := must(e.service.Create(system(), n))(t)
	if err := e.service.SetVolunteer(ctx, staff.ID, "vol_3", "key", "王小明"); !errors.Is(err, accounts.ErrOtherPerson) {
		t.Errorf("another person's profile: %v", err)
	}
	if err := e.service.Bind(ctx, u.ID, auth.Binding{Role: auth.OrgAdmin}); !errors.Is(err, accounts.ErrLimit) {
		t.Errorf("a role without its limit: %v", err)
	}
}
