package orgs_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/tongxing-platform/tongxing/notify/notifytest"
	"github.com/tongxing-platform/tongxing/services/orgs"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// TestWholeLife: a file is written, returned, corrected, approved, suspended, reinstated and closed. Each step is in its
// history and sends its message.
func TestWholeLife(t *testing.T) {
	e := newEnv(t)
	o := e.draft(1)
	if b := e.granted["usr_owner"]; len(b) != 1 || b[0] != (auth.Binding{Role: auth.OrgFounder, OrgID: o.ID}) {
		t.Errorf("granted %v", b)
	}
	owner, reviewer := e.as(e.owner), e.as(e.reviewer)
	must(e.service.Submit(owner, o.ID))(t)
	_, err := e.service.Edit(owner, o.ID, 0, profile(1), personal())
	wants(t, "editing what was submitted", err, orgs.ErrNotDraft)
	_, err = e.service.Approve(reviewer, o.ID)
	wants(t, "approving what nobody took up", err, orgs.ErrMove)
	must(e.service.Take(reviewer, o.ID))(t)
	must(e.service.Return(reviewer, o.ID, "登记证书扫描件不清楚，请重新上传"))(t)
	must(e.service.Edit(owner, o.ID, 0, profile(1), orgs.Personal{}))(t)
	must(e.service.Submit(owner, o.ID))(t)
	must(e.service.Take(reviewer, o.ID))(t)
	_, err = e.service.RequireActive(t.Context(), o.ID)
	wants(t, "acting before the approval", err, orgs.ErrNotActive)
	must(e.service.Approve(reviewer, o.ID))(t)
	must(e.service.RequireActive(t.Context(), o.ID))(t)
	told := func(doing string, want bool) {
		if got := slices.Contains(e.stopped, o.ID); got != want {
			t.Errorf("%s: told of a stop: %v", doing, got)
		}
		e.stopped = nil
	}
	told("approval", false)
	must(e.service.Suspend(reviewer, o.ID, why))(t)
	told("suspension", true)
	_, err = e.service.RequireActive(t.Context(), o.ID)
	wants(t, "acting while suspended", err, orgs.ErrNotActive)
	must(e.service.Reinstate(reviewer, o.ID, "整改完成，现场核查合格"))(t)
	told("reinstatement", false)
	done := must(e.service.Cancel(reviewer, o.ID, "机构已办理注销登记"))(t)
	told("end", true)

	var path []string
	for _, m := range done.History {
		path = append(path, string(m.To))
		if m.By == "" || m.At.IsZero() {
			t.Errorf("move to %s without who or when", m.To)
		}
	}
	if got, want := strings.Join(path, " "), "submitted reviewing returned submitted reviewing approved suspended approved cancelled"; got != want {
		t.Errorf("history %s, want %s", got, want)
	}
	for template, want := range map[string]string{
		"org.submitted": "[usr_reviewer usr_second usr_reviewer usr_second]", "org.returned": "[" + o.ID + "]", "org.approved": "[" + o.ID + "]",
		"org.suspended": "[" + o.ID + "]", "org.reinstated": "[" + o.ID + "]", "org.cancelled": "[" + o.ID + "]", "org.rejected": "[]",
	} {
		if got := fmt.Sprint(e.queued(template)); got != want {
			t.Errorf("%s told to %s, want %s", template, got, want)
		}
	}
	for _, m := range notifytest.Queued(t, e.outbox, "org.") {
		if ok, err := e.service.StillApplies(t.Context(), m); err != nil || ok != (m.Template == "org.cancelled") {
			t.Errorf("%s still applies: %t, %v", m.Template, ok, err)
		}
		for _, tpl := range orgs.Templates {
			for _, lang := range []string{"zh", "en"} {
				if text := tpl.Render(lang, m.Data); tpl.Name == m.Template && strings.Contains(text.Subject+text.Body, "{") {
					t.Errorf("%s has an empty place: %s", m.Template, text.Body)
				}
			}
		}
	}
	if n, bad, err := e.audit.Verify(t.Context()); err != nil || bad != "" || n != 11 {
		t.Errorf("audit: %d entries, bad %q, %v", n, bad, err)
	}
}

