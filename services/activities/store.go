package activities

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

type store struct {
	sealer     *privacy.Sealer
	activities *docstore.Scoped[Activity]
	signups    *docstore.Scoped[Signup]
	diaries    *docstore.Collection[Diary]

	// Not scoped, for rules that hold for every actor; the use case has checked the actor first.
	allActivities *docstore.Collection[Activity]
	allSignups    *docstore.Collection[Signup]
}

func openStore(db *docstore.DB, sealer *privacy.Sealer) (*store, error) {
	s := &store{sealer: sealer}
	var err1, err2, err3 error
	s.activities, err1 = docstore.DeclareScoped[Activity](db, docstore.Spec{
		Name:   "activities",
		Fields: []string{"org_id", "contract_id", "type", "region", "status", "status_at", "start", "end", "signup_to"},
		Indexes: []docstore.Index{
			{Name: "board", Fields: []string{"status", "start", "_id", "region"}, Selective: true}, // in the order of the board; the index also holds the region
			{Name: "by_org", Fields: []string{"org_id", "start"}},
			{Name: "work", Fields: []string{"org_id", "status", "end"}},
			{Name: "planned", Fields: []string{"org_id", "status", "start"}},
			{Name: "by_contract", Fields: []string{"contract_id", "start"}},
			{Name: "by_region", Fields: []string{"region", "start"}, Selective: true},
			{Name: "by_type", Fields: []string{"type", "start"}, Selective: true},
			{Name: "by_start", Fields: []string{"start"}},
			{Name: "closing", Fields: []string{"status", "signup_to"}},
			{Name: "ending", Fields: []string{"status", "end"}},
			{Name: "settled", Fields: []string{"status", "status_at"}},
		},
		Scope: docstore.ScopeFields{Region: []string{"region"}, Org: []string{"org_id"}, Assigned: []string{"contract_id"}},
		Refs:  []docstore.Ref{{Field: "org_id", To: "orgs"}, {Field: "contract_id", To: "contracts"}},
		Warm:  true,
	})
	// The id ensures that a volunteer has one sign-up for an activity: see signupID.
	s.signups, err2 = docstore.DeclareScoped[Signup](db, docstore.Spec{
		Name:   "signups",
		Fields: []string{"activity_id", "volunteer_id", "org_id", "region", "start", "status", "turn"},
		Indexes: []docstore.Index{
			{Name: "line", Fields: []string{"activity_id", "status", "turn"}},
			{Name: "of_volunteer", Fields: []string{"volunteer_id", "start"}},
			{Name: "undecided", Fields: []string{"status", "start"}},
		},
		Scope: docstore.ScopeFields{Region: []string{"region"}, Org: []string{"org_id"}, Self: []string{"volunteer_id"}},
		Refs:  []docstore.Ref{{Field: "activity_id", To: "activities"}, {Field: "volunteer_id", To: "volunteers"}, {Field: "org_id", To: "orgs"}},
	})
	s.diaries, err3 = docstore.Declare[Diary](db, docstore.Spec{Name: "signup_diaries"})
	if err := errors.Join(err1, err2, err3); err != nil {
		return nil, fmt.Errorf("open activities: %w", err)
	}
	all := auth.Actor{Job: "activities"}.Scope(auth.ActivityRead)
	s.allActivities, s.allSignups = s.activities.In(all), s.signups.In(all)
	return s, nil
}

func phonePlace(id string) privacy.AAD {
	return privacy.AAD{Collection: "activities", Field: "leader_phone", ID: id}
}

func (s *store) sealPhone(a *Activity, phone string) (err error) {
	a.LeaderPhone, err = s.sealer.Reseal(phonePlace(a.ID), a.LeaderPhone, phone)
	return err
}

func (s *store) phone(a *Activity) (string, error) {
	return s.sealer.Open(phonePlace(a.ID), a.LeaderPhone)
}

// board returns published activities that have not begun, earliest first.
func (s *store) board(ctx context.Context, q BoardQuery, now time.Time) (docstore.Page[Activity], error) {
	from := q.From
	if from.Before(now) {
		from = now
	}
	span := bson.D{{Key: "$gt", Value: from.Add(-time.Millisecond)}}
	if !q.To.IsZero() {
		span = append(span, bson.E{Key: "$lt", Value: q.To})
	}
	f := docstore.Filter{{Key: "status", Value: Published}, {Key: "start", Value: span}}
	if q.Region != "" {
		f = append(f, bson.E{Key: "region", Value: docstore.Prefix(q.Region)})
	}
	if q.Type != "" {
		f = append(f, bson.E{Key: "type", Value: q.Type})
	}
	return s.allActivities.Page(ctx, f, append(q.Page, docstore.Sort("start"))...)
}

// known returns what the public may see, in the order of ids, which no other index is needed for.
func (s *store) known(ctx context.Context, page []docstore.Option) (docstore.Page[Activity], error) {
	return s.allActivities.Page(ctx, docstore.Filter{{Key: "status", Value: bson.D{{Key: "$in", Value: open}}}}, append(page, docstore.Sort("_id"))...)
}

// comingOf returns published activities of the organisation that have not begun, earliest first.
func (s *store) comingOf(ctx context.Context, orgID string, now time.Time, most int) ([]Activity, error) {
	return s.allActivities.Find(ctx, docstore.Filter{
		{Key: "org_id", Value: orgID}, {Key: "status", Value: Published}, {Key: "start", Value: bson.D{{Key: "$gt", Value: now}}},
	}, docstore.Sort("start"), docstore.Limit(most))
}

