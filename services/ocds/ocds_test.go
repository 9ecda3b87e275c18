package ocds_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/evaluation"
	"github.com/tongxing-platform/tongxing/services/ocds"
	"github.com/tongxing-platform/tongxing/services/ocds/ocdstest"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

const uscc = "52520111MJY0000000"

var noon = time.Date(2026, 1, 5, 4, 0, 0, 0, time.UTC)

func service() *ocds.Service {
	return ocds.New(ocds.Deps{Prefix: "ocds-abc123", Origin: "https://tongxing.example", Publisher: "花溪区民政局", Licence: "https://creativecommons.org/licenses/by/4.0/"})
}

func checker(t *testing.T) *ocdstest.Checker {
	t.Helper()
	extension, err := os.ReadFile("extension/release-schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return ocdstest.Open(t, extension)
}

// published returns a contract on the day of its publication.
func published() ocds.Of {
	c := &contracts.Contract{
		Terms: contracts.Terms{
			No: "HX-2026-001", Name: "留守儿童关爱服务", Region: "52/5201/520111/", BuyerDept: "花溪区民政局", Subject: contracts.Children, Catalogue: "困境儿童和留守儿童关爱服务",
			BudgetFen: 60_000_000, FiscalYear: 2026, Method: contracts.Consultation, Start: "2026-03-01", End: "2026-12-31", Regions: []string{"52/5201/520111/"}, Standard: "按采购文件和服务方案验收",
			Indicators: []contracts.Indicator{
				{ID: "ind_1", Name: "服务时长", Kind: contracts.Quantity, Unit: contracts.Hours, Target: 60_030},
				{ID: "ind_2", Name: "课业辅导场次", Kind: contracts.Quantity, Unit: contracts.Times, Target: 100},
				{ID: "ind_3", Name: "满意度", Kind: contracts.Satisfaction, Unit: contracts.Percent, Target: 9_000},
			},
			Milestones: []contracts.Milestone{
				{ID: "mil_1", Seq: 1, Name: "启动", Due: "2026-03-31", Gate: contracts.GateNone, PayBP: 5_000, Status: contracts.MilestonePending},
				{ID: "mil_2", Seq: 2, Name: "末期", Due: "2026-12-20", Gate: contracts.GateFinalPass, PayBP: 5_000, Status: contracts.MilestonePending},
			},
		},
		Award:        contracts.Award{ProviderID: "org_1", AmountFen: 50_000_001, NoticeDay: "2026-02-02", AwardDay: "2026-02-20", NoticeURL: "https://example.gov.cn/公告?id=1&a=b c"},
		ProviderName: "萤火虫社会工作服务中心", Status: contracts.Published, StatusAt: noon.AddDate(0, 2, 0), BudgetAt: noon, SignedDay: "2026-02-27", PublishedDay: "2026-03-02",
	}
	c.ID = "con_1"
	return ocds.Of{Contract: c, Code: uscc}
}

// life is what happens to the contract after its publication: with each step the releases that it adds.
var life = []struct {
	what string
	does func(o *ocds.Of)
	adds []string // ids without the ocid, and tags
}{
	{"published", func(*ocds.Of) {}, []string{"planning planning", "tender tender", "award award", "contract contract"}},
	{"filed and begun", func(o *ocds.Of) {
		o.Contract.FiledDay, o.Contract.Status, o.Contract.StatusAt, o.Contract.Version = "2026-03-03", contracts.Performing, at(10), 9
	}, nil},
	{"a milestone is handed in, an amendment proposed", func(o *ocds.Of) {
		m := &o.Contract.Milestones[0]
		m.Status, m.SubmittedAt, m.Evidence = contracts.MilestoneSubmitted, at(20), "材料见附件"
		o.Contract.Amendments = append(o.Contract.Amendments, contracts.Amendment{ID: "amd_0", DeltaFen: 5, Status: contracts.AmendmentDraft, At: at(20)})
		o.Contract.Indicators[2].Reported = 9_300
	}, nil},
	{"it is returned", func(o *ocds.Of) {
		o.Contract.Milestones[0].Status, o.Contract.Milestones[0].DecidedAt = contracts.MilestoneReturned, at(21)
		o.Contract.Amendments[0].Status = contracts.AmendmentDropped
	}, nil},
	{"it is accepted", func(o *ocds.Of) {
		o.Contract.Milestones[0].Status, o.Contract.Milestones[0].DecidedAt = contracts.MilestoneAccepted, at(30)
	}, []string{"milestone-mil_1 implementation"}},
	{"paid", func(o *ocds.Of) { o.Paid = append(o.Paid, payment("pay_1", 25_000_000, at(40))) }, []string{"payment-pay_1 implementationUpdate"}},
	{"more money", func(o *ocds.Of) { amend(o, "amd_1", 100_000, "", at(50)) }, []string{"amendment-amd_1 contractAmendment"}},
	{"a longer term, less money", func(o *ocds.Of) { amend(o, "amd_2", -50_000, "2027-01-31", at(60)) }, []string{"amendment-amd_2 contractAmendment"}},
	{"a result in publicity", func(o *ocds.Of) { o.Results = append(o.Results, result("eva_1", evaluation.Final, 55_00, false)) }, nil},
	{"the result is final", func(o *ocds.Of) {
		o.Contract.Outcomes = append(o.Contract.Outcomes, contracts.Outcome{Kind: "final", Total: 55_00, At: at(70), EvaluationID: "eva_1"})
		o.Contract.Status, o.Contract.StatusAt = contracts.Rectifying, at(70)
	}, []string{"evaluation-1 implementationUpdate"}},
	{"a re-check", func(o *ocds.Of) {
		o.Results[0].First = o.Results[0].Result
		o.Results[0].Result = result("eva_1", evaluation.Final, 81_50, true).Result
	}, nil},
	{"the re-check is final", func(o *ocds.Of) {
		o.Results[0].Public = o.Results[0].Result
		o.Contract.Outcomes = append(o.Contract.Outcomes, contracts.Outcome{Kind: "final", Total: 81_50, Pass: true, At: at(80), EvaluationID: "eva_1"})
		o.Contract.Status, o.Contract.StatusAt = contracts.Accepting, at(80)
	}, []string{"evaluation-2 implementationUpdate"}},
	{"the last milestone", func(o *ocds.Of) {
		o.Contract.Milestones[1].Status, o.Contract.Milestones[1].DecidedAt = contracts.MilestoneAccepted, at(90)
	}, []string{"milestone-mil_2 implementationUpdate"}},
	{"accepted on the same day", func(o *ocds.Of) {
		o.Contract.Acceptance = &contracts.Acceptance{Day: region.DayOf(at(90)), Report: "全部完成", UserOpinion: "家长满意"}
		o.Contract.Status, o.Contract.StatusAt = contracts.Settling, at(90).Add(time.Hour)
	}, []string{"acceptance implementationUpdate"}},
	{"a spot check on that day, without its evaluation", func(o *ocds.Of) {
		o.Contract.Outcomes = append(o.Contract.Outcomes, contracts.Outcome{Kind: "spot", Total: 70_00, Pass: true, At: at(90).Add(2 * time.Hour)})
	}, []string{"evaluation-3 implementationUpdate"}},
	{"the last payment", func(o *ocds.Of) { o.Paid = append(o.Paid, payment("pay_2", 25_050_001, at(100))) }, []string{"payment-pay_2 implementationUpdate"}},
	{"closed", func(o *ocds.Of) { o.Contract.Status, o.Contract.StatusAt = contracts.Closed, at(110) }, []string{"end contractTermination"}},
	{"filed again after the end", func(o *ocds.Of) { o.Contract.Version, o.Contract.Reason = 40, "说明" }, nil},
}

func at(day int) time.Time { return noon.AddDate(0, 2, day).Add(17 * time.Minute) }

func payment(id string, fen int64, at time.Time) contracts.Payment {
	p := contracts.Payment{ContractID: "con_1", AmountFen: fen, Status: contracts.Paid, PaidAt: at}
	p.ID = id
	return p
}

func amend(o *ocds.Of, id string, fen int64, end region.Day, at time.Time) {
	a := contracts.Amendment{ID: id, DeltaFen: fen, NewEnd: end, Status: contracts.AmendmentApproved, ApprovedAt: at, Reason: "经双方协商一致"}
	if end != "" {
		a.OldEnd, o.Contract.End = o.Contract.End, end
	}
	o.Contract.Amendments = append(o.Contract.Amendments, a)
}

func result(id string, kind evaluation.Kind, total int64, pass bool) evaluation.Evaluation {
	r := &evaluation.Result{Total: total, Pass: pass, Grade: map[bool]string{true: "良好", false: "不合格"}[pass], Sections: []evaluation.Line{
		{Code: "S", Name: "服务过程", Points: total / 2, Max: 50_00}, {Code: "E", Name: "服务成效", Points: total - total/2, Max: 50_00},
	}}
	e := evaluation.Evaluation{ContractID: "con_1", Kind: kind, Status: evaluation.Publicised, Result: r, Public: r, PublicFrom: "2026-05-01", PublicTo: "2026-05-09"}
	e.ID = id
	return e
}

func encode(t *testing.T, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestReleasesNeverChange tells the whole life of a contract. Each step adds the releases that it should, and changes no byte of the
// earlier ones; at every step packages are valid and the record is what the releases lead to.
func TestReleasesNeverChange(t *testing.T) {
	s, k := service(), checker(t)
	o := published()
	var before []string
	var want []string
	for _, step := range life {
		step.does(&o)
		want = append(want, step.adds...)
		list, record := s.ReleasesOf(o)
		var got, bodies []string
		for _, r := range list {
			got = append(got, strings.TrimPrefix(r.ID, r.OCID+"-")+" "+strings.Join(r.Tag, ","))
			bodies = append(bodies, encode(t, r))
		}
		if !slices.Equal(got, want) {
			t.Fatalf("%s: releases\n%q, want\n%q", step.what, got, want)
		}
		if len(bodies) < len(before) || !slices.Equal(bodies[:len(before)], before) {
			t.Errorf("%s: earlier releases changed:\n%s\nbefore:\n%s", step.what, strings.Join(bodies, "\n"), strings.Join(before, "\n"))
		}
		before = bodies
		for _, kind := range []ocds.Kind{ocds.Releases, ocds.Records} {
			if err := k.Check([]byte(encode(t, s.Package(kind, o)))); err != nil {
				t.Errorf("%s: %s: %v", step.what, kind, err)
			}
		}
		if merged := mergedByTheStandard(t, bodies); merged != compiled(t, record.Compiled) {
			t.Errorf("%s: the compiled release is\n%s, but the releases merge into\n%s", step.what, compiled(t, record.Compiled), merged)
		}
	}
	end, _ := s.ReleasesOf(o)
	text := encode(t, end)
	for _, want := range []string{
		`"amount":500000.01`, `"amount":501000.01`, `"amount":500500.01`, `"amount":250000.00`, `"currency":"CNY"`, `"endDate":"2026-12-31T23:59:59+08:00"`, `"endDate":"2027-01-31T23:59:59+08:00"`,
		`"scheme":"CN-USCI","id":"` + uscc + `","legalName":"萤火虫社会工作服务中心"`, `"quantity":1000.5,"unit":{"id":"hours","name":"小时"}`, `"score":55.00,"maximumScore":100.00,"passed":false,"grade":"不合格"`,
		`"score":81.50,"maximumScore":100.00,"passed":true,"grade":"良好"`, `"amendsReleaseID":"ocds-abc123-con_1-amendment-amd_1"`, `"procurementMethod":"limited"`, `https://example.gov.cn/%E5%85%AC%E5%91%8A?id=1\u0026a=b%20c`,
		`"dateMet":"2026-06-03T12:17:00+08:00"`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the releases lack %s", want)
		}
	}
	if strings.Contains(text, "满意度") {
		t.Error("a share is an item with a quantity")
	}
}

// TestTerminated checks a contract that ended early: what was not accepted is not met, and what was accepted is still paid.
func TestTerminated(t *testing.T) {
	s, k := service(), checker(t)
	o := published()
	o.Contract.Milestones[0].Status, o.Contract.Milestones[0].DecidedAt = contracts.MilestoneAccepted, at(30)
	o.Contract.Status, o.Contract.StatusAt = contracts.Terminated, at(40)
	o.Paid = []contracts.Payment{payment("pay_1", 25_000_000, at(50))}
	list, record := s.ReleasesOf(o)
	if n := len(list); list[n-2].Tag[0] != "contractTermination" || list[n-1].Tag[0] != "implementationUpdate" {
		t.Errorf("ends with %v, %v", list[n-2].Tag, list[n-1].Tag)
	}
	got := record.Compiled.Contracts[0]
	if m := got.Implementation.Milestones; got.Status != "terminated" || m[0].Status != "met" || m[1].Status != "notMet" || !m[1].Met.IsZero() {
		t.Errorf("%s with %+v", got.Status, m)
	}
	for _, kind := range []ocds.Kind{ocds.Releases, ocds.Records} {
		if err := k.Check([]byte(encode(t, s.Package(kind, o)))); err != nil {
			t.Error(err)
		}
	}
}

// TestOldContracts checks contracts from before the budget's time and the end of the term before an amendment were kept.
func TestOldContracts(t *testing.T) {
	s, k := service(), checker(t)
	o := published()
	o.Code, o.Contract.BudgetAt, o.Contract.NoticeURL, o.Contract.Indicators = "", time.Time{}, "javascript:alert(1)", nil
	amend(&o, "amd_1", 0, "2027-01-31", at(50))
	o.Contract.Amendments[0].OldEnd = ""
	list, record := s.ReleasesOf(o)
	if list[0].ID != "ocds-abc123-con_1-tender" || list[0].Tender.Documents != nil || !list[0].Tender.ContractPeriod.End.IsZero() || !list[2].Contracts[0].Period.End.IsZero() {
		t.Errorf("begins with %s", encode(t, list[0]))
	}
	if p := record.Compiled.Parties[1]; p.ID != "org_1" || p.Identifier != nil || record.Compiled.Contracts[0].Period.End.IsZero() {
		t.Errorf("party %+v", p)
	}
	if err := k.Check([]byte(encode(t, s.Package(ocds.Releases, o)))); err != nil {
		t.Error(err)
	}
	o = published()
	o.Contract.BudgetAt = o.Contract.NoticeDay.Start().Add(48 * time.Hour)
	if list, _ = s.ReleasesOf(o); list[0].Tag[0] != "planning" || !list[0].Date.Equal(o.Contract.NoticeDay.Start()) {
		t.Errorf("a budget confirmed after the notice: %s of %s", list[0].ID, list[0].Date)
	}
}

// open are the fields whose text is published: the terms that the register shows, names of organisations, ids and codes.
var open = map[string]bool{
	"Contract.ID": true, "Terms.No": true, "Terms.Name": true, "Terms.Region": true, "Terms.BuyerDept": true, "Terms.Catalogue": true, "Terms.Method": true, "Terms.Start": true,
	"Terms.End": true, "Terms.Standard": true, "Indicator.ID": true, "Indicator.Name": true, "Indicator.Unit": true, "Milestone.ID": true, "Milestone.Name": true, "Milestone.Due": true, "Milestone.Gate": true,
	"Milestone.Status": true, "Award.ProviderID": true, "Award.NoticeDay": true, "Award.AwardDay": true, "Award.NoticeURL": true, "Contract.ProviderName": true, "Contract.Status": true,
	"Contract.SignedDay": true, "Contract.PublishedDay": true, "Amendment.ID": true, "Amendment.NewEnd": true, "Amendment.OldEnd": true, "Amendment.Status": true, "Acceptance.Day": true,
	"Outcome.Kind": true, "Outcome.EvaluationID": true, "Payment.ID": true, "Payment.Status": true, "Evaluation.ID": true, "Evaluation.Kind": true, "Evaluation.PublicFrom": true,
	"Evaluation.PublicTo": true, "Result.Grade": true, "Line.Code": true, "Line.Name": true,
}

// TestNoOtherValueGetsOut puts a mark into every text of a contract, its payments and evaluations that is not published, and
// looks for it in releases and records.
func TestNoOtherValueGetsOut(t *testing.T) {
	o := published()
	for _, step := range life {
		step.does(&o)
	}
	marks := map[string]string{}
	mark(reflect.ValueOf(o.Contract).Elem(), "Contract", marks)
	for i := range o.Paid {
		mark(reflect.ValueOf(&o.Paid[i]).Elem(), "Payment", marks)
	}
	o.Results[0].Objections, o.Results[0].Raters = make([]evaluation.Objection, 1), make([]evaluation.Rater, 1)
	for i := range o.Results {
		mark(reflect.ValueOf(&o.Results[i]).Elem(), "Evaluation", marks)
	}
	if len(marks) < 60 {
		t.Fatalf("%d marks", len(marks))
	}
	for _, kind := range []ocds.Kind{ocds.Releases, ocds.Records} {
		text := encode(t, service().Package(kind, o))
		if !strings.Contains(text, "evaluation-2") || !strings.Contains(text, "良好") {
			t.Fatalf("the %s hold less than they should", kind)
		}
		for m, field := range marks {
			if strings.Contains(text, m) {
				t.Errorf("%s hold %s", kind, field)
			}
		}
	}
}

// mark sets every text in v whose field is not open, also in lists, and notes the field by its mark.
func mark(v reflect.Value, name string, marks map[string]string) {
	switch v.Kind() {
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			return
		}
		for i := range v.NumField() {
			of := v.Type().Name()
			if of == "Meta" {
				of, _, _ = strings.Cut(name, ".")
			}
			mark(v.Field(i), of+"."+v.Type().Field(i).Name, marks)
		}
	case reflect.Pointer:
		if !v.IsNil() {
			mark(v.Elem(), name, marks)
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.String {
			v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		}
		for i := range v.Len() {
			mark(v.Index(i), name, marks)
		}
	case reflect.String:
		if !open[name] {
			m := fmt.Sprintf("标记%03d号", len(marks))
			marks[m] = name
			v.SetString(m)
		}
	default:
	}
}

// TestExtension checks that the extension says what the standard asks of one.
func TestExtension(t *testing.T) {
	data, err := os.ReadFile("extension/extension.json")
	if err != nil {
		t.Fatal(err)
	}
	var e struct {
		Name, Description, DocumentationURL map[string]string
		Compatibility, Schemas              []string
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&e); err != nil || e.Name["en"] == "" || e.Description["zh"] == "" || !slices.Contains(e.Compatibility, "1.1") || !slices.Equal(e.Schemas, []string{"release-schema.json"}) {
		t.Errorf("%+v, %v", e, err)
	}
}

// compiled returns the release without what differs by the rules: id and tag.
func compiled(t *testing.T, r ocds.Release) string {
	t.Helper()
	var v map[string]any
	if err := json.Unmarshal([]byte(encode(t, r)), &v); err != nil {
		t.Fatal(err)
	}
	delete(v, "id")
	delete(v, "tag")
	return encode(t, v)
}

// mergedByTheStandard merges releases by the rules of the standard, without knowing their fields: objects by field, lists of objects
// with ids by id, everything else replaced.
func mergedByTheStandard(t *testing.T, bodies []string) string {
	t.Helper()
	all := map[string]any{}
	for _, body := range bodies {
		var v map[string]any
		if err := json.Unmarshal([]byte(body), &v); err != nil {
			t.Fatal(err)
		}
		delete(v, "id")
		delete(v, "tag")
		mergeObject(all, v)
	}
	return encode(t, all)
}

func mergeObject(into, next map[string]any) {
	for name, v := range next {
		switch v := v.(type) {
		case map[string]any:
			old, ok := into[name].(map[string]any)
			if !ok {
				old = map[string]any{}
				into[name] = old
			}
			mergeObject(old, v)
		case []any:
			old, _ := into[name].([]any)
			into[name] = mergeMembers(old, v)
		default:
			into[name] = v
		}
	}
}

func mergeMembers(old, list []any) []any {
	for _, member := range list {
		m, ok := member.(map[string]any)
		if !ok || m["id"] == nil {
			return list
		}
		i := slices.IndexFunc(old, func(o any) bool { return o.(map[string]any)["id"] == m["id"] })
		if i < 0 {
			i, old = len(old), append(old, map[string]any{})
		}
		mergeObject(old[i].(map[string]any), m)
	}
	return old
}
