package subject

import (
	"context"
	"fmt"
	"math"

	"github.com/tenonhub/tenon/internal/engine/native/image/raster"
	"github.com/tenonhub/tenon/internal/fault"
)

// thorough is how sure a face must be that is hidden: one too many does less harm than one
// that is missed.
const thorough = 7

// Hide makes the faces that are found unrecognisable: by pixelate, blur or black. It returns
// how many there are; with none the picture is as it was.
func Hide(ctx context.Context, p *raster.Picture, style string) (*raster.Picture, int, error) {
	found := detect(p.OnPaper(1, 1, 1), 1_600_000, 40, thorough)
	out := p.Each(func(c *raster.Plane) *raster.Plane { return c.Clone() })
	for _, f := range found {
		if ctx.Err() != nil {
			return nil, 0, fault.Wrap(ctx.Err(), fault.Canceled, "canceled")
		}
		// the head is larger than the face that is found in it
		w, h := f.w*float64(p.W)*1.25, f.h*float64(p.H)*1.5
		x0, y0 := int(f.x*float64(p.W)-w/2), int(f.y*float64(p.H)-h*0.52)
		box := [4]int{max(0, x0), max(0, y0), min(p.W, x0+int(w)+1), min(p.H, y0+int(h)+1)}
		cover(out, box, style, [2]float64{f.x * float64(p.W), f.y*float64(p.H) - h*0.02}, w/2, h/2)
	}
	return out, len(found), nil
}

// cover hides an oval in a box.
func cover(p *raster.Picture, box [4]int, style string, mid [2]float64, rx, ry float64) {
	w, h := box[2]-box[0], box[3]-box[1]
	if w < 1 || h < 1 {
		return
	}
	for _, c := range p.C {
		part := raster.NewPlane(w, h)
		for y := range h {
			copy(part.Row(y), c.Row(box[1] + y)[box[0]:box[2]])
		}
		switch style {
		case "black":
			part = raster.NewPlane(w, h)
		case "blur":
			part = blocks(part, max(2, min(w, h)/7)).Blur(float64(min(w, h)) / 10) // blocks first: a blur alone can be undone
		default:
			part = blocks(part, max(2, min(w, h)/7))
		}
		for y := range h {
			for x := range w {
				dx, dy := (float64(box[0]+x)-mid[0])/rx, (float64(box[1]+y)-mid[1])/ry
				if math.Hypot(dx, dy) <= 1 {
					c.Row(box[1] + y)[box[0]+x] = part.Row(y)[x]
				}
			}
		}
	}
}

// blocks has the mean of each block of so many pixels a side.
func blocks(p *raster.Plane, k int) *raster.Plane {
	out := raster.NewPlane(p.W, p.H)
	for y := 0; y < p.H; y += k {
		for x := 0; x < p.W; x += k {
			sum, n := float32(0), float32(0)
			for v := y; v < min(p.H, y+k); v++ {
				for u := x; u < min(p.W, x+k); u++ {
					sum, n = sum+p.V[v*p.W+u], n+1
				}
			}
			for v := y; v < min(p.H, y+k); v++ {
				for u := x; u < min(p.W, x+k); u++ {
					out.V[v*p.W+u] = sum / n
				}
			}
		}
	}
	return out
}

// Told says how many faces were hidden, and that there may be more.
func Told(n int, name string, chinese bool) (string, error) {
	switch {
	case n == 0:
		return "", fault.About(name, fault.Invalid, "no face was found in the picture, so nothing was masked; faces in profile, small or half hidden ones are not recognised")
	case chinese:
		return fmt.Sprintf("已遮住 %d 张人脸。侧脸、太小或被遮住的脸可能认不出来，转发之前请看一遍。", n), nil
	case n == 1:
		return "One face was masked. Faces in profile, small or half hidden ones may be missed: look before you pass it on.", nil
	}
	return fmt.Sprintf("%d faces were masked. Faces in profile, small or half hidden ones may be missed: look before you pass it on.", n), nil
}
