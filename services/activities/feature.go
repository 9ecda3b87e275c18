package activities

import (
	"context"

	"github.com/tongxing-platform/tongxing/services/feature"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/words"
)

// Feature returns the value by which activities plug into the program.
func (s *Service) Feature() feature.Feature {
	return feature.Feature{
		Name:       "activities",
		Routes:     func(r *httpapi.Router) { Routes(r, s) },
		Actions:    auditActions,
		Words:      []words.Set{StatusWords, TypeWords, GroupWords, CheckinWords, SignupWords, activityActs.Words(), signupActs.Words()},
		Templates:  Templates,
		Messages:   "activity.",
		Check:      s.StillApplies,
		Work:       s.work(),
		EachSealed: s.EachSealed,
		Records: map[string]feature.Record{"act": {
			Names: feature.NameEach(s.recordName), Read: s.readAsStaff, Numbers: feature.NumberEach(s.titleOf), Page: "/activities/", Open: auth.ActivityRead,
			Follow: &feature.Following{Kind: "activity", Nouns: []string{"activity"}, Read: auth.ActivityRead, Readable: feature.Reached(s.store.activities, auth.ActivityRead)},
		}},
	}
}

// recordName returns the title of an activity.
func (s *Service) recordName(ctx context.Context, activityID string) (feature.Name, error) {
	seen, err := s.See(ctx, activityID)
	return feature.Name{Text: seen.Title}, err
}

// readAsStaff returns docstore.ErrNotFound for actors who may see the activity only as volunteers or in public.
func (s *Service) readAsStaff(ctx context.Context, activityID string) error {
	seen, err := s.See(ctx, activityID)
	if err == nil && !seen.Staff {
		return docstore.ErrNotFound
	}
	return err
}

// titleOf returns the title of an activity, without checking the actor.
func (s *Service) titleOf(ctx context.Context, activityID string) (feature.Number, error) {
	a, err := s.Get(ctx, activityID)
	return feature.Number{Text: a.Title}, err
}
