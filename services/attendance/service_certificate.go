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
)

// NewCertificate asks for a certificate over the days [From, To]. OrgID is the organisation that recorded the hours;
// empty asks the county, over all organisations. VolunteerID is for staff; volunteers ask for themselves.
type NewCertificate struct {
	VolunteerID string
	OrgID       string
	From, To    string
}

// RequestCertificate asks for the acting volunteer; ErrNoHours when there is nothing to certify.
func (s *Service) RequestCertificate(ctx context.Context, n NewCertificate) (Certificate, error) {
	actor, err := auth.Require(ctx, auth.CertificateOwn)
	if err != nil {
		return Certificate{}, err
	}
	n.VolunteerID = actor.VolunteerID
	c, err := s.draft(ctx, n)
	if err != nil {
		return Certificate{}, err
	}
	c.Items, c.Refs = nil, nil // taken again when issued
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		c.Meta = docstore.Meta{ID: c.ID}
		if err := s.store.allDocs.Insert(ctx, &c); err != nil {
			return err
		}
		return s.noteCertificate(ctx, "certificate.request", &c)
	})
	return c, err
}

// draft returns a requested certificate with the hours as they are now.
func (s *Service) draft(ctx context.Context, n NewCertificate) (Certificate, error) {
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
	return c, s.snapshot(ctx, &c)
}

// snapshot copies what the ledger holds into the certificate.
func (s *Service) snapshot(ctx context.Context, c *Certificate) error {
	entries, err := s.store.volunteerEntries(ctx, c.VolunteerID, c.OrgID, c.From, c.To)
	if err != nil {
		return err
	}
	c.take(entries)
	if c.Minutes == 0 {
		return ErrNoHours
	}
	return nil
}

// describe fills in the words of the items: what was done, where, and who recorded it.
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

// IssueCertificate issues a requested certificate with the hours as they are now.
func (s *Service) IssueCertificate(ctx context.Context, certificateID string) (Certificate, error) {
	actor, c, err := s.issues(ctx, certificateID)
	if err != nil {
		return Certificate{}, err
	}
	return s.issue(ctx, actor, c, false)
}

// IssueFor issues a certificate without a request, for somebody who asked at the desk.
func (s *Service) IssueFor(ctx context.Context, n NewCertificate) (Certificate, error) {
	actor, err := auth.Require(ctx, auth.CertificateIssue)
	if err != nil {
		return Certificate{}, err
	}
	if n.OrgID == "" && len(actor.Orgs(auth.CertificateIssue)) == 1 {
		n.OrgID = actor.Orgs(auth.CertificateIssue)[0]
	}
	c, err := s.draft(ctx, n)
	if err != nil {
		return Certificate{}, err
	}
	if !actor.ForOrg(auth.CertificateIssue, c.OrgID, c.Region) {
		return Certificate{}, docstore.ErrNotFound
	}
	return s.issue(ctx, actor, c, true)
}

func (s *Service) issue(ctx context.Context, actor auth.Actor, c Certificate, fresh bool) (Certificate, error) {
	v, err := s.Volunteers.Get(ctx, c.VolunteerID)
	if err != nil {
		return Certificate{}, err
	}
	if err := actor.NotSelf(v.Selves()...); err != nil {
		return Certificate{}, err
	}
	name, err := s.fullName(ctx, v)
	if err != nil {
		return Certificate{}, fmt.Errorf("name for %s: %w", c.ID, err)
	}
	now, code := s.now(), newCode()
	var out Certificate
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		d := c
		if err := s.snapshot(ctx, &d); err != nil {
			return err
		}
		if err := s.describe(ctx, &d); err != nil {
			return err
		}
		no, err := s.nextNo(ctx, now)
		if err != nil {
			return err
		}
		d.No, d.Code, d.VolunteerNo, d.MaskedName = no, code, v.No, privacy.MaskName(name)
		d.IssuedBy, d.IssuedAt = actor.ID(), now
		if out, err = s.sign(ctx, d, fresh, now); err != nil {
			return err
		}
		if err := s.noteCertificate(ctx, "certificate.issue", &out); err != nil {
			return err
		}
		return s.Outbox.Queue(ctx, certificateMessage("attendance.certificate_issued", &out))
	})
	if err != nil {
		return Certificate{}, fmt.Errorf("issue %s: %w", c.ID, err)
	}
	return out, nil
}

