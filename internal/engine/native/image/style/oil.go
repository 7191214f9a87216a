package style

import (
	"context"

	"github.com/tenonhub/tenon/internal/engine/native/image/raster"
)

// oil lays large dabs, then smaller ones where the picture has detail, and
// lights the relief that the bristles leave.
func oil(ctx context.Context, p *raster.Picture) (*raster.Picture, error) {
	c := canvas(p)
	u := unit(c)
	f := flowOf(c, 2.5*u)
	c = kuwahara(c, f, 5*u, 6000)
	if err := canceled(ctx); err != nil {
		return nil, err
	}
	f = flowOf(c, 4*u)
	c = kuwahara(c, f, 3.6*u, 8000)
	if err := canceled(ctx); err != nil {
		return nil, err
	}
	bristles := f.along(grain(c.W, c.H, 0.6*u, 3), 9*u)
	luma := c.Luma()
	relief := bristles.Mix(luma, func(b, l float32) float32 { return 0.55*b*(0.5+l) + 0.9*l })

	c = c.Saturate(1.25).Resize(p.W, p.H)
	return lit(c, relief.Resize(p.W, p.H), unit(p)), nil
}

// lit shades p as if relief were its height and the light came from the upper left.
func lit(p *raster.Picture, relief *raster.Plane, u float64) *raster.Picture {
	relief = relief.Blur(0.5 * u)
	shade := raster.NewPlane(p.W, p.H)
	raster.Rows(p.H, func(y int) {
		for x := range p.W {
			dx, dy := slope(relief, x, y)
			s := (dx + dy) * float32(u)
			shade.V[y*p.W+x] = max(-0.16, min(0.2, -s*0.9))
		}
	})
	return p.Each(func(c *raster.Plane) *raster.Plane {
		return c.Mix(shade, func(v, s float32) float32 {
			v = raster.Clamp(v + (v-v*v)*(v-0.5)*0.9) // a little more contrast
			if s > 0 {
				return raster.Clamp(v + s*(0.25+0.75*v)*(1-v*0.5))
			}
			return raster.Clamp(v + s*(0.2+v))
		})
	})
}
