package main

import (
	"context"
	"strconv"
	"strings"

	"github.com/tongxing-platform/tongxing/services/accounts"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
)

// exports returns the functions that exports of lists need: the audit entry written before the file, and the names that the
// screens show.
func (a *app) exports() *httpapi.Exports {
	return &httpapi.Exports{
		Region: a.regions.FullName,
		Names:  a.namesFor,
		Note: func(ctx context.Context, n httpapi.ExportNote) error {
			return a.audit.Write(ctx, audit.Entry{
				Action: "list.export", Subjects: n.IDs, Shown: n.Regions, Fields: n.Filters, Purpose: n.Purpose, Reason: n.Route + ": " + strconv.Itoa(n.Rows),
			})
		},
	}
}

// namesFor returns the names of ids as /names does, followed by their numbers.
func (a *app) namesFor(ctx context.Context, ids []string) (map[string]string, error) {
	names, err := a.desk.NamesFor(ctx, ids)
	out := make(map[string]string, len(names))
	for id, n := range names {
		out[id] = strings.TrimSpace(n.Text + " " + n.No)
	}
	return out, err
}

// findStaff returns people in office by name for the filter of the audit log; with regions, those of the regions and of the
// organisations that work there.
func (a *app) findStaff(ctx context.Context, text string, regions []string) (map[string]string, error) {
	if len(regions) == 0 {
		return a.accounts.FindStaff(ctx, text, nil)
	}
	orgIDs, err := a.orgs.IDsIn(ctx, regions)
	if err != nil {
		return nil, err
	}
	return a.accounts.FindStaff(ctx, text, &accounts.StaffIn{Regions: regions, OrgIDs: orgIDs})
}
