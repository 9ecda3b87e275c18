package contracts

import (
	"context"
	"fmt"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
)

// Templates are the texts of this feature's messages. {name} is the contract's, {item} a milestone's, {seq} a payment's number.
var Templates = []notify.Template{
	{
		Name: "contract.signed",
		ZH:   notify.Text{Subject: "合同已签订：{name}", Body: "合同“{name}”（{no}）已签订，期限 {start} 至 {end}。请按约定的指标和里程碑履行。"},
		EN:   notify.Text{Subject: "Signed: {name}", Body: "The contract “{name}” ({no}) is signed, from {start} to {end}. Please keep its indicators and milestones."},
	}, {
		Name: "contract.milestone_due", Weight: notify.Essential,
		ZH: notify.Text{Subject: "里程碑即将到期：{item}", Body: "合同“{name}”的里程碑“{item}”应于 {due} 前完成，请准备成果并提交。"},
		EN: notify.Text{Subject: "Due soon: {item}", Body: "The milestone “{item}” of “{name}” is due on {due}. Please prepare and submit it."},
	}, {
		Name: "contract.milestone_overdue", Weight: notify.Essential,
		ZH: notify.Text{Subject: "里程碑已逾期：{item}", Body: "合同“{name}”的里程碑“{item}”应于 {due} 前完成，现已逾期，请尽快处理。"},
		EN: notify.Text{Subject: "Overdue: {item}", Body: "The milestone “{item}” of “{name}” was due on {due} and is overdue. Please see to it."},
	}, {
		Name: "contract.milestone_submitted",
		ZH:   notify.Text{Subject: "里程碑待验收：{item}", Body: "承接主体已提交合同“{name}”的里程碑“{item}”，请审核验收。"},
		EN:   notify.Text{Subject: "To be accepted: {item}", Body: "The provider has submitted the milestone “{item}” of “{name}”. Please decide on it."},
	}, {
		Name: "contract.milestone_accepted",
		ZH:   notify.Text{Subject: "里程碑已验收：{item}", Body: "合同“{name}”的里程碑“{item}”已通过验收。付款条件满足后即可申请付款。"},
		EN:   notify.Text{Subject: "Accepted: {item}", Body: "The milestone “{item}” of “{name}” was accepted. Apply for the payment once its condition is met."},
	}, {
		Name: "contract.milestone_returned",
		ZH:   notify.Text{Subject: "里程碑被退回：{item}", Body: "合同“{name}”的里程碑“{item}”被退回，原因：{reason}。修改后可再次提交。"},
		EN:   notify.Text{Subject: "Returned: {item}", Body: "The milestone “{item}” of “{name}” was returned: {reason}. Correct it and submit again."},
	}, {
		Name: "contract.report_submitted",
		ZH:   notify.Text{Subject: "指标填报待审核：{name}", Body: "承接主体填报了合同“{name}”的指标完成值，请核对依据后确认。"},
		EN:   notify.Text{Subject: "A report to check: {name}", Body: "The provider has reported an indicator of “{name}”. Please check the evidence and decide."},
	}, {
		Name: "contract.report_decided",
		ZH:   notify.Text{Subject: "指标填报已处理：{name}", Body: "您填报的合同“{name}”指标完成值已处理，结果见平台。"},
		EN:   notify.Text{Subject: "Report decided: {name}", Body: "Your report on an indicator of “{name}” was decided; see the platform."},
	}, {
		Name: "contract.payment_applied",
		ZH:   notify.Text{Subject: "付款待审批：{name}", Body: "合同“{name}”第 {seq} 期款项已申请，请审批。"},
		EN:   notify.Text{Subject: "Payment to approve: {name}", Body: "Payment {seq} of “{name}” was applied for. Please decide."},
	}, {
		Name: "contract.payment_approved",
		ZH:   notify.Text{Subject: "付款已审批：{name}", Body: "合同“{name}”第 {seq} 期款项已审批，待财务支付。"},
		EN:   notify.Text{Subject: "Payment approved: {name}", Body: "Payment {seq} of “{name}” is approved and waits for finance."},
	}, {
		Name: "contract.payment_paid",
		ZH:   notify.Text{Subject: "款项已支付：{name}", Body: "合同“{name}”第 {seq} 期款项已支付，请核对到账。"},
		EN:   notify.Text{Subject: "Paid: {name}", Body: "Payment {seq} of “{name}” was paid. Please check your account."},
	}, {
		Name: "contract.payment_withheld",
		ZH:   notify.Text{Subject: "款项不予支付：{name}", Body: "合同“{name}”第 {seq} 期款项按合同付款表不予支付，依据见平台。"},
		EN:   notify.Text{Subject: "Not paid: {name}", Body: "By the contract's table of payment nothing is due of payment {seq} of “{name}”; see the grounds on the platform."},
	}, {
		Name: "contract.payment_refused",
		ZH:   notify.Text{Subject: "付款申请被退回：{name}", Body: "合同“{name}”第 {seq} 期付款申请被退回，原因见平台。更正后可再次申请。"},
		EN:   notify.Text{Subject: "Payment refused: {name}", Body: "Payment {seq} of “{name}” was refused; see the reason on the platform. Correct it and apply again."},
	}, {
		Name: "contract.rectify",
		ZH:   notify.Text{Subject: "合同进入整改：{name}", Body: "合同“{name}”评估未达标，进入整改。请按整改要求落实并提交结果。"},
		EN:   notify.Text{Subject: "To be put right: {name}", Body: "The evaluation of “{name}” was not passed. Please put right what it names and report."},
	}, {
		Name: "contract.provider_stopped", Weight: notify.Essential,
		ZH: notify.Text{Subject: "承接主体已被暂停或关闭：{name}", Body: "履行中合同“{name}”的承接主体已被暂停或关闭，请决定暂停、终止合同或另行处理。"},
		EN: notify.Text{Subject: "The provider was stopped: {name}", Body: "The provider of “{name}”, which is at work, was suspended or closed. Please decide whether to suspend or end the contract."},
	}, {
		Name: "contract.claim", Weight: notify.Essential,
		ZH: notify.Text{Subject: "结算后服务数据有变动：{name}", Body: "合同“{name}”（{no}）验收或终止后，计入该合同的服务记录被作废、更正或补充确认。合同的完成数据不变，差额已列为待处理事项，请双方到合同页面查看并处理。"},
		EN: notify.Text{Subject: "Hours changed after settlement: {name}", Body: "Service records that counted for “{name}” ({no}) were voided, corrected or confirmed after its acceptance or termination. Its figures stay; the difference is a claim that both sides find on the contract's page."},
	}, {
		Name: "contract.claim_settled",
		ZH:   notify.Text{Subject: "结算后差额已处理：{name}", Body: "合同“{name}”（{no}）结算后的服务数据差额已由购买主体处理，结果见合同页面。"},
		EN:   notify.Text{Subject: "Claim settled: {name}", Body: "The buyer has settled the claim on “{name}” ({no}); see the contract's page."},
	}, {
		Name: "contract.late_entry",
		ZH:   notify.Text{Subject: "已结月份的服务数据有变动：{name}", Body: "合同“{name}”（{no}）{month} 的服务数据已锁定，之后的作废、更正或补充确认计入本月，{month} 的数据不变。"},
		EN:   notify.Text{Subject: "A locked month changed: {name}", Body: "The figures of “{name}” ({no}) for {month} are locked. What was voided, corrected or confirmed since counts in the present month; {month} stays as it was."},
	}, {
		Name: "contract.suspended", Weight: notify.Essential,
		ZH: notify.Text{Subject: "合同暂停：{name}", Body: "合同“{name}”已暂停履行，原因：{contract_reason}"},
		EN: notify.Text{Subject: "Suspended: {name}", Body: "The contract “{name}” is suspended: {contract_reason}"},
	}, {
		Name: "contract.terminated", Weight: notify.Essential,
		ZH: notify.Text{Subject: "合同终止：{name}", Body: "合同“{name}”已终止，原因：{contract_reason}。结算按约定办理。"},
		EN: notify.Text{Subject: "Terminated: {name}", Body: "The contract “{name}” is terminated: {contract_reason}. It is settled as agreed."},
	},
}