func TestRegisterRefuses(t *testing.T) {
	e := newEnv(t)
	for name, tt := range map[string]struct {
		change func(*orgs.Profile, *orgs.Personal)
		field  string
		code   string
	}{
		"name":          {func(p *orgs.Profile, _ *orgs.Personal) { p.Name = "青" }, "name", "length"},
		"type":          {func(p *orgs.Profile, _ *orgs.Personal) { p.Type = "club" }, "type", "unknown"},
		"region":        {func(p *orgs.Profile, _ *orgs.Personal) { p.Region = "52/5201/520999/" }, "region", "region_unknown"},
		"region path":   {func(p *orgs.Profile, _ *orgs.Personal) { p.Region = "53/520111/" }, "region", "region_unknown"},
		"form":          {func(p *orgs.Profile, _ *orgs.Personal) { p.USCC = "5299000" }, "uscc", "uscc_invalid"},
		"letter":        {func(p *orgs.Profile, _ *orgs.Personal) { p.USCC = "52990001MJTE5T01XI" }, "uscc", "uscc_invalid"},
		"check digit":   {func(p *orgs.Profile, _ *orgs.Personal) { p.USCC = "52990001MJTE5T01XU" }, "uscc", "org_uscc_check"},
		"other type":    {func(p *orgs.Profile, _ *orgs.Personal) { p.Type = orgs.Association }, "uscc", "type"},
		"team":          {func(p *orgs.Profile, _ *orgs.Personal) { p.Type = orgs.Team }, "uscc", "team"},
		"licence":       {func(p *orgs.Profile, _ *orgs.Personal) { p.ValidTo = "2026-02-30" }, "valid_to", "day"},
		"certificates":  {func(p *orgs.Profile, _ *orgs.Personal) { p.Certified = 9 }, "certified", "range"},
		"mobile":        {func(_ *orgs.Profile, p *orgs.Personal) { p.Mobile = "12800001234" }, "mobile", "mobile_invalid"},
		"bank account":  {func(_ *orgs.Profile, p *orgs.Personal) { p.BankAccount = "6222a" }, "bank_account", "form"},
		"too many file": {func(p *orgs.Profile, _ *orgs.Personal) { p.Files = make([]string, 21) }, "files", "length"},
	} {
		p, private := profile(1), personal()
		tt.change(&p, &private)
		if _, err := e.service.Register(e.as(e.owner), p, private); !blames(err, tt.field, tt.code) {
			t.Errorf("%s: %v does not blame %s", name, err, tt.field)
		}
	}
	_, err := e.service.Register(t.Context(), profile(1), personal())
	wants(t, "nobody", err, auth.ErrLogin)
	if _, err := e.service.Register(e.as(person("usr_unlucky")), profile(1), personal()); err == nil {
		t.Error("registered without its founder")
	}
	if page := must(e.service.List(e.as(e.reviewer), orgs.Query{}))(t); len(page.Items) != 0 || len(e.granted) != 0 {
		t.Errorf("%d organisations, %d roles after refusals only", len(page.Items), len(e.granted))
	}
}

func TestCodeBelongsToOneFile(t *testing.T) {
	e := newEnv(t)
	o := e.draft(1)
	other := profile(1)
	other.USCC = "５２" + strings.ToLower(other.USCC[2:10]) + " " + other.USCC[10:] // full-width, a blank, small letters
	_, err := e.service.Register(e.as(person("usr_other")), other, personal())
	wants(t, "the same code", err, orgs.ErrUSCCTaken)
	if !blames(err, "uscc", "") {
		t.Errorf("%v does not blame the field", err)
	}
	must(e.service.Cancel(e.as(e.reviewer), o.ID, "登记人与该机构无关，关闭草稿"))(t)
	must(e.service.Register(e.as(person("usr_other")), other, personal()))(t)
	second := e.draft(2)
	p := profile(1)
	_, err = e.service.Edit(e.as(e.owner), second.ID, 0, p, orgs.Personal{})
	wants(t, "editing it to the same code", err, orgs.ErrUSCCTaken)
}

