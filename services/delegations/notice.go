package delegations

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// Templates are the texts of this feature's messages. None names a person; that to a parent does not even say whose child it is.
var Templates = []notify.Template{
	{
		Name: "delegation.waiting",
		ZH:   notify.Text{Subject: "有委托照护待确认", Body: "有一份已签订的委托照护协议等待您确认，请登录平台核对四项核查、儿童意见、签字件和书面告知后办理。"},
		EN:   notify.Text{Subject: "A delegation waits for you", Body: "A signed agreement on delegated care waits to be confirmed. Please log in, look at the checks, the child’s opinion, the signed copy and the notices, and decide."},
	}, {
		Name: "delegation.returned",
		ZH:   notify.Text{Subject: "委托照护被退回", Body: "您提交的一份委托照护被退回，原因：{why_zh}。请登录平台查看说明，补正后重新登记签订。"},
		EN:   notify.Text{Subject: "A delegation was returned", Body: "A delegation that you handed in was returned: {why_en}. Please log in to read why, correct it and record the signing again."},
	}, {
		Name: "delegation.expiring", Weight: notify.Essential,
		ZH: notify.Text{Subject: "委托照护即将到期", Body: "有一份委托照护将于 {to} 到期，请提前联系父母，落实到期后由谁照护；需要续签的，请在到期后重新登记。"},
		EN: notify.Text{Subject: "A delegation ends soon", Body: "A delegation ends on {to}. Please ask the parents in time who will care for the child then; write a new one after that day if care goes on."},
	}, {
		Name: "delegation.ended", Weight: notify.Essential,
		ZH: notify.Text{Subject: "委托照护已结束", Body: "有一份委托照护已结束，原因：{why_zh}。请立即落实现在由谁照护，不得让儿童无人照护；紧急情况先拨打 110。"},
		EN: notify.Text{Subject: "A delegation has ended", Body: "A delegation has ended: {why_en}. Make sure at once who cares for the child now; no child may be without care. In an emergency call 110 first."},
	}, {
		Name: callHome,
		ZH:   notify.Text{Subject: "请给孩子打个电话", Body: "请给孩子打个电话，听听孩子这一周过得怎么样，也问问照护人。不想再收到提醒，请告诉村里的儿童主任。"},
		EN:   notify.Text{Subject: "Please call your child", Body: "Please call your child, hear how the week has been, and ask the caregiver as well. To stop these messages, tell the child director of the village."},
	},
}

// callHome is the template of the parents' weekly message.
const callHome = "delegation.call_home"

// tell queues a message to each of the people, once for the key.
func (s *Service) tell(ctx context.Context, d *Delegation, template, once string, people []string, data map[string]string) error {
	if len(people) == 0 {
		return nil
	}
	list := make([]notify.Message, len(people))
	for i, to := range people {
		list[i] = notify.Message{Key: template + "/" + d.ID + "/" + once + "/" + to, To: to, Template: template, Subject: d.ID, Data: data}
	}
	return s.Outbox.Queue(ctx, list...)
}

func (d *Delegation) since() string { return fmt.Sprint(d.StatusAt.UnixMilli()) }

// tellWaiting asks the supervisors of the township to confirm, and the county when each of them wrote in the delegation.
func (s *Service) tellWaiting(ctx context.Context, d *Delegation) error {
	for _, role := range []auth.Role{auth.TownSupervisor, auth.CountyAdmin} {
		people, err := s.Register.Staff(ctx, d.Region, role)
		if err != nil {
			return err
		}
		people = slices.DeleteFunc(people, func(u string) bool { return slices.Contains(d.Makers, u) })
		if len(people) > 0 {
			return s.tell(ctx, d, "delegation.waiting", d.since(), people, nil)
		}
	}
	return nil
}

// tellReturned tells the person who recorded the signing.
func (s *Service) tellReturned(ctx context.Context, d *Delegation) error {
	why := string(d.ReturnReason)
	return s.tell(ctx, d, "delegation.returned", d.since(), []string{d.SubmittedBy}, map[string]string{
		"why_zh": ReturnWords.Of(why, "zh"), "why_en": ReturnWords.Of(why, "en"),
	})
}

// village returns the directors of the village and the supervisors of the township.
func (s *Service) village(ctx context.Context, d *Delegation) ([]string, error) {
	return s.Register.Staff(ctx, d.Region, auth.VillageDirector, auth.TownSupervisor)
}

// tellEnded tells village and township that the delegation is over, and why.
func (s *Service) tellEnded(ctx context.Context, d *Delegation) error {
	people, err := s.village(ctx, d)
	if err != nil {
		return err
	}
	zh, en := EndWords.Of(string(d.EndReason), "zh"), EndWords.Of(string(d.EndReason), "en")
	if d.Status == Revoked {
		zh, en = "受托人不再适合照护，已由民政部门撤销", "the caregiver was found unfit and the delegation was revoked"
	}
	return s.tell(ctx, d, "delegation.ended", d.since(), people, map[string]string{"why_zh": zh, "why_en": en})
}

// parentPrefix begins the ids by which notify knows parents; who it is and the rest of the delegation's id follow.
const parentPrefix = "del"

func parentID(d *Delegation, who Who) string {
	return parentPrefix + string(who) + strings.TrimPrefix(d.ID, "del")
}

// contactOf returns the Contact func for the parents of one kind. A parent who wants no more messages has no address.
func (s *Service) contactOf(who Who) notify.ContactFunc {
	return func(ctx context.Context, id string) (notify.Contact, error) {
		d, err := s.Get(ctx, "del"+strings.TrimPrefix(id, parentPrefix+string(who)))
		if err != nil {
			return notify.Contact{}, err
		}
		p := d.parent(who)
		if p == nil || p.StoppedOn != "" {
			return notify.Contact{}, docstore.ErrNotFound
		}
		mobile, err := s.store.openText(delegationsName, mobileField(who), d.ID, p.Mobile)
		return notify.Contact{Mobile: mobile, Lang: "zh"}, err
	}
}

// StillApplies reports whether a queued message is still true.
func (s *Service) StillApplies(ctx context.Context, m notify.Message) (bool, error) {
	d, err := s.Get(ctx, m.Subject)
	if errors.Is(err, docstore.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	switch m.Template {
	case "delegation.waiting":
		return d.Status == Signed, nil
	case "delegation.returned":
		return d.Status == Draft && d.ReturnReason != "", nil
	case "delegation.expiring":
		return d.Status == Active && string(d.To) == m.Data["to"], nil
	case callHome:
		return d.Status == Active && slices.ContainsFunc(d.Parents, func(p Parent) bool { return p.StoppedOn == "" && parentID(&d, p.Who) == m.To }), nil
	}
	return true, nil
}

// callHomeFor is how long a weekly message may be late: for the quiet hours of a night, not into the next week.
const callHomeFor = 3 * 24 * time.Hour

// week returns the Monday of the day's week.
func week(day region.Day) region.Day { return day.Add(-(int(day.Weekday()) + 6) % 7) }
