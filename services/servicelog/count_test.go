package servicelog_test

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"os"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/register"
	"github.com/tongxing-platform/tongxing/services/servicelog"
)

// logged is an entry as the test remembers it.
type logged struct {
	id      string
	content servicelog.Content
	counts  bool
	source  string // activity or contact
}

// TestCounts tries logging, activities, contacts, closing of cases, voiding, merging and separating files in any order while months pass, and compares
// every figure with a recount that knows nothing of tallies. A month that is locked does not move.
func TestCounts(t *testing.T) {
	if os.Getenv("TONGXING_NIGHTLY") == "" {
		if err := flag.Set("rapid.checks", "30"); err != nil {
			t.Fatal(err)
		}
	}
	rapid.Check(t, func(rt *rapid.T) {
		e := newEnv(t)
		e.Now = time.Date(2026, 1, 12, 4, 0, 0, 0, time.UTC)
		people := []string{e.person(true), e.person(false), e.person(true), e.person(false)}
		owner := map[string]string{} // file → file into which it was merged
		held := func(id string) string {
			for owner[id] != "" {
				id = owner[id]
			}
			return id
		}
		var list []logged
		locked := map[string]servicelog.MonthFigures{}
		kinds := []contracts.ServiceKind{contracts.HomeVisit, contracts.Counsel, contracts.Volunteered, contracts.Paired, contracts.CaseWork}
		written := kinds[:2]
		closed, cases := map[string]bool{}, []string{}
		alone := func() []string {
			return slices.DeleteFunc(slices.Clone(people), func(id string) bool { return owner[id] != "" })
		}
		steps := rapid.IntRange(5, 25).Draw(rt, "steps")
		for n := range steps {
			switch rapid.SampledFrom([]string{"log", "log", "log", "source", "source", "drop", "close", "reopen", "void", "merge", "undo", "wait", "lock"}).Draw(rt, "step") {
			case "log":
				some := slices.DeleteFunc(alone(), func(string) bool { return !rapid.Bool().Draw(rt, "with") })
				c := e.visit(time.Duration(rapid.IntRange(1, 40).Draw(rt, "days ago"))*24*time.Hour+time.Duration(n)*time.Minute, some...)
				if c.From.Before(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)) {
					continue
				}
				c.From = c.From.Add(-2 * time.Minute)
				c.To = c.From.Add(time.Minute)
				c.Kind = rapid.SampledFrom(written).Draw(rt, "kind")
				if len(some) == 0 || rapid.Bool().Draw(rt, "others") {
					c.Counts = []servicelog.Count{{Band: "60-69", Gender: register.Female, N: 3}}
				}
				v, err := e.service.Submit(e.As(e.Worker), e.draft(c).ID, 0)
				if err != nil {
					continue // the worker was busy then
				}
				if _, err := e.service.Approve(e.As(e.ProjectLead), v.ID, 0); err != nil {
					continue // the same visit
				}
				list = append(list, logged{v.ID, c, true, ""})
			case "source":
				src := servicelog.Source{
					ID: fmt.Sprint("act_", n), Kind: contracts.Volunteered, ContractID: e.contract, OrgID: e.Org, Region: village,
					From: e.Now.Add(-time.Duration(rapid.IntRange(1, 10).Draw(rt, "days ago")) * 24 * time.Hour), People: alone(),
				}
				src.To = src.From.Add(time.Hour)
				if rapid.Bool().Draw(rt, "contact") {
					src.ID, src.Kind, src.People = fmt.Sprint("pct_", n), contracts.Paired, alone()[:1]
				}
				if err := e.add(src); err != nil {
					rt.Fatal(err)
				}
				waiting := must(e.service.List(e.As(e.ProjectLead), servicelog.Query{Status: servicelog.Submitted, Kind: src.Kind}))(t).Items
				if v, err := e.service.Approve(e.As(e.ProjectLead), waiting[0].ID, 0); err == nil {
					list = append(list, logged{v.ID, servicelog.Content{Kind: src.Kind, People: src.People}, true, src.ID})
				}
			case "drop":
				for i := range list {
					if list[i].counts && list[i].source != "" {
						must(0, e.DB.Tx(auth.System(t.Context(), "test"), func(ctx context.Context) error { return e.service.DropSource(ctx, list[i].source, "核查后撤销") }))(t)
						list[i].counts = false
						break
					}
				}
			case "close":
				id := e.thread(contracts.CaseWork, alone()[0]).ID
				must(e.service.CloseThread(e.As(e.Worker), id, 0, servicelog.NewNote{On: region.DayOf(e.Now), Text: "目标达成，情况稳定，予以结案。", Outcome: servicelog.Achieved}))(t)
				cases, closed[id] = append(cases, id), true
			case "reopen":
				if len(cases) > 0 && closed[cases[0]] {
					must(e.service.ReopenThread(e.As(e.ProjectLead), cases[0], 0, "家庭情况有变化"))(t)
					closed[cases[0]] = false
				}
			case "void":
				if len(list) > 0 {
					l := &list[rapid.IntRange(0, len(list)-1).Draw(rt, "which")]
					if l.counts {
						must(e.service.Void(e.As(e.Admin), l.id, 0, "核查后发现没有这次服务"))(t)
						l.counts = false
					}
				}
			case "merge":
				for _, d := range must(e.Register.Duplicates(e.As(e.Admin), register.DuplicateOpen))(t).Items {
					keep, gone := d.Files[0], d.Files[1]
					if _, err := e.Register.Merge(e.As(e.Admin), d.ID, 0, keep); err == nil {
						owner[gone] = keep
						break
					}
				}
			case "undo":
				for _, d := range must(e.Register.Duplicates(e.As(e.Admin), register.DuplicateMerged))(t).Items {
					gone := slices.DeleteFunc(slices.Clone(d.Files), func(id string) bool { return id == d.Kept })[0]
					if _, err := e.Register.UndoMerge(e.As(e.Admin), d.ID, 0); err == nil {
						delete(owner, gone)
						break
					}
				}
			case "lock": // a report is accepted
				month := contracts.PreviousMonth(e.Now.Format("2006-01"))
				if err := e.Contracts.LockTo(t.Context(), e.contract, month); err != nil {
					rt.Fatal(err)
				}
			case "wait":
				e.Now = e.Now.AddDate(0, 0, rapid.IntRange(1, 30).Draw(rt, "days"))
			}
			c := must(e.Contracts.Get(t.Context(), e.contract))(t)
			b := must(e.service.FiguresOf(e.As(e.Clerk), e.contract, servicelog.FigureQuery{}))(t)
			for _, m := range b.Months {
				if was, ok := locked[m.Month]; ok && m != was {
					rt.Fatalf("the locked month moved: %+v, then %+v", was, m)
				}
				if m.Month < e.Contracts.OpenMonthOf(&c) {
					locked[m.Month] = m
				}
			}
			n := int64(0)
			for _, is := range closed {
				if is {
					n++
				}
			}
			compare(rt, e, list, n, held, kinds)
			if v := must(e.service.Verify(t.Context()))(t); len(v.Wrong) > 0 {
				rt.Fatalf("recount: %+v", v.Wrong)
			}
		}
	})
}

