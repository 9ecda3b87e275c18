package attendance

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

type certificatesQuery struct {
	httpapi.PageQuery
	OrgID  string            `query:"org_id" validate:"max=40"`
	Status CertificateStatus `query:"status" validate:"max=20"`
}

// certificateViews returns the func that makes the views of the certificates, with acts.
func (h *handler) certificateViews(c *fiber.Ctx, list ...Certificate) (func(Certificate) certificateView, error) {
	acts, err := h.service.CertificateActs(c.UserContext(), list...)
	lang := httpapi.Lang(c)
	return func(ce Certificate) certificateView {
		v := viewCertificate(ce)
		v.Acts = workflow.Views(acts[ce.ID], lang)
		return v
	}, err
}

// certificate writes one certificate.
func (h *handler) certificate(c *fiber.Ctx, ce Certificate) error {
	view, err := h.certificateViews(c, ce)
	if err != nil {
		return err
	}
	return c.JSON(view(ce))
}

// newCertificate writes a new certificate.
func (h *handler) newCertificate(c *fiber.Ctx, ce Certificate) error {
	return h.certificate(c.Status(fiber.StatusCreated), ce)
}

// certificatePage writes a page of certificates.
func (h *handler) certificatePage(c *fiber.Ctx, page docstore.Page[Certificate], err error) error {
	if err != nil {
		return err
	}
	view, err := h.certificateViews(c, page.Items...)
	if err != nil {
		return err
	}
	return c.JSON(httpapi.ListOf(page, view))
}

// ask answers POST /me/certificates.
//
//	@Summary	Ask for a certificate of a period
//	@Tags		attendance
//	@Param		body	body	newCertificateRequest	true	"body"
//	@Success	201	{object}	certificateView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"no_confirmed_hours"
//	@Security	session
//	@Router		/me/certificates [post]
func (h *handler) ask(c *fiber.Ctx) error {
	return httpapi.DoWith(c, func(ctx context.Context, _ string, r newCertificateRequest) (Certificate, error) {
		return h.service.RequestCertificate(ctx, NewCertificate{OrgID: r.OrgID, From: r.From, To: r.To})
	}, h.newCertificate)
}

// myCertificates answers GET /me/certificates.
//
//	@Summary	One's own certificates, latest first
//	@Tags		attendance
//	@Param		limit	query	int	false	"page size"
//	@Param		after	query	string	false	"cursor"
//	@Success	200	{object}	httpapi.List[certificateView]
//	@Security	session
//	@Router		/me/certificates [get]
func (h *handler) myCertificates(c *fiber.Ctx) error {
	q, err := httpapi.Query[httpapi.PageQuery](c)
	if err != nil {
		return err
	}
	page, err := h.service.MyCertificates(c.UserContext(), q.Options()...)
	return h.certificatePage(c, page, err)
}

// certificates answers GET /certificates.
//
//	@Summary	Certificates requested from and issued by one's organisation or region
//	@Tags		attendance
//	@Param		org_id	query	string	false	"organisation"
//	@Param		status	query	string	false	"state"
//	@Param		limit	query	int	false	"page size"
//	@Param		after	query	string	false	"cursor"
//	@Param		format	query	string	false	"xlsx: the whole filtered list as a spreadsheet, 1,000 rows at most, encrypted under the password in the header Export-Password; needs data.export_persons"
//	@Param		purpose	query	string	false	"of a spreadsheet: statistics, insurance, contact, inspection or archive"
//	@Success	200	{object}	httpapi.List[certificateView]
//	@Failure	403	{object}	httpapi.Problem	"own_work"
//	@Failure	413	{object}	httpapi.Problem	"export_too_large"
//	@Security	session
//	@Router		/certificates [get]
func (h *handler) certificates(c *fiber.Ctx) error {
	q, err := httpapi.Query[certificatesQuery](c)
	if err != nil {
		return err
	}
	page, err := h.service.Certificates(c.UserContext(), q.OrgID, q.Status, q.Options()...)
	return h.certificatePage(c, page, err)
}

// issueFor answers POST /certificates.
//
//	@Summary	Issue a certificate without a request
//	@Tags		attendance
//	@Param		body	body	issueRequest	true	"body"
//	@Success	201	{object}	certificateView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem	"own_work"
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"no_confirmed_hours"
//	@Security	session
//	@Router		/certificates [post]
func (h *handler) issueFor(c *fiber.Ctx) error {
	return httpapi.DoWith(c, func(ctx context.Context, _ string, r issueRequest) (Certificate, error) {
		return h.service.IssueFor(ctx, NewCertificate(r))
	}, h.newCertificate)
}

// issue answers POST /certificates/:id/issue.
//
//	@Summary	Issue a requested certificate with the hours as they are now
//	@Tags		attendance
//	@Param		id	path	string	true	"certificate"
//	@Success	200	{object}	certificateView
//	@Failure	403	{object}	httpapi.Problem	"own_work"
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"certificate_move, no_confirmed_hours"
//	@Security	session
//	@Router		/certificates/{id}/issue [post]
func (h *handler) issue(c *fiber.Ctx) error {
	return httpapi.Do(c, h.service.IssueCertificate, h.certificate)
}

// refuse answers POST /certificates/:id/refuse.
//
//	@Summary	Refuse a request with the reason
//	@Tags		attendance
//	@Param		id	path	string	true	"certificate"
//	@Param		body	body	httpapi.ReasonRequest	true	"body"
//	@Success	200	{object}	certificateView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"certificate_move"
//	@Security	session
//	@Router		/certificates/{id}/refuse [post]
func (h *handler) refuse(c *fiber.Ctx) error {
	return httpapi.DoReasoned(c, h.service.RefuseCertificate, h.certificate)
}

// revoke answers POST /certificates/:id/revoke.
//
//	@Summary	Revoke an issued certificate with the reason
//	@Tags		attendance
//	@Param		id	path	string	true	"certificate"
//	@Param		body	body	httpapi.ReasonRequest	true	"body"
//	@Success	200	{object}	certificateView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"certificate_move"
//	@Security	session
//	@Router		/certificates/{id}/revoke [post]
func (h *handler) revoke(c *fiber.Ctx) error {
	return httpapi.DoReasoned(c, h.service.RevokeCertificate, h.certificate)
}

// print answers GET /certificates/:id.
//
//	@Summary	A certificate for printing, with the full name: for the volunteer and the issuer
//	@Tags		attendance
//	@Param		id	path	string	true	"certificate"
//	@Success	200	{object}	paperView
//	@Failure	404	{object}	httpapi.Problem
//	@Security	session
//	@Router		/certificates/{id} [get]
func (h *handler) print(c *fiber.Ctx) error {
	return httpapi.Do(c, h.service.Print, func(c *fiber.Ctx, p Paper) error {
		view, err := h.certificateViews(c, p.Certificate)
		if err != nil {
			return err
		}
		return c.JSON(viewPaper(p, view(p.Certificate)))
	})
}

// verify answers GET /public/certificates/:code.
//
//	@Summary	Verify a certificate by the code on the paper
//	@Tags		attendance
//	@Param		code	path	string	true	"code on the paper"
//	@Success	200	{object}	publicCertificateView
//	@Failure	404	{object}	httpapi.Problem
//	@Router		/public/certificates/{code} [get]
func (h *handler) verify(c *fiber.Ctx) error {
	ce, err := h.service.Verify(c.UserContext(), c.Params("code"))
	if err != nil {
		return err
	}
	return c.JSON(viewPublic(ce))
}
