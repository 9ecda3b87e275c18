package attendance

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// volunteerLock is written by every decision on a volunteer's stays, so that two of them conflict on MongoDB, where two
// transactions that only read the same document may both commit. Its id is the volunteer's.
type volunteerLock struct {
	docstore.Meta `bson:",inline"`
	Turn          int64 `bson:"turn"`
}

// ledger limits the collection of entries to reading and inserting, so that nothing in this package can change an entry.
type ledger struct{ entries *docstore.Scoped[Entry] }

func (l ledger) all() *docstore.Collection[Entry] { return l.entries.In(everything) }

func (l ledger) insert(ctx context.Context, list []Entry) error { return l.all().InsertMany(ctx, list) }

var everything = auth.Actor{Job: "attendance"}.Scope(auth.HoursRead)

type store struct {
	sealer  *privacy.Sealer
	stays   *docstore.Scoped[Attendance]
	all     *docstore.Collection[Attendance] // not scoped, for rules that hold for every actor
	keys    *docstore.Collection[CodeKey]
	locks   *docstore.Collection[volunteerLock]
	ledger  ledger
	totals  *docstore.Collection[Total]
	papers  *docstore.Scoped[Certificate]
	allDocs *docstore.Collection[Certificate]
	numbers *docstore.Collection[yearCounter]
}

func openStore(db *docstore.DB, sealer *privacy.Sealer) (*store, error) {
	s := &store{sealer: sealer}
	var errs [7]error
	s.stays, errs[0] = docstore.DeclareScoped[Attendance](db, docstore.Spec{
		Name:   "attendances",
		Fields: []string{"activity_id", "volunteer_id", "org_id", "region", "status", "in_at", "count_from", "plan_to", "open_key", "qr_key"},
		Indexes: []docstore.Index{
			{Name: "one_open", Fields: []string{"open_key"}, Unique: true},
			{Name: "one_scan", Fields: []string{"qr_key"}, Unique: true},
			{Name: "of_activity", Fields: []string{"activity_id", "status"}, Selective: true},
			{Name: "of_volunteer", Fields: []string{"volunteer_id", "count_from"}, Selective: true},
			{Name: "mine", Fields: []string{"volunteer_id", "in_at"}},
			{Name: "work", Fields: []string{"org_id", "status", "in_at"}, Selective: true},
			{Name: "by_time", Fields: []string{"in_at"}},
			{Name: "by_region", Fields: []string{"region"}, Selective: true},
			{Name: "work_region", Fields: []string{"status", "in_at"}, Selective: true},
			{Name: "closing", Fields: []string{"status", "plan_to"}},
		},
		Scope: docstore.ScopeFields{Region: []string{"region"}, Org: []string{"org_id"}, Self: []string{"volunteer_id"}},
		Refs:  []docstore.Ref{{Field: "activity_id", To: "activities"}, {Field: "volunteer_id", To: "volunteers"}},
	})
	s.keys, errs[1] = docstore.Declare[CodeKey](db, docstore.Spec{Name: "checkin_keys"})
	s.locks, errs[2] = docstore.Declare[volunteerLock](db, docstore.Spec{Name: "attendance_locks"})
	s.ledger.entries, errs[3] = docstore.DeclareScoped[Entry](db, docstore.Spec{
		Name: "ledger",
		Fields: []string{"key", "ref", "reversal_of", "volunteer_id", "org_id", "contract_id", "region", "type", "month", "day", "bucket",
			"minutes", "person_times", "hand_times", "sessions", "served"},
		Indexes: []docstore.Index{
			{Name: "one_posting", Fields: []string{"key"}, Unique: true},
			{Name: "one_reversal", Fields: []string{"reversal_of"}, Unique: true},
			{Name: "of_volunteer", Fields: []string{"volunteer_id", "day"}, Selective: true},
			{Name: "of_contract", Fields: []string{"contract_id", "month"}},
			{Name: "of_org", Fields: []string{"org_id", "month"}, Selective: true},
		},
		Scope: docstore.ScopeFields{Region: []string{"region"}, Org: []string{"org_id"}, Self: []string{"volunteer_id"}, Assigned: []string{"contract_id"}},
		Refs:  []docstore.Ref{{Field: "volunteer_id", To: "volunteers"}, {Field: "org_id", To: "orgs"}, {Field: "contract_id", To: "contracts"}, {Field: "reversal_of", To: "ledger"}},
	})
	s.totals, errs[4] = docstore.Declare[Total](db, docstore.Spec{
		Name:    "ledger_totals",
		Fields:  []string{"of", "owner", "month", "type", "minutes", "person_times", "hand_times", "sessions", "served"},
		Indexes: []docstore.Index{{Name: "of_owner", Fields: []string{"of", "owner", "month"}}},
	})
	s.papers, errs[5] = docstore.DeclareScoped[Certificate](db, docstore.Spec{
		Name:   "certificates",
		Fields: []string{"no", "code", "volunteer_id", "org_id", "region", "status", "refs"},
		Indexes: []docstore.Index{
			{Name: "one_no", Fields: []string{"no"}, Unique: true},
			{Name: "one_code", Fields: []string{"code"}, Unique: true},
			{Name: "of_volunteer", Fields: []string{"volunteer_id"}, Selective: true},
			{Name: "of_org", Fields: []string{"org_id", "status"}, Selective: true},
			{Name: "by_region", Fields: []string{"region"}, Selective: true},
			{Name: "by_status", Fields: []string{"status"}, Selective: true},
			{Name: "by_ref", Fields: []string{"refs"}},
		},
		Scope: docstore.ScopeFields{Region: []string{"region"}, Org: []string{"org_id"}, Self: []string{"volunteer_id"}},
		Refs:  []docstore.Ref{{Field: "volunteer_id", To: "volunteers"}},
	})
	s.numbers, errs[6] = docstore.Declare[yearCounter](db, docstore.Spec{Name: "certificate_numbers"})
	if err := errors.Join(errs[:]...); err != nil {
		return nil, fmt.Errorf("open attendance: %w", err)
	}
	s.all, s.allDocs = s.stays.In(everything), s.papers.In(everything)
	return s, nil
}

