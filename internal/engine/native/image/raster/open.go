package raster

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	_ "image/gif"  // reads GIF
	_ "image/jpeg" // reads JPEG
	_ "image/png"  // reads PNG
	"io"
	"math"
	"strings"

	_ "golang.org/x/image/bmp"  // reads BMP
	_ "golang.org/x/image/tiff" // reads TIFF
	_ "golang.org/x/image/webp" // reads WebP

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
)

// What a picture file may be at the most.
const (
	MaxBytes  = 60 << 20
	MaxPixels = 100_000_000

	deflateMost = 1032 // bytes that one byte of a PNG can stand for
)

// File is a picture file that was read and decoded.
type File struct {
	Name   string // as its owner calls it
	Format string // jpeg, png, gif, webp, bmp or tiff
	W, H   int    // in pixels, the picture upright
	Bytes  []byte

	img    image.Image
	turned int // EXIF orientation
}

// Open reads and decodes a picture. The sizes are checked before anything is
// unpacked. A fault of kind Invalid or TooLarge names the file.
func Open(v port.Value) (*File, error) {
	name := v.Name
	if name == "" {
		name = "the picture"
	}
	if v.Size > MaxBytes {
		return nil, tooBig(name, v.Size)
	}
	b, err := read(v)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	if len(b) > MaxBytes {
		return nil, tooBig(name, int64(len(b)))
	}
	conf, format, err := image.DecodeConfig(bytes.NewReader(b))
	if err != nil {
		return nil, unreadable(name, b, err)
	}
	if conf.Width < 1 || conf.Height < 1 {
		return nil, fault.About(name, fault.Invalid, "the picture is empty: %d × %d pixels", conf.Width, conf.Height)
	}
	if int64(conf.Width)*int64(conf.Height) > MaxPixels {
		return nil, fault.About(name, fault.TooLarge, "the picture has %d × %d pixels, and at most %d million are read; make it smaller first",
			conf.Width, conf.Height, MaxPixels/1_000_000)
	}
	if format == "png" && conf.Width*conf.Height/8/deflateMost > len(b) {
		return nil, unreadable(name, b, io.ErrUnexpectedEOF) // before room is made for it
	}
	img, _, err := image.Decode(bytes.NewReader(b))
	if err != nil {
		return nil, unreadable(name, b, err)
	}
	f := &File{Name: name, Format: format, Bytes: b, img: onCanvas(img, conf), turned: orientation(b, format)}
	f.W, f.H = f.img.Bounds().Dx(), f.img.Bounds().Dy()
	if f.turned >= 5 {
		f.W, f.H = f.H, f.W
	}
	return f, nil
}

func read(v port.Value) ([]byte, error) {
	r, err := v.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(io.LimitReader(r, MaxBytes+1))
}

func tooBig(name string, n int64) error {
	return fault.About(name, fault.TooLarge, "the file has %d MB, and at most %d MB are read; make it smaller first", n>>20, MaxBytes>>20)
}

// onCanvas puts a picture that fills only a part of its frame, as the first
// one of a GIF may, where it belongs.
func onCanvas(img image.Image, conf image.Config) image.Image {
	b := img.Bounds()
	frame := image.Rect(0, 0, conf.Width, conf.Height)
	if b.Dx() == conf.Width && b.Dy() == conf.Height || !b.In(frame) {
		return img
	}
	out := image.NewNRGBA(frame)
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			out.Set(x, y, img.At(x, y))
		}
	}
	return out
}

// Photo reports whether the file is of a kind that loses detail, as cameras write.
func (f *File) Photo() bool {
	_, lossy := f.img.(*image.YCbCr)
	return f.Format == "jpeg" || lossy
}

// Opaque reports whether nothing shines through.
func (f *File) Opaque() bool {
	o, ok := f.img.(interface{ Opaque() bool })
	return ok && o.Opaque()
}

// Picture returns the upright pixels of f, averaged down to at most so many.
func (f *File) Picture(pixels int) *Picture {
	b := f.img.Bounds()
	k := max(1, int(math.Sqrt(float64(b.Dx())*float64(b.Dy())/float64(pixels))))
	k = min(k, b.Dx(), b.Dy())
	return shrink(f.img, k, !f.Opaque()).upright(f.turned).Within(pixels)
}

// Image returns f upright as the standard library has pictures, at most so many pixels.
func (f *File) Image(pixels int) image.Image {
	return f.Picture(pixels).OnPaper(1, 1, 1).Image()
}

