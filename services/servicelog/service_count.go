package servicelog

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

// count adds the entry to the figures of its contract, in the caller's transaction. An entry of a locked month counts in the first open one, and both sides
// are told; when the figures of the contract are fixed it is added to the contract's claim instead.
func (s *Service) count(ctx context.Context, e *Entry) error {
	c, err := s.Contracts.Get(ctx, e.ContractID)
	if err != nil {
		return err
	}
	if c.FiguresFixed() {
		e.Claimed = true
		return s.claim(ctx, e, 1)
	}
	month := string(e.Day())[:len("2026-03")]
	e.Month = max(month, s.Contracts.OpenMonthOf(&c))
	if e.Month != month {
		if err := s.Contracts.TellLateEntry(ctx, &c, month); err != nil {
			return err
		}
	}
	change := e.cells()
	for _, p := range e.People {
		err := s.change(ctx, e.ContractID, p.FileID, change, func(v *Served) {
			v.add(Received{Entry: e.ID, FileID: p.FileID, Kind: e.Kind, Month: e.Month, Traits: p.Traits})
		})
		if err != nil {
			return err
		}
	}
	return s.store.book(ctx, e.ContractID, change.booked(""))
}

// uncount takes an approved entry out of the figures. What it changes in locked months is booked in the first open one.
func (s *Service) uncount(ctx context.Context, e *Entry) error {
	c, err := s.Contracts.Get(ctx, e.ContractID)
	if err != nil {
		return err
	}
	if e.Claimed || c.FiguresFixed() {
		return s.claim(ctx, e, -1)
	}
	change := cells{}.less(e.cells())
	for _, p := range e.People {
		err := s.change(ctx, e.ContractID, p.FileID, change, func(v *Served) {
			v.Services = slices.DeleteFunc(v.Services, func(o Received) bool { return o.Entry == e.ID && o.FileID == p.FileID })
		})
		if err != nil {
			return err
		}
	}
	e.Month = ""
	return s.store.book(ctx, e.ContractID, change.booked(s.Contracts.OpenMonthOf(&c)))
}

// heldBy returns the file that holds what the file's person received: another one after a merging.
func (s *Service) heldBy(ctx context.Context, fileID string) (string, error) {
	for range 10 { // a file may have been merged several times
		b, err := s.Register.Get(ctx, fileID)
		if err != nil {
			return "", err
		}
		if b.MergedInto == "" {
			break
		}
		fileID = b.MergedInto
	}
	return fileID, nil
}

// change changes what one person received under the contract, and adds the difference to change.
func (s *Service) change(ctx context.Context, contractID, fileID string, change cells, with func(*Served)) error {
	fileID, err := s.heldBy(ctx, fileID)
	if err != nil {
		return err
	}
	v, err := s.store.servedOf(ctx, contractID, fileID)
	if err != nil {
		return err
	}
	before := v.cells()
	with(&v)
	for k, sums := range v.cells().less(before) {
		change[k] = change[k].plus(sums, 1)
	}
	return s.store.saveServed(ctx, &v)
}

// countClosed adds a closed thread to the figures of its contract, in the month of the day or the first open one, unless the figures are fixed.
func (s *Service) countClosed(ctx context.Context, t *Thread) error {
	c, err := s.Contracts.Get(ctx, t.ContractID)
	if err != nil || c.FiguresFixed() {
		return err
	}
	t.Month = max(string(s.today())[:len("2026-03")], s.Contracts.OpenMonthOf(&c))
	return s.store.book(ctx, t.ContractID, t.cells())
}

// uncountClosed takes a thread that is opened again out of the figures, in the first open month. Figures that are fixed do not change.
func (s *Service) uncountClosed(ctx context.Context, t *Thread) error {
	c, err := s.Contracts.Get(ctx, t.ContractID)
	if err != nil || c.FiguresFixed() {
		return err
	}
	change := cells{}.less(t.cells())
	t.Month = ""
	return s.store.book(ctx, t.ContractID, change.booked(s.Contracts.OpenMonthOf(&c)))
}

// claim adds the entry to the claim of a contract whose figures are fixed, or takes it off.
func (s *Service) claim(ctx context.Context, e *Entry, sign int64) error {
	f := contracts.TypeFigures{PersonTimes: sign * (int64(len(e.People)) + e.Others())}
	if e.Source == "" {
		f.Minutes, f.Sessions = sign*e.Minutes(), sign
	}
	return s.Contracts.AddClaim(ctx, e.ContractID, e.ID, f)
}

// PersonMerged gives what the person of one file received to the file into which it was merged, in the caller's transaction, so that the person
// counts once. Contracts whose figures are fixed do not change.
func (s *Service) PersonMerged(ctx context.Context, gone, kept string) error {
	to, err := s.heldBy(ctx, kept)
	if err != nil {
		return err
	}
	return s.hand(ctx, gone, to, func(Received) (bool, error) { return true, nil })
}

