package satisfaction

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

type handler struct{ service *Service }

// CodeLimit limits how often one network tries codes, on the public page and in the API together.
func CodeLimit() httpapi.RouteOption { return httpapi.Limit("satisfaction-code", 60, time.Minute) }

// Routes mounts the feature.
func Routes(r *httpapi.Router, s *Service) {
	h := &handler{s}
	r.Get("/satisfaction-rounds", auth.SatisfactionRead, h.list)
	r.Get("/satisfaction-rounds/:id", auth.SatisfactionRead, h.see)
	r.Post("/satisfaction-rounds/:id/close", auth.SatisfactionManage, h.close)
	r.Get("/satisfaction-rounds/:id/remarks", auth.SatisfactionManage, h.remarks)
	r.Get("/satisfaction-rounds/:id/slips", auth.SatisfactionHand, h.slips)
	r.Post("/satisfaction-rounds/:id/slips", auth.SatisfactionHand, h.print, httpapi.NoIdempotency())
	r.Get("/satisfaction-rounds/:id/calls", auth.SatisfactionCall, h.calls)
	r.Post("/satisfaction-slips/:id/reveal", auth.SatisfactionCall, h.reveal, httpapi.NoIdempotency(), httpapi.Limit("beneficiary-reveal", 20, time.Hour), httpapi.StepUp())
	r.Post("/satisfaction-slips/:id/answer", auth.SatisfactionCall, h.takeAnswer)
	r.Post("/satisfaction-slips/:id/unreached", auth.SatisfactionCall, h.notReached)
	r.Post("/satisfaction-slips/:id/refuse", auth.SatisfactionCall, h.refuse)
	r.Post("/contracts/:id/satisfaction-rounds", auth.SatisfactionManage, h.open)
	r.Get("/contracts/:id/satisfaction", auth.SatisfactionRead, h.total)
	r.Post("/public/satisfaction/question", auth.Public, h.look, httpapi.NoIdempotency(), CodeLimit())
	r.Post("/public/satisfaction/answers", auth.Public, h.answer, httpapi.NoIdempotency(), CodeLimit())
}

type listQuery struct {
	httpapi.PageQuery
	ContractID string `query:"contract_id" validate:"max=40"`
	Status     Status `query:"status" validate:"omitempty,oneof=open closed"`
}

// list answers GET /satisfaction-rounds.
//
//	@Summary	Rounds of asking those served within one's reach, the latest first; a provider sees closed ones
//	@Tags		satisfaction
//	@Param		contract_id	query		string	false	"contract"
//	@Param		status		query		string	false	"open or closed"
//	@Param		limit		query		int		false	"page size"
//	@Param		after		query		string	false	"cursor"
//	@Success	200			{object}	httpapi.List[roundView]
//	@Failure	400			{object}	httpapi.Problem
//	@Failure	403			{object}	httpapi.Problem
//	@Security	session
//	@Router		/satisfaction-rounds [get]
func (h *handler) list(c *fiber.Ctx) error {
	return httpapi.DoList(c, func(ctx context.Context, q listQuery) (docstore.Page[View], error) {
		return h.service.List(ctx, Query{ContractID: q.ContractID, Status: q.Status, Page: q.Options()})
	}, viewRound)
}

// detail writes the round with its ETag and its acts.
func (h *handler) detail(c *fiber.Ctx, v View) error {
	httpapi.ETag(c, v.Version)
	return c.JSON(roundDetailView{viewRound(v), workflow.Views(h.service.Acts(c.UserContext(), &v.Round), httpapi.Lang(c))})
}

// see answers GET /satisfaction-rounds/:id.
//
//	@Summary	One round with its numbers, and its results once it is closed and has five answers
//	@Tags		satisfaction
//	@Param		id	path		string	true	"round"
//	@Success	200	{object}	roundDetailView
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Security	session
//	@Router		/satisfaction-rounds/{id} [get]
func (h *handler) see(c *fiber.Ctx) error { return httpapi.Do(c, h.service.Read, h.detail) }

