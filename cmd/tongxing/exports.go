package main

import (
	"context"
	"strconv"
	"strings"

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
				Action: "list.export", Subjects: n.IDs, Fields: n.Filters, Purpose: n.Purpose, Reason: n.Route + ": " + strconv.Itoa(n.Rows),
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
