package main

import (
	"fmt"
	"strconv"

	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/pairings"
	"github.com/tongxing-platform/tongxing/services/platform/form"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/register"
	"github.com/tongxing-platform/tongxing/services/servicelog"
	"github.com/tongxing-platform/tongxing/services/statistics"
)

// seedFile is one person's file while it is created.
type seedFile struct {
	id      string
	village int
	child   bool
}

// planRegister makes village directors write files, towns verify and the county confirm them; the latest are still drafts or
// waiting. Then children are paired.
func (w *seed) planRegister() {
	var files []seedFile
	drafts := w.size.files / 8
	w.on(-120, 10, func() {
		for i := range w.size.files - drafts {
			f := w.file(i)
			ok(w.app.register.Submit(w.director(f), f.id, 0))
			files = append(files, f)
		}
	})
	w.on(-115, 10, func() {
		for _, f := range files {
			ok(w.app.register.Verify(w.overseer(f), f.id, 0))
		}
	})
	w.on(-110, 10, func() {
		county := w.staff("county1")
		for _, f := range files {
			ok(w.app.register.Confirm(county, f.id, 0))
		}
	})
	w.on(-5, 14, func() {
		for i := range drafts {
			f := w.file(i)
			if i%3 == 0 {
				ok(w.app.register.Submit(w.director(f), f.id, 0))
			}
		}
	})
	w.on(-40, 10, func() { w.assess(files) })
	w.on(-4, 11, func() { w.askAbout(files) })
	w.on(-30, 15, func() { w.keepBase() })
	for n := -109; n < 0; n++ { // the job that keeps the figures of a month, for the demonstration county alone
		if day := w.today.Add(n); day[8:] == "01" {
			w.on(n, 1, func() { done(w.app.statistics.SnapshotOf(w.sys, w.path, day.Add(-1))) })
		}
	}
	w.on(-75, 10, func() { w.pairDemo(files) })
	for n := -60; n < 0; n += 12 {
		w.on(n, 16, func() { w.keepTouch(n) })
	}
	w.on(-12, 10, func() { w.pairOthers(files) })
	w.planDelegations(func() []seedFile { return files })
	w.planServices(func() []seedFile { return files })
	w.planSatisfaction(func() []seedFile { return files })
}

// assess makes the village directors assess some children, one of them as in need of more care than the file says.
func (w *seed) assess(files []seedFile) {
	for i, f := range children(files, 2)[:min(4, len(children(files, 2)))] {
		points := form.Answers{"triggers": "none"}
		register.AssessmentForm.Each(func(item *form.Field) {
			if item.Code != "triggers" {
				points[item.Code] = strconv.Itoa((i + len(item.Code)) % 3)
			}
		})
		ok(w.app.register.Assess(w.director(f), f.id, 0, points, "入户走访，与孩子、照料人和班主任谈过。"))
	}
}

// keepBase enters how many people live in each town, and what the register is to reach.
func (w *seed) keepBase() {
	base := statistics.Base{
		Source: "2025 年统计年鉴（演示）", PeopleOn: w.today.Add(-300),
		Targets: []statistics.Target{{Figure: "alone", Most: 0, By: w.today.Add(31)}, {Figure: "incomplete", Most: 5, By: w.today.Add(90)}},
	}
	for i, t := range w.app.regions.Children(w.sys, region.CodeOf(w.path)) {
		n := int64(400 + 170*i%310)
		base.People = append(base.People, statistics.Population{Region: t.Path, Children: n, Elders: n, Women: 2 * n})
	}
	ok(w.app.statistics.Keep(w.staff("county1"), w.path, 0, base))
}

// askAbout leaves requests about files for the town and the county, and two files that may be of one person.
func (w *seed) askAbout(files []seedFile) {
	s := w.app.register
	lower := map[register.Risk]register.Risk{register.Yellow: register.Blue, register.Blue: register.Green}
	asked := map[register.RequestKind]bool{}
	for _, f := range children(files, 6) { // those before were assessed, which may have left a request
		if f.village == 0 {
			continue // whose director shows how a request is made
		}
		b := ok(s.Read(w.director(f), f.id))
		switch {
		case town(w.villages[f.village]) == town(w.villages[0]) && !asked[register.Transfer]:
			ok(s.MakeRequest(w.director(f), f.id, 0, register.NewRequest{Kind: register.Transfer, To: w.villages[0].Path, Reason: "随祖父母搬到该村居住，已转学。"}))
			asked[register.Transfer] = true
		case lower[b.Risk] != "" && !asked[register.LowerRisk]:
			ok(s.MakeRequest(w.director(f), f.id, 0, register.NewRequest{Kind: register.LowerRisk, Risk: lower[b.Risk], Reason: "父亲已返乡三个月，孩子情绪稳定，按时上学。"}))
			asked[register.LowerRisk] = true
		case !asked[register.Correct]:
			ok(s.MakeRequest(w.director(f), f.id, 0, register.NewRequest{Kind: register.Correct, Kinds: b.Kinds, Reason: "姓名与户口簿不一致，按户口簿更正。", Identity: register.Identity{Name: w.name()}}))
			asked[register.Correct] = true
		}
	}
	for i, name := range []privacy.Secret{"罗永福", "罗勇福"} {
		at := i % len(w.villages)
		who := register.Identity{Name: name, Address: privacy.Secret(w.villages[at].Name + "2组8号")}
		f := register.Facts{
			Kinds: []register.Kind{register.LeftBehindElder}, Region: w.villages[at].Path, Gender: register.Male, Birth: "1948-03-05", Guardianship: register.BySelf,
			Schooling: register.NotAtSchool, Risk: register.Blue, NoIDReason: register.LostPapers,
		}
		if i == 1 {
			f.NoIDReason, who.IDNumber = "", w.idNumber("1948-03-05", true)
		}
		ok(s.Create(w.as(w.directors[at]), register.Content{Facts: f, Identity: who}))
	}
}

