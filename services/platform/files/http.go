package files

import (
	"context"
	"io"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// Routes mounts the routes of files. Every account may call them: the place of a record says what it may do there.
func Routes(r *httpapi.Router, s *Service) {
	h := &handler{s}
	r.Get("/files", auth.Session, h.list)
	r.Post("/files", auth.Session, h.begin)
	r.Get("/files/:id", auth.Session, h.see)
	r.Patch("/files/:id", auth.Session, h.append, httpapi.NoIdempotency()) // the offset makes it safe to repeat
	r.Post("/files/:id/finish", auth.Session, h.finish, httpapi.NoIdempotency(), httpapi.Timeout(finishTime))
	r.Delete("/files/:id", auth.Session, h.remove, httpapi.NoIdempotency()) // removes blobs, which no transaction undoes
	r.Get("/files/:id/content", auth.Session, h.content, httpapi.SlowAnswer(downloadTime))
	r.Get("/files/:id/thumbnail", auth.Session, h.thumbnail)
}

const (
	finishTime   = 45 * time.Second // a large picture takes seconds, and the scanner has the rest
	downloadTime = 10 * time.Minute
)

type handler struct{ service *Service }

// The headers of an upload, as in the protocol tus.
const (
	headerOffset = "Upload-Offset"
	headerLength = "Upload-Length"
	pieceType    = "application/offset+octet-stream"
)

type fileView struct {
	ID          string      `json:"id" example:"fil_01jd3k"`
	Record      string      `json:"record" example:"org_01jd3k"`
	Purpose     string      `json:"purpose" example:"certificate"`
	Name        string      `json:"name" example:"登记证书.pdf"`
	PurposeName string      `json:"purpose_name" example:"登记证书"` // in the language of the reader
	State       State       `json:"state" enums:"uploading,quarantined,kept,refused,removed"`
	Refusal     string      `json:"refusal,omitempty" example:"file_type_lies"` // code, when it was refused
	RefusalText string      `json:"refusal_text,omitempty"`                     // in the language of the reader
	Media       string      `json:"media,omitempty" example:"application/pdf"`
	Size        int64       `json:"size" example:"182044"` // bytes of what is kept, or announced
	SHA256      string      `json:"sha256,omitempty"`      // of what is kept, or announced
	Personal    bool        `json:"personal"`              // every opening is audited
	Thumbnail   bool        `json:"thumbnail"`             // there is one
	By          string      `json:"by" example:"usr_01jd3k"`
	At          time.Time   `json:"at" format:"date-time"`
	Upload      *uploadView `json:"upload,omitempty"` // while it is uploading

	Acts []workflow.ActView `json:"acts"`
}

// uploadView is how far an upload has come. The next piece begins at Offset and has 16 KiB to PieceMost bytes.
type uploadView struct {
	Offset    int64 `json:"offset" example:"1048576"`
	PieceMost int64 `json:"piece_most" example:"1048576"`
}

type choiceView struct {
	Purpose  string `json:"purpose" example:"certificate"`
	Name     string `json:"name" example:"登记证书"` // in the language of the reader
	Personal bool   `json:"personal"`
	Left     int64  `json:"left" example:"4"` // how many more there may be
}

// filesView is the files of a record that the reader may see, with their own uploads that are unfinished or were refused, and for
// what they may add one.
type filesView struct {
	Items   []fileView   `json:"items"`
	Choices []choiceView `json:"choices"`
}

type beginRequest struct {
	Record  string `json:"record" validate:"required,max=100" example:"org_01jd3k"`
	Purpose string `json:"purpose" validate:"required,max=50" example:"certificate"`
	Name    string `json:"name" validate:"required,max=400" example:"登记证书.pdf"`
	Size    int64  `json:"size" validate:"required" example:"182044"`
	SHA256  string `json:"sha256" validate:"required,max=64"`
}

type listQuery struct {
	Record string `query:"record" validate:"required,max=100"`
}

func (h *handler) view(c *fiber.Ctx, f File) (fileView, error) {
	name, err := h.service.NameOf(f)
	v := fileView{
		ID: f.ID, Record: f.Record, Purpose: f.Purpose, Name: name.Reveal(), State: f.State, Refusal: f.Refusal, Media: f.Media, Size: f.Size,
		SHA256: f.Hash, Personal: f.Personal, Thumbnail: f.Thumb.Name != "", By: f.By, At: f.StateAt,
	}
	if place, err := h.service.place(f.Record); err == nil {
		p, _ := place.purpose(f.Purpose)
		v.PurposeName = p.name(httpapi.Lang(c))
	}
	if why := refusals[f.Refusal]; why != nil {
		v.RefusalText = why.Text(httpapi.Lang(c))
	}
	if !f.attached() {
		v.Size, v.SHA256 = f.Sent, f.SentHash
	}
	if f.State == Uploading {
		v.Upload = &uploadView{Offset: f.Offset(), PieceMost: MaxPiece}
	}
	v.Acts = workflow.Views(h.service.acts(c.UserContext(), f), httpapi.Lang(c))
	return v, err
}

func (h *handler) answer(c *fiber.Ctx, f File) error {
	v, err := h.view(c, f)
	if err != nil {
		return err
	}
	if v.Upload != nil {
		c.Set(headerOffset, strconv.FormatInt(v.Upload.Offset, 10))
		c.Set(headerLength, strconv.FormatInt(f.Sent, 10))
	}
	return c.JSON(v)
}

// list answers GET /files.
//
//	@Summary	附件列表 The files of a record that the reader may see, and for what they may add one
//	@Tags		files
//	@Param		record	query		string	true	"id of the record"
//	@Success	200		{object}	filesView
//	@Failure	400		{object}	httpapi.Problem	"invalid"
//	@Failure	401		{object}	httpapi.Problem	"login_required"
//	@Failure	404		{object}	httpapi.Problem	"not_found"
//	@Security	session
//	@Router		/files [get]
func (h *handler) list(c *fiber.Ctx) error {
	q, err := httpapi.Query[listQuery](c)
	if err != nil {
		return err
	}
	all, choices, err := h.service.List(c.UserContext(), q.Record)
	if err != nil {
		return err
	}
	out := filesView{Items: make([]fileView, len(all)), Choices: make([]choiceView, len(choices))}
	for i, f := range all {
		if out.Items[i], err = h.view(c, f); err != nil {
			return err
		}
	}
	for i, x := range choices {
		out.Choices[i] = choiceView{Purpose: x.Code, Name: x.name(httpapi.Lang(c)), Personal: x.Personal, Left: x.Left}
	}
	return c.JSON(out)
}

// begin answers POST /files.
//
//	@Summary	开始上传 Announce a file; its content follows in pieces
//	@Tags		files
//	@Param		body	body		beginRequest	true	"what will be sent"
//	@Success	201		{object}	fileView
//	@Failure	400		{object}	httpapi.Problem	"invalid, file_type"
//	@Failure	401		{object}	httpapi.Problem	"login_required"
//	@Failure	403		{object}	httpapi.Problem	"forbidden"
//	@Failure	404		{object}	httpapi.Problem	"not_found"
//	@Failure	409		{object}	httpapi.Problem	"files_full, files_record_full, and the refusals of the record's state"
//	@Failure	413		{object}	httpapi.Problem	"file_too_large"
//	@Failure	429		{object}	httpapi.Problem	"file_uploads_open"
//	@Security	session
//	@Router		/files [post]
func (h *handler) begin(c *fiber.Ctx) error {
	r, err := httpapi.Bind[beginRequest](c)
	if err != nil {
		return err
	}
	f, err := h.service.Begin(c.UserContext(), Announced{
		Record: r.Record, Purpose: r.Purpose, Name: privacy.Secret(r.Name), Size: r.Size, SHA256: r.SHA256,
	})
	if err != nil {
		return err
	}
	c.Status(fiber.StatusCreated)
	c.Set(fiber.HeaderLocation, httpapi.Prefix+"/files/"+f.ID)
	return h.answer(c, f)
}

// see answers GET /files/:id.
//
//	@Summary	附件信息 One file; of the reader's own upload, how far it has come (also by HEAD, in Upload-Offset)
//	@Tags		files
//	@Param		id	path		string	true	"file id"
//	@Success	200	{object}	fileView
//	@Header		200	{integer}	Upload-Offset	"while it is uploading: bytes that have arrived"
//	@Failure	401	{object}	httpapi.Problem	"login_required"
//	@Failure	404	{object}	httpapi.Problem	"not_found"
//	@Security	session
//	@Router		/files/{id} [get]
func (h *handler) see(c *fiber.Ctx) error {
	f, err := h.service.Upload(c.UserContext(), c.Params("id"))
	if err != nil || f.State == Kept || f.State == Quarantined {
		f, err = h.service.Read(c.UserContext(), c.Params("id"))
	}
	if err != nil {
		return err
	}
	return h.answer(c, f)
}

// append answers PATCH /files/:id.
//
//	@Summary	上传一段 Send the next piece of an upload; a piece that was answered is never lost
//	@Tags		files
//	@Accept		application/offset+octet-stream
//	@Param		id				path		string	true	"file id"
//	@Param		Upload-Offset	header		integer	true	"where the piece begins"
//	@Param		piece			body		string	true	"16 KiB to 1 MiB; the last one may have less"
//	@Success	200				{object}	fileView
//	@Failure	400				{object}	httpapi.Problem	"file_piece, invalid"
//	@Failure	401				{object}	httpapi.Problem	"login_required"
//	@Failure	404				{object}	httpapi.Problem	"not_found"
//	@Failure	409				{object}	httpapi.Problem	"file_offset (Upload-Offset of the answer says where it stands), file_upload_over"
//	@Failure	413				{object}	httpapi.Problem	"body_too_large"
//	@Failure	415				{object}	httpapi.Problem	"media_type"
//	@Security	session
//	@Router		/files/{id} [patch]
func (h *handler) append(c *fiber.Ctx) error {
	if c.Get(fiber.HeaderContentType) != pieceType {
		return httpapi.ErrMediaType
	}
	offset, err := strconv.ParseInt(c.Get(headerOffset), 10, 64)
	if err != nil || offset < 0 {
		var bad fault.Problems
		bad.Add("upload_offset", "required", "Give the header Upload-Offset.", "请提供 Upload-Offset 请求头。")
		return bad.Err()
	}
	f, err := h.service.Append(c.UserContext(), c.Params("id"), offset, c.Request().Body())
	if err != nil {
		if f.State == Uploading {
			c.Set(headerOffset, strconv.FormatInt(f.Offset(), 10))
		}
		return err
	}
	return h.answer(c, f)
}

// finish answers POST /files/:id/finish.
//
//	@Summary	完成上传 Compare, examine and keep what was sent; may be repeated
//	@Tags		files
//	@Param		id	path		string	true	"file id"
//	@Success	200	{object}	fileView
//	@Failure	400	{object}	httpapi.Problem	"file_type_lies, file_broken, file_locked, file_active, file_bomb, file_pixels, file_virus, file_hash"
//	@Failure	401	{object}	httpapi.Problem	"login_required"
//	@Failure	404	{object}	httpapi.Problem	"not_found"
//	@Failure	409	{object}	httpapi.Problem	"file_incomplete, file_upload_over, file_upload_lost"
//	@Security	session
//	@Router		/files/{id}/finish [post]
func (h *handler) finish(c *fiber.Ctx) error { return httpapi.Do(c, h.service.Finish, h.answer) }

// remove answers DELETE /files/:id.
//
//	@Summary	删除附件 Take a file off its record, or give up an upload
//	@Tags		files
//	@Param		id	path	string	true	"file id"
//	@Success	204
//	@Failure	401	{object}	httpapi.Problem	"login_required"
//	@Failure	403	{object}	httpapi.Problem	"forbidden"
//	@Failure	404	{object}	httpapi.Problem	"not_found"
//	@Failure	409	{object}	httpapi.Problem	"the refusals of the record's state"
//	@Security	session
//	@Router		/files/{id} [delete]
func (h *handler) remove(c *fiber.Ctx) error {
	f, err := h.service.Upload(c.UserContext(), c.Params("id"))
	if err == nil && (f.State == Uploading || f.State == Refused) {
		err = h.service.GiveUp(c.UserContext(), f.ID)
	} else {
		_, err = h.service.Remove(c.UserContext(), c.Params("id"))
	}
	if err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}

// content answers GET /files/:id/content.
//
//	@Summary	附件内容 The file itself; opening a personal one is audited
//	@Tags		files
//	@Produce	octet-stream
//	@Param		id		path		string	true	"file id"
//	@Param		show	query		boolean	false	"to be shown by the browser instead of saved; pictures and PDF only"
//	@Success	200		{file}		file
//	@Failure	401		{object}	httpapi.Problem	"login_required"
//	@Failure	404		{object}	httpapi.Problem	"not_found"
//	@Failure	409		{object}	httpapi.Problem	"file_checking"
//	@Security	session
//	@Router		/files/{id}/content [get]
func (h *handler) content(c *fiber.Ctx) error {
	return h.send(c, false, c.QueryBool("show"))
}

// thumbnail answers GET /files/:id/thumbnail.
//
//	@Summary	缩略图 A small JPEG of a picture; opening that of a personal one is audited
//	@Tags		files
//	@Produce	jpeg
//	@Param		id	path		string	true	"file id"
//	@Success	200	{file}		file
//	@Failure	401	{object}	httpapi.Problem	"login_required"
//	@Failure	404	{object}	httpapi.Problem	"not_found, file_no_preview"
//	@Failure	409	{object}	httpapi.Problem	"file_checking"
//	@Security	session
//	@Router		/files/{id}/thumbnail [get]
func (h *handler) thumbnail(c *fiber.Ctx) error { return h.send(c, true, true) }

// send answers with content, which is read after the request's own context has ended.
func (h *handler) send(c *fiber.Ctx, thumb, shown bool) error {
	ctx, stop := context.WithTimeout(context.WithoutCancel(c.UserContext()), downloadTime)
	content, err := h.service.Open(ctx, c.Params("id"), thumb)
	if err != nil {
		stop()
		return err
	}
	body := closing{content, func() error { defer stop(); return content.Close() }}
	return httpapi.SendDownload(c, httpapi.Download{
		Body: body, Size: content.Size, Media: content.Media, Name: content.Name.Reveal(),
		Shown: shown && (content.Media == mediaPDF || content.Media == mediaJPEG || content.Media == mediaPNG),
	})
}

// closing reads from one and is closed by a func.
type closing struct {
	io.Reader
	close func() error
}

// Close calls the func.
func (c closing) Close() error { return c.close() }
