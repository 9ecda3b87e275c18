package activities

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// MaxSeries is the most occurrences of one series: more than the weeks of a year.
const MaxSeries = 60

// The refusals about series.
var (
	ErrSeries     = fault.New(fault.Invalid, "series_days", "Choose 1 to 60 different days.", "请选择 1 到 60 个不重复的日期。")
	ErrSeriesPast = fault.New(fault.Invalid, "series_past", "This day is over, or signing up for it would be. Leave it out.", "该日期已过，或当日活动的报名已截止，请去掉该日期。")
)

// Series is one plan that takes place on several days. Start and End give the time of day and the length; their own day is
// ignored. Sign-up opens for all days at the same time, and closes before each start by the plan's interval.
type Series struct {
	NewActivity
	Days []region.Day // no day twice; in any order
}

// CreateSeries stores a draft for each day. The drafts are separate activities: each is edited, submitted and cancelled
// alone. On any error none is stored; an error about one day names its field ("days[3]").
func (s *Service) CreateSeries(ctx context.Context, n Series) ([]Activity, error) {
	actor, err := auth.Require(ctx, auth.ActivityEdit)
	if err != nil {
		return nil, err
	}
	if !actor.ForOrg(auth.ActivityEdit, n.OrgID, "") {
		return nil, auth.ErrForbidden
	}
	if err := s.checkPlan(&n.Plan, n.LeaderPhone); err != nil {
		return nil, err
	}
	list, err := s.occurrences(ctx, actor, &n)
	if err != nil {
		return nil, err
	}
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		if err := s.store.allActivities.InsertMany(ctx, slices.Clone(list)); err != nil {
			return err
		}
		for i := range list {
			if err := s.note(ctx, "activity.create", &list[i], ""); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("create series: %w", err)
	}
	return list, nil
}

func (s *Service) occurrences(ctx context.Context, actor auth.Actor, n *Series) ([]Activity, error) {
	days := slices.Sorted(slices.Values(n.Days))
	if len(days) < 1 || len(days) > MaxSeries || len(slices.Compact(slices.Clone(days))) != len(days) {
		return nil, ErrSeries.At("days")
	}
	list := make([]Activity, 0, len(n.Days))
	for i, d := range n.Days {
		at := fmt.Sprintf("days[%d]", i)
		if !d.Valid() {
			return nil, region.ErrDay.At(at)
		}
		a := Activity{Plan: n.on(d), Status: Draft, StatusAt: s.now(), Edition: 1, Makers: actor.AddTo(nil)}
		a.ID = id.New("act")
		if !a.SignupTo.After(a.SignupFrom) || !a.Start.After(a.StatusAt) {
			return nil, ErrSeriesPast.At(at)
		}
		if err := s.checkUpstream(ctx, &a); err != nil {
			if f, ok := errors.AsType[*fault.Fault](err); ok {
				return nil, f.At(at)
			}
			return nil, err
		}
		if err := s.store.sealPhone(&a, n.LeaderPhone); err != nil {
			return nil, fmt.Errorf("seal leader's phone: %w", err)
		}
		list = append(list, a)
	}
	return list, nil
}

// on returns the plan moved to the day.
func (n *Series) on(d region.Day) Plan {
	p := n.Plan
	shift := time.Duration(d.Sub(region.DayOf(p.Start))) * 24 * time.Hour // Shanghai has no summer time
	p.Start, p.End, p.SignupTo = p.Start.Add(shift), p.End.Add(shift), p.SignupTo.Add(shift)
	return p
}
