package main

import (
	"time"

	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/register"
	"github.com/tongxing-platform/tongxing/services/servicelog"
)

// seedService is a service as the demonstration's social worker logs it. People are numbers of persons assigned to the organisation.
type seedService struct {
	kind                         contracts.ServiceKind
	minutes                      int
	people                       []int
	others                       []servicelog.Count
	place, content, result, next privacy.Secret
}

// seedServices are logged in turn.
var seedServices = []seedService{
	{
		kind: contracts.HomeVisit, minutes: 60, people: []int{1}, place: "家中", content: "入户了解孩子近况，查看住房和用火用电安全，和照料人谈了作息与功课。",
		result: "作息基本规律，照料人身体尚可。", next: "两周后再访，带去课外书。",
	},
	{
		kind: contracts.CaseWork, minutes: 75, people: []int{0}, place: "儿童之家谈话室", content: "个案面谈，一起回顾这一周的情绪记录表，练习在课堂上举手发言。",
		result: "愿意主动说话，仍怕被点名。", next: "与班主任商量座位安排。",
	},
	{
		kind: contracts.Tutoring, minutes: 90, people: []int{2, 3, 4}, place: "儿童之家", content: "辅导语文和数学作业，检查错题本，讲解分数应用题三道。",
		result: "作业都已完成。",
	},
	{
		kind: contracts.GroupWork, minutes: 90, people: []int{1, 2, 3, 4, 5}, place: "村小学活动室", content: "小组活动：分组完成合作搭建任务，讨论怎样请求别人帮助。",
		result: "组员互相熟悉，有两人主动帮助同伴。", next: "下次主题为认识情绪。",
	},
	{
		kind: contracts.Community, minutes: 120, people: []int{1, 4, 6}, others: []servicelog.Count{{Band: "60-69", Gender: register.Female, N: 14}, {Band: "6-13", Gender: register.Male, N: 9}},
		place: "村文化广场", content: "重阳节社区活动：量血压、包饺子、儿童表演，讲解防诈骗知识。", result: "到场老人和儿童反应良好。",
	},
	{
		kind: contracts.Counsel, minutes: 50, people: []int{5}, place: "乡镇社工站", content: "心理辅导，用绘画方式谈对父母外出的想念，约定每周视频的时间。",
		result: "情绪较上次平稳。", next: "请照料人协助安排视频通话。",
	},
	{
		kind: contracts.HomeVisit, minutes: 45, people: []int{6}, place: "家中", content: "探访留守老人，帮助整理药盒，核对慢性病用药，检查取暖设施。",
		result: "药品齐全，炉具通风良好。",
	},
	{
		kind: contracts.CaseWork, minutes: 60, people: []int{0}, place: "学校", content: "与孩子和班主任三方面谈，商定座位、值日和课堂提问的安排。",
		result: "班主任同意调整座位。", next: "一个月后了解适应情况。",
	},
	{
		kind: contracts.GroupWork, minutes: 90, people: []int{1, 2, 3, 4, 5}, place: "村小学活动室", content: "小组活动：认识情绪，用情绪卡片说出最近开心和难过的一件事。",
		result: "全部组员都能说出一种应对办法。",
	},
	{
		kind: contracts.Publicity, minutes: 60, others: []servicelog.Count{{Band: "18-59", Gender: register.Female, N: 22}, {Band: "18-59", Gender: register.Male, N: 11}},
		place: "乡镇集市", content: "赶集日宣传未成年人保护法和家庭教育促进法，发放求助热线卡片。", result: "现场解答咨询十余人次。",
	},
}

const seedServiceCount = 25

// planServices has the first organisation's social worker log services for persons assigned to it, and its lead approve them. At the end some
// wait, one was returned, one is void and one a draft; case and group work go on, one case is closed.
func (w *seed) planServices(files func() []seedFile) {
	o := w.serving()[0]
	var people []string
	var individual, group string
	w.on(-90, 9, func() {
		list := children(files(), 8)[:6]
		for _, f := range files() {
			if !f.child && len(list) < 8 {
				list = append(list, f)
			}
		}
		for _, f := range list {
			ok(w.app.register.Assign(w.overseer(f), f.id, 0, o.id))
			people = append(people, f.id)
		}
	})
	w.on(-90, 10, func() {
		individual = w.thread(o, contracts.CaseWork, "转学适应", people[:1], "孩子转学后不爱说话。目标：两个月内愿意在课堂上举手发言，有两个能一起玩的同学。", 10)
		group = w.thread(o, contracts.GroupWork, "伙伴小组", people[1:6], "五名儿童课后缺少同伴。目标：通过八次小组活动学会表达情绪、请求和提供帮助。", -3)
	})
	for i := range seedServiceCount {
		w.planService(o, i, -88+i*7/2, func() (p []string, threads map[contracts.ServiceKind]string) {
			return people, map[contracts.ServiceKind]string{contracts.CaseWork: individual, contracts.GroupWork: group}
		})
	}
	w.on(-8, 17, func() { w.logOverlap(o, people) })
	w.on(-2, 16, func() {
		c := servicelog.Content{Kind: contracts.HomeVisit, ContractID: o.deals[0].id, From: w.instant(-2, 14), To: w.instant(-2, 15), Workers: []string{o.worker}, People: people[7:8]}
		ok(w.app.servicelog.Create(w.as(o.worker), c))
	})
	w.planNotes(o, &individual, &group)
	w.planClosed(o, &people)
}

