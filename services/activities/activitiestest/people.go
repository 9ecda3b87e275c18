package activitiestest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/notify/notifytest"
	"github.com/tongxing-platform/tongxing/services/accounts"
	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/orgs"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/files"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/volunteers"
)

func (c *County) next() int {
	c.made++
	return c.made
}

// Org registers an organisation and has it approved.
func (c *County) Org(name string) string {
	c.T.Helper()
	o := must(c.Orgs.Register(Job(), orgs.Profile{
		Name: name, USCC: ident.MakeUSCC("52", "990001", c.next()), Region: Region, Type: orgs.ServiceAgency, Registrar: "花溪区民政局",
		ValidTo: "2029-12-31", Business: "留守儿童关爱服务、困难家庭帮扶",
	}, orgs.Personal{LegalRep: "王明", ContactName: "李青", Mobile: "13800000001", Address: "贵州省贵阳市花溪区青岩镇"}))(c.T)
	must(c.Orgs.Submit(Job(), o.ID))(c.T)
	must(c.Orgs.Take(c.Office(), o.ID))(c.T)
	return must(c.Orgs.Approve(c.Office(), o.ID))(c.T).ID
}

// Contract drives a contract of the organisation to the moment at which it is signed and published; Performing goes on to
// where services count.
func (c *County) Contract(orgID string) string {
	c.T.Helper()
	clerk, approver := c.official("usr_clerk", auth.BuyerClerk), c.official("usr_approver", auth.BuyerApprover)
	con := must(c.Contracts.Create(clerk, terms(fmt.Sprintf("HX-2026-%03d", c.next()))))(c.T)
	must(c.Contracts.ConfirmBudget(approver, con.ID, 0))(c.T)
	must(c.Contracts.Procure(clerk, con.ID))(c.T)
	must(c.Contracts.Award(clerk, con.ID, contracts.Award{
		ProviderID: orgID, AmountFen: 50_000_000, NoticeDay: "2026-02-02", AwardDay: "2026-02-20",
	}))(c.T)
	must(c.Contracts.Sign(approver, con.ID, "2026-02-27"))(c.T)
	must(c.Contracts.Publish(approver, con.ID))(c.T)
	return con.ID
}

// Performing is a contract of the organisation that is being performed.
func (c *County) Performing(orgID string) string {
	c.T.Helper()
	contractID := c.Contract(orgID)
	must(c.Contracts.Begin(c.official("usr_clerk", auth.BuyerClerk), contractID))(c.T)
	return contractID
}

func terms(no string) contracts.Terms {
	return contracts.Terms{
		No: no, Name: "留守儿童关爱服务", Region: Region, BuyerDept: "花溪区民政局", Subject: contracts.Children, Catalogue: "困境儿童和留守儿童关爱服务",
		BudgetDocNo: "花财预〔2026〕12号", BudgetFen: 60_000_000, FiscalYear: 2026, Method: contracts.Consultation,
		Start: "2026-03-01", End: "2027-02-27", Regions: []string{Region}, Standard: "按采购文件和服务方案验收", NoSubcontract: true,
		Indicators: []contracts.Indicator{
			{Code: "Q1", Name: "服务时长", Kind: contracts.Quantity, Unit: contracts.Hours, Target: 6_000, Source: contracts.Auto, Measure: contracts.ByMinutes, Weight: 60},
			{Code: "Q2", Name: "课业辅导场次", Kind: contracts.Quantity, Unit: contracts.Times, Target: 100, Source: contracts.Auto, Measure: contracts.BySessions, ActivityType: "tutoring", Weight: 40},
		},
		Milestones: []contracts.Milestone{
			{Seq: 1, Name: "启动", Due: "2026-04-01", Deliverables: []string{"需求评估报告"}, Gate: contracts.GateNone, PayBP: 5_000},
			{Seq: 2, Name: "验收", Due: "2027-02-20", Deliverables: []string{"验收材料"}, Gate: contracts.GateAcceptance, PayBP: 5_000},
		},
	}
}

