package files

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/draw"
)

// Bounds of a picture. Phones take up to 50 million pixels, which decode to 75 MB.
const (
	maxPixels  = 52 << 20
	maxDecoded = 128 << 20
	thumbSide  = 320
	quality    = 90
)

// mayDecode refuses a picture that would take too much memory, before it is decoded.
func mayDecode(cfg image.Config, perPixel int64) error {
	w, h := int64(cfg.Width), int64(cfg.Height)
	if w <= 0 || h <= 0 {
		return ErrBroken
	}
	if w > 1<<16 || h > 1<<16 || w*h > maxPixels || w*h*perPixel > maxDecoded {
		return ErrPixels
	}
	return nil
}

func checkJPEG(c content) error {
	cfg, err := jpeg.DecodeConfig(c.all())
	if err != nil {
		return broken(err)
	}
	perPixel := int64(2) // most have 1.5 bytes
	if cfg.ColorModel == color.CMYKModel {
		perPixel = 4
	}
	if readJPEGHead(c).progressive {
		perPixel += 6 // the decoder holds every coefficient
	}
	return mayDecode(cfg, perPixel)
}

func checkPNG(c content) error {
	cfg, err := png.DecodeConfig(c.all())
	if err != nil {
		return broken(err)
	}
	perPixel := int64(4)
	switch cfg.ColorModel {
	case color.RGBA64Model, color.NRGBA64Model:
		perPixel = 8
	case color.GrayModel:
		perPixel = 1
	}
	return mayDecode(cfg, perPixel)
}

// rewriteJPEG decodes the picture, turns it as its camera was held, and encodes it again: nothing of the original file but
// its pixels is kept.
func rewriteJPEG(c content) (rewritten, error) {
	img, err := jpeg.Decode(bufio.NewReader(c.all()))
	if err != nil {
		return rewritten{}, broken(err)
	}
	img = turned(img, readJPEGHead(c).orientation)
	thumb, err := thumbnail(img)
	return rewritten{thumb: thumb, write: func(w io.Writer) error { return jpeg.Encode(w, img, &jpeg.Options{Quality: quality}) }}, err
}

// rewritePNG decodes the picture and encodes it again.
func rewritePNG(c content) (rewritten, error) {
	img, err := png.Decode(bufio.NewReader(c.all()))
	if err != nil {
		return rewritten{}, broken(err)
	}
	thumb, err := thumbnail(img)
	return rewritten{thumb: thumb, write: func(w io.Writer) error { return png.Encode(w, img) }}, err
}

// thumbnail returns a small JPEG on white.
func thumbnail(img image.Image) ([]byte, error) {
	w, h := img.Bounds().Dx(), img.Bounds().Dy()
	if long := max(w, h); long > thumbSide {
		w, h = max(1, w*thumbSide/long), max(1, h*thumbSide/long)
	}
	small := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(small, small.Bounds(), image.White, image.Point{}, draw.Src)
	draw.ApproxBiLinear.Scale(small, small.Bounds(), img, img.Bounds(), draw.Over, nil)
	var out bytes.Buffer
	err := jpeg.Encode(&out, small, &jpeg.Options{Quality: 80})
	return out.Bytes(), err
}

// jpegHead is what the segments before the pixels say.
type jpegHead struct {
	progressive bool
	orientation int // 1 to 8, as EXIF numbers them; 0 when it is not said
}

// readJPEGHead reads the segments up to the pixels. What it cannot read it leaves out: the decoder judges the file.
func readJPEGHead(c content) (h jpegHead) {
	var head [4]byte
	for at := int64(2); ; {
		if _, err := c.ReadAt(head[:], at); err != nil || head[0] != 0xff {
			return h
		}
		if head[1] == 0xff { // filling
			at++
			continue
		}
		size := int64(binary.BigEndian.Uint16(head[2:]))
		switch head[1] {
		case 0xc2:
			h.progressive = true
		case 0xda:
			return h
		case 0xe1:
			segment := make([]byte, max(0, size-2))
			if _, err := c.ReadAt(segment, at+4); err == nil && h.orientation == 0 {
				h.orientation = orientationIn(segment)
			}
		}
		at += 2 + size
	}
}

