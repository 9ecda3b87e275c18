package accounts

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// Templates are the texts of this feature's messages. {code} is a secret, {mobile} a masked number.
var Templates = []notify.Template{
	{
		Name: "account.code", Weight: notify.Essential,
		ZH: notify.Text{Subject: "登录验证码", Body: "您的同行平台登录验证码是 {code}，5 分钟内有效。请勿告诉任何人。"},
		EN: notify.Text{Subject: "Your login code", Body: "Your Tongxing login code is {code}. It is good for 5 minutes. Do not tell it to anybody."},
	}, {
		Name: "account.mobile_code", Weight: notify.Essential,
		ZH: notify.Text{Subject: "更换手机号验证码", Body: "您正在把同行平台账号的手机号更换为 {mobile}，验证码是 {code}，5 分钟内有效。如非本人办理，请勿告诉任何人，并联系所在机构或民政部门。"},
		EN: notify.Text{Subject: "A code to change your mobile", Body: "The mobile of your Tongxing account is about to become {mobile}; the code is {code}, good for 5 minutes. If it is not you, tell it to nobody and call your organisation or the civil-affairs office."},
	}, {
		Name: "account.step_up_code", Weight: notify.Essential,
		ZH: notify.Text{Subject: "身份验证码", Body: "您正在同行平台办理需要验证身份的事项，验证码是 {code}，5 分钟内有效。如非本人办理，请勿告诉任何人，并立即退出其他设备的登录。"},
		EN: notify.Text{Subject: "A code to confirm that it is you", Body: "Your Tongxing account is about to do something that needs a proof of you; the code is {code}, good for 5 minutes. If it is not you, tell it to nobody and log your other devices out."},
	}, {
		Name: "account.mobile_changed", Weight: notify.Essential,
		ZH: notify.Text{Subject: "手机号已更换", Body: "您的账号手机号已更换为 {mobile}（{how_zh}）。今后用新号码登录和接收通知，报名、时长和档案不变。如非本人办理，请立即联系所在机构或民政部门。"},
		EN: notify.Text{Subject: "Your mobile has changed", Body: "The mobile of your account is now {mobile} ({how_en}). Log in with it from now on; sign-ups, hours and profile stay as they are. If it was not you, call your organisation or the civil-affairs office at once."},
	}, {
		Name: "account.mobile_left", Weight: notify.Essential,
		ZH: notify.Text{Subject: "此号码已不再用于同行平台", Body: "您的同行平台账号已改用新手机号 {mobile}（{how_zh}），此号码不再用于登录和通知。如非本人办理，请立即联系所在机构或民政部门。"},
		EN: notify.Text{Subject: "This number is no longer used", Body: "Your Tongxing account now uses {mobile} ({how_en}); this number no longer logs in and gets no messages. If it was not you, call your organisation or the civil-affairs office at once."},
	}, {
		Name: "account.identity",
		ZH:   notify.Text{Subject: "身份证号码已核验", Body: "管理员已核对您的身份证，您的账号可以办理需要本人身份的工作。如您没有出示过身份证，请立即联系所在机构或民政部门。"},
		EN:   notify.Text{Subject: "Your ID number is verified", Body: "An administrator has seen your ID card; your account may now do the work that needs a known person. If you showed no card, call your organisation or the civil-affairs office at once."},
	}, {
		Name: "account.identity_corrected", Weight: notify.Essential,
		ZH: notify.Text{Subject: "身份证号码已更正", Body: "管理员核对您的身份证后，更正了您账号登记的身份证号码。如您没有出示过身份证，请立即联系所在机构或民政部门。"},
		EN: notify.Text{Subject: "Your ID number was corrected", Body: "An administrator has seen your ID card and corrected the ID number of your account. If you showed no card, call your organisation or the civil-affairs office at once."},
	}, {
		Name: "account.sso_linked", Weight: notify.Essential,
		ZH: notify.Text{Subject: "账号已关联{provider_zh}", Body: "您的账号已关联{provider_zh}（{how_zh}），今后可从那里登录。如非本人办理，请立即在个人设置中解除关联，并联系管理员。"},
		EN: notify.Text{Subject: "Your account is linked to {provider_en}", Body: "Your account is linked to {provider_en} ({how_en}), and you may log in from there. If it was not you, remove the link in your settings at once and tell your administrator."},
	}, {
		Name: "account.sso_unlinked", Weight: notify.Essential,
		ZH: notify.Text{Subject: "账号已解除与{provider_zh}的关联", Body: "您的账号已解除与{provider_zh}的关联，不能再从那里登录，密码登录不受影响。如非本人办理，请联系管理员。"},
		EN: notify.Text{Subject: "Your account is no longer linked to {provider_en}", Body: "Your account is no longer linked to {provider_en}; log in with your password. If it was not you, tell your administrator."},
	}, {
		Name: "account.token_made", Weight: notify.Essential,
		ZH: notify.Text{Subject: "已新建访问令牌“{token}”", Body: "您的账号已新建访问令牌“{token}”，程序可用它以您的身份访问平台。如非本人操作，请立即在“登录安全”中撤销该令牌、修改密码，并联系管理员。"},
		EN: notify.Text{Subject: "New access token “{token}”", Body: "Your account has a new access token “{token}”, with which a program acts on your behalf. If it was not you, revoke it under Login security, change your password and tell your administrator."},
	}, {
		Name: "account.org_token_made", Weight: notify.Essential,
		ZH: notify.Text{Subject: "机构已新建访问令牌“{token}”", Body: "本机构已新建访问令牌“{token}”，程序可用它以本机构的身份访问平台。如不知情，请在机构页面查看并撤销。"},
		EN: notify.Text{Subject: "New access token “{token}” of your organisation", Body: "Your organisation has a new access token “{token}”, with which a program acts on its behalf. If you do not know of it, look at it on the organisation's page and revoke it."},
	}, {
		Name: "account.role_given",
		ZH:   notify.Text{Subject: "您有新的角色：{role_zh}", Body: "您的账号已被授予角色“{role_zh}”。如非本人工作需要，请联系管理员。"},
		EN:   notify.Text{Subject: "A new role: {role_en}", Body: "Your account was given the role “{role_en}”. If you did not expect this, tell your administrator."},
	}, {
		Name: "account.role_ended", Weight: notify.Essential,
		ZH: notify.Text{Subject: "角色已结束：{role_zh}", Body: "您的角色“{role_zh}”已结束。如有疑问，请联系管理员。"},
		EN: notify.Text{Subject: "A role has ended: {role_en}", Body: "Your role “{role_en}” has ended. If you have questions, ask your administrator."},
	}, {
		Name: "account.password_changed", Weight: notify.Essential,
		ZH: notify.Text{Subject: "密码已修改", Body: "您的账号密码已修改，其他设备已退出登录。如非本人操作，请立即联系管理员。"},
		EN: notify.Text{Subject: "Password changed", Body: "Your password was changed and other devices were logged out. If it was not you, tell your administrator at once."},
	}, {
		Name: "account.password_reset", Weight: notify.Essential,
		ZH: notify.Text{Subject: "密码已重置", Body: "{by} 已重置您的账号密码，所有设备已退出登录，{until} 之前该账号不能办理涉及资金的事项。{how}如非您本人要求，请立即联系所在机构或民政部门。"},
		EN: notify.Text{Subject: "Password reset", Body: "{by_en} has reset your password; all devices were logged out, and until {until} the account takes no steps over money. {how_en}If you did not ask for it, call your organisation or the civil-affairs office at once."},
	}, {
		Name: "account.password_link", Weight: notify.Essential,
		ZH: notify.Text{Subject: "请设置新密码", Body: "{by} 已重置您的同行平台账号 {login} 的密码。请在 {until} 前用您自己的设备打开链接设置新密码，只能用一次，请勿转发：{link} 如非您本人要求，请立即联系所在机构或民政部门。"},
		EN: notify.Text{Subject: "Set a new password", Body: "{by_en} has reset the password of your Tongxing account {login}. Set a new one on your own device before {until}; the link works once, pass it to nobody: {link} If you did not ask for it, call your organisation or the civil-affairs office at once."},
	}, {
		Name: "account.first_link", Weight: notify.Essential,
		ZH: notify.Text{Subject: "请设置登录密码", Body: "{by} 为您开通了同行平台账号，登录名 {login}。请在 {until} 前用您自己的设备打开链接设置密码，只能用一次，请勿转发：{link}"},
		EN: notify.Text{Subject: "Set your password", Body: "{by_en} has made you a Tongxing account, login name {login}. Set its password on your own device before {until}; the link works once, pass it to nobody: {link}"},
	}, {
		Name: "account.factor_added", Weight: notify.Essential,
		ZH: notify.Text{Subject: "已添加两步验证方式", Body: "您的账号已添加新的两步验证方式（验证器应用或通行密钥）。如非本人操作，请立即联系管理员。"},
		EN: notify.Text{Subject: "A second factor was added", Body: "An authenticator app or a passkey was added to your account. If it was not you, tell your administrator at once."},
	}, {
		Name: "account.factor_removed", Weight: notify.Essential,
		ZH: notify.Text{Subject: "已移除两步验证方式", Body: "您的账号已移除一种两步验证方式（验证器应用或通行密钥）。如非本人操作，请立即联系管理员。"},
		EN: notify.Text{Subject: "A second factor was removed", Body: "An authenticator app or a passkey was removed from your account. If it was not you, tell your administrator at once."},
	}, {
		Name: "account.factor_reset", Weight: notify.Essential,
		ZH: notify.Text{Subject: "管理员已解除您的两步验证", Body: "管理员已解除您账号的两步验证，所有设备已退出登录。请用密码登录后重新设置。如您未提出申请，请立即联系上级管理员。"},
		EN: notify.Text{Subject: "An administrator removed your second factor", Body: "An administrator has removed the second factor of your account and all devices were logged out. Log in with your password and set one up again. If you did not ask for this, tell a higher administrator at once."},
	}, {
		Name: "account.recovery_codes", Weight: notify.Essential,
		ZH: notify.Text{Subject: "恢复码已更换", Body: "您的账号已生成新的恢复码，旧恢复码全部作废。如非本人操作，请立即联系管理员。"},
		EN: notify.Text{Subject: "New recovery codes", Body: "New recovery codes were made for your account; the old ones are no longer good. If it was not you, tell your administrator at once."},
	}, {
		Name: "account.recovery_used", Weight: notify.Essential,
		ZH: notify.Text{Subject: "恢复码已使用", Body: "您的账号刚刚使用一个恢复码通过了身份验证。如非本人操作，请立即联系管理员。"},
		EN: notify.Text{Subject: "A recovery code was used", Body: "A recovery code of your account has just been used to prove who you are. If it was not you, tell your administrator at once."},
	},
}

