package activities

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
)

// signup writes one sign-up.
func (h *handler) signup(c *fiber.Ctx, su Signup) error {
	return c.JSON(h.viewSignup(c.UserContext(), httpapi.Lang(c))(su))
}

// booked writes a new sign-up and its position on the waiting list.
func (h *handler) booked(c *fiber.Ctx, su Signup, position int64) error {
	v := h.viewSignup(c.UserContext(), httpapi.Lang(c))(su)
	v.Position = position
	return c.Status(fiber.StatusCreated).JSON(v)
}

// signUp answers POST /activities/:id/signups.
//
//	@Summary	Sign up: a place, or a turn in the waiting line
//	@Tags		activities
//	@Param		id	path		string	true	"activity"
//	@Success	201	{object}	signupView
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"activity_full, signup_twice, signup_declined, signup_not_open, signup_closed, signup_clash, signup_clash_waiting, too_young, consent_needed, guardian_consent_needed, needs_clearance, needs_skill, skill_unverified, skill_expired, volunteer_unverified, volunteer_unactivated, volunteer_not_active"
//	@Security	session
//	@Router		/activities/{id}/signups [post]
func (h *handler) signUp(c *fiber.Ctx) error {
	su, position, err := h.service.SignUp(c.UserContext(), c.Params("id"))
	if err != nil {
		return err
	}
	return h.booked(c, su, position)
}

// withdraw answers POST /activities/:id/signups/mine/withdraw.
//
//	@Summary	Withdraw before the start; the first in line moves up
//	@Tags		activities
//	@Param		id		path		string	true	"activity"
//	@Param		body	body		httpapi.ReasonRequest	true	"reason"
//	@Success	200		{object}	signupView
//	@Failure	400		{object}	httpapi.Problem	"reason_required"
//	@Failure	404		{object}	httpapi.Problem
//	@Failure	409		{object}	httpapi.Problem	"withdraw_too_late, signup_move"
//	@Security	session
//	@Router		/activities/{id}/signups/mine/withdraw [post]
func (h *handler) withdraw(c *fiber.Ctx) error { // the reason comes in the body, not in the URL, because it may be personal
	return httpapi.DoReasoned(c, h.service.Withdraw, h.signup)
}

type mineQuery struct {
	httpapi.PageQuery
	Upcoming bool   `query:"upcoming"`
	From     string `query:"from" validate:"max=10"`
}

// mySignups answers GET /me/signups.
//
//	@Summary	One's own sign-ups with their activities
//	@Tags		activities
//	@Param		upcoming	query		bool	false	"only what has not begun, earliest first"
//	@Param		from		query		string	false	"only what begins on this day or later, earliest first: 2026-03-05"
//	@Param		limit		query		int		false	"page size"
//	@Param		after		query		string	false	"cursor"
//	@Success	200			{object}	httpapi.List[signupView]
//	@Security	session
//	@Router		/me/signups [get]
func (h *handler) mySignups(c *fiber.Ctx) error {
	q, err := httpapi.Query[mineQuery](c)
	if err != nil {
		return err
	}
	from, _, err := days(q.From, "")
	if err != nil {
		return err
	}
	if q.Upcoming {
		from = h.service.now()
	}
	page, of, err := h.service.MySignups(c.UserContext(), from, q.Options()...)
	if err != nil {
		return err
	}
	view, err := h.cards(c.UserContext(), slices.Collect(maps.Values(of))...)
	if err != nil {
		return err
	}
	sign := h.viewSignup(c.UserContext(), httpapi.Lang(c))
	return c.JSON(httpapi.ListOf(page, func(su Signup) signupView {
		v := sign(su)
		if a, ok := of[su.ActivityID]; ok {
			card := view(a)
			v.Activity = &card
		}
		return v
	}))
}

type signupsQuery struct {
	httpapi.PageQuery
	Status SignupStatus `query:"status" validate:"max=20"`
}

// signups answers GET /activities/:id/signups.
//
//	@Summary	The sign-ups of an activity, by state and then by turn
//	@Tags		activities
//	@Param		id		path		string	true	"activity"
//	@Param		status	query		string	false	"state"
//	@Param		limit	query		int		false	"page size"
//	@Param		after	query		string	false	"cursor"
//	@Param		format	query	string	false	"xlsx: the whole filtered list as a spreadsheet, 1,000 rows at most, encrypted under the password in the header Export-Password; needs data.export_persons"
//	@Param		purpose	query	string	false	"of a spreadsheet: statistics, insurance, contact, inspection or archive"
//	@Success	200		{object}	httpapi.List[signupView]
//	@Failure	404		{object}	httpapi.Problem
//	@Failure	413	{object}	httpapi.Problem	"export_too_large"
//	@Security	session
//	@Router		/activities/{id}/signups [get]
func (h *handler) signups(c *fiber.Ctx) error {
	return httpapi.DoList(c, func(ctx context.Context, q signupsQuery) (docstore.Page[Signup], error) {
		return h.service.Signups(ctx, c.Params("id"), q.Status, q.Options()...)
	}, h.viewSignup(c.UserContext(), httpapi.Lang(c)))
}

