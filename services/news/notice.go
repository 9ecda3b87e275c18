package news

import (
	"context"
	"errors"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

// Templates are the texts of this feature's messages. {title} is what was published.
var Templates = []notify.Template{{
	Name: "news.withdrawn", Weight: notify.Essential,
	ZH: notify.Text{Subject: "发布的内容已被撤下：{title}", Body: "县级民政部门撤下了本机构发布的“{title}”，公众已看不到。原因：{reason}。如有异议请联系县级民政部门；修改后可以另行发布。"},
	EN: notify.Text{Subject: "Withdrawn: {title}", Body: "The county's civil affairs office has withdrawn “{title}”, which your organisation had published. The reason: {reason}. Ask the office if you do not agree; you may publish a corrected one."},
}}

// tellOrg tells the organisation that the county has withdrawn its item.
func (s *Service) tellOrg(ctx context.Context, i *Item) error {
	if i.OrgID == "" || !i.ByCounty {
		return nil
	}
	return s.Outbox.Queue(ctx, notify.Message{
		Key: "news.withdrawn/" + i.ID, To: i.OrgID, Template: "news.withdrawn", Subject: i.ID, Data: map[string]string{"title": i.Title, "reason": i.Reason},
	})
}

// StillApplies reports whether a queued message is still true.
func (s *Service) StillApplies(ctx context.Context, m notify.Message) (bool, error) {
	i, err := s.store.all.Get(ctx, m.Subject)
	if errors.Is(err, docstore.ErrNotFound) {
		return false, nil
	}
	return err == nil && i.Status == Withdrawn, err
}