func TestOldCode(t *testing.T) {
	e := newEnv(t)
	const old = "52990001MJTE5T01XU" // the last character should be T
	p := profile(1)
	p.USCC = ""
	o := must(e.service.Register(e.as(e.owner), p, personal()))(t)
	e.owner = in(e.owner, auth.OrgAdmin, o.ID)
	_, err := e.service.Submit(e.as(e.owner), o.ID)
	if !blames(err, "uscc", "required") {
		t.Errorf("submitted without a code: %v", err)
	}
	_, err = e.service.AcceptOldCode(e.as(e.owner), o.ID, 0, old, "证书原件载明此代码")
	wants(t, "by the organisation itself", err, auth.ErrForbidden)
	_, err = e.service.AcceptOldCode(e.as(in(e.reviewer, auth.OrgAdmin, o.ID)), o.ID, 0, old, "证书原件载明此代码")
	wants(t, "by a reviewer who belongs to it", err, auth.ErrSelf)
	if _, err = e.service.AcceptOldCode(e.as(e.reviewer), o.ID, 0, old, ""); !blames(err, "reason", "") {
		t.Errorf("without reason: %v", err)
	}
	if _, err = e.service.AcceptOldCode(e.as(e.reviewer), o.ID, 0, "5299", "证书原件载明此代码"); !blames(err, "uscc", "uscc_invalid") {
		t.Errorf("of the wrong form: %v", err)
	}
	got := must(e.service.AcceptOldCode(e.as(e.reviewer), o.ID, 0, old, "证书原件载明此代码"))(t)
	if got.USCC != old || got.OldCode == nil || got.OldCode.By != "usr_reviewer" || got.OldCode.Reason == "" || !got.OldCode.At.Equal(noon) {
		t.Errorf("recorded %+v", got.OldCode)
	}
	p.USCC = old
	if got = must(e.service.Edit(e.as(e.owner), o.ID, 0, p, orgs.Personal{}))(t); got.OldCode == nil {
		t.Error("an edit that keeps the code lost its acceptance")
	}
	must(e.service.Submit(e.as(e.owner), o.ID))(t)
	must(e.service.Take(e.as(e.reviewer), o.ID))(t)
	must(e.service.Approve(e.as(e.reviewer), o.ID))(t)
	_, err = e.service.AcceptOldCode(e.as(e.reviewer), o.ID, 0, old, "证书原件载明此代码")
	wants(t, "after the approval", err, orgs.ErrMove)

	o2 := must(e.service.Register(e.as(person("usr_b")), profile(2), personal()))(t)
	must(e.service.AcceptOldCode(e.as(e.reviewer), o2.ID, 0, "52990001MJTE5T01XY", "证书原件载明此代码"))(t)
	p2 := profile(3)
	if got := must(e.service.Edit(e.as(in(person("usr_b"), auth.OrgAdmin, o2.ID)), o2.ID, 0, p2, orgs.Personal{}))(t); got.OldCode != nil {
		t.Error("the acceptance of the old code is still there after the code was changed")
	}
}

func TestReviewerIsNotMaker(t *testing.T) {
	e := newEnv(t)
	both := inRegion("usr_both", auth.CountyAdmin, county)
	o := must(e.service.Register(e.as(both), profile(1), personal()))(t)
	must(e.service.Submit(e.as(in(both, auth.OrgAdmin, o.ID)), o.ID))(t)
	twin := inRegion("usr_twin", auth.CountyAdmin, county) // the same person with another account
	twin.PersonKey = both.PersonKey
	colleague := in(inRegion("usr_colleague", auth.CountyAdmin, county), auth.SocialWorker, o.ID)
	refused := func(step string, call func(auth.Actor) error) {
		for _, a := range []auth.Actor{both, twin, colleague} {
			wants(t, step+" by "+a.UserID, call(a), auth.ErrSelf)
		}
	}
	refused("take", func(a auth.Actor) error { _, err := e.service.Take(e.as(a), o.ID); return err })
	must(e.service.Take(e.as(e.reviewer), o.ID))(t)
	refused("approve", func(a auth.Actor) error { _, err := e.service.Approve(e.as(a), o.ID); return err })
	refused("return", func(a auth.Actor) error { _, err := e.service.Return(e.as(a), o.ID, why); return err })
	must(e.service.Approve(e.as(e.reviewer), o.ID))(t)
	refused("credit", func(a auth.Actor) error {
		_, err := e.service.SetCredit(e.as(a), o.ID, 0, orgs.Normal, why)
		return err
	})
	refused("rating", func(a auth.Actor) error {
		_, err := e.service.Qualify(e.as(a), o.ID, 0, orgs.Qualification{Rating: 5, RatingTo: "2030-12-31"})
		return err
	})
}

