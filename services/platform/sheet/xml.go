package sheet

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strconv"
	"unicode/utf8"
)

const maxTag = 64 << 10

// scanner reads the tags of one XML part in fixed memory. A text is kept up to max bytes and the rest dropped. A tag longer
// than 64 KiB, a DTD and an unknown entity are ErrUnreadable.
type scanner struct {
	r     *bufio.Reader
	max   int
	depth int

	name  []byte // local name of the current tag
	attrs []byte
	end   bool   // the current tag closes an element
	text  []byte // text before the current tag, entities not yet resolved
	buf   []byte
	empty bool // <a/>: the closing tag comes next
}

func newScanner(r io.Reader, maxText int) *scanner {
	s := &scanner{r: bufio.NewReaderSize(r, 32<<10), max: maxText}
	if b, err := s.r.Peek(3); err == nil && string(b) == "\uFEFF" {
		_, _ = s.r.Discard(3)
	}
	return s
}

// next moves to the next tag. It returns io.EOF after the closing tag of the root.
func (s *scanner) next() error {
	s.text = s.text[:0]
	if s.empty {
		s.empty, s.end = false, true
		s.depth--
		return nil
	}
	for {
		if err := s.readText(); err != nil {
			return err
		}
		special, err := s.skipSpecial()
		if err != nil {
			return err
		}
		if !special {
			return s.readTag()
		}
	}
}

func (s *scanner) appendText(b []byte) {
	if room := s.max - len(s.text); room > 0 {
		s.text = append(s.text, b[:min(room, len(b))]...)
	}
}

func (s *scanner) readText() error {
	for {
		b, err := s.r.ReadSlice('<')
		switch {
		case err == nil:
			s.appendText(b[:len(b)-1])
			return nil
		case errors.Is(err, bufio.ErrBufferFull):
			s.appendText(b)
		case errors.Is(err, io.EOF):
			if s.depth != 0 || len(bytes.TrimSpace(b)) > 0 {
				return ErrUnreadable
			}
			return io.EOF
		default:
			return err
		}
	}
}

// skipSpecial skips a comment, an instruction or a CDATA section, whose content it keeps as text.
func (s *scanner) skipSpecial() (bool, error) {
	b, err := s.r.Peek(1)
	if err != nil {
		return false, unreadableAtEOF(err)
	}
	switch b[0] {
	case '?':
		return true, s.skipUntil("?>", nil)
	case '!':
		b, _ = s.r.Peek(8)
		if bytes.HasPrefix(b, []byte("!--")) {
			_, _ = s.r.Discard(3)
			return true, s.skipUntil("-->", nil)
		}
		if string(b) == "![CDATA[" {
			_, _ = s.r.Discard(8)
			var kept []byte
			err := s.skipUntil("]]>", &kept)
			s.appendText(bytes.ReplaceAll(kept, []byte("&"), []byte("&amp;")))
			return true, err
		}
		return false, ErrUnreadable // a DTD
	}
	return false, nil
}

func (s *scanner) skipUntil(end string, kept *[]byte) error {
	var tail []byte
	for {
		b, err := s.r.ReadSlice('>')
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return unreadableAtEOF(err)
		}
		if kept != nil && len(*kept) < s.max {
			*kept = append(*kept, b...)
		}
		tail = append(tail, b[max(0, len(b)-len(end)):]...)
		tail = tail[max(0, len(tail)-len(end)):]
		if err == nil && string(tail) == end {
			if kept != nil {
				*kept = bytes.TrimSuffix(*kept, []byte(end))
			}
			return nil
		}
	}
}

func (s *scanner) readTag() error {
	s.buf = s.buf[:0]
	var quote byte
	for {
		b, err := s.r.ReadSlice('>')
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return unreadableAtEOF(err)
		}
		for _, c := range b {
			switch {
			case quote == 0 && (c == '"' || c == '\''):
				quote = c
			case c == quote:
				quote = 0
			}
		}
		s.buf = append(s.buf, b...)
		if len(s.buf) > maxTag {
			return ErrUnreadable
		}
		if err == nil && quote == 0 {
			return s.splitTag(s.buf[:len(s.buf)-1])
		}
	}
}

