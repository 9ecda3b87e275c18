package pairings

import (
	"context"

	"github.com/tongxing-platform/tongxing/services/feature"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// contactAhead is the number of days before its due day from which a contact is work of the volunteer.
const contactAhead = 7

// work lists the kinds of work about pairings and reports of danger.
func (s *Service) work() []feature.Work {
	return []feature.Work{
		s.dangersOpen(),
		s.contactsDue(),
		s.contactsMissed(),
		s.pairingsIn(Consented, "结对待开始", "Pairings to begin"),
		s.pairingsIn(Paused, "结对已暂停", "Paused pairings"),
		s.pairingsIn(Matched, "结对待同意", "Pairings that need consent"),
		s.pairingsIn(Proposed, "结对待匹配", "Pairings to be matched"),
	}
}

// pairingsIn returns the kind of work made of the pairings in one state, for the people who manage them.
func (s *Service) pairingsIn(status PairingStatus, zh, en string) feature.Work {
	return feature.Work{
		Code: "pairing_" + string(status), ZH: zh, EN: en, Link: "/pairings?status=" + string(status), Permissions: pairingManagers,
		List: func(ctx context.Context, w feature.WorkQuery) (feature.WorkList, error) {
			in := s.store.pairings.In(w.Actor.Scope(auth.PairingManage))
			return s.listPairingWork(ctx, in, w, docstore.Filter{{Key: "status", Value: status}}, "_id", func(p *Pairing, item *feature.Item) {
				item.Since = p.StatusAt
			})
		},
	}
}

// contactsMissed returns the kind of work made of active pairings with a missed period, for the people who manage them. All are late.
func (s *Service) contactsMissed() feature.Work {
	return feature.Work{
		Code: "pairing_missed", ZH: "结对联系逾期", EN: "Contacts overdue", Link: "/pairings?status=active", Permissions: pairingManagers,
		List: func(ctx context.Context, w feature.WorkQuery) (feature.WorkList, error) {
			today := region.DayOf(w.Now)
			missed := docstore.Filter{{Key: "first_due", Value: docstore.Filter{{Key: "$lt", Value: today}}}}
			in := s.store.pairings.In(w.Actor.Scope(auth.PairingManage))
			out, err := s.listPairingWork(ctx, in, w, missed, "first_due", func(p *Pairing, item *feature.Item) {
				item.Due = p.missedOn(today).LastInstant()
			})
			out.Late = out.Count
			return out, err
		},
	}
}

// dangersOpen returns the kind of work made of the reports of danger that are not closed, for those who handle them. All are late.
func (s *Service) dangersOpen() feature.Work {
	return feature.Work{
		Code: "danger_report", ZH: "危险报告待处置", EN: "Reports of danger", Link: "/dangers", Permissions: dangerHandlers, Urgent: true,
		List: func(ctx context.Context, w feature.WorkQuery) (feature.WorkList, error) {
			in := s.store.contacts.In(w.Actor.Scope(auth.DangerHandle))
			list, err := in.Find(ctx, openDangers, docstore.Sort("danger_due"), docstore.Limit(feature.MaxItems))
			if err != nil || len(list) == 0 {
				return feature.WorkList{}, err
			}
			var out feature.WorkList
			cards, err := s.dangerCards(ctx, list)
			if err != nil {
				return out, err
			}
			for _, c := range cards {
				out.Add(feature.Item{
					ID: c.ID, Title: c.Pseudonym, Note: DangerWords.Of(string(c.Danger.Status), w.Actor.Lang), Since: c.Danger.Due, Due: c.Danger.Due,
					Link: "/dangers/" + c.ID,
				})
			}
			out.Count, err = in.Count(ctx, openDangers, docstore.Limit(feature.MaxCount))
			out.Late = out.Count
			return out, err
		},
	}
}

// contactsDue returns the kind of work made of the acting volunteer's pairings with a contact due within a week or overdue.
func (s *Service) contactsDue() feature.Work {
	return feature.Work{
		Code: "pairing_contact", ZH: "结对待联系", EN: "Contacts due", Link: "/v/me/pairings", Permissions: pairingVolunteers,
		List: func(ctx context.Context, w feature.WorkQuery) (feature.WorkList, error) {
			today := region.DayOf(w.Now)
			due := func(on region.Day) docstore.Filter {
				return docstore.Filter{{Key: "status", Value: Active}, {Key: "next_due", Value: docstore.Filter{{Key: "$lt", Value: on}}}}
			}
			in := s.store.pairings.In(w.Actor.Scope(auth.PairingLog))
			out, err := s.listPairingWork(ctx, in, w, due(today.Add(contactAhead+1)), "next_due", func(p *Pairing, item *feature.Item) {
				item.Due, item.Link = p.NextDue.LastInstant(), "/v/me/pairings/"+p.ID
			})
			if err != nil || out.Count == 0 {
				return out, err
			}
			out.Late, err = in.Count(ctx, due(today), docstore.Limit(feature.MaxCount))
			return out, err
		},
	}
}

// listPairingWork lists the matching pairings in the order given, with the pseudonyms of their persons; more completes an item.
func (s *Service) listPairingWork(ctx context.Context, in *docstore.Collection[Pairing], w feature.WorkQuery, f docstore.Filter, order string, more func(*Pairing, *feature.Item)) (feature.WorkList, error) {
	if w.OrgID != "" {
		f = append(f, docstore.Filter{{Key: "org_id", Value: w.OrgID}}...)
	}
	var out feature.WorkList
	list, err := in.Find(ctx, f, docstore.Sort(order), docstore.Limit(feature.MaxItems))
	if err != nil || len(list) == 0 {
		return out, err
	}
	persons := make([]string, len(list))
	for i, p := range list {
		persons[i] = p.BeneficiaryID
	}
	files, err := s.Register.GetMany(ctx, persons)
	if err != nil {
		return out, err
	}
	for i := range list {
		b := files[list[i].BeneficiaryID]
		item := feature.Item{ID: list[i].ID, Title: s.Register.PseudonymOf(&b), Link: "/pairings/" + list[i].ID}
		more(&list[i], &item)
		out.Add(item)
	}
	out.Count, err = in.Count(ctx, f, docstore.Limit(feature.MaxCount))
	return out, err
}
