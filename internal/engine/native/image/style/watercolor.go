package style

import (
	"context"
	"math"

	"github.com/tenonhub/tenon/internal/engine/native/image/raster"
)

// watercolor paints light washes: flat areas with wobbly borders, pigment that
// gathers at the borders and in the grain of the paper, and a faint pencil
// drawing under them (after Bousseau 2006).
func watercolor(ctx context.Context, p *raster.Picture) (*raster.Picture, error) {
	c := canvas(p)
	u := unit(c)
	f := flowOf(c, 2.5*u)
	pencil := f.lines(c.Luma(), pen{sigma: 0.9 * u, flow: 4 * u, sharp: 14, level: 0.32, soft: 3})
	c = kuwahara(c, f, 5*u, 5000)
	if err := canceled(ctx); err != nil {
		return nil, err
	}
	c = kuwahara(c, flowOf(c, 4*u), 5.5*u, 9000)
	c = washes(c, u)
	if err := canceled(ctx); err != nil {
		return nil, err
	}
	c, pencil = c.Resize(p.W, p.H), pencil.Resize(p.W, p.H)
	u = unit(p)
	c = warp(c, 22*u, 2.4*u, 11)
	return onRoughPaper(c, density(c, u), pencil, u), nil
}

// washes lightens the colours and puts the brightness into soft steps, as
// layers of paint over one another do.
func washes(c *raster.Picture, u float64) *raster.Picture {
	lab := c.Lab()
	wet := clouds(c.W, c.H, 60*u, 4, 5)
	lab.C[0] = lab.C[0].Mix(wet, func(l, n float32) float32 {
		const steps = 7
		l = 1 - (1-l)*0.86
		t := (l + n*0.02) * steps
		base := float32(math.Floor(float64(t)))
		step := (base + raster.Smoothstep(0.28, 0.72, t-base)) / steps
		return l*0.45 + step*0.55
	})
	for i := 1; i < 3; i++ {
		lab.C[i] = lab.C[i].Map(func(v float32) float32 { return v * 1.28 })
	}
	return lab.RGB()
}

// density is how much pigment lies on a place: 1 is even.
func density(c *raster.Picture, u float64) *raster.Plane {
	l := c.Luma().Blur(1.1 * u)
	rim := raster.NewPlane(c.W, c.H)
	raster.Rows(c.H, func(y int) {
		for x := range c.W {
			dx, dy := slope(l, x, y)
			rim.V[y*c.W+x] = float32(math.Hypot(float64(dx), float64(dy)) * u)
		}
	})
	rim = rim.Blur(0.7 * u).Map(func(v float32) float32 { return min(0.9, v*9) })
	flow := clouds(c.W, c.H, 130*u, 6, 21)
	d := rim.Mix(flow, func(r, t float32) float32 { return 1 + r + 0.42*t })
	return d.Mix(paper(c.W, c.H, u, 31), func(d, h float32) float32 { return d - 0.3*h })
}

// onRoughPaper lays the pigment on warm white paper with an unpainted border.
func onRoughPaper(c *raster.Picture, density, pencil *raster.Plane, u float64) *raster.Picture {
	border, sheet := paintedArea(c.W, c.H, u), paper(c.W, c.H, u, 31)
	ground := [3]float32{0.985, 0.975, 0.948}
	out := raster.New(c.W, c.H)
	raster.Rows(c.H, func(y int) {
		for i := y * c.W; i < (y+1)*c.W; i++ {
			in, line := border.V[i], 1-0.42*(1-pencil.V[i])
			light := 1 + 0.022*sheet.V[i]
			for k, g := range ground {
				v := c.C[k].V[i]
				v -= (v - v*v) * (density.V[i] - 1)
				v = 1 - (1-raster.Clamp(v))*in
				out.C[k].V[i] = raster.Clamp(v * g * light * (1 - (1-line)*in))
			}
		}
	})
	return out
}

// paintedArea is 1 inside and falls to 0 at a ragged border.
func paintedArea(w, h int, u float64) *raster.Plane {
	ragged := clouds(w, h, 70*u, 5, 41)
	margin := 0.022 * math.Min(float64(w), float64(h))
	out := raster.NewPlane(w, h)
	raster.Rows(h, func(y int) {
		for x := range w {
			d := math.Min(math.Min(float64(x), float64(w-1-x)), math.Min(float64(y), float64(h-1-y)))
			d += float64(ragged.V[y*w+x]) * margin * 0.6
			out.V[y*w+x] = raster.Smoothstep(float32(margin-1.2*u), float32(margin+1.2*u), float32(d))
		}
	})
	return out
}
