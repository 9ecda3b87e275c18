package surveys

import (
	"context"

	"github.com/tongxing-platform/tongxing/services/feature"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
)

// work lists the kinds of work about surveys.
func (s *Service) work() []feature.Work {
	return []feature.Work{
		s.tasksFor(waitsForTown, auth.BeneficiaryVerify, "排查名单待核定", "Survey lists to accept"),
		s.tasksFor(waitsForVillage, auth.BeneficiaryEdit, "摸底排查待完成", "Survey lists to complete"),
		s.mismatches(),
		s.rowsOpen(),
	}
}

// tasksFor is the work made of the tasks that wait for the village or the town, for holders of the permission.
func (s *Service) tasksFor(who string, p auth.Permission, zh, en string) feature.Work {
	return feature.Work{
		Code: "survey_" + who, ZH: zh, EN: en, Link: "/survey-tasks", Permissions: []auth.Permission{p},
		List: func(ctx context.Context, w feature.WorkQuery) (feature.WorkList, error) {
			return feature.ListWork(ctx, s.store.tasks.In(w.Actor.Scope(p)), w, waiting(who), "due_at", func(t Task) feature.Item {
				item := feature.Item{ID: t.ID, Title: s.Regions.VillageName(t.Region), Since: t.StatusAt, Due: t.DueAt, Link: "/survey-tasks/" + t.ID}
				if t.Status != TaskOpen {
					item.Note = TaskWords.Of(string(t.Status), w.Actor.Lang)
				}
				return item
			})
		},
	}
}

// rowsOpen is the work made of the results of school lists that nobody has decided.
func (s *Service) rowsOpen() feature.Work {
	return feature.Work{
		Code: "survey_rows", ZH: "学校名单比对待处理", EN: "Results of school lists to decide", Link: "/survey-rows", Permissions: []auth.Permission{auth.BeneficiaryEdit, auth.BeneficiaryVerify},
		List: func(ctx context.Context, w feature.WorkQuery) (feature.WorkList, error) {
			p := auth.BeneficiaryEdit
			if w.Actor.May(auth.BeneficiaryVerify) {
				p = auth.BeneficiaryVerify
			}
			return feature.ListWork(ctx, s.store.rows.In(w.Actor.Scope(p)), w, openRows, "", func(r SchoolRow) feature.Item {
				return feature.Item{ID: r.ID, Title: s.Regions.VillageName(r.Region), Note: RowWords.Of(string(r.Result), w.Actor.Lang), Since: r.CreatedAt, Link: "/survey-rows?list_id=" + r.ListID}
			})
		},
	}
}

// mismatches is the work made of what the police found to be otherwise, for the villages.
func (s *Service) mismatches() feature.Work {
	return feature.Work{
		Code: "police_mismatch", ZH: "公安核实不符待处理", EN: "Mismatches that the police found", Link: "/police-lines?unsettled=true", Permissions: villages,
		List: func(ctx context.Context, w feature.WorkQuery) (feature.WorkList, error) {
			in := s.store.batchLines.In(w.Actor.Scope(auth.BeneficiaryEdit))
			return feature.ListWork(ctx, in, w, unsettledLines, "", func(l BatchLine) feature.Item {
				return feature.Item{ID: l.ID, Title: s.Regions.VillageName(l.Region), Note: PoliceWords.Of(string(l.Result), w.Actor.Lang), Since: l.At, Link: "/police-lines?unsettled=true"}
			})
		},
	}
}
