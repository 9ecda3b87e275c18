package attendance

import (
	"context"
	"fmt"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/activities"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// Templates are the texts of this feature's messages. They go to the volunteer, except record_due and record_overdue, which go to the leader.
var Templates = []notify.Template{
	{
		Name: "attendance.confirmed",
		ZH:   notify.Text{Subject: "时长已确认：{title}", Body: "您在“{title}”（{day}）的服务时长 {minutes} 分钟已确认。"},
		EN:   notify.Text{Subject: "Hours confirmed: {title}", Body: "Your {minutes} minutes on “{title}” ({day}) are confirmed."},
	}, {
		Name: "attendance.rejected",
		ZH:   notify.Text{Subject: "时长未通过：{title}", Body: "您在“{title}”（{day}）的考勤未通过，原因：{reason}"},
		EN:   notify.Text{Subject: "Hours not accepted: {title}", Body: "Your attendance at “{title}” ({day}) was not accepted: {reason}"},
	}, {
		Name: "attendance.upheld",
		ZH:   notify.Text{Subject: "异议已处理：{title}", Body: "您对“{title}”（{day}）时长的异议已核实，时长维持 {minutes} 分钟。说明：{reason}"},
		EN:   notify.Text{Subject: "Your objection was checked: {title}", Body: "Your hours on “{title}” ({day}) stay {minutes} minutes: {reason}"},
	}, {
		Name: "attendance.corrected",
		ZH:   notify.Text{Subject: "时长已更正：{title}", Body: "您在“{title}”（{day}）的时长已更正为 {minutes} 分钟，原因：{reason}"},
		EN:   notify.Text{Subject: "Hours corrected: {title}", Body: "Your hours on “{title}” ({day}) were corrected to {minutes} minutes: {reason}"},
	}, {
		Name: "attendance.voided",
		ZH:   notify.Text{Subject: "时长已作废：{title}", Body: "您在“{title}”（{day}）的时长已作废，原因：{reason}。如有异议请联系组织机构或民政部门。"},
		EN:   notify.Text{Subject: "Hours voided: {title}", Body: "Your hours on “{title}” ({day}) were voided: {reason}. Ask the organisation or civil affairs if you disagree."},
	}, {
		Name: "attendance.left_open", Weight: notify.Essential,
		ZH: notify.Text{Subject: "您忘记签退了：{title}", Body: "您在“{title}”（{day}）签到后没有签退，时长暂记为 0，请联系活动负责人补签退。"},
		EN: notify.Text{Subject: "You did not check out: {title}", Body: "You checked in to “{title}” ({day}) but not out; no time is counted until the leader settles it."},
	}, {
		Name: "attendance.agreement_asked", Weight: notify.Essential,
		ZH: notify.Text{Subject: "请确认补录时长：{title}", Body: "组织人员为您补录了“{title}”（{day}）的服务时长 {minutes} 分钟。属实的，请在服务记录里点“同意这条补录”；不属实的，不用理会，不会计入。"},
		EN: notify.Text{Subject: "Do you agree to these hours: {title}", Body: "Staff entered {minutes} minutes for you on “{title}” ({day}). If that is right, agree in the record of your stay; if not, do nothing and they do not count."},
	}, {
		Name: "attendance.agreement_code",
		ZH:   notify.Text{Subject: "补录时长验证码", Body: "组织人员为您补录“{title}”（{day}）服务时长 {minutes} 分钟。属实的，请把验证码 {code} 告诉工作人员，15 分钟内有效；不属实请勿告知。"},
		EN:   notify.Text{Subject: "Code for hours entered by hand", Body: "Staff entered {minutes} minutes for you on “{title}” ({day}). If that is right, tell them the code {code} within 15 minutes; otherwise tell it to nobody."},
	}, {
		Name: "attendance.record_due", Weight: notify.Essential,
		ZH: notify.Text{Subject: "请完成服务记录：{title}", Body: "“{title}”（{day}）已结束，请在 {due} 前核实考勤并完成记录（活动结束后 10 个工作日内）。"},
		EN: notify.Text{Subject: "Please record: {title}", Body: "“{title}” ({day}) is over. Please settle its attendance and record it by {due}, ten working days after its end."},
	}, {
		Name: "attendance.record_overdue", Weight: notify.Essential,
		ZH: notify.Text{Subject: "服务记录已逾期：{title}", Body: "“{title}”（{day}）的服务记录应于 {due} 前完成，现已逾期，请尽快核实考勤并完成记录。"},
		EN: notify.Text{Subject: "Overdue: the record of {title}", Body: "“{title}” ({day}) was to be recorded by {due}. Please settle its attendance and record it."},
	}, {
		Name: "attendance.certificate_issued",
		ZH:   notify.Text{Subject: "志愿服务证明已出具", Body: "您的志愿服务证明（编号 {no}）已出具，可在“我的证书”中查看和打印。"},
		EN:   notify.Text{Subject: "Certificate issued", Body: "Your volunteer service certificate {no} is issued; find it under My certificates."},
	}, {
		Name: "attendance.certificate_refused",
		ZH:   notify.Text{Subject: "证明申请未通过", Body: "您申请的志愿服务证明未能出具，原因：{reason}"},
		EN:   notify.Text{Subject: "Certificate not issued", Body: "Your request for a certificate was refused: {reason}"},
	}, {
		Name: "attendance.certificate_revoked",
		ZH:   notify.Text{Subject: "志愿服务证明已撤销", Body: "编号 {no} 的志愿服务证明因时长变动等原因已撤销，可重新申请。"},
		EN:   notify.Text{Subject: "Certificate revoked", Body: "Certificate {no} was revoked because its hours changed, or for another reason; you may ask for a new one."},
	},
}

// tell queues a message to the volunteer about the stay at the activity.
func (s *Service) tell(ctx context.Context, template string, a *Attendance, act *activities.Activity) error {
	return s.Outbox.Queue(ctx, notify.Message{
		Key:      fmt.Sprintf("%s/%s/%d", template, a.ID, a.Version),
		To:       a.VolunteerID,
		Template: template,
		Subject:  a.ID,
		Data: map[string]string{
			"title": act.Title, "day": a.Day, "minutes": fmt.Sprint(a.Minutes), "reason": a.Reason,
		},
	})
}

// tellOf returns a func that queues a message to the volunteer about a stay that an act has changed.
func (s *Service) tellOf(template string) func(context.Context, *stay) error {
	return func(ctx context.Context, t *stay) error {
		act, err := s.Activities.Get(ctx, t.ActivityID)
		if err != nil {
			return err
		}
		return s.tell(ctx, template, &t.Attendance, &act)
	}
}

// recordMessage asks the leader, or the organisation when the leader has left it, to record the activity, which is due on the day.
func recordMessage(template string, act *activities.Activity, due region.Day, to string) notify.Message {
	key := template + "/" + act.ID + "/" + string(due)
	if to != act.Leader { // told besides the leader who has left since
		key += "/" + to
	}
	return notify.Message{
		Key: key, To: to, Template: template, Subject: act.ID,
		Data: map[string]string{"title": act.Title, "day": day(act.Start), "due": string(due)},
	}
}

func certificateMessage(template string, c *Certificate) notify.Message {
	return notify.Message{
		Key: fmt.Sprintf("%s/%s/%d", template, c.ID, c.Version), To: c.VolunteerID, Template: template, Subject: c.ID,
		Data: map[string]string{"no": c.No, "reason": c.Reason},
	}
}
