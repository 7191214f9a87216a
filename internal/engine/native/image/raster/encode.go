package raster

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"path"
	"strings"

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

// outName never has a folder in it, whatever the input was called.
func (f *File) outName(suffix, ext string) string {
	base := path.Base(strings.ReplaceAll(f.Name, `\`, "/"))
	base = strings.TrimSuffix(base, path.Ext(base))
	if base == "" || base == "/" || f.Name == "the picture" {
		base = "picture"
	}
	return base + "-" + suffix + ext
}

func value(b []byte, media, name string) port.Value {
	return port.Value{
		Type: port.Image, Media: media, Name: name, Size: int64(len(b)),
		Body: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil },
	}
}
