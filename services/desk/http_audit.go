package desk

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/feature"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
)

func (h *handler) auditRoutes(r *httpapi.Router) {
	r.Get("/audit", auth.AuditRead, h.auditLog, exportRecords)
	r.Get("/audit/area", auth.AuditArea, h.auditArea)
	r.Get("/audit/people", auth.AuditRead, h.auditPeople)
	r.Get("/audit/area/people", auth.AuditArea, h.auditAreaPeople)
}

// exportRecords writes the codes of acts unchanged, because auditors know them from the rules of the log.
var exportRecords = httpapi.Export("审计记录", "Audit records",
	httpapi.NumberColumn("seq", "序号", "Number"), httpapi.TimeColumn("at", "时间", "Time"), httpapi.NameColumn("actor", "操作人", "By"), httpapi.NameColumn("token", "访问令牌", "Access token"), httpapi.TextColumn("roles", "角色", "Roles"),
	httpapi.TextColumn("action", "操作", "Act"), httpapi.TextColumn("subjects", "对象", "Records"), httpapi.RegionColumn("region", "地区", "Region"),
	httpapi.TextColumn("fields", "字段", "Fields"), httpapi.TextColumn("purpose", "用途", "Purpose"), httpapi.TextColumn("reason", "原因", "Reason"),
	httpapi.TextColumn("request_id", "请求编号", "Request"), httpapi.TextColumn("hash", "校验值", "Hash"))

type auditQuery struct {
	httpapi.PageQuery
	Subject string    `query:"subject" validate:"max=100"`
	Actor   string    `query:"actor" validate:"max=100"`
	Action  string    `query:"action" validate:"max=100"`
	From    time.Time `query:"from"`
	To      time.Time `query:"to"`
}

// recordView is one audit record.
type recordView struct {
	ID         string       `json:"id" example:"aud_01jd3k5v8m2q4r6s7t9w0x1y2z"`
	Seq        int64        `json:"seq" example:"1024"` // its place in the chain
	At         time.Time    `json:"at" format:"date-time"`
	Actor      string       `json:"actor" example:"usr_01jd3k5v8m2q4r6s7t9w0x1y2z"`
	Token      string       `json:"token,omitempty" example:"tok_01jd3k5v8m2q4r6s7t9w0x1y2z"` // the access token by which the actor called
	Roles      []string     `json:"roles"`
	Offices    []officeView `json:"offices"` // those of the roles that had a limit at that time
	Action     string       `json:"action" example:"activity.publish"`
	Subjects   []string     `json:"subjects"`
	Objects    []objectView `json:"objects"` // the first of the subjects
	Region     string       `json:"region,omitempty" example:"52/5201/520111/"`
	RegionName string       `json:"region_name,omitempty" example:"贵州省 贵阳市 花溪区"`
	Fields     []string     `json:"fields"`
	Purpose    string       `json:"purpose,omitempty"`
	Reason     string       `json:"reason,omitempty"`
	Changes    []changeView `json:"changes"`
	RequestID  string       `json:"request_id,omitempty"`
	Hash       string       `json:"hash,omitempty"`
}

// officeView is a role with the region or organisation to which it was limited.
type officeView struct {
	Role string `json:"role" example:"county_admin"`
	Of   string `json:"of" example:"贵州省 贵阳市 花溪区"`
}

// objectView is a record that was acted on. Text is its number or pseudonym; absent for a record without, and for an
// account, whose name /names tells. Page is its page in the console,
// when the reader may open such records.
type objectView struct {
	ID   string `json:"id" example:"ben_01jd3k5v8m2q4r6s7t9w0x1y2z"`
	Kind string `json:"kind" example:"ben"`
	Text string `json:"text,omitempty" example:"小A·三年级·青岩村"`
	Page string `json:"page,omitempty" example:"/beneficiaries/ben_01jd3k5v8m2q4r6s7t9w0x1y2z"`
}

// changeView is a changed field. from and to are absent when its values are personal.
type changeView struct {
	Field string `json:"field" example:"amount_fen"`
	From  string `json:"from,omitempty" example:"1000000"`
	To    string `json:"to,omitempty" example:"1200000"`
}

// maxObjects is the most records that are named of one that names many, such as an exported list.
const maxObjects = 20

// auditLog answers with the audit log, latest first.
//
//	@Summary	审计记录 Audit records
//	@Tags		audit
//	@Param		subject	query		string	false	"id, number or pseudonym of a record concerned"
//	@Param		actor	query		string	false	"user id, or job:NAME"
//	@Param		action	query		string	false	"such as activity.publish, or a group of actions such as shown"
//	@Param		from	query		string	false	"first instant"					format(date-time)
//	@Param		to		query		string	false	"first instant no longer included"	format(date-time)
//	@Param		limit	query		int		false	"up to 100, 20 by default"
//	@Param		after	query		string	false	"next of the page before"
//	@Param		format	query	string	false	"xlsx: the whole filtered list as a spreadsheet, 5,000 rows at most; needs data.export"
//	@Success	200		{object}	httpapi.List[recordView]
//	@Failure	400		{object}	httpapi.Problem	"invalid, cursor_invalid"
//	@Failure	401		{object}	httpapi.Problem	"login_required"
//	@Failure	403		{object}	httpapi.Problem	"forbidden"
//	@Failure	413	{object}	httpapi.Problem	"export_too_large"
//	@Security	session
//	@Router		/audit [get]
func (h *handler) auditLog(c *fiber.Ctx) error { return h.listAudit(c, false) }

