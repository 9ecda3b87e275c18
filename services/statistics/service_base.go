package statistics

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

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

func holdsCounty(a auth.Actor, county string) bool {
	return slices.ContainsFunc(a.Bindings, func(b auth.Binding) bool {
		return b.Role == auth.CountyAdmin && b.Region != "" && region.Within(county, b.Region)
	})
}
