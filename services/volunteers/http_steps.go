package volunteers

import (
	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// stepView is one of the first steps. By and Names say who acts now, or who may lift a stop.
type stepView struct {
	Code     string     `json:"code" example:"verify" enums:"register,agree,guardian,join,verify,activate,clearance"`
	State    StepState  `json:"state" enums:"done,open,later,stopped"`
	By       StepParty  `json:"by,omitempty" enums:"person,guardian,organisation,office,authority"`
	Names    []string   `json:"names"`          // of the organisations, or of the office's county
	Optional bool       `json:"optional"`       // not needed for activities without children or danger
	Days     int        `json:"days,omitempty"` // working days within which they have promised to act
	Due      region.Day `json:"due,omitempty"`  // the last of them, when it is known since when they have had it
	Late     bool       `json:"late"`           // due has passed
}

type stepsView struct {
	Open   bool       `json:"open"` // something needed is not done, or somebody else has to act
	Status Status     `json:"status"`
	Reason string     `json:"reason,omitempty"` // of the last freeze or cancellation
	Items  []stepView `json:"items"`
}

// firstSteps answers GET /volunteers/me/steps.
//
//	@Summary	One's first steps: what is done, what comes next, who acts and by when
//	@Tags		volunteers
//	@Success	200	{object}	stepsView
//	@Failure	404	{object}	httpapi.Problem
//	@Security	session
//	@Router		/volunteers/me/steps [get]
func (h *handler) firstSteps(c *fiber.Ctx) error {
	v, steps, err := h.service.FirstSteps(c.UserContext())
	if err != nil {
		return err
	}
	return c.JSON(stepsView{Open: StepsOpen(steps), Status: v.Status, Reason: v.Reason, Items: httpapi.Views(steps, func(s Step) stepView {
		return stepView{Code: s.Code, State: s.State, By: s.By, Names: list(s.Names), Optional: s.Optional, Days: s.Days, Due: s.Due, Late: s.Late}
	})})
}
