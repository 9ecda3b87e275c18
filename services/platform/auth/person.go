package auth

import (
	"slices"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/fault"
)

// The refusals of Refusal.
var (
	ErrUnverified    = fault.New(fault.Forbidden, "id_unverified", "Your account has no verified ID number yet. Show your ID card to your administrator, who verifies it on the page of your account.", "您的账号尚未核验身份证号码。请向管理员出示身份证，由其在您的账号页面核验后再办理。")
	ErrRecentlyReset = fault.New(fault.Forbidden, "recently_reset", "Somebody else reset the way in to this account. Until {until} it takes no steps over money; another person may take them.", "该账号的登录方式刚由他人重置，{until} 之前不能办理涉及资金的事项，可由其他人员办理。")
)

// ResetHold is how long an account takes no steps over money after somebody else reset its way in.
const ResetHold = 24 * time.Hour

// overMoney are the permissions that move money: contracts, their payments, and the evaluations that decide them.
var overMoney = []Permission{ContractDraft, ContractApprove, ContractPay, ContractReport, EvaluationManage, EvaluationScore}

// needsPerson are the permissions that an account without a verified ID number may not use, besides overMoney: with two accounts
// one person could otherwise both make and check a thing, or look at people's data under a made-up name.
var needsPerson = []Permission{OrgReview, ActivityPublish, BeneficiaryEdit, BeneficiaryVerify, BeneficiaryReveal, VolunteerReveal,
	VolunteerManage, ClearanceManage, HoursConfirm, HoursCorrect, CertificateIssue, ServiceApprove, ServiceVoid,
	SatisfactionManage, SatisfactionHand, SatisfactionCall}

// NeedsPerson reports whether the role has a permission that only accounts with a verified ID number may use.
func (r Role) NeedsPerson() bool { return slices.ContainsFunc(Matrix[r], Permission.needsPerson) }

func (p Permission) needsPerson() bool {
	return slices.Contains(needsPerson, p) || slices.Contains(overMoney, p)
}

// Refusal returns an error when the actor may not use the permission now although a role grants it: ErrUnverified without a verified ID
// number, and ErrRecentlyReset for a permission over money.
func (a Actor) Refusal(p Permission) error {
	switch {
	case a.Unverified && p.needsPerson():
		return ErrUnverified
	case !a.MoneyFrom.IsZero() && slices.Contains(overMoney, p):
		return ErrRecentlyReset.With("until", a.MoneyFrom.In(shanghai).Format("2006-01-02 15:04"))
	}
	return nil
}

// MustBeVerified returns ErrUnverified for an account without a verified ID number, for a single step whose permission alone needs none.
func (a Actor) MustBeVerified() error {
	if a.Unverified {
		return ErrUnverified
	}
	return nil
}

var shanghai = time.FixedZone("Asia/Shanghai", 8*60*60) // region.Shanghai; package region is built on this one