// doneOf returns ended activities of the organisation, latest first.
func (s *store) doneOf(ctx context.Context, orgID string, most int) ([]Activity, error) {
	return s.allActivities.Find(ctx, docstore.Filter{
		{Key: "org_id", Value: orgID}, {Key: "status", Value: bson.D{{Key: "$in", Value: []Status{Ended, Recorded, Archived}}}},
	}, docstore.Sort("-start"), docstore.Limit(most))
}

func (s *store) list(ctx context.Context, scope auth.Scope, q ListQuery) (docstore.Page[Activity], error) {
	f := docstore.Filter{}
	for _, eq := range []struct{ field, value string }{
		{"org_id", q.OrgID}, {"contract_id", q.ContractID}, {"status", string(q.Status)}, {"type", string(q.Type)},
	} {
		if eq.value != "" {
			f = append(f, bson.E{Key: eq.field, Value: eq.value})
		}
	}
	if span := between(q.From, q.To); len(span) > 0 {
		f = append(f, bson.E{Key: "start", Value: span})
	}
	return s.activities.In(scope).Page(ctx, f, append(q.Page, docstore.Sort("-start"))...)
}

func between(from, to time.Time) bson.D {
	var span bson.D
	if !from.IsZero() {
		span = append(span, bson.E{Key: "$gte", Value: from})
	}
	if !to.IsZero() {
		span = append(span, bson.E{Key: "$lt", Value: to})
	}
	return span
}

// due returns activities of the status whose time field is at or before now, oldest first, at most one batch.
func (s *store) due(ctx context.Context, status Status, field string, now time.Time) ([]Activity, error) {
	return s.allActivities.Find(ctx, docstore.Filter{
		{Key: "status", Value: status}, {Key: field, Value: bson.D{{Key: "$lte", Value: now}}},
	}, docstore.Sort(field), docstore.Limit(500))
}

// startingBetween calls f with each published activity whose start is in (after, until].
func (s *store) startingBetween(ctx context.Context, after, until time.Time, f func(Activity) error) error {
	for _, status := range []Status{Published, SignupClosed} {
		err := s.allActivities.Each(ctx, docstore.Filter{
			{Key: "status", Value: status}, {Key: "start", Value: bson.D{{Key: "$gt", Value: after}, {Key: "$lte", Value: until}}},
		}, f)
		if err != nil {
			return err
		}
	}
	return nil
}

// inState matches the activities or sign-ups in the state, of one organisation unless orgID is empty.
func inState(orgID, status string) docstore.Filter {
	f := docstore.Filter{{Key: "status", Value: status}}
	if orgID != "" {
		f = append(f, bson.E{Key: "org_id", Value: orgID})
	}
	return f
}

// signupOf returns the volunteer's sign-up, or docstore.ErrNotFound.
func (s *store) signupOf(ctx context.Context, activityID, volunteerID string) (Signup, error) {
	return s.allSignups.Get(ctx, signupID(activityID, volunteerID))
}

// signupIn returns the sign-up within the scope, or docstore.ErrNotFound.
func (s *store) signupIn(ctx context.Context, reach auth.Scope, signupID string) (Signup, error) {
	return s.signups.In(reach).Get(ctx, signupID)
}

// signupsIn returns the activity's sign-ups in the states, in the order of their turns.
func (s *store) signupsIn(ctx context.Context, activityID string, states ...SignupStatus) ([]Signup, error) {
	return s.allSignups.Find(ctx, docstore.Filter{
		{Key: "activity_id", Value: activityID}, {Key: "status", Value: bson.D{{Key: "$in", Value: states}}},
	}, docstore.Sort("turn"))
}

// firstWaiting returns the first sign-up of the waiting list, or docstore.ErrNotFound.
func (s *store) firstWaiting(ctx context.Context, activityID string) (Signup, error) {
	return s.allSignups.First(ctx, docstore.Filter{
		{Key: "activity_id", Value: activityID}, {Key: "status", Value: Waitlisted},
	}, docstore.Sort("turn"))
}

// ahead counts the waiting sign-ups before the turn.
func (s *store) ahead(ctx context.Context, activityID string, turn int64) (int64, error) {
	return s.allSignups.Count(ctx, docstore.Filter{
		{Key: "activity_id", Value: activityID}, {Key: "status", Value: Waitlisted},
		{Key: "turn", Value: bson.D{{Key: "$lt", Value: turn}}},
	})
}

func (s *store) signupPage(ctx context.Context, scope auth.Scope, activityID string, status SignupStatus, page []docstore.Option) (docstore.Page[Signup], error) {
	f := docstore.Filter{{Key: "activity_id", Value: activityID}}
	if status != "" {
		f = append(f, bson.E{Key: "status", Value: status})
	}
	return s.signups.In(scope).Page(ctx, f, append(page, docstore.Sort("status", "turn"))...)
}

func (s *store) signupsOf(ctx context.Context, volunteerID string, from time.Time, page []docstore.Option) (docstore.Page[Signup], error) {
	f := docstore.Filter{{Key: "volunteer_id", Value: volunteerID}}
	if from.IsZero() {
		return s.allSignups.Page(ctx, f, append(page, docstore.Sort("-start"))...)
	}
	f = append(f, bson.E{Key: "start", Value: bson.D{{Key: "$gte", Value: from}}})
	return s.allSignups.Page(ctx, f, append(page, docstore.Sort("start"))...)
}

// freeDiary removes the activity from the volunteer's diary.
func (s *store) freeDiary(ctx context.Context, volunteerID, activityID string) error {
	_, err := s.diaries.Upsert(ctx, volunteerID, func(d *Diary) error {
		d.Free(activityID)
		return nil
	})
	return err
}
