// Package pixel is pictures as models take them and give them: read within
// bounds, resized as Pillow and torch do it, written as PNG.
package pixel

import (
	"image"
	"image/draw"
)

// Picture is rows of pixels: red, green and blue, a byte each.
type Picture struct {
	W, H int
	V    []uint8
}

// New is a black picture.
func New(w, h int) Picture { return Picture{w, h, make([]uint8, 3*w*h)} }

// strip is how many rows are converted at a time, so that a large picture is not in
// memory twice more.
const strip = 64

// Flat takes the colours of a picture, what shines through left out.
func Flat(img image.Image) Picture {
	b := img.Bounds()
	p := New(b.Dx(), b.Dy())
	switch img := img.(type) {
	case *image.NRGBA:
		p.rows(img.Pix, img.Stride, 4)
	case *image.RGBA: // of PNG: nothing shines through
		p.rows(img.Pix, img.Stride, 4)
	case *image.Gray:
		p.rows(img.Pix, img.Stride, 1)
	case *image.YCbCr:
		if p.photo(img) {
			break
		}
		part := image.NewRGBA(image.Rect(0, 0, p.W, min(strip, p.H))) // there is a quick way from one to the other
		p.strips(img, part, part.Pix, part.Stride)
	default:
		part := image.NewNRGBA(image.Rect(0, 0, p.W, min(strip, p.H)))
		p.strips(img, part, part.Pix, part.Stride)
	}
	return p
}

// rows copies pixels that are so many bytes apart.
func (p Picture) rows(from []uint8, stride, wide int) {
	step := min(wide-1, 1) // from one colour to the next
	for y := range p.H {
		row, to := from[y*stride:], p.V[3*y*p.W:]
		for x := range p.W {
			for c := range 3 {
				to[3*x+c] = row[wide*x+step*c]
			}
		}
	}
}

func (p Picture) strips(img image.Image, part draw.Image, pix []uint8, stride int) {
	at := img.Bounds().Min
	for y := 0; y < p.H; y += strip {
		n := min(strip, p.H-y)
		draw.Draw(part, image.Rect(0, 0, p.W, n), img, at.Add(image.Pt(0, y)), draw.Src)
		Picture{p.W, n, p.V[3*y*p.W:]}.rows(pix, stride, 4)
	}
}

// Centre cuts w × h pixels out of the middle; what is beyond the edge is black.
func (p Picture) Centre(w, h int) Picture {
	out := New(w, h)
	top, left := half(p.H-h), half(p.W-w)
	for y := max(0, -top); y < min(h, p.H-top); y++ {
		from, to := max(0, -left), min(w, p.W-left)
		copy(out.V[(y*w+from)*3:(y*w+to)*3], p.V[((y+top)*p.W+left+from)*3:])
	}
	return out
}

// Cut is the upper left of a picture that is at least so large.
func (p Picture) Cut(w, h int) Picture {
	out := New(w, h)
	for y := range h {
		copy(out.V[3*y*w:3*(y+1)*w], p.V[3*y*p.W:])
	}
	return out
}

// half rounds down, also below zero.
func half(n int) int { return n >> 1 }

// Turned is a picture as EXIF's orientation says that it stands: 1 is as it is.
func (p Picture) Turned(orientation int) Picture {
	if orientation < 2 || orientation > 8 {
		return p
	}
	out := New(p.W, p.H)
	if orientation > 4 {
		out.W, out.H = p.H, p.W
	}
	for y := range out.H {
		for x := range out.W {
			fx, fy := x, y
			if orientation > 4 {
				fx, fy = y, x
			}
			switch orientation {
			case 2, 8:
				fx = p.W - 1 - fx
			case 3, 7:
				fx, fy = p.W-1-fx, p.H-1-fy
			case 4, 6:
				fy = p.H - 1 - fy
			}
			copy(out.V[3*(y*out.W+x):][:3], p.V[3*(fy*p.W+fx):])
		}
	}
	return out
}
