package stitch

import (
	"context"
	"math"

	"github.com/tenonhub/tenon/internal/engine/native/image/raster"
	"github.com/tenonhub/tenon/internal/fault"
)

// blend draws pictures on one sheet. Each counts most in its middle and not at
// its rim, so that seams are soft; their exposures are made equal first. What
// no picture covers is transparent.
func blend(ctx context.Context, pics []*raster.Picture, at []homography, w, h int) (*raster.Picture, error) {
	out, weight := raster.New(w, h), raster.NewPlane(w, h)
	gain := gains(pics, at, w, h)
	for i, p := range pics {
		if err := ctx.Err(); err != nil {
			return nil, fault.Wrap(err, fault.Canceled, "canceled")
		}
		back := at[i].inverse()
		raster.Rows(h, func(y int) {
			for x := range w {
				u, v := back.apply(float64(x), float64(y))
				k := inside(p, u, v)
				if k <= 0 {
					continue
				}
				j := y*w + x
				weight.V[j] += k
				for c := range out.C {
					out.C[c].V[j] += k * gain[i][c] * p.C[c].Sample(float32(u), float32(v))
				}
			}
		})
	}
	holes := false
	for j, k := range weight.V {
		if k == 0 {
			holes = true
			continue
		}
		for c := range out.C {
			out.C[c].V[j] = raster.Clamp(out.C[c].V[j] / k)
		}
	}
	if !holes {
		return out, nil
	}
	out.A = weight.Map(func(k float32) float32 { return min(1, k*1e6) })
	return trim(out), nil
}

// inside is the weight of a place: 0 outside of p, and it grows steeply with
// the distance from the rim, so that one picture decides nearly everywhere.
func inside(p *raster.Picture, u, v float64) float32 {
	d := math.Min(math.Min(u, float64(p.W-1)-u)/float64(p.W), math.Min(v, float64(p.H-1)-v)/float64(p.H))
	if d < -0.5/float64(min(p.W, p.H)) {
		return 0
	}
	d = max(d, 0) + 0.001
	return float32(d * d * d * d)
}

// gains are factors per picture and channel that make overlapping pictures
// equally bright: each is led towards the mean of its neighbours, a few times.
func gains(pics []*raster.Picture, at []homography, w, h int) [][3]float32 {
	g := make([][3]float32, len(pics))
	back := make([]homography, len(pics))
	for i := range g {
		g[i] = [3]float32{1, 1, 1}
		back[i] = at[i].inverse()
	}
	step := max(1, int(math.Sqrt(float64(w*h)/20000)))
	for range 8 {
		sum, n := make([][3]float64, len(pics)), make([]float64, len(pics))
		own := make([][3]float64, len(pics))
		for y := 0; y < h; y += step {
			for x := 0; x < w; x += step {
				compare(pics, back, g, x, y, own, sum, n)
			}
		}
		for i := range g {
			for c := range g[i] {
				if n[i] > 20 && own[i][c] > 0 {
					g[i][c] *= 1 + 0.5*(float32(sum[i][c]/own[i][c])-1)
					g[i][c] = max(0.6, min(1.6, g[i][c]))
				}
			}
		}
	}
	return g
}

// compare adds what the pictures that cover a place hold there, and the mean of them.
func compare(pics []*raster.Picture, back []homography, g [][3]float32, x, y int, own, sum [][3]float64, n []float64) {
	type hit struct {
		i int
		v [3]float64
	}
	var hits []hit
	var mean [3]float64
	for i, p := range pics {
		u, v := back[i].apply(float64(x), float64(y))
		if inside(p, u, v) <= 0 {
			continue
		}
		t := hit{i: i}
		for c := range t.v {
			t.v[c] = float64(g[i][c] * p.C[c].Sample(float32(u), float32(v)))
			mean[c] += t.v[c]
		}
		hits = append(hits, t)
	}
	if len(hits) < 2 {
		return
	}
	for _, t := range hits {
		n[t.i]++
		for c := range mean {
			own[t.i][c] += t.v[c]
			sum[t.i][c] += mean[c] / float64(len(hits))
		}
	}
}

// trim cuts off ragged borders, as long as that costs little: the side whose
// line has the largest share of holes goes first. Holes that remain stay transparent.
func trim(p *raster.Picture) *raster.Picture {
	x0, y0, x1, y1 := 0, 0, p.W, p.H
	holes := func(ax, ay, bx, by int) float64 {
		n := 0
		for y := ay; y < by; y++ {
			for x := ax; x < bx; x++ {
				if p.A.V[y*p.W+x] < 0.5 {
					n++
				}
			}
		}
		return float64(n) / float64((bx-ax)*(by-ay))
	}
	for (x1-x0)*(y1-y0) > p.W*p.H*6/10 {
		sides := [4]float64{holes(x0, y0, x1, y0+1), holes(x0, y1-1, x1, y1), holes(x0, y0, x0+1, y1), holes(x1-1, y0, x1, y1)}
		worst := 0
		for i, s := range sides {
			if s > sides[worst] {
				worst = i
			}
		}
		if sides[worst] < 0.005 {
			break
		}
		switch worst {
		case 0:
			y0++
		case 1:
			y1--
		case 2:
			x0++
		default:
			x1--
		}
	}
	out := p.Crop(x0, y0, x1-x0, y1-y0)
	for _, a := range out.A.V {
		if a < 0.5 {
			return out
		}
	}
	out.A = nil
	return out
}
