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

// The least numbers that are shown to offices outside the county (n < 5 between agencies), and to the public.
const (
	agencyLeast = 5
	publicLeast = 10
)

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
		s.hide(&r, agencyLeast)
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

// hide marks the figures that an office outside the county must not see, or nobody at all. By sex nothing is shown to it. What is hidden from offices
// is hidden from the public as well, so that both together say no more than the offices' figures alone.
func (s *Service) hide(r *Report, least int64) {
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
	r.Hidden = Suppress(f, agencyLeast, nil)
	if least > agencyLeast {
		r.Hidden = Suppress(f, least, r.Hidden)
	}
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

// countyOf returns the path of the county, the third level, of an area below it; an area above keeps its own.
func countyOf(path string) string {
	parts := strings.SplitAfterN(path, "/", 4)
	return strings.Join(parts[:min(3, len(parts))], "")
}