func (s *scanner) splitTag(b []byte) error {
	s.end = bytes.HasPrefix(b, []byte("/"))
	if s.end {
		b = b[1:]
		s.depth--
	} else {
		s.depth++
		if bytes.HasSuffix(b, []byte("/")) {
			b, s.empty = b[:len(b)-1], true
		}
	}
	if s.depth < 0 || s.depth > 200 {
		return ErrUnreadable
	}
	n := bytes.IndexAny(b, " \t\r\n")
	if n < 0 {
		n = len(b)
	}
	s.name, s.attrs = localName(b[:n]), b[n:]
	return nil
}

func localName(name []byte) []byte {
	if i := bytes.LastIndexByte(name, ':'); i >= 0 {
		return name[i+1:]
	}
	return name
}

// attr returns the attribute with that local name, entities resolved, and whether it exists. prefixed selects the one in a
// namespace: r:id, not id.
func (s *scanner) attr(name string, prefixed bool) (string, bool) {
	b := s.attrs
	for {
		b = bytes.TrimLeft(b, " \t\r\n")
		eq := bytes.IndexByte(b, '=')
		if eq < 0 {
			return "", false
		}
		key := bytes.TrimSpace(b[:eq])
		b = bytes.TrimLeft(b[eq+1:], " \t\r\n")
		if len(b) == 0 || b[0] != '"' && b[0] != '\'' {
			return "", false
		}
		stop := bytes.IndexByte(b[1:], b[0])
		if stop < 0 {
			return "", false
		}
		if string(localName(key)) == name && (len(localName(key)) != len(key)) == prefixed {
			v, err := unescape(b[1:1+stop], false)
			return v, err == nil
		}
		b = b[stop+2:]
	}
}

// unescape resolves the five entities and character references, with excel also the notation _x000A_.
func unescape(b []byte, excel bool) (string, error) {
	if bytes.IndexByte(b, '&') < 0 && (!excel || !bytes.Contains(b, []byte("_x"))) {
		return string(bytes.ToValidUTF8(b, nil)), nil
	}
	out := make([]byte, 0, len(b))
	for i := 0; i < len(b); i++ {
		switch {
		case b[i] == '&':
			n := bytes.IndexByte(b[i:], ';')
			if n < 0 {
				if i > len(b)-12 { // a text cut in the middle of a reference
					return string(bytes.ToValidUTF8(out, nil)), nil
				}
				return "", ErrUnreadable
			}
			r, ok := entity(string(b[i+1 : i+n]))
			if !ok {
				return "", ErrUnreadable
			}
			out = utf8.AppendRune(out, r)
			i += n
		case excel && b[i] == '_' && i+7 <= len(b) && b[i+1] == 'x' && b[i+6] == '_':
			if v, err := strconv.ParseUint(string(b[i+2:i+6]), 16, 16); err == nil {
				out = utf8.AppendRune(out, rune(v))
				i += 6
				continue
			}
			out = append(out, b[i])
		default:
			out = append(out, b[i])
		}
	}
	return string(bytes.ToValidUTF8(out, nil)), nil
}

func entity(name string) (rune, bool) {
	switch name {
	case "amp":
		return '&', true
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	if len(name) < 2 || len(name) > 10 || name[0] != '#' {
		return 0, false
	}
	digits, base := name[1:], 10
	if digits[0] == 'x' || digits[0] == 'X' {
		digits, base = digits[1:], 16
	}
	v, err := strconv.ParseUint(digits, base, 32)
	if err != nil || v > utf8.MaxRune {
		return 0, false
	}
	return rune(v), true
}

// unreadableAtEOF turns an early end into ErrUnreadable and returns other errors unchanged.
func unreadableAtEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return ErrUnreadable
	}
	return err
}
