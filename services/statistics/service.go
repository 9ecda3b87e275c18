package statistics

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/register"
)

// The refusals of statistics.
var (
	ErrDay   = fault.New(fault.Invalid, "statistics_day", "Choose today or a day before it.", "截止日期不能晚于今天。")
	ErrNone  = fault.New(fault.Conflict, "statistics_none", "There are no figures of that day yet. Figures of the past are those of a month's last day.", "没有该日期的统计数据。历史数据按每月最后一天留存。")
	ErrGroup = fault.New(fault.Invalid, "statistics_group", "Choose one from the list.", "请从列表中选择。")
)

// agencyLeast is the least number that is shown to offices outside the county (n < 5 between agencies).
const agencyLeast = 5

// Deps are the dependencies of the service. Every field is needed.
type Deps struct {
	DB       *docstore.DB
	Audit    *audit.Log
	Now      func() time.Time
	Regions  *region.Tree
	Register *register.Service
	UsersIn  func(ctx context.Context, regionPath string, roles ...auth.Role) ([]string, error) // accounts.UsersIn
}

// Service holds the use cases of statistics. It may be used by many goroutines at once.
type Service struct {
	Deps
	snapshots *docstore.Collection[Snapshot]
	bases     *docstore.Scoped[Base]
	allBases  *docstore.Collection[Base]
}

// Snapshot holds the figures of one town on the last day of a month. Its id is the day and the path.
type Snapshot struct {
	docstore.Meta `bson:",inline"`
	Region        string           `bson:"region"`
	On            region.Day       `bson:"on"`
	Groups        map[Group]Counts `bson:"groups"`
}

// Base holds what a county enters beside the register: how many people live there, and its targets. Its id is the path.
type Base struct {
	docstore.Meta `bson:",inline"`
	Region        string       `bson:"region"`
	Source        string       `bson:"source"` // of the population: 统计年鉴, 公安
	PeopleOn      region.Day   `bson:"people_on,omitempty"`
	People        []Population `bson:"people,omitempty"`
	Targets       []Target     `bson:"targets,omitempty"`
}

// Population is the number of people of an area, for ratios.
type Population struct {
	Region   string `bson:"region" json:"region" validate:"required,max=100"`        // path of the county or one of its towns
	Children int64  `bson:"children" json:"children" validate:"gte=0,lte=100000000"` // under 18
	Elders   int64  `bson:"elders" json:"elders" validate:"gte=0,lte=100000000"`     // from 60
	Women    int64  `bson:"women" json:"women" validate:"gte=0,lte=100000000"`       // from 18
}

// Target is a figure that a county wants to reach: at most Most by the day.
type Target struct {
	Figure string     `bson:"figure" json:"figure" validate:"required,oneof=left_behind_child alone incomplete"`
	Most   int64      `bson:"most" json:"most" validate:"gte=0,lte=100000000"`
	By     region.Day `bson:"by" json:"by" validate:"required,day"`
}

// New declares the collections and returns the service.
func New(d Deps) (*Service, error) {
	s := &Service{Deps: d}
	var errs [2]error
	s.snapshots, errs[0] = docstore.Declare[Snapshot](d.DB, docstore.Spec{
		Name: "register_snapshots", Fields: []string{"on", "region"}, Indexes: []docstore.Index{{Name: "by_region", Fields: []string{"region", "on"}}},
	})
	s.bases, errs[1] = docstore.DeclareScoped[Base](d.DB, docstore.Spec{
		Name: "statistics_bases", Fields: []string{"region"}, Scope: docstore.ScopeFields{Region: []string{"region"}},
	})
	if err := errors.Join(errs[:]...); err != nil {
		return nil, fmt.Errorf("open statistics: %w", err)
	}
	s.allBases = s.bases.In(auth.Actor{Job: "statistics"}.Scope(auth.StatisticsRead))
	return s, nil
}

func (s *Service) now() time.Time { return s.Now().UTC().Truncate(time.Millisecond) }

func (s *Service) today() region.Day { return region.DayOf(s.now()) }

// Query asks for the figures of an area.
type Query struct {
	Region string     // path; empty: the actor's own area
	On     region.Day // empty: today
	Group  Group      // empty: Children
}

// Report is the answer: the figures of the area and of its parts on the day On, which may be earlier than the day asked for.
type Report struct {
	Region   string
	On       region.Day
	Group    Group
	Parts    []string // paths of the areas one level below
	Figures  map[string]Counts
	Hidden   map[string]map[string]bool // figures that must not be shown; nil inside the county
	Without  map[string]int64           // villages without a director, by area; nil for an outside office
	Trend    []Point
	Base     Base
	Whole    Counts // of everybody in the area, whatever the Group: targets are about them
	Writable bool   // the actor keeps Base
}

// Point is the total of a past month's end.
type Point struct {
	On    region.Day
	Total int64
}

