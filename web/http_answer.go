package web

import (
	"errors"
	"net/url"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/satisfaction"
)

// mountAnswer mounts the pages on which a family answers with the code on paper how content it is. They need neither an account nor script.
func (h *handler) mountAnswer(p *httpapi.Pages) {
	p.Get("/answer", h.answerForm)
	p.Get("/answer/thanks", func(c *fiber.Ctx) error { return h.show(c, "answer", answerPage{Done: true}) })
	p.Get("/answer/:code", h.question, satisfaction.CodeLimit())
	p.Post("/answer/:code", h.answer, satisfaction.CodeLimit())
}

// answerPage is what the page shows: the form for the code, the question, or thanks. It names no person.
type answerPage struct {
	satisfaction.Question
	Code   string
	Asked  bool // the code is good
	Wrong  bool // it is not
	Done   bool
	Faces  []int
	Score  int
	Remark string
	Errors map[string]string // by field
}

// answerForm asks for the code; what was typed leads to its question.
func (h *handler) answerForm(c *fiber.Ctx) error {
	code := strings.ToUpper(strings.Join(strings.Fields(strings.Clone(c.Query("code"))), ""))
	if code != "" {
		return c.Redirect("/answer/"+url.PathEscape(code), fiber.StatusSeeOther)
	}
	return h.show(c, "answer", answerPage{})
}

// code is the code in the path.
func code(c *fiber.Ctx) string {
	text, err := url.PathUnescape(c.Params("code"))
	if err != nil {
		return ""
	}
	return strings.Clone(text)
}

// question shows what the code asks; a code that is not good is answered with the form and 404.
func (h *handler) question(c *fiber.Ctx) error { return h.ask(c, answerPage{Code: code(c)}) }

func (h *handler) ask(c *fiber.Ctx, p answerPage) error {
	q, err := h.Asking.Look(c.UserContext(), privacy.Secret(p.Code))
	if errors.Is(err, satisfaction.ErrCode) {
		return h.wrongCode(c, p.Code)
	}
	if err != nil {
		return err
	}
	p.Question, p.Asked, p.Faces = q, true, []int{5, 4, 3, 2, 1}
	if err := h.show(c, "answer", p); err != nil {
		return err
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	return nil
}

func (h *handler) wrongCode(c *fiber.Ctx, code string) error {
	c.Status(fiber.StatusNotFound)
	return h.show(c, "answer", answerPage{Code: code, Wrong: true})
}

// answer takes the answer. What is wrong is shown beside what was typed.
func (h *handler) answer(c *fiber.Ctx) error {
	p := answerPage{Code: code(c), Remark: strings.Clone(c.FormValue("remark"))}
	p.Score, _ = strconv.Atoi(c.FormValue("score"))
	err := h.Asking.Answer(c.UserContext(), privacy.Secret(p.Code), satisfaction.Answer{Score: int64(p.Score), Remark: privacy.Secret(p.Remark)})
	var f *fault.Fault
	switch {
	case err == nil:
		return c.Redirect("/answer/thanks", fiber.StatusSeeOther)
	case errors.Is(err, satisfaction.ErrCode):
		return h.wrongCode(c, p.Code)
	case errors.As(err, &f) && f.Kind == fault.Invalid:
		p.Errors = map[string]string{}
		for _, field := range f.Fields {
			p.Errors[field.Path] = speaker{lang: httpapi.Lang(c)}.t(field.ZH, field.EN)
		}
		c.Status(fiber.StatusBadRequest)
		return h.ask(c, p)
	}
	return err
}
