package register

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/tongxing-platform/tongxing/services/feature"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// work lists the kinds of work about files.
func (s *Service) work() []feature.Work {
	return []feature.Work{
		s.alone(),
		s.requestsFor(auth.TownSupervisor, "file_request_town", "档案申请待乡镇核定", "Requests about files for the town", LowerRisk, Measure, Transfer),
		s.requestsFor(auth.CountyAdmin, "file_request_county", "档案申请待县级办理", "Requests about files for the county", everyRequestKind...),
		s.duplicatesOpen(),
		s.ages(),
		s.assessmentsDue(),
		s.filesIn(Draft, auth.BeneficiaryEdit, "", "关爱对象待提交", "Files to hand in"),
		s.filesIn(VillageSubmitted, auth.BeneficiaryVerify, auth.TownSupervisor, "关爱对象待核实", "Files to verify"),
		s.filesIn(TownshipVerified, auth.BeneficiaryVerify, auth.CountyAdmin, "关爱对象待确认", "Files to confirm"),
		s.filesIn(ExitPending, auth.BeneficiaryVerify, auth.CountyAdmin, "退出待确认", "Exits to confirm"),
	}
}

// filesIn returns the kind of work made of the files in one state, for holders of the permission and, unless empty, the role.
func (s *Service) filesIn(status FileStatus, p auth.Permission, role auth.Role, zh, en string) feature.Work {
	w := feature.Work{
		Code: "beneficiary_" + string(status), ZH: zh, EN: en, Link: "/beneficiaries?status=" + string(status), Permissions: []auth.Permission{p},
		List: func(ctx context.Context, w feature.WorkQuery) (feature.WorkList, error) {
			filter := docstore.Filter{{Key: "status", Value: status}}
			return feature.ListWork(ctx, s.store.files.In(w.Actor.Scope(p)), w, filter, "", func(b Beneficiary) feature.Item {
				item := feature.Item{ID: b.ID, Title: s.PseudonymOf(&b), Since: b.StatusAt, Link: "/beneficiaries/" + b.ID}
				if b.ReturnReason != "" {
					item.Note = ReturnWords.Of(string(b.ReturnReason), w.Actor.Lang)
				}
				return item
			})
		},
	}
	if role != "" {
		w.Roles = []auth.Role{role}
	}
	return w
}

// alone is the work made of R-16: children under 16 whom nobody cares for, shown to village, town and county until a measure is approved.
func (s *Service) alone() feature.Work {
	return feature.Work{
		Code: "beneficiary_alone", ZH: "未满 16 周岁无人照料", EN: "Children under 16 alone", Link: "/beneficiaries?risk=red", Urgent: true,
		Permissions: []auth.Permission{auth.BeneficiaryEdit, auth.BeneficiaryVerify},
		List: func(ctx context.Context, w feature.WorkQuery) (feature.WorkList, error) {
			on := region.DayOf(w.Now)
			filter := docstore.Filter{
				{Key: "guardianship", Value: ByNobody}, {Key: "status", Value: docstore.Filter{{Key: "$ne", Value: Exited}}},
				{Key: "birth", Value: docstore.Filter{{Key: "$gt", Value: on.AddMonths(-12 * leftBehindBelow)}}},
			}
			return feature.ListWork(ctx, s.store.files.In(workScope(w.Actor)), w, filter, "", func(b Beneficiary) feature.Item {
				// Without a time of waiting: the file does not say since when the child has been alone.
				return feature.Item{ID: b.ID, Title: s.PseudonymOf(&b), Link: "/beneficiaries/" + b.ID}
			})
		},
	}
}

// workScope returns the reach of somebody who checks or writes files.
func workScope(a auth.Actor) auth.Scope {
	if a.May(auth.BeneficiaryVerify) {
		return a.Scope(auth.BeneficiaryVerify)
	}
	return a.Scope(auth.BeneficiaryEdit)
}

// requestsFor is the work made of the open requests of these kinds that the role decides.
func (s *Service) requestsFor(role auth.Role, code, zh, en string, kinds ...RequestKind) feature.Work {
	return feature.Work{
		Code: code, ZH: zh, EN: en, Link: "/file-requests?status=open", Permissions: fileCheckers, Roles: []auth.Role{role},
		List: func(ctx context.Context, w feature.WorkQuery) (feature.WorkList, error) {
			var within []docstore.Filter
			for _, b := range w.Actor.Bindings {
				if b.Role == role && b.Region != "" {
					within = append(within, docstore.Filter{{Key: "to", Value: docstore.Prefix(b.Region)}})
				}
			}
			if len(within) == 0 {
				return feature.WorkList{}, nil
			}
			filter := docstore.Filter{
				{Key: "status", Value: RequestOpen}, {Key: "kind", Value: docstore.Filter{{Key: "$in", Value: kinds}}}, {Key: "$or", Value: within},
			}
			about := map[string][]string{}
			list, err := feature.ListWork(ctx, s.store.requests.In(w.Actor.Scope(auth.BeneficiaryVerify)), w, filter, "", func(r Request) feature.Item {
				item := feature.Item{ID: r.ID, Title: RequestKindWords.Of(string(r.Kind), w.Actor.Lang), Since: r.MadeAt, Link: "/file-requests/" + r.ID}
				if r.Kind == Inquiry {
					item.Note = s.Regions.VillageName(r.Region)
				} else {
					about[r.ID] = []string{r.FileID}
				}
				return item
			})
			if err != nil {
				return list, err
			}
			return list, s.namePersons(ctx, about, func(id, names string) {
				list.Items[slices.IndexFunc(list.Items, func(i feature.Item) bool { return i.ID == id })].Note = names
			})
		},
	}
}

