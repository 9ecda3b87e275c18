package attendance

import (
	"context"
	"slices"
	"time"

	"github.com/tongxing-platform/tongxing/services/feature"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// work lists the kinds of work about hours and certificates.
func (s *Service) work() []feature.Work {
	return []feature.Work{
		s.stayWork(Pending, auth.HoursConfirm, "时长待确认", "Hours to confirm"),
		s.stayWork(Disputed, auth.HoursCorrect, "时长有异议", "Hours disputed"),
		s.stayWork(CheckedOut, auth.AttendanceRun, "待补签退", "Check-outs missing"),
		s.openWork(),
		s.agreementWork(),
		s.certificateWork(),
	}
}

// stayWork returns the kind of work made of the stays in one state, for holders of the permission. Stays that are not settled
// are due on the organisation's last day for confirming.
func (s *Service) stayWork(status Status, p auth.Permission, zh, en string) feature.Work {
	link := "?view=" + string(status)
	due := ""
	if status != Disputed {
		due = "plan_to"
	}
	return feature.Work{
		Code: "hours_" + string(status), ZH: zh, EN: en, Link: "/hours" + link, Permissions: []auth.Permission{p},
		List: func(ctx context.Context, w feature.WorkQuery) (feature.WorkList, error) {
			var activityIDs, volunteerIDs []string
			w.Now = s.overdueBefore(w.Now)
			waiting, err := feature.ListWork(ctx, s.store.stays.In(w.Actor.Scope(p)), w, inState(w.OrgID, string(status)), due, func(a Attendance) feature.Item {
				activityIDs, volunteerIDs = append(activityIDs, a.ActivityID), append(volunteerIDs, a.VolunteerID)
				item := feature.Item{ID: a.ID, Since: a.InAt, Link: "/hours/" + a.ID + link}
				if due != "" {
					item.Due = s.Due(&a)
				}
				return item
			})
			if err != nil || len(activityIDs) == 0 {
				return waiting, err
			}
			names, err := s.NamesOf(ctx, slices.Clone(activityIDs))
			if err != nil {
				return waiting, err
			}
			for i := range waiting.Items {
				n := names[activityIDs[i]]
				who, err := s.Volunteers.MaskedName(ctx, volunteerIDs[i]) // stays of one activity differ by their person
				if err != nil {
					return waiting, err
				}
				waiting.Items[i].Title, waiting.Items[i].Note = n.Title, who.Text+" "+n.Org
			}
			return waiting, nil
		},
	}
}

// overdueBefore returns the time t such that stays of activities that ended before t are overdue for confirmation at now.
func (s *Service) overdueBefore(now time.Time) time.Time {
	day := region.DayOf(now)
	for s.Calendar.AddWorkdays(day, RecordDays).End().After(now) {
		day = day.Add(-1)
	}
	return day.End()
}

// openWork returns the kind of work made of a volunteer's stays without check-out.
func (s *Service) openWork() feature.Work {
	return feature.Work{
		Code: "stay_open", ZH: "尚未签退", EN: "Not checked out", Link: "/v/checkin", Roles: []auth.Role{auth.Volunteer},
		Permissions: []auth.Permission{auth.CheckIn},
		List: func(ctx context.Context, w feature.WorkQuery) (feature.WorkList, error) {
			var out feature.WorkList
			if w.Actor.VolunteerID == "" {
				return out, nil
			}
			a, err := s.store.openOf(ctx, w.Actor.VolunteerID)
			if ok, err := found(err, true); !ok || err != nil {
				return out, err
			}
			act, err := s.Activities.Get(ctx, a.ActivityID)
			if err != nil {
				return out, err
			}
			out.Add(feature.Item{ID: a.ID, Title: act.Title, Since: a.InAt, Due: a.PlanTo.Add(Early), Link: "/v/checkin"})
			if out.Count = 1; w.Now.After(out.Due) {
				out.Late = 1
			}
			return out, nil
		},
	}
}

// agreementWork returns the kind of work made of a volunteer's stays by hand to which they have not agreed.
func (s *Service) agreementWork() feature.Work {
	return feature.Work{
		Code: "stay_agreement", ZH: "补录时长待本人同意", EN: "Hours by hand to agree to", Link: "/v/me/hours", Roles: []auth.Role{auth.Volunteer},
		Permissions: []auth.Permission{auth.CheckIn},
		List: func(ctx context.Context, w feature.WorkQuery) (feature.WorkList, error) {
			var out feature.WorkList
			if w.Actor.VolunteerID == "" {
				return out, nil
			}
			page, err := s.store.list(ctx, everything, ListQuery{VolunteerID: w.Actor.VolunteerID, Status: Pending, Page: []docstore.Option{docstore.Limit(100)}})
			if err != nil {
				return out, err
			}
			for _, a := range page.Items {
				if a.Agreed() {
					continue
				}
				if out.Count++; len(out.Items) == feature.MaxItems {
					continue
				}
				act, err := s.Activities.Get(ctx, a.ActivityID)
				if err != nil {
					return out, err
				}
				out.Add(feature.Item{ID: a.ID, Title: act.Title, Since: a.StatusAt, Link: "/v/stays/" + a.ID})
			}
			return out, nil
		},
	}
}

// certificateWork returns the kind of work made of requested certificates.
func (s *Service) certificateWork() feature.Work {
	return feature.Work{
		Code: "certificate_requested", ZH: "证明待出具", EN: "Certificates to issue", Link: "/certificates?status=requested",
		Permissions: []auth.Permission{auth.CertificateIssue},
		List: func(ctx context.Context, w feature.WorkQuery) (feature.WorkList, error) {
			collection := s.store.papers.In(w.Actor.Scope(auth.CertificateIssue))
			var volunteerIDs []string
			waiting, err := feature.ListWork(ctx, collection, w, inState(w.OrgID, string(Requested)), "", func(c Certificate) feature.Item {
				volunteerIDs = append(volunteerIDs, c.VolunteerID)
				from, to := region.Day(c.From).Say(w.Actor.Lang), region.Day(c.To).Say(w.Actor.Lang)
				return feature.Item{ID: c.ID, Note: from + " – " + to, Since: c.CreatedAt, Link: "/certificates?status=requested"}
			})
			if err != nil {
				return waiting, err
			}
			for i := range waiting.Items {
				who, err := s.Volunteers.MaskedName(ctx, volunteerIDs[i])
				if err != nil {
					return waiting, err
				}
				waiting.Items[i].Title = who.Text
			}
			return waiting, nil
		},
	}
}