// shrink averages squares of k × k pixels.
func shrink(img image.Image, k int, alpha bool) *Picture {
	b := img.Bounds()
	out := New(b.Dx()/k, b.Dy()/k)
	if alpha {
		out.A = NewPlane(out.W, out.H)
	}
	readRow := rowReader(img)
	norm := 1 / float32(255*k*k)
	Rows(out.H, func(y int) {
		sum, line := make([]float32, out.W*4), make([]uint8, b.Dx()*4)
		for dy := range k {
			readRow(b.Min.Y+y*k+dy, line)
			average(sum, line, k)
		}
		r, g, bl := out.C[0].Row(y), out.C[1].Row(y), out.C[2].Row(y)
		for x := range r {
			s, weight := sum[x*4:x*4+4], norm
			if alpha {
				out.A.Row(y)[x] = s[3] * norm
				if s[3] > 0 {
					weight = 1 / s[3] // s holds the colours times the opacity, over 255
				}
			}
			r[x], g[x], bl[x] = s[0]*weight, s[1]*weight, s[2]*weight
		}
	})
	return out
}

// average adds a line to the sums of its squares, colours weighed by opacity.
func average(sum []float32, line []uint8, k int) {
	for x := range len(sum) / 4 {
		s := sum[x*4 : x*4+4]
		for i := x * k * 4; i < (x+1)*k*4; i += 4 {
			px := line[i : i+4]
			if px[3] == 255 {
				s[0] += float32(px[0])
				s[1] += float32(px[1])
				s[2] += float32(px[2])
				s[3] += 255
				continue
			}
			a := float32(px[3]) / 255
			s[0] += float32(px[0]) * a
			s[1] += float32(px[1]) * a
			s[2] += float32(px[2]) * a
			s[3] += float32(px[3])
		}
	}
}

// unreadable says why a file could not be decoded and what to do.
func unreadable(name string, b []byte, err error) error {
	const reads = "JPEG, PNG, GIF, WebP, BMP and TIFF are read"
	switch kind := sniff(b); {
	case len(b) == 0:
		return fault.About(name, fault.Invalid, "the file is empty; %s", reads)
	case kind != "":
		return fault.About(name, fault.Invalid, "the file is %s, whatever its name says; %s: save it as one of those", kind, reads)
	case errors.Is(err, image.ErrFormat):
		return fault.About(name, fault.Invalid, "the file is not a picture of a known kind; %s", reads)
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF), strings.Contains(err.Error(), "EOF"), unfinished(b):
		return fault.About(name, fault.Invalid, "the picture ends in the middle: the file was cut off; fetch the whole file again")
	}
	return fault.About(name, fault.Invalid, "the picture is damaged (%v); open it in another program and save it again", err)
}

// unfinished is whether a JPEG has no end mark in its last bytes.
func unfinished(b []byte) bool {
	return bytes.HasPrefix(b, []byte("\xff\xd8")) && !bytes.Contains(b[max(0, len(b)-4096):], []byte("\xff\xd9"))
}

// sniff names the kinds of files that are taken for pictures and are not read.
func sniff(b []byte) string {
	head := string(b[:min(len(b), 512)])
	text := strings.ToLower(strings.TrimLeft(head, "\ufeff \t\r\n"))
	if len(head) >= 12 && head[4:8] == "ftyp" {
		switch brand := head[8:12]; {
		case strings.HasPrefix(brand, "avi"):
			return "an AVIF picture"
		case strings.Contains("heic heix heim heis hevc mif1 msf1", brand):
			return "a HEIC picture"
		}
		return "a video"
	}
	for _, k := range []struct{ magic, kind string }{
		{"%PDF", "a PDF document"},
		{"PK\x03\x04", "a ZIP archive or an office document"},
		{"\x00\x00\x01\x00", "an icon (ICO)"},
		{"8BPS", "a Photoshop file"},
		{"\xff\x0a", "a JPEG XL picture"},
		{"\x00\x00\x00\x0cJXL ", "a JPEG XL picture"},
		{"RIFF", ""},
	} {
		if strings.HasPrefix(head, k.magic) {
			return k.kind
		}
	}
	switch {
	case strings.HasPrefix(text, "<svg"), strings.HasPrefix(text, "<?xml") && strings.Contains(text, "<svg"):
		return "an SVG drawing"
	case strings.HasPrefix(text, "<"):
		return "a web page or XML"
	case len(head) > 0 && printable(head):
		return "text"
	}
	return ""
}

func printable(s string) bool {
	for _, r := range s[:max(0, len(s)-4)] { // the last character may be cut
		if r == 0xfffd || r < 9 || r > 13 && r < 32 {
			return false
		}
	}
	return true
}