// sendCode queues the code for the account, or for the account that a login will create.
func (s *Service) sendCode(ctx context.Context, c code, secret privacy.Secret, use codeUse) error {
	return s.Outbox.Queue(ctx, notify.Message{
		Key: codeKey(c), To: c.UserID, Template: use.template, Subject: c.UserID, Data: use.data,
		Secret: map[string]string{"code": secret.Reveal()}, Channels: []notify.Channel{notify.BySMS}, Urgent: true, ExpiresAt: c.ExpiresAt,
	})
}

func codeKey(c code) string { return "account.code/" + c.UserID + "/" + c.Nonce }

// tellRole queues the message that a role was given or has ended.
func (s *Service) tellRole(ctx context.Context, template, userID string, b Binding) error {
	role := string(b.Role)
	return s.Outbox.Queue(ctx, notify.Message{
		Key: template + "/" + userID + "/" + b.ID, To: userID, Template: template, Subject: userID,
		Data: map[string]string{"role_zh": auth.RoleWords.Of(role, "zh"), "role_en": auth.RoleWords.Of(role, "en")},
	})
}

// tellIdentity queues the message that the account's ID number was verified.
func (s *Service) tellIdentity(ctx context.Context, u *User) error {
	return s.Outbox.Queue(ctx, notify.Message{
		Key: "account.identity/" + u.ID, To: u.ID, Template: "account.identity", Subject: u.ID,
	})
}

