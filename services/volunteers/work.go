package volunteers

import (
	"context"
	"slices"
	"time"

	"github.com/tongxing-platform/tongxing/services/feature"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
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
		s.clearanceWork(Answered, "从业查询待复核", "Clearances to confirm", term{}),
		s.clearanceWork(Queried, "从业查询待登记结果", "Clearances to enter", s.queryTerm()),
		s.clearanceWork(Consented, "从业查询待提交", "Clearances to query", s.consentTerm()),
		s.clearanceWork(Expired, "从业查询已过期", "Clearances expired", expiredTerm),
		{
			Code: "skills_ending", ZH: "技能证书即将到期", EN: "Certificates that end soon", Link: "/volunteers?skills_ending=true",
			Permissions: managers, List: s.skillsWork,
		},
	}
}

// term says by when a kind of work is due: days working days after the time in the field, as volunteers are told (Terms), or at that time.
type term struct {
	field   string // declared, an instant or a day; empty: never
	day     bool   // the field is a day
	ordered bool   // an index gives the order of the field
	days    int
	since   func(*Volunteer) time.Time
}

var (
	expiredTerm = term{field: "clearance_valid_to", ordered: true, since: func(v *Volunteer) time.Time { return v.ClearanceValidTo }}
	skillsTerm  = term{field: "skills_valid_to", ordered: true, since: func(v *Volunteer) time.Time { return v.SkillsValidTo.Add(-time.Millisecond) }}
)

func (s *Service) statusTerm() term {
	return term{field: "status_at", days: s.Terms.Staff, since: func(v *Volunteer) time.Time { return v.StatusAt }}
}

func (s *Service) consentTerm() term {
	return term{field: "clearance.consent_at", days: s.Terms.Staff, since: func(v *Volunteer) time.Time { return v.Clearance.ConsentAt }}
}

func (s *Service) queryTerm() term {
	return term{field: "clearance.queried_day", day: true, days: s.Terms.Query, since: func(v *Volunteer) time.Time { return v.Clearance.QueriedDay.Start() }}
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
	return s.listWork(ctx, s.store.all, w, docstore.Filter{{Key: "asked_org_ids", Value: docstore.Filter{{Key: "$in", Value: orgIDs}}}}, term{}, "/volunteers/asking")
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
				if own, err = s.listWork(ctx, in, w, f, s.statusTerm(), ""); err != nil || w.OrgID != "" {
					return own, err
				}
			}
			if office, err = s.listWork(ctx, in, w, docstore.Filter{{Key: "office_waits", Value: status}}, s.statusTerm(), ""); err != nil {
				return own, err
			}
			return own.With(office), nil
		},
	}
}

// clearanceWork returns the kind of work made of the clearances in the state.
func (s *Service) clearanceWork(status ClearanceStatus, zh, en string, due term) feature.Work {
	return feature.Work{
		Code: "clearance_" + string(status), ZH: zh, EN: en, Link: "/volunteers?clearance=" + string(status), Permissions: checkers,
		List: func(ctx context.Context, w feature.WorkQuery) (feature.WorkList, error) {
			filter := docstore.Filter{{Key: "clearance.status", Value: status}}
			if w.OrgID != "" {
				filter = append(filter, docstore.Filter{{Key: "org_ids", Value: w.OrgID}}...)
			}
			return s.listWork(ctx, s.store.volunteers.In(w.Actor.Scope(auth.ClearanceManage)), w, filter, due, "")
		},
	}
}

// skillsWork lists the volunteers with a certificate that ends within the time of its reminder.
func (s *Service) skillsWork(ctx context.Context, w feature.WorkQuery) (feature.WorkList, error) {
	filter := skillsEndBy(s.SkillsEnding())
	if w.OrgID != "" {
		filter = append(filter, docstore.Filter{{Key: "org_ids", Value: w.OrgID}}...)
	}
	return s.listWork(ctx, s.store.volunteers.In(w.Actor.Scope(auth.VolunteerManage)), w, filter, skillsTerm, "")
}

// listWork is feature.ListWork with masked names as titles and the term's due times. link is the page of every item; empty: the page of
// the volunteer.
func (s *Service) listWork(ctx context.Context, c *docstore.Collection[Volunteer], w feature.WorkQuery, filter docstore.Filter, due term, link string) (feature.WorkList, error) {
	var failed error
	numbered, order := "编号 ", ""
	if w.Actor.Lang == "en" {
		numbered = "No. "
	}
	if due.ordered {
		order = due.field
	}
	waiting, err := feature.ListWork(ctx, c, w, filter, order, func(v Volunteer) feature.Item {
		name, err := s.store.open(&v, fieldName)
		if err != nil {
			failed = err
		}
		item := feature.Item{ID: v.ID, Title: privacy.MaskName(name.Reveal()), Note: numbered + v.No, Link: link}
		if link == "" {
			item.Link = "/volunteers/" + v.ID
		}
		if due.since == nil || due.since(&v).IsZero() {
			return item
		}
		if item.Due = due.since(&v); due.days > 0 {
			item.Since, item.Due = item.Due, s.Calendar.AddWorkdays(region.DayOf(item.Due), due.days).LastInstant()
		}
		return item
	})
	if err == nil {
		err = failed
	}
	if err != nil || waiting.Count == 0 || due.field == "" || due.ordered {
		return waiting, err
	}
	var before any // whoever has waited since earlier is late
	if before = s.Calendar.AddWorkdays(region.DayOf(w.Now), -due.days).Start(); due.day {
		before = string(s.Calendar.AddWorkdays(region.DayOf(w.Now), -due.days))
	}
	late := append(filter[:len(filter):len(filter)], docstore.Filter{{Key: due.field, Value: docstore.Filter{{Key: "$lt", Value: before}}}}...)
	waiting.Late, err = c.Count(ctx, late, docstore.Limit(feature.MaxCount))
	return waiting, err
}
