package raster

import (
	"bytes"
	"cmp"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"path"
	"strings"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
)

// Quality of the JPEG files that are written.
const jpegQuality = 92

// Image returns p as the standard library has pictures.
func (p *Picture) Image() *image.NRGBA {
	out := image.NewNRGBA(image.Rect(0, 0, p.W, p.H))
	Rows(p.H, func(y int) {
		r, g, b := p.C[0].Row(y), p.C[1].Row(y), p.C[2].Row(y)
		dst := out.Pix[y*out.Stride:]
		for x := range r {
			px := dst[4*x : 4*x+4]
			px[0], px[1], px[2], px[3] = level(r[x]), level(g[x]), level(b[x]), 255
			if p.A != nil {
				px[3] = level(p.A.V[y*p.W+x])
			}
		}
	})
	return out
}

func level(v float32) uint8 { return uint8(Clamp(v)*255 + 0.5) }

// FromImage returns the pixels of img.
func FromImage(img image.Image) *Picture {
	o, ok := img.(interface{ Opaque() bool })
	return shrink(img, 1, !ok || !o.Opaque())
}

// Write encodes p as what f was: JPEG for photos, else PNG. The name is that
// of f with a suffix: photo.jpg and "oil" make photo-oil.jpg.
func (f *File) Write(p *Picture, suffix string) (port.Value, error) {
	if f.Photo() && p.A == nil {
		var b bytes.Buffer
		if err := jpeg.Encode(&b, p.Image(), &jpeg.Options{Quality: jpegQuality}); err != nil {
			return port.Value{}, fmt.Errorf("write JPEG: %w", err)
		}
		return value(b.Bytes(), "image/jpeg", f.outName(suffix, ".jpg")), nil
	}
	return f.WritePNG(p.Image(), suffix)
}

// WritePNG encodes img as PNG, named as Write names it.
func (f *File) WritePNG(img image.Image, suffix string) (port.Value, error) {
	return PNG(img, f.outName(suffix, ".png"))
}

// PNG encodes img as a value of a name.
func PNG(img image.Image, name string) (port.Value, error) {
	var b bytes.Buffer
	enc := png.Encoder{CompressionLevel: png.DefaultCompression}
	if r := img.Bounds(); r.Dx()*r.Dy() > 2_000_000 {
		enc.CompressionLevel = png.BestSpeed
	}
	if err := enc.Encode(&b, img); err != nil {
		return port.Value{}, fmt.Errorf("write PNG: %w", err)
	}
	return value(b.Bytes(), "image/png", name), nil
}

// WriteAs encodes p in a format: jpg, png, gif, bmp or tiff; JPEG of a quality up to
// 100, 0 being the usual one. What shines through becomes white where the format has no
// transparency. The name is that of f with the ending of the format.
func (f *File) WriteAs(p *Picture, format string, quality int) (port.Value, error) {
	var b bytes.Buffer
	var err error
	switch format {
	case "jpg":
		err = jpeg.Encode(&b, p.OnPaper(1, 1, 1).Image(), &jpeg.Options{Quality: cmp.Or(quality, jpegQuality)})
	case "png":
		return PNG(p.Image(), f.base()+".png")
	case "gif":
		err = gif.Encode(&b, p.OnPaper(1, 1, 1).Image(), nil)
	case "bmp":
		err = bmp.Encode(&b, p.OnPaper(1, 1, 1).Image())
	case "tiff":
		err = tiff.Encode(&b, p.Image(), &tiff.Options{Compression: tiff.Deflate, Predictor: true})
	default:
		return port.Value{}, fault.New(fault.Invalid, "pictures are written as jpg, png, gif, bmp or tiff, not as %q", format)
	}
	if err != nil {
		return port.Value{}, fmt.Errorf("write %s: %w", format, err)
	}
	media := map[string]string{"jpg": "image/jpeg"}[format]
	if media == "" {
		media = "image/" + format
	}
	return value(b.Bytes(), media, f.base()+"."+format), nil
}

// Same is the file as it came, under the name that WriteAs would give it.
func (f *File) Same(ending string) port.Value {
	return value(f.Bytes, "image/"+f.Format, f.base()+ending)
}

func (f *File) outName(suffix, ext string) string { return f.base() + "-" + suffix + ext }

// base is the name of f without its ending; it never has a folder in it,
// whatever the input was called.
func (f *File) base() string {
	base := path.Base(strings.ReplaceAll(f.Name, `\`, "/"))
	base = strings.TrimSuffix(base, path.Ext(base))
	if base == "" || base == "/" || f.Name == "the picture" {
		return "picture"
	}
	return base
}

func value(b []byte, media, name string) port.Value {
	return port.Value{
		Type: port.Image, Media: media, Name: name, Size: int64(len(b)),
		Body: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil },
	}
}