// orientationIn finds the orientation in an EXIF segment: tag 0x112 of the first directory of the TIFF inside.
func orientationIn(exif []byte) int {
	tiff, ok := bytes.CutPrefix(exif, []byte("Exif\x00\x00"))
	if !ok || len(tiff) < 8 {
		return 0
	}
	var order binary.ByteOrder = binary.LittleEndian
	if tiff[0] == 'M' {
		order = binary.BigEndian
	}
	at := int(order.Uint32(tiff[4:]))
	if at < 8 || at > len(tiff)-2 {
		return 0
	}
	entries := tiff[at+2:]
	for range order.Uint16(tiff[at:]) {
		if len(entries) < 12 {
			return 0
		}
		if order.Uint16(entries) == 0x112 {
			return int(order.Uint16(entries[8:]))
		}
		entries = entries[12:]
	}
	return 0
}

// turned returns the picture as EXIF orientation o wants it shown; the picture itself for 1 and for numbers without meaning.
func turned(img image.Image, o int) image.Image {
	if o < 2 || o > 8 {
		return img
	}
	b := img.Bounds()
	size := image.Pt(b.Dx(), b.Dy())
	if o >= 5 {
		size = image.Pt(b.Dy(), b.Dx())
	}
	if src, ok := img.(*image.YCbCr); ok && src.SubsampleRatio <= image.YCbCrSubsampleRatio440 {
		dst := image.NewYCbCr(image.Rectangle{Max: size}, subsampled(src.SubsampleRatio, o))
		turnPlane(dst.Y, dst.YStride, src.Y, src.YStride, b.Dx(), b.Dy(), 1, o)
		cw, ch := chroma(src)
		turnPlane(dst.Cb, dst.CStride, src.Cb, src.CStride, cw, ch, 1, o)
		turnPlane(dst.Cr, dst.CStride, src.Cr, src.CStride, cw, ch, 1, o)
		return dst
	}
	flat, dst := image.NewRGBA(b), image.NewRGBA(image.Rectangle{Max: size})
	draw.Draw(flat, b, img, b.Min, draw.Src)
	turnPlane(dst.Pix, dst.Stride, flat.Pix, flat.Stride, b.Dx(), b.Dy(), 4, o)
	return dst
}

// chroma is how wide and high the colour planes are.
func chroma(p *image.YCbCr) (w, h int) {
	w, h = p.Rect.Dx(), p.Rect.Dy()
	switch p.SubsampleRatio {
	case image.YCbCrSubsampleRatio422:
		w = (w + 1) / 2
	case image.YCbCrSubsampleRatio420:
		w, h = (w+1)/2, (h+1)/2
	case image.YCbCrSubsampleRatio440:
		h = (h + 1) / 2
	default:
	}
	return w, h
}

// subsampled is the ratio of the turned picture; a turn by 90 degrees swaps the axes.
func subsampled(r image.YCbCrSubsampleRatio, o int) image.YCbCrSubsampleRatio {
	switch {
	case o < 5:
		return r
	case r == image.YCbCrSubsampleRatio422:
		return image.YCbCrSubsampleRatio440
	case r == image.YCbCrSubsampleRatio440:
		return image.YCbCrSubsampleRatio422
	default:
		return r
	}
}

// turnPlane copies w by h elements of size bytes each to where orientation o puts them.
func turnPlane(dst []byte, dstStride int, src []byte, srcStride, w, h, size, o int) {
	for y := range h {
		for x := range w {
			tx, ty := x, y
			switch o {
			case 2:
				tx = w - 1 - x
			case 3:
				tx, ty = w-1-x, h-1-y
			case 4:
				ty = h - 1 - y
			case 5:
				tx, ty = y, x
			case 6:
				tx, ty = h-1-y, x
			case 7:
				tx, ty = h-1-y, w-1-x
			case 8:
				tx, ty = y, w-1-x
			}
			from, to := y*srcStride+x*size, ty*dstStride+tx*size
			copy(dst[to:to+size], src[from:from+size])
		}
	}
}
