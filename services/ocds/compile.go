package ocds

import "slices"

// compile returns the release that the releases of one contract, in their order, lead to by the merging rules of the standard: a later
// value replaces an earlier one, and members of lists with ids are merged by id.
func compile(list []Release) Release {
	var c Release
	for _, r := range list {
		c.OCID, c.Date, c.Initiation, c.Language, c.Buyer = r.OCID, r.Date, r.Initiation, r.Language, r.Buyer
		c.Parties = mergeList(c.Parties, r.Parties, func(p Party) string { return p.ID }, replace)
		if r.Planning != nil {
			c.Planning = r.Planning
		}
		if r.Tender != nil {
			c.Tender = mergeTender(c.Tender, r.Tender)
		}
		c.Awards = mergeList(c.Awards, r.Awards, func(a Award) string { return a.ID }, replace)
		c.Contracts = mergeList(c.Contracts, r.Contracts, func(k Contract) string { return k.ID }, mergeContract)
	}
	c.ID, c.Tag = c.OCID+"-compiled-"+c.Date.UTC().Format("20060102T150405Z"), []string{"compiled"}
	return c
}

// mergeList returns old with the members of list added, or merged into those with the same id. It does not change old.
func mergeList[T any](old, list []T, id func(T) string, merge func(old, next T) T) []T {
	old = slices.Clone(old)
	for _, next := range list {
		i := slices.IndexFunc(old, func(o T) bool { return id(o) == id(next) })
		if i < 0 {
			old = append(old, next)
			continue
		}
		old[i] = merge(old[i], next)
	}
	return old
}

// replace merges members that are always released whole.
func replace[T any](_, next T) T { return next }

// mergeTender merges a tender that is released whole, or with its id and status alone.
func mergeTender(old, next *Tender) *Tender {
	if old == nil || next.Title != "" {
		return next
	}
	merged := *old
	merged.Status = next.Status
	return &merged
}

func mergeContract(old, next Contract) Contract {
	if next.Status != "" {
		old.Status = next.Status
	}
	if next.Value != nil {
		old.Value = next.Value
	}
	if next.Period != nil {
		period := *next.Period
		if period.End.IsZero() && old.Period != nil {
			period.End = old.Period.End
		}
		old.Period = &period
	}
	old.Amendments = mergeList(old.Amendments, next.Amendments, func(a Amendment) string { return a.ID }, replace)
	old.Evaluations = mergeList(old.Evaluations, next.Evaluations, func(e Evaluation) string { return e.ID }, replace)
	if did := next.Implementation; did != nil {
		var all Implementation
		if old.Implementation != nil {
			all = *old.Implementation
		}
		all.Transactions = mergeList(all.Transactions, did.Transactions, func(t Transaction) string { return t.ID }, replace)
		all.Milestones = mergeList(all.Milestones, did.Milestones, func(m Milestone) string { return m.ID }, replace)
		all.Documents = mergeList(all.Documents, did.Documents, func(d Document) string { return d.ID }, replace)
		old.Implementation = &all
	}
	return old
}