// open answers POST /contracts/:id/satisfaction-rounds.
//
//	@Summary	Ask the persons served under a contract in a period; towns and villages are told
//	@Tags		satisfaction
//	@Param		id		path		string		true	"contract"
//	@Param		body	body		planRequest	true	"whom to ask, until when"
//	@Success	201		{object}	roundDetailView
//	@Failure	400		{object}	httpapi.Problem	"invalid; by field day_range, range"
//	@Failure	403		{object}	httpapi.Problem	"satisfaction_provider, forbidden"
//	@Failure	404		{object}	httpapi.Problem
//	@Failure	409		{object}	httpapi.Problem	"satisfaction_open, satisfaction_few, satisfaction_many, satisfaction_contract"
//	@Security	session
//	@Router		/contracts/{id}/satisfaction-rounds [post]
func (h *handler) open(c *fiber.Ctx) error {
	return httpapi.DoWith(c, func(ctx context.Context, id string, r planRequest) (View, error) {
		return h.service.Open(ctx, id, Plan(r))
	}, func(c *fiber.Ctx, v View) error {
		c.Status(fiber.StatusCreated)
		return h.detail(c, v)
	})
}

// close answers POST /satisfaction-rounds/:id/close.
//
//	@Summary	End a round: it is counted, and no code is good any more
//	@Tags		satisfaction
//	@Param		id			path		string	true	"round"
//	@Param		If-Match	header		string	true	"version"
//	@Success	200			{object}	roundDetailView
//	@Failure	403			{object}	httpapi.Problem	"satisfaction_provider, forbidden"
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"satisfaction_move"
//	@Failure	412			{object}	httpapi.Problem	"stale_version"
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/satisfaction-rounds/{id}/close [post]
func (h *handler) close(c *fiber.Ctx) error { return httpapi.DoSeen(c, h.service.Close, h.detail) }

// total answers GET /contracts/:id/satisfaction.
//
//	@Summary	The answers of the closed rounds of a contract together, as its indicator counts them
//	@Tags		satisfaction
//	@Param		id	path		string	true	"contract"
//	@Success	200	{object}	totalView
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Security	session
//	@Router		/contracts/{id}/satisfaction [get]
func (h *handler) total(c *fiber.Ctx) error {
	return httpapi.Do(c, h.service.Total, func(c *fiber.Ctx, t Tally) error {
		return c.JSON(totalView{viewTally(t), viewResult(t.Shown())})
	})
}

// remarks answers GET /satisfaction-rounds/:id/remarks.
//
//	@Summary	What people wrote, without persons, once the round is closed and has five answers. The reading is noted.
//	@Tags		satisfaction
//	@Param		id	path		string	true	"round"
//	@Success	200	{object}	remarksView
//	@Failure	403	{object}	httpapi.Problem	"satisfaction_provider, forbidden"
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"satisfaction_move, satisfaction_hidden"
//	@Security	session
//	@Router		/satisfaction-rounds/{id}/remarks [get]
func (h *handler) remarks(c *fiber.Ctx) error {
	return httpapi.Do(c, h.service.Remarks, func(c *fiber.Ctx, list []Remark) error {
		return c.JSON(remarksView{httpapi.Views(list, func(r Remark) remarkView { return remarkView{r.Score, r.Text.Reveal()} })})
	})
}

// slips answers GET /satisfaction-rounds/:id/slips.
//
//	@Summary	The persons of one's area who are asked, by pseudonym, whether they have answered or not. The reading is noted.
//	@Tags		satisfaction
//	@Param		id		path		string	true	"round"
//	@Param		limit	query		int		false	"page size"
//	@Param		after	query		string	false	"cursor"
//	@Success	200		{object}	httpapi.List[slipView]
//	@Failure	400		{object}	httpapi.Problem
//	@Failure	403		{object}	httpapi.Problem	"satisfaction_provider, forbidden"
//	@Failure	404		{object}	httpapi.Problem
//	@Failure	409		{object}	httpapi.Problem	"satisfaction_move"
//	@Security	session
//	@Router		/satisfaction-rounds/{id}/slips [get]
func (h *handler) slips(c *fiber.Ctx) error {
	return httpapi.DoList(c, func(ctx context.Context, q httpapi.PageQuery) (docstore.Page[Person], error) {
		return h.service.Slips(ctx, c.Params("id"), q.Options()...)
	}, viewSlip)
}

