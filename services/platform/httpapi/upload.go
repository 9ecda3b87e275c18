package httpapi

import (
	"errors"
	"io"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"github.com/tongxing-platform/tongxing/services/platform/fault"
)

// The faults of uploads.
var (
	ErrUpload     = fault.New(fault.Invalid, "upload_broken", "The upload is incomplete or not a form. Choose the file again.", "上传内容不完整或格式不对，请重新选择文件。")
	ErrNoFile     = fault.New(fault.Invalid, "file_required", "Choose one file.", "请选择一个文件。")
	ErrFileTooBig = fault.New(fault.TooLarge, "file_too_large", "The file is larger than allowed.", "文件超过允许的大小。")
)

// Upload returns the one file in the form's field: its base name, for display only, and its bytes, at most max. The route
// needs a BodyLimit a little above max.
func Upload(c *fiber.Ctx, field string, max int64) (filename string, data []byte, err error) {
	if !strings.HasPrefix(strings.ToLower(c.Get(fiber.HeaderContentType)), fiber.MIMEMultipartForm) {
		return "", nil, ErrMediaType
	}
	form, err := c.MultipartForm()
	if errors.Is(err, fasthttp.ErrBodyTooLarge) {
		return "", nil, ErrBodyTooLarge
	}
	if err != nil {
		return "", nil, ErrUpload
	}
	files := form.File[field]
	if len(files) != 1 {
		return "", nil, invalidField(field, ErrNoFile)
	}
	if files[0].Size > max {
		return "", nil, ErrFileTooBig.At(field)
	}
	f, err := files[0].Open()
	if err != nil {
		return "", nil, ErrUpload
	}
	defer func() { _ = f.Close() }()
	if data, err = io.ReadAll(io.LimitReader(f, max+1)); err != nil {
		return "", nil, ErrUpload
	}
	if len(data) == 0 {
		return "", nil, invalidField(field, ErrNoFile)
	}
	return bareName(files[0].Filename), data, nil
}

func invalidField(field string, f *fault.Fault) error {
	var p fault.Problems
	p.Fault(field, f)
	return p.Err()
}

// bareName returns the last element of a file name, without unprintable characters, at most 100 characters.
func bareName(name string) string {
	name = path.Base(strings.ReplaceAll(strings.ToValidUTF8(name, ""), `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, name)
	if utf8.RuneCountInString(name) > 100 {
		r := []rune(name)
		name = string(r[len(r)-100:]) // the end, because it holds the extension
	}
	return name
}
