package accounts

import (
	"context"

	"github.com/tongxing-platform/tongxing/services/feature"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/words"
)

// Feature returns the value by which accounts plug into the program.
func (s *Service) Feature() feature.Feature {
	return feature.Feature{
		Name:        "accounts",
		Routes:      func(r *httpapi.Router) { Routes(r, s) },
		Actions:     auditActions,
		Words:       []words.Set{StatusWords, auth.TokenScopeWords, LinkWayWords, SSOWords, accountActs.Words(), roleActs.Words()},
		Work:        s.work(),
		Templates:   Templates,
		Messages:    "account.",
		Check:       s.StillApplies,
		EachSealed:  s.EachSealed,
		RebuildKeys: s.RebuildKeys,
		Records:     map[string]feature.Record{"usr": {Names: s.recordNames, Contact: s.Contact, Page: "/users/", Open: auth.UserManage}, "tok": {Names: s.tokenNames}},
	}
}

// recordNames returns the names of accounts for staff.
func (s *Service) recordNames(ctx context.Context, ids []string) (map[string]feature.Name, error) {
	names, err := s.Names(ctx, ids...)
	if err != nil {
		return nil, err
	}
	out := make(map[string]feature.Name, len(names))
	for id, name := range names {
		out[id] = feature.Name{Text: name}
	}
	return out, nil
}
