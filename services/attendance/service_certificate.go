package attendance

import (
	"context"
	"fmt"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// NewCertificate is a request for a certificate of the days [From, To]. OrgID is the organisation that recorded the hours;
// empty for the county and all organisations. VolunteerID is used by staff only; volunteers ask for themselves.
type NewCertificate struct {
	VolunteerID string
	OrgID       string
	From, To    string
}

// RequestCertificate requests a certificate for the acting volunteer. It returns ErrNoHours when there are no hours.
func (s *Service) RequestCertificate(ctx context.Context, n NewCertificate) (Certificate, error) {
	actor, err := auth.Require(ctx, auth.CertificateOwn)
	if err != nil {
		return Certificate{}, err
	}
	n.VolunteerID = actor.VolunteerID
	c, err := s.newCertificate(ctx, n)
	if err == nil {
		err = s.copyLedger(ctx, &c)
	}
	if err != nil {
		return Certificate{}, err
	}
	c.Items, c.Refs = nil, nil // copied from the ledger when issued
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		c.Meta = docstore.Meta{ID: c.ID}
		if err := s.store.allDocs.Insert(ctx, &c); err != nil {
			return err
		}
		return s.noteCertificate(ctx, "certificate.request", &c)
	})
	return c, err
}

// newCertificate returns a requested certificate, not stored, without hours.
func (s *Service) newCertificate(ctx context.Context, n NewCertificate) (Certificate, error) {
	now := s.now()
	if err := checkPeriod(n.From, n.To, now); err != nil {
		return Certificate{}, err
	}
	v, err := s.Volunteers.Get(ctx, n.VolunteerID)
	if err != nil {
		return Certificate{}, err
	}
	c := Certificate{
		VolunteerID: n.VolunteerID, OrgID: n.OrgID, Region: v.Region, From: n.From, To: n.To, Status: Requested, StatusAt: now,
	}
	c.ID = id.New("cer")
	if n.OrgID != "" {
		org, err := s.Orgs.Get(ctx, n.OrgID)
		if err != nil {
			return Certificate{}, err
		}
		c.Region = org.Region
	}
	return c, nil
}

// copyLedger copies the hours in the ledger to the certificate.
func (s *Service) copyLedger(ctx context.Context, c *Certificate) error {
	entries, err := s.store.volunteerEntries(ctx, c.VolunteerID, c.OrgID, c.From, c.To)
	if err != nil {
		return err
	}
	c.copyEntries(entries)
	if c.Minutes == 0 {
		return ErrNoHours
	}
	return nil
}

// describe sets content, place and recording unit of the items.
func (s *Service) describe(ctx context.Context, c *Certificate) error {
	units := map[string]string{}
	for i := range c.Items {
		it := &c.Items[i]
		act, err := s.Activities.Get(ctx, it.ActivityID)
		if err != nil {
			return err
		}
		it.Title, it.Place = act.Title, act.Address
		if units[it.OrgID] == "" {
			org, err := s.Orgs.Get(ctx, it.OrgID)
			if err != nil {
				return err
			}
			units[it.OrgID] = org.Name
		}
		it.Org = units[it.OrgID]
	}
	c.Issuer = "民政部门"
	if c.OrgID != "" {
		c.Issuer = units[c.OrgID]
	}
	return nil
}

// IssueCertificate issues a requested certificate with the present hours.
func (s *Service) IssueCertificate(ctx context.Context, certificateID string) (Certificate, error) {
	code := newCode()
	return s.takeCertificate(ctx, "issue", certificateID, workflow.Call[heldCertificate]{
		Do: func(ctx context.Context, q workflow.Asking, p *heldCertificate) error {
			return s.fillIssued(ctx, q, &p.Certificate, code)
		},
		Tell: s.tellHolder("attendance.certificate_issued"),
	})
}

// takeCertificate takes one of certificateActs with the certificate.
func (s *Service) takeCertificate(ctx context.Context, act, certificateID string, c workflow.Call[heldCertificate]) (Certificate, error) {
	p, err := s.certificates.Take(ctx, act, certificateID, c)
	return p.Certificate, err
}

