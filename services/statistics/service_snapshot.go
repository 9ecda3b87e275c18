package statistics

import (
	"context"
	"slices"
	"strings"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// Snapshot holds the figures of one town on the last day of a month. Its id is the day and the path.
type Snapshot struct {
	docstore.Meta `bson:",inline"`
	Region        string           `bson:"region"`
	On            region.Day       `bson:"on"`
	Groups        map[Group]Counts `bson:"groups"`
}

// fromSnapshots sums the snapshots of the latest month's end up to the day. Of villages there are none.
func (s *Service) fromSnapshots(ctx context.Context, r *Report, level region.Level) error {
	if level > region.Township || level == region.Township && len(r.Parts) > 0 && r.On != s.today() {
		r.Parts = nil // a town's figures of the past are not kept by village
	}
	last, err := s.snapshots.Find(ctx, docstore.Filter{
		{Key: "region", Value: docstore.Prefix(r.Region)}, {Key: "on", Value: docstore.Filter{{Key: "$lte", Value: r.On}}},
	}, docstore.Sort("-on"), docstore.Limit(1))
	if err != nil {
		return err
	}
	if len(last) == 0 {
		return ErrNone.At("on")
	}
	r.On = last[0].On
	return s.snapshots.Each(ctx, docstore.Filter{{Key: "region", Value: docstore.Prefix(r.Region)}, {Key: "on", Value: r.On}}, func(n Snapshot) error {
		area := partOf(r, n.Region)
		if r.Figures[area] == nil {
			r.Figures[area] = Counts{}
		}
		r.Figures[area].merge(n.Groups[r.Group])
		r.Whole.merge(n.Groups[Everybody])
		return nil
	})
}

// trendMonths is how many months' ends the trend goes back.
const trendMonths = 13

func (s *Service) trend(ctx context.Context, r *Report) ([]Point, error) {
	sums := map[region.Day]int64{}
	from := r.On.AddMonths(-trendMonths)
	err := s.snapshots.Each(ctx, docstore.Filter{
		{Key: "region", Value: docstore.Prefix(r.Region)}, {Key: "on", Value: docstore.Filter{{Key: "$gt", Value: from}}},
	}, func(n Snapshot) error {
		if !n.On.After(r.On) {
			sums[n.On] += n.Groups[r.Group][total].Sum()
		}
		return nil
	})
	var list []Point
	for on, n := range sums {
		list = append(list, Point{on, n})
	}
	slices.SortFunc(list, func(a, b Point) int { return strings.Compare(string(a.On), string(b.On)) })
	return list, err
}

// TakeSnapshots stores the figures of every town on the last day of the month before, once. It counts the files as they are now that were in
// the register on that day. Running it again is harmless.
func (s *Service) TakeSnapshots(ctx context.Context) error {
	first := s.today()[:8] + "01"
	on := first.Add(-1)
	for _, province := range s.Regions.Children(ctx, "") {
		if err := s.takeBelow(ctx, province, on); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) takeBelow(ctx context.Context, at region.Region, on region.Day) error {
	if at.Level < region.County {
		for _, child := range s.Regions.Children(ctx, at.Code) {
			if err := s.takeBelow(ctx, child, on); err != nil {
				return err
			}
		}
		return nil
	}
	done, err := s.snapshots.Count(ctx, docstore.Filter{{Key: "region", Value: docstore.Prefix(at.Path)}, {Key: "on", Value: on}}, docstore.Limit(1))
	if err != nil || done > 0 {
		return err
	}
	return s.SnapshotOf(ctx, at.Path, on)
}

// SnapshotOf stores the figures of the county's towns on the day, replacing none. Without files nothing is stored.
func (s *Service) SnapshotOf(ctx context.Context, county string, on region.Day) error {
	var groups []Group
	for _, code := range GroupWords.Codes() {
		groups = append(groups, Group(code))
	}
	found, err := s.live(ctx, county, on, groups, func(village string) string { return townOf(village, county) })
	if err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(ctx context.Context) error {
		for town, groups := range found {
			n := Snapshot{Region: town, On: on, Groups: groups}
			n.ID = string(on) + "/" + town
			if err := s.snapshots.Insert(ctx, &n); err != nil && !docstore.IsDuplicate(err, "_id") {
				return err
			}
		}
		return nil
	})
}

// townOf returns the path of the level below the county in which the village lies.
func townOf(village, county string) string {
	rest := strings.TrimPrefix(village, county)
	town, _, _ := strings.Cut(rest, "/")
	return county + town + "/"
}