func TestTeam(t *testing.T) {
	e := newEnv(t)
	p := orgs.Profile{Name: "青岩村邻里互助队", Region: county, Type: orgs.Team, Business: "邻里互助、看望老人"}
	o := must(e.service.Register(e.as(e.owner), p, orgs.Personal{ContactName: "李小梅", Mobile: mobile, Address: "青岩镇"}))(t)
	e.owner = in(e.owner, auth.OrgAdmin, o.ID)
	_, err := e.service.Submit(e.as(e.owner), o.ID)
	if !blames(err, "host", "required") || !blames(err, "consent_ref", "required") || blames(err, "uscc", "") {
		t.Errorf("a team without host: %v", err)
	}
	p.Host, p.ConsentRef, p.HostOrgID = "青岩村村民委员会", "村委会同意书〔2026〕3号", "org_none"
	must(e.service.Edit(e.as(e.owner), o.ID, 0, p, orgs.Personal{}))(t)
	if _, err = e.service.Submit(e.as(e.owner), o.ID); !blames(err, "host_org_id", "not_active") {
		t.Errorf("a host that is not there: %v", err)
	}
	p.HostOrgID = e.approved(7).ID
	must(e.service.Edit(e.as(in(e.owner, auth.OrgAdmin, o.ID)), o.ID, 0, p, orgs.Personal{}))(t)
	must(e.service.Submit(e.as(in(e.owner, auth.OrgAdmin, o.ID)), o.ID))(t)
	must(e.service.Take(e.as(e.reviewer), o.ID))(t)
	must(e.service.Approve(e.as(e.reviewer), o.ID))(t)
	e.now = noon.AddDate(10, 0, 0)
	must(e.service.RequireActive(t.Context(), o.ID))(t) // no licence that could run out
}

func TestSubmitIsComplete(t *testing.T) {
	e := newEnv(t)
	p := orgs.Profile{Name: "青禾社会工作服务中心", Region: county, Type: orgs.ServiceAgency}
	o := must(e.service.Register(e.as(e.owner), p, orgs.Personal{}))(t)
	_, err := e.service.Submit(e.as(in(e.owner, auth.OrgAdmin, o.ID)), o.ID)
	for _, field := range []string{"uscc", "registrar", "valid_to", "business", "legal_rep", "contact_name", "mobile", "address"} {
		if !blames(err, field, "required") {
			t.Errorf("%s is not asked for: %v", field, err)
		}
	}
	late := e.draft(2)
	p = profile(2)
	p.ValidTo = "2026-03-01"
	must(e.service.Edit(e.as(e.owner), late.ID, late.Version, p, orgs.Personal{}))(t)
	if _, err = e.service.Submit(e.as(e.owner), late.ID); !blames(err, "valid_to", "expired") {
		t.Errorf("submitted with a licence of yesterday: %v", err)
	}
	_, err = e.service.Edit(e.as(e.owner), late.ID, late.Version, p, orgs.Personal{})
	wants(t, "stale edit", err, docstore.ErrStale)
	if got := must(e.service.Withdraw(e.as(e.owner), late.ID))(t); got.Status != orgs.Cancelled {
		t.Errorf("withdrawn: %s", got.Status)
	}
}

