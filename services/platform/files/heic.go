package files

import (
	"encoding/binary"
	"errors"
	"io"
	"sort"
)

// No decoder of HEIC in pure Go is kept well enough to let strangers' pictures into the process, so a HEIC picture stays as it
// is but for its metadata (EXIF with the location, XMP), which is overwritten by zeros. The turn of the camera is a property
// of the picture and stays. There is no thumbnail.

const (
	heicMeta  = 4 << 20 // bytes of the box that describes the picture
	heicItems = 10_000
)

// span is a range of bytes, [from, to).
type span struct{ from, to int64 }

// stripHEIC finds the metadata and returns how to write the file without it.
func stripHEIC(c content) (rewritten, error) {
	var blank []span
	found := false
	err := eachBox(c, span{0, c.len()}, func(kind string, body span) error {
		switch kind {
		case "meta":
			found = true
			spans, err := readHEICMeta(c, body)
			blank = append(blank, spans...)
			return err
		case "uuid", "udta", "moov": // XMP, or a film: a sequence keeps its metadata elsewhere
			blank = append(blank, body)
		}
		return nil
	})
	if err == nil && !found {
		err = ErrBroken
	}
	return rewritten{write: func(w io.Writer) error { return copyBlanked(w, c, blank) }}, broken(err)
}

// eachBox calls use for the boxes in the range: each has its length and kind in front.
func eachBox(c content, in span, use func(kind string, body span) error) error {
	var head [16]byte
	for n := 0; in.from < in.to; n++ {
		if n > heicItems || in.to-in.from < 8 {
			return ErrBroken
		}
		if _, err := c.ReadAt(head[:min(16, in.to-in.from)], in.from); err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		size, start := int64(binary.BigEndian.Uint32(head[:])), int64(8)
		switch size {
		case 0: // to the end
			size = in.to - in.from
		case 1:
			size, start = int64(binary.BigEndian.Uint64(head[8:])), 16 //nolint:gosec // G115: a negative one is refused below
		}
		if size < start || size > in.to-in.from {
			return ErrBroken
		}
		if err := use(string(head[4:8]), span{in.from + start, in.from + size}); err != nil {
			return err
		}
		in.from += size
	}
	return nil
}

// heicReader reads numbers one behind the other; bad is set behind the end.
type heicReader struct {
	b   []byte
	bad bool
}

func (r *heicReader) number(bytes int) (n uint64) {
	if bytes > len(r.b) {
		r.b, r.bad = nil, true
		return 0
	}
	for _, b := range r.b[:bytes] {
		n = n<<8 | uint64(b)
	}
	r.b = r.b[bytes:]
	return n
}

func (r *heicReader) either(wide bool, narrow int) uint64 {
	if wide {
		return r.number(2 * narrow)
	}
	return r.number(narrow)
}

// readHEICMeta returns where the metadata lies: items of kind Exif, or of a media type (XMP).
func readHEICMeta(c content, body span) (blank []span, err error) {
	if body.to-body.from > heicMeta || body.to-body.from < 4 {
		return nil, ErrBroken
	}
	var items map[uint64]bool // metadata
	var iloc []byte
	idat := span{}
	err = eachBox(c, span{body.from + 4, body.to}, func(kind string, in span) error {
		raw := make([]byte, in.to-in.from)
		if _, err := c.ReadAt(raw, in.from); err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		switch kind {
		case "iinf":
			items, err = heicMetadataItems(c, in, raw)
			return err
		case "iloc":
			iloc = raw
		case "idat":
			idat = in
		}
		return nil
	})
	if err != nil || len(items) == 0 {
		return nil, err
	}
	return heicPlaces(iloc, idat, c.len(), items)
}

// heicMetadataItems lists the items that hold metadata.
func heicMetadataItems(c content, in span, raw []byte) (map[uint64]bool, error) {
	head := heicReader{b: raw}
	version := head.number(1)
	start := int64(6) // version, flags and a count of two bytes
	if version > 0 {
		start = 8
	}
	items := map[uint64]bool{}
	if in.to-in.from < start {
		return nil, ErrBroken
	}
	return items, eachBox(c, span{in.from + start, in.to}, func(kind string, body span) error {
		if kind != "infe" {
			return nil
		}
		entry := heicReader{b: make([]byte, min(12, body.to-body.from))}
		if _, err := c.ReadAt(entry.b, body.from); err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		version := entry.number(1)
		entry.number(3)
		item := entry.either(version == 3, 2)
		entry.number(2)
		name := entry.number(4)
		if version < 2 || entry.bad {
			return ErrBroken
		}
		if name == 0x45786966 || name == 0x6d696d65 { // "Exif", "mime"
			items[item] = true
		}
		return nil
	})
}

// heicPlaces reads where the items lie.
func heicPlaces(iloc []byte, idat span, size int64, items map[uint64]bool) (blank []span, err error) {
	r := heicReader{b: iloc}
	version := r.number(1)
	r.number(3)
	widths := r.number(2)
	offsetW, lengthW, baseW, indexW := int(widths>>12), int(widths>>8&15), int(widths>>4&15), int(widths&15)
	if version == 0 || version > 2 {
		indexW = 0
	}
	for range min(r.either(version == 2, 2), heicItems) {
		item := r.either(version == 2, 2)
		method := uint64(0)
		if version > 0 {
			method = r.number(2) & 15
		}
		r.number(2)
		base := r.number(baseW)
		for range r.number(2) {
			r.number(indexW)
			from, length := base+r.number(offsetW), r.number(lengthW)
			if r.bad {
				return nil, ErrBroken
			}
			if !items[item] {
				continue
			}
			if method == 1 {
				from += uint64(idat.from) //nolint:gosec // G115: not negative
			}
			if method > 1 || from > uint64(size) || length > uint64(size)-from { //nolint:gosec // G115: not negative
				return nil, ErrBroken
			}
			blank = append(blank, span{int64(from), int64(from + length)}) //nolint:gosec // G115: at most size
		}
	}
	if r.bad {
		return nil, ErrBroken
	}
	return blank, nil
}

// copyBlanked writes the content with zeros in the ranges.
func copyBlanked(w io.Writer, c content, blank []span) error {
	sort.Slice(blank, func(i, j int) bool { return blank[i].from < blank[j].from })
	buf := make([]byte, 1<<16)
	for at := int64(0); at < c.len(); {
		n := min(int64(len(buf)), c.len()-at)
		if _, err := c.ReadAt(buf[:n], at); err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		for _, b := range blank {
			if from, to := max(b.from, at), min(b.to, at+n); from < to {
				clear(buf[from-at : to-at])
			}
		}
		if _, err := w.Write(buf[:n]); err != nil {
			return err
		}
		at += n
	}
	return nil
}