// print answers POST /satisfaction-rounds/:id/slips.
//
//	@Summary	Make codes for slips of one's area, to be printed and handed to the families; a slip's former code is no longer good
//	@Tags		satisfaction
//	@Param		id		path		string			true	"round"
//	@Param		body	body		printRequest	true	"slips to print again; none: all that were never printed"
//	@Success	200		{object}	printedListView
//	@Failure	400		{object}	httpapi.Problem
//	@Failure	403		{object}	httpapi.Problem	"satisfaction_provider, forbidden"
//	@Failure	404		{object}	httpapi.Problem
//	@Failure	409		{object}	httpapi.Problem	"satisfaction_move, satisfaction_done"
//	@Security	session
//	@Router		/satisfaction-rounds/{id}/slips [post]
func (h *handler) print(c *fiber.Ctx) error {
	return httpapi.DoWith(c, func(ctx context.Context, id string, r printRequest) ([]Person, error) {
		return h.service.Print(ctx, id, r.Slips)
	}, func(c *fiber.Ctx, list []Person) error {
		return c.JSON(printedListView{httpapi.Views(list, func(p Person) printedView { return printedView{viewSlip(p), p.Code.Reveal()} })})
	})
}

// calls answers GET /satisfaction-rounds/:id/calls.
//
//	@Summary	The persons of one's area who have neither answered nor refused, with masked numbers. The reading is noted.
//	@Tags		satisfaction
//	@Param		id		path		string	true	"round"
//	@Param		limit	query		int		false	"page size"
//	@Param		after	query		string	false	"cursor"
//	@Success	200		{object}	httpapi.List[callView]
//	@Failure	400		{object}	httpapi.Problem
//	@Failure	403		{object}	httpapi.Problem	"satisfaction_provider, forbidden"
//	@Failure	404		{object}	httpapi.Problem
//	@Failure	409		{object}	httpapi.Problem	"satisfaction_move"
//	@Security	session
//	@Router		/satisfaction-rounds/{id}/calls [get]
func (h *handler) calls(c *fiber.Ctx) error {
	return httpapi.DoList(c, func(ctx context.Context, q httpapi.PageQuery) (docstore.Page[Person], error) {
		return h.service.Calls(ctx, c.Params("id"), q.Options()...)
	}, viewCall)
}

// reveal answers POST /satisfaction-slips/:id/reveal.
//
//	@Summary	A name or the mobile number of a person on the call list in full, shown and noted by the register
//	@Tags		satisfaction
//	@Param		id		path		string			true	"slip"
//	@Param		body	body		revealRequest	true	"field"
//	@Success	200		{object}	revealView
//	@Failure	400		{object}	httpapi.Problem	"satisfaction_field"
//	@Failure	403		{object}	httpapi.Problem	"satisfaction_provider, forbidden, step_up_required"
//	@Failure	404		{object}	httpapi.Problem
//	@Failure	409		{object}	httpapi.Problem	"satisfaction_move, satisfaction_done"
//	@Failure	429		{object}	httpapi.Problem
//	@Security	session
//	@Router		/satisfaction-slips/{id}/reveal [post]
func (h *handler) reveal(c *fiber.Ctx) error {
	return httpapi.DoWith(c, func(ctx context.Context, id string, r revealRequest) (privacy.Secret, error) {
		return h.service.Reveal(ctx, id, r.Field)
	}, func(c *fiber.Ctx, value privacy.Secret) error { return c.JSON(revealView{value.Reveal()}) })
}

// noted answers an act on a slip, of which nothing is shown.
func noted(c *fiber.Ctx, _ struct{}) error { return c.SendStatus(fiber.StatusNoContent) }

