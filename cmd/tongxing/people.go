package main

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/activities"
	"github.com/tongxing-platform/tongxing/services/evaluation"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// peopleRoutes mounts what the desk shows beside every record: the names behind ids, and who did what to the record.
// They ask all features and belong to none.
func (a *app) peopleRoutes(r *httpapi.Router) {
	r.Get("/names", auth.Session, a.names)
	r.Get("/history/:id", auth.Session, a.history)
}

// inOffice returns the actor when it holds a role other than that of a volunteer.
func inOffice(ctx context.Context) (auth.Actor, error) {
	actor := auth.From(ctx)
	if !slices.ContainsFunc(actor.Bindings, func(b auth.Binding) bool { return b.Role != auth.Volunteer }) {
		return actor, auth.ErrForbidden
	}
	return actor, nil
}

type namesQuery struct {
	IDs string `query:"ids" validate:"required,max=4200"`
}

// maxNames is how many ids one call names.
const maxNames = 100

type nameView struct {
	ID   string `json:"id" example:"vol_01jd3k5v8m2q4r6s7t9w0x1y2z"`
	Name string `json:"name" example:"张**"`
	No   string `json:"no,omitempty"` // of a volunteer or a contract
}

type namesView struct {
	Items []nameView `json:"items"`
}

// names tells staff what the records are called whose ids a list has shown them: organisations and colleagues by their
// name, volunteers by the masked name and their number, activities and contracts by their title where one may read them.
//
//	@Summary	Names behind ids, for staff; what is unknown or out of reach is left out
//	@Tags		people
//	@Param		ids	query		string	true	"up to 100 ids (org_, usr_, vol_, act_, con_), with commas between"
//	@Success	200	{object}	namesView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Security	session
//	@Router		/names [get]
func (a *app) names(c *fiber.Ctx) error {
	ctx := c.UserContext()
	if _, err := inOffice(ctx); err != nil {
		return err
	}
	q, err := httpapi.Query[namesQuery](c)
	if err != nil {
		return err
	}
	ids := strings.Split(q.IDs, ",")
	v := namesView{Items: []nameView{}}
	var users []string
	for _, id := range ids[:min(len(ids), maxNames)] {
		if strings.HasPrefix(id, "usr_") {
			users = append(users, id)
			continue
		}
		n, err := a.nameOf(ctx, id)
		switch {
		case err == nil:
			v.Items = append(v.Items, n)
		case !errors.Is(err, docstore.ErrNotFound) && !errors.Is(err, auth.ErrForbidden):
			return err
		}
	}
	called, err := a.accounts.Names(ctx, users...)
	if err != nil {
		return err
	}
	for _, id := range users {
		if name, ok := called[id]; ok {
			v.Items = append(v.Items, nameView{ID: id, Name: name})
		}
	}
	return c.JSON(v)
}

func (a *app) nameOf(ctx context.Context, id string) (nameView, error) {
	kind, _, _ := strings.Cut(id, "_")
	switch kind {
	case "org":
		o, err := a.orgs.Get(ctx, id)
		return nameView{ID: id, Name: o.Name}, err
	case "vol":
		p, err := a.volunteers.Get(ctx, id)
		if err != nil {
			return nameView{}, err
		}
		name, err := a.volunteers.FullName(ctx, p)
		return nameView{ID: id, Name: privacy.MaskName(name), No: p.No}, err
	case "act":
		s, err := a.activities.See(ctx, id)
		return nameView{ID: id, Name: s.Title}, err
	case "con":
		con, err := a.contracts.Read(ctx, id)
		return nameView{ID: id, Name: con.Name, No: con.No}, err
	default:
		return nameView{}, docstore.ErrNotFound
	}
}

// deedView is one deed: what was done to a record, by whom, in which office and why. Codes of acts are those of the
// audit log.
type deedView struct {
	At     time.Time `json:"at" format:"date-time"`
	Action string    `json:"action" example:"contract.sign"`
	Actor  string    `json:"actor,omitempty" example:"usr_01jd3k5v8m2q4r6s7t9w0x1y2z"` // absent for a job
	Name   string    `json:"name,omitempty"`
	Roles  []string  `json:"roles"`
	Reason string    `json:"reason,omitempty"`
	Fields []string  `json:"fields"`
}

// history tells who did what to a record, the latest first, to those who may read it.
//
//	@Summary	Who did what to a contract, payment, activity, evaluation, organisation, volunteer or stay; the latest first
//	@Tags		people
//	@Param		id		path		string	true	"record"
//	@Param		limit	query		int		false	"page size"
//	@Param		after	query		string	false	"cursor"
//	@Success	200		{object}	httpapi.List[deedView]
//	@Failure	403		{object}	httpapi.Problem
//	@Failure	404		{object}	httpapi.Problem
//	@Security	session
//	@Router		/history/{id} [get]
func (a *app) history(c *fiber.Ctx) error {
	ctx, id := c.UserContext(), c.Params("id")
	if _, err := inOffice(ctx); err != nil {
		return err
	}
	q, err := httpapi.Query[httpapi.PageQuery](c)
	if err != nil {
		return err
	}
	if err := a.mayRead(ctx, id); err != nil {
		return err
	}
	page, err := a.audit.About(ctx, id, q.Options()...)
	if err != nil {
		return err
	}
	var users []string
	for _, r := range page.Items {
		users = append(users, r.Actor)
	}
	called, err := a.accounts.Names(ctx, users...)
	if err != nil {
		return err
	}
	return c.JSON(httpapi.ListOf(page, func(r audit.Record) deedView { return viewDeed(r, called[r.Actor]) }))
}

func viewDeed(r audit.Record, name string) deedView {
	v := deedView{
		At: r.At, Action: r.Action, Name: name, Roles: append([]string{}, r.Roles...), Reason: r.Reason, Fields: append([]string{}, r.Fields...),
	}
	if strings.HasPrefix(r.Actor, "usr_") {
		v.Actor = r.Actor
	}
	return v
}

// mayRead asks the record's own feature, by its own rule. The provider does not hear who rates its evaluation, and who
// has looked at the file of somebody cared for is the auditor's to read.
func (a *app) mayRead(ctx context.Context, id string) error {
	var err error
	switch kind, _, _ := strings.Cut(id, "_"); kind {
	case "con":
		_, err = a.contracts.Read(ctx, id)
	case "pay":
		_, err = a.contracts.ReadPayment(ctx, id)
	case "act":
		var s activities.Seen
		if s, err = a.activities.See(ctx, id); err == nil && !s.Staff {
			err = docstore.ErrNotFound
		}
	case "eva":
		var e evaluation.Evaluation
		if e, err = a.evaluation.Read(ctx, id); err == nil && auth.From(ctx).ForOrg(auth.EvaluationSelf, e.ProviderID, "") {
			err = auth.ErrForbidden
		}
	case "org":
		_, err = a.orgs.Read(ctx, id)
	case "vol":
		_, err = a.volunteers.Read(ctx, id)
	case "att":
		_, err = a.attendance.Read(ctx, id)
	default:
		err = docstore.ErrNotFound
	}
	return err
}