// Volunteers is Rostered, and makes the volunteers active.
func (c *County) Volunteers(n int) []string {
	c.T.Helper()
	ids := c.Rostered(n)
	c.each(ids, func(ctx context.Context, id string) error {
		_, err1 := c.Profiles.Verify(ctx, id, 0)
		_, err2 := c.Profiles.Activate(ctx, id)
		return errors.Join(err1, err2)
	})
	return ids
}

// Rostered puts n grown-up volunteers into the organisation, without accounts. They are not verified, and none has a clearance.
func (c *County) Rostered(n int) []string {
	c.T.Helper()
	list := make([]volunteers.Put, n)
	for i := range list {
		k := c.next()
		list[i] = c.member(ident.MakeIDNumber("990000", region.Day("1990-01-01").Add(k/90), k%90+9), k, "张小明")
	}
	ids := make([]string, 0, n)
	for part := range slices.Chunk(list, 200) {
		for i, v := range must(c.Profiles.PutMany(auth.System(c.T.Context(), "test"), part))(c.T) {
			ids = append(ids, v.ID)
			c.mobile[v.ID] = part[i].Mobile.Reveal()
		}
	}
	return ids
}

// member returns the profile of a member of the organisation, who lives where it is.
func (c *County) member(idNumber string, k int, name privacy.Secret) volunteers.Put {
	return volunteers.Put{OrgIDs: []string{c.OrgID}, Status: volunteers.Registered, Profile: volunteers.Profile{
		Name: name, IDNumber: privacy.Secret(idNumber), Mobile: privacy.Secret(fmt.Sprintf("138%08d", k)), Region: Region,
	}}
}

// each does it as the county's officer for all, many at a time.
func (c *County) each(ids []string, do func(ctx context.Context, id string) error) {
	c.T.Helper()
	var wg sync.WaitGroup
	todo := make(chan string)
	for range 64 {
		wg.Go(func() {
			for id := range todo {
				if err := do(c.Office(), id); err != nil {
					c.T.Error(err)
				}
			}
		})
	}
	for _, id := range ids {
		todo <- id
	}
	close(todo)
	wg.Wait()
}

// Minor puts a volunteer of 16 into the organisation, whose guardian agreed on paper, and makes them active.
func (c *County) Minor() string {
	c.T.Helper()
	k := c.next()
	p := c.member(ident.MakeIDNumber("990000", region.DayOf(c.Now()).AddMonths(-12*16-1), 2*k), k, "张小红")
	p.Guardian = &volunteers.Consenting{
		Kin: volunteers.Kin{Name: "张长辈", Relation: "母亲", Mobile: "13600001111"}, Version: volunteers.PaperConsent, At: c.Now(),
	}
	id := must(c.Profiles.PutMany(auth.System(c.T.Context(), "test"), []volunteers.Put{p}))(c.T)[0].ID
	must(c.Profiles.Verify(c.Office(), id, 0))(c.T)
	must(c.Profiles.Activate(c.Office(), id))(c.T)
	return id
}

// GuardianAgrees has the guardian of a minor agree by the code that is sent to them.
func (c *County) GuardianAgrees(id string) {
	c.T.Helper()
	must(c.Profiles.AskGuardianFor(c.Office(), id, volunteers.Kin{}))(c.T)
	sms := &notifytest.Recorder{}
	d := must(notify.NewDispatcher(c.Outbox, notify.DispatcherDeps{
		Contact: c.Profiles.Feature().Records["guardian"].Contact, Senders: map[notify.Channel]notify.Sender{notify.BySMS: sms},
	}))(c.T)
	_ = d.SendDue(c.T.Context()) // messages to others have no contact here
	code := ""
	for _, got := range sms.Got() {
		if _, rest, ok := strings.Cut(got.Text.Body, "输入验证码 "); ok {
			code = rest[:6]
		}
	}
	text := volunteers.GuardianText
	must(c.Profiles.GuardianConsentsFor(c.Office(), id, volunteers.GuardianAnswer{Code: privacy.Secret(code), Version: text.Version, Hash: text.Hash()}))(c.T)
}