// auditArea answers with the records of who looked at, opened, revealed or exported data of persons of the reader's own area.
//
//	@Summary	谁看过本辖区的档案 Who looked at the files of one's own area, latest first
//	@Tags		audit
//	@Param		subject	query		string	false	"id, number or pseudonym of a record concerned"
//	@Param		actor	query		string	false	"user id"
//	@Param		action	query		string	false	"such as beneficiary.reveal, or a group of actions such as file"
//	@Param		from	query		string	false	"first instant"					format(date-time)
//	@Param		to		query		string	false	"first instant no longer included"	format(date-time)
//	@Param		limit	query		int		false	"up to 100, 20 by default"
//	@Param		after	query		string	false	"next of the page before"
//	@Success	200		{object}	httpapi.List[recordView]
//	@Failure	400		{object}	httpapi.Problem	"invalid, cursor_invalid"
//	@Failure	401		{object}	httpapi.Problem	"login_required"
//	@Failure	403		{object}	httpapi.Problem	"forbidden"
//	@Security	session
//	@Router		/audit/area [get]
func (h *handler) auditArea(c *fiber.Ctx) error { return h.listAudit(c, true) }

func (h *handler) listAudit(c *fiber.Ctx, area bool) error {
	q, err := httpapi.Query[auditQuery](c)
	if err != nil {
		return err
	}
	page, err := h.service.AuditLog(c.UserContext(), AuditQuery{
		Object: q.Subject, Actor: q.Actor, Action: q.Action, From: q.From, To: q.To, Area: area,
	}, q.Options()...)
	if err != nil {
		return err
	}
	actor := auth.From(c.UserContext())
	return c.JSON(httpapi.ListOf(page.Page, func(r audit.Record) recordView { return h.service.viewRecord(actor, r, page.Names) }))
}

func (s *Service) viewRecord(actor auth.Actor, r audit.Record, names map[string]feature.Number) recordView {
	v := recordView{
		ID: r.ID, Seq: r.Seq, At: r.At, Actor: r.Actor, Token: r.Token, Roles: append([]string{}, r.Roles...), Offices: []officeView{},
		Action: r.Action, Subjects: append([]string{}, r.Subjects...), Objects: []objectView{}, Region: r.Region, RegionName: s.RegionName(r.Region),
		Fields: append([]string{}, r.Fields...), Purpose: r.Purpose, Reason: r.Reason, Changes: []changeView{}, RequestID: r.RequestID, Hash: r.Hash,
	}
	for _, o := range r.Offices {
		v.Offices = append(v.Offices, officeView{Role: o.Role, Of: cmp.Or(s.RegionName(o.Region), names[o.OrgID].Text)})
	}
	for _, id := range r.Subjects[:min(len(r.Subjects), maxObjects)] {
		kind, _, _ := strings.Cut(id, "_")
		v.Objects = append(v.Objects, objectView{ID: id, Kind: kind, Text: names[id].Text, Page: s.page(actor, id)})
	}
	for _, c := range r.Changes {
		v.Changes = append(v.Changes, changeView{Field: c.Field, From: c.From, To: c.To})
	}
	return v
}

type peopleQuery struct {
	Q string `query:"q" validate:"max=50"`
}

// personView is a person whose records can be asked for.
type personView struct {
	ID   string `json:"id" example:"usr_01jd3k5v8m2q4r6s7t9w0x1y2z"`
	Name string `json:"name"`
}

type peopleView struct {
	Items []personView `json:"items"`
}

// auditPeople answers GET /audit/people.
//
//	@Summary	People in office by a part of the name or the beginning of the login name, for the filter of the audit log; at most 20
//	@Tags		audit
//	@Param		q	query		string	false	"part of the name, or beginning of the login name"
//	@Success	200	{object}	peopleView
//	@Failure	400	{object}	httpapi.Problem	"invalid"
//	@Failure	401	{object}	httpapi.Problem	"login_required"
//	@Failure	403	{object}	httpapi.Problem	"forbidden"
//	@Security	session
//	@Router		/audit/people [get]
func (h *handler) auditPeople(c *fiber.Ctx) error { return h.people(c, false) }

// auditAreaPeople answers GET /audit/area/people.
//
//	@Summary	People in office in one's own area and in organisations that work there, as /audit/people finds them; at most 20
//	@Tags		audit
//	@Param		q	query		string	false	"part of the name, or beginning of the login name"
//	@Success	200	{object}	peopleView
//	@Failure	400	{object}	httpapi.Problem	"invalid"
//	@Failure	401	{object}	httpapi.Problem	"login_required"
//	@Failure	403	{object}	httpapi.Problem	"forbidden"
//	@Security	session
//	@Router		/audit/area/people [get]
func (h *handler) auditAreaPeople(c *fiber.Ctx) error { return h.people(c, true) }

func (h *handler) people(c *fiber.Ctx, area bool) error {
	q, err := httpapi.Query[peopleQuery](c)
	if err != nil {
		return err
	}
	found, err := h.service.AuditPeople(c.UserContext(), q.Q, area)
	if err != nil {
		return err
	}
	v := peopleView{Items: []personView{}}
	for id, name := range found {
		v.Items = append(v.Items, personView{ID: id, Name: name})
	}
	slices.SortFunc(v.Items, func(a, b personView) int { return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.ID, b.ID)) })
	return c.JSON(v)
}