// tellAccess queues the message of the template that a way into the account was changed at the time, which is part of the message's key.
func (s *Service) tellAccess(ctx context.Context, template, userID string, at time.Time) error {
	return s.Outbox.Queue(ctx, notify.Message{
		Key: template + "/" + userID + "/" + at.Format(time.RFC3339Nano), To: userID, Template: template, Subject: userID,
	})
}

// tellReset queues the message who reset the password, to every address of the person but the one that gets the link. A command is followed by the
// generated password.
func (s *Service) tellReset(ctx context.Context, u *User, sent PasswordSent) error {
	by, err := s.makerName(ctx, u.ResetBy)
	if err != nil {
		return err
	}
	data := map[string]string{
		"by": cmp.Or(by, "管理员"), "by_en": cmp.Or(by, "An administrator"), "until": u.ResetAt.Add(auth.ResetHold).In(region.Shanghai).Format("2006-01-02 15:04"),
		"how": "设置新密码的链接已发送至 " + sent.To + "。", "how_en": "A link with which to set a new one went to " + sent.To + ". ",
	}
	switch sent.Way {
	case "":
		data["how"], data["how_en"] = "请向其领取新密码，登录后立即修改。", "Get the new one from them and change it when you log in. "
	case TokenPrinted:
		data["how"], data["how_en"] = "请领取密码单，由另一位管理员确认交付后自行设置新密码。", "Get the printed sheet and, when another administrator has confirmed that you hold it, set a new one. "
	}
	channels := []notify.Channel{notify.InApp, notify.ByEmail, notify.BySMS}
	return s.Outbox.Queue(ctx, notify.Message{
		Key: "account.password_reset/" + u.ID + "/" + u.ResetAt.Format(time.RFC3339Nano), To: u.ID, Template: "account.password_reset", Subject: u.ID, Data: data,
		Channels: slices.DeleteFunc(channels, func(c notify.Channel) bool { return string(c) == string(sent.Way) }), Urgent: true,
	})
}