type audience int

const (
	toProvider audience = iota
	toClerks
	toApprovers
	toFinance
)

var roleOf = map[audience]auth.Role{toClerks: auth.BuyerClerk, toApprovers: auth.BuyerApprover, toFinance: auth.BuyerFinance}

// notice is a message about the contract, or about one of its milestones, payments or reports.
type notice struct {
	template string
	to       audience
	about    string // id; empty: the contract itself
	seq      int64  // of the payment it is about
	month    string // that is locked
	once     string // part of the key; empty: the version of the contract, so that each event sends a message
}

// telling returns the func by which an act on a contract queues the notices.
func (s *Service) telling(list ...notice) func(context.Context, *Contract) error {
	return func(ctx context.Context, c *Contract) error { return s.tell(ctx, c, list...) }
}

// tellingOf returns the func by which an act on a part of a contract queues the notice.
func tellingOf[P any](s *Service, n notice) func(context.Context, *part[P]) error {
	return func(ctx context.Context, p *part[P]) error { return s.tell(ctx, p.Contract, n) }
}

// tell queues the notices to all people of their audience.
func (s *Service) tell(ctx context.Context, c *Contract, list ...notice) error {
	var messages []notify.Message
	for _, n := range list {
		people := []string{c.ProviderID}
		if role, ok := roleOf[n.to]; ok {
			var err error
			if people, err = s.UsersIn(ctx, c.Region, role); err != nil {
				return fmt.Errorf("people of %s: %w", c.ID, err)
			}
		}
		if n.once == "" {
			n.once = fmt.Sprint(c.Version)
		}
		if n.about == "" {
			n.about = c.ID
		}
		for _, to := range people {
			messages = append(messages, notify.Message{
				Key: n.template + "/" + n.about + "/" + n.once + "/" + to, To: to, Template: n.template, Subject: n.about, Data: c.data(n),
			})
		}
	}
	if len(messages) == 0 {
		return nil
	}
	return s.Outbox.Queue(ctx, messages...)
}

func (c *Contract) data(n notice) map[string]string {
	d := map[string]string{
		"contract": c.ID, "no": c.No, "name": c.Name, "start": string(c.Start), "end": string(c.End), "contract_reason": c.Reason,
		"item": "", "due": "", "reason": "", "seq": fmt.Sprint(n.seq), "month": n.month,
	}
	if n.seq == 0 { // only payments have pages of their own
		d[notify.PageOf] = c.ID
	}
	if m := c.milestone(n.about); m != nil {
		d["item"], d["due"], d["reason"] = m.Name, string(m.Due), m.Reason
	}
	return d
}