// duplicatesOpen is the work made of pairs of files that may be of one person.
func (s *Service) duplicatesOpen() feature.Work {
	return feature.Work{
		Code: "file_duplicate", ZH: "疑似重复档案", EN: "Files that may be of one person", Link: "/file-duplicates?status=open", Permissions: fileCheckers, Roles: []auth.Role{auth.CountyAdmin},
		List: func(ctx context.Context, w feature.WorkQuery) (feature.WorkList, error) {
			filter := docstore.Filter{{Key: "status", Value: DuplicateOpen}}
			about := map[string][]string{}
			list, err := feature.ListWork(ctx, s.store.duplicates.In(w.Actor.Scope(auth.BeneficiaryVerify)), w, filter, "", func(d Duplicate) feature.Item {
				about[d.ID] = d.Files
				return feature.Item{ID: d.ID, Title: s.Regions.Name(d.Region), Since: d.At, Link: "/file-duplicates/" + d.ID}
			})
			if err != nil {
				return list, err
			}
			return list, s.namePersons(ctx, about, func(id, names string) {
				list.Items[slices.IndexFunc(list.Items, func(i feature.Item) bool { return i.ID == id })].Title = names
			})
		},
	}
}

// namePersons calls name with the pseudonyms of the files that each item of a list is about, so that two items of one kind can be told
// apart. An item without any file that is still there is left out.
func (s *Service) namePersons(ctx context.Context, about map[string][]string, name func(itemID, pseudonyms string)) error {
	files, err := s.GetMany(ctx, slices.Concat(slices.Collect(maps.Values(about))...))
	if err != nil {
		return err
	}
	for itemID, ids := range about {
		var names []string
		for _, fileID := range ids {
			if b, there := files[fileID]; there {
				names = append(names, s.PseudonymOf(&b))
			}
		}
		if len(names) > 0 {
			name(itemID, strings.Join(names, " / "))
		}
	}
	return nil
}

// ages is the work made of registered persons who have come of an age at which something has to be done. It is read from the birth, so that
// nobody is forgotten whatever job ran.
func (s *Service) ages() feature.Work {
	return feature.Work{
		Code: "beneficiary_age", ZH: "到龄待办理", EN: "Came of age", Link: "/beneficiaries?status=registered", Permissions: []auth.Permission{auth.BeneficiaryEdit},
		List: func(ctx context.Context, w feature.WorkQuery) (feature.WorkList, error) {
			on := region.DayOf(w.Now)
			return feature.ListWork(ctx, s.store.files.In(w.Actor.Scope(auth.BeneficiaryEdit)), w, cameOfAge(on), "", func(b Beneficiary) feature.Item {
				zh, en := b.proposal(on)
				item := feature.Item{ID: b.ID, Title: s.PseudonymOf(&b), Note: zh, Link: "/beneficiaries/" + b.ID}
				if strings.HasPrefix(w.Actor.Lang, "en") {
					item.Note = en
				}
				return item
			})
		},
	}
}

// assessmentsDue is the work made of registered children whose risk is to be assessed again.
func (s *Service) assessmentsDue() feature.Work {
	return feature.Work{
		Code: "beneficiary_assess", ZH: "风险评估到期", EN: "Risks to assess again", Link: "/beneficiaries?status=registered", Permissions: []auth.Permission{auth.BeneficiaryEdit},
		List: func(ctx context.Context, w feature.WorkQuery) (feature.WorkList, error) {
			on := region.DayOf(w.Now)
			filter := docstore.Filter{
				{Key: "status", Value: Registered}, {Key: "assess_due", Value: docstore.Filter{{Key: "$lte", Value: on}}},
				{Key: "birth", Value: docstore.Filter{{Key: "$gt", Value: on.AddMonths(-12 * childBelow)}}},
			}
			return feature.ListWork(ctx, s.store.files.In(w.Actor.Scope(auth.BeneficiaryEdit)), w, filter, "", func(b Beneficiary) feature.Item {
				return feature.Item{ID: b.ID, Title: s.PseudonymOf(&b), Due: b.AssessDue.LastInstant(), Link: "/beneficiaries/" + b.ID + "/assess"}
			})
		},
	}
}
