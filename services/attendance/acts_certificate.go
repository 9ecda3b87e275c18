package attendance

import (
	"context"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// heldCertificate is a certificate with the accounts and the person key of its volunteer, who may not issue it.
type heldCertificate struct {
	Certificate
	selves []string
}

var (
	requested = []CertificateStatus{Requested}
	issuers   = []auth.Permission{auth.CertificateIssue}
)

// certificateActs lists the acts on a certificate: requested → issued → revoked, or requested → refused.
var certificateActs = workflow.Table[heldCertificate, CertificateStatus]{
	Name:    "certificate",
	State:   func(p *heldCertificate) CertificateStatus { return p.Status },
	Enter:   (*heldCertificate).enter,
	Refusal: ErrCertificateMove,
	Apart:   func(actor auth.Actor, p *heldCertificate) error { return actor.NotSelf(p.selves...) },
	Acts: []workflow.Act[heldCertificate, CertificateStatus]{
		{Name: "refuse", ZH: "不予出具", EN: "Refuse", From: requested, To: Refused, Permissions: issuers, Reason: why},
		{Name: "issue", ZH: "出具", EN: "Issue", From: requested, To: Issued, Permissions: issuers, Apart: true},
		{Name: "revoke", ZH: "撤销", EN: "Revoke", From: []CertificateStatus{Issued}, To: Revoked, Permissions: issuers, Reason: why},
	},
}

func (p *heldCertificate) enter(to CertificateStatus, step workflow.Step) {
	p.Status, p.StatusAt, p.Reason = to, step.At, step.Reason
}

// loadCertificate returns the certificate within the scope with its volunteer.
func (s *Service) loadCertificate(ctx context.Context, reach auth.Scope, certificateID string) (p heldCertificate, err error) {
	if p.Certificate, err = s.store.papers.In(reach).Get(ctx, certificateID); err == nil {
		p.selves, err = s.selves(ctx, p.VolunteerID)
	}
	return p, err
}

// CertificateActs returns what the acting person may do with each of the certificates now, by id.
func (s *Service) CertificateActs(ctx context.Context, list ...Certificate) (map[string][]workflow.Answer, error) {
	return actsByID(ctx, s, list,
		func(c Certificate) (string, string) { return c.ID, c.VolunteerID },
		func(c Certificate, selves []string) []workflow.Answer {
			return s.certificates.Acts(ctx, &heldCertificate{c, selves})
		})
}
