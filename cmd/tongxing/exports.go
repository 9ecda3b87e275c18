package main

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
)

// exports is what taking out a list needs: the audit entry before the file, and the names that the screens show.
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

// namesFor names ids as /names does: what is unknown or out of reach is left out.
func (a *app) namesFor(ctx context.Context, ids []string) (map[string]string, error) {
	names := make(map[string]string, len(ids))
	var users []string
	for _, id := range ids {
		if strings.HasPrefix(id, "usr_") {
			users = append(users, id)
			continue
		}
		n, err := a.nameOf(ctx, id)
		if err != nil && !errors.Is(err, docstore.ErrNotFound) && !errors.Is(err, auth.ErrForbidden) {
			return nil, err
		}
		names[id] = strings.TrimSpace(n.Name + " " + n.No)
	}
	called, err := a.accounts.Names(ctx, users...)
	for id, name := range called {
		names[id] = name
	}
	return names, err
}
