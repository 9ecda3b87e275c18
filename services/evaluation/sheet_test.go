package evaluation_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/evaluation"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
)

// draft begins an edition of the county's own sheet.
func (e *env) draft(a auth.Actor, region string, sheet evaluation.Sheet) (evaluation.Template, error) {
	return e.service.DraftTemplate(e.as(a), evaluation.NewTemplate{Code: "huaxi", Name: "花溪区评估表", Region: region, Sheet: sheet})
}

// TestEditions: a draft is edited and put in force, which gives it its number and retires the one before; nobody changes an edition that was
// in force, and evaluations made with an older one keep it.
func TestEditions(t *testing.T) {
	e := newEnv(t)
	e.figures = contracts.Figures{Minutes: 60_000, Sessions: 100}
	sheet := evaluation.DefaultSheet()
	_, err := e.draft(e.manager, "", sheet)
	wants(t, "a sheet for everywhere", err, auth.ErrForbidden)
	_, err = e.draft(e.manager, "52/5202/", sheet)
	wants(t, "a sheet for another county", err, auth.ErrForbidden)

	one := must(e.draft(e.manager, county, sheet))(t)
	if one.Status != evaluation.SheetDraft || one.Edition != 0 {
		t.Errorf("begun as %s, edition %d", one.Status, one.Edition)
	}
	_, err = e.draft(e.manager, county, sheet)
	wants(t, "a second draft", err, evaluation.ErrSheetDraft)
	_, err = e.service.Template(e.as(e.clerk), one.ID)
	wants(t, "a draft read by others", err, docstore.ErrNotFound)
	c := e.contract("GS-1")
	plan := evaluation.NewEvaluation{ContractID: c.ID, Kind: evaluation.Mid, TemplateID: one.ID, Raters: raters(), Substitutes: substitutes()}
	_, err = e.service.Plan(e.as(e.manager), plan)
	wants(t, "planned with a draft", err, evaluation.ErrNotInForce)

	sheet.Sections[0].Items[0].Max = 5_00
	one = must(e.service.EditTemplate(e.as(e.manager), one.ID, one.Version, "花溪区评估表（试行）", sheet))(t)
	_, err = e.service.EditTemplate(e.as(e.manager), one.ID, one.Version-1, "花溪区", sheet)
	wants(t, "edited from an old version", err, docstore.ErrStale)
	_, err = e.service.EnforceTemplate(e.as(e.manager), one.ID, one.Version)
	if f, ok := errors.AsType[*fault.Fault](err); !ok || len(f.Fields) != 1 || f.Fields[0].Path != "sections" || f.Fields[0].Code != "sum" {
		t.Errorf("a sheet of 101 points: %v", err)
	}
	sheet.Sections[0].Items[1].Max, sheet.Sections[0].Items[1].Parts[0].Max = 3_00, 0_00
	sheet.Sections[0].Items[1].Parts = sheet.Sections[0].Items[1].Parts[1:]
	one = must(e.service.EditTemplate(e.as(e.manager), one.ID, one.Version, one.Name, sheet))(t)
	one = must(e.service.EnforceTemplate(e.as(e.manager), one.ID, one.Version))(t)
	if one.Status != evaluation.SheetInForce || one.Edition != 1 {
		t.Errorf("in force as %s, edition %d", one.Status, one.Edition)
	}
	_, err = e.service.EditTemplate(e.as(e.manager), one.ID, one.Version, one.Name, sheet)
	wants(t, "changed in force", err, evaluation.ErrSheetMove)
	wants(t, "thrown away in force", e.service.DropTemplate(e.as(e.manager), one.ID), evaluation.ErrSheetMove)
	ev := must(e.service.Plan(e.as(e.manager), plan))(t)

	sheet.Grades[0].From = 95_00
	two := must(e.draft(e.manager, county, sheet))(t)
	two = must(e.service.EnforceTemplate(e.as(e.manager), two.ID, two.Version))(t)
	if old := must(e.service.Template(e.as(e.clerk), one.ID))(t); two.Edition != 2 || old.Status != evaluation.SheetRetired {
		t.Errorf("edition %d in force, the one before is %s", two.Edition, old.Status)
	}
	if got := e.merged(ev, "a"); got.Edition != 1 || got.Inputs.Sheet.Grades[0].From != 90_00 {
		t.Errorf("the evaluation has edition %d, %v", got.Edition, got.Inputs.Sheet.Grades)
	}

	three := must(e.draft(e.manager, county, sheet))(t)
	neighbour := auth.Actor{UserID: "usr_n", Bindings: []auth.Binding{{Role: auth.CountyAdmin, Region: "52/5202/"}}}
	wants(t, "a draft of others thrown away", e.service.DropTemplate(e.as(neighbour), three.ID), docstore.ErrNotFound)
	wants(t, "a draft thrown away", e.service.DropTemplate(e.as(e.manager), three.ID), nil)
	_, err = e.service.Template(e.as(e.manager), three.ID)
	wants(t, "a draft thrown away", err, docstore.ErrNotFound)
	if list := must(e.service.Templates(e.as(e.manager), evaluation.SheetDraft, nil))(t); len(list.Items) != 0 {
		t.Errorf("%d drafts are left", len(list.Items))
	}
	if list := must(e.service.Templates(e.as(e.clerk), "", nil))(t); len(list.Items) != 3 {
		t.Errorf("%d editions, with the platform's", len(list.Items))
	}
	wants(t, "the platform's own retired by a county", func() error { _, err := e.service.RetireTemplate(e.as(e.manager), e.template.ID); return err }(), docstore.ErrNotFound)
	if again := must(e.service.EnsureDefault(e.system()))(t); again.ID != e.template.ID {
		t.Error("the platform's own sheet is there twice")
	}
}

