package evaluation

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

type handler struct{ service *Service }

// Routes mounts the feature.
func Routes(r *httpapi.Router, s *Service) {
	h := &handler{s}
	r.Get("/public/evaluations", auth.Public, h.noticeboard)
	r.Get("/public/evaluations/:id", auth.Public, h.notice)
	r.Get("/evaluation-templates", auth.EvaluationRead, h.templates, httpapi.Tokens(auth.EvaluationsRead))
	r.Post("/evaluation-templates", auth.TemplateEdit, h.draftTemplate, httpapi.BodyLimit(256<<10))
	r.Post("/evaluation-templates/trial", auth.TemplateEdit, h.trial, httpapi.NoIdempotency(), httpapi.BodyLimit(256<<10))
	r.Get("/evaluation-templates/:id", auth.EvaluationRead, h.template, httpapi.Tokens(auth.EvaluationsRead))
	r.Get("/evaluation-templates/:id/changes", auth.EvaluationRead, h.changes)
	r.Put("/evaluation-templates/:id", auth.TemplateEdit, h.editTemplate, httpapi.BodyLimit(256<<10))
	r.Post("/evaluation-templates/:id/enforce", auth.TemplateEdit, h.enforceTemplate)
	r.Post("/evaluation-templates/:id/retire", auth.TemplateEdit, h.retireTemplate)
	r.Delete("/evaluation-templates/:id", auth.TemplateEdit, h.dropTemplate)
	r.Get("/evaluations", auth.EvaluationRead, h.list, httpapi.Tokens(auth.EvaluationsRead), exportEvaluations)
	r.Get("/evaluations/candidates", auth.EvaluationManage, h.candidates)
	r.Get("/evaluations/:id", auth.EvaluationRead, h.see, httpapi.Tokens(auth.EvaluationsRead))
	r.Get("/evaluations/:id/card", auth.EvaluationScore, h.myCard)
	r.Get("/evaluations/:id/figures", auth.EvaluationRead, h.figures, httpapi.Tokens(auth.EvaluationsRead))
	r.Get("/evaluations/:id/cards", auth.EvaluationRead, h.cards)
	r.Get("/evaluations/:id/recompute", auth.EvaluationRead, h.recompute)
	r.Get("/evaluations/:id/letter", auth.EvaluationRead, h.letter, httpapi.Tokens(auth.EvaluationsRead))
	r.Post("/evaluations", auth.EvaluationManage, h.plan)
	r.Post("/evaluations/:id/open", auth.EvaluationManage, h.open)
	r.Post("/evaluations/:id/self", auth.EvaluationSelf, h.submitSelf)
	r.Post("/evaluations/:id/desk", auth.EvaluationManage, h.desk)
	r.Post("/evaluations/:id/onsite", auth.EvaluationManage, h.onsite)
	r.Post("/evaluations/:id/raters/replace", auth.EvaluationManage, h.replace)
	r.Post("/evaluations/:id/declaration", auth.EvaluationScore, h.declare)
	r.Put("/evaluations/:id/card", auth.EvaluationScore, h.saveCard)
	r.Post("/evaluations/:id/merge", auth.EvaluationManage, h.merge)
	r.Post("/evaluations/:id/lift", auth.EvaluationManage, h.lift)
	r.Post("/evaluations/:id/publicise", auth.EvaluationManage, h.publicise)
	r.Post("/evaluations/:id/objections", auth.EvaluationSelf, h.object)
	r.Post("/evaluations/:id/review", auth.EvaluationManage, h.review)
	r.Post("/evaluations/:id/rectification", auth.EvaluationSelf, h.rectified)
	r.Post("/evaluations/:id/recheck", auth.EvaluationManage, h.recheck)
	r.Post("/evaluations/:id/final", auth.EvaluationManage, h.final2, httpapi.StepUp())
	r.Post("/evaluations/:id/archive", auth.EvaluationManage, h.archive)
}

type listQuery struct {
	httpapi.PageQuery
	ContractID string `query:"contract_id" validate:"max=40"`
	ProviderID string `query:"provider_id" validate:"max=40"`
	Region     string `query:"region" validate:"max=100"`
	Kind       Kind   `query:"kind" validate:"omitempty,oneof=spot mid final"`
	Status     Status `query:"status" validate:"max=20"`
}

func (q listQuery) query() Query {
	return Query{ContractID: q.ContractID, ProviderID: q.ProviderID, Region: q.Region, Kind: q.Kind, Status: q.Status, Page: q.Options()}
}