// Read returns the figures of an area within the actor's reach. An office outside the county (县级查看) gets figures of 1 to 4 persons, and
// those from which they could be worked out, hidden.
func (s *Service) Read(ctx context.Context, q Query) (Report, error) {
	none := Report{}
	actor, err := auth.Require(ctx, auth.StatisticsRead)
	if err != nil {
		return none, err
	}
	own := ownArea(actor)
	if q.Region == "" {
		q.Region = own
	}
	at, err := s.Regions.Find(ctx, region.CodeOf(q.Region))
	if err != nil {
		return none, err
	}
	if at.Path != q.Region || !actor.ForRegion(auth.StatisticsRead, q.Region) {
		return none, docstore.ErrNotFound
	}
	if q.Group == "" {
		q.Group = Children
	}
	if !slices.Contains(GroupWords.Codes(), string(q.Group)) {
		return none, ErrGroup.At("group")
	}
	if q.On == "" {
		q.On = s.today()
	}
	if q.On.After(s.today()) {
		return none, ErrDay.At("on")
	}
	r := Report{Region: q.Region, On: q.On, Group: q.Group, Figures: map[string]Counts{}, Whole: Counts{}}
	for _, child := range s.Regions.Children(ctx, at.Code) {
		r.Parts = append(r.Parts, child.Path)
	}
	outside := !inside(actor, q.Region)
	if outside && at.Level > region.County {
		return none, docstore.ErrNotFound // an outside office sees counties and their towns
	}
	if err := s.fill(ctx, &r, at.Level); err != nil {
		return none, err
	}
	if r.Trend, err = s.trend(ctx, &r); err != nil {
		return none, err
	}
	if outside {
		s.hide(&r)
		return r, s.note(ctx, &r)
	}
	if r.Without, err = s.withoutDirector(ctx, &r, at); err != nil {
		return none, err
	}
	if r.Base, err = s.base(ctx, countyOf(q.Region)); err != nil {
		return none, err
	}
	r.Writable = holdsCounty(actor, countyOf(q.Region))
	return r, s.note(ctx, &r)
}

func (s *Service) note(ctx context.Context, r *Report) error {
	return s.Audit.Write(ctx, audit.Entry{Action: "statistics.read", Region: r.Region, Shown: []string{r.Region}, Reason: string(r.Group)})
}

// ownArea returns the widest area for which the actor reads statistics.
func ownArea(a auth.Actor) string {
	own := ""
	for _, b := range a.Bindings {
		if b.Region != "" && slices.Contains(auth.Matrix[b.Role], auth.StatisticsRead) && (own == "" || len(b.Region) < len(own)) {
			own = b.Region
		}
	}
	return own
}

// inside reports whether the actor keeps files of the area: no figure is hidden from them.
func inside(a auth.Actor, path string) bool { return a.ForRegion(auth.BeneficiaryRead, path) }

func holdsCounty(a auth.Actor, county string) bool {
	return slices.ContainsFunc(a.Bindings, func(b auth.Binding) bool {
		return b.Role == auth.CountyAdmin && b.Region != "" && region.Within(county, b.Region)
	})
}

// fill sets the figures: of today from the register itself, of another day, and above a county, from the snapshots of the last month's end.
func (s *Service) fill(ctx context.Context, r *Report, level region.Level) error {
	if r.On == s.today() && level >= region.County {
		groups := []Group{r.Group}
		if r.Group != Everybody {
			groups = append(groups, Everybody)
		}
		live, err := s.live(ctx, r.Region, r.On, groups, func(village string) string { return partOf(r, village) })
		if err != nil {
			return err
		}
		for area, groups := range live {
			r.Figures[area] = groups[r.Group]
			r.Whole.merge(groups[Everybody])
		}
	} else if err := s.fromSnapshots(ctx, r, level); err != nil {
		return err
	}
	whole := Counts{}
	for _, c := range r.Figures {
		whole.merge(c)
	}
	for _, part := range r.Parts {
		if r.Figures[part] == nil {
			r.Figures[part] = Counts{}
		}
	}
	r.Figures[r.Region] = whole
	return nil
}

// partOf returns the part of the area in which the village lies; the area itself for files of no part.
func partOf(r *Report, village string) string {
	for _, part := range r.Parts {
		if region.Within(village, part) {
			return part
		}
	}
	return r.Region + "-" // counted in the whole only
}

