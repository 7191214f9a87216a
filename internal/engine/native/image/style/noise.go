package style

import (
	"math"

	"github.com/tenonhub/tenon/internal/engine/native/image/raster"
)

// hash is an even random number in [0, 1) for a place: the same every time.
func hash(x, y int, seed uint32) float32 {
	h := uint32(x)*0x9e3779b1 ^ uint32(y)*0x85ebca77 ^ seed*0xc2b2ae3d
	h ^= h >> 15
	h *= 0x2c1b3c6d
	h ^= h >> 12
	h *= 0x297a2d39
	h ^= h >> 15
	return float32(h>>8) / (1 << 24)
}

// clouds is smooth noise in about [-1, 1] whose largest lumps are size pixels
// wide, with octaves of ever finer lumps on them.
func clouds(w, h int, size float64, octaves int, seed uint32) *raster.Plane {
	out := raster.NewPlane(w, h)
	amp, norm := 1.0, 0.0
	size = max(size, 1)
	for i := range octaves {
		if i > 0 && size < 1.5 {
			break
		}
		addLumps(out, size, float32(amp), seed)
		norm += amp
		amp, size, seed = amp*0.55, size/2, seed+77
	}
	k := float32(1.6 / norm)
	return out.Map(func(v float32) float32 { return v * k })
}

func addLumps(out *raster.Plane, size float64, amp float32, seed uint32) {
	raster.Rows(out.H, func(y int) {
		fy := float64(y) / size
		y0 := int(fy)
		ty := ease(float32(fy - float64(y0)))
		cell := -1
		var a, b float32
		for x := range out.Row(y) {
			fx := float64(x) / size
			x0 := int(fx)
			if x0 != cell {
				cell = x0
				a = hash(x0, y0, seed)*(1-ty) + hash(x0, y0+1, seed)*ty
				b = hash(x0+1, y0, seed)*(1-ty) + hash(x0+1, y0+1, seed)*ty
			}
			t := ease(float32(fx - float64(x0)))
			out.V[y*out.W+x] += amp * ((a+(b-a)*t)*2 - 1)
		}
	})
}

func ease(t float32) float32 { return t * t * (3 - 2*t) }

// grain is fine noise around 0 with a standard deviation of about 1, softened
// by sigma pixels.
func grain(w, h int, sigma float64, seed uint32) *raster.Plane {
	n := raster.NewPlane(w, h)
	raster.Rows(h, func(y int) {
		for x := range w {
			n.V[y*w+x] = (hash(x, y, seed) - 0.5) * 3.46
		}
	})
	if sigma <= 0 {
		return n
	}
	k := float32(2 * math.Sqrt(math.Pi) * sigma)
	return n.Blur(sigma).Map(func(v float32) float32 { return v * max(1, k) })
}

// paper is the height of a rough sheet in about [-1, 1].
func paper(w, h int, u float64, seed uint32) *raster.Plane {
	coarse := clouds(w, h, 5*u+2, 3, seed)
	fine := grain(w, h, 0.7, seed+9)
	return coarse.Mix(fine, func(a, b float32) float32 { return 0.65*a + 0.22*b })
}

// warp moves every pixel of p by noise, up to about so many pixels.
func warp(p *raster.Picture, size, by float64, seed uint32) *raster.Picture {
	dx, dy := clouds(p.W, p.H, size, 3, seed), clouds(p.W, p.H, size, 3, seed+1000)
	return p.Each(func(c *raster.Plane) *raster.Plane {
		out := raster.NewPlane(c.W, c.H)
		raster.Rows(c.H, func(y int) {
			for x := range c.W {
				i := y*c.W + x
				out.V[i] = c.Sample(float32(x)+dx.V[i]*float32(by), float32(y)+dy.V[i]*float32(by))
			}
		})
		return out
	})
}
