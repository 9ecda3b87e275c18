package attendance

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/tongxing-platform/tongxing/services/activities"
	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/id"
)

// post inserts entries and adds them to the totals, in the caller's transaction. Entries without an id get one.
func (s *Service) post(ctx context.Context, list []Entry) error {
	for i := range list {
		if list[i].ID == "" {
			list[i].ID = id.New("led")
		}
	}
	if err := s.store.ledger.insert(ctx, list); err != nil {
		return fmt.Errorf("post: %w", err)
	}
	return s.store.addToTotals(ctx, sumEntries(list))
}

// sumEntries returns the totals of the entries, sorted by id, so that transactions that write the same totals do so in the
// same order.
func sumEntries(list []Entry) []Total {
	at := map[string]int{}
	var sums []Total
	for i := range list {
		for _, t := range totalsOf(&list[i]) {
			if k, ok := at[t.ID]; ok {
				sums[k].add(t.Sums)
				continue
			}
			at[t.ID] = len(sums)
			sums = append(sums, t)
		}
	}
	slices.SortFunc(sums, func(a, b Total) int { return cmp.Compare(a.ID, b.ID) })
	return sums
}

// Figures returns the figures of a contract in the months until to, or of all when it is empty. It reads only totals, so its cost does
// not depend on the number of entries.
func (s *Service) Figures(ctx context.Context, contractID, to string) (contracts.Figures, error) {
	by, err := s.store.sumsByType(ctx, OfContract, contractID, to)
	if err != nil {
		return contracts.Figures{}, fmt.Errorf("figures of %s: %w", contractID, err)
	}
	f := contracts.Figures{ByType: make(map[string]contracts.TypeFigures, len(by))}
	for t, r := range by {
		f.Minutes += r.Minutes
		f.Sessions += r.Sessions
		f.PersonTimes += r.PersonTimes
		f.Served += r.Served
		f.HandTimes += r.HandTimes
		f.ByType[t] = contracts.TypeFigures{Minutes: r.Minutes, Sessions: r.Sessions, PersonTimes: r.PersonTimes, Served: r.Served}
	}
	return f, nil
}

// VolunteerMinutes returns the confirmed minutes of a volunteer in all organisations.
func (s *Service) VolunteerMinutes(ctx context.Context, volunteerID string) (int64, error) {
	return s.minutes(ctx, OfVolunteer, volunteerID)
}

// OrgMinutes returns the confirmed minutes that an organisation recorded.
func (s *Service) OrgMinutes(ctx context.Context, orgID string) (int64, error) {
	return s.minutes(ctx, OfOrg, orgID)
}

// OrgSums returns what an organisation recorded in the months until to, or in all when it is empty. It does not check the actor, because the public
// is shown the sums.
func (s *Service) OrgSums(ctx context.Context, orgID, to string) (all Sums, err error) {
	by, err := s.store.sumsByType(ctx, OfOrg, orgID, to)
	for _, r := range by {
		all.add(r)
	}
	return all, err
}

func (s *Service) minutes(ctx context.Context, of Of, owner string) (sum int64, err error) {
	by, err := s.store.sumsByType(ctx, of, owner, "")
	for _, r := range by {
		sum += r.Minutes
	}
	return sum, err
}

// Monthly returns the totals of a contract (OfContract) or an organisation (OfOrg) by month and type, for charts.
func (s *Service) Monthly(ctx context.Context, of Of, owner string) ([]Total, error) {
	rows, err := s.store.totalsBy(ctx, of, owner)
	if err != nil {
		return nil, err
	}
	var out []Total
	for _, r := range rows {
		i := slices.IndexFunc(out, func(t Total) bool { return t.Month == r.Month && t.Type == r.Type })
		if i < 0 {
			r.Bucket = 0
			out = append(out, r)
			continue
		}
		out[i].add(r.Sums)
	}
	slices.SortFunc(out, func(a, b Total) int {
		return cmp.Or(cmp.Compare(a.Month, b.Month), cmp.Compare(a.Type, b.Type))
	})
	return out, nil
}

// MonthMinutes is one month of a volunteer's hours.
type MonthMinutes struct {
	Month   string
	Minutes int64
}

// MyHours is the confirmed time of a volunteer.
type MyHours struct {
	Minutes int64
	Months  []MonthMinutes // earliest first
}

// MyHours returns the acting volunteer's confirmed minutes, in all and by month.
func (s *Service) MyHours(ctx context.Context) (MyHours, error) {
	actor, err := auth.Require(ctx, auth.CheckIn)
	if err != nil {
		return MyHours{}, err
	}
	if actor.VolunteerID == "" {
		return MyHours{}, docstore.ErrNotFound
	}
	h := MyHours{}
	if h.Minutes, err = s.VolunteerMinutes(ctx, actor.VolunteerID); err != nil {
		return h, err
	}
	h.Months, err = s.store.minutesByMonth(ctx, actor.VolunteerID)
	slices.SortFunc(h.Months, func(a, b MonthMinutes) int { return cmp.Compare(a.Month, b.Month) })
	return h, err
}

