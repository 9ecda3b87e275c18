package volunteers

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

type handler struct{ service *Service }

// Routes mounts the feature. Fixed paths come before those with an id.
func Routes(r *httpapi.Router, s *Service) {
	h := &handler{s}
	guardianCodes := httpapi.Limit("volunteer-guardian", 20, time.Hour) // so that a code cannot be guessed by calling often
	r.Post("/volunteers/me", auth.VolunteerSelf, h.register, httpapi.Limit("volunteer-register", 10, time.Hour))
	r.Get("/volunteers/me", auth.VolunteerSelf, h.mine)
	r.Get("/volunteers/me/steps", auth.VolunteerSelf, h.firstSteps)
	r.Put("/volunteers/me", auth.VolunteerSelf, h.edit)
	r.Post("/volunteers/me/consent", auth.VolunteerSelf, h.agree)
	r.Post("/volunteers/me/cancel", auth.VolunteerSelf, h.cancel)
	r.Post("/volunteers/me/orgs", auth.VolunteerSelf, h.ask)
	r.Delete("/volunteers/me/orgs/:org", auth.VolunteerSelf, h.leave)
	r.Post("/volunteers/me/clearance/consent", auth.VolunteerSelf, h.consent)
	r.Delete("/volunteers/me/clearance/consent", auth.VolunteerSelf, h.withdraw)
	r.Get("/volunteers/me/invitations", auth.VolunteerSelf, h.myInvitations)
	r.Post("/volunteers/me/invitations/:id/accept", auth.VolunteerSelf, h.acceptInvitation)
	r.Post("/volunteers/me/invitations/:id/decline", auth.VolunteerSelf, h.declineInvitation)
	r.Get("/volunteers/consents", auth.VolunteerSelf, h.consents)
	r.Post("/volunteers/me/guardian/code", auth.VolunteerSelf, h.askGuardian, guardianCodes)
	r.Post("/volunteers/me/guardian/consent", auth.VolunteerSelf, h.guardianConsent, guardianCodes)
	r.Delete("/volunteers/me/guardian/consent", auth.VolunteerSelf, h.withdrawGuardian)
	r.Post("/volunteers/import", auth.VolunteerManage, h.importRoster, httpapi.BodyLimit(MaxImportBytes+64<<10),
		httpapi.NoIdempotency(), httpapi.Timeout(importTime), httpapi.Limit("volunteer-import", 60, time.Hour))
	r.Get("/volunteers/import/template", auth.VolunteerManage, h.template)
	r.Get("/volunteers/invitations", auth.VolunteerManage, h.invitations)
	r.Post("/volunteers/invitations/:id/withdraw", auth.VolunteerManage, h.withdrawInvitation)
	r.Get("/volunteers/asking", auth.VolunteerManage, h.asking)
	r.Get("/volunteers", auth.VolunteerRead, h.list, exportVolunteers)
	r.Get("/volunteers/:id", auth.VolunteerRead, h.see)
	r.Put("/volunteers/:id", auth.VolunteerManage, h.correct)
	r.Post("/volunteers/:id/verify", auth.VolunteerManage, h.verify)
	r.Post("/volunteers/:id/activate", auth.VolunteerManage, h.activate)
	r.Post("/volunteers/:id/freeze", auth.VolunteerManage, h.freeze)
	r.Post("/volunteers/:id/release", auth.VolunteerManage, h.release)
	r.Post("/volunteers/:id/cancel", auth.VolunteerManage, h.cancelFor)
	r.Post("/volunteers/:id/reveal", auth.VolunteerReveal, h.reveal, httpapi.NoIdempotency(), httpapi.Limit("volunteer-reveal", 20, time.Hour), httpapi.StepUp())
	r.Post("/volunteers/:id/mobile/code", auth.VolunteerManage, h.askMobile, httpapi.NoIdempotency())
	r.Put("/volunteers/:id/mobile", auth.VolunteerManage, h.changeMobile, httpapi.NoIdempotency(), httpapi.StepUp())
	r.Post("/volunteers/:id/guardian/code", auth.VolunteerManage, h.askGuardianFor, guardianCodes)
	r.Post("/volunteers/:id/guardian/consent", auth.VolunteerManage, h.guardianConsentFor, guardianCodes)
	r.Post("/volunteers/:id/guardian/withdraw", auth.VolunteerManage, h.withdrawGuardianFor)
	r.Post("/volunteers/:id/trainings", auth.VolunteerManage, h.addTraining)
	r.Post("/volunteers/:id/awards", auth.VolunteerManage, h.addAward)
	r.Post("/volunteers/:id/skills/verify", auth.VolunteerManage, h.verifySkill)
	r.Post("/volunteers/:id/skills/withdraw", auth.VolunteerManage, h.withdrawSkill)
	r.Post("/volunteers/:id/orgs/:org/accept", auth.VolunteerManage, h.accept)
	r.Post("/volunteers/:id/orgs/:org/decline", auth.VolunteerManage, h.decline)
	r.Delete("/volunteers/:id/orgs/:org", auth.VolunteerManage, h.remove)
	r.Post("/volunteers/:id/clearance/consent", auth.ClearanceManage, h.consentOnPaper)
	r.Post("/volunteers/:id/clearance/query", auth.ClearanceManage, h.query)
	r.Post("/volunteers/:id/clearance/result", auth.ClearanceManage, h.result)
	r.Post("/volunteers/:id/clearance/confirm", auth.ClearanceManage, h.confirmResult)
	r.Post("/volunteers/:id/clearance/return", auth.ClearanceManage, h.returnResult)
	r.Post("/volunteers/:id/clearance/review", auth.ClearanceManage, h.review)
	r.Post("/volunteers/:id/clearance/revoke", auth.ClearanceManage, h.revoke)
}

