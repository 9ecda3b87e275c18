package volunteers

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// ConsentText is a text to which people agree. A change of the text needs a new version; people are then asked again.
type ConsentText struct {
	Code    string
	Version string
	ZH, EN  string
}

// ErrNotAgreed refuses volunteers who have an account and have not agreed to the present text about themselves.
var ErrNotAgreed = fault.New(fault.Conflict, "consent_needed", "Read and agree to the present text about your data first, in your profile.", "请先在“我的—个人资料”阅读并同意最新版本的个人信息说明。")

// OwnText is the text to which volunteers agree for themselves when they register.
var OwnText = ConsentText{
	Code: "volunteer", Version: "volunteer-2026-01",
	ZH: "我已阅读并同意：平台为记录志愿服务收集我登记的信息，仅用于核实身份、活动组织和服务记录；我可以随时查询、更正或注销。",
	EN: "I have read this and agree: the platform collects what I register to record voluntary service, only to verify who I am, to organise activities and to keep records; I may see, correct or end it at any time.",
}

// Agreement is a consent that a volunteer gave for themselves: to which text, and when.
type Agreement struct {
	Version string    `bson:"version,omitempty"`
	Hash    string    `bson:"hash,omitempty"` // of the text
	At      time.Time `bson:"at,omitempty"`
}

// GuardianText is the text to which the guardian of a volunteer under 18 agrees.
var GuardianText = ConsentText{
	Code: "guardian", Version: GuardianConsent,
	ZH: "本人是该志愿者的监护人，知晓并同意其参加与年龄、身体状况相适应的志愿服务，包括由机构安排成年人带领的陪伴未成年人的服务；不参加有人身危险的活动。平台为此保存本人的姓名和手机号。本人可随时联系所在机构撤回同意。",
	EN: "I am the guardian of this volunteer. I know and agree that they take part in voluntary service fit for their age and health, including service with children led by adults of the organisation, and in nothing with personal danger. The platform keeps my name and mobile for it. I may take this back at any time through the organisation.",
}

// consentTexts lists the texts in the present versions.
var consentTexts = []ConsentText{OwnText, GuardianText}

// Hash returns the SHA-256 of the version and the text in both languages, in hexadecimal digits. It is kept with each consent, so that
// it can be shown to which words somebody agreed.
func (t ConsentText) Hash() string {
	sum := sha256.Sum256([]byte(t.Version + "\x00" + t.ZH + "\x00" + t.EN))
	return hex.EncodeToString(sum[:])
}

// In returns the text in the language: English for "en", else Chinese.
func (t ConsentText) In(lang string) string {
	if lang == "en" {
		return t.EN
	}
	return t.ZH
}

// Agreed returns the agreement to the text at the time.
func (t ConsentText) Agreed(at time.Time) Agreement { return Agreement{t.Version, t.Hash(), at} }

// MayTakePart reports whether the volunteer has agreed to the present text about themselves. The organisation of somebody without an
// account keeps their paper; they are asked when they open one.
func (v *Volunteer) MayTakePart() bool { return v.UserID == "" || v.agreed() }

func (v *Volunteer) agreed() bool {
	return v.Agreement.Version == OwnText.Version && v.Agreement.Hash == OwnText.Hash()
}

// notAgreed refuses volunteers who have agreed to the present text.
func notAgreed(v *Volunteer) error {
	if v.agreed() {
		return ErrMove
	}
	return nil
}

// Agree records the acting volunteer's agreement to the present text, in the version and with the hash that they were shown. It returns
// ErrConsent for another text, and ErrMove when they have agreed to it already.
func (s *Service) Agree(ctx context.Context, version, hash string) (Volunteer, error) {
	if err := OwnText.check(version, hash, "version"); err != nil {
		return Volunteer{}, err
	}
	return s.profile.Take(ctx, "agree", "me", s.own(call{Do: func(_ context.Context, q workflow.Asking, v *Volunteer) error {
		v.Agreement = OwnText.Agreed(q.Now)
		return nil
	}}))
}

// check returns ErrConsent at the field unless version and hash are those of the text.
func (t ConsentText) check(version, hash, field string) error {
	if version != t.Version || hash != t.Hash() {
		return ErrConsent.At(field)
	}
	return nil
}
