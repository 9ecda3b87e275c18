package reports

import (
	"context"
	"errors"
	"fmt"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

// Templates are the texts of this feature's messages. {name} is the contract's, {period} the month or quarter.
var Templates = []notify.Template{
	{
		Name: "report.opened",
		ZH:   notify.Text{Subject: "请填写 {period} 报告：{name}", Body: "合同“{name}”的 {period} 报告期已结束，请核对系统汇总的数据、填写工作说明，并于 {due} 前提交。"},
		EN:   notify.Text{Subject: "Report on {period}: {name}", Body: "The period {period} of “{name}” has ended. Please check the figures, write the report and hand it in by {due}."},
	}, {
		Name: "report.due", Weight: notify.Essential,
		ZH: notify.Text{Subject: "{period} 报告即将到期：{name}", Body: "合同“{name}”的 {period} 报告应于 {due} 前提交，目前尚未提交。"},
		EN: notify.Text{Subject: "Report on {period} due: {name}", Body: "The report on {period} of “{name}” is due on {due} and has not been handed in."},
	}, {
		Name: "report.overdue", Weight: notify.Essential,
		ZH: notify.Text{Subject: "{period} 报告已逾期：{name}", Body: "合同“{name}”的 {period} 报告应于 {due} 前提交，现已逾期，请尽快处理。"},
		EN: notify.Text{Subject: "Report on {period} overdue: {name}", Body: "The report on {period} of “{name}” was due on {due} and is overdue. Please see to it."},
	}, {
		Name: "report.submitted",
		ZH:   notify.Text{Subject: "{period} 报告待审核：{name}", Body: "承接主体已提交合同“{name}”的 {period} 报告，请核对数据后采纳或退回；采纳后该期数据锁定。"},
		EN:   notify.Text{Subject: "Report on {period} to check: {name}", Body: "The provider has handed in the report on {period} of “{name}”. Please check the figures and accept or return it; accepting locks them."},
	}, {
		Name: "report.returned",
		ZH:   notify.Text{Subject: "{period} 报告被退回：{name}", Body: "合同“{name}”的 {period} 报告被退回，原因：{reason}。请修改后重新提交。"},
		EN:   notify.Text{Subject: "Report on {period} returned: {name}", Body: "The report on {period} of “{name}” was returned: {reason}. Please correct it and hand it in again."},
	}, {
		Name: "report.accepted",
		ZH:   notify.Text{Subject: "{period} 报告已采纳：{name}", Body: "合同“{name}”的 {period} 报告已采纳，该期数据已锁定；之后的作废、更正或补充确认计入后续月份。"},
		EN:   notify.Text{Subject: "Report on {period} accepted: {name}", Body: "The report on {period} of “{name}” was accepted and its figures are locked. Later changes count in later months."},
	}, {
		Name: "report.skipped",
		ZH:   notify.Text{Subject: "{period} 报告免报：{name}", Body: "合同“{name}”的 {period} 报告本期免报，原因：{reason}。"},
		EN:   notify.Text{Subject: "Report on {period} not needed: {name}", Body: "The report on {period} of “{name}” is not needed: {reason}."},
	},
}

// tellOf tells the other side of what was done with the report.
func (s *Service) tellOf(ctx context.Context, r *Report) error {
	c, err := s.Contracts.Get(ctx, r.ContractID)
	if err != nil {
		return err
	}
	switch r.Status {
	case Open:
		return s.tell(ctx, r, &c, "report.opened", r.OrgID)
	case Submitted:
		to, err := s.UsersIn(ctx, r.Region, auth.BuyerClerk)
		if err != nil {
			return err
		}
		return s.tell(ctx, r, &c, "report.submitted", to...)
	default:
		return s.tell(ctx, r, &c, "report."+string(r.Status), r.OrgID)
	}
}

func (s *Service) tell(ctx context.Context, r *Report, c *contracts.Contract, template string, to ...string) error {
	messages := make([]notify.Message, 0, len(to))
	for _, person := range to {
		messages = append(messages, notify.Message{
			Key: template + "/" + r.ID + "/" + fmt.Sprint(r.StatusAt.UnixMilli()) + "/" + person, To: person, Template: template, Subject: r.ID,
			Data: map[string]string{"name": c.Name, "period": r.Period(), "due": string(r.Due), "reason": r.Reason},
		})
	}
	if len(messages) == 0 {
		return nil
	}
	return s.Outbox.Queue(ctx, messages...)
}

// StillApplies reports whether a queued message is still true.
func (s *Service) StillApplies(ctx context.Context, m notify.Message) (bool, error) {
	r, err := s.Get(ctx, m.Subject)
	if errors.Is(err, docstore.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	switch m.Template {
	case "report.opened", "report.due", "report.overdue":
		return r.Status == Open || r.Status == Returned, nil
	default:
		return m.Template == "report."+string(r.Status), nil
	}
}
