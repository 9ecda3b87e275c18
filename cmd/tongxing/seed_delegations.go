package main

import (
	"fmt"

	"github.com/tongxing-platform/tongxing/services/delegations"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// carer is whom a delegation of the demonstration entrusts a child to.
type carer struct {
	reason   delegations.Reason
	relation delegations.Relation
	age      int
	answer   delegations.Answer
	words    string
}

var carers = []carer{
	{delegations.BothAway, delegations.Grandparent, 61, delegations.Wishes, "想每周和爸爸妈妈视频两次，暑假去他们那里。"},
	{delegations.BothAway, delegations.OtherRelative, 45, delegations.Agrees, "愿意和姑妈一起住，离学校近。"},
	{delegations.OneAway, delegations.Grandparent, 58, delegations.Agrees, "和外婆住习惯了。"},
	{delegations.BothUnable, delegations.Acquaintance, 50, delegations.Agrees, ""},
}

// planDelegations has the parents of some children entrust them to another adult: one delegation goes well, one is about to end and its parents
// do not call, one waits for the town, one is a draft. files returns the registered ones.
func (w *seed) planDelegations(files func() []seedFile) {
	var going, ending string
	child := func(i int) seedFile { return children(files(), len(touchUntil))[i] }
	w.on(-100, 10, func() { going = w.entrust(child(0), carers[0], -98, 200) })
	w.on(-99, 10, func() {
		w.confirmDelegation(child(0), going)
		ok(w.app.delegations.SetParents(w.director(child(0)), going, 0, []delegations.NewParent{
			{Who: delegations.Mother, Mobile: w.mobile(), AgreedOn: w.day(-99)}, {Who: delegations.Father, Mobile: w.mobile(), AgreedOn: w.day(-99), Stopped: true},
		}))
	})
	w.on(-74, 11, func() { ending = w.entrust(child(1), carers[1], -73, 18) })
	w.on(-73, 11, func() { w.confirmDelegation(child(1), ending) })
	for n := -93; n < 0; n += 6 {
		w.on(n, 17, func() {
			w.parentsCall(child(0), going, n)
			if n > -72 && n < -14 {
				w.parentsCall(child(1), ending, n)
			}
		})
	}
	w.on(-4, 15, func() { w.entrust(child(2), carers[2], -1, 300) })
	w.on(-2, 15, func() {
		f := child(3)
		d := ok(w.app.delegations.Create(w.director(f), f.id, w.careTerms(f, carers[3], -1, 180)))
		proof := w.attach(w.director(f), d.ID, "check_proof", "无犯罪记录证明.pdf")
		for _, item := range delegations.Items[:2] {
			ok(w.app.delegations.SetCheck(w.director(f), d.ID, 0, item, delegations.NewCheck{Finding: delegations.Clear, FileID: proof}))
		}
	})
}

func (w *seed) careTerms(f seedFile, c carer, from, to int) delegations.Terms {
	v := w.villages[f.village]
	return delegations.Terms{
		Reason: c.reason, Relation: c.relation, From: w.day(from), To: w.day(to), Capable: true,
		Delegate: delegations.Delegate{
			Name: w.name(), IDNumber: w.idNumber(w.born(c.age), false), Mobile: w.mobile(),
			Address: privacy.Secret(fmt.Sprintf("%s%s%d组%d号", w.app.regions.Name(town(v)), v.Name, 1+w.rng.IntN(6), 1+w.rng.IntN(60))),
		},
	}
}

// entrust has the village director write, check, hear and sign; it returns the delegation, which waits for the town.
func (w *seed) entrust(f seedFile, c carer, from, to int) string {
	s, by, today := w.app.delegations, w.director(f), region.DayOf(w.clock.now())
	d := ok(s.Create(by, f.id, w.careTerms(f, c, from, to)))
	proof := w.attach(by, d.ID, "check_proof", "无犯罪记录证明与村委会核实材料.pdf")
	for _, item := range delegations.Items {
		ok(s.SetCheck(by, d.ID, 0, item, delegations.NewCheck{Finding: delegations.Clear, FileID: proof}))
	}
	ok(s.Hear(by, d.ID, 0, delegations.NewOpinion{Answer: c.answer, On: today, Words: privacy.Secret(c.words)}))
	ok(s.Sign(by, d.ID, 0, w.attach(by, d.ID, "signed", "委托照护协议书（签字）.pdf"), today))
	w.attach(by, d.ID, "notice", "告知书.pdf")
	ok(s.Inform(by, d.ID, 0, delegations.Notices{School: today, Village: today}))
	return d.ID
}

func (w *seed) confirmDelegation(f seedFile, id string) {
	ok(w.app.delegations.Confirm(w.overseer(f), id, 0))
}

// parentsCall logs a contact of the day.
func (w *seed) parentsCall(f seedFile, id string, n int) {
	who := []delegations.Who{delegations.Mother, delegations.Father}[-n/6%2]
	way := []delegations.Way{delegations.Video, delegations.Call, delegations.Video, delegations.Visit}[-n/6%4]
	ok(w.app.delegations.LogContact(w.director(f), id, delegations.NewContact{
		Who: who, Way: way, On: region.DayOf(w.clock.now()), Note: "问了学习和身体情况，也和照护人通了话。",
	}))
}