// PersonUnmerged gives back what PersonMerged gave, when the file is on its own again.
func (s *Service) PersonUnmerged(ctx context.Context, gone, kept string) error {
	from, err := s.heldBy(ctx, kept)
	if err != nil {
		return err
	}
	return s.hand(ctx, from, gone, func(v Received) (bool, error) {
		fileID, err := s.heldBy(ctx, v.FileID)
		return fileID == gone, err
	})
}

// hand moves what matches from one file's person to another's.
func (s *Service) hand(ctx context.Context, from, to string, match func(Received) (bool, error)) error {
	list, err := s.store.servedByFile(ctx, from)
	if err != nil {
		return err
	}
	for i := range list {
		if err := s.handUnder(ctx, &list[i], to, match); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) handUnder(ctx context.Context, v *Served, to string, match func(Received) (bool, error)) error {
	c, err := s.Contracts.Get(ctx, v.ContractID)
	if err != nil || c.FiguresFixed() {
		return err
	}
	w, err := s.store.servedOf(ctx, v.ContractID, to)
	if err != nil {
		return err
	}
	change := cells{}.less(v.cells()).less(w.cells())
	var stay []Received
	for _, r := range v.Services {
		moves, err := match(r)
		if err != nil {
			return err
		}
		if moves {
			w.add(r)
		} else {
			stay = append(stay, r)
		}
	}
	v.Services = stay
	for _, x := range []*Served{v, &w} {
		for k, sums := range x.cells() {
			change[k] = change[k].plus(sums, 1)
		}
		if err := s.store.saveServed(ctx, x); err != nil {
			return err
		}
	}
	return s.store.book(ctx, v.ContractID, change.booked(s.Contracts.OpenMonthOf(&c)))
}

// Figures returns the figures of a contract by kind of service, and under "" those of all, from its tallies of the months until to, or of all
// when that is empty.
func (s *Service) Figures(ctx context.Context, contractID, to string) (map[contracts.ServiceKind]contracts.LogFigures, error) {
	list, err := s.store.talliesOf(ctx, contractID)
	if err != nil {
		return nil, fmt.Errorf("figures of %s: %w", contractID, err)
	}
	out := map[contracts.ServiceKind]contracts.LogFigures{}
	for i := range list {
		if to != "" && list[i].Month > to {
			continue
		}
		for _, c := range list[i].Cells {
			f := out[c.Kind]
			f.People += c.New
			f.Services += c.Services
			f.Times += c.Times
			f.Minutes += c.Minutes
			f.Closed += c.Closed
			out[c.Kind] = f
		}
	}
	return out, nil
}

// FigureQuery asks for the figures of a contract.
type FigureQuery struct {
	Kind contracts.ServiceKind // "": all
	From string                // first month; "": from the beginning
	To   string                // last month; "": to the end
}

// MonthFigures are the totals of one month, with the persons served until its end.
type MonthFigures struct {
	Month string
	Sums
	PeopleSoFar int64
}

// CellFigures are the figures of one value of a dimension over the months asked for. New counts persons who were first served in them.
type CellFigures struct {
	Dim   Dim
	Value string
	Sums
}

// Breakdown holds the figures of a contract by month, and by sex, age group, village and kind of person.
type Breakdown struct {
	Total  Sums
	People int64 // persons of the register served until the last month asked for
	Months []MonthFigures
	Split  []CellFigures // in the order of dimension and value
}

// FiguresOf returns the figures of a contract within the actor's reach.
func (s *Service) FiguresOf(ctx context.Context, contractID string, q FigureQuery) (Breakdown, error) {
	var out Breakdown
	if _, err := auth.Require(ctx, auth.ServiceRead); err != nil {
		return out, err
	}
	if _, err := s.Contracts.Read(ctx, contractID); err != nil {
		return out, err
	}
	return s.Breakdown(ctx, contractID, q)
}

// Breakdown returns the figures of a contract without checking the actor, for the use cases of other features.
func (s *Service) Breakdown(ctx context.Context, contractID string, q FigureQuery) (out Breakdown, err error) {
	totals, err := s.store.talliesOf(ctx, contractID)
	if err != nil {
		return out, err
	}
	split, err := s.store.splitOf(ctx, contractID, q.Kind != "")
	if err != nil {
		return out, err
	}
	asked := func(month string) bool { return month >= q.From && (q.To == "" || month <= q.To) }
	for i := range totals {
		t := &totals[i]
		m := MonthFigures{Month: t.Month}
		for _, c := range t.Cells {
			if c.Kind == q.Kind {
				m.Sums = c.Sums
			}
		}
		if q.To == "" || t.Month <= q.To {
			out.People += m.New
		}
		m.PeopleSoFar = out.People
		if asked(t.Month) {
			out.Total = out.Total.plus(m.Sums, 1)
			out.Months = append(out.Months, m)
		}
	}
	by := map[key]Sums{}
	for i := range split {
		if !asked(split[i].Month) {
			continue
		}
		for _, c := range split[i].Cells {
			if c.Kind == q.Kind {
				by[c.key()] = by[c.key()].plus(c.Sums, 1)
			}
		}
	}
	for k, sums := range by {
		if sums != (Sums{}) {
			out.Split = append(out.Split, CellFigures{k.dim, k.value, sums})
		}
	}
	slices.SortFunc(out.Split, compareCells)
	return out, nil
}

func compareCells(a, b CellFigures) int {
	at := func(d Dim) int { return slices.Index([]Dim{ByGender, ByBand, ByKind, ByVillage}, d) }
	return cmp.Or(at(a.Dim)-at(b.Dim), slices.Index(Bands, a.Value)-slices.Index(Bands, b.Value), strings.Compare(a.Value, b.Value))
}

// Wrong is a figure of a contract that its entries do not bear out; Value begins with "entry" when what a person received disagrees with the entries.
type Wrong struct {
	ContractID string
	Kind       contracts.ServiceKind
	Dim        Dim
	Value      string
	Has, Wants Sums // over all months
}

// Verified is the result of Verify.
type Verified struct {
	Contracts, Entries, Persons int64
	Wrong                       []Wrong
}

// Verify counts every contract anew, from its entries and from what each person received, and compares both with each other and with the tallies. It
// changes nothing. Sums over all months are compared, because what was voided or merged after a lock is booked later.
func (s *Service) Verify(ctx context.Context) (Verified, error) {
	var v Verified
	ids, err := s.store.contracts(ctx)
	if err != nil {
		return v, err
	}
	for _, id := range ids {
		if err := s.verify(ctx, id, &v); err != nil {
			return v, fmt.Errorf("verify the service log of %s: %w", id, err)
		}
	}
	v.Contracts = int64(len(ids))
	return v, nil
}

func (s *Service) verify(ctx context.Context, contractID string, v *Verified) error {
	figures := func(from cells, into map[key]Sums, sign int64) {
		for k, sums := range from {
			k.month = ""
			into[k] = into[k].plus(sums, sign)
		}
	}
	wants, received := map[key]Sums{}, map[string]int{}
	err := s.store.countedOf(ctx, contractID, func(e Entry) error {
		v.Entries++
		figures(e.cells(), wants, 1)
		for _, p := range e.People {
			received[e.ID+" "+p.FileID]++
		}
		return nil
	})
	if err != nil {
		return err
	}
	err = s.store.closedUnder(ctx, contractID, func(t Thread) error {
		figures(t.cells(), wants, 1)
		return nil
	})
	if err != nil {
		return err
	}
	err = s.store.servedUnder(ctx, contractID, func(x Served) error {
		v.Persons++
		figures(x.cells(), wants, 1)
		for _, r := range x.Services {
			received[r.Entry+" "+r.FileID]--
		}
		return nil
	})
	if err != nil {
		return err
	}
	has := map[key]Sums{}
	totals, err := s.store.talliesOf(ctx, contractID)
	if err != nil {
		return err
	}
	split, err := s.store.splitOf(ctx, contractID, true)
	if err != nil {
		return err
	}
	for _, t := range slices.Concat(totals, split) {
		for _, c := range t.Cells {
			has[c.key()] = has[c.key()].plus(c.Sums, 1)
		}
	}
	all := maps.Clone(wants)
	maps.Copy(all, has)
	for k := range all {
		if has[k] != wants[k] {
			v.Wrong = append(v.Wrong, Wrong{contractID, k.kind, k.dim, k.value, has[k], wants[k]})
		}
	}
	for what, n := range received {
		if n != 0 {
			v.Wrong = append(v.Wrong, Wrong{ContractID: contractID, Value: "entry " + what})
		}
	}
	return nil
}

// Get returns the entry without checking the actor, for the use cases of other features.
func (s *Service) Get(ctx context.Context, entryID string) (Entry, error) {
	return s.store.allEntries.Get(ctx, entryID)
}

// GetThread returns the thread without checking the actor, for the use cases of other features.
func (s *Service) GetThread(ctx context.Context, threadID string) (Thread, error) {
	return s.store.allThreads.Get(ctx, threadID)
}

// List returns the entries within the actor's reach, the latest service first. It shows no person.
func (s *Service) List(ctx context.Context, q Query) (docstore.Page[Entry], error) {
	actor, err := auth.Require(ctx, auth.ServiceRead)
	if err != nil {
		return docstore.Page[Entry]{}, err
	}
	return s.store.listEntries(ctx, actor.Scope(auth.ServiceRead), q)
}
