package volunteers

import (
	"context"
	"fmt"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// Put is a profile in any state, for PutMany. ID may be empty. ClearDay is the day of a clear result, if any.
type Put struct {
	Profile
	ID       string
	UserID   string
	OrgIDs   []string
	Status   Status
	ClearDay region.Day
}

// PutMany stores profiles in any state and returns them in order, for the seed, which runs as a job and links the accounts itself
// (accounts.SetVolunteer). Profiles are checked as by Register. On any error none is stored.
func (s *Service) PutMany(ctx context.Context, list []Put) ([]Volunteer, error) {
	if auth.From(ctx).Job == "" {
		return nil, auth.ErrForbidden
	}
	var out []Volunteer
	err := s.DB.Tx(ctx, func(ctx context.Context) error {
		out = make([]Volunteer, 0, len(list))
		for i := range list {
			v, err := s.put(ctx, &list[i])
			if err != nil {
				return fmt.Errorf("profile %d: %w", i, err)
			}
			out = append(out, v)
		}
		wanted := map[string][]int{}
		for i, v := range out {
			r6 := region6(v.Region)
			wanted[r6] = append(wanted[r6], i)
		}
		for r6, at := range wanted {
			numbers, err := s.store.numbers(ctx, r6, len(at))
			if err != nil {
				return err
			}
			for j, i := range at {
				out[i].No = numbers[j]
			}
		}
		return s.store.insert(ctx, out...)
	})
	return out, err
}

func (s *Service) put(ctx context.Context, p *Put) (Volunteer, error) {
	profile := p.Profile
	info, err := s.check(ctx, &profile)
	if err != nil {
		return Volunteer{}, err
	}
	v := s.fresh(info)
	if p.ID != "" {
		v.ID = p.ID
	}
	v.UserID, v.OrgIDs, v.Status = p.UserID, p.OrgIDs, p.Status
	if p.ClearDay != "" {
		v.Clearance = Clearance{
			Status: Clear, ConsentVersion: PaperConsent, ConsentAt: p.ClearDay.Start(), OnPaper: true, QueriedDay: p.ClearDay,
			Authority: Police, ResultDay: p.ClearDay,
		}
		v.ClearanceValidTo = ClearedUntil(p.ClearDay)
	}
	err = s.store.fill(&v, &profile)
	return v, err
}
