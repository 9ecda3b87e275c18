package satisfaction

import (
	"context"
	"slices"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
)

// Templates are the texts of this feature's messages. None names a person, and none goes to a person who is asked.
var Templates = []notify.Template{
	{
		Name: "satisfaction.opened",
		ZH:   notify.Text{Subject: "满意度回访：{contract}", Body: "“{contract}”的满意度回访已开始，本辖区有服务对象被抽中。请登录平台打印回访单，当面交给家庭（不经过承接机构）；{due} 前未答复的由乡镇电话回访。"},
		EN:   notify.Text{Subject: "Those served are asked: {contract}", Body: "Persons of your area are asked how content they are with “{contract}”. Log in, print their slips and hand them to the families yourself, not through the organisation; the township rings up who has not answered by {due}."},
	}, {
		Name: "satisfaction.closed",
		ZH:   notify.Text{Subject: "满意度回访已结束：{contract}", Body: "“{contract}”{from} 至 {to} 的满意度回访已结束，回访码不再有效。不少于 5 份答复时，可在平台查看结果。"},
		EN:   notify.Text{Subject: "The asking has ended: {contract}", Body: "The asking about “{contract}” from {from} to {to} has ended, and its codes are no longer good. With five answers or more the results can be seen."},
	},
}

// staff returns the people of the towns and villages, each once.
func (s *Service) staff(ctx context.Context, places []string) ([]string, error) {
	var out []string
	for _, path := range places {
		people, err := s.UsersIn(ctx, path, auth.VillageDirector, auth.TownSupervisor)
		if err != nil {
			return nil, err
		}
		out = append(out, people...)
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// tellOpened tells the towns and villages of those asked that slips are to be handed out.
func (s *Service) tellOpened(ctx context.Context, r *Round, c *contracts.Contract, places []string) error {
	slices.Sort(places)
	people, err := s.staff(ctx, slices.Compact(places))
	if err != nil {
		return err
	}
	return s.tell(ctx, r, "satisfaction.opened", people, map[string]string{"contract": c.Name, "due": string(r.Deadline)})
}

// tellClosed tells them and who opened the round that it has ended.
func (s *Service) tellClosed(ctx context.Context, r *Round) error {
	c, err := s.Contracts.Get(ctx, r.ContractID)
	if err != nil {
		return err
	}
	var villages []string
	for _, path := range r.Reach {
		if !slices.ContainsFunc(r.Reach, func(o string) bool { return parent(o) == path }) {
			villages = append(villages, path)
		}
	}
	people, err := s.staff(ctx, villages)
	if err != nil {
		return err
	}
	if !slices.Contains(people, r.OpenedBy) {
		people = append(people, r.OpenedBy)
	}
	return s.tell(ctx, r, "satisfaction.closed", people, map[string]string{"contract": c.Name, "from": string(r.From), "to": string(r.To)})
}

func (s *Service) tell(ctx context.Context, r *Round, template string, people []string, data map[string]string) error {
	list := make([]notify.Message, len(people))
	for i, to := range people {
		list[i] = notify.Message{Key: template + "/" + r.ID + "/" + to, To: to, Template: template, Subject: r.ID, Data: data}
	}
	if len(list) == 0 {
		return nil
	}
	return s.Outbox.Queue(ctx, list...)
}

// StillApplies reports whether a queued message is still true.
func (s *Service) StillApplies(ctx context.Context, m notify.Message) (bool, error) {
	r, err := s.store.allRounds.Get(ctx, m.Subject)
	if isMissing(err) {
		return false, nil
	}
	return err == nil && (m.Template != "satisfaction.opened" || r.Status == Open), err
}
