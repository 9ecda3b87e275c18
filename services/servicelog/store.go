package servicelog

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

const (
	entriesName = "service_entries"
	threadsName = "service_threads"
)

type store struct {
	sealer  *privacy.Sealer
	entries *docstore.Scoped[Entry]
	threads *docstore.Scoped[Thread]
	served  *docstore.Collection[Served]
	tallies *docstore.Collection[Tally]

	// Not scoped, for rules that hold for every actor; the use case has checked the actor first.
	allEntries *docstore.Collection[Entry]
	allThreads *docstore.Collection[Thread]
}

func openStore(db *docstore.DB, sealer *privacy.Sealer) (*store, error) {
	s := &store{sealer: sealer}
	var errs [4]error
	s.entries, errs[0] = docstore.DeclareScoped[Entry](db, docstore.Spec{
		Name:   entriesName,
		Fields: []string{"kind", "contract_id", "org_id", "region", "thread_id", "from", "given_by", "person_ids", "status", "status_at", "month", "source"},
		Indexes: []docstore.Index{
			{Name: "of_contract", Fields: []string{"contract_id", "from"}},
			{Name: "of_contract_state", Fields: []string{"contract_id", "status", "from"}},
			{Name: "of_org", Fields: []string{"org_id", "from"}},
			{Name: "work", Fields: []string{"org_id", "status", "status_at"}},
			{Name: "waiting", Fields: []string{"status", "status_at"}},
			{Name: "by_region", Fields: []string{"region", "from"}, Selective: true},
			{Name: "by_time", Fields: []string{"from"}},
			{Name: "by_month", Fields: []string{"month", "from"}},
			{Name: "of_contract_month", Fields: []string{"contract_id", "month", "from"}},
			{Name: "of_thread", Fields: []string{"thread_id", "from"}, Sparse: true},
			{Name: "of_worker", Fields: []string{"given_by", "from"}},
			{Name: "of_person", Fields: []string{"person_ids", "from"}},
			{Name: "of_source", Fields: []string{"source"}, Unique: true, Sparse: true},
		},
		Scope: docstore.ScopeFields{Region: []string{"region"}, Org: []string{"org_id"}, Assigned: []string{"contract_id"}},
		Refs:  []docstore.Ref{{Field: "contract_id", To: "contracts"}, {Field: "org_id", To: "orgs"}, {Field: "thread_id", To: threadsName}},
	})
	s.threads, errs[1] = docstore.DeclareScoped[Thread](db, docstore.Spec{
		Name:   threadsName,
		Fields: []string{"kind", "contract_id", "org_id", "region", "status", "status_at", "review_by", "month"},
		Indexes: []docstore.Index{
			{Name: "of_contract", Fields: []string{"contract_id"}, Selective: true},
			{Name: "due", Fields: []string{"org_id", "status", "review_by"}},
			{Name: "of_org", Fields: []string{"org_id"}},
			{Name: "by_region", Fields: []string{"region"}, Selective: true},
			{Name: "by_status", Fields: []string{"status"}, Selective: true},
		},
		Scope: docstore.ScopeFields{Region: []string{"region"}, Org: []string{"org_id"}, Assigned: []string{"contract_id"}},
		Refs:  []docstore.Ref{{Field: "contract_id", To: "contracts"}, {Field: "org_id", To: "orgs"}},
	})
	s.served, errs[2] = docstore.Declare[Served](db, docstore.Spec{
		Name: "service_served", Fields: []string{"contract_id", "file_id"},
		Indexes: []docstore.Index{{Name: "of_contract", Fields: []string{"contract_id"}}, {Name: "of_file", Fields: []string{"file_id"}}},
		Refs:    []docstore.Ref{{Field: "contract_id", To: "contracts"}, {Field: "file_id", To: "beneficiaries"}},
	})
	s.tallies, errs[3] = docstore.Declare[Tally](db, docstore.Spec{
		Name: "service_tallies", Fields: []string{"contract_id", "month", "split", "kinds"},
		Indexes: []docstore.Index{{Name: "of_contract", Fields: []string{"contract_id", "split", "kinds", "month"}}},
		Refs:    []docstore.Ref{{Field: "contract_id", To: "contracts"}},
	})
	if err := errors.Join(errs[:]...); err != nil {
		return nil, fmt.Errorf("open the service log: %w", err)
	}
	all := auth.Actor{Job: "servicelog"}.Scope(auth.ServiceRead)
	s.allEntries, s.allThreads = s.entries.In(all), s.threads.In(all)
	return s, nil
}