// live counts the files of an area by what areaOf says of their village, in these groups.
func (s *Service) live(ctx context.Context, path string, on region.Day, groups []Group, areaOf func(village string) string) (map[string]map[Group]Counts, error) {
	out := map[string]map[Group]Counts{}
	known := map[string]string{}
	err := s.Register.Stats(ctx, path, func(stat register.Stat) {
		if !stat.In(on) {
			return
		}
		area, ok := known[stat.Village]
		if !ok {
			area = areaOf(stat.Village)
			known[stat.Village] = area
		}
		if out[area] == nil {
			out[area] = map[Group]Counts{}
		}
		for _, g := range groups {
			if !g.has(stat.Kinds) {
				continue
			}
			if out[area][g] == nil {
				out[area][g] = Counts{}
			}
			out[area][g].add(&stat, on)
		}
	})
	return out, err
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

// hide marks the figures that an office outside the county must not see. By sex nothing is shown to it.
func (s *Service) hide(r *Report) {
	f := Figures{Areas: []Area{{Path: r.Region, Parts: r.Parts}}, Rows: map[string]map[string]int64{}}
	rest := r.Region + "-"
	areas := append([]string{r.Region}, r.Parts...)
	if r.Figures[rest] != nil { // files of no part are a part of their own, which is never shown
		f.Areas[0].Parts = append(slices.Clone(r.Parts), rest)
		areas = append(areas, rest)
	}
	for _, area := range areas {
		if area != r.Region {
			f.Areas = append(f.Areas, Area{Path: area})
		}
		f.Rows[area] = map[string]int64{}
		for row, n := range r.Figures[area] {
			f.Rows[area][row] = n.Sum()
		}
	}
	r.Hidden = Suppress(f, agencyLeast)
	r.Trend = nil // a month's total may be hidden in its own report
}

// withoutDirector counts, for the area and its parts, the villages in which nobody is child director.
func (s *Service) withoutDirector(ctx context.Context, r *Report, at region.Region) (map[string]int64, error) {
	if at.Level < region.County {
		return nil, nil
	}
	out := map[string]int64{}
	var walk func(of region.Region, part string) error
	walk = func(of region.Region, part string) error {
		if of.Level == region.Village {
			people, err := s.UsersIn(ctx, of.Path, auth.VillageDirector)
			if err != nil {
				return err
			}
			if len(people) == 0 {
				out[r.Region]++
				if part != "" {
					out[part]++
				}
			}
			return nil
		}
		for _, child := range s.Regions.Children(ctx, of.Code) {
			into := part
			if into == "" {
				into = child.Path
			}
			if err := walk(child, into); err != nil {
				return err
			}
		}
		return nil
	}
	return out, walk(at, "")
}

func (s *Service) base(ctx context.Context, county string) (Base, error) {
	b, err := s.allBases.Get(ctx, county)
	if errors.Is(err, docstore.ErrNotFound) {
		b = Base{Region: county}
		b.ID = county
		return b, nil
	}
	return b, err
}

// Keep replaces what the county enters beside the register. version is that of the Base the actor saw; 0 for the first.
func (s *Service) Keep(ctx context.Context, county string, version int64, b Base) (Base, error) {
	actor, err := auth.Require(ctx, auth.BeneficiaryVerify)
	if err != nil {
		return Base{}, err
	}
	at, err := s.Regions.Find(ctx, region.CodeOf(county))
	if err != nil {
		return Base{}, err
	}
	if at.Level != region.County || at.Path != county || !actor.ForRegion(auth.BeneficiaryVerify, county) {
		return Base{}, docstore.ErrNotFound
	}
	if !holdsCounty(actor, county) {
		return Base{}, auth.ErrForbidden
	}
	var p fault.Problems
	for i, people := range b.People {
		p.Check(region.Within(people.Region, county) && !slices.ContainsFunc(b.People[:i], func(o Population) bool { return o.Region == people.Region }),
			fmt.Sprintf("people[%d].region", i), "choice", "Choose one from the list.", "请从列表中选择。")
	}
	p.Check(len(b.People) == 0 || fault.Between(b.Source, 2, 60), "source", "length", "Say where the population comes from (2 to 60 characters).", "请填写人口数据来源（2 到 60 字）。")
	p.Check(b.PeopleOn == "" || !b.PeopleOn.After(s.today()), "people_on", "day_future", "This lies in the future.", "日期不能晚于今天。")
	if err := p.Err(); err != nil {
		return Base{}, err
	}
	var out Base
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		old, err := s.base(ctx, county)
		if err != nil {
			return err
		}
		if old.Version != version {
			return docstore.ErrStale
		}
		out = b
		out.Meta, out.Region = old.Meta, county
		out.ID = county
		if old.Version == 0 {
			err = s.allBases.Insert(ctx, &out)
		} else {
			err = s.allBases.Save(ctx, &out)
		}
		if err != nil {
			return err
		}
		return s.Audit.Write(ctx, audit.Entry{Action: "statistics.keep", Subjects: []string{county}, Region: county})
	})
	return out, err
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

// countyOf returns the path of the county, the third level, of an area below it; an area above keeps its own.
func countyOf(path string) string {
	parts := strings.SplitAfterN(path, "/", 4)
	return strings.Join(parts[:min(3, len(parts))], "")
}
