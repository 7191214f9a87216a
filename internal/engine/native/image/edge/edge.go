// Package edge cuts a picture to a part of it, and puts a border round it.
package edge

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"regexp"
	"strconv"

	"github.com/tenonhub/tenon/internal/engine/native/image/raster"
	"github.com/tenonhub/tenon/internal/fault"
)

// Part says which part of a picture is kept. What is cut off at the sides goes first; then a
// width and a height, of which 0 is all there is; then a shape.
type Part struct {
	Left, Top, Right, Bottom float64 // what is cut off
	Width, Height            float64 // of what is kept
	Percent                  bool    // all of these are shares of the picture, not pixels
	Shape                    string  // width to height, as 16:9
	Place                    string  // where it lies: middle, top, left, bottom-right …
}

var ratio = regexp.MustCompile(`^\s*(\d+(?:\.\d+)?)\s*[:：/xX×]\s*(\d+(?:\.\d+)?)\s*$`)

// Of is the part as pixels of a picture of w × h.
func (p Part) Of(w, h int) (image.Rectangle, error) {
	all := image.Rect(0, 0, w, h)
	px := func(v float64, of int) int {
		if p.Percent {
			v = v / 100 * float64(of)
		}
		return int(math.Round(v))
	}
	left := image.Rect(px(p.Left, w), px(p.Top, h), w-px(p.Right, w), h-px(p.Bottom, h))
	if left.Min.X >= left.Max.X || left.Min.Y >= left.Max.Y || !left.In(all) {
		return all, fault.New(fault.Invalid, "nothing of it is left: it has %d × %d pixels", w, h)
	}
	kw, kh := left.Dx(), left.Dy()
	if p.Width > 0 {
		kw = max(1, px(p.Width, w))
	}
	if p.Height > 0 {
		kh = max(1, px(p.Height, h))
	}
	if kw > left.Dx() || kh > left.Dy() {
		return all, fault.New(fault.Invalid, "a part of %d × %d pixels does not lie in it: there are %d × %d; it can be resized instead", kw, kh, left.Dx(), left.Dy())
	}
	if p.Shape != "" {
		m := ratio.FindStringSubmatch(p.Shape)
		if m == nil {
			return all, fault.New(fault.Invalid, "the shape %q is not understood; say it as 16:9", p.Shape)
		}
		a, _ := strconv.ParseFloat(m[1], 64)
		b, _ := strconv.ParseFloat(m[2], 64)
		if a <= 0 || b <= 0 || a/b > 1000 || b/a > 1000 {
			return all, fault.New(fault.Invalid, "%q is no shape of a picture", p.Shape)
		}
		sw, sh := kw, int(math.Round(float64(kw)*b/a))
		if sh > kh {
			sw, sh = int(math.Round(float64(kh)*a/b)), kh
		}
		kw, kh = max(1, min(sw, kw)), max(1, min(sh, kh))
	}
	at := left.Min.Add(p.place(left.Dx()-kw, left.Dy()-kh))
	return image.Rectangle{Min: at, Max: at.Add(image.Pt(kw, kh))}, nil
}

// place is where the part lies in what there is beside it.
func (p Part) place(x, y int) image.Point {
	place := p.Place
	if place == "" {
		switch { // an offset says where it begins
		case p.Left > 0 && p.Top > 0:
			place = "top-left"
		case p.Left > 0 && p.Right == 0 && p.Width > 0:
			place = "left"
		case p.Top > 0 && p.Bottom == 0 && p.Height > 0:
			place = "top"
		}
	}
	return Place(place, x, y)
}

// Place is a share of the room x and y by the name of a place in it.
func Place(name string, x, y int) image.Point {
	at := image.Pt(x/2, y/2)
	switch name {
	case "left", "top-left", "bottom-left":
		at.X = 0
	case "right", "top-right", "bottom-right":
		at.X = x
	}
	switch name {
	case "top", "top-left", "top-right":
		at.Y = 0
	case "bottom", "bottom-left", "bottom-right":
		at.Y = y
	}
	return at
}

// Border is a band round a picture.
type Border struct {
	Width   float64 // pixels; 0 is a twenty-fifth of the shorter side
	Percent bool    // the width is a share of the shorter side
	Color   color.NRGBA
	Style   string // plain, double, or polaroid with a wide foot
}

// mostPixels of a picture with its border.
const mostPixels = 40_000_000

// Round puts a border round a picture, which becomes larger by it.
func (b Border) Round(p *raster.Picture) (*raster.Picture, error) {
	short := float64(min(p.W, p.H))
	band := b.Width
	switch {
	case band == 0:
		band = short / 25
	case b.Percent:
		band = band / 100 * short
	}
	k := max(1, int(math.Round(band)))
	foot := k
	if b.Style == "polaroid" {
		foot = k + max(1, int(math.Round(short*0.16)))
	}
	w, h := p.W+2*k, p.H+k+foot
	if w*h > mostPixels {
		return nil, fault.New(fault.TooLarge, "with its border the picture would have %d × %d pixels, and at most %d million are made", w, h, mostPixels/1_000_000)
	}
	out := raster.New(w, h)
	c := [3]float32{float32(b.Color.R) / 255, float32(b.Color.G) / 255, float32(b.Color.B) / 255}
	if p.A != nil {
		out.A = raster.NewPlane(w, h).Map(func(float32) float32 { return 1 })
	}
	for i := range out.C {
		out.C[i] = out.C[i].Map(func(float32) float32 { return c[i] })
	}
	for y := range p.H {
		for i := range out.C {
			copy(out.C[i].Row(y + k)[k:], p.C[i].Row(y))
		}
		if p.A != nil {
			copy(out.A.Row(y + k)[k:], p.A.Row(y))
		}
	}
	if b.Style == "double" {
		b.line(out, k, foot)
	}
	return out, nil
}

// line draws a second, thinner line in the middle of the band, in the paper's white or in black.
func (b Border) line(out *raster.Picture, k, foot int) {
	v := float32(1)
	if int(b.Color.R)+int(b.Color.G)+int(b.Color.B) > 3*170 {
		v = 0
	}
	from, thick := k*2/5, max(1, k/5)
	in := func(x, y, at int) bool {
		return x >= at && y >= at && x < out.W-at && y < out.H-(foot-k)-at
	}
	for y := range out.H {
		for x := range out.W {
			if in(x, y, from) && !in(x, y, from+thick) {
				for i := range out.C {
					out.C[i].V[y*out.W+x] = v
				}
			}
		}
	}
}

// Said is the size of a part, for the name of its file.
func Said(r image.Rectangle) string { return fmt.Sprintf("%dx%d", r.Dx(), r.Dy()) }