func aad(collection, field, id string) privacy.AAD {
	return privacy.AAD{Collection: collection, Field: field, ID: id}
}

// sealTexts stores the texts in the entry, sealed for its id; unchanged ones keep their envelopes.
func (s *store) sealTexts(e *Entry, t *Texts) error {
	return t.each(e, func(name string, plain *privacy.Secret, sealed *privacy.Sealed, _ int) (err error) {
		*sealed, err = s.sealer.Reseal(aad(entriesName, name, e.ID), *sealed, plain.Reveal())
		return err
	})
}

func (s *store) openTexts(e *Entry) (t Texts, err error) {
	err = t.each(e, func(name string, plain *privacy.Secret, sealed *privacy.Sealed, _ int) error {
		text, err := s.sealer.Open(aad(entriesName, name, e.ID), *sealed)
		*plain = privacy.Secret(text)
		return err
	})
	if err != nil {
		return t, fmt.Errorf("open entry %s: %w", e.ID, err)
	}
	return t, nil
}

func noteField(at int) string { return fmt.Sprintf("note_%d", at) }

// openNotes returns the plan and the notes of the thread, in their order.
func (s *store) openNotes(t *Thread) (plan privacy.Secret, notes []privacy.Secret, err error) {
	text, err := s.sealer.Open(aad(threadsName, "plan", t.ID), t.Plan)
	if err != nil {
		return "", nil, fmt.Errorf("open thread %s: %w", t.ID, err)
	}
	notes = make([]privacy.Secret, len(t.Notes))
	for i, n := range t.Notes {
		note, err := s.sealer.Open(aad(threadsName, noteField(i), t.ID), n.Text)
		if err != nil {
			return "", nil, fmt.Errorf("open thread %s: %w", t.ID, err)
		}
		notes[i] = privacy.Secret(note)
	}
	return privacy.Secret(text), notes, nil
}

func (s *store) loadEntry(ctx context.Context, reach auth.Scope, id string) (Entry, error) {
	return s.entries.In(reach).Get(ctx, id)
}

func (s *store) loadThread(ctx context.Context, reach auth.Scope, id string) (Thread, error) {
	return s.threads.In(reach).Get(ctx, id)
}

// kept are the states of entries that are not thrown away, nor void.
var kept = []Status{Submitted, Returned, Approved}

// around returns the entries of a worker or person that are handed in and may overlap the time; the caller compares.
func (s *store) around(ctx context.Context, field, value string, from, to time.Time) ([]Entry, error) {
	return s.allEntries.Find(ctx, docstore.Filter{
		{Key: field, Value: value}, {Key: "from", Value: bson.D{{Key: "$gt", Value: from.Add(-longest)}, {Key: "$lt", Value: to}}},
		{Key: "status", Value: bson.D{{Key: "$in", Value: kept}}},
	})
}

func (q *Query) filter() docstore.Filter {
	var f docstore.Filter
	for _, eq := range []struct{ field, value string }{
		{"contract_id", q.ContractID}, {"org_id", q.OrgID}, {"thread_id", q.ThreadID}, {"person_ids", q.FileID}, {"given_by", q.Worker},
		{"status", string(q.Status)}, {"kind", string(q.Kind)}, {"month", q.Month},
	} {
		if eq.value != "" {
			f = append(f, bson.E{Key: eq.field, Value: eq.value})
		}
	}
	if q.Region != "" {
		f = append(f, bson.E{Key: "region", Value: docstore.Prefix(q.Region)})
	}
	if q.Status == "" {
		f = append(f, bson.E{Key: "status", Value: bson.D{{Key: "$ne", Value: Discarded}}})
	}
	return f
}

