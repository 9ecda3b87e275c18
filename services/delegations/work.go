package delegations

import (
	"context"

	"github.com/tongxing-platform/tongxing/services/feature"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// work lists the kinds of work about delegations.
func (s *Service) work() []feature.Work {
	return []feature.Work{
		s.kind("delegation_contact", "父母联系逾期", "Parents’ contact overdue", "/delegations?status=active", writers, "contact_due", overdue,
			func(d *Delegation, item *feature.Item) { item.Due = d.ContactDue.LastInstant() }, true),
		s.kind("delegation_signed", "委托照护待确认", "Delegations to confirm", "/delegations?status=signed", checkers, "_id", waiting,
			func(d *Delegation, item *feature.Item) { item.Since = d.StatusAt }, false),
		s.kind("delegation_expiring", "委托照护即将到期", "Delegations ending soon", "/delegations?expiring=true", writers, "to",
			func(today region.Day) docstore.Filter { return expiring(today.Add(expiringDays)) },
			func(d *Delegation, item *feature.Item) { item.Due = d.To.LastInstant() }, false),
	}
}

// waiting matches the delegations that wait to be confirmed.
func waiting(region.Day) docstore.Filter {
	return docstore.Filter{{Key: "status", Value: Signed}}
}

// kind returns a kind of work made of the delegations that match, in the order given, with the pseudonyms of their children; more completes
// an item. All of a late kind are late.
func (s *Service) kind(code, zh, en, link string, may []auth.Permission, order string, match func(today region.Day) docstore.Filter, more func(*Delegation, *feature.Item), late bool) feature.Work {
	return feature.Work{
		Code: code, ZH: zh, EN: en, Link: link, Permissions: may,
		List: func(ctx context.Context, w feature.WorkQuery) (feature.WorkList, error) {
			var out feature.WorkList
			in, f := s.store.delegations.In(w.Actor.Scope(may[0])), match(region.DayOf(w.Now))
			list, err := in.Find(ctx, f, docstore.Sort(order), docstore.Limit(feature.MaxItems))
			if err != nil || len(list) == 0 {
				return out, err
			}
			children := make([]string, len(list))
			for i, d := range list {
				children[i] = d.FileID
			}
			persons, err := s.Register.GetMany(ctx, children)
			if err != nil {
				return out, err
			}
			for i := range list {
				b := persons[list[i].FileID]
				item := feature.Item{ID: list[i].ID, Title: s.Register.PseudonymOf(&b), Link: "/delegations/" + list[i].ID}
				more(&list[i], &item)
				out.Add(item)
			}
			out.Count, err = in.Count(ctx, f, docstore.Limit(feature.MaxCount))
			if late {
				out.Late = out.Count
			}
			return out, err
		},
	}
}
