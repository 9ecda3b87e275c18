package register

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

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
	}, {
		Name: "register.request",
		ZH:   notify.Text{Subject: "有档案申请待办理：{what_zh}", Body: "有一项关爱对象档案申请（{what_zh}）等待您办理，请登录平台处理。"},
		EN:   notify.Text{Subject: "A request about a file: {what_en}", Body: "A request about a file ({what_en}) waits for you. Please log in to see to it."},
	}, {
		Name: "register.decided",
		ZH:   notify.Text{Subject: "您的档案申请{state_zh}：{what_zh}", Body: "您提交的关爱对象档案申请（{what_zh}）{state_zh}。请登录平台查看办理意见。"},
		EN:   notify.Text{Subject: "Your request about a file: {state_en}", Body: "Your request about a file ({what_en}): {state_en}. Please log in to read the note."},
	}, {
		Name: "register.arrived",
		ZH:   notify.Text{Subject: "有关爱对象迁入您的村（社区）", Body: "有一位关爱对象迁入您的村（社区），档案已转到您名下。请登录平台查看，并尽快上门走访。"},
		EN:   notify.Text{Subject: "Somebody moved to your village", Body: "A person in care has moved to your village and the file is now yours. Please log in to read it, and visit soon."},
	}, {
		Name: "register.age",
		ZH:   notify.Text{Subject: "有关爱对象到龄，请办理", Body: "有一位关爱对象到龄。{what_zh}。请登录平台办理。"},
		EN:   notify.Text{Subject: "Somebody came of age", Body: "A person in care came of age. {what_en}. Please log in to see to it."},
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

// tellRequest tells those who decide the request that it waits.
func (s *Service) tellRequest(ctx context.Context, r *Request) error {
	role := auth.TownSupervisor
	if r.Kind == Correct || r.Kind == Inquiry {
		role = auth.CountyAdmin
	}
	people, err := s.Staff(ctx, r.To, role)
	if err != nil {
		return err
	}
	return s.queueRequest(ctx, r, "register.request", people)
}

// tellDecided tells who made the request that it was decided, and after a move the village to which the person has moved.
func (s *Service) tellDecided(ctx context.Context, r *Request) error {
	if err := s.queueRequest(ctx, r, "register.decided", []string{r.MadeBy}); err != nil || r.Kind != Transfer || r.Status != RequestApproved {
		return err
	}
	people, err := s.Staff(ctx, r.To, auth.VillageDirector)
	if err != nil {
		return err
	}
	out := make([]notify.Message, len(people))
	for i, to := range people {
		out[i] = notify.Message{Key: "register.arrived/" + r.ID + "/" + to, To: to, Template: "register.arrived", Subject: r.FileID, Data: map[string]string{"status": string(Registered)}}
	}
	return s.queue(ctx, out)
}

func (s *Service) queueRequest(ctx context.Context, r *Request, template string, people []string) error {
	kind, status := string(r.Kind), string(r.Status)
	out := make([]notify.Message, len(people))
	for i, to := range people {
		out[i] = notify.Message{
			Key: template + "/" + r.ID + "/" + status + "/" + to, To: to, Template: template, Subject: r.ID, Urgent: r.Kind == Measure && r.Status == RequestOpen,
			Data: map[string]string{
				"status": status, "what_zh": RequestKindWords.Of(kind, "zh"), "what_en": RequestKindWords.Of(kind, "en"),
				"state_zh": RequestWords.Of(status, "zh"), "state_en": RequestWords.Of(status, "en"),
			},
		}
	}
	return s.queue(ctx, out)
}

// StillApplies reports whether a queued message is still true.
func (s *Service) StillApplies(ctx context.Context, m notify.Message) (bool, error) {
	if strings.HasPrefix(m.Subject, "frq_") {
		r, err := s.store.allRequests.Get(ctx, m.Subject)
		if errors.Is(err, docstore.ErrNotFound) {
			return false, nil
		}
		return err == nil && string(r.Status) == m.Data["status"], err
	}
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
