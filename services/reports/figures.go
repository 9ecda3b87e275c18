package reports

import (
	"context"
	"reflect"
	"slices"

	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// Item is one indicator: what it gained in the period, and where it stands at its end.
type Item struct {
	contracts.IndicatorProgress `bson:",inline"`
	Gained                      int64 `bson:"gained"` // of counted ones
}

// counted reports whether the indicator gains something in a month: neither what is reported by hand nor a share does.
func (i *Item) counted() bool { return i.Source == contracts.Auto && i.Unit != contracts.Percent }

// Kind is what the service log counts of one kind in the period.
type Kind struct {
	Kind     contracts.ServiceKind `bson:"kind"`
	Services int64                 `bson:"services"`
	Times    int64                 `bson:"times"`
	People   int64                 `bson:"people"` // persons of the register who were first served in the period
	Minutes  int64                 `bson:"minutes"`
}

// Step is a milestone and where it stands.
type Step struct {
	Seq    int64                     `bson:"seq"`
	Name   string                    `bson:"name"`
	Due    region.Day                `bson:"due"`
	Status contracts.MilestoneStatus `bson:"status"`
}

// Ledger is what the service-hour ledger counts in the period.
type Ledger struct {
	Minutes     int64 `bson:"minutes"`
	Sessions    int64 `bson:"sessions"`
	PersonTimes int64 `bson:"person_times"`
	HandTimes   int64 `bson:"hand_times"` // those of PersonTimes that were recorded by hand
	Served      int64 `bson:"served"`     // typed head counts
}

// Figures are the figures of a report.
type Figures struct {
	Items     []Item `bson:"items"`
	RatioBP   int64  `bson:"ratio_bp"` // weighted, at the end of the period
	Ledger    Ledger `bson:"ledger"`
	Services  []Kind `bson:"services"` // by kind, without kinds of which there were none
	All       Kind   `bson:"all"`      // of all kinds; each person once
	Steps     []Step `bson:"steps"`
	AmountFen int64  `bson:"amount_fen"`
	PaidFen   int64  `bson:"paid_fen"`
	Deducted  int64  `bson:"deducted,omitempty"` // fen that will never be paid, by the contract's table of payment
}

// counted returns what an accepted report locks: the figures that come from the ledger and the service log.
func (f *Figures) counted() any {
	gained := map[string]int64{}
	for _, i := range f.Items {
		if i.counted() {
			gained[i.ID] = i.Gained
		}
	}
	return []any{gained, f.Ledger, f.Services, f.All}
}

func (f *Figures) sameAs(o *Figures) bool { return reflect.DeepEqual(f.counted(), o.counted()) }

// figures counts the period of the report.
func (s *Service) figures(ctx context.Context, c *contracts.Contract, r *Report) (*Figures, error) {
	p, gained, in, err := s.Contracts.PeriodProgress(ctx, c, r.From, r.To)
	if err != nil {
		return nil, err
	}
	f := &Figures{
		RatioBP: p.RatioBP, AmountFen: c.TotalFen(), PaidFen: c.PaidFen, Deducted: c.DeductedFen, Items: []Item{}, Services: []Kind{}, Steps: []Step{},
		Ledger: Ledger{in.Minutes, in.Sessions, in.PersonTimes, in.HandTimes, in.Served},
	}
	for i := range p.Items {
		f.Items = append(f.Items, Item{p.Items[i], gained[i]})
	}
	for _, kind := range append([]string{""}, contracts.ServiceKindWords.Codes()...) {
		l := in.Log[contracts.ServiceKind(kind)]
		v := Kind{contracts.ServiceKind(kind), l.Services, l.Times, l.People, l.Minutes}
		switch {
		case kind == "":
			f.All = v
		case l != contracts.LogFigures{}:
			f.Services = append(f.Services, v)
		}
	}
	for _, m := range c.Milestones {
		f.Steps = append(f.Steps, Step{m.Seq, m.Name, m.Due, m.Status})
	}
	slices.SortFunc(f.Steps, func(a, b Step) int { return int(a.Seq - b.Seq) })
	return f, nil
}