// Learn has the volunteer's profile from the roster list the skills.
func (c *County) Learn(id string, skills ...string) {
	c.T.Helper()
	must(c.Profiles.Correct(c.Office(), id, 0, volunteers.Correction{
		Name: "张小明", Mobile: privacy.Secret(c.mobile[id]), Details: volunteers.Details{Skills: skills},
	}))(c.T)
}

// Clear gives the volunteers a clear result of today: it holds for a year.
func (c *County) Clear(ids ...string) {
	c.T.Helper()
	for _, id := range ids {
		c.ClearUntil(id, region.DayOf(c.Now()).AddMonths(volunteers.ClearanceMonths))
	}
}

// ClearUntil gives the volunteer a clearance, or renews it, so that it holds up to the beginning of the day.
func (c *County) ClearUntil(id string, day region.Day) {
	c.T.Helper()
	now := c.Now()
	answered := day.AddMonths(-volunteers.ClearanceMonths)
	c.At(answered.Start())
	defer c.At(now)
	must(c.Profiles.ConsentOnPaper(c.Office(), id))(c.T)
	must(c.Profiles.RecordQuery(c.Office(), id))(c.T)
	must(c.Profiles.RecordResult(c.Office(), id, result(id, answered, false)))(c.T)
	must(c.Profiles.ConfirmResult(c.official("usr_second", auth.CountyAdmin), id, 0))(c.T)
}

// result returns an answer of the day with its document.
func result(id string, day region.Day, hit bool) volunteers.Result {
	return volunteers.Result{Hit: hit, Authority: volunteers.Police, Day: day, DocumentNo: "花公查〔2026〕18号", Issuer: "花溪区公安分局", FileID: "fil_" + id}
}

// document returns the file of a result: it is attached to the volunteer whose id is in its own.
func (c *County) document(_ context.Context, fileID string) (files.File, error) {
	return files.File{
		Meta: docstore.Meta{CreatedAt: c.Now()}, Record: strings.TrimPrefix(fileID, "fil_"), Purpose: "clearance", State: files.Kept,
	}, nil
}

// Bar records a hit for the volunteer, today.
func (c *County) Bar(id string) {
	c.T.Helper()
	must(c.Profiles.ConsentOnPaper(c.Office(), id))(c.T)
	must(c.Profiles.RecordQuery(c.Office(), id))(c.T)
	must(c.Profiles.RecordResult(c.Office(), id, result(id, region.DayOf(c.Now()), true)))(c.T)
}

// Account makes the volunteer's account, to which the profile from the roster then belongs, has them agree to the text about their data,
// and returns its id.
func (c *County) Account(id string) string {
	c.T.Helper()
	c.Open(id)
	c.Agree(id)
	return c.users[id]
}

// Agree has a volunteer who has an account agree to the text about their data.
func (c *County) Agree(id string) {
	c.T.Helper()
	self := auth.Actor{UserID: c.users[id], VolunteerID: id, Bindings: []auth.Binding{{Role: auth.Volunteer}}}
	must(c.Profiles.Agree(auth.With(c.T.Context(), self), volunteers.OwnText.Version, volunteers.OwnText.Hash()))(c.T)
}

// Open makes the volunteer's account, to which the profile from the roster then belongs.
func (c *County) Open(id string) {
	c.T.Helper()
	mobile := c.mobile[id]
	u := must(c.Accounts.Create(Job(), accounts.NewUser{Name: "张小明", Mobile: privacy.Secret(mobile)}))(c.T)
	if err := c.Profiles.Claim(Job(), u.ID, c.Index.Index("mobile", mobile)); err != nil {
		c.T.Fatal(err)
	}
	c.users[id] = u.ID
}
