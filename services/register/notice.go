package register

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

// Templates are the texts of this feature's messages. None names the person of a file.
var Templates = []notify.Template{
	{
		Name: "register.submitted",
		ZH:   notify.Text{Subject: "{alert_zh}有关爱对象档案待审核", Body: "{alert_zh}有一份关爱对象档案等待您审核，请登录平台处理。"},
		EN:   notify.Text{Subject: "{alert_en}A file waits for you", Body: "{alert_en}A file of a person in care waits for your check. Please log in to see to it."},
	}, {
		Name: "register.returned",
		ZH:   notify.Text{Subject: "有关爱对象档案被退回", Body: "您提交的一份关爱对象档案被退回，原因：{why_zh}。请登录平台查看说明，修改后再次提交。"},
		EN:   notify.Text{Subject: "A file was returned", Body: "A file that you submitted was returned: {why_en}. Please log in to read why, correct it and submit again."},
	},
}

// Staff returns the users with the roles for the region; if there are none, the county's administrators.
func (s *Service) Staff(ctx context.Context, path string, roles ...auth.Role) ([]string, error) {
	people, err := s.UsersIn(ctx, path, roles...)
	if err == nil && len(people) == 0 && !slices.Contains(roles, auth.CountyAdmin) {
		people, err = s.UsersIn(ctx, path, auth.CountyAdmin)
	}
	if err != nil {
		return nil, fmt.Errorf("people of a region: %w", err)
	}
	return people, nil
}

// tellWaiting returns the func by which an act queues tellFile's message to the role.
func (s *Service) tellWaiting(role auth.Role) func(context.Context, *Beneficiary) error {
	return func(ctx context.Context, b *Beneficiary) error { return s.tellFile(ctx, b, role) }
}

// tellFile tells users with the role for the region that a file waits. Under R-16 the message is urgent.
func (s *Service) tellFile(ctx context.Context, b *Beneficiary, role auth.Role) error {
	people, err := s.Staff(ctx, b.Region, role)
	if err != nil {
		return err
	}
	alone := b.Alone(s.today())
	d := map[string]string{"status": string(b.Status), "alert_zh": "", "alert_en": ""}
	if alone {
		d["alert_zh"], d["alert_en"] = "【红色预警】", "RED ALERT: "
	}
	out := make([]notify.Message, len(people))
	for i, to := range people {
		out[i] = notify.Message{
			Key: fmt.Sprintf("register.submitted/%s/%d/%s", b.ID, b.StatusAt.UnixMilli(), to), To: to, Template: "register.submitted", Subject: b.ID, Data: d, Urgent: alone,
		}
	}
	return s.queue(ctx, out)
}

// tellReturned tells the person who last submitted the file that it was returned.
func (s *Service) tellReturned(ctx context.Context, b *Beneficiary) error {
	why := string(b.ReturnReason)
	return s.queue(ctx, []notify.Message{{
		Key: fmt.Sprintf("register.returned/%s/%d", b.ID, b.StatusAt.UnixMilli()), To: b.SubmittedBy, Template: "register.returned", Subject: b.ID,
		Data: map[string]string{"status": string(b.Status), "why_zh": ReturnWords.Of(why, "zh"), "why_en": ReturnWords.Of(why, "en")},
	}})
}

// StillApplies reports whether a queued message is still true.
func (s *Service) StillApplies(ctx context.Context, m notify.Message) (bool, error) {
	b, err := s.Get(ctx, m.Subject)
	if errors.Is(err, docstore.ErrNotFound) {
		return false, nil
	}
	return err == nil && string(b.Status) == m.Data["status"], err
}

func (s *Service) queue(ctx context.Context, list []notify.Message) error {
	if len(list) == 0 {
		return nil
	}
	return s.Outbox.Queue(ctx, list...)
}