// compare counts anew and compares with what the service says.
func compare(rt *rapid.T, e *env, list []logged, closed int64, held func(string) string, kinds []contracts.ServiceKind) {
	want := map[contracts.ServiceKind]contracts.LogFigures{}
	for _, kind := range append([]contracts.ServiceKind{""}, kinds...) {
		var f contracts.LogFigures
		persons := map[string]bool{}
		for _, l := range list {
			if !l.counts || kind != "" && l.content.Kind != kind {
				continue
			}
			here := map[string]bool{}
			for _, p := range l.content.People {
				here[held(p)], persons[held(p)] = true, true
			}
			if l.source == "" {
				f.Services++
				f.Minutes += int64(l.content.To.Sub(l.content.From) / time.Minute)
			}
			f.Times += int64(len(here))
			for _, c := range l.content.Counts {
				f.Times += c.N
			}
		}
		f.People = int64(len(persons))
		if kind == "" || kind == contracts.CaseWork {
			f.Closed = closed
		}
		want[kind] = f
	}
	got := must(e.service.Figures(e.T.Context(), e.contract, ""))(e.T)
	maps.DeleteFunc(got, func(_ contracts.ServiceKind, f contracts.LogFigures) bool { return f == contracts.LogFigures{} })
	maps.DeleteFunc(want, func(_ contracts.ServiceKind, f contracts.LogFigures) bool { return f == contracts.LogFigures{} })
	if !reflect.DeepEqual(got, want) {
		rt.Fatalf("the figures are %+v\nwant %+v", got, want)
	}
	b := must(e.service.FiguresOf(e.As(e.Clerk), e.contract, servicelog.FigureQuery{}))(e.T)
	var split, times int64
	for _, c := range b.Split {
		if c.Dim == servicelog.ByGender {
			split, times = split+c.New, times+c.Times
		}
	}
	if split != b.People || times != b.Total.Times {
		rt.Fatalf("%d persons and %d person-times by sex, %d and %d in all", split, times, b.People, b.Total.Times)
	}
	if p := must(e.Contracts.Progress(e.T.Context(), e.contract))(e.T); p.Items[0].Actual != want[""].People || p.Items[1].Actual != want[contracts.HomeVisit].Services {
		rt.Fatalf("the indicators say %+v", p.Items)
	}
}
