package activities

import (
	"context"
	"time"

	"github.com/tongxing-platform/tongxing/services/feature"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
)

// recordWithin is the time after its end in which an activity should be recorded: about ten working days.
const recordWithin = 14 * 24 * time.Hour

// work lists the kinds of work about activities and sign-ups.
func (s *Service) work() []feature.Work {
	atStart := func(a Activity) feature.Item { return feature.Item{Due: a.Start, Since: a.StatusAt} }
	atEnd := func(a Activity) feature.Item { return feature.Item{Due: a.End.Add(recordWithin), Since: a.End} }
	return []feature.Work{
		s.activityWork(Submitted, auth.ActivityPublish, "活动待发布", "Activities to publish", "start", 0, atStart),
		s.activityWork(Returned, auth.ActivityEdit, "活动被退回", "Activities returned", "start", 0, atStart),
		s.activityWork(Ended, auth.ActivityEdit, "活动待归档", "Activities to record", "end", recordWithin, atEnd),
		s.signupWork(),
		s.activityWork(Draft, auth.ActivityEdit, "活动草稿待提交", "Drafts of activities", "start", 0, atStart),
	}
}

// activityWork returns the kind of work made of the activities in one state, for holders of the permission. They are late
// when the time in the field is longer ago than the allowance.
func (s *Service) activityWork(status Status, p auth.Permission, zh, en, field string, allowance time.Duration, times func(Activity) feature.Item) feature.Work {
	return feature.Work{
		Code: "activity_" + string(status), ZH: zh, EN: en, Link: "/activities?status=" + string(status), Permissions: []auth.Permission{p},
		List: func(ctx context.Context, w feature.WorkQuery) (feature.WorkList, error) {
			var ids []string
			collection := s.store.activities.In(w.Actor.Scope(p))
			w.Now = w.Now.Add(-allowance)
			waiting, err := feature.ListWork(ctx, collection, w, inState(w.OrgID, string(status)), field, func(a Activity) feature.Item {
				ids = append(ids, a.OrgID)
				item := times(a)
				item.ID, item.Title, item.Note, item.Link = a.ID, a.Title, a.OrgID, "/activities/"+a.ID
				return item
			})
			if err != nil || len(ids) == 0 {
				return waiting, err
			}
			names, err := s.Orgs.Names(ctx, ids)
			for i := range waiting.Items {
				waiting.Items[i].Note = names[waiting.Items[i].Note]
			}
			return waiting, err
		},
	}
}

// signupWork returns the kind of work made of the sign-ups that wait for a decision.
func (s *Service) signupWork() feature.Work {
	return feature.Work{
		Code: "signup_pending", ZH: "报名待审核", EN: "Sign-ups to decide", Link: "/activities?status=published",
		Permissions: []auth.Permission{auth.SignupManage},
		List: func(ctx context.Context, w feature.WorkQuery) (feature.WorkList, error) {
			var ids []string
			collection := s.store.signups.In(w.Actor.Scope(auth.SignupManage))
			waiting, err := feature.ListWork(ctx, collection, w, inState(w.OrgID, string(Pending)), "start", func(su Signup) feature.Item {
				ids = append(ids, su.ActivityID)
				return feature.Item{
					ID: su.ID, Title: su.ActivityID, Since: su.StatusAt, Due: su.Start,
					Link: "/activities/" + su.ActivityID + "?tab=signups&status=pending",
				}
			})
			if err != nil || len(ids) == 0 {
				return waiting, err
			}
			of, err := s.GetMany(ctx, ids)
			for i := range waiting.Items {
				waiting.Items[i].Title = of[waiting.Items[i].Title].Title
			}
			return waiting, err
		},
	}
}