// takeAnswer answers POST /satisfaction-slips/:id/answer.
//
//	@Summary	Take down what a person answered on the telephone
//	@Tags		satisfaction
//	@Param		id		path	string			true	"slip"
//	@Param		body	body	answerRequest	true	"answer"
//	@Success	204
//	@Failure	400	{object}	httpapi.Problem	"invalid; by field satisfaction_score, satisfaction_remark"
//	@Failure	403	{object}	httpapi.Problem	"satisfaction_provider, forbidden"
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"satisfaction_move, satisfaction_done"
//	@Security	session
//	@Router		/satisfaction-slips/{id}/answer [post]
func (h *handler) takeAnswer(c *fiber.Ctx) error {
	return httpapi.DoWith(c, func(ctx context.Context, id string, r answerRequest) (struct{}, error) {
		return struct{}{}, h.service.TakeAnswer(ctx, id, Answer(r))
	}, noted)
}

// notReached answers POST /satisfaction-slips/:id/unreached.
//
//	@Summary	Note a call that reached nobody
//	@Tags		satisfaction
//	@Param		id	path	string	true	"slip"
//	@Success	204
//	@Failure	403	{object}	httpapi.Problem	"satisfaction_provider, forbidden"
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"satisfaction_move, satisfaction_done"
//	@Security	session
//	@Router		/satisfaction-slips/{id}/unreached [post]
func (h *handler) notReached(c *fiber.Ctx) error {
	return httpapi.Do(c, func(ctx context.Context, id string) (struct{}, error) {
		return struct{}{}, h.service.NotReached(ctx, id)
	}, noted)
}

// refuse answers POST /satisfaction-slips/:id/refuse.
//
//	@Summary	Note that a person does not want to answer on the telephone; the code on paper stays good
//	@Tags		satisfaction
//	@Param		id	path	string	true	"slip"
//	@Success	204
//	@Failure	403	{object}	httpapi.Problem	"satisfaction_provider, forbidden"
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"satisfaction_move, satisfaction_done"
//	@Security	session
//	@Router		/satisfaction-slips/{id}/refuse [post]
func (h *handler) refuse(c *fiber.Ctx) error {
	return httpapi.Do(c, func(ctx context.Context, id string) (struct{}, error) { return struct{}{}, h.service.Refuse(ctx, id) }, noted)
}

// look answers POST /public/satisfaction/question.
//
//	@Summary	What a code on paper asks about, without account
//	@Tags		satisfaction
//	@Param		body	body		codeRequest	true	"code"
//	@Success	200		{object}	questionView
//	@Failure	400		{object}	httpapi.Problem
//	@Failure	404		{object}	httpapi.Problem	"satisfaction_code"
//	@Failure	429		{object}	httpapi.Problem
//	@Router		/public/satisfaction/question [post]
func (h *handler) look(c *fiber.Ctx) error {
	r, err := httpapi.Bind[codeRequest](c)
	if err != nil {
		return err
	}
	q, err := h.service.Look(c.UserContext(), r.Code)
	if err != nil {
		return err
	}
	return c.JSON(questionView(q))
}

// answer answers POST /public/satisfaction/answers.
//
//	@Summary	Answer with a code on paper, once, without account
//	@Tags		satisfaction
//	@Param		body	body	codeAnswerRequest	true	"code and answer"
//	@Success	204
//	@Failure	400	{object}	httpapi.Problem	"invalid; by field satisfaction_score, satisfaction_remark"
//	@Failure	404	{object}	httpapi.Problem	"satisfaction_code"
//	@Failure	429	{object}	httpapi.Problem
//	@Router		/public/satisfaction/answers [post]
func (h *handler) answer(c *fiber.Ctx) error {
	r, err := httpapi.Bind[codeAnswerRequest](c)
	if err != nil {
		return err
	}
	if err := h.service.Answer(c.UserContext(), r.Code, Answer(r.answerRequest)); err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}