// sendLink queues the message with the link of the account's token, if the token is a link.
func (s *Service) sendLink(ctx context.Context, template string, u *User, origin string, secret privacy.Secret) error {
	t := u.PasswordToken
	if t == nil || t.Way == TokenPrinted {
		return nil
	}
	by, err := s.makerName(ctx, t.MadeBy)
	if err != nil {
		return err
	}
	return s.Outbox.Queue(ctx, notify.Message{
		Key: linkKey(u), To: u.ID, Template: template, Subject: u.ID,
		Data:     map[string]string{"login": u.Login, "until": t.ExpiresAt.In(region.Shanghai).Format("2006-01-02 15:04")},
		Secret:   map[string]string{"link": linkAddress(origin, secret), "by": cmp.Or(by, "管理员"), "by_en": cmp.Or(by, "An administrator")},
		Channels: []notify.Channel{notify.Channel(t.Way)}, Urgent: true, ExpiresAt: t.ExpiresAt,
	})
}

// makerName returns the name of who acted on an account; empty for a job.
func (s *Service) makerName(ctx context.Context, userID string) (string, error) {
	names, err := s.Names(ctx, userID)
	return names[userID], err
}

// tellMobile queues the messages that the account's mobile is now the number: to the person, and to the former number under the id
// that leaveMobile returned; empty for none.
func (s *Service) tellMobile(ctx context.Context, userID, former string, number privacy.Secret, staff bool) error {
	data := map[string]string{"mobile": privacy.MaskMobile(number.Reveal()), "how_zh": "本人更换", "how_en": "changed with the codes"}
	if staff {
		data["how_zh"], data["how_en"] = "工作人员核对身份证后更换", "changed by staff who saw the ID card"
	}
	at := "/" + userID + "/" + s.now().Format(time.RFC3339Nano)
	err := s.Outbox.Queue(ctx, notify.Message{Key: "account.mobile_changed" + at, To: userID, Template: "account.mobile_changed", Subject: userID, Data: data})
	if err != nil || former == "" {
		return err
	}
	return s.Outbox.Queue(ctx, notify.Message{
		Key: "account.mobile_left" + at, To: former, Template: "account.mobile_left", Subject: userID, Data: data,
		Channels: []notify.Channel{notify.BySMS}, Urgent: true,
	})
}

// tellLink queues the message that the link was made or removed.
func (s *Service) tellLink(ctx context.Context, template string, l Link) error {
	data := map[string]string{"provider_zh": l.Provider, "provider_en": l.Provider, "how_zh": LinkWayWords.Of(string(l.Way), "zh"), "how_en": LinkWayWords.Of(string(l.Way), "en")}
	if p, err := s.provider(l.Provider); err == nil {
		data["provider_zh"], data["provider_en"] = p.NameZH, p.NameEN
	}
	return s.Outbox.Queue(ctx, notify.Message{
		Key: template + "/" + l.UserID + "/" + s.now().Format(time.RFC3339Nano), To: l.UserID, Template: template, Subject: l.UserID, Data: data,
	})
}

// StillApplies reports whether a queued message of this feature is still true. A code is sent only while it is unused and
// the latest of its number, and a link while it is the latest of its account.
func (s *Service) StillApplies(ctx context.Context, m notify.Message) (bool, error) {
	if strings.HasPrefix(m.Key, "account.password_link/") {
		return s.linkApplies(ctx, m)
	}
	if !strings.HasPrefix(m.Key, "account.code/") {
		return true, nil
	}
	c, found, err := s.store.codeOf(ctx, m.To)
	return found && codeKey(c) == m.Key && c.open(s.now()), err
}
