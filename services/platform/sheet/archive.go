package sheet

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"path"
	"strings"
	"unicode/utf16"

	"github.com/tongxing-platform/tongxing/services/platform/fault"
)

// archive is a zip file whose directory has been checked. left is the number of bytes that may still be inflated, whatever
// the directory says.
type archive struct {
	files map[string]*zip.File // lower-case, forward slashes
	left  int64
}

const freeOfRatio = 1 << 20 // a small file of many equal rows packs well without being a bomb

func openArchive(data []byte, l Limits) (*archive, error) {
	// Checked before zip.NewReader builds the directory in memory, because it may hold more entries than its end says.
	if bytes.Count(data, []byte("PK\x01\x02")) > l.Entries {
		return nil, ErrTooLarge
	}
	zr, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, ErrUnreadable
	}
	if len(zr.File) > l.Entries {
		return nil, ErrTooLarge
	}
	a := &archive{files: make(map[string]*zip.File, len(zr.File))}
	a.left = min(l.InflatedBytes, max(freeOfRatio, l.Ratio*int64(len(data))))
	var total uint64
	for _, f := range zr.File {
		if f.UncompressedSize64 > uint64(a.left) {
			return nil, ErrTooLarge
		}
		total += f.UncompressedSize64
		if total > uint64(a.left) {
			return nil, ErrTooLarge
		}
		name := partName(f.Name)
		if _, twice := a.files[name]; twice {
			return nil, ErrUnreadable
		}
		a.files[name] = f
	}
	return a, nil
}

func partName(name string) string {
	return strings.ToLower(strings.TrimPrefix(path.Clean("/"+strings.ReplaceAll(name, `\`, "/")), "/"))
}

// open returns the part, or nil when it does not exist. Every byte read counts against left.
func (a *archive) open(name string) (io.ReadCloser, error) {
	f, ok := a.files[partName(name)]
	if !ok {
		return nil, nil
	}
	if f.Flags&1 != 0 {
		return nil, ErrEncrypted
	}
	r, err := f.Open()
	if err != nil {
		return nil, ErrUnreadable
	}
	return &countingReader{r, a}, nil
}

type countingReader struct {
	io.ReadCloser
	a *archive
}

func (c *countingReader) Read(p []byte) (int, error) {
	n, err := c.ReadCloser.Read(p)
	c.a.left -= int64(n)
	if c.a.left < 0 {
		return 0, ErrTooLarge
	}
	if err != nil && !errors.Is(err, io.EOF) {
		err = ErrUnreadable
	}
	return n, err
}

type format uint8

const (
	formatXLSX format = iota
	formatCSV
)

// detectFormat finds the format by content. The name only decides whether plain text may be CSV.
func detectFormat(data []byte, filename string) (format, *fault.Fault) {
	trimmed := bytes.TrimLeft(bytes.TrimPrefix(data, []byte("\uFEFF")), " \t\r\n")
	switch {
	case len(trimmed) == 0:
		return 0, ErrEmpty
	case bytes.HasPrefix(data, []byte("PK\x03\x04")), bytes.HasPrefix(data, []byte("PK\x05\x06")):
		return formatXLSX, nil
	case bytes.HasPrefix(data, []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")):
		if bytes.Contains(data, utf16LE("EncryptedPackage")) {
			return 0, ErrEncrypted
		}
		return 0, ErrOldFormat
	case trimmed[0] == '<': // a web page or an XML sheet that some systems export under the name .xls
		return 0, ErrOldFormat
	case bytes.HasPrefix(data, []byte{0x09, 0x08}), bytes.HasPrefix(data, []byte{0x09, 0x00, 0x04, 0x00}): // BIFF without a compound file
		return 0, ErrOldFormat
	}
	switch strings.ToLower(path.Ext(filename)) {
	case ".csv", ".txt", ".tsv":
		return formatCSV, nil
	case ".xlsx", ".xlsm":
		return 0, ErrUnreadable
	}
	return 0, ErrType
}

func utf16LE(s string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, byte(u), byte(u>>8))
	}
	return b
}