type candidatesQuery struct {
	httpapi.PageQuery
	ContractID string `query:"contract_id" validate:"required,max=40"`
}

type candidateView struct {
	UserID string `json:"user_id"`
}

// candidates answers GET /evaluations/candidates.
//
//	@Summary	Users who may be named as raters of a contract; a page may have fewer items than the limit and still a next page
//	@Tags		evaluation
//	@Param		contract_id	query	string	true	"contract"
//	@Param		limit		query	int		false	"page size"
//	@Param		after		query	string	false	"cursor"
//	@Success	200	{object}	httpapi.List[candidateView]
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Security	session
//	@Router		/evaluations/candidates [get]
func (h *handler) candidates(c *fiber.Ctx) error {
	q, err := httpapi.Query[candidatesQuery](c)
	if err != nil {
		return err
	}
	page, err := h.service.Candidates(c.UserContext(), q.ContractID, q.Options()...)
	if err != nil {
		return err
	}
	return c.JSON(httpapi.ListOf(page, func(u string) candidateView { return candidateView{u} }))
}

// figureView is the plan and the actual value of one indicator, from which automatic items are scored.
type figureView struct {
	ID      string                  `json:"id"`
	Code    string                  `json:"code"`
	Name    string                  `json:"name"`
	Kind    contracts.IndicatorKind `json:"kind"`
	Unit    contracts.Unit          `json:"unit"`
	Source  contracts.Source        `json:"source"`
	Target  int64                   `json:"target"`
	Actual  int64                   `json:"actual"`
	RatioBP int64                   `json:"ratio_bp"`
	Weight  int64                   `json:"weight"`
	Unknown bool                    `json:"unknown,omitempty"` // fewer than five of those served have answered
}

type figuresView struct {
	Frozen  bool         `json:"frozen"` // true: as frozen by the merge; false: the present values
	RatioBP int64        `json:"ratio_bp"`
	Items   []figureView `json:"items"`
}

// figures answers GET /evaluations/:id/figures.
//
//	@Summary	The figures from which automatic items are scored: the present ones, or those frozen by the merge
//	@Tags		evaluation
//	@Param		id	path	string	true	"id"
//	@Success	200	{object}	figuresView
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Security	session
//	@Router		/evaluations/{id}/figures [get]
func (h *handler) figures(c *fiber.Ctx) error {
	p, frozen, err := h.service.Figures(c.UserContext(), c.Params("id"))
	if err != nil {
		return err
	}
	return c.JSON(figuresView{Frozen: frozen, RatioBP: p.RatioBP, Items: httpapi.Views(p.Items, func(i contracts.IndicatorProgress) figureView {
		return figureView(i)
	})})
}

// answer writes the evaluation as the caller may see it, with its acts.
func (h *handler) answer(c *fiber.Ctx, e Evaluation) error {
	httpapi.ETag(c, e.Version)
	actor := auth.From(c.UserContext())
	v := view(e, !e.worksForProvider(actor))
	v.Mine = append(v.Mine, e.scoredBy(actor)...)
	v.Acts = workflow.Views(h.service.Acts(c.UserContext(), &e), httpapi.Lang(c))
	due, err := h.service.Due(c.UserContext(), &e)
	if err != nil {
		return err
	}
	v.Due = httpapi.Views(due, viewDue)
	for i := range v.Raters {
		v.Raters[i].Acts = workflow.Views(h.service.RaterActs(c.UserContext(), &e, &e.Raters[i]), httpapi.Lang(c))
	}
	return c.JSON(v)
}

// noticeboard answers GET /public/evaluations.
//
//	@Summary	Public results, latest first
//	@Tags		evaluation
//	@Param		contract_id	query	string	false	"contract"
//	@Param		provider_id	query	string	false	"organisation"
//	@Param		region	query	string	false	"region path prefix"
//	@Param		kind	query	string	false	"spot, mid or final"
//	@Param		limit	query	int	false	"page size"
//	@Param		after	query	string	false	"cursor"
//	@Success	200	{object}	httpapi.List[noticeView]
//	@Failure	400	{object}	httpapi.Problem
//	@Router		/public/evaluations [get]
func (h *handler) noticeboard(c *fiber.Ctx) error {
	return httpapi.DoList(c, func(ctx context.Context, q listQuery) (docstore.Page[Evaluation], error) {
		return h.service.Noticeboard(ctx, q.query())
	}, viewNotice)
}

