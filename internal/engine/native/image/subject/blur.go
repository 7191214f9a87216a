package subject

import (
	"context"
	"math"

	"github.com/tenonhub/tenon/internal/engine/native/image/raster"
	"github.com/tenonhub/tenon/internal/fault"
)

// Blur keeps the subject of p sharp and blurs the rest as a lens does: bright
// spots become discs. strength is the radius of the discs in hundredths of the
// shorter side.
func Blur(ctx context.Context, p *raster.Picture, strength float64) (*raster.Picture, error) {
	mask, err := Mask(ctx, p)
	if err != nil {
		return nil, err
	}
	r := strength / 100 * float64(min(p.W, p.H))
	// The subject must not shine into the background: it weighs nothing there.
	rear := mask.Map(func(m float32) float32 { return 1.0001 - m })
	norm := disc(rear, r)
	out := p.Each(func(c *raster.Plane) *raster.Plane {
		light := c.Map(func(v float32) float32 { v = raster.Linear(v); return v + 2.5*v*v*v*v })
		return disc(light.Mix(rear, func(v, w float32) float32 { return v * w }), r).Mix(norm, func(v, n float32) float32 {
			return raster.Gamma(undo(v / max(n, 1e-5)))
		})
	})
	for k, c := range out.C {
		back := c
		out.C[k] = raster.NewPlane(p.W, p.H)
		raster.Rows(p.H, func(y int) {
			for i := y * p.W; i < (y+1)*p.W; i++ {
				m := mask.V[i]
				out.C[k].V[i] = back.V[i] + (p.C[k].V[i]-back.V[i])*m
			}
		})
		if err := ctx.Err(); err != nil {
			return nil, fault.Wrap(err, fault.Canceled, "canceled")
		}
	}
	return out, nil
}

// undo inverts v + 2.5v⁴, which lets bright spots glow, by Newton's method.
func undo(y float32) float32 {
	v := min(y, 1)
	for range 4 {
		v -= (v + 2.5*v*v*v*v - y) / (1 + 10*v*v*v)
	}
	return v
}

// disc is the mean over a disc of radius r, through running sums of rows.
func disc(p *raster.Plane, r float64) *raster.Plane {
	n := max(1, int(math.Round(r)))
	half := make([]int, 2*n+1)
	area := 0
	for i := range half {
		half[i] = int(math.Sqrt(float64(n*n-(i-n)*(i-n)) + 0.5))
		area += 2*half[i] + 1
	}
	sums := make([]float64, (p.W+1)*p.H)
	raster.Rows(p.H, func(y int) {
		s := sums[y*(p.W+1):][:p.W+1]
		for x, v := range p.Row(y) {
			s[x+1] = s[x] + float64(v)
		}
	})
	out := raster.NewPlane(p.W, p.H)
	raster.Rows(p.H, func(y int) {
		acc := make([]float64, p.W)
		for i, w := range half {
			s := sums[max(0, min(p.H-1, y+i-n))*(p.W+1):][:p.W+1]
			first, last := s[1], s[p.W]-s[p.W-1]
			for x := range acc {
				lo, hi := x-w, x+w+1
				v := s[min(hi, p.W)] - s[max(lo, 0)]
				if lo < 0 {
					v += float64(-lo) * first
				}
				if hi > p.W {
					v += float64(hi-p.W) * last
				}
				acc[x] += v
			}
		}
		for x, v := range acc {
			out.V[y*p.W+x] = float32(v / float64(area))
		}
	})
	return out
}
