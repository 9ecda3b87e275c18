package accounts

import (
	"context"
	"strings"
	"time"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// Templates are the texts of this feature's messages. {code} is a secret.
var Templates = []notify.Template{
	{
		Name: "account.code", Weight: notify.Essential,
		ZH: notify.Text{Subject: "登录验证码", Body: "您的同行平台登录验证码是 {code}，5 分钟内有效。请勿告诉任何人。"},
		EN: notify.Text{Subject: "Your login code", Body: "Your Tongxing login code is {code}. It is good for 5 minutes. Do not tell it to anybody."},
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
		ZH: notify.Text{Subject: "密码已重置", Body: "管理员已重置您的账号密码，所有设备已退出登录。请向管理员领取新密码，登录后立即修改。"},
		EN: notify.Text{Subject: "Password reset", Body: "An administrator has reset your password and all devices were logged out. Get the new one from them and change it when you log in."},
	},
}

// sendCode queues the code for the account, or for the account that a login will create.
func (s *Service) sendCode(ctx context.Context, c code, secret privacy.Secret) error {
	return s.Outbox.Queue(ctx, notify.Message{
		Key: codeKey(c), To: c.UserID, Template: "account.code", Subject: c.UserID,
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

// tellPassword queues the message that the password was changed at the time, which is part of the message's key.
func (s *Service) tellPassword(ctx context.Context, template, userID string, at time.Time) error {
	return s.Outbox.Queue(ctx, notify.Message{
		Key: template + "/" + userID + "/" + at.Format(time.RFC3339Nano), To: userID, Template: template, Subject: userID,
	})
}

// StillApplies reports whether a queued message of this feature is still true. A code is sent only while it is unused and
// the latest of its number.
func (s *Service) StillApplies(ctx context.Context, m notify.Message) (bool, error) {
	if !strings.HasPrefix(m.Key, "account.code/") {
		return true, nil
	}
	c, found, err := s.store.codeOf(ctx, m.To)
	return found && codeKey(c) == m.Key && c.open(s.now()), err
}
