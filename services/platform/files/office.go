package files

import (
	"archive/zip"
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf16"
)

// Bounds of an Office file of the newer kind, which is a ZIP archive.
const (
	zipEntries   = 10_000
	zipUnpacked  = 200 << 20
	zipDirectory = 1 << 20
)

// openZIP reads the directory of the archive, whose size is bounded first: the library holds all of it in memory.
func openZIP(c content) (*zip.Reader, error) {
	tail := make([]byte, min(c.len(), 22+1<<16))
	if _, err := c.ReadAt(tail, c.len()-int64(len(tail))); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	for i := len(tail) - 22; i >= 0; i-- {
		if binary.LittleEndian.Uint32(tail[i:]) != 0x06054b50 {
			continue
		}
		entries, size, at := binary.LittleEndian.Uint16(tail[i+10:]), binary.LittleEndian.Uint32(tail[i+12:]), binary.LittleEndian.Uint32(tail[i+16:])
		if entries > zipEntries || size > zipDirectory || int64(at) < c.len()-zipDirectory-1<<17 {
			return nil, ErrBomb
		}
		r, err := zip.NewReader(c, c.len())
		if err != nil {
			return nil, broken(err)
		}
		return r, nil
	}
	return nil, ErrBroken
}

// sniffZIP tells Word from Excel by the main part.
func sniffZIP(c content) (string, error) {
	r, err := openZIP(c)
	if err != nil {
		return "", err
	}
	for _, f := range r.File {
		switch strings.ToLower(f.Name) {
		case "word/document.xml":
			return mediaDOCX, nil
		case "xl/workbook.xml":
			return mediaXLSX, nil
		}
	}
	return "", nil
}

// checkZIP unpacks everything once and refuses macros, controls, embedded programs, and what unpacks to too much.
func checkZIP(c content) error {
	r, err := openZIP(c)
	if err != nil {
		return err
	}
	left := int64(zipUnpacked)
	for _, f := range r.File {
		name := strings.ToLower(f.Name)
		switch {
		case f.Flags&1 != 0:
			return ErrLocked
		case strings.Contains(name, "vbaproject"), strings.Contains(name, "vbadata"), strings.Contains(name, "/macrosheets/"),
			strings.Contains(name, "/activex/"), strings.Contains(name, "/embeddings/") && strings.HasSuffix(name, ".bin"):
			return ErrActive
		}
		used, macros, err := unpackZIP(f, left, name == "[content_types].xml")
		switch {
		case err != nil:
			return broken(err)
		case macros:
			return ErrActive
		case used > left:
			return ErrBomb
		}
		left -= used
	}
	return nil
}

// unpackZIP returns how much the entry unpacks to, at most one byte more than it may. When it lists the types of the parts,
// it is searched for those of macros.
func unpackZIP(f *zip.File, most int64, types bool) (used int64, macros bool, err error) {
	in, err := f.Open()
	if err != nil {
		return 0, false, err
	}
	defer in.Close() //nolint:errcheck // read only
	from := io.LimitReader(in, most+1)
	if !types {
		used, err = io.Copy(io.Discard, from)
		return used, false, err
	}
	text, err := io.ReadAll(io.LimitReader(from, 1<<20))
	return int64(len(text)), strings.Contains(strings.ToLower(string(text)), "macroenabled"), err
}

// sniffOLE tells the older Word from Excel by the main stream.
func sniffOLE(c content) (media string, err error) {
	err = eachOLE(c, func(name string) error {
		switch name {
		case "worddocument":
			media = mediaDOC
		case "workbook", "book":
			media = mediaXLS
		case "encryptedpackage":
			return ErrLocked
		}
		return nil
	})
	return media, err
}

var oleActive = []string{"vba", "_vba_project", "_vba_project_cur", "macros", "\x01ole10native"}

// checkOLE refuses macros and embedded programs.
func checkOLE(c content) error {
	return eachOLE(c, func(name string) error {
		if slices.Contains(oleActive, name) {
			return ErrActive
		}
		return nil
	})
}

const oleEntry = 128 // bytes of a directory entry, which lies at a multiple of them

// eachOLE calls use with the names in the directory of an older Office file, in small letters. It looks at every place
// where an entry may lie instead of following the tables, which may lie, and holds nothing in memory.
func eachOLE(c content, use func(name string) error) error {
	in := bufio.NewReaderSize(c.all(), 1<<16)
	for entry := make([]byte, oleEntry); ; {
		if _, err := io.ReadFull(in, entry); errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return nil
		} else if err != nil {
			return err
		}
		if name := oleName(entry); name != "" {
			if err := use(name); err != nil {
				return err
			}
		}
	}
}

// oleName is the name in a directory entry; empty when it is none.
func oleName(entry []byte) string {
	bytes := int(binary.LittleEndian.Uint16(entry[64:])) // with the zero at the end
	if kind, colour := entry[66], entry[67]; bytes < 4 || bytes > 64 || bytes%2 != 0 || kind == 0 || kind > 5 || colour > 1 {
		return ""
	}
	units := make([]uint16, bytes/2-1)
	for i := range units {
		units[i] = binary.LittleEndian.Uint16(entry[2*i:])
	}
	return strings.ToLower(string(utf16.Decode(units)))
}