func (s *Service) tellHolder(template string) func(context.Context, *heldCertificate) error {
	return func(ctx context.Context, p *heldCertificate) error {
		return s.Outbox.Queue(ctx, certificateMessage(template, &p.Certificate))
	}
}

// IssueFor issues a certificate without a request, for a volunteer who asked in person.
func (s *Service) IssueFor(ctx context.Context, n NewCertificate) (Certificate, error) {
	actor, err := auth.Require(ctx, auth.CertificateIssue)
	if err != nil {
		return Certificate{}, err
	}
	if n.OrgID == "" && len(actor.Orgs(auth.CertificateIssue)) == 1 {
		n.OrgID = actor.Orgs(auth.CertificateIssue)[0]
	}
	c, err := s.newCertificate(ctx, n)
	if err != nil {
		return Certificate{}, err
	}
	if !actor.ForOrg(auth.CertificateIssue, c.OrgID, c.Region) {
		return Certificate{}, docstore.ErrNotFound
	}
	if err := s.copyLedger(ctx, &c); err != nil {
		return Certificate{}, err
	}
	return s.issueAtOnce(ctx, actor, c)
}

// issueAtOnce stores a new certificate as issued.
func (s *Service) issueAtOnce(ctx context.Context, actor auth.Actor, c Certificate) (Certificate, error) {
	selves, err := s.selves(ctx, c.VolunteerID)
	if err != nil {
		return Certificate{}, err
	}
	code := newCode()
	var p heldCertificate
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		q := workflow.Asking{Actor: actor, Now: s.now()}
		p = heldCertificate{c, selves}
		p.Meta = docstore.Meta{ID: c.ID}
		if err := certificateActs.Move("issue", q, "", &p); err != nil {
			return err
		}
		if err := s.fillIssued(ctx, q, &p.Certificate, code); err != nil {
			return err
		}
		if err := s.store.allDocs.Insert(ctx, &p.Certificate); err != nil {
			return err
		}
		if err := s.noteCertificate(ctx, "certificate.issue", &p.Certificate); err != nil {
			return err
		}
		return s.tellHolder("attendance.certificate_issued")(ctx, &p)
	})
	if err != nil {
		return Certificate{}, fmt.Errorf("issue %s: %w", c.ID, err)
	}
	return p.Certificate, nil
}

// fillIssued sets the present hours, the names and the next number in a certificate that is being issued.
func (s *Service) fillIssued(ctx context.Context, q workflow.Asking, c *Certificate, code string) error {
	if err := s.copyLedger(ctx, c); err != nil {
		return err
	}
	if err := s.describe(ctx, c); err != nil {
		return err
	}
	v, err := s.Volunteers.Get(ctx, c.VolunteerID)
	if err != nil {
		return err
	}
	name, err := s.fullName(ctx, v)
	if err != nil {
		return fmt.Errorf("name for %s: %w", c.ID, err)
	}
	if c.No, err = s.nextNo(ctx, q.Now); err != nil {
		return err
	}
	c.Code, c.VolunteerNo, c.MaskedName = code, v.No, privacy.MaskName(name)
	c.IssuedBy, c.IssuedAt = q.Actor.ID(), q.Now
	return nil
}

func (s *Service) nextNo(ctx context.Context, now time.Time) (string, error) {
	year := now.In(region.Shanghai).Format("2006")
	n, err := s.store.numbers.Upsert(ctx, year, func(n *yearCounter) error {
		n.Last++
		return nil
	})
	return fmt.Sprintf("ZM%s-%08d", year, n.Last), err
}

// RefuseCertificate refuses a request with a reason, which the regulation demands.
func (s *Service) RefuseCertificate(ctx context.Context, certificateID, reason string) (Certificate, error) {
	return s.takeCertificate(ctx, "refuse", certificateID, workflow.Call[heldCertificate]{Reason: reason, Tell: s.tellHolder("attendance.certificate_refused")})
}