// TestSheetFaults: each fault of a sheet is told at its field.
func TestSheetFaults(t *testing.T) {
	for what, tt := range map[string]struct {
		spoil func(s *evaluation.Sheet)
		at    string
	}{
		"a lower band gives more": {func(s *evaluation.Sheet) {
			s.Sections[1].Items[1].Bands[2] = evaluation.Band{FromBP: 6_000, Num: 1, Den: 1}
		}, "sections[1].items[1].bands[2]"},
		"bands that overlap":          {func(s *evaluation.Sheet) { s.Sections[1].Items[1].Bands[1].FromBP = 10_000 }, "sections[1].items[1].bands[1]"},
		"bands with a gap at the end": {func(s *evaluation.Sheet) { s.Sections[1].Items[1].Bands = s.Sections[1].Items[1].Bands[:3] }, "sections[1].items[1].bands"},
		"an unknown kind":             {func(s *evaluation.Sheet) { s.Sections[1].Items[1].Indicator = "luck" }, "sections[1].items[1].indicator"},
		"a veto without text":         {func(s *evaluation.Sheet) { s.Vetoes[0].Name = "" }, "vetoes[0].name"},
		"grades out of order":         {func(s *evaluation.Sheet) { s.Grades[1].From = 95_00 }, "grades[1].from"},
		"parts that do not add up":    {func(s *evaluation.Sheet) { s.Sections[0].Items[1].Parts[0].Max++ }, "sections[0].items[1].parts"},
		"points that do not add up":   {func(s *evaluation.Sheet) { s.Sections[0].Items[0].Max++ }, "sections"},
		"a code twice":                {func(s *evaluation.Sheet) { s.Sections[0].Items[1].Code = "M1" }, "sections[0].items[1].code"},
	} {
		sheet := evaluation.DefaultSheet()
		tt.spoil(&sheet)
		f, ok := errors.AsType[*fault.Fault](sheet.Check())
		if !ok || !slices.ContainsFunc(f.Fields, func(f fault.Field) bool { return f.Path == tt.at }) {
			t.Errorf("%s: %v, want a fault at %s", what, sheet.Check(), tt.at)
		}
	}
}