// CountByHand is the migration to data version 10: entries and totals count the people-times that were recorded by hand.
func CountByHand(ctx context.Context, m *docstore.Migrating) error {
	sums := map[string]int64{}
	err := m.Rewrite(ctx, "ledger", func(doc bson.D) (bson.D, error) {
		raw, err := bson.Marshal(doc)
		if err != nil {
			return nil, err
		}
		var e Entry
		if err := bson.Unmarshal(raw, &e); err != nil {
			return nil, err
		}
		e.HandTimes = 0
		if e.Kind == Hours && e.Source != QR {
			e.HandTimes = e.PersonTimes
		}
		for _, t := range totalsOf(&e) {
			sums[t.ID] += e.HandTimes
		}
		return withHandTimes(doc, e.HandTimes), nil
	})
	if err != nil {
		return err
	}
	return m.Rewrite(ctx, "ledger_totals", func(doc bson.D) (bson.D, error) {
		for _, e := range doc {
			if id, ok := e.Value.(string); ok && e.Key == "_id" {
				return withHandTimes(doc, sums[id]), nil
			}
		}
		return doc, nil
	})
}

func withHandTimes(doc bson.D, n int64) bson.D {
	doc = slices.DeleteFunc(slices.Clone(doc), func(e bson.E) bool { return e.Key == "hand_times" })
	return append(doc, bson.E{Key: "hand_times", Value: n})
}

func keyPlace(activityID string) privacy.AAD {
	return privacy.AAD{Collection: "checkin_keys", Field: "secret", ID: activityID}
}

// secret returns the activity's secret, or docstore.ErrNotFound when no code was shown yet.
func (s *store) secret(ctx context.Context, activityID string) (string, error) {
	k, err := s.keys.Get(ctx, activityID)
	if err != nil {
		return "", err
	}
	return s.sealer.Open(keyPlace(activityID), k.Secret)
}

