package style

import (
	"context"
	"math"

	"github.com/tenonhub/tenon/internal/engine/native/image/raster"
)

// cartoon flattens the colours, puts the light into a few soft steps, and
// draws the edges with a pen (after Winnemöller 2006).
func cartoon(ctx context.Context, p *raster.Picture) (*raster.Picture, error) {
	c := canvas(p)
	u := unit(c)
	f := flowOf(c, 2.2*u)
	ink := f.lines(c.Luma().Blur(0.4*u), pen{sigma: 1.05 * u, flow: 4 * u, sharp: 18, level: 0.17, soft: 9})
	if err := canceled(ctx); err != nil {
		return nil, err
	}
	c = kuwahara(c, f, 3*u, 6000)
	c = kuwahara(c, flowOf(c, 3*u), 3.2*u, 10000)
	if err := canceled(ctx); err != nil {
		return nil, err
	}
	c = cel(c).Resize(p.W, p.H)
	ink = ink.Resize(p.W, p.H)
	return c.Each(func(ch *raster.Plane) *raster.Plane {
		return ch.Mix(ink, func(v, i float32) float32 { return raster.Clamp(0.06*(1-i) + v*i) })
	}), nil
}

// cel steps the brightness and makes the colours strong.
func cel(c *raster.Picture) *raster.Picture {
	const steps = 8
	lab := c.Lab()
	lab.C[0] = lab.C[0].Map(func(l float32) float32 {
		t := (0.10 + l*0.93) * steps
		base := float32(math.Floor(float64(t)))
		return (base + raster.Smoothstep(0.35, 0.65, t-base)) / steps
	})
	for i := 1; i < 3; i++ {
		lab.C[i] = lab.C[i].Map(func(v float32) float32 { return v * 1.35 })
	}
	return lab.RGB()
}
