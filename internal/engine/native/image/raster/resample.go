package raster

import "math"

// Resize returns p in another size, by a Lanczos kernel of three lobes, or
// by an average of the covered area where p shrinks.
func (p *Plane) Resize(w, h int) *Plane { return p.resize(w, h, lanczos, 3) }

// Bicubic is Resize with the Catmull-Rom kernel.
func (p *Plane) Bicubic(w, h int) *Plane { return p.resize(w, h, catmullRom, 2) }

// Linear is Resize with the triangle kernel, which never overshoots.
func (p *Plane) Linear(w, h int) *Plane {
	return p.resize(w, h, func(t float64) float64 { return max(0, 1-math.Abs(t)) }, 1)
}

// Area returns p in a smaller size: every pixel is the mean of the area that
// it covers, as in a camera.
func (p *Plane) Area(w, h int) *Plane {
	return p.resize(w, h, func(t float64) float64 {
		if math.Abs(t) > 0.5 {
			return 0
		}
		return 1
	}, 0.5)
}

// Resize returns p in another size.
func (p *Picture) Resize(w, h int) *Picture {
	if w == p.W && h == p.H {
		return p
	}
	out := p.Each(func(c *Plane) *Plane { return c.Resize(w, h).clamp() })
	if p.A != nil {
		out.A = p.A.Resize(w, h).clamp()
	}
	return out
}

// Within returns p with at most so many pixels, its shape kept. It is quicker
// than Resize and a trace softer.
func (p *Picture) Within(pixels int) *Picture {
	w, h := Fit(p.W, p.H, pixels)
	if w == p.W && h == p.H {
		return p
	}
	out := p.Each(func(c *Plane) *Plane { return c.Linear(w, h) })
	if p.A != nil {
		out.A = p.A.Linear(w, h)
	}
	return out
}

// Fit scales w × h down to at most so many pixels.
func Fit(w, h, pixels int) (int, int) {
	if w*h <= pixels {
		return w, h
	}
	s := math.Sqrt(float64(pixels) / (float64(w) * float64(h)))
	return max(1, int(float64(w)*s)), max(1, int(float64(h)*s))
}

// Crop returns the part of p that begins at x, y, all of it inside p.
func (p *Picture) Crop(x, y, w, h int) *Picture {
	cut := func(c *Plane) *Plane {
		out := NewPlane(w, h)
		for i := range h {
			copy(out.Row(i), c.Row(y + i)[x:x+w])
		}
		return out
	}
	out := p.Each(cut)
	if p.A != nil {
		out.A = cut(p.A)
	}
	return out
}

func (p *Plane) clamp() *Plane {
	Rows(p.H, func(y int) {
		row := p.Row(y)
		for x, v := range row {
			row[x] = Clamp(v)
		}
	})
	return p
}

func lanczos(t float64) float64 {
	t = math.Abs(t)
	switch {
	case t < 1e-9:
		return 1
	case t >= 3:
		return 0
	}
	t *= math.Pi
	return 3 * math.Sin(t) * math.Sin(t/3) / (t * t)
}

func catmullRom(t float64) float64 {
	t = math.Abs(t)
	switch {
	case t < 1:
		return (1.5*t-2.5)*t*t + 1
	case t < 2:
		return ((-0.5*t+2.5)*t-4)*t + 2
	}
	return 0
}

// taps are the source pixels of one target pixel, and their weights.
type taps struct {
	at int
	w  []float32
}

// weights places the kernel over the source for every target pixel; when the
// picture shrinks, the kernel grows, so that every source pixel counts.
func weights(from, to int, kernel func(float64) float64, lobes float64) []taps {
	step := float64(from) / float64(to)
	wide := max(1, step)
	out := make([]taps, to)
	for i := range out {
		centre := (float64(i)+0.5)*step - 0.5
		lo := max(0, int(math.Ceil(centre-lobes*wide)))
		hi := min(from-1, int(math.Floor(centre+lobes*wide)))
		t := taps{at: lo, w: make([]float32, hi-lo+1)}
		sum := 0.0
		for j := range t.w {
			v := kernel((float64(lo+j) - centre) / wide)
			t.w[j] = float32(v)
			sum += v
		}
		for j := range t.w {
			t.w[j] /= float32(sum)
		}
		out[i] = t
	}
	return out
}

func (p *Plane) resize(w, h int, kernel func(float64) float64, lobes float64) *Plane {
	across, down := weights(p.W, w, kernel, lobes), weights(p.H, h, kernel, lobes)
	mid := NewPlane(w, p.H)
	Rows(p.H, func(y int) {
		src, dst := p.Row(y), mid.Row(y)
		for x, t := range across {
			var s float32
			in := src[t.at : t.at+len(t.w)]
			for j, k := range t.w {
				s += in[j] * k
			}
			dst[x] = s
		}
	})
	out := NewPlane(w, h)
	Rows(h, func(y int) {
		dst, t := out.Row(y), down[y]
		for j, k := range t.w {
			for x, v := range mid.Row(t.at + j) {
				dst[x] += v * k
			}
		}
	})
	return out
}