// notice answers GET /public/evaluations/:id.
//
//	@Summary	One public result
//	@Tags		evaluation
//	@Param		id	path	string	true	"id"
//	@Success	200	{object}	noticeView
//	@Failure	404	{object}	httpapi.Problem
//	@Router		/public/evaluations/{id} [get]
func (h *handler) notice(c *fiber.Ctx) error {
	got, err := h.service.Notice(c.UserContext(), c.Params("id"))
	if err != nil {
		return err
	}
	return c.JSON(viewNotice(got))
}

// list answers GET /evaluations.
//
//	@Summary	Evaluations within one's reach, newest first
//	@Tags		evaluation
//	@Param		contract_id	query	string	false	"contract"
//	@Param		provider_id	query	string	false	"organisation"
//	@Param		region	query	string	false	"region path prefix"
//	@Param		kind	query	string	false	"spot, mid or final"
//	@Param		status	query	string	false	"state"
//	@Param		limit	query	int	false	"page size"
//	@Param		after	query	string	false	"cursor"
//	@Param		format	query	string	false	"xlsx: the whole filtered list as a spreadsheet, 5,000 rows at most; needs data.export"
//	@Success	200	{object}	httpapi.List[cardView]
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	413	{object}	httpapi.Problem	"export_too_large"
//	@Security	session
//	@Router		/evaluations [get]
func (h *handler) list(c *fiber.Ctx) error {
	return httpapi.DoList(c, func(ctx context.Context, q listQuery) (docstore.Page[Evaluation], error) {
		return h.service.List(ctx, q.query())
	}, viewCard)
}

// see answers GET /evaluations/:id.
//
//	@Summary	One evaluation
//	@Tags		evaluation
//	@Param		id	path	string	true	"id"
//	@Success	200	{object}	evaluationView
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Security	session
//	@Router		/evaluations/{id} [get]
func (h *handler) see(c *fiber.Ctx) error {
	return httpapi.Do(c, h.service.Read, h.answer)
}

// myCard answers GET /evaluations/:id/card.
//
//	@Summary	The own score card
//	@Tags		evaluation
//	@Param		id	path	string	true	"id"
//	@Success	200	{object}	scorecardView
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Security	session
//	@Router		/evaluations/{id}/card [get]
func (h *handler) myCard(c *fiber.Ctx) error {
	got, err := h.service.MyCard(c.UserContext(), c.Params("id"))
	if err != nil {
		return err
	}
	return c.JSON(viewScorecard(got))
}

// cards answers GET /evaluations/:id/cards.
//
//	@Summary	All score cards, once merged
//	@Tags		evaluation
//	@Param		id	path	string	true	"id"
//	@Success	200	{object}	cardsView
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem
//	@Security	session
//	@Router		/evaluations/{id}/cards [get]
func (h *handler) cards(c *fiber.Ctx) error {
	got, err := h.service.Cards(c.UserContext(), c.Params("id"))
	if err != nil {
		return err
	}
	return c.JSON(viewCards(got))
}

// recompute answers GET /evaluations/:id/recompute.
//
//	@Summary	Compute the result again from the frozen inputs, with the way to the points of each item
//	@Tags		evaluation
//	@Param		id	path	string	true	"id"
//	@Success	200	{object}	proofView
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem
//	@Security	session
//	@Router		/evaluations/{id}/recompute [get]
func (h *handler) recompute(c *fiber.Ctx) error {
	p, err := h.service.Recompute(c.UserContext(), c.Params("id"))
	if err != nil {
		return err
	}
	return c.JSON(proofView{
		Equal: p.Equal, Published: resultOf(p.Published), PublishedHash: p.PublishedHash, PublishedEqual: p.PublishedEqual, StoredHash: p.StoredHash, Hash: p.Hash, Stored: viewResult(p.Stored), Computed: viewResult(p.Computed), Ways: viewWays(p, httpapi.Lang(c)),
	})
}

// letter answers GET /evaluations/:id/letter.
//
//	@Summary	The text of the letter about a final result
//	@Tags		evaluation
//	@Param		id	path	string	true	"id"
//	@Success	200	{object}	letterView
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem
//	@Security	session
//	@Router		/evaluations/{id}/letter [get]
func (h *handler) letter(c *fiber.Ctx) error {
	got, err := h.service.Letter(c.UserContext(), c.Params("id"))
	if err != nil {
		return err
	}
	return c.JSON(viewLetter(got))
}