func TestActive(t *testing.T) {
	e := newEnv(t)
	o := e.approved(1)
	for _, tt := range []struct {
		day  region.Day
		want bool
	}{{"2028-12-31", true}, {"2029-01-01", false}} {
		e.now = tt.day.Start()
		if _, err := e.service.RequireActive(t.Context(), o.ID); (err == nil) != tt.want {
			t.Errorf("licence on %s: %v", tt.day, err)
		}
	}
	texts := map[string]bool{}
	for name, o := range map[string]orgs.Org{
		"waiting": {Status: orgs.Reviewing, Credit: orgs.Normal}, "suspended": {Status: orgs.Suspended}, "closed": {Status: orgs.Cancelled},
		"listed":  {Status: orgs.Approved, Credit: orgs.Abnormal},
		"expired": {Status: orgs.Approved, Credit: orgs.Normal, Profile: orgs.Profile{ValidTo: "2026-03-01"}},
	} {
		f, ok := errors.AsType[*fault.Fault](o.Active("2026-03-02"))
		if !ok || !errors.Is(f, orgs.ErrNotActive) || texts[f.Text("zh")] || f.Text("en") == f.Text("zh") {
			t.Errorf("%s: %v", name, f)
			continue
		}
		texts[f.Text("zh")] = true
	}
	_, err := e.service.RequireActive(t.Context(), "org_none")
	wants(t, "one that is not there", err, docstore.ErrNotFound)
}

func TestCredit(t *testing.T) {
	e := newEnv(t)
	o := e.approved(1)
	ctx := e.as(e.reviewer)
	got := must(e.service.SetCredit(ctx, o.ID, 0, orgs.Abnormal, "未按时报送年报，列入异常名录"))(t)
	if got.Status != orgs.Approved || len(e.queued("org.suspended")) != 0 {
		t.Errorf("abnormal: %s", got.Status)
	}
	_, err := e.service.RequireActive(t.Context(), o.ID)
	wants(t, "active while listed", err, orgs.ErrNotActive)
	got = must(e.service.SetCredit(ctx, o.ID, 0, orgs.Serious, "异常满两年，列入严重失信名单"))(t)
	if got.Status != orgs.Suspended || len(e.queued("org.suspended")) != 1 || got.CreditReason == "" {
		t.Errorf("serious: %s", got.Status)
	}
	_, err = e.service.Reinstate(ctx, o.ID, "整改完成，现场核查合格")
	wants(t, "reinstated while listed", err, orgs.ErrCredit)
	if got = must(e.service.SetCredit(ctx, o.ID, 0, orgs.Normal, "已移出严重失信名单"))(t); got.Status != orgs.Suspended {
		t.Errorf("back to normal: %s", got.Status)
	}
	e.now = region.Day("2029-01-01").Start()
	_, err = e.service.Reinstate(ctx, o.ID, "整改完成，现场核查合格")
	wants(t, "reinstated without licence", err, orgs.ErrLicence)
	must(e.service.Qualify(ctx, o.ID, 0, orgs.Qualification{ValidTo: "2032-12-31", ReportYear: 2028}))(t)
	must(e.service.Reinstate(ctx, o.ID, "整改完成，现场核查合格"))(t)
	must(e.service.RequireActive(t.Context(), o.ID))(t)
	if _, err = e.service.SetCredit(ctx, o.ID, 0, "good", why); !blames(err, "credit", "") {
		t.Errorf("unknown credit: %v", err)
	}
}

func TestRating(t *testing.T) {
	e := newEnv(t)
	o := e.approved(1)
	for _, q := range []orgs.Qualification{
		{Rating: 6, RatingTo: "2030-01-01"}, {Rating: 3}, {RatingTo: "2030-01-01"}, {Rating: 3, RatingTo: "2031-03-03"}, {ReportYear: 2027}, {ValidTo: "2026-13-01"},
	} {
		if _, err := e.service.Qualify(e.as(e.reviewer), o.ID, 0, q); !errors.Is(err, fault.ErrInvalid) {
			t.Errorf("%+v: %v", q, err)
		}
	}
	got := must(e.service.Qualify(e.as(e.reviewer), o.ID, o.Version, orgs.Qualification{Rating: 3, RatingTo: "2031-03-02"}))(t)
	if got.RatingOn("2031-03-02") != 3 || got.RatingOn("2031-03-03") != 0 || got.ValidTo != o.ValidTo {
		t.Errorf("rating %d to %s", got.Rating, got.RatingTo)
	}
}