func (s *store) listEntries(ctx context.Context, reach auth.Scope, q Query) (docstore.Page[Entry], error) {
	order := "-from"
	if q.FileID != "" || q.Worker != "" { // both are in arrays, whose index is in the order of the ids
		order = "-_id"
	}
	return s.entries.In(reach).Page(ctx, q.filter(), append(q.Page, docstore.Sort(order))...)
}

func (s *store) listThreads(ctx context.Context, reach auth.Scope, q ThreadQuery) (docstore.Page[Thread], error) {
	var f docstore.Filter
	for _, eq := range []struct{ field, value string }{{"contract_id", q.ContractID}, {"org_id", q.OrgID}, {"kind", string(q.Kind)}, {"status", string(q.Status)}} {
		if eq.value != "" {
			f = append(f, bson.E{Key: eq.field, Value: eq.value})
		}
	}
	return s.threads.In(reach).Page(ctx, f, append(q.Page, docstore.Sort("-_id"))...)
}

// entriesIn matches the entries in the state, of one organisation unless orgID is empty.
func entriesIn(orgID string, status Status) docstore.Filter {
	f := docstore.Filter{{Key: "status", Value: status}}
	if orgID != "" {
		f = append(f, bson.E{Key: "org_id", Value: orgID})
	}
	return f
}

// toReview matches the open threads whose review is due before the day.
func toReview(orgID string, before any) docstore.Filter {
	f := docstore.Filter{{Key: "status", Value: Open}, {Key: "review_by", Value: bson.D{{Key: "$lt", Value: before}}}}
	if orgID != "" {
		f = append(f, bson.E{Key: "org_id", Value: orgID})
	}
	return f
}

// servedOf returns what one person received under a contract; nothing yet is no error.
func (s *store) servedOf(ctx context.Context, contractID, fileID string) (Served, error) {
	v, err := s.served.Get(ctx, servedID(contractID, fileID))
	if errors.Is(err, docstore.ErrNotFound) {
		v, err = Served{ContractID: contractID, FileID: fileID}, nil
		v.ID = servedID(contractID, fileID)
	}
	return v, err
}

// saveServed stores it; one without services is removed.
func (s *store) saveServed(ctx context.Context, v *Served) error {
	switch {
	case len(v.Services) == 0 && v.Version == 0:
		return nil
	case len(v.Services) == 0:
		return s.served.Delete(ctx, v.ID)
	case v.Version == 0:
		return s.served.Insert(ctx, v)
	}
	return s.served.Save(ctx, v)
}

func (s *store) servedByFile(ctx context.Context, fileID string) ([]Served, error) {
	return s.served.Find(ctx, docstore.Filter{{Key: "file_id", Value: fileID}})
}

// book adds the figures to the contract's tallies, in the order of their ids.
func (s *store) book(ctx context.Context, contractID string, figures cells) error {
	by := map[part]map[key]Sums{}
	for k, sums := range figures {
		p := k.part()
		if by[p] == nil {
			by[p] = map[key]Sums{}
		}
		by[p][k] = sums
	}
	for _, p := range slices.SortedFunc(maps.Keys(by), func(a, b part) int {
		return strings.Compare(tallyID(contractID, a), tallyID(contractID, b))
	}) {
		_, err := s.tallies.Upsert(ctx, tallyID(contractID, p), func(t *Tally) error {
			t.ContractID, t.Month, t.Split, t.Kinds = contractID, p.month, p.split, p.kinds
			t.add(by[p])
			return nil
		})
		if err != nil {
			return fmt.Errorf("tally of %s, %s: %w", contractID, p.month, err)
		}
	}
	return nil
}

