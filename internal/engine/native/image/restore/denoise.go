// Package restore makes pictures better than they came: larger with sharp
// edges, or with less noise.
package restore

import (
	"context"
	"math"
	"slices"

	"github.com/tenonhub/tenon/internal/engine/native/image/raster"
	"github.com/tenonhub/tenon/internal/fault"
)

// Denoise lowers the grain of p. The noise is estimated from the picture;
// strength is what it is multiplied by before it is removed: 1 fits photos.
//
// Each channel of a decorrelated colour space is cut into overlapping blocks
// of 8 × 8; in their cosine transform, what noise alone explains is dropped.
// A second pass weighs every coefficient by the first result (an empirical
// Wiener filter), which keeps texture that a threshold loses.
func Denoise(ctx context.Context, p *raster.Picture, strength float64) (*raster.Picture, error) {
	q := opponent(p)
	step := 2
	if p.W*p.H > 3_000_000 {
		step = 4
	}
	for i, c := range q.C {
		if err := ctx.Err(); err != nil {
			return nil, fault.Wrap(err, fault.Canceled, "canceled")
		}
		sigma := Noise(c) * strength
		if i > 0 {
			sigma *= 1.15 // noise in colour is seen before the loss of colour detail is
		}
		if sigma < 0.002 || p.W < 8 || p.H < 8 {
			continue
		}
		pilot := blocks(c, nil, float32(sigma), step)
		q.C[i] = blocks(c, pilot, float32(sigma), step)
	}
	return display(q), nil
}

// opponent turns RGB into brightness and two differences by an orthonormal
// matrix, so that noise stays as strong as it was.
func opponent(p *raster.Picture) *raster.Picture {
	return p.Pixels(func(r, g, b float32) (float32, float32, float32) {
		return (r + g + b) * 0.57735027, (r - b) * 0.70710678, (r - 2*g + b) * 0.40824829
	})
}

func display(p *raster.Picture) *raster.Picture {
	return p.Pixels(func(y, u, v float32) (float32, float32, float32) {
		y, u, v = y*0.57735027, u*0.70710678, v*0.40824829
		return raster.Clamp(y + u + v), raster.Clamp(y - 2*v), raster.Clamp(y - u + v)
	})
}

// Noise is the standard deviation of the noise in a channel. It is taken from
// the finest diagonal detail of the calmest fifth of the picture, so that
// texture is not taken for noise.
func Noise(c *raster.Plane) float64 {
	const block = 16
	var calm []float64
	for by := 0; by+block <= c.H; by += block {
		for bx := 0; bx+block <= c.W; bx += block {
			if s, ok := detail(c, bx, by, block); ok {
				calm = append(calm, s)
			}
		}
	}
	if len(calm) < 4 {
		return 0
	}
	slices.Sort(calm)
	return math.Sqrt(calm[len(calm)/5]) * 1.08 // the low fifth of such estimates lies 8 % under the mean
}

// detail is the variance of the diagonal Haar detail of a block; clipped
// blocks, in which noise is cut off, do not count.
func detail(c *raster.Plane, bx, by, n int) (float64, bool) {
	var sum, mean float64
	for y := by; y < by+n; y += 2 {
		a, b := c.Row(y)[bx:bx+n], c.Row(y + 1)[bx:bx+n]
		for x := 0; x < n; x += 2 {
			d := float64(a[x]-a[x+1]-b[x]+b[x+1]) / 2
			sum += d * d
			mean += float64(a[x])
		}
	}
	count := float64(n * n / 4)
	mean /= count
	return sum / count, mean < 1.68 && (mean > 0.03 || mean < 0)
}

// blocks filters overlapping blocks of c: by a threshold, or with a pilot by
// its Wiener weights. Each strip of rows is its own job.
func blocks(c, pilot *raster.Plane, sigma float32, step int) *raster.Plane {
	const strip = 48
	out := raster.NewPlane(c.W, c.H)
	raster.Jobs((c.H+strip-1)/strip, func(job int) {
		y0, y1 := job*strip, min(c.H, (job+1)*strip)
		sum, norm := make([]float32, (y1-y0)*c.W), make([]float32, (y1-y0)*c.W)
		for _, by := range starts(max(0, y0-7), min(c.H-8, y1-1), step, c.H-8) {
			for _, bx := range starts(0, c.W-8, step, c.W-8) {
				var b, guide tile
				b.load(c, bx, by)
				b.transform()
				var w float32
				if pilot == nil {
					w = b.threshold(2.7 * sigma)
				} else {
					guide.load(pilot, bx, by)
					guide.transform()
					w = b.wiener(&guide, sigma*sigma)
				}
				b.restore()
				for y := max(0, y0-by); y < 8 && by+y < y1; y++ {
					at := (by+y-y0)*c.W + bx
					for x := range 8 {
						sum[at+x] += b[y*8+x] * w
						norm[at+x] += w
					}
				}
			}
		}
		for i, s := range sum {
			out.V[y0*c.W+i] = s / norm[i]
		}
	})
	return out
}

// starts are the places of blocks: the multiples of step in [lo, hi], and the
// last one, so that the border is covered.
func starts(lo, hi, step, last int) []int {
	var out []int
	for i := (lo + step - 1) / step * step; i <= hi; i += step {
		out = append(out, i)
	}
	if hi == last && (len(out) == 0 || out[len(out)-1] != last) {
		out = append(out, last)
	}
	return out
}
