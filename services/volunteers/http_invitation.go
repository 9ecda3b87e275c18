package volunteers

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// invitationView is an invitation as its organisation sees it: what the organisation typed, and never what a profile says.
type invitationView struct {
	ID          string             `json:"id"`
	Name        string             `json:"name"`   // as typed
	Mobile      string             `json:"mobile"` // as typed, masked
	Status      InvitationStatus   `json:"status" enums:"asked,joined,declined,expired"`
	AskedBy     string             `json:"asked_by"` // name; empty: a command
	AskedAt     time.Time          `json:"asked_at" format:"date-time"`
	ShownFrom   time.Time          `json:"shown_from" format:"date-time"` // later than asked_at when the asking person's number of that day was used up
	ExpiresAt   time.Time          `json:"expires_at" format:"date-time"`
	VolunteerID string             `json:"volunteer_id,omitempty"` // of the person who joined
	Acts        []workflow.ActView `json:"acts"`
}

// myInvitationView is an invitation as the person asked sees it.
type myInvitationView struct {
	ID        string             `json:"id"`
	OrgID     string             `json:"org_id"`
	OrgName   string             `json:"org_name"`
	AskedBy   string             `json:"asked_by"` // name; empty: a command
	AskedAt   time.Time          `json:"asked_at" format:"date-time"`
	ExpiresAt time.Time          `json:"expires_at" format:"date-time"`
	Acts      []workflow.ActView `json:"acts"`
}

type myInvitationsView struct {
	Items []myInvitationView `json:"items"`
}

type invitationsQuery struct {
	httpapi.PageQuery
	OrgID  string           `query:"org_id" validate:"required,max=40"`
	Status InvitationStatus `query:"status" validate:"omitempty,oneof=asked joined declined expired"`
}

// invitations answers GET /volunteers/invitations.
//
//	@Summary	People of one's rosters who were asked to join, longest waiting first. It says nothing about who is known: an answer shows when the person joins or wants it to be told
//	@Tags		volunteers
//	@Param		org_id	query		string	true	"organisation"
//	@Param		status	query		string	false	"state"
//	@Param		limit	query		int		false	"page size"
//	@Param		after	query		string	false	"cursor"
//	@Success	200		{object}	httpapi.List[invitationView]
//	@Failure	400		{object}	httpapi.Problem
//	@Failure	403		{object}	httpapi.Problem
//	@Failure	404		{object}	httpapi.Problem
//	@Security	session
//	@Router		/volunteers/invitations [get]
func (h *handler) invitations(c *fiber.Ctx) error {
	q, err := httpapi.Query[invitationsQuery](c)
	if err != nil {
		return err
	}
	ctx := c.UserContext()
	page, err := h.service.Invitations(ctx, q.OrgID, q.Status, q.Options()...)
	if err != nil {
		return err
	}
	return c.JSON(httpapi.ListOf(page, func(i InvitationMasked) invitationView {
		return invitationView{
			ID: i.ID, Name: i.Name, Mobile: i.Mobile, Status: i.Status, AskedBy: i.AskedBy, AskedAt: i.AskedAt, ShownFrom: i.ShownFrom,
			ExpiresAt: i.ExpiresAt, VolunteerID: i.VolunteerID, Acts: workflow.OpenViews(h.service.invitation.Acts(ctx, &i.invited)),
		}
	}))
}

// withdrawInvitation answers POST /volunteers/invitations/:id/withdraw.
//
//	@Summary	Take an invitation back
//	@Tags		volunteers
//	@Param		id	path	string	true	"invitation id"
//	@Success	204
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"invitation_over"
//	@Security	session
//	@Router		/volunteers/invitations/{id}/withdraw [post]
func (h *handler) withdrawInvitation(c *fiber.Ctx) error {
	if err := h.service.WithdrawInvitation(c.UserContext(), c.Params("id")); err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}

// myInvitations answers GET /volunteers/me/invitations.
//
//	@Summary	Organisations that ask one to join: by the proven mobile and, once registered, by name and ID number
//	@Tags		volunteers
//	@Success	200	{object}	myInvitationsView
//	@Failure	401	{object}	httpapi.Problem
//	@Security	session
//	@Router		/volunteers/me/invitations [get]
func (h *handler) myInvitations(c *fiber.Ctx) error {
	ctx, lang := c.UserContext(), httpapi.Lang(c)
	items, err := h.service.MyInvitations(ctx)
	if err != nil {
		return err
	}
	return c.JSON(myInvitationsView{Items: httpapi.Views(items, func(i MyInvitation) myInvitationView {
		return myInvitationView{
			ID: i.ID, OrgID: i.OrgID, OrgName: i.OrgName, AskedBy: i.AskedBy, AskedAt: i.AskedAt, ExpiresAt: i.ExpiresAt,
			Acts: workflow.Views(h.service.invitation.Acts(ctx, &i.invited), lang),
		}
	})})
}

// acceptInvitation answers POST /volunteers/me/invitations/:id/accept.
//
//	@Summary	Join the organisation that asked
//	@Tags		volunteers
//	@Param		id	path	string	true	"invitation id"
//	@Success	200	{object}	myInvitationsView	"what still waits for an answer"
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"volunteer_unregistered, volunteer_many_orgs, invitation_over"
//	@Security	session
//	@Router		/volunteers/me/invitations/{id}/accept [post]
func (h *handler) acceptInvitation(c *fiber.Ctx) error {
	if err := h.service.AcceptInvitation(c.UserContext(), c.Params("id")); err != nil {
		return err
	}
	return h.myInvitations(c)
}

type declineRequest struct {
	Tell bool `json:"tell"` // the organisation may know; otherwise it sees no answer until the term ends
}

// declineInvitation answers POST /volunteers/me/invitations/:id/decline.
//
//	@Summary	Do not join; the organisation is told only if one wants that, and does not ask again
//	@Tags		volunteers
//	@Param		id		path		string			true	"invitation id"
//	@Param		body	body		declineRequest	true	"what is sent"
//	@Success	200		{object}	myInvitationsView	"what still waits for an answer"
//	@Failure	400		{object}	httpapi.Problem
//	@Failure	404		{object}	httpapi.Problem
//	@Failure	409		{object}	httpapi.Problem	"invitation_over"
//	@Security	session
//	@Router		/volunteers/me/invitations/{id}/decline [post]
func (h *handler) declineInvitation(c *fiber.Ctx) error {
	in, err := httpapi.Bind[declineRequest](c)
	if err != nil {
		return err
	}
	if err := h.service.DeclineInvitation(c.UserContext(), c.Params("id"), in.Tell); err != nil {
		return err
	}
	return h.myInvitations(c)
}
