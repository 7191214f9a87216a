// Package raster holds pictures as planes of numbers, reads and writes their
// files, and has the filters that the picture models are made of. It knows no
// model and no task.
package raster

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// Plane is one channel of a picture, row after row.
type Plane struct {
	W, H int
	V    []float32
}

// Picture is a picture of three channels with values in [0, 1]: red, green and
// blue as sRGB has them, unless a function says otherwise. A is the opacity,
// nil when everything is opaque.
type Picture struct {
	W, H int
	C    [3]*Plane
	A    *Plane
}

// NewPlane returns a plane of zeros.
func NewPlane(w, h int) *Plane { return &Plane{W: w, H: h, V: make([]float32, w*h)} }

// New returns a black, opaque picture.
func New(w, h int) *Picture {
	return &Picture{W: w, H: h, C: [3]*Plane{NewPlane(w, h), NewPlane(w, h), NewPlane(w, h)}}
}

// Grey returns a picture whose three channels are the plane p itself.
func Grey(p *Plane) *Picture {
	return &Picture{W: p.W, H: p.H, C: [3]*Plane{p, p, p}}
}

// Row is one row of p, to read and to write.
func (p *Plane) Row(y int) []float32 { return p.V[y*p.W : (y+1)*p.W] }

// At is the value at x, y; outside p, that of the nearest edge.
func (p *Plane) At(x, y int) float32 {
	return p.V[clampInt(y, p.H)*p.W+clampInt(x, p.W)]
}

// Sample is the value between the centres of pixels, by linear interpolation.
func (p *Plane) Sample(x, y float32) float32 {
	if x < 0 {
		x = 0
	}
	if y < 0 {
		y = 0
	}
	x0, y0 := int(x), int(y)
	if x0 >= p.W-1 || y0 >= p.H-1 {
		return p.sampleEdge(x, y)
	}
	fx, fy := x-float32(x0), y-float32(y0)
	i := y0*p.W + x0
	a, b := p.V[i], p.V[i+1]
	c, d := p.V[i+p.W], p.V[i+p.W+1]
	top := a + (b-a)*fx
	return top + (c+(d-c)*fx-top)*fy
}

func (p *Plane) sampleEdge(x, y float32) float32 {
	x0, y0 := int(x), int(y)
	fx, fy := x-float32(x0), y-float32(y0)
	top := p.At(x0, y0)*(1-fx) + p.At(x0+1, y0)*fx
	low := p.At(x0, y0+1)*(1-fx) + p.At(x0+1, y0+1)*fx
	return top*(1-fy) + low*fy
}

// Map returns the plane of f of every value.
func (p *Plane) Map(f func(v float32) float32) *Plane {
	out := NewPlane(p.W, p.H)
	Rows(p.H, func(y int) {
		src, dst := p.Row(y), out.Row(y)
		for x, v := range src {
			dst[x] = f(v)
		}
	})
	return out
}

// Mix returns the plane of f of the values of p and q, which are of one size.
func (p *Plane) Mix(q *Plane, f func(a, b float32) float32) *Plane {
	out := NewPlane(p.W, p.H)
	Rows(p.H, func(y int) {
		a, b, dst := p.Row(y), q.Row(y), out.Row(y)
		for x, v := range a {
			dst[x] = f(v, b[x])
		}
	})
	return out
}

// Clone returns a copy of p.
func (p *Plane) Clone() *Plane {
	return &Plane{W: p.W, H: p.H, V: append([]float32(nil), p.V...)}
}

// Each returns the picture whose channels are f of those of p; opacity stays.
func (p *Picture) Each(f func(c *Plane) *Plane) *Picture {
	out := &Picture{A: p.A}
	for i, c := range p.C {
		out.C[i] = f(c)
	}
	out.W, out.H = out.C[0].W, out.C[0].H
	return out
}

// Pixels returns the picture whose pixels are f of those of p; opacity stays.
func (p *Picture) Pixels(f func(r, g, b float32) (float32, float32, float32)) *Picture {
	out := New(p.W, p.H)
	out.A = p.A
	Rows(p.H, func(y int) {
		r, g, b := p.C[0].Row(y), p.C[1].Row(y), p.C[2].Row(y)
		or, og, ob := out.C[0].Row(y), out.C[1].Row(y), out.C[2].Row(y)
		for x := range r {
			or[x], og[x], ob[x] = f(r[x], g[x], b[x])
		}
	})
	return out
}

// OnPaper returns p without opacity, laid on a ground of one colour.
func (p *Picture) OnPaper(r, g, b float32) *Picture {
	if p.A == nil {
		return p
	}
	out := &Picture{W: p.W, H: p.H}
	for i, ground := range [3]float32{r, g, b} {
		out.C[i] = p.C[i].Mix(p.A, func(v, a float32) float32 { return ground + (v-ground)*a })
	}
	return out
}

// Rows calls f for every row, on all cores, and waits for it.
func Rows(h int, f func(y int)) { spread(h, 8, f) }

// Jobs calls f for every one of n jobs, on all cores, and waits for it.
func Jobs(n int, f func(job int)) { spread(n, 1, f) }

// spread calls f for every job, on all cores, band after band.
func spread(h, band int, f func(job int)) {
	n := min(runtime.GOMAXPROCS(0), (h+band-1)/band)
	if n <= 1 {
		for y := range h {
			f(y)
		}
		return
	}
	var next atomic.Int64
	var wg sync.WaitGroup
	for range n {
		wg.Go(func() {
			for {
				y := int(next.Add(int64(band))) - band
				if y >= h {
					return
				}
				for end := min(h, y+band); y < end; y++ {
					f(y)
				}
			}
		})
	}
	wg.Wait()
}

// Clamp brings v into [0, 1].
func Clamp(v float32) float32 { return max(0, min(1, v)) }

// Smoothstep rises from 0 at lo to 1 at hi without a corner.
func Smoothstep(lo, hi, v float32) float32 {
	t := Clamp((v - lo) / (hi - lo))
	return t * t * (3 - 2*t)
}

func clampInt(v, n int) int { return max(0, min(n-1, v)) }
