package files

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"errors"
	"io"
)

// Bounds of what the streams of a PDF may unpack to.
const (
	pdfStream = 128 << 20
	pdfAll    = 1 << 30
)

// What a PDF may not hold, by the names that it cannot work without: scripts, programs, other files, and forms with scripts.
var pdfForbidden = map[string]error{
	"JavaScript": ErrActive, "Launch": ErrActive, "EmbeddedFile": ErrActive, "EmbeddedFiles": ErrActive, "Rendition": ErrActive,
	"RichMedia": ErrActive, "XFA": ErrActive, "ImportData": ErrActive, "SubmitForm": ErrActive, "Encrypt": ErrLocked,
}

// pdfFilters are encodings that are not looked into. Objects may not hide behind them.
var pdfFilters = []string{"ASCIIHexDecode", "AHx", "ASCII85Decode", "A85", "LZWDecode", "LZW", "RunLengthDecode", "RL", "Crypt"}

// checkPDF reads the whole file once, whatever its tables say, and looks into every compressed stream. So nothing is missed
// that another reader would find by other tables, and memory does not depend on the size. A PDF that names what is forbidden
// is refused even where it only speaks of it, which ordinary text in a PDF cannot do: names have a slash in front and
// text is compressed.
func checkPDF(c content) error {
	s := pdfScan{in: bufio.NewReaderSize(c.all(), 1<<16), left: pdfAll}
	err := s.run(true)
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// pdfScan goes through a PDF, or one of its streams.
type pdfScan struct {
	in    *bufio.Reader
	names map[string]bool // of the object that is being read
	word  []byte
	left  int64 // bytes that streams may still unpack to

	unpacked io.Reader // of streams, one after the other
	inner    *pdfScan
}

// run reads to the end, which is io.EOF. streams tells whether streams are looked into.
func (s *pdfScan) run(streams bool) error {
	s.names, s.word = map[string]bool{}, s.word[:0]
	for {
		b, err := s.in.ReadByte()
		switch {
		case err != nil:
			return err
		case b == '/':
			if err := s.name(); err != nil {
				return err
			}
		case b >= 'a' && b <= 'z':
			if len(s.word) < 16 {
				s.word = append(s.word, b)
			}
			continue
		case streams && (b == '\r' || b == '\n') && bytes.Equal(s.word, []byte("stream")):
			if err := s.stream(b); err != nil {
				return err
			}
		case bytes.HasSuffix(s.word, []byte("obj")):
			clear(s.names)
		}
		s.word = s.word[:0]
	}
}

// name reads a name, in which #xx stands for a character.
func (s *pdfScan) name() error {
	var name []byte
	for len(name) < 64 {
		next, err := s.in.Peek(1)
		if err != nil {
			break
		}
		b := next[0]
		if b <= ' ' || b > '~' || bytes.IndexByte([]byte("()<>[]{}/%"), b) >= 0 {
			break
		}
		_, _ = s.in.Discard(1)
		if hex, err := s.in.Peek(2); b == '#' && err == nil {
			if hi, lo := unhex(hex[0]), unhex(hex[1]); hi >= 0 && lo >= 0 {
				b = byte(hi<<4 | lo)
				_, _ = s.in.Discard(2)
			}
		}
		name = append(name, b)
	}
	if err := pdfForbidden[string(name)]; err != nil {
		return err
	}
	if len(s.names) < 1000 {
		s.names[string(name)] = true
	}
	return nil
}

func unhex(b byte) int {
	switch {
	case b >= '0' && b <= '9':
		return int(b - '0')
	case b >= 'a' && b <= 'f':
		return int(b-'a') + 10
	case b >= 'A' && b <= 'F':
		return int(b-'A') + 10
	}
	return -1
}

// stream looks into the stream that begins here, behind the end of the line. What follows it is read as before.
func (s *pdfScan) stream(end byte) error {
	if end == '\r' {
		if b, err := s.in.Peek(1); err == nil && b[0] == '\n' {
			_, _ = s.in.Discard(1)
		}
	}
	packed, objects := s.names["FlateDecode"] || s.names["Fl"], s.names["ObjStm"] || s.names["First"]
	for _, f := range pdfFilters {
		if s.names[f] && objects {
			return ErrActive // objects that nobody but a reader with that filter sees
		}
		packed = packed && !s.names[f]
	}
	if objects && (s.names["Predictor"] || s.names["Filter"] && !packed) {
		return ErrActive
	}
	if !packed {
		return nil
	}
	if err := s.unpack(); err != nil {
		return nil //nolint:nilerr // no compressed data: it is read as it is
	}
	most := min(s.left, pdfStream)
	counted := &io.LimitedReader{R: s.unpacked, N: most + 1}
	s.inner.in.Reset(counted)
	if err := s.inner.run(false); pdfRefusal(err) {
		return err
	}
	if counted.N <= 0 {
		return ErrBomb
	}
	s.left -= most + 1 - counted.N
	return nil
}

// unpack makes the reader of compressed data ready. It reads no byte more than it needs.
func (s *pdfScan) unpack() (err error) {
	if s.unpacked == nil {
		s.unpacked, err = zlib.NewReader(s.in)
		s.inner = &pdfScan{in: bufio.NewReaderSize(nil, 1<<14)}
		return err
	}
	return s.unpacked.(zlib.Resetter).Reset(s.in, nil)
}

func pdfRefusal(err error) bool { return errors.Is(err, ErrActive) || errors.Is(err, ErrLocked) }