func TestReach(t *testing.T) {
	e := newEnv(t)
	o, draft := e.approved(1), e.draft(2)
	_, err := e.service.Read(e.as(e.stranger), o.ID)
	wants(t, "another county", err, docstore.ErrNotFound)
	_, err = e.service.Suspend(e.as(e.stranger), o.ID, why)
	wants(t, "suspending from another county", err, docstore.ErrNotFound)
	_, err = e.service.Submit(e.as(in(person("usr_x"), auth.OrgAdmin, "org_other")), draft.ID)
	wants(t, "submitting another's file", err, docstore.ErrNotFound)
	for name, tt := range map[string]struct {
		as   auth.Actor
		q    orgs.Query
		want int
	}{
		"county":        {e.reviewer, orgs.Query{}, 2},
		"other county":  {e.stranger, orgs.Query{}, 0},
		"own":           {in(person("usr_w"), auth.SocialWorker, o.ID), orgs.Query{}, 1},
		"status":        {e.reviewer, orgs.Query{Status: orgs.Approved}, 1},
		"type":          {e.reviewer, orgs.Query{Type: orgs.Company}, 0},
		"name":          {e.reviewer, orgs.Query{Name: "青禾"}, 2},
		"name within":   {e.reviewer, orgs.Query{Name: "社会"}, 0},
		"region":        {e.reviewer, orgs.Query{Region: "52/5201/"}, 2},
		"region beside": {e.reviewer, orgs.Query{Region: "52/5202/"}, 0},
	} {
		if page := must(e.service.List(e.as(tt.as), tt.q))(t); len(page.Items) != tt.want {
			t.Errorf("%s: %d, want %d", name, len(page.Items), tt.want)
		}
	}
	if page := must(e.service.Public(t.Context(), orgs.Query{}))(t); len(page.Items) != 1 || page.Items[0].ID != o.ID {
		t.Errorf("public: %d", len(page.Items))
	}
	_, err = e.service.ReadPublic(t.Context(), draft.ID)
	wants(t, "a draft in public", err, docstore.ErrNotFound)
}

// TestRegisterApart refuses to found an organisation to those whose office must be apart from it.
func TestRegisterApart(t *testing.T) {
	e := newEnv(t)
	seq := 40
	for role, want := range map[auth.Role]error{auth.Auditor: auth.ErrApart, auth.BuyerClerk: auth.ErrApart, auth.Evaluator: auth.ErrApart, auth.VillageDirector: nil} {
		founder := person("usr_founder_" + string(role))
		founder.Bindings = append(founder.Bindings, auth.Binding{Role: role, Region: county})
		seq++
		_, err := e.service.Register(e.as(founder), profile(seq), personal())
		wants(t, string(role), err, want)
	}
}