// RevokeCertificate revokes an issued certificate with a reason. The verification page then shows it as revoked.
func (s *Service) RevokeCertificate(ctx context.Context, certificateID, reason string) (Certificate, error) {
	return s.takeCertificate(ctx, "revoke", certificateID, workflow.Call[heldCertificate]{Reason: reason, Tell: s.tellHolder("attendance.certificate_revoked")})
}

// revokeAll revokes every certificate that names the stay, in the transaction that changes its hours.
func (s *Service) revokeAll(ctx context.Context, ref string) error {
	list, err := s.store.certified(ctx, ref)
	if err != nil {
		return err
	}
	q := workflow.Asking{Actor: auth.From(ctx), Now: s.now()}
	for i := range list {
		p := heldCertificate{Certificate: list[i]}
		if err := certificateActs.Move("revoke", q, "hours_changed", &p); err != nil {
			return err
		}
		if err := s.store.allDocs.Save(ctx, &p.Certificate); err != nil {
			return err
		}
		if err := s.noteCertificate(ctx, "certificate.revoke", &p.Certificate); err != nil {
			return err
		}
		if err := s.tellHolder("attendance.certificate_revoked")(ctx, &p); err != nil {
			return err
		}
	}
	return nil
}

// Verify returns the certificate with the code, without permission, or docstore.ErrNotFound.
func (s *Service) Verify(ctx context.Context, code string) (Certificate, error) {
	if len(code) != 26 {
		return Certificate{}, docstore.ErrNotFound
	}
	return s.store.byCode(ctx, code)
}

// Paper is a certificate with the full name, for printing.
type Paper struct {
	Certificate
	Name string
}

// Print returns the certificate for printing, to its volunteer and to issuers, and writes an audit entry.
func (s *Service) Print(ctx context.Context, certificateID string) (Paper, error) {
	actor := auth.From(ctx)
	c, err := s.store.allDocs.Get(ctx, certificateID)
	if err != nil {
		return Paper{}, err
	}
	own := actor.VolunteerID != "" && actor.VolunteerID == c.VolunteerID
	if !own && !actor.ForOrg(auth.CertificateIssue, c.OrgID, c.Region) {
		return Paper{}, docstore.ErrNotFound
	}
	v, err := s.Volunteers.Get(ctx, c.VolunteerID)
	if err != nil {
		return Paper{}, err
	}
	name, err := s.fullName(ctx, v)
	if err != nil {
		return Paper{}, err
	}
	e := certificateEntry(&c)
	e.Action, e.Shown = "certificate.print", []string{c.Region}
	return Paper{c, name}, s.Audit.Write(ctx, e)
}

// MyCertificates returns the acting volunteer's certificates, latest first.
func (s *Service) MyCertificates(ctx context.Context, page ...docstore.Option) (docstore.Page[Certificate], error) {
	actor, err := auth.Require(ctx, auth.CertificateOwn)
	if err != nil {
		return docstore.Page[Certificate]{}, err
	}
	if actor.VolunteerID == "" {
		return docstore.Page[Certificate]{}, docstore.ErrNotFound
	}
	return s.store.certificates(ctx, everything, actor.VolunteerID, "", "", page)
}

// Certificates returns the certificates within the actor's reach, latest first.
func (s *Service) Certificates(ctx context.Context, orgID string, status CertificateStatus, page ...docstore.Option) (docstore.Page[Certificate], error) {
	actor, err := auth.Require(ctx, auth.CertificateIssue)
	if err != nil {
		return docstore.Page[Certificate]{}, err
	}
	return s.store.certificates(ctx, actor.Scope(auth.CertificateIssue), "", orgID, status, page)
}

func (s *Service) noteCertificate(ctx context.Context, action string, c *Certificate) error {
	e := certificateEntry(c)
	e.Action, e.Reason = action, c.Reason
	return s.Audit.Write(ctx, e)
}

// certificateEntry returns the audit entry about a certificate.
func certificateEntry(c *Certificate) audit.Entry {
	return audit.Entry{Subjects: []string{c.ID, c.VolunteerID}, Region: c.Region}
}
