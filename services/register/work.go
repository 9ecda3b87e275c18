package register

import (
	"context"

	"github.com/tongxing-platform/tongxing/services/feature"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

// work lists the kinds of work about files.
func (s *Service) work() []feature.Work {
	return []feature.Work{
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