// sign stores the finished certificate as issued: a fresh one, or in place of the request.
func (s *Service) sign(ctx context.Context, d Certificate, fresh bool, now time.Time) (Certificate, error) {
	if fresh {
		d.Meta = docstore.Meta{ID: d.ID}
		if err := d.Move(Issued, now); err != nil {
			return d, err
		}
		err := s.store.allDocs.Insert(ctx, &d)
		return d, err
	}
	return s.store.allDocs.Update(ctx, d.ID, func(kept *Certificate) error {
		meta, status := kept.Meta, kept.Status
		*kept = d
		kept.Meta, kept.Status = meta, status
		return kept.Move(Issued, now)
	})
}

func (s *Service) nextNo(ctx context.Context, now time.Time) (string, error) {
	year := now.In(region.Shanghai).Format("2006")
	n, err := s.store.numbers.Upsert(ctx, year, func(n *number) error {
		n.Last++
		return nil
	})
	return fmt.Sprintf("ZM%s-%08d", year, n.Last), err
}

// issues returns the certificate when the actor issues for its organisation or region.
func (s *Service) issues(ctx context.Context, certificateID string) (auth.Actor, Certificate, error) {
	actor, err := auth.Require(ctx, auth.CertificateIssue)
	if err != nil {
		return actor, Certificate{}, err
	}
	c, err := s.store.papers.In(actor.Scope(auth.CertificateIssue)).Get(ctx, certificateID)
	return actor, c, err
}

// RefuseCertificate answers a request with a reason (regulation: a certificate is not refused without one).
func (s *Service) RefuseCertificate(ctx context.Context, certificateID, reason string) (Certificate, error) {
	return s.turn(ctx, certificateID, Refused, reason, "certificate.refuse", "attendance.certificate_refused")
}

// RevokeCertificate withdraws an issued certificate with a reason that the verification page shows as revoked.
func (s *Service) RevokeCertificate(ctx context.Context, certificateID, reason string) (Certificate, error) {
	return s.turn(ctx, certificateID, Revoked, reason, "certificate.revoke", "attendance.certificate_revoked")
}

func (s *Service) turn(ctx context.Context, certificateID string, to CertificateStatus, reason, action, template string) (Certificate, error) {
	_, c, err := s.issues(ctx, certificateID)
	if err != nil {
		return Certificate{}, err
	}
	if !long(reason) {
		return Certificate{}, errReason.At("reason")
	}
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		var err error
		c, err = s.move(ctx, certificateID, to, reason, action, template)
		return err
	})
	return c, err
}

func (s *Service) move(ctx context.Context, certificateID string, to CertificateStatus, reason, action, template string) (Certificate, error) {
	now := s.now()
	c, err := s.store.allDocs.Update(ctx, certificateID, func(c *Certificate) error {
		c.Reason = reason
		return c.Move(to, now)
	})
	if err != nil {
		return c, err
	}
	if err := s.noteCertificate(ctx, action, &c); err != nil {
		return c, err
	}
	return c, s.Outbox.Queue(ctx, certificateMessage(template, &c))
}

// revokeAll revokes every certificate that names the stay, in the transaction that changes its hours.
func (s *Service) revokeAll(ctx context.Context, ref string) error {
	list, err := s.store.certified(ctx, ref)
	if err != nil {
		return err
	}
	for i := range list {
		if _, err := s.move(ctx, list[i].ID, Revoked, "hours_changed", "certificate.revoke", "attendance.certificate_revoked"); err != nil {
			return err
		}
	}
	return nil
}

// Verify returns the certificate of a code, for anybody who holds the paper.
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

// Print returns the certificate for printing, to the volunteer themself or whoever issues. The read is noted.
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
	return Paper{c, name}, s.noteCertificate(ctx, "certificate.print", &c)
}

// MyCertificates returns the acting volunteer's, latest first.
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

// Certificates returns those the actor may issue or has issued, latest first.
func (s *Service) Certificates(ctx context.Context, orgID string, status CertificateStatus, page ...docstore.Option) (docstore.Page[Certificate], error) {
	actor, err := auth.Require(ctx, auth.CertificateIssue)
	if err != nil {
		return docstore.Page[Certificate]{}, err
	}
	return s.store.certificates(ctx, actor.Scope(auth.CertificateIssue), "", orgID, status, page)
}

func (s *Service) noteCertificate(ctx context.Context, action string, c *Certificate) error {
	return s.Audit.Write(ctx, audit.Entry{Action: action, Subjects: []string{c.ID, c.VolunteerID}, Region: c.Region, Reason: c.Reason})
}