func TestReveal(t *testing.T) {
	e := newEnv(t)
	o := e.approved(1)
	finance := inRegion("usr_finance", auth.BuyerFinance, county)
	viewer := inRegion("usr_viewer", auth.CountyViewer, county)
	viewer.Bindings = append(viewer.Bindings, auth.Binding{Role: auth.BuyerFinance, Region: "53/"})
	unseen, owner := e.reviewer, e.owner
	unseen.Unverified, owner.Unverified = true, true
	for _, tt := range []struct {
		as    auth.Actor
		field string
		want  error
	}{
		{e.reviewer, orgs.FieldMobile, nil}, {e.owner, orgs.FieldBankAccount, nil}, {finance, orgs.FieldBankAccount, nil},
		{viewer, orgs.FieldBankAccount, auth.ErrForbidden}, // pays in another region
		{finance, orgs.FieldMobile, auth.ErrForbidden}, {in(person("usr_w"), auth.SocialWorker, o.ID), orgs.FieldMobile, auth.ErrForbidden},
		{e.stranger, orgs.FieldMobile, docstore.ErrNotFound}, {e.reviewer, "makers", fault.ErrInvalid},
		{unseen, orgs.FieldMobile, auth.ErrUnverified}, {owner, orgs.FieldMobile, nil},
	} {
		v, err := e.service.Reveal(e.as(tt.as), o.ID, tt.field, "payment")
		wants(t, tt.as.UserID+" "+tt.field, err, tt.want)
		if want := map[string]string{orgs.FieldMobile: mobile, orgs.FieldBankAccount: bank}[tt.field]; err == nil && v != want {
			t.Errorf("%s: %q", tt.field, v)
		}
	}
	if _, err := e.service.Reveal(e.as(e.reviewer), o.ID, orgs.FieldMobile, "curiosity"); !blames(err, "purpose", "") {
		t.Errorf("without purpose: %v", err)
	}
	auditor := auth.Actor{UserID: "usr_auditor", Bindings: []auth.Binding{{Role: auth.Auditor}}}
	page := must(e.audit.List(e.as(auditor), audit.Query{Actions: []string{"org.reveal"}}))(t)
	if len(page.Items) != 4 || page.Items[0].Purpose != "payment" || len(page.Items[0].Fields) != 1 {
		t.Errorf("%d entries", len(page.Items))
	}
}

func TestContactStaysFresh(t *testing.T) {
	e := newEnv(t)
	o := e.approved(1)
	got := must(e.service.EditContact(e.as(e.owner), o.ID, 0, "", "+86 139-0000-5678", ""))(t)
	m := must(e.service.Masked(got))(t)
	if m.Mobile != "139****5678" || m.ContactName != "李**" || m.BankAccount != "****3445" || m.LegalRep != "王**" || strings.Contains(m.Address, street) {
		t.Errorf("masked %+v", m)
	}
	if _, err := e.service.EditContact(e.as(e.owner), o.ID, 0, "", "123", ""); !blames(err, "mobile", "") {
		t.Errorf("a wrong mobile: %v", err)
	}
	must(e.service.Cancel(e.as(e.reviewer), o.ID, "机构已办理注销登记"))(t)
	_, err := e.service.EditContact(e.as(e.owner), o.ID, 0, "", mobile, "")
	wants(t, "of a closed file", err, orgs.ErrMove)
}

// TestPersonalIsSealed: no personal value stands in plain text in the stored file, in the audit log or in messages.
func TestPersonalIsSealed(t *testing.T) {
	e := newEnv(t)
	o := must(e.service.Get(t.Context(), e.approved(1).ID))(t)
	for _, text := range []string{fmt.Sprintf("%+v", o), fmt.Sprintf("%#v", personal()), fmt.Sprint(notifytest.Queued(t, e.outbox, ""))} {
		for _, secret := range []string{mobile, bank, street, "李小梅", "王建国"} {
			if strings.Contains(text, secret) {
				t.Errorf("%q shows in %s", secret, text)
			}
		}
	}
	if len(o.Personal.Mobile) == 0 || strings.Contains(string(o.Personal.Mobile), mobile) {
		t.Error("the mobile is not sealed")
	}
	if err := ident.CheckUSCC(o.USCC); err != nil {
		t.Errorf("kept code %s: %v", o.USCC, err)
	}
}

func TestNamesAreUpdated(t *testing.T) {
	e := newEnv(t)
	o := e.draft(1)
	name := func() string {
		return must(e.service.Names(e.t.Context(), []string{o.ID, o.ID, "org_none"}))(t)[o.ID]
	}
	if got := name(); got != o.Name {
		t.Errorf("named %q", got)
	}
	p := o.Profile
	p.Name = "新青禾社会工作服务中心"
	must(e.service.Edit(e.as(e.owner), o.ID, 0, p, personal()))(t)
	if got := name(); got != p.Name {
		t.Errorf("named %q after the change", got)
	}
	if names := must(e.service.Names(e.t.Context(), []string{"org_none"}))(t); len(names) != 0 {
		t.Errorf("names %v", names)
	}
}
