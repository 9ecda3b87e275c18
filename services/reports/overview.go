package reports

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/tongxing-platform/tongxing/services/attendance"
	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/servicelog"
)

// OverviewQuery asks for an overview. Empty fields do not filter.
type OverviewQuery struct {
	FiscalYear int64
	Region     string // path prefix
}

// Worked is what was done in some months under some contracts.
type Worked struct {
	Minutes        int64 // of volunteers, from the service-hour ledger
	PersonTimes    int64 // of the same
	Services       int64 // of the service log
	ServiceTimes   int64
	ServiceMinutes int64
	People         int64 // persons of the register, once for each contract
}

func (w Worked) plus(o Worked) Worked {
	return Worked{
		w.Minutes + o.Minutes, w.PersonTimes + o.PersonTimes, w.Services + o.Services, w.ServiceTimes + o.ServiceTimes, w.ServiceMinutes + o.ServiceMinutes, w.People + o.People,
	}
}

// Bought is money and lateness of some contracts.
type Bought struct {
	Contracts                     int64
	BudgetFen, SignedFen, PaidFen int64
	LateSteps                     int64 // open milestones past their day
	LateReports                   int64 // reports past theirs
	LatePublications, LateFilings int64
	doneBP, weighed               int64
}

func (b Bought) plus(o Bought) Bought {
	return Bought{
		b.Contracts + o.Contracts, b.BudgetFen + o.BudgetFen, b.SignedFen + o.SignedFen, b.PaidFen + o.PaidFen, b.LateSteps + o.LateSteps, b.LateReports + o.LateReports,
		b.LatePublications + o.LatePublications, b.LateFilings + o.LateFilings, b.doneBP + o.doneBP, b.weighed + o.weighed,
	}
}

// DoneBP is the mean progress of the signed contracts in basis points, each counted alike.
func (b Bought) DoneBP() int64 {
	if b.weighed == 0 {
		return 0
	}
	return b.doneBP / b.weighed
}

// StatusCount counts the contracts in one state.
type StatusCount struct {
	Status    contracts.Status
	Contracts int64
	AmountFen int64
}

// MonthWork is the work of one month. People are those served in it.
type MonthWork struct {
	Month string
	Worked
}

// TownWork is the work of the service log in one town, by where the persons live. People were first served in the months asked for.
type TownWork struct {
	Region string // path of the town, or of the area above it when no town is known
	Worked
}

// Provider is one organisation with its contracts.
type Provider struct {
	OrgID, Name string
	Bought
	Worked
}

// Overview is what is bought within the actor's reach and what was done for it.
type Overview struct {
	Bought
	Worked
	States    []StatusCount
	Months    []MonthWork
	Towns     []TownWork
	Providers []Provider // by name; none before another
}

// MaxOverview is the most contracts that an overview adds up; a county has some dozens a year.
const MaxOverview = 2000

// ErrTooMany refuses an overview of more contracts than MaxOverview.
var ErrTooMany = fault.New(fault.TooLarge, "overview_too_large", "There are more than 2,000 contracts. Choose a budget year or a smaller area.", "合同超过 2000 份，请选择预算年度或更小的地区。")

// Overview adds up the contracts within the actor's reach. Persons are counted once for each contract.
func (s *Service) Overview(ctx context.Context, q OverviewQuery) (Overview, error) {
	var out Overview
	actor, err := auth.Require(ctx, auth.ContractRead)
	if err != nil {
		return out, err
	}
	late, err := s.store.lateOf(ctx, actor.Scope(auth.ContractRead), s.today())
	if err != nil {
		return out, err
	}
	states, months, towns, providers := map[contracts.Status]StatusCount{}, map[string]Worked{}, map[string]Worked{}, map[string]Provider{}
	err = s.Contracts.EachWithin(ctx, contracts.Query{FiscalYear: q.FiscalYear, Region: q.Region}, func(c *contracts.Contract) error {
		if out.Contracts == MaxOverview {
			return ErrTooMany
		}
		n := states[c.Status]
		states[c.Status] = StatusCount{c.Status, n.Contracts + 1, n.AmountFen + c.TotalFen()}
		bought := s.bought(c, late[c.ID])
		var worked Worked
		if c.ProviderID != "" {
			p, err := s.Contracts.Progress(ctx, c.ID)
			if err != nil {
				return err
			}
			bought.doneBP, bought.weighed = min(p.RatioBP, 10_000), 1
			if worked, err = s.worked(ctx, c, months, towns); err != nil {
				return err
			}
			v := providers[c.ProviderID]
			providers[c.ProviderID] = Provider{c.ProviderID, c.ProviderName, v.Bought.plus(bought), v.Worked.plus(worked)}
		}
		out.Bought, out.Worked = out.Bought.plus(bought), out.Worked.plus(worked)
		return nil
	})
	if err != nil {
		return out, err
	}
	for _, status := range contracts.StatusWords.Codes() {
		if n, ok := states[contracts.Status(status)]; ok {
			out.States = append(out.States, n)
		}
	}
	for _, month := range slices.Sorted(maps.Keys(months)) {
		out.Months = append(out.Months, MonthWork{month, months[month]})
	}
	for _, path := range slices.Sorted(maps.Keys(towns)) {
		out.Towns = append(out.Towns, TownWork{path, towns[path]})
	}
	out.Providers = slices.SortedFunc(maps.Values(providers), func(a, b Provider) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.OrgID, b.OrgID))
	})
	return out, nil
}

func (s *Service) bought(c *contracts.Contract, lateReports int64) Bought {
	b := Bought{Contracts: 1, BudgetFen: c.BudgetFen, PaidFen: c.PaidFen, LateReports: lateReports}
	if c.SignedDay != "" {
		b.SignedFen = c.TotalFen()
	}
	if c.LatePublished {
		b.LatePublications = 1
	}
	if c.LateFiled {
		b.LateFilings = 1
	}
	if c.Working() {
		b.LateSteps = c.Overdue(s.today())
	}
	return b
}

// worked returns what was done under a contract, and adds it to the months and towns.
func (s *Service) worked(ctx context.Context, c *contracts.Contract, months, towns map[string]Worked) (all Worked, err error) {
	totals, err := s.Hours(ctx, attendance.OfContract, c.ID)
	if err != nil {
		return all, err
	}
	for _, t := range totals {
		w := Worked{Minutes: t.Minutes, PersonTimes: t.PersonTimes}
		months[t.Month], all = months[t.Month].plus(w), all.plus(w)
	}
	log, err := s.Services(ctx, c.ID, servicelog.FigureQuery{})
	if err != nil {
		return all, err
	}
	for _, m := range log.Months {
		months[m.Month] = months[m.Month].plus(Worked{Services: m.Services, ServiceTimes: m.Times, ServiceMinutes: m.Minutes, People: m.Present})
	}
	all = all.plus(Worked{Services: log.Total.Services, ServiceTimes: log.Total.Times, ServiceMinutes: log.Total.Minutes, People: log.People})
	for _, v := range log.Split {
		if v.Dim == servicelog.ByVillage {
			path := townOf(v.Value)
			towns[path] = towns[path].plus(Worked{ServiceTimes: v.Times, People: v.New})
		}
	}
	return all, nil
}

// townOf returns the path of the town in which a village lies: province, city, county and town.
func townOf(village string) string {
	parts := strings.SplitAfterN(village, "/", 5)
	return strings.Join(parts[:min(4, len(parts))], "")
}
