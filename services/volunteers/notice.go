package volunteers

import (
	"context"
	"fmt"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// Templates are the texts of this feature's messages. {no} is the volunteer's own number, {org_name} an organisation's name, {skill} a
// skill, {until} the last day of its certificate, {ends} the day from which a clearance no longer holds.
var Templates = []notify.Template{
	{
		Name: "volunteer.verified",
		ZH:   notify.Text{Subject: "志愿者身份已核验", Body: "您的志愿者信息（编号 {no}）已核验，启用后即可报名活动。"},
		EN:   notify.Text{Subject: "Your identity was verified", Body: "Your volunteer profile ({no}) was verified. You can sign up once it is activated."},
	}, {
		Name: "volunteer.active",
		ZH:   notify.Text{Subject: "志愿者档案已启用", Body: "您的志愿者档案（编号 {no}）已启用，可以报名参加活动。"},
		EN:   notify.Text{Subject: "Your profile is active", Body: "Your volunteer profile ({no}) is active. You can sign up for activities."},
	}, {
		Name: "volunteer.frozen", Weight: notify.Essential,
		ZH: notify.Text{Subject: "志愿者档案已暂停使用", Body: "志愿者（编号 {no}）暂不能开展志愿服务。如有疑问，请联系所在机构或民政部门。"},
		EN: notify.Text{Subject: "A profile is frozen", Body: "The volunteer {no} cannot serve for the time being. Ask the organisation or the civil-affairs office."},
	}, {
		Name: "volunteer.released",
		ZH:   notify.Text{Subject: "志愿者档案已恢复", Body: "您的志愿者档案（编号 {no}）已恢复，可以报名参加活动。"},
		EN:   notify.Text{Subject: "Your profile is active again", Body: "Your volunteer profile ({no}) is active again."},
	}, {
		Name: "volunteer.join_asked",
		ZH:   notify.Text{Subject: "有志愿者申请加入", Body: "志愿者（编号 {no}）申请加入{org_name}，请审核。"},
		EN:   notify.Text{Subject: "Somebody wants to join", Body: "The volunteer {no} asks to join {org_name}. Please answer."},
	}, {
		Name: "volunteer.invited",
		ZH:   notify.Text{Subject: "{org_name}邀请您加入", Body: "{org_name}的名册上有您，邀请您加入。加入与否由您决定：请在“我的—入门步骤”里答复，30 天内有效。不答复就不会加入，对方也看不到您的资料。"},
		EN:   notify.Text{Subject: "{org_name} asks you to join", Body: "{org_name} has you on its roster and asks you to join. You decide: answer under “Me, First steps” within 30 days. Without your answer you do not join, and they see nothing of you."},
	}, {
		Name: "volunteer.joined",
		ZH:   notify.Text{Subject: "已加入{org_name}", Body: "您（志愿者编号 {no}）已加入{org_name}。如非本人意愿，可在个人档案中退出。"},
		EN:   notify.Text{Subject: "You belong to {org_name}", Body: "You (volunteer {no}) now belong to {org_name}. If you do not want that, leave it in your profile."},
	}, {
		Name: "volunteer.declined",
		ZH:   notify.Text{Subject: "加入申请未通过", Body: "{org_name}未通过您的加入申请，您可以选择其他机构。"},
		EN:   notify.Text{Subject: "Your request was declined", Body: "{org_name} did not take your request. You may ask another organisation."},
	}, {
		Name: "volunteer.stopped", Weight: notify.Essential,
		ZH: notify.Text{Subject: "【紧急】志愿者不能继续服务：{what}", Body: "志愿者（编号 {no}）{why}，不能继续服务，平台已停止：{what}。请在 {by} 前处理：核对人员安排，另行安排志愿者，并告知服务对象。"},
		EN: notify.Text{Subject: "URGENT: a volunteer may not go on: {what_en}", Body: "The volunteer {no} may not go on serving: {why_en}. Stopped: {what_en}. Please act by {by}: check who serves, find another volunteer, and tell those who expect them."},
	}, {
		Name: "volunteer.guardian_code",
		ZH:   notify.Text{Subject: "监护人同意验证码", Body: "{who}（志愿者编号 {no}）申请参加志愿服务，请您作为监护人阅读同意书（版本 {version}）。同意的，请当面输入验证码 {code}，15 分钟内有效；不同意请勿告知他人。"},
		EN:   notify.Text{Subject: "Code for the guardian's consent", Body: "{who} (volunteer {no}) wants to serve. As the guardian, please read the text (version {version}). If you agree, enter the code {code} yourself within 15 minutes; otherwise tell it to nobody."},
	}, {
		Name: "volunteer.guardian_withdrawn", Weight: notify.Essential,
		ZH: notify.Text{Subject: "监护人同意已撤回", Body: "志愿者 {who}（编号 {no}）的监护人同意已撤回，接触儿童或有危险的服务已停止。如监护人并未撤回，请重新凭验证码同意，并告知所在机构或民政部门。"},
		EN: notify.Text{Subject: "The guardian's consent was withdrawn", Body: "The guardian's consent for {who} (volunteer {no}) was withdrawn; service with children or danger has stopped. If the guardian did not withdraw it, agree again by a code and tell the organisation or the civil-affairs office."},
	}, {
		Name: "volunteer.skill_verified",
		ZH:   notify.Text{Subject: "技能已核验：{skill}", Body: "您的技能“{skill}”已核验证书，有效期至 {until}，可以报名需要该技能的活动。"},
		EN:   notify.Text{Subject: "Skill verified: {skill}", Body: "The certificate of your skill “{skill}” was seen. It is valid until {until}; you can sign up for activities that need the skill."},
	}, {
		Name: "volunteer.skill_withdrawn", Weight: notify.Essential,
		ZH: notify.Text{Subject: "技能核验已撤销：{skill}", Body: "您的技能“{skill}”的核验已撤销，需要该技能的报名已取消。请向所在机构出示证书原件重新核验。"},
		EN: notify.Text{Subject: "Skill no longer verified: {skill}", Body: "The verification of your skill “{skill}” was withdrawn and sign-ups that need it were ended. Show the certificate to your organisation again."},
	}, {
		Name: "volunteer.skill_expiring", Weight: notify.Essential,
		ZH: notify.Text{Subject: "技能证书即将到期：{skill}", Body: "志愿者（编号 {no}）的技能“{skill}”证书有效期至 {until}。请在此前向机构出示续期后的证书，由机构重新核验；到期后不能报名需要该技能的活动，之后才开始的活动的报名会取消。"},
		EN: notify.Text{Subject: "A certificate ends soon: {skill}", Body: "The certificate of volunteer {no} for the skill “{skill}” is valid until {until}. Show the organisation a newer one before then, to be verified again. After that day activities that need the skill are closed, and sign-ups for those that begin later are ended."},
	}, {
		Name: "volunteer.skill_expired", Weight: notify.Essential,
		ZH: notify.Text{Subject: "技能证书已到期：{skill}", Body: "志愿者（编号 {no}）的技能“{skill}”证书已于 {until} 到期。重新核验前不能报名需要该技能的活动；到期后才开始的活动，报名已取消。"},
		EN: notify.Text{Subject: "A certificate has ended: {skill}", Body: "The certificate of volunteer {no} for the skill “{skill}” was valid until {until}. Until a newer one is verified, activities that need the skill are closed; sign-ups for those that begin later were ended."},
	}, {
		Name: "volunteer.clearance_expiring", Weight: notify.Essential,
		ZH: notify.Text{Subject: "从业查询即将到期", Body: "志愿者（编号 {no}）的从业查询结果将于 {ends} 失效，请及时授权并办理新的查询，以免影响服务未成年人的活动。"},
		EN: notify.Text{Subject: "A clearance ends soon", Body: "The clearance of volunteer {no} ends on {ends}. Consent to and make a new query in time to go on serving children."},
	}, {
		Name: "volunteer.clearance_expired", Weight: notify.Essential,
		ZH: notify.Text{Subject: "从业查询已到期", Body: "志愿者（编号 {no}）的从业查询结果已于 {ends} 失效，重新查询前不能参加服务未成年人的活动。"},
		EN: notify.Text{Subject: "A clearance has ended", Body: "The clearance of volunteer {no} ended on {ends}. Until a new query they cannot serve children."},
	},
}

// notice is a message about the volunteer: to them, to the organisation named, or to all they belong to.
type notice struct {
	template string
	org      string // organisation that it is about
	orgName  string
	toOrg    bool
	toOrgs   bool
	skill    string
	until    region.Day
	once     string // part of the key; empty: the version of the profile, so that each event is told
}

// telling returns the func by which an act queues the notices.
func (s *Service) telling(list ...notice) func(context.Context, *Volunteer) error {
	return func(ctx context.Context, v *Volunteer) error { return s.tell(ctx, v, list...) }
}

// tell queues the notices.
func (s *Service) tell(ctx context.Context, v *Volunteer, list ...notice) error {
	var messages []notify.Message
	for _, n := range list {
		once := n.once
		if once == "" {
			once = fmt.Sprint(v.Version)
		}
		people := []string{v.ID}
		switch {
		case n.toOrg:
			people = []string{n.org}
		case n.toOrgs:
			people = v.OrgIDs
		}
		data := map[string]string{"no": v.No, "org": n.org, "org_name": n.orgName, "ends": "", "skill": n.skill, "until": string(n.until)}
		if !v.ClearanceValidTo.IsZero() {
			data["ends"] = string(region.DayOf(v.ClearanceValidTo))
		}
		for _, to := range people {
			messages = append(messages, notify.Message{
				Key: n.template + "/" + v.ID + "/" + once + "/" + to, To: to, Template: n.template, Subject: v.ID, Data: data,
			})
		}
	}
	if len(messages) == 0 {
		return nil
	}
	return s.Outbox.Queue(ctx, messages...)
}