// makeSecret returns the activity's secret and creates it when there is none.
func (s *store) makeSecret(ctx context.Context, activityID string) (string, error) {
	k, err := s.keys.Upsert(ctx, activityID, func(k *CodeKey) (err error) {
		if len(k.Secret) == 0 {
			k.Secret, err = s.sealer.Seal(keyPlace(activityID), newSecret())
		}
		return err
	})
	if err != nil {
		return "", err
	}
	return s.sealer.Open(keyPlace(activityID), k.Secret)
}

// lockVolunteer makes other transactions that decide on the volunteer's stays conflict with this one.
func (s *store) lockVolunteer(ctx context.Context, volunteerID string) error {
	_, err := s.locks.Upsert(ctx, volunteerID, func(l *volunteerLock) error {
		l.Turn++
		return nil
	})
	return err
}

// openOf returns the volunteer's open stay, or docstore.ErrNotFound.
func (s *store) openOf(ctx context.Context, volunteerID string) (Attendance, error) {
	return s.all.First(ctx, docstore.Filter{{Key: "open_key", Value: volunteerID}})
}

// staysAround returns the volunteer's stays in the states that may overlap the days of [from, to).
func (s *store) staysAround(ctx context.Context, volunteerID string, from, to time.Time, states ...Status) ([]Attendance, error) {
	return s.all.Find(ctx, docstore.Filter{
		{Key: "volunteer_id", Value: volunteerID},
		{Key: "count_from", Value: bson.D{
			{Key: "$gte", Value: midnight(from).Add(-longestCount)}, {Key: "$lt", Value: midnight(to).AddDate(0, 0, 1)},
		}},
		{Key: "status", Value: bson.D{{Key: "$in", Value: states}}},
	})
}

// inState matches the stays or certificates in the state, of one organisation unless orgID is empty.
func inState(orgID, status string) docstore.Filter {
	f := docstore.Filter{{Key: "status", Value: status}}
	if orgID != "" {
		f = append(f, bson.E{Key: "org_id", Value: orgID})
	}
	return f
}

// leftOpen returns open stays whose planned end was before the instant.
func (s *store) leftOpen(ctx context.Context, before time.Time) ([]Attendance, error) {
	return s.all.Find(ctx, docstore.Filter{
		{Key: "status", Value: CheckedIn}, {Key: "plan_to", Value: bson.D{{Key: "$lte", Value: before}}},
	}, docstore.Sort("plan_to"), docstore.Limit(500))
}

func (s *store) unsettled(ctx context.Context, activityID string) (int64, error) {
	return s.all.Count(ctx, docstore.Filter{
		{Key: "activity_id", Value: activityID},
		{Key: "status", Value: bson.D{{Key: "$in", Value: []Status{CheckedIn, CheckedOut, Pending}}}},
	})
}

// countInLedger counts the stays of the activity whose hours are in the ledger, of one volunteer unless volunteerID is empty.
func (s *store) countInLedger(ctx context.Context, activityID, volunteerID string) (int64, error) {
	f := docstore.Filter{
		{Key: "activity_id", Value: activityID},
		{Key: "status", Value: bson.D{{Key: "$in", Value: []Status{Confirmed, Disputed, Upheld, Corrected}}}},
	}
	if volunteerID != "" {
		f = append(f, bson.E{Key: "volunteer_id", Value: volunteerID})
	}
	return s.all.Count(ctx, f)
}

func (s *store) list(ctx context.Context, scope auth.Scope, q ListQuery) (docstore.Page[Attendance], error) {
	f := docstore.Filter{}
	for _, eq := range []struct{ field, value string }{
		{"activity_id", q.ActivityID}, {"org_id", q.OrgID}, {"volunteer_id", q.VolunteerID}, {"status", string(q.Status)},
	} {
		if eq.value != "" {
			f = append(f, bson.E{Key: eq.field, Value: eq.value})
		}
	}
	sort := "in_at" // the oldest first
	if q.VolunteerID != "" {
		sort = "-in_at"
	}
	return s.stays.In(scope).Page(ctx, f, append(q.Page, docstore.Sort(sort))...)
}