// answer writes another person's profile, masked; answerOwn writes the acting person's, with the full name.
func (h *handler) answer(c *fiber.Ctx, v Volunteer) error {
	m, err := h.service.mask(v)
	if err != nil {
		return err
	}
	return h.write(c, fiber.StatusOK, m)
}

func (h *handler) answerOwn(c *fiber.Ctx, v Volunteer) error { return h.writeOwn(c, fiber.StatusOK, v) }

// ownAct answers a route whose use case needs only the acting person's profile.
func (h *handler) ownAct(c *fiber.Ctx, use func(context.Context) (Volunteer, error)) error {
	return httpapi.Do(c, func(ctx context.Context, _ string) (Volunteer, error) { return use(ctx) }, h.answerOwn)
}

func (h *handler) writeOwn(c *fiber.Ctx, status int, v Volunteer) error {
	m, err := h.service.ownView(c.UserContext(), v)
	if err != nil {
		return err
	}
	return h.write(c, status, m)
}

// write writes the profile with its ETag and its acts.
func (h *handler) write(c *fiber.Ctx, status int, m Masked) error {
	ctx, lang, s := c.UserContext(), httpapi.Lang(c), h.service
	members, err := s.memberships(ctx, m.Volunteer)
	if err != nil {
		return err
	}
	v := view(m)
	v.Acts = workflow.Views(s.profile.Acts(ctx, &m.Volunteer), lang)
	v.Query.Acts = workflow.Views(s.clearance.Acts(ctx, &m.Volunteer), lang)
	v.Memberships = httpapi.Views(members, func(of membership) memberView {
		return memberView{OrgID: of.orgID, Status: of.status(), Acts: workflow.Views(s.member.Acts(ctx, &of), lang)}
	})
	httpapi.ETag(c, m.Version)
	return c.Status(status).JSON(v)
}

type kinRequest struct {
	Name     privacy.Secret `json:"name" validate:"max=100" swaggertype:"string"`
	Relation string         `json:"relation" validate:"max=20"`
	Mobile   privacy.Secret `json:"mobile" validate:"max=40" swaggertype:"string"`
}

func (k kinRequest) kin() Kin { return Kin(k) }

type detailsRequest struct {
	Skills    []string   `json:"skills" validate:"max=40"`
	Services  []string   `json:"services" validate:"max=40"` // kinds of service offered
	Available string     `json:"available" validate:"max=200"`
	Emergency kinRequest `json:"emergency"`
}

func (d detailsRequest) details() Details {
	return Details{Skills: d.Skills, Services: d.Services, Available: d.Available, Emergency: d.Emergency.kin()}
}

type registerRequest struct {
	detailsRequest
	Name     privacy.Secret `json:"name" validate:"required,max=100" swaggertype:"string"`
	IDNumber privacy.Secret `json:"id_number" validate:"required,max=40" swaggertype:"string"`
	Gender   Gender         `json:"gender" validate:"omitempty,oneof=male female"` // must agree with the ID number
	Birth    region.Day     `json:"birth" validate:"omitempty,day"`                // must agree with the ID number
	Region   string         `json:"region" validate:"required,max=100"`            // path or code, a county or below
	Consent  consentAnswer  `json:"consent"`                                       // to the text volunteer of GET /volunteers/consents
	Guardian *kinRequest    `json:"guardian"`                                      // of those under 18; agrees by a code afterwards
}

// register answers POST /volunteers/me.
//
//	@Summary	Register as a volunteer with the account's proven mobile
//	@Tags		volunteers
//	@Param		body	body		registerRequest	true	"what is sent"
//	@Success	201		{object}	volunteerView
//	@Failure	400		{object}	httpapi.Problem	"consent_version"
//	@Failure	401		{object}	httpapi.Problem
//	@Failure	409		{object}	httpapi.Problem	"volunteer_taken, volunteer_already, mobile_unproven, id_number_other"
//	@Failure	429		{object}	httpapi.Problem
//	@Security	session
//	@Router		/volunteers/me [post]
func (h *handler) register(c *fiber.Ctx) error {
	in, err := httpapi.Bind[registerRequest](c)
	if err != nil {
		return err
	}
	p := Profile{Agreement: Agreement{Version: in.Consent.Version, Hash: in.Consent.Hash}, Name: in.Name, IDNumber: in.IDNumber, Gender: in.Gender, Birth: in.Birth, Region: in.Region, Details: in.details()}
	if in.Guardian != nil {
		p.Guardian = &Consenting{Kin: in.Guardian.kin()}
	}
	v, err := h.service.Register(c.UserContext(), p)
	if err != nil {
		return err
	}
	httpapi.ForgetActor(c) // the person is a volunteer from now on
	return h.writeOwn(c, fiber.StatusCreated, v)
}

