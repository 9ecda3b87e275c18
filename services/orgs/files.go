package orgs

import (
	"context"
	"errors"
	"slices"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/files"
)

// papers returns the place of an organisation's registration papers.
func (s *Service) papers() files.Place {
	return files.Place{
		Prefix: "org", Reach: s.reachPapers,
		Purposes: []files.Purpose{
			{Code: "certificate", ZH: "登记证书", EN: "Certificate of registration", Most: 5},
			{Code: "charter", ZH: "章程", EN: "Charter", Most: 5},
			{Code: "commitment", ZH: "承诺书", EN: "Written commitment", Personal: true, Most: 10},
			{Code: "consent", ZH: "依托单位同意书", EN: "Consent of the host", Personal: true, Most: 5},
			{Code: "annual_report", ZH: "年度工作报告", EN: "Annual report", Most: 10},
			{Code: "other", ZH: "其他材料", EN: "Other papers", Personal: true, Most: 20},
		},
	}
}

// reachPapers lets those who may edit the file add and remove papers while it can be edited, and them and its reviewers
// see the papers at any time.
func (s *Service) reachPapers(ctx context.Context, act files.Act, orgID string, _ files.Purpose) (files.Holder, error) {
	actor := auth.From(ctx)
	o, err := s.store.load(ctx, actor.Scope(auth.OrgEdit), orgID)
	writes := err == nil
	if errors.Is(err, docstore.ErrNotFound) {
		o, err = s.store.load(ctx, actor.Scope(auth.OrgReview), orgID)
	}
	switch {
	case err != nil:
		return files.Holder{}, err
	case act != files.See && !writes:
		return files.Holder{}, auth.ErrForbidden
	case act != files.See && !slices.Contains(editable, o.Status):
		return files.Holder{}, ErrNotDraft
	}
	return files.Holder{OrgID: o.ID, Region: o.Region}, nil
}