// entriesOf returns a page of the ledger of one owner, latest first.
func (s *store) entriesOf(ctx context.Context, scope auth.Scope, field, owner string, q LedgerQuery) (docstore.Page[Entry], error) {
	order := "-month"
	if field == "volunteer_id" {
		order = "-day"
	}
	f := docstore.Filter{{Key: field, Value: owner}}
	if q.Month != "" {
		f = append(f, bson.E{Key: "month", Value: q.Month})
	}
	if q.Type != "" {
		f = append(f, bson.E{Key: "type", Value: q.Type})
	}
	return s.ledger.entries.In(scope).Page(ctx, f, append(q.Page, docstore.Sort(order))...)
}

// addToTotals adds the figures in list, which has each id once, to the stored totals.
func (s *store) addToTotals(ctx context.Context, list []Total) error {
	for _, t := range list {
		_, err := s.totals.Upsert(ctx, t.ID, func(kept *Total) error {
			sums := kept.Sums
			sums.add(t.Sums)
			meta := kept.Meta
			*kept = t
			kept.Meta, kept.Sums = meta, sums
			return nil
		})
		if err != nil {
			return fmt.Errorf("total: %w", err)
		}
	}
	return nil
}

func (s *store) totalsBy(ctx context.Context, of Of, owner string) ([]Total, error) {
	return s.totals.Find(ctx, docstore.Filter{{Key: "of", Value: of}, {Key: "owner", Value: owner}})
}

var sums = []docstore.Measure{
	{Op: "sum", Field: "minutes"}, {Op: "sum", Field: "person_times"}, {Op: "sum", Field: "hand_times"}, {Op: "sum", Field: "sessions"}, {Op: "sum", Field: "served"},
}

// sumsOf returns the values of sums, in their order.
func sumsOf(v []int64) Sums {
	return Sums{Minutes: v[0], PersonTimes: v[1], HandTimes: v[2], Sessions: v[3], Served: v[4]}
}

// contractMonth returns the sums of a contract in one month.
func (s *store) contractMonth(ctx context.Context, contractID, month string) (Sums, error) {
	rows, err := s.totals.Sum(ctx, docstore.Filter{{Key: "of", Value: OfContract}, {Key: "owner", Value: contractID}, {Key: "month", Value: month}}, nil, sums...)
	if err != nil || len(rows) == 0 {
		return Sums{}, err
	}
	return sumsOf(rows[0].Values), nil
}

// sumsByType returns the sums of an owner's totals by type, over all buckets and the months until to, or all when it is empty.
func (s *store) sumsByType(ctx context.Context, of Of, owner, to string) (map[string]Sums, error) {
	f := docstore.Filter{{Key: "of", Value: of}, {Key: "owner", Value: owner}}
	if to != "" {
		f = append(f, bson.E{Key: "month", Value: bson.D{{Key: "$lte", Value: to}}})
	}
	rows, err := s.totals.Sum(ctx, f, []string{"type"}, sums...)
	if err != nil {
		return nil, err
	}
	by := make(map[string]Sums, len(rows))
	for _, r := range rows {
		t, _ := r.Keys[0].(string)
		by[t] = sumsOf(r.Values)
	}
	return by, nil
}

// ledgerSums returns the sums of the ledger's entries that belong to the total.
func (s *store) ledgerSums(ctx context.Context, t *Total) (Sums, error) {
	field := map[Of]string{OfVolunteer: "volunteer_id", OfContract: "contract_id", OfOrg: "org_id"}[t.Of]
	f := docstore.Filter{{Key: field, Value: t.Owner}}
	if t.Of != OfVolunteer {
		f = append(f, bson.E{Key: "month", Value: t.Month}, bson.E{Key: "bucket", Value: t.Bucket})
	}
	if t.Of == OfContract {
		f = append(f, bson.E{Key: "type", Value: t.Type})
	}
	rows, err := s.ledger.all().Sum(ctx, f, nil, append(slices.Clone(sums), docstore.Measure{Op: "count"})...)
	if err != nil || len(rows) == 0 {
		return Sums{}, err
	}
	v := rows[0].Values
	out := sumsOf(v)
	out.Entries = v[len(sums)]
	return out, nil
}

