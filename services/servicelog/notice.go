package servicelog

import (
	"context"
	"fmt"

	"github.com/tongxing-platform/tongxing/notify"
)

// Templates are the texts of this feature's messages. None names a person.
var Templates = []notify.Template{
	{
		Name: "service.returned",
		ZH:   notify.Text{Subject: "服务记录被退回", Body: "您提交的 {day} 服务记录被退回，原因：{reason}。请修改后重新提交；未审核的记录不计入合同指标。"},
		EN:   notify.Text{Subject: "A service entry was returned", Body: "Your entry of a service on {day} was returned: {reason}. Please correct it and hand it in again; it does not count until it is approved."},
	}, {
		Name: "service.void",
		ZH:   notify.Text{Subject: "服务记录已作废", Body: "{day} 的一条服务记录已由主管部门作废，原因：{reason}。该记录不再计入合同指标；已锁定月份的差额记入当前月份。"},
		EN:   notify.Text{Subject: "A service entry was declared void", Body: "An entry of a service on {day} was declared void by the bureau: {reason}. It counts no more; what it changes in a locked month is booked in the present one."},
	},
}

// tell tells the person who handed the entry in.
func (s *Service) tell(ctx context.Context, e *Entry, template string) error {
	return s.Outbox.Queue(ctx, notify.Message{
		Key: template + "/" + e.ID + "/" + fmt.Sprint(e.StatusAt.UnixMilli()), To: e.SubmittedBy, Template: template, Subject: e.ID,
		Data: map[string]string{"day": string(e.Day()), "reason": e.Reason},
	})
}

// StillApplies reports whether a queued message is still true.
func (s *Service) StillApplies(ctx context.Context, m notify.Message) (bool, error) {
	e, err := s.Get(ctx, m.Subject)
	if isMissing(err) {
		return false, nil
	}
	return err == nil && (m.Template != "service.returned" || e.Status == Returned), err
}