// mine answers GET /volunteers/me.
//
//	@Summary	The own profile; its ETag is for If-Match
//	@Tags		volunteers
//	@Success	200	{object}	volunteerView
//	@Failure	404	{object}	httpapi.Problem
//	@Security	session
//	@Router		/volunteers/me [get]
func (h *handler) mine(c *fiber.Ctx) error {
	m, err := h.service.Mine(c.UserContext())
	if err != nil {
		return err
	}
	return h.write(c, fiber.StatusOK, m)
}

type editRequest struct {
	detailsRequest
	Region string `json:"region" validate:"required,max=100"`
}

// edit answers PUT /volunteers/me.
//
//	@Summary	Change the own profile; honours If-Match
//	@Tags		volunteers
//	@Param		If-Match	header		string		true	"version seen"
//	@Param		body		body		editRequest	true	"what is sent"
//	@Success	200			{object}	volunteerView
//	@Failure	400			{object}	httpapi.Problem
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	412			{object}	httpapi.Problem	"stale_version"
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/volunteers/me [put]
func (h *handler) edit(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, _ string, version int64, r editRequest) (Volunteer, error) {
		return h.service.Edit(ctx, version, r.Region, r.details())
	}, h.answerOwn)
}

// cancel answers POST /volunteers/me/cancel.
//
//	@Summary	End being a volunteer; final
//	@Tags		volunteers
//	@Success	200	{object}	volunteerView
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"volunteer_move"
//	@Security	session
//	@Router		/volunteers/me/cancel [post]
func (h *handler) cancel(c *fiber.Ctx) error {
	return h.ownAct(c, h.service.Cancel)
}

type listQuery struct {
	httpapi.PageQuery
	OrgID     string          `query:"org_id" validate:"max=40"`
	Region    string          `query:"region" validate:"max=100"`
	Status    Status          `query:"status" validate:"omitempty,oneof=registered verified active frozen cancelled"`
	Clearance ClearanceStatus `query:"clearance" validate:"omitempty,oneof=none consented queried answered clear expired barred"`
	Skill     string          `query:"skill" validate:"max=20"`
	Ending    bool            `query:"skills_ending"`
}

// list answers GET /volunteers.
//
//	@Summary	Volunteers within one's reach, masked, newest first
//	@Tags		volunteers
//	@Param		org_id		query		string	false	"organisation"
//	@Param		region		query		string	false	"region path prefix"
//	@Param		status		query		string	false	"state"
//	@Param		clearance	query		string	false	"state of the clearance"
//	@Param		skill		query		string	false	"skill"
//	@Param		skills_ending	query	bool	false	"only those with a certificate of a skill that ends within 30 days, the next to end first"
//	@Param		limit		query		int		false	"page size"
//	@Param		after		query		string	false	"cursor"
//	@Param		format	query	string	false	"xlsx: the whole filtered list as a spreadsheet, 1,000 rows at most, encrypted under the password in the header Export-Password; needs data.export_persons"
//	@Param		purpose	query	string	false	"of a spreadsheet: statistics, insurance, contact, inspection or archive"
//	@Success	200			{object}	httpapi.List[listedView]
//	@Failure	400			{object}	httpapi.Problem
//	@Failure	403			{object}	httpapi.Problem
//	@Failure	413	{object}	httpapi.Problem	"export_too_large"
//	@Security	session
//	@Router		/volunteers [get]
func (h *handler) list(c *fiber.Ctx) error {
	return httpapi.DoList(c, func(ctx context.Context, q listQuery) (docstore.Page[Masked], error) {
		find := Query{OrgID: q.OrgID, Region: q.Region, Status: q.Status, Clearance: q.Clearance, Skill: q.Skill, Page: q.Options()}
		if q.Ending {
			find.SkillsEndBy = h.service.SkillsEnding()
		}
		return h.service.List(ctx, find)
	}, func(m Masked) listedView {
		return listedView{viewCard(m), m.Version, workflow.OpenViews(h.service.profile.Acts(c.UserContext(), &m.Volunteer))}
	})
}

// see answers GET /volunteers/:id.
//
//	@Summary	One profile, masked; its ETag is for If-Match
//	@Tags		volunteers
//	@Param		id	path		string	true	"volunteer id"
//	@Success	200	{object}	volunteerView
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Security	session
//	@Router		/volunteers/{id} [get]
func (h *handler) see(c *fiber.Ctx) error {
	return httpapi.Do(c, h.service.Read, func(c *fiber.Ctx, m Masked) error { return h.write(c, fiber.StatusOK, m) })
}