// touchUntil says for the pairings of the volunteers who log in until which day contacts are logged: the first to today,
// the second stopped earlier.
var touchUntil = []int{0, -48}

func (w *seed) director(f seedFile) ctxOf { return w.as(w.directors[f.village]) }

func (w *seed) overseer(f seedFile) ctxOf { return w.as(w.overseers[town(w.villages[f.village])]) }

// file returns a new draft: mostly of children, some of elderly persons or women.
func (w *seed) file(i int) seedFile {
	at := i % len(w.villages)
	v := w.villages[at]
	f := register.Facts{Region: v.Path, Risk: []register.Risk{register.Green, register.Blue, register.Green, register.Yellow}[w.rng.IntN(4)]}
	age, male := 0, w.rng.IntN(2) == 0
	switch i % 9 {
	case 4:
		f.Kinds, age, f.Guardianship, f.Schooling = []register.Kind{register.LeftBehindElder}, 65+w.rng.IntN(20), register.BySelf, register.NotAtSchool
	case 8:
		f.Kinds, age, male, f.Guardianship, f.Schooling = []register.Kind{register.LeftBehindWoman}, 28+w.rng.IntN(20), false, register.BySelf, register.NotAtSchool
	default:
		f.Kinds, age, f.Guardianship = []register.Kind{register.LeftBehindChild}, 6+w.rng.IntN(8), register.ByGrandparents
		if i%9 == 2 {
			f.Kinds = []register.Kind{register.ChildInNeed}
		}
		f.Schooling, f.Grade = register.Primary, int64(max(1, min(6, age-6)))
		if age > 12 {
			f.Schooling, f.Grade = register.Junior, 1
		}
	}
	who := register.Identity{
		Name: w.name(), IDNumber: w.idNumber(w.born(age), male), Address: privacy.Secret(fmt.Sprintf("%s%s%d组%d号", w.app.regions.Name(town(v)), v.Name, 1+i%6, 1+w.rng.IntN(60))),
	}
	child := age < 18
	if child {
		who.GuardianName, who.GuardianMobile = w.name(), w.mobile()
	}
	made := ok(w.app.register.Create(w.as(w.directors[at]), register.Content{Facts: f, Identity: who, Details: w.details(f, v, i)}))
	return seedFile{made.ID, at, child}
}

