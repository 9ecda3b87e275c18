package pdf

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/tongxing-platform/tongxing/services/platform/fault"
)

// ErrNoFont refuses a PDF on a machine without a Chinese font.
var ErrNoFont = fault.New(fault.Unavailable, "font_missing",
	"The server has no Chinese font, so it makes no PDF. Print the page instead, or ask the operator to install one (fonts-wqy-microhei).",
	"服务器没有中文字体，无法生成 PDF。请改用页面打印，或请运维人员安装字体（fonts-wqy-microhei）。")

// fontFiles are where the usual systems keep a Chinese font with TrueType outlines.
var fontFiles = []string{
	"/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", "/usr/share/fonts/wqy-microhei/wqy-microhei.ttc",
	"/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf", "/usr/share/fonts/truetype/arphic/uming.ttc",
	"/System/Library/Fonts/STHeiti Medium.ttc", `C:\Windows\Fonts\simhei.ttf`, `C:\Windows\Fonts\msyh.ttc`,
}

// systemFont returns the first font of the system that a PDF can embed. It is read once.
var systemFont = sync.OnceValue(func() []byte {
	for _, file := range fontFiles {
		if b := fontIn(file); b != nil {
			return b
		}
	}
	return nil
})

// fontIn returns the font in a file, or nil.
func fontIn(file string) []byte {
	b, err := os.ReadFile(filepath.Clean(file))
	if err != nil {
		return nil
	}
	return firstFont(b)
}

// firstFont returns the first font of a collection (ISO/IEC 14496-22, 5.2) as a file of its own, a single font unchanged, and nil for
// anything else.
func firstFont(b []byte) []byte {
	const header, record = 12, 16
	u32 := func(at int) (int, bool) {
		if at < 0 || at+4 > len(b) {
			return 0, false
		}
		return int(binary.BigEndian.Uint32(b[at:])), true
	}
	if len(b) < header {
		return nil
	}
	if !strings.HasPrefix(string(b[:4]), "ttcf") {
		if string(b[:4]) == "\x00\x01\x00\x00" || string(b[:4]) == "true" {
			return b
		}
		return nil
	}
	start, ok := u32(header)
	if !ok || start+header > len(b) {
		return nil
	}
	tables := int(binary.BigEndian.Uint16(b[start+4:]))
	end := start + header + record*tables
	if end > len(b) {
		return nil
	}
	out := slices.Clone(b[start:end])
	for i := range tables {
		at := start + header + record*i
		from, _ := u32(at + 8)
		size, _ := u32(at + 12)
		if from+size > len(b) {
			return nil
		}
		for len(out)%4 != 0 {
			out = append(out, 0)
		}
		binary.BigEndian.PutUint32(out[header+record*i+8:], uint32(len(out))) //nolint:gosec // a font is smaller than 4 GiB
		out = append(out, b[from:from+size]...)
	}
	return out
}