// talliesOf returns the totals of a contract by month.
func (s *store) talliesOf(ctx context.Context, contractID string) ([]Tally, error) {
	return s.tallies.Find(ctx, docstore.Filter{{Key: "contract_id", Value: contractID}, {Key: "split", Value: false}}, docstore.Sort("month"))
}

// splitOf returns their breakdown, and that of each kind as well if asked.
func (s *store) splitOf(ctx context.Context, contractID string, kinds bool) ([]Tally, error) {
	f := docstore.Filter{{Key: "contract_id", Value: contractID}, {Key: "split", Value: true}}
	if !kinds {
		f = append(f, bson.E{Key: "kinds", Value: nil})
	}
	return s.tallies.Find(ctx, f, docstore.Sort("month"))
}

// countedOf calls use with each entry that the figures of the contract include.
func (s *store) countedOf(ctx context.Context, contractID string, use func(Entry) error) error {
	return s.allEntries.Each(ctx, docstore.Filter{{Key: "contract_id", Value: contractID}, {Key: "month", Value: bson.D{{Key: "$gt", Value: ""}}}}, use)
}

// countedBetween calls use with each of those entries that began in [from, to).
func (s *store) countedBetween(ctx context.Context, contractID string, from, to time.Time, use func(Entry) error) error {
	return s.allEntries.Each(ctx, docstore.Filter{
		{Key: "contract_id", Value: contractID}, {Key: "from", Value: bson.D{{Key: "$gte", Value: from}, {Key: "$lt", Value: to}}},
		{Key: "month", Value: bson.D{{Key: "$gt", Value: ""}}},
	}, use)
}

// ofSource returns the entry that comes from the activity or contact, else docstore.ErrNotFound.
func (s *store) ofSource(ctx context.Context, source string) (Entry, error) {
	return s.allEntries.First(ctx, docstore.Filter{{Key: "source", Value: source}})
}

// closedUnder calls use with each closed thread that the figures of the contract include.
func (s *store) closedUnder(ctx context.Context, contractID string, use func(Thread) error) error {
	return s.allThreads.Each(ctx, docstore.Filter{{Key: "contract_id", Value: contractID}, {Key: "month", Value: bson.D{{Key: "$gt", Value: ""}}}}, use)
}

// servedUnder calls use with what each person received under the contract.
func (s *store) servedUnder(ctx context.Context, contractID string, use func(Served) error) error {
	return s.served.Each(ctx, docstore.Filter{{Key: "contract_id", Value: contractID}}, use)
}

// contracts returns the contracts that have entries or figures, in the order of their ids. It reads one document for each.
func (s *store) contracts(ctx context.Context) ([]string, error) {
	var ids [2][]string
	var errs [2]error
	ids[0], errs[0] = distinct(ctx, s.allEntries, func(e Entry) string { return e.ContractID }, "from")
	ids[1], errs[1] = distinct(ctx, s.tallies, func(t Tally) string { return t.ContractID }, "split", "kinds", "month")
	all := slices.Concat(ids[:]...)
	slices.Sort(all)
	return slices.Compact(all), errors.Join(errs[:]...)
}

// distinct returns the contracts of the documents; then are the fields that follow contract_id in the index of_contract.
func distinct[T any](ctx context.Context, c *docstore.Collection[T], of func(T) string, then ...string) (ids []string, err error) {
	sort := docstore.Sort(append([]string{"contract_id"}, then...)...)
	for last := ""; ; ids = append(ids, last) {
		doc, err := c.First(ctx, docstore.Filter{{Key: "contract_id", Value: bson.D{{Key: "$gt", Value: last}}}}, sort)
		if errors.Is(err, docstore.ErrNotFound) {
			return ids, nil
		}
		if err != nil {
			return nil, err
		}
		last = of(doc)
	}
}
