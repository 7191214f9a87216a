package raster

import "math"

// Blur returns p under a Gaussian of a standard deviation in pixels. Edges
// repeat. Above 6 pixels three box filters take its place.
func (p *Plane) Blur(sigma float64) *Plane {
	switch {
	case sigma < 0.2:
		return p.Clone()
	case sigma > 6:
		out := p
		for _, r := range boxes(sigma) {
			out = out.Box(r)
		}
		return out
	}
	return p.Convolve(gaussian(sigma))
}

// Convolve returns p under a symmetric separable kernel: k[0] is its middle.
func (p *Plane) Convolve(k []float32) *Plane {
	return p.convolveX(k).convolveY(k)
}

func gaussian(sigma float64) []float32 {
	k := make([]float32, int(math.Ceil(sigma*3))+1)
	sum := 0.0
	for i := range k {
		v := math.Exp(-float64(i*i) / (2 * sigma * sigma))
		k[i] = float32(v)
		sum += v
		if i > 0 {
			sum += v
		}
	}
	for i := range k {
		k[i] /= float32(sum)
	}
	return k
}

func (p *Plane) convolveX(k []float32) *Plane {
	out, r := NewPlane(p.W, p.H), len(k)-1
	Rows(p.H, func(y int) {
		src, dst := p.Row(y), out.Row(y)
		wide := make([]float32, p.W+2*r)
		copy(wide[r:], src)
		for i := range r {
			wide[i], wide[r+p.W+i] = src[0], src[p.W-1]
		}
		for x := range dst {
			s := wide[x+r] * k[0]
			for i := 1; i <= r; i++ {
				s += (wide[x+r-i] + wide[x+r+i]) * k[i]
			}
			dst[x] = s
		}
	})
	return out
}

func (p *Plane) convolveY(k []float32) *Plane {
	out, r := NewPlane(p.W, p.H), len(k)-1
	Rows(p.H, func(y int) {
		dst := out.Row(y)
		for x, v := range p.Row(y) {
			dst[x] = v * k[0]
		}
		for i := 1; i <= r; i++ {
			up, low, w := p.Row(clampInt(y-i, p.H)), p.Row(clampInt(y+i, p.H)), k[i]
			for x := range dst {
				dst[x] += (up[x] + low[x]) * w
			}
		}
	})
	return out
}

// boxes are the radii of three box filters that together make a Gaussian.
func boxes(sigma float64) [3]int {
	ideal := math.Sqrt(4*sigma*sigma + 1)
	lo := int(ideal)
	if lo%2 == 0 {
		lo--
	}
	l := float64(lo)
	m := int(math.Round((12*sigma*sigma - 3*l*l - 12*l - 9) / (-4*l - 4)))
	var out [3]int
	for i := range out {
		out[i] = lo / 2
		if i >= m {
			out[i] = (lo + 2) / 2
		}
	}
	return out
}

// Box returns the mean of p over squares of side 2r+1. Edges repeat.
func (p *Plane) Box(r int) *Plane {
	if r < 1 {
		return p.Clone()
	}
	return p.boxX(r).boxY(r)
}

func (p *Plane) boxX(r int) *Plane {
	out, norm := NewPlane(p.W, p.H), 1/float32(2*r+1)
	Rows(p.H, func(y int) {
		src, dst := p.Row(y), out.Row(y)
		sum := src[0] * float32(r+1)
		for i := 1; i <= r; i++ {
			sum += src[min(i, p.W-1)]
		}
		for x := range dst {
			dst[x] = sum * norm
			sum += src[min(x+r+1, p.W-1)] - src[max(x-r, 0)]
		}
	})
	return out
}

// boxY slides down strips of columns, so that each core reads whole lines.
func (p *Plane) boxY(r int) *Plane {
	const strip = 256
	out, norm := NewPlane(p.W, p.H), 1/float32(2*r+1)
	spread((p.W+strip-1)/strip, 1, func(job int) {
		x0 := job * strip
		x1 := min(p.W, x0+strip)
		sum := make([]float32, x1-x0)
		for i, v := range p.Row(0)[x0:x1] {
			sum[i] = v * float32(r+1)
		}
		for k := 1; k <= r; k++ {
			for i, v := range p.Row(min(k, p.H-1))[x0:x1] {
				sum[i] += v
			}
		}
		for y := range p.H {
			dst := out.Row(y)[x0:x1]
			in, old := p.Row(min(y+r+1, p.H-1))[x0:x1], p.Row(max(y-r, 0))[x0:x1]
			for i := range dst {
				dst[i] = sum[i] * norm
				sum[i] += in[i] - old[i]
			}
		}
	})
	return out
}

// Guided returns p smoothed where guide is smooth and sharp where guide has
// an edge (He, Sun and Tang 2013). eps is the variance that counts as flat.
func (p *Plane) Guided(guide *Plane, r int, eps float32) *Plane {
	mul := func(a, b float32) float32 { return a * b }
	mg, mp := guide.Box(r), p.Box(r)
	gg, gp := guide.Mix(guide, mul).Box(r), guide.Mix(p, mul).Box(r)
	a, b := NewPlane(p.W, p.H), NewPlane(p.W, p.H)
	Rows(p.H, func(y int) {
		for i := y * p.W; i < (y+1)*p.W; i++ {
			a.V[i] = (gp.V[i] - mg.V[i]*mp.V[i]) / (gg.V[i] - mg.V[i]*mg.V[i] + eps)
			b.V[i] = mp.V[i] - a.V[i]*mg.V[i]
		}
	})
	a, b = a.Box(r), b.Box(r)
	Rows(p.H, func(y int) {
		for i := y * p.W; i < (y+1)*p.W; i++ {
			a.V[i] = a.V[i]*guide.V[i] + b.V[i]
		}
	})
	return a
}
