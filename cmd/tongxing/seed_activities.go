package main

import (
	"fmt"
	"time"

	"github.com/tongxing-platform/tongxing/services/activities"
	"github.com/tongxing-platform/tongxing/services/attendance"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// activityKind is the content of activities of one type.
type activityKind struct {
	kind    activities.Type
	group   activities.Group
	titles  []string
	content string
}

var activityKinds = []activityKind{
	{activities.Tutoring, activities.Children, []string{"课业辅导", "作业辅导课堂", "英语阅读角", "数学兴趣班"}, "两名志愿者一组，分年级辅导作业、讲解错题，课间组织阅读，结束后逐一送孩子到家长手中。"},
	{activities.GroupActivity, activities.Children, []string{"绘画疗愈小组", "安全教育小组", "亲情连线小组", "篮球体验课"}, "以小组形式开展主题活动，引导孩子表达感受、学习自护知识，并与外出务工的父母视频连线。"},
	{activities.Visit, activities.Mixed, []string{"入户走访", "暖心走访", "留守家庭走访"}, "走访留守儿童和老人家庭，了解生活、学习和监护情况，送去学习用品，填写走访记录并反馈村儿童主任。"},
	{activities.PairingMeeting, activities.Children, []string{"爱心妈妈见面日", "结对陪伴日"}, "结对志愿者与孩子在儿童之家见面，陪伴阅读、手工和交流，记录孩子近况，由儿童主任全程在场。"},
}

const (
	activityBring = "身份证、水杯；穿便于活动的衣服和防滑鞋。"
	activityRisk  = "往返途中注意交通安全，雨雪天气改期；活动全程至少两名成年人在场，不与儿童单独相处。"
	leaderPhone   = "19900009999"
	heldHours     = 2
)

// plan returns an activity of the organisation that begins at the instant.
func (w *seed) plan(o *seedOrg, n int, start time.Time, capacity int) activities.Plan {
	k, v := activityKinds[n%len(activityKinds)], w.village(w.rng.IntN(len(w.villages)))
	return activities.Plan{
		Title: v.Name + w.pick(k.titles), OrgID: o.id, ContractID: o.dealOn(w.today, start), Type: k.kind, TargetGroup: k.group, Content: k.content,
		Region: v.Path, Address: w.app.regions.Name(town(v)) + v.Name + "儿童之家", Lat: 26.30 + w.rng.Float64()/5, Lng: 106.55 + w.rng.Float64()/5, RadiusMetres: 300,
		Start: start, End: start.Add(heldHours * time.Hour), SignupFrom: start.AddDate(0, 0, -21), SignupTo: start.Add(-12 * time.Hour),
		Capacity: int64(capacity), Waitlist: true, Risk: activityRisk, Bring: activityBring, Leader: o.worker,
	}
}

// dealOn returns the contract under which the organisation serves at the instant, or "".
func (o *seedOrg) dealOn(today region.Day, at time.Time) string {
	n := region.DayOf(at).Sub(today)
	for _, d := range o.deals {
		if d.from <= n && n <= d.to {
			return d.id
		}
	}
	return ""
}

// slot returns when the organisation's j-th of n past activities began; they are days apart, so that nobody attends two at
// once.
func (w *seed) slot(j, n int) time.Time {
	return w.instant(firstAct+(lastAct-firstAct)*j/max(1, n-1), []int{9, 14, 16}[j%3])
}

// crewOf returns the next n volunteers of the organisation in turn.
func (o *seedOrg) crewOf(n int) []string {
	list := make([]string, 0, n)
	for i := range min(n, len(o.able)) {
		list = append(list, o.able[(o.slots*n+i)%len(o.able)])
	}
	o.slots++
	return list
}

// planActivities stores past activities with their hours and future ones; a few are taken through every step.
func (w *seed) planActivities() {
	w.on(-6, 9, w.putPast)
	w.on(-3, 9, w.putFuture)
	w.planOpen()
	w.planYesterday()
	w.on(-4, 15, w.certify)
}

func (w *seed) putPast() {
	var given []activities.StoredActivity
	var crews [][]string
	orgs := w.serving()
	for i, o := range orgs {
		n := w.size.past / len(orgs)
		if i < w.size.past%len(orgs) {
			n++
		}
		for j := range n {
			crew := o.crewOf(w.size.attend)
			given, crews = append(given, w.held(o, j, w.slot(j, n), crew)), append(crews, crew)
		}
	}
	var stays []attendance.Past
	for i, act := range ok(w.app.activities.PutMany(w.sys, given)) {
		stays = w.stays(stays, act, &given[i].Activity, crews[i])
	}
	if n := ok(w.app.attendance.RecordMany(w.sys, stays)); n != len(stays) {
		done(fmt.Errorf("of %d stays %d were posted", len(stays), n))
	}
}

// held returns an activity that is over and recorded.
func (w *seed) held(o *seedOrg, j int, start time.Time, crew []string) activities.StoredActivity {
	a := activities.Activity{Plan: w.plan(o, j, start, len(crew)+2), Status: activities.Recorded, Makers: []string{o.worker}, SubmittedBy: o.worker}
	a.StatusAt, a.Served = a.End.Add(20*time.Hour), int64(12+w.rng.IntN(25))
	g := activities.StoredActivity{Activity: a, LeaderPhone: leaderPhone}
	for _, v := range crew {
		g.Signups = append(g.Signups, activities.Signup{VolunteerID: v, Status: activities.Attended, StatusAt: a.End})
	}
	return g
}

// stays returns the hours of the crew: most checked in and out by code, some on a paper list.
func (w *seed) stays(list []attendance.Past, activityID string, a *activities.Activity, crew []string) []attendance.Past {
	for _, v := range crew {
		p := attendance.Past{
			ActivityID: activityID, VolunteerID: v, By: attendance.QR, AtPlace: w.rng.IntN(4) > 0, ConfirmedBy: w.leadOf(a.OrgID), ConfirmedAt: a.StatusAt,
			In: a.Start.Add(time.Duration(w.rng.IntN(18)-12) * time.Minute), Out: a.End.Add(time.Duration(w.rng.IntN(20)-10) * time.Minute),
		}
		if w.rng.IntN(12) == 0 {
			p.By, p.AtPlace = attendance.Import, false
		}
		list = append(list, p)
	}
	return list
}

func (w *seed) leadOf(orgID string) string {
	for _, o := range w.orgList {
		if o.id == orgID {
			return o.lead
		}
	}
	return ""
}

// putFuture stores activities that are open for sign-up.
func (w *seed) putFuture() {
	var given []activities.StoredActivity
	for n := range w.size.future {
		o := w.serving()[n%len(w.serving())]
		start := w.instant(1+n*29/w.size.future, []int{9, 14, 19}[n%3])
		g := activities.StoredActivity{LeaderPhone: leaderPhone, Activity: activities.Activity{
			Plan: w.plan(o, n, start, 12), Status: activities.Published, StatusAt: w.instant(-4, 9), Makers: []string{o.worker}, SubmittedBy: o.worker,
		}}
		for _, v := range o.crewOf(w.rng.IntN(8)) {
			g.Signups = append(g.Signups, activities.Signup{VolunteerID: v, Status: activities.Confirmed, StatusAt: w.instant(-4, 12)})
		}
		given = append(given, g)
	}
	ok(w.app.activities.PutMany(w.sys, given))
}

// planOpen creates a full activity with a waiting list, a cancelled one, one to be published and a draft.
func (w *seed) planOpen() {
	o, s := w.serving()[0], w.app.activities
	create := func(n, day, capacity int) string {
		return ok(s.Create(w.as(o.worker), activities.NewActivity{Plan: w.plan(o, n, w.instant(day, 18), capacity), LeaderPhone: leaderPhone})).ID
	}
	var full, off string
	w.on(-5, 11, func() {
		full, off = create(0, 6, 3), create(1, 9, 8)
		for _, a := range []string{full, off} {
			ok(s.Submit(w.as(o.worker), a))
			ok(s.Publish(w.staff("county2"), a, 0))
		}
		ok(s.Submit(w.as(o.worker), create(2, 12, 10)))
		create(3, 14, 10)
	})
	w.on(-4, 10, func() {
		for i, u := range w.demoUsers[:5] {
			_, _, err := s.SignUp(w.as(u.ID), full)
			done(err)
			if i > 2 {
				_, _, err = s.SignUp(w.as(u.ID), off)
				done(err)
			}
		}
	})
	w.on(-2, 10, func() { ok(s.Cancel(w.as(o.lead), off, "村委会场地维修，活动取消，另行通知。")) })
}

// planYesterday creates hours that wait for confirmation.
func (w *seed) planYesterday() {
	o := w.serving()[0]
	var act string
	w.on(-3, 11, func() {
		g := activities.StoredActivity{LeaderPhone: leaderPhone, Activity: activities.Activity{
			Plan: w.plan(o, 0, w.instant(-1, 12), 6), Status: activities.Published, StatusAt: w.clock.now(), Makers: []string{o.worker}, SubmittedBy: o.worker,
		}}
		for _, v := range w.demoPeople[:4] {
			g.Signups = append(g.Signups, activities.Signup{VolunteerID: v, Status: activities.Confirmed, StatusAt: w.clock.now(), Own: true})
		}
		act = ok(w.app.activities.PutMany(w.sys, []activities.StoredActivity{g}))[0]
	})
	w.on(lastDay, 16, func() {
		done(w.app.activities.AdvanceStates(w.sys))
		for _, v := range w.demoPeople[:3] {
			ok(w.app.attendance.Record(w.as(o.worker), act, attendance.ByHand{
				VolunteerID: v, In: w.instant(-1, 12), Out: w.instant(-1, 14), Reason: "村里网络中断，按纸质签到表补录。",
			}))
		}
	})
}

// certify issues certificates to two of the volunteers who log in; a third one has requested one.
func (w *seed) certify() {
	o := w.serving()[0]
	n := attendance.NewCertificate{OrgID: o.id, From: string(w.day(firstAct)), To: string(w.day(lastAct))}
	for _, v := range w.demoPeople[:2] {
		n.VolunteerID = v
		ok(w.app.attendance.IssueFor(w.as(o.admin), n))
	}
	ok(w.app.attendance.RequestCertificate(w.as(w.demoUsers[2].ID), n))
}