// withheldView is a message about a sign-up that reached the volunteer's inbox at most.
type withheldView struct {
	SignupID string           `json:"signup_id"`
	Title    string           `json:"title" example:"活动有变动：周四课业辅导"`
	Reason   string           `json:"reason" enums:"enough_today,switched_off,quiet_hours"`
	Channels []notify.Channel `json:"channels" enums:"email,sms"`
	At       time.Time        `json:"at" format:"date-time"`
	Until    *time.Time       `json:"until,omitempty" format:"date-time"` // when they go out; absent: they do not
}

func viewWithheld(w notify.Withheld) withheldView {
	v := withheldView{SignupID: w.Subject, Title: w.Title, Reason: w.Reason, Channels: w.Channels, At: w.At}
	if !w.Until.IsZero() {
		v.Until = &w.Until
	}
	return v
}

// withheld answers GET /activities/:id/withheld.
//
//	@Summary	The messages about sign-ups of an activity that were not sent by mail or SMS, with the reason
//	@Tags		activities
//	@Param		id	path		string	true	"activity"
//	@Success	200	{object}	httpapi.List[withheldView]
//	@Failure	404	{object}	httpapi.Problem
//	@Security	session
//	@Router		/activities/{id}/withheld [get]
func (h *handler) withheld(c *fiber.Ctx) error {
	list, err := h.service.Withheld(c.UserContext(), c.Params("id"))
	if err != nil {
		return err
	}
	return c.JSON(httpapi.ListOf(docstore.Page[notify.Withheld]{Items: list}, viewWithheld))
}

type forRequest struct {
	VolunteerID string `json:"volunteer_id" validate:"required,max=40"`
}

// signUpFor answers POST /activities/:id/signups/others.
//
//	@Summary	Sign a volunteer up by the same rules, on their behalf
//	@Tags		activities
//	@Param		id		path		string		true	"activity"
//	@Param		body	body		forRequest	true	"volunteer"
//	@Success	201		{object}	signupView
//	@Failure	404		{object}	httpapi.Problem
//	@Failure	409		{object}	httpapi.Problem
//	@Security	session
//	@Router		/activities/{id}/signups/others [post]
func (h *handler) signUpFor(c *fiber.Ctx) error {
	r, err := httpapi.Bind[forRequest](c)
	if err != nil {
		return err
	}
	su, position, err := h.service.SignUpFor(c.UserContext(), c.Params("id"), r.VolunteerID)
	if err != nil {
		return err
	}
	return h.booked(c, su, position)
}

type decisionRequest struct {
	Confirm bool   `json:"confirm"`
	Reason  string `json:"reason" validate:"max=200"` // required when declining
}

// activityOfSignup returns the hot key of a decision: the id of the sign-up's activity.
func (h *handler) activityOfSignup(c *fiber.Ctx) string {
	return h.service.activityOfSignup(c.UserContext(), c.Params("id"))
}

// decide answers POST /signups/:id/decision.
//
//	@Summary	Confirm or decline a sign-up
//	@Tags		activities
//	@Param		id		path		string			true	"sign-up"
//	@Param		body	body		decisionRequest	true	"decision"
//	@Success	200		{object}	signupView
//	@Failure	400		{object}	httpapi.Problem	"reason_required"
//	@Failure	404		{object}	httpapi.Problem
//	@Failure	409		{object}	httpapi.Problem	"signup_move"
//	@Security	session
//	@Router		/signups/{id}/decision [post]
func (h *handler) decide(c *fiber.Ctx) error {
	return httpapi.DoWith(c, func(ctx context.Context, id string, r decisionRequest) (Signup, error) {
		return h.service.Decide(ctx, id, r.Confirm, r.Reason)
	}, h.signup)
}

// absent answers POST /signups/:id/absent.
//
//	@Summary	Note that a confirmed volunteer did not come
//	@Tags		activities
//	@Param		id	path		string	true	"sign-up"
//	@Success	200	{object}	signupView
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"signup_move"
//	@Security	session
//	@Router		/signups/{id}/absent [post]
func (h *handler) absent(c *fiber.Ctx) error {
	return httpapi.Do(c, h.service.MarkAbsent, h.signup)
}