// minutesByMonth returns a volunteer's minutes in the ledger by month of service.
func (s *store) minutesByMonth(ctx context.Context, volunteerID string) ([]MonthMinutes, error) {
	rows, err := s.ledger.all().Sum(ctx, docstore.Filter{{Key: "volunteer_id", Value: volunteerID}}, []string{"day"},
		docstore.Measure{Op: "sum", Field: "minutes"})
	if err != nil {
		return nil, err
	}
	list := make([]MonthMinutes, 0, 12)
	for _, r := range rows {
		day, _ := r.Keys[0].(string)
		i := slices.IndexFunc(list, func(m MonthMinutes) bool { return strings.HasPrefix(day, m.Month+"-") })
		if i < 0 {
			i, list = len(list), append(list, MonthMinutes{Month: day[:len("2026-03")]})
		}
		list[i].Minutes += r.Values[0]
	}
	return list, nil
}

// postings returns all entries of a stay or session.
func (s *store) postings(ctx context.Context, ref string) ([]Entry, error) {
	return s.ledger.all().Find(ctx, docstore.Filter{{Key: "key", Value: docstore.Prefix(ref + "/")}})
}

// posted returns those of the keys that are in the ledger.
func (s *store) posted(ctx context.Context, keys []string) (map[string]bool, error) {
	found := make(map[string]bool, len(keys))
	for len(keys) > 0 {
		n := min(len(keys), 250)
		rows, err := s.ledger.all().Find(ctx, docstore.Filter{{Key: "key", Value: bson.D{{Key: "$in", Value: keys[:n]}}}})
		if err != nil {
			return nil, err
		}
		for i := range rows {
			found[rows[i].Key] = true
		}
		keys = keys[n:]
	}
	return found, nil
}

// volunteerEntries returns the volunteer's entries of the days, oldest first, of one organisation unless orgID is empty.
func (s *store) volunteerEntries(ctx context.Context, volunteerID, orgID, from, to string) ([]Entry, error) {
	f := docstore.Filter{
		{Key: "volunteer_id", Value: volunteerID}, {Key: "day", Value: bson.D{{Key: "$gte", Value: from}, {Key: "$lte", Value: to}}},
	}
	if orgID != "" {
		f = append(f, bson.E{Key: "org_id", Value: orgID})
	}
	return s.ledger.all().Find(ctx, f, docstore.Sort("day"))
}

// certified returns the issued certificates with the stay.
func (s *store) certified(ctx context.Context, ref string) ([]Certificate, error) {
	return s.allDocs.Find(ctx, docstore.Filter{{Key: "refs", Value: ref}, {Key: "status", Value: Issued}})
}

func (s *store) byCode(ctx context.Context, code string) (Certificate, error) {
	return s.allDocs.First(ctx, docstore.Filter{{Key: "code", Value: code}})
}

func (s *store) certificates(ctx context.Context, scope auth.Scope, volunteerID, orgID string, status CertificateStatus, page []docstore.Option) (docstore.Page[Certificate], error) {
	f := docstore.Filter{}
	for _, eq := range []struct{ field, value string }{{"volunteer_id", volunteerID}, {"org_id", orgID}, {"status", string(status)}} {
		if eq.value != "" {
			f = append(f, bson.E{Key: eq.field, Value: eq.value})
		}
	}
	return s.papers.In(scope).Page(ctx, f, append(page, docstore.Sort("-_id"))...)
}

// certificateByNo returns the id of the certificate with the number, or docstore.ErrNotFound.
func (s *store) certificateByNo(ctx context.Context, no string) (string, error) {
	c, err := s.allDocs.First(ctx, docstore.Filter{{Key: "no", Value: no}})
	return c.ID, err
}