// MonthsOf returns the monthly totals by type of a contract that the actor may read, for the chart of plan and actual.
func (s *Service) MonthsOf(ctx context.Context, contractID string) ([]Total, error) {
	if _, err := s.Activities.Contracts.Read(ctx, contractID); err != nil {
		return nil, err
	}
	return s.Monthly(ctx, OfContract, contractID)
}

// LedgerQuery filters a ledger. Empty fields do not filter.
type LedgerQuery struct {
	Month string // 2026-03
	Type  activities.Type
	Page  []docstore.Option
}

// LedgerOf returns a page of the owner's entries within the actor's reach, latest first. If there are none and the owner is out
// of reach, it returns docstore.ErrNotFound.
func (s *Service) LedgerOf(ctx context.Context, of Of, owner string, q LedgerQuery) (docstore.Page[Entry], error) {
	actor, err := auth.Require(ctx, auth.HoursRead)
	if err != nil {
		return docstore.Page[Entry]{}, err
	}
	field := map[Of]string{OfVolunteer: "volunteer_id", OfContract: "contract_id", OfOrg: "org_id"}[of]
	entries, err := s.store.entriesOf(ctx, actor.Scope(auth.HoursRead), field, owner, q)
	if err == nil && len(entries.Items) == 0 {
		err = s.reaches(ctx, actor, of, owner)
	}
	return entries, err
}

// reaches returns docstore.ErrNotFound unless the owner lies within the actor's reach.
func (s *Service) reaches(ctx context.Context, actor auth.Actor, of Of, owner string) error {
	orgID, path := owner, ""
	switch of {
	case OfContract:
		c, err := s.Activities.Contracts.Get(ctx, owner)
		if err != nil {
			return err
		}
		orgID, path = c.ProviderID, c.Region
	case OfOrg:
		o, err := s.Orgs.Get(ctx, owner)
		if err != nil {
			return err
		}
		path = o.Region
	case OfVolunteer:
		v, err := s.Volunteers.Get(ctx, owner)
		if err != nil {
			return err
		}
		orgID, path = "", v.Region
	}
	if !actor.ForOrg(auth.HoursRead, orgID, path) {
		return docstore.ErrNotFound
	}
	return nil
}

// MyLedger returns a page of the acting volunteer's entries, latest first.
func (s *Service) MyLedger(ctx context.Context, page ...docstore.Option) (docstore.Page[Entry], error) {
	actor, err := auth.Require(ctx, auth.CheckIn)
	if err != nil {
		return docstore.Page[Entry]{}, err
	}
	if actor.VolunteerID == "" {
		return docstore.Page[Entry]{}, docstore.ErrNotFound
	}
	return s.store.entriesOf(ctx, everything, "volunteer_id", actor.VolunteerID, LedgerQuery{Page: page})
}

// Names holds an activity's title and the name of its organisation.
type Names struct{ Title, Org string }

// NamesOf returns the names of the activities by id, for lists of stays and of entries.
func (s *Service) NamesOf(ctx context.Context, activityIDs []string) (map[string]Names, error) {
	slices.Sort(activityIDs)
	acts, err := s.Activities.GetMany(ctx, slices.Compact(activityIDs))
	if err != nil {
		return nil, err
	}
	ids := make([]string, 0, len(acts))
	for id := range acts {
		ids = append(ids, acts[id].OrgID)
	}
	orgs, err := s.Orgs.Names(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := make(map[string]Names, len(acts))
	for id := range acts {
		out[id] = Names{Title: acts[id].Title, Org: orgs[acts[id].OrgID]}
	}
	return out, nil
}

// ListQuery filters a list of stays. Empty fields do not filter.
type ListQuery struct {
	ActivityID, OrgID, VolunteerID string
	Status                         Status
	Page                           []docstore.Option
}

// List returns stays within the actor's reach, oldest first, because the oldest should be confirmed first.
func (s *Service) List(ctx context.Context, q ListQuery) (docstore.Page[Attendance], error) {
	actor, err := auth.Require(ctx, auth.HoursRead)
	if err != nil {
		return docstore.Page[Attendance]{}, err
	}
	return s.store.list(ctx, actor.Scope(auth.HoursRead), q)
}

// Read returns one stay within the actor's reach, else docstore.ErrNotFound.
func (s *Service) Read(ctx context.Context, attendanceID string) (Attendance, error) {
	actor, err := auth.Require(ctx, auth.HoursRead)
	if err != nil {
		return Attendance{}, err
	}
	return s.store.stays.In(actor.Scope(auth.HoursRead)).Get(ctx, attendanceID)
}

// Mine returns the acting volunteer's stays, latest first.
func (s *Service) Mine(ctx context.Context, status Status, page ...docstore.Option) (docstore.Page[Attendance], error) {
	actor, err := auth.Require(ctx, auth.CheckIn)
	if err != nil {
		return docstore.Page[Attendance]{}, err
	}
	if actor.VolunteerID == "" {
		return docstore.Page[Attendance]{}, docstore.ErrNotFound
	}
	return s.store.list(ctx, everything, ListQuery{VolunteerID: actor.VolunteerID, Status: status, Page: page})
}
