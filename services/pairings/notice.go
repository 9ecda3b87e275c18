package pairings

import (
	"context"
	"fmt"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
)

// Templates are the texts of this feature's messages. None names the person of a pairing.
var Templates = []notify.Template{
	{
		Name: "pairing.active",
		ZH:   notify.Text{Subject: "结对已开始", Body: "您的一个结对已开始，请在 {next} 前完成首次联系并登记。联系计划见平台；请勿向他人透露对象的任何信息。"},
		EN:   notify.Text{Subject: "A pairing has begun", Body: "One of your pairings has begun. Please make the first contact by {next} and log it. The plan is on the platform; tell nobody anything about the person."},
	}, {
		Name: "pairing.contact_due", Weight: notify.Essential,
		ZH: notify.Text{Subject: "结对联系已到期", Body: "您有一个结对按计划应在 {due} 前联系，平台上还没有登记。请尽快联系；已经联系的请补登记。"},
		EN: notify.Text{Subject: "A contact is due", Body: "By its plan, one of your pairings was to be contacted by {due}, and nothing is logged. Please get in touch, or log it if you did."},
	}, {
		Name: "pairing.contact_overdue", Weight: notify.Essential,
		ZH: notify.Text{Subject: "结对连续 {misses} 次未联系", Body: "有一个结对截至 {due} 已连续 {misses} 个周期没有联系记录，请登录平台了解情况，必要时调整或结束结对。"},
		EN: notify.Text{Subject: "No contact for {misses} periods", Body: "By {due} a pairing had gone {misses} periods without contact. Please look into it, and change or end it if need be."},
	}, {
		Name: "pairing.danger", Weight: notify.Safety,
		ZH: notify.Text{Subject: "【紧急】结对对象可能处于危险", Body: "紧急情况请先拨打 110。志愿者在结对联系中报告了危险情况，请立即登录平台查看并核实处置，依法履行强制报告义务。"},
		EN: notify.Text{Subject: "URGENT: somebody in care may be in danger", Body: "In an emergency call 110 first. A volunteer has reported a danger in a pairing contact. Log in at once, see to it, and report it as the law demands."},
	}, {
		Name: "pairing.danger_open", Weight: notify.Safety,
		ZH: notify.Text{Subject: "【紧急】危险报告{state}", Body: "紧急情况请先拨打 110。志愿者报告结对对象可能处于危险，该报告目前{state}，请立即登录平台处置，并写明处置情况后办结。"},
		EN: notify.Text{Subject: "URGENT: a report of danger is not closed", Body: "In an emergency call 110 first. A volunteer has reported a danger to somebody in care, and the report is not closed ({state_en}). Log in at once, see to it, and write what was done."},
	}, {
		Name: "pairing.paused", Weight: notify.Essential,
		ZH: notify.Text{Subject: "结对已暂停", Body: "一个结对已暂停，原因：{why_zh}。暂停期间请不要自行联系；发现危险请先拨打 110 并在平台报告。"},
		EN: notify.Text{Subject: "A pairing is paused", Body: "A pairing is paused: {why_en}. Please make no contact meanwhile; in danger call 110 first and report it on the platform."},
	}, {
		Name: "pairing.ended", Weight: notify.Essential,
		ZH: notify.Text{Subject: "结对已结束", Body: "一个结对已结束，原因：{why_zh}。感谢您的付出；请继续为对象保密。"},
		EN: notify.Text{Subject: "A pairing has ended", Body: "A pairing has ended: {why_en}. Thank you; please keep what you know to yourself."},
	},
}

type audience uint8

const (
	toVolunteers audience = 1 << iota
	toOrg
	toSupervisors
)

// notice is a message about a pairing.
type notice struct {
	template string
	to       audience
	due      string
}

// tell queues the notices to all people of their audience, each once for its state or period.
func (s *Service) tell(ctx context.Context, p *Pairing, list ...notice) error {
	var out []notify.Message
	for _, n := range list {
		people, err := s.audience(ctx, p, n.to)
		if err != nil {
			return err
		}
		once := n.due
		if once == "" {
			once = fmt.Sprint(p.StatusAt.UnixMilli())
		}
		for _, to := range people {
			out = append(out, notify.Message{
				Key: n.template + "/" + p.ID + "/" + once + "/" + to, To: to, Template: n.template, Subject: p.ID, Data: p.data(n),
			})
		}
	}
	return s.queue(ctx, out)
}

// tellPairing returns the func by which an act queues the notice.
func (s *Service) tellPairing(n notice) func(context.Context, *Pairing) error {
	return func(ctx context.Context, p *Pairing) error { return s.tell(ctx, p, n) }
}

func (s *Service) audience(ctx context.Context, p *Pairing, to audience) ([]string, error) {
	var people []string
	if to&toVolunteers != 0 {
		people = append(people, p.VolunteerIDs...)
	}
	if to&toOrg != 0 {
		people = append(people, p.OrgID)
	}
	if to&toSupervisors != 0 {
		staff, err := s.Register.Staff(ctx, p.Region, auth.TownSupervisor)
		if err != nil {
			return nil, err
		}
		people = append(people, staff...)
	}
	return people, nil
}

func (p *Pairing) data(n notice) map[string]string {
	d := map[string]string{"next": string(p.NextDue), "due": n.due, "misses": fmt.Sprint(p.Misses)}
	why, code := PauseWords, string(p.PauseReason)
	if p.EndReason != "" {
		why, code = EndWords, string(p.EndReason)
	}
	d["why_zh"], d["why_en"] = why.Of(code, "zh"), why.Of(code, "en")
	return d
}

func (s *Service) queue(ctx context.Context, list []notify.Message) error {
	if len(list) == 0 {
		return nil
	}
	return s.Outbox.Queue(ctx, list...)
}
