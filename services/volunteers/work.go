package volunteers

import (
	"context"
	"slices"

	"github.com/tongxing-platform/tongxing/services/feature"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// work lists the kinds of work about volunteers.
func (s *Service) work() []feature.Work {
	return []feature.Work{
		{
			Code: "volunteer_asking", ZH: "申请加入", EN: "Asking to join", Link: "/volunteers/asking",
			Permissions: managers, List: s.askingWork,
		},
		s.profileWork(Registered, "志愿者待核实", "Volunteers to verify"),
		s.profileWork(Verified, "志愿者待启用", "Volunteers to activate"),
		s.clearanceWork(Answered, "从业查询待复核", "Clearances to confirm"),
		s.clearanceWork(Queried, "从业查询待登记结果", "Clearances to enter"),
		s.clearanceWork(Consented, "从业查询待提交", "Clearances to query"),
		s.clearanceWork(Expired, "从业查询已过期", "Clearances expired"),
	}
}

// askingWork lists the volunteers who ask to join the person's organisations.
func (s *Service) askingWork(ctx context.Context, w feature.WorkQuery) (feature.WorkList, error) {
	orgIDs := w.Actor.Orgs(auth.VolunteerManage)
	if w.OrgID != "" {
		orgIDs = slices.DeleteFunc(orgIDs, func(id string) bool { return id != w.OrgID })
	}
	if len(orgIDs) == 0 {
		return feature.WorkList{}, nil
	}
	return s.listWork(ctx, s.store.all, w, docstore.Filter{{Key: "asked_org_ids", Value: docstore.Filter{{Key: "$in", Value: orgIDs}}}}, "", "/volunteers/asking")
}

// profileWork returns the kind of work made of the profiles in the state: for an organisation its own volunteers, for the
// region's office those without an organisation.
func (s *Service) profileWork(status Status, zh, en string) feature.Work {
	return feature.Work{
		Code: "volunteer_" + string(status), ZH: zh, EN: en, Link: "/volunteers?status=" + string(status), Permissions: managers,
		List: func(ctx context.Context, w feature.WorkQuery) (feature.WorkList, error) {
			in := s.store.volunteers.In(w.Actor.Scope(auth.VolunteerManage))
			orgIDs := w.Actor.Orgs(auth.VolunteerManage)
			if w.OrgID != "" {
				orgIDs = []string{w.OrgID}
			}
			var own, office feature.WorkList
			var err error
			if len(orgIDs) > 0 {
				f := docstore.Filter{{Key: "status", Value: status}, {Key: "org_ids", Value: docstore.Filter{{Key: "$in", Value: orgIDs}}}}
				if own, err = s.listWork(ctx, in, w, f, "", ""); err != nil || w.OrgID != "" {
					return own, err
				}
			}
			if office, err = s.listWork(ctx, in, w, docstore.Filter{{Key: "office_waits", Value: status}}, "", ""); err != nil {
				return own, err
			}
			return own.With(office), nil
		},
	}
}

// clearanceWork returns the kind of work made of the clearances in the state. An expired one is late from the end of its result.
func (s *Service) clearanceWork(status ClearanceStatus, zh, en string) feature.Work {
	return feature.Work{
		Code: "clearance_" + string(status), ZH: zh, EN: en, Link: "/volunteers?clearance=" + string(status), Permissions: checkers,
		List: func(ctx context.Context, w feature.WorkQuery) (feature.WorkList, error) {
			filter, due := docstore.Filter{{Key: "clearance.status", Value: status}}, ""
			if w.OrgID != "" {
				filter = append(filter, docstore.Filter{{Key: "org_ids", Value: w.OrgID}}...)
			}
			if status == Expired {
				due = "clearance_valid_to"
			}
			return s.listWork(ctx, s.store.volunteers.In(w.Actor.Scope(auth.ClearanceManage)), w, filter, due, "")
		},
	}
}

// listWork is feature.ListWork with masked names as titles. link is the page of every item; empty: the page of the volunteer.
func (s *Service) listWork(ctx context.Context, c *docstore.Collection[Volunteer], w feature.WorkQuery, filter docstore.Filter, due, link string) (feature.WorkList, error) {
	var failed error
	numbered := "编号 "
	if w.Actor.Lang == "en" {
		numbered = "No. "
	}
	waiting, err := feature.ListWork(ctx, c, w, filter, due, func(v Volunteer) feature.Item {
		name, err := s.store.open(&v, fieldName)
		if err != nil {
			failed = err
		}
		item := feature.Item{ID: v.ID, Title: privacy.MaskName(name.Reveal()), Note: numbered + v.No, Link: link}
		if link == "" {
			item.Link = "/volunteers/" + v.ID
		}
		if due != "" {
			item.Due = v.ClearanceValidTo
		}
		return item
	})
	if err == nil {
		err = failed
	}
	return waiting, err
}
