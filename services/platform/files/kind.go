package files

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/gabriel-vasile/mimetype"

	"github.com/tongxing-platform/tongxing/services/platform/fault"
)

// kind is a type of file that may be attached. check refuses what is dangerous in it; rewrite, when there is one, writes what
// is kept instead of what was sent.
type kind struct {
	media   string
	endings []string
	check   func(c content) error
	rewrite func(c content) (rewritten, error)
}

// content is a file that can be read at any place.
type content interface {
	io.ReaderAt
	all() io.Reader
	len() int64
}

func (c *sent) len() int64 { return c.size }

// rewritten is what a kind keeps instead of what was sent: func write writes it, thumb is a small JPEG or nil.
type rewritten struct {
	write func(io.Writer) error
	thumb []byte
}

const (
	mediaPDF  = "application/pdf"
	mediaJPEG = "image/jpeg"
	mediaPNG  = "image/png"
	mediaHEIC = "image/heic"
	mediaDOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	mediaXLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	mediaDOC  = "application/msword"
	mediaXLS  = "application/vnd.ms-excel"
)

var kinds = []kind{
	{media: mediaPDF, endings: []string{"pdf"}, check: checkPDF},
	{media: mediaJPEG, endings: []string{"jpg", "jpeg"}, check: checkJPEG, rewrite: rewriteJPEG},
	{media: mediaPNG, endings: []string{"png"}, check: checkPNG, rewrite: rewritePNG},
	{media: mediaHEIC, endings: []string{"heic", "heif"}, rewrite: stripHEIC},
	{media: mediaDOCX, endings: []string{"docx"}, check: checkZIP},
	{media: mediaXLSX, endings: []string{"xlsx"}, check: checkZIP},
	{media: mediaDOC, endings: []string{"doc"}, check: checkOLE},
	{media: mediaXLS, endings: []string{"xls"}, check: checkOLE},
}

// kindOf is the kind that a name's ending announces; false when it is none of ours.
func kindOf(name string) (kind, bool) {
	ending := strings.ToLower(strings.TrimPrefix(path.Ext(name), "."))
	for _, k := range kinds {
		for _, e := range k.endings {
			if e == ending {
				return k, true
			}
		}
	}
	return kind{}, false
}

const sniffed = 3072 // what mimetype looks at

// sniff returns the media type that the content has, or "" when it is none of ours.
func sniff(c content) (string, error) {
	head := make([]byte, min(sniffed, c.len()))
	if _, err := c.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	for m := mimetype.Detect(head); m != nil; m = m.Parent() {
		switch {
		case m.Is(mediaPDF) && bytes.HasPrefix(head, []byte("%PDF-")):
			return mediaPDF, nil
		case m.Is(mediaJPEG):
			return mediaJPEG, nil
		case m.Is(mediaPNG) && !m.Is("image/vnd.mozilla.apng"):
			return mediaPNG, nil
		case m.Is(mediaHEIC), m.Is("image/heif"):
			return mediaHEIC, nil
		case m.Is("application/zip"):
			return sniffZIP(c)
		case m.Is("application/x-ole-storage"):
			return sniffOLE(c)
		}
	}
	return "", nil
}

// examine refuses content that is not of the kind, or dangerous. An error of a library that reads it, or its panic, means
// that it is broken.
func (k kind) examine(c content) (err error) {
	defer refuseBroken(&err)
	media, err := sniff(c)
	if err != nil {
		return err
	}
	if media != k.media {
		return ErrLies
	}
	if k.check == nil {
		return nil
	}
	return k.check(c)
}

// changed returns what is kept instead of the content; write is nil when it is kept as it is.
func (k kind) changed(c content) (r rewritten, err error) {
	defer refuseBroken(&err)
	if k.rewrite == nil {
		return rewritten{}, nil
	}
	return k.rewrite(c)
}

// refuseBroken turns the panic of a reader into ErrBroken.
func refuseBroken(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("%w: %v", ErrBroken, p)
	}
}

// broken is ErrBroken unless the error is a refusal already.
func broken(err error) error {
	if _, ok := errors.AsType[*fault.Fault](err); ok || err == nil {
		return err
	}
	return fmt.Errorf("%w: %w", ErrBroken, err)
}
