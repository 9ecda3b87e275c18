package attendance

import (
	"context"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// paper is a certificate with the accounts and the person key of its volunteer, who issues none to themself.
type paper struct {
	Certificate
	selves []string
}

var (
	requested = []CertificateStatus{Requested}
	issuers   = []auth.Permission{auth.CertificateIssue}
)

// certificateActs lists the acts on a certificate: requested → issued → revoked, or requested → refused.
var certificateActs = workflow.Table[paper, CertificateStatus]{
	Name:    "certificate",
	State:   func(p *paper) CertificateStatus { return p.Status },
	Enter:   (*paper).enter,
	Refusal: ErrCertificateMove,
	Apart:   func(actor auth.Actor, p *paper) error { return actor.NotSelf(p.selves...) },
	Acts: []workflow.Act[paper, CertificateStatus]{
		{Name: "refuse", ZH: "不予出具", EN: "Refuse", From: requested, To: Refused, Permissions: issuers, Reason: why},
		{Name: "issue", ZH: "出具", EN: "Issue", From: requested, To: Issued, Permissions: issuers, Apart: true},
		{Name: "revoke", ZH: "撤销", EN: "Revoke", From: []CertificateStatus{Issued}, To: Revoked, Permissions: issuers, Reason: why},
	},
}

func (p *paper) enter(to CertificateStatus, step workflow.Step) {
	p.Status, p.StatusAt, p.Reason = to, step.At, step.Reason
}

// loadPaper returns the certificate within the scope with its volunteer.
func (s *Service) loadPaper(ctx context.Context, reach auth.Scope, certificateID string) (p paper, err error) {
	if p.Certificate, err = s.store.papers.In(reach).Get(ctx, certificateID); err == nil {
		p.selves, err = s.selves(ctx, p.VolunteerID)
	}
	return p, err
}

// CertificateActs returns what the acting person may do with each of the certificates now.
func (s *Service) CertificateActs(ctx context.Context, list ...Certificate) (map[string][]workflow.Answer, error) {
	ids := make([]string, len(list))
	for i := range list {
		ids[i] = list[i].VolunteerID
	}
	selves, err := s.selvesOf(ctx, ids...)
	if err != nil {
		return nil, err
	}
	acts := make(map[string][]workflow.Answer, len(list))
	for _, c := range list {
		acts[c.ID] = s.papers.Acts(ctx, &paper{c, selves[c.VolunteerID]})
	}
	return acts, nil
}
