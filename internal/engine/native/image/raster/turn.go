package raster

import "math"

// Flip returns p mirrored: left and right change places, or top and bottom.
func (p *Picture) Flip(vertical bool) *Picture {
	if vertical {
		return p.upright(4)
	}
	return p.upright(2)
}

// Rotate returns p turned clockwise about its middle, all of it in sight. A
// quarter turn moves pixels and changes none; any other leaves corners in
// which nothing is, and they are transparent.
func (p *Picture) Rotate(degrees float64) *Picture {
	degrees = math.Mod(math.Mod(degrees, 360)+360, 360)
	switch degrees {
	case 0:
		return p
	case 90:
		return p.upright(6)
	case 180:
		return p.upright(3)
	case 270:
		return p.upright(8)
	}
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	w := int(math.Ceil(math.Abs(float64(p.W)*cos) + math.Abs(float64(p.H)*sin) - 1e-6))
	h := int(math.Ceil(math.Abs(float64(p.W)*sin) + math.Abs(float64(p.H)*cos) - 1e-6))
	out := New(w, h)
	out.A = NewPlane(w, h)
	Rows(h, func(y int) {
		dy := float64(y) - float64(h-1)/2
		for x := range w {
			dx := float64(x) - float64(w-1)/2
			p.sampleTo(out, y*w+x, float32(dx*cos+dy*sin+float64(p.W-1)/2), float32(dy*cos-dx*sin+float64(p.H-1)/2))
		}
	})
	return out
}

// sampleTo puts what p has at x, y to the pixel i of out; across the edge of p
// it fades out over one pixel.
func (p *Picture) sampleTo(out *Picture, i int, x, y float32) {
	inside := min(x+1, y+1, float32(p.W)-x, float32(p.H)-y)
	if inside <= 0 {
		return
	}
	out.A.V[i] = Clamp(inside)
	if p.A != nil {
		out.A.V[i] *= p.A.Sample(x, y)
	}
	for c := range out.C {
		out.C[c].V[i] = p.C[c].Sample(x, y)
	}
}
