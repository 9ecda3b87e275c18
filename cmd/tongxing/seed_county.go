package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync/atomic"
	"time"

	"github.com/tongxing-platform/tongxing/services/accounts"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// seedClock is a clock that moves only when it is set.
type seedClock struct{ milli atomic.Int64 }

func (c *seedClock) now() time.Time  { return time.UnixMilli(c.milli.Load()).UTC() }
func (c *seedClock) set(t time.Time) { c.milli.Store(t.UnixMilli()) }

// seedSize is the number of records of each kind.
type seedSize struct {
	towns, villages, orgs, volunteers int
	past, attend, future              int // activities held, volunteers at each, activities to come
	files, pairings                   int
}

var seedSizes = map[string]seedSize{
	"small":  {towns: 3, villages: 12, orgs: 6, volunteers: 120, past: 50, attend: 11, future: 10, files: 36, pairings: 6},
	"county": {towns: 20, villages: 300, orgs: 60, volunteers: 20_000, past: 4_764, attend: 20, future: 300, files: 600, pairings: 60},
}

// Days relative to today. Everything happened before yesterday evening.
const (
	firstDay = -430
	lastDay  = -1
	lastHour = 17
	firstAct = -300 // the first activity
	lastAct  = -7   // the last recorded activity
)

// ctxOf is the ctx of an acting person.
type ctxOf = context.Context

// event is something that happens at an instant of the past.
type event struct {
	at time.Time
	do func()
}

// seed is the county being created. Its methods end the seed through ok and done when a call fails.
type seed struct {
	app    *app
	sys    context.Context // the job that acts when no person is named
	clock  *seedClock
	rng    *rand.Rand
	size   seedSize
	today  region.Day
	events []event

	path     string
	villages []region.Region
	townsOf  []region.Region
	logins   []demoLogin
	numbers  map[string]bool // ID numbers that are taken
	mobiles  int

	staffIDs  map[string]string // user id by login
	staffNo   int               // ID numbers given to people who work
	directors []string          // user id of each village's child director
	overseers map[string]string // town path → user id of its supervisor

	orgList    []*seedOrg
	demoUsers  []accounts.User // accounts of the volunteers who log in
	demoPeople []string        // their profiles
	paired     []string        // pairings of the first of them
}

func newSeed(c seedCmd, now time.Time, clock *seedClock) *seed {
	return &seed{
		clock: clock, rng: rand.New(rand.NewPCG(c.Seed, c.Seed^0x746f6e6778696e67)), size: seedSizes[c.Size], today: region.DayOf(now), //nolint:gosec // G404: the point is that it can be repeated
		numbers: map[string]bool{}, staffIDs: map[string]string{}, overseers: map[string]string{},
	}
}

// day returns the day n days from today; instant returns an hour of it in Shanghai.
func (w *seed) day(n int) region.Day { return w.today.Add(n) }

func (w *seed) instant(n, hour int) time.Time {
	return w.day(n).Start().Add(time.Duration(hour) * time.Hour)
}

// on plans an event on a day between 9 and 17 o'clock; events of the same hour run in the order of planning.
func (w *seed) on(n, hour int, do func()) {
	w.events = append(w.events, event{w.instant(n, hour), do})
}

// live runs all events in the order of time. It sends messages while they are due, so that none is left at the end.
func (w *seed) live() {
	w.on(lastDay, lastHour, func() {})
	slices.SortStableFunc(w.events, func(a, b event) int { return a.at.Compare(b.at) })
	for _, e := range w.events {
		if e.at.After(w.clock.now()) {
			done(w.app.dispatcher.SendDue(w.sys))
			w.clock.set(e.at)
		}
		e.do()
	}
	for range 3 { // to organisations, and from there to people
		done(w.app.dispatcher.SendDue(w.sys))
	}
}

// as returns the ctx of a person with the roles held at the clock's time.
func (w *seed) as(userID string) context.Context {
	u := ok(w.app.accounts.Read(w.sys, userID))
	return auth.With(w.sys, u.Actor("", w.clock.now()))
}

// staff returns the ctx of an official by login.
func (w *seed) staff(login string) context.Context { return w.as(w.staffIDs[login]) }

func (w *seed) pick(list []string) string { return list[w.rng.IntN(len(list))] }

// seedTowns are the county's towns in the order of their use; the last one is an industrial zone.
var seedTowns = []string{
	"520111101", "520111102", "520111104", "520111105", "520111201", "520111204", "520111205", "520111207", "520111208", "520111209",
	"520111004", "520111005", "520111006", "520111007", "520111008", "520111009", "520111010", "520111011", "520111012", "520111K01",
}

const (
	seedProvince = "52/"
	seedCounty   = "520111"
	zoneCode     = "520111K01"
)

var villageNames = []string{"龙井", "青山", "大坝", "杨眉", "石头寨", "摆早", "桐木", "云顶", "红岩", "新民", "谷洒", "歪脚", "上水", "茨凹", "思潜", "翁岗"}

// planPlaces adds villages to towns of the compiled-in list, and a zone that is not in the list.
func (w *seed) planPlaces() {
	w.on(firstDay, 9, func() {
		tree := w.app.regions
		w.path, _ = tree.Path(seedCounty)
		var add []region.Region
		towns := seedTowns[:w.size.towns]
		for i, code := range towns {
			if code == zoneCode {
				add = append(add, region.Region{Code: code, Name: "经济开发区", Level: region.Township, Parent: seedCounty, Kind: region.Custom})
			}
			for v := range w.size.villages / len(towns) {
				r := region.Region{Code: fmt.Sprintf("%s%03d", code, 201+v), Name: villageNames[(i+v)%len(villageNames)] + "村", Level: region.Village, Parent: code}
				add = append(add, r)
			}
		}
		added := ok(tree.AddMany(w.sys, add))
		done(tree.Reload(w.sys))
		for _, code := range towns {
			town, known := tree.Lookup(code)
			if !known {
				done(fmt.Errorf("town %s: %w", code, region.ErrUnknown))
			}
			w.townsOf = append(w.townsOf, town)
		}
		for _, r := range added {
			if r.Level == region.Village {
				w.villages = append(w.villages, r)
			}
		}
	})
}

// village returns the i-th village; after the last comes the first again.
func (w *seed) village(i int) region.Region { return w.villages[i%len(w.villages)] }

// town returns the path of the town in which a village lies.
func town(village region.Region) string { return village.Path[:len(village.Path)-len(village.Code)-1] }
