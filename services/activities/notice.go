package activities

import (
	"fmt"
	"time"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/feature"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// Templates are the texts of this feature's messages. {when} is the start in Shanghai, {place} the address.
var Templates = []notify.Template{
	{
		Name: "activity.confirmed",
		ZH:   notify.Text{Subject: "报名成功：{title}", Body: "您已报名“{title}”，时间 {when}，地点 {place}。不能参加请尽早请假。"},
		EN:   notify.Text{Subject: "You have a place: {title}", Body: "You have a place on “{title}”, {when}, {place}. If you cannot come, please withdraw early."},
	}, {
		Name: "activity.pending",
		ZH:   notify.Text{Subject: "报名待审核：{title}", Body: "您报名的“{title}”（{when}）正等待机构审核，结果会再通知您。"},
		EN:   notify.Text{Subject: "Waiting for a decision: {title}", Body: "The organisation will decide on your sign-up for “{title}” ({when}); you will be told."},
	}, {
		Name: "activity.waitlisted",
		ZH:   notify.Text{Subject: "候补第 {position} 位：{title}", Body: "“{title}”（{when}）名额已满，您排在候补第 {position} 位，有空位会按顺序自动递补并通知您。"},
		EN:   notify.Text{Subject: "Number {position} in line: {title}", Body: "“{title}” ({when}) is full. You are number {position} in line; places go out in turn and you will be told."},
	}, {
		Name: "activity.promoted", Weight: notify.Essential,
		ZH: notify.Text{Subject: "候补成功：{title}", Body: "有人退出，您已递补参加“{title}”，时间 {when}，地点 {place}。不能参加请立即请假。"},
		EN: notify.Text{Subject: "A place became free: {title}", Body: "You have moved up to a place on “{title}”, {when}, {place}. If you cannot come, please withdraw at once."},
	}, {
		Name: "activity.declined", Weight: notify.Essential,
		ZH: notify.Text{Subject: "报名未通过：{title}", Body: "您报名的“{title}”（{when}）未通过，原因见平台中的报名记录。"},
		EN: notify.Text{Subject: "Not accepted: {title}", Body: "Your sign-up for “{title}” ({when}) was not accepted; the reason is shown with your sign-up."},
	}, {
		Name: "activity.changed", Weight: notify.Essential,
		ZH: notify.Text{Subject: "活动有变动：{title}", Body: "“{title}”的时间由 {old_when} 改为 {when}，地点由 {old_place} 改为 {place}。不能参加请请假。"},
		EN: notify.Text{Subject: "Changed: {title}", Body: "“{title}” was {old_when} at {old_place}; it is now {when} at {place}. If you cannot come, please withdraw."},
	}, {
		Name: "activity.cancelled", Weight: notify.Essential,
		ZH: notify.Text{Subject: "活动取消：{title}", Body: "“{title}”（{when}）已取消，请勿前往。原因：{reason}"},
		EN: notify.Text{Subject: "Cancelled: {title}", Body: "“{title}” ({when}) is cancelled; please do not come. Reason: {reason}"},
	}, {
		Name: "activity.reminder", Weight: notify.Essential,
		ZH: notify.Text{Subject: "活动提醒：{title}", Body: "“{title}”将于 {when} 开始，地点 {place}。请准时到场扫码签到。"},
		EN: notify.Text{Subject: "Coming up: {title}", Body: "“{title}” begins {when}, {place}. Please be on time and check in with the QR code."},
	}, {
		Name: "activity.withdrawn", Weight: notify.Essential,
		ZH: notify.Text{Subject: "有志愿者临时退出：{title}", Body: "{who}（编号 {no}）在“{title}”（{when}）开始前 24 小时内请假，原因：{reason}。候补递补 {moved} 人后，现有 {taken}/{capacity} 人。"},
		EN: notify.Text{Subject: "Late withdrawal: {title}", Body: "{who} ({no}) withdrew from “{title}” ({when}) within 24 hours of the start: {reason}. {moved} moved up from the waiting list; {taken} of {capacity} places are taken now."},
	}, {
		Name: "activity.published",
		ZH:   notify.Text{Subject: "活动已发布：{title}", Body: "“{title}”（{when}）已通过审核并发布。"},
		EN:   notify.Text{Subject: "Published: {title}", Body: "“{title}” ({when}) was approved and is published."},
	}, {
		Name: "activity.returned",
		ZH:   notify.Text{Subject: "活动被退回：{title}", Body: "“{title}”（{when}）被退回，原因：{reason}。修改后可再次提交。"},
		EN:   notify.Text{Subject: "Returned: {title}", Body: "“{title}” ({when}) was returned: {reason}. Correct it and submit again."},
	},
}

// about returns a message about a sign-up without its data. Its key holds the time of the status, so that a sign-up that
// returns to a status sends the message again.
func about(template string, su *Signup, a *Activity, expires bool) notify.Message {
	m := notify.Message{
		Key:      fmt.Sprintf("%s/%s/%d", template, su.ID, su.StatusAt.UnixMilli()),
		To:       su.VolunteerID,
		Template: template,
		Subject:  su.ID,
		Data:     data(a),
	}
	if expires {
		m.ExpiresAt = a.Start
	}
	return m
}

func data(a *Activity) map[string]string {
	return map[string]string{
		"title": a.Title, "when": when(a.Start), "place": a.Address, "activity": a.ID, "at": a.Start.Format(time.RFC3339),
	}
}

func when(t time.Time) string { return t.In(region.Shanghai).Format("2006-01-02 15:04") }

// bookedMessage has the Turn of the sign-up in its key, so that many sign-ups at once insert neighbouring keys and write few
// pages of the outbox's index.
func bookedMessage(su *Signup, a *Activity, position int64) notify.Message {
	m := about("activity."+string(su.Status), su, a, true)
	m.Key = fmt.Sprintf("%s/%s/%06d/%d", m.Template, a.ID, su.Turn, su.StatusAt.UnixMilli())
	if position > 0 {
		m.Data["position"] = fmt.Sprint(position)
	}
	return m
}

func promotedMessage(su *Signup, a *Activity) notify.Message {
	m := about("activity.promoted", su, a, true)
	m.Urgent = a.Start.Sub(su.StatusAt) < 12*time.Hour
	return m
}

// withdrawnMessage tells the leader of a late withdrawal after which the number of sign-ups has moved up from the waiting list.
func withdrawnMessage(su *Signup, a *Activity, who feature.Name, moved int64) notify.Message {
	m := about("activity.withdrawn", su, a, true)
	m.To, m.Urgent = a.Leader, a.Start.Sub(su.StatusAt) < 12*time.Hour
	m.Data["who"], m.Data["no"], m.Data["reason"] = who.Text, who.No, su.Reason
	m.Data["taken"], m.Data["capacity"], m.Data["moved"] = fmt.Sprint(a.Taken+moved), fmt.Sprint(a.Capacity), fmt.Sprint(moved)
	return m
}

func changedMessages(live []Signup, old, a *Activity, now time.Time) []notify.Message {
	list := make([]notify.Message, 0, len(live))
	for i := range live {
		m := about("activity.changed", &live[i], a, true)
		m.Key = fmt.Sprintf("activity.changed/%s/%d", live[i].ID, a.Edition)
		m.Data["old_when"], m.Data["old_place"] = when(old.Start), old.Address
		m.Urgent = min(a.Start.Sub(now), old.Start.Sub(now)) < 12*time.Hour
		list = append(list, m)
	}
	return list
}

func cancelledMessages(live []Signup, a *Activity, now time.Time) []notify.Message {
	list := make([]notify.Message, 0, len(live))
	for i := range live {
		m := about("activity.cancelled", &live[i], a, false)
		m.ExpiresAt = a.End
		m.Data["reason"] = a.Reason
		m.Urgent = a.Start.Sub(now) < 12*time.Hour
		list = append(list, m)
	}
	return list
}

// reminders returns the messages to volunteers who were confirmed before the lead began. Later ones need no reminder.
func reminders(coming []Signup, a *Activity, lead string, since time.Time) []notify.Message {
	var list []notify.Message
	for i := range coming {
		if coming[i].StatusAt.After(since) {
			continue
		}
		m := about("activity.reminder", &coming[i], a, true)
		m.Key = fmt.Sprintf("activity.reminder/%s/%s/%d", coming[i].ID, lead, a.Start.UnixMilli())
		list = append(list, m)
	}
	return list
}

// submitterMessage tells the person who submitted the activity that it was published or returned.
func submitterMessage(a *Activity, template string) notify.Message {
	m := notify.Message{
		Key: fmt.Sprintf("%s/%s/%d", template, a.ID, a.StatusAt.UnixMilli()), To: a.SubmittedBy, Template: template, Subject: a.ID, Data: data(a),
	}
	m.Data["reason"] = a.Reason
	return m
}