// planService plans the i-th service on a day, its handing in on the same day and what happens to it on the next.
func (w *seed) planService(o *seedOrg, i, n int, now func() ([]string, map[contracts.ServiceKind]string)) {
	var made string
	w.on(n, 16, func() {
		people, threads := now()
		made = w.logService(o, &seedServices[i%len(seedServices)], n, people, threads)
	})
	s, lead := w.app.servicelog, func() ctxOf { return w.as(o.lead) }
	if i >= seedServiceCount-2 {
		return // waits for the lead
	}
	w.on(n+1, 9, func() {
		switch i {
		case seedServiceCount - 3:
			ok(s.Return(lead(), made, 0, "请补充本次服务的结果和下一步安排。"))
		case seedServiceCount - 4:
			ok(s.Approve(lead(), made, 0))
			ok(s.Void(w.staff("approver"), made, 0, "抽查发现当日活动未举行，记录有误。"))
		default:
			ok(s.Approve(lead(), made, 0))
		}
	})
}

// logService writes the service, with its list if it was for many, and hands it in.
func (w *seed) logService(o *seedOrg, v *seedService, n int, people []string, threads map[contracts.ServiceKind]string) string {
	from := w.instant(n, 10)
	c := servicelog.Content{
		Kind: v.kind, ContractID: o.deals[0].id, ThreadID: threads[v.kind], From: from, To: from.Add(time.Duration(v.minutes) * time.Minute), Workers: []string{o.worker},
		Counts: v.others, Texts: servicelog.Texts{Place: v.place, Content: v.content, Result: v.result, Next: v.next},
	}
	for _, p := range v.people {
		c.People = append(c.People, people[p])
	}
	many := len(c.People) > 3 || len(c.Counts) > 0
	if !many {
		c.Satisfaction = int64(4 + n&1)
	}
	if len(c.Counts) > 0 {
		c.Workers = append(c.Workers, o.admin)
	}
	if len(c.People) == 0 {
		c.Region = w.villages[0].Path
	}
	by := w.as(o.worker)
	e := ok(w.app.servicelog.Create(by, c))
	if many {
		w.attach(by, e.ID, "record", "签到表.pdf")
	}
	return ok(w.app.servicelog.Submit(by, e.ID, 0)).ID
}

// logOverlap has the administrator hand in a service at the time of another one with the same person.
func (w *seed) logOverlap(o *seedOrg, people []string) {
	v, by := &seedServices[2], w.as(o.admin)
	from := w.instant(-8, 10).Add(30 * time.Minute)
	e := ok(w.app.servicelog.Create(by, servicelog.Content{
		Kind: v.kind, ContractID: o.deals[0].id, From: from, To: from.Add(time.Hour), Workers: []string{o.admin}, People: people[1:7],
		Texts: servicelog.Texts{Place: v.place, Content: v.content, Result: v.result},
	}))
	ok(w.app.servicelog.Submit(by, e.ID, 0))
}

func (w *seed) thread(o *seedOrg, kind contracts.ServiceKind, title string, people []string, plan privacy.Secret, review int) string {
	return ok(w.app.servicelog.CreateThread(w.as(o.worker), servicelog.ThreadContent{
		Kind: kind, ContractID: o.deals[0].id, Title: title, People: people, Plan: plan, Start: region.DayOf(w.clock.now()), ReviewBy: w.day(review),
	})).ID
}

// planNotes adds reviews and supervision to the threads that go on; the review of the group is overdue.
func (w *seed) planNotes(o *seedOrg, individual, group *string) {
	s := w.app.servicelog
	note := func(text privacy.Secret, next int) servicelog.NewNote {
		n := servicelog.NewNote{On: region.DayOf(w.clock.now()), Text: text}
		if next != 0 {
			n.ReviewBy = w.day(next)
		}
		return n
	}
	w.on(-55, 11, func() {
		ok(s.AddReview(w.as(o.worker), *individual, 0, note("已能和同桌说话，课堂上仍不举手。继续每两周一次面谈，增加与班主任的联系。", -20)))
		ok(s.AddReview(w.as(o.worker), *group, 0, note("前三次活动出席稳定，组员开始互相称呼名字。下一阶段增加合作任务。", -3)))
	})
	w.on(-45, 11, func() {
		ok(s.Supervise(w.as(o.lead), *individual, 0, note("目标可再细化到每周一次举手；面谈记录要写清孩子自己的说法。", 0)))
		ok(s.Supervise(w.as(o.lead), *group, 0, note("注意两名较安静的组员，分组时轮换搭档。", 0)))
	})
	w.on(-20, 11, func() {
		ok(s.AddReview(w.as(o.worker), *individual, 0, note("两周内举手三次，课间和两名同学一起玩。再跟进一个月后考虑结案。", 10)))
	})
}

// planClosed plans case work that reached its aims.
func (w *seed) planClosed(o *seedOrg, people *[]string) {
	var made string
	w.on(-80, 11, func() {
		made = w.thread(o, contracts.CaseWork, "隔代沟通", (*people)[5:6], "孩子与祖辈常为手机使用争吵。目标：一个月内商定并遵守家庭手机约定。", -50)
	})
	w.on(-48, 15, func() {
		ok(w.app.servicelog.CloseThread(w.as(o.worker), made, 0, servicelog.NewNote{
			On: region.DayOf(w.clock.now()), Text: "家庭手机约定执行三周，争吵明显减少，祖孙都同意结案。", Outcome: servicelog.Achieved,
		}))
	})
}
