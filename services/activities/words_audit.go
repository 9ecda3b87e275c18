package activities

import "github.com/tongxing-platform/tongxing/services/platform/words"

// auditActions are the words for the audit actions of this package: what somebody did, as the audit page says it after the name.
var auditActions = []words.Word{
	{"activity.archived", "活动归档期满", "archived an activity"},
	{"activity.cancel", "取消活动", "cancelled an activity"},
	{"activity.create", "起草活动", "created an activity"},
	{"activity.edit", "修改活动", "edited an activity"},
	{"activity.ended", "标记活动结束", "marked an activity as over"},
	{"activity.import", "导入活动", "imported past activities"},
	{"activity.ongoing", "标记活动开始", "marked an activity as begun"},
	{"activity.publish", "发布活动", "published an activity"},
	{"activity.published", "重新开放报名", "opened the sign-up of an activity again"},
	{"activity.record", "归档活动", "recorded an activity"},
	{"activity.return", "退回修改", "returned an activity"},
	{"activity.signup_closed", "截止报名", "closed the sign-up of an activity"},
	{"activity.submit", "提交发布", "handed in an activity"},
	{"signup.absent", "标记缺席", "marked a volunteer as absent"},
	{"signup.attend", "标记到场", "marked a volunteer as attended"},
	{"signup.confirm", "确认报名", "confirmed a sign-up"},
	{"signup.create", "报名活动", "signed up for an activity"},
	{"signup.decline", "婉拒报名", "declined a sign-up"},
	{"signup.drop", "停止志愿者的报名", "ended the sign-up of a stopped volunteer"},
	{"signup.miss", "改记为缺席", "marked a volunteer as absent afterwards"},
	{"signup.promote", "候补递补", "moved up a sign-up from the waiting list"},
	{"signup.queue", "候补转入待审核", "moved a waiting sign-up up to a decision"},
	{"signup.release", "因活动取消而结束报名", "ended a sign-up with its cancelled activity"},
	{"signup.withdraw", "撤回报名", "withdrew a sign-up"},
}