// TestCompare: what was added, removed and changed, with the points before and after.
func TestCompare(t *testing.T) {
	a, b := evaluation.DefaultSheet(), evaluation.DefaultSheet()
	if list := evaluation.Compare(a, b); len(list) != 0 {
		t.Errorf("the same sheet differs: %v", list)
	}
	m := &b.Sections[0]
	m.Items[0].Max, m.Items[0].Name = 3_00, "方案执行"
	m.Items[1] = evaluation.Item{Code: "M9", Name: "志愿者管理", Max: 5_00, Method: evaluation.Deduction}
	b.Vetoes = b.Vetoes[1:]
	b.Grades[0].From = 92_00
	var got []string
	for _, c := range evaluation.Compare(a, b) {
		line := string(c.Part) + " " + string(c.Kind) + " " + c.Code + " " + evaluation.Hundredths(c.Before) + "→" + evaluation.Hundredths(c.After)
		for _, d := range c.Details {
			line += " " + d.Property + ":" + d.Before("zh") + "→" + d.After("zh")
		}
		got = append(got, line)
	}
	want := []string{
		"item changed M1 4.00→3.00 name:方案与计划执行→方案执行", "item added M9 0.00→5.00", "item removed M2 4.00→0.00",
		"veto removed " + a.Vetoes[0].Code + " 0.00→0.00", "grade changed  90.00→92.00",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// TestTrial: a trial takes the figures and cards of an evaluation, or what is typed, stores nothing, and is refused the cards that are not to be seen.
func TestTrial(t *testing.T) {
	e := newEnv(t)
	e.figures = contracts.Figures{Minutes: 60_000, Sessions: 100}
	ev := e.merged(e.planned(e.contract("GS-1"), evaluation.Mid), "a")
	sheet := ev.Sheet
	got := must(e.service.Try(e.as(e.manager), evaluation.Trial{Sheet: sheet, EvaluationID: ev.ID}))(t)
	if got.Result.Total != ev.Result.Total || len(got.Ways) != len(ev.Result.Items) || len(got.Unscored) != 0 {
		t.Errorf("the evaluation's own sheet gives %d, not %d; unscored %v", got.Result.Total, ev.Result.Total, got.Unscored)
	}
	first := sheet.Sections[0].Items[0]
	got = must(e.service.Try(e.as(e.manager), evaluation.Trial{Sheet: sheet, EvaluationID: ev.ID, Marks: []evaluation.Mark{{Item: first.Code, Level: "e"}}}))(t)
	if got.Result.Total != ev.Result.Total-first.Max {
		t.Errorf("with %s marked 0: %d", first.Code, got.Result.Total)
	}
	got = must(e.service.Try(e.as(e.manager), evaluation.Trial{Sheet: sheet, EvaluationID: ev.ID, Vetoes: []string{sheet.Vetoes[0].Code}}))(t)
	if got.Result.Total != 0 || got.Result.Pass {
		t.Errorf("with a veto: %d, %v", got.Result.Total, got.Result.Pass)
	}
	got = must(e.service.Try(e.as(e.manager), evaluation.Trial{Sheet: evaluation.DefaultSheet(), Ratios: map[contracts.IndicatorKind]int64{"": 5_000, contracts.Quantity: 8_500}}))(t)
	if w := got.Ways[4]; w.Points != 7_50 || got.Ways[5].Points != 6_00 || got.Ways[6].Points != 0 || !slices.Equal(got.Lacking, []string{"O3", "E1"}) || !slices.Contains(got.Unscored, "M1") {
		t.Errorf("typed figures: %+v %+v %+v, lacking %v, unscored %v", w, got.Ways[5], got.Ways[6], got.Lacking, got.Unscored)
	}
	sheet.Grades = nil
	if got = must(e.service.Try(e.as(e.manager), evaluation.Trial{Sheet: sheet}))(t); len(got.Faults) == 0 || got.Ways != nil {
		t.Errorf("a sheet without grades: %v", got)
	}
	if after := must(e.service.Read(e.as(e.manager), ev.ID))(t); after.Version != ev.Version {
		t.Error("a trial changed the evaluation")
	}
	_, err := e.service.Try(e.as(e.clerk), evaluation.Trial{Sheet: evaluation.DefaultSheet()})
	wants(t, "by the clerk", err, auth.ErrForbidden)
	neighbour := auth.Actor{UserID: "usr_n", Bindings: []auth.Binding{{Role: auth.CountyAdmin, Region: "52/5202/"}}}
	_, err = e.service.Try(e.as(neighbour), evaluation.Trial{Sheet: evaluation.DefaultSheet(), EvaluationID: ev.ID})
	wants(t, "with the cards of another county", err, docstore.ErrNotFound)
}

// TestRecomputePublished: the published result is computed from the inputs as they were then, also after an adjustment, and a published figure
// that was tampered with is found.
func TestRecomputePublished(t *testing.T) {
	e := newEnv(t)
	e.figures = contracts.Figures{Minutes: 60_000, Sessions: 100}
	ev := e.merged(e.planned(e.contract("GS-1"), evaluation.Mid), "a")
	ev = must(e.service.Publicise(e.as(e.second), ev.ID, 5))(t)
	ev = must(e.service.Object(e.as(e.lead), ev.ID, strings.Repeat("指标统计遗漏。", 4)))(t)
	ev = must(e.service.Review(e.as(e.manager), ev.ID, strings.Repeat("经复核予以调整。", 4), []evaluation.Adjustment{{Item: "M1", Points: 1_00, Reason: "经复核材料不全，扣减得分"}}))(t)
	p := must(e.service.Recompute(e.as(e.manager), ev.ID))(t)
	if !p.Equal || !p.PublishedEqual || p.Published.Total == p.Stored.Total || p.PublishedHash == p.StoredHash {
		t.Errorf("after an adjustment: %+v", p)
	}
	ev.Public.Total++
	if ev.RecomputedPublic() {
		t.Error("a published figure that was changed is not found")
	}
}