// details returns the answers of the form; in every fourth file some are still missing.
func (w *seed) details(f register.Facts, v region.Region, i int) form.Answers {
	pick := func(of ...string) string { return of[w.rng.IntN(len(of))] }
	month := func(ago int) string { return string(region.DayOf(w.clock.now()).AddMonths(-ago)[:7]) }
	d := form.Answers{
		"ethnicity": pick("汉族", "汉族", "布依族", "苗族"), "hukou_kind": "agricultural", "household_size": strconv.Itoa(2 + w.rng.IntN(4)), "housing": pick("own", "own", "rented"),
		"health": pick("healthy", "healthy", "healthy", "weak", "chronic"), "insured": "yes", "income": pick("wages,farming", "wages", "farming,aid"), "aid": pick("none", "none", "minimum_living", "monitored"),
	}
	switch f.Kinds[0] {
	case register.LeftBehindElder:
		d["self_care"], d["elder_living"], d["visit_often"] = pick("full", "full", "part"), pick("alone", "couple"), pick("weekly", "monthly")
		d["children_count"], d["children_away"], d["child1_place"] = "2", "all", pick("浙江省宁波市", "广东省佛山市", "福建省泉州市")
		d["child1_name"], d["child1_mobile"] = w.name().Reveal(), w.mobile().Reveal()
		d["emergency_name"], d["emergency_relation"], d["emergency_mobile"] = w.name().Reveal(), "侄子", w.mobile().Reveal()
	case register.LeftBehindWoman:
		d["husband_where"], d["husband_away_since"], d["children_count"], d["education"] = "away", month(8+w.rng.IntN(80)), "1", pick("primary", "junior", "senior")
		d["marriage"], d["work"], d["training"], d["help_wanted"] = "yes", pick("farming", "farming,day_labour", "cooperative"), pick("none", "farming", "crafts"), pick("training", "job", "loan", "none")
		d["emergency_name"], d["emergency_mobile"] = w.name().Reveal(), w.mobile().Reveal()
	default:
		for _, who := range []string{"father", "mother"} {
			d[who+"_alive"], d[who+"_where"], d[who+"_ability"], d[who+"_contact"] = "living", "away", "able", pick("weekly", "weekly", "daily", "monthly")
			d[who+"_name"], d[who+"_mobile"], d[who+"_away_since"] = w.name().Reveal(), w.mobile().Reveal(), month(7+w.rng.IntN(40))
			d[who+"_work_place"] = pick("广东省东莞市", "浙江省义乌市", "江苏省昆山市", "福建省晋江市")
		}
		d["hukou_registered"], d["siblings"], d["siblings_here"] = "yes", "1", "1"
		d["caregiver_relation"], d["caregiver_birth_year"], d["caregiver_health"] = pick("paternal_grandparent", "maternal_grandparent"), strconv.Itoa(1950+w.rng.IntN(15)), pick("healthy", "weak", "chronic")
		d["care_quality"], d["neglect"], d["special"], d["absence"], d["mood"] = pick("good", "good", "fair"), "none", "none", "regular", pick("stable", "stable", "watch")
		d["school_name"], d["class"], d["boarding"] = w.app.regions.Name(town(v))+"中心小学", fmt.Sprintf("%d班", 1+w.rng.IntN(3)), pick("no", "no", "yes")
		if f.Kinds[0] == register.ChildInNeed {
			d["aid"] = "minimum_living"
		}
	}
	if i%4 == 3 {
		for _, code := range []string{"insured", "ethnicity", "income", "emergency_mobile", "caregiver_health", "school_name"} {
			delete(d, code)
		}
	}
	return d
}

// pair makes the town's supervisor pair a child and a volunteer, with the grandparents' consent.
func (w *seed) pair(f seedFile, o *seedOrg, volunteerID string) string {
	s, by := w.app.pairings, w.overseer(f)
	p := ok(s.Propose(by, pairings.NewPairing{BeneficiaryID: f.id, OrgID: o.id, Type: pairings.OneToOne, Plan: pairings.Plan{CallsPerMonth: 1, MeetingsPerQuarter: 1}}))
	ok(s.Match(by, p.ID, 0, []string{volunteerID}))
	ok(s.RecordConsent(by, p.ID, 0, pairings.NewConsent{
		Relation: pairings.Grandparent, Name: w.name(), Version: "pairing-2026-01", At: w.clock.now(), Opinion: pairings.Agrees,
	}))
	return ok(s.Activate(by, p.ID, 0)).ID
}

// children returns the files of children who can be paired, from the n-th on.
func children(files []seedFile, from int) []seedFile {
	var list []seedFile
	for _, f := range files {
		if f.child {
			list = append(list, f)
		}
	}
	return list[min(from, len(list)):]
}

func (w *seed) pairDemo(files []seedFile) {
	for i := range touchUntil {
		o := w.orgList[0]
		made := w.pair(children(files, 0)[i], o, w.demoPeople[i])
		ok(w.app.pairings.CountFor(w.as(o.lead), made, 0, o.deals[0].id))
		w.paired = append(w.paired, made)
	}
}

// keepTouch logs the contacts of a day, and the organisation's lead approves that they count for its contract.
func (w *seed) keepTouch(n int) {
	for i, pairing := range w.paired {
		if n > touchUntil[i] {
			continue
		}
		way := []pairings.Way{pairings.Phone, pairings.Home, pairings.Video}[-n/12%3]
		ok(w.app.pairings.Log(w.as(w.demoUsers[i].ID), pairing, pairings.NewContact{
			At: w.clock.now(), Way: way, Met: pairings.MetPerson, Minutes: 30, Note: "聊了学校和家里的近况，孩子情绪稳定，作业按时完成，约好下次一起读书。",
		}))
	}
	lead := w.as(w.orgList[0].lead)
	for _, e := range ok(w.app.servicelog.List(lead, servicelog.Query{Status: servicelog.Submitted, Kind: contracts.Paired})).Items {
		ok(w.app.servicelog.Approve(lead, e.ID, 0))
	}
}

func (w *seed) pairOthers(files []seedFile) {
	list := children(files, len(touchUntil))
	for i := range min(w.size.pairings-len(touchUntil), len(list)) {
		o := w.serving()[i%len(w.serving())]
		w.pair(list[i], o, o.able[len(o.able)-1-i/len(w.serving())])
	}
}
