package orgs

import (
	"context"

	"github.com/tongxing-platform/tongxing/services/feature"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/files"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/words"
)

// Feature returns the value by which organisations plug into the program. Messages to an organisation go to the people that
// Contact returns.
func (s *Service) Feature() feature.Feature {
	return feature.Feature{
		Name:       "orgs",
		Routes:     func(r *httpapi.Router) { Routes(r, s) },
		Actions:    auditActions,
		Words:      []words.Set{StatusWords, TypeWords, CreditWords, RatingWords, PurposeWords, orgActs.Words()},
		Templates:  Templates,
		Messages:   "org.",
		Check:      s.StillApplies,
		Work:       s.work(),
		EachSealed: s.EachSealed,
		Files:      []files.Place{s.papers()},
		Records: map[string]feature.Record{"org": {
			Names: s.recordNames, Read: feature.ReadBy(s.Read), Contact: s.Contact, Numbers: s.numbers, Find: s.store.idsCalled,
			Page: "/orgs/", Open: auth.OrgRead,
			Follow: &feature.Following{Kind: "org", Nouns: []string{"org"}, Read: auth.OrgRead, Readable: feature.Reached(s.store.orgs, auth.OrgRead)},
		}},
	}
}

// recordNames returns the names of organisations for staff.
func (s *Service) recordNames(ctx context.Context, ids []string) (map[string]feature.Name, error) {
	names, err := s.Names(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := make(map[string]feature.Name, len(names))
	for id, name := range names {
		out[id] = feature.Name{Text: name}
	}
	return out, nil
}

// work lists the kinds of work about organisations.
func (s *Service) work() []feature.Work {
	return []feature.Work{
		s.workIn(Reviewing, auth.OrgReview, "机构审核中", "Organisations under review"),
		s.workIn(Submitted, auth.OrgReview, "机构待审核", "Organisations to review"),
		s.workIn(Returned, auth.OrgEdit, "本机构资料被退回", "Own file returned"),
		s.workIn(Draft, auth.OrgEdit, "本机构资料未提交", "Own file not handed in"),
	}
}

// workIn returns the kind of work made of the files in one state, for holders of the permission.
func (s *Service) workIn(status Status, p auth.Permission, zh, en string) feature.Work {
	return feature.Work{
		Code: "org_" + string(status), ZH: zh, EN: en, Link: "/orgs?status=" + string(status), Permissions: []auth.Permission{p},
		List: func(ctx context.Context, w feature.WorkQuery) (feature.WorkList, error) {
			return feature.ListWork(ctx, s.store.orgs.In(w.Actor.Scope(p)), w, waitingIn(status, w.OrgID), "", func(o Org) feature.Item {
				return feature.Item{ID: o.ID, Title: o.Name, Note: o.Reason, Since: o.StatusAt, Link: "/orgs/" + o.ID}
			})
		},
	}
}

// numbers returns the names of organisations, which are public.
func (s *Service) numbers(ctx context.Context, ids []string) (map[string]feature.Number, error) {
	names, err := s.Names(ctx, ids)
	numbers := make(map[string]feature.Number, len(names))
	for id, name := range names {
		numbers[id] = feature.Number{Text: name}
	}
	return numbers, err
}
