package style

import (
	"context"
	"math"

	"github.com/tenonhub/tenon/internal/engine/native/image/raster"
)

// sketch draws with a pencil: outlines as straight strokes that cross at
// corners, and hatching that grows denser and crosses as the picture gets
// darker (after Lu, Xu and Jia 2012).
func sketch(ctx context.Context, p *raster.Picture) (*raster.Picture, error) {
	c := canvas(p)
	u := unit(c)
	f := flowOf(c, 2*u)
	smooth := kuwahara(c, f, 3*u, 5000)
	if err := canceled(ctx); err != nil {
		return nil, err
	}
	luma := c.Luma()
	outline := strokes(luma.Blur(0.6*u), u)
	contour := f.lines(luma, pen{sigma: 0.9 * u, flow: 4 * u, sharp: 16, level: 0.3, soft: 4})
	if err := canceled(ctx); err != nil {
		return nil, err
	}
	shade := hatching(pencilTone(smooth.Luma()), u)
	grainy := grain(c.W, c.H, 0.9*u, 61).Mix(clouds(c.W, c.H, 3*u+2, 2, 63), func(a, b float32) float32 { return 0.5*a + 0.5*b })
	out := outline.Mix(contour, func(s, l float32) float32 { return s * (0.35 + 0.65*l) })
	out = out.Mix(shade, func(s, h float32) float32 { return s * h })
	out = out.Mix(grainy, func(v, g float32) float32 { // graphite skips the pits of the paper
		dark := 1 - v
		return 0.975 - 0.9*raster.Clamp(dark*(1-0.2*g)) + 0.008*g
	})
	out = out.Resize(p.W, p.H).Map(raster.Clamp)
	return raster.Grey(out), nil
}

// strokes finds the edges and redraws each as a straight line in the nearest
// of eight directions.
func strokes(l *raster.Plane, u float64) *raster.Plane {
	const ways = 8
	edge := raster.NewPlane(l.W, l.H)
	raster.Rows(l.H, func(y int) {
		for x := range l.W {
			dx, dy := slope(l, x, y)
			edge.V[y*l.W+x] = float32(math.Hypot(float64(dx), float64(dy)) * u)
		}
	})
	half := int(math.Max(3, 6*u))
	var drawn [ways]*raster.Plane
	best, way := raster.NewPlane(l.W, l.H), make([]uint8, l.W*l.H)
	for k := range ways {
		drawn[k] = drag(edge, float64(k)*math.Pi/ways, half)
		for i, v := range drawn[k].V {
			if v > best.V[i] {
				best.V[i], way[i] = v, uint8(k)
			}
		}
	}
	out := raster.NewPlane(l.W, l.H)
	for k := range ways {
		own := raster.NewPlane(l.W, l.H)
		for i, v := range edge.V {
			if way[i] == uint8(k) {
				own.V[i] = v
			}
		}
		own = drag(own, float64(k)*math.Pi/ways, half)
		for i, v := range own.V {
			out.V[i] += v
		}
	}
	return out.Map(func(v float32) float32 { return 1 - raster.Clamp(v*8-0.06) })
}

// drag averages p over a straight line through every pixel.
func drag(p *raster.Plane, angle float64, half int) *raster.Plane {
	sin, cos := math.Sincos(angle)
	out := raster.NewPlane(p.W, p.H)
	norm := 1 / float32(2*half+1)
	dx, dy := make([]int, 2*half+1), make([]int, 2*half+1)
	for i := range dx {
		dx[i] = int(math.Round(float64(i-half) * cos))
		dy[i] = int(math.Round(float64(i-half) * sin))
	}
	raster.Rows(p.H, func(y int) {
		dst := out.Row(y)
		for i := range dx {
			row := p.Row(max(0, min(p.H-1, y+dy[i])))
			lo, hi := max(0, -dx[i]), min(p.W, p.W-dx[i])
			for x := lo; x < hi; x++ {
				dst[x] += row[x+dx[i]]
			}
		}
		for x := range dst {
			dst[x] *= norm
		}
	})
	return out
}

// pencilTone spreads the brightness as in drawings: mostly light, few darks.
// It mixes the picture's own tones with the rank of each tone.
func pencilTone(l *raster.Plane) *raster.Plane {
	const levels = 256
	var share [levels + 1]float32
	for _, v := range l.V {
		share[int(raster.Clamp(v)*(levels-1))+1]++
	}
	for i := 1; i <= levels; i++ {
		share[i] = share[i-1] + share[i]/float32(len(l.V))
	}
	return l.Map(func(v float32) float32 {
		rank := share[int(raster.Clamp(v)*(levels-1))+1]
		t := 0.5*v + 0.5*rank
		return 0.24 + 0.76*float32(math.Pow(float64(t), 0.62))
	})
}

// hatching renders a tone with three layers of strokes, each in its direction
// and each only below a tone of its own.
func hatching(tone *raster.Plane, u float64) *raster.Plane {
	out := raster.NewPlane(tone.W, tone.H)
	for i, layer := range []struct {
		angle, length float64
		from, to      float32
	}{
		{-math.Pi / 4, 26, 0.98, 0.35},
		{-math.Pi / 3.1, 22, 0.72, 0.2},
		{math.Pi / 5, 20, 0.5, 0.1},
	} {
		hatch := drag(grain(tone.W, tone.H, 0.75*u, uint32(71+i)), layer.angle, int(layer.length*u))
		spread := float32(1.9 * math.Sqrt(layer.length*u))
		raster.Rows(tone.H, func(y int) {
			for j := y * tone.W; j < (y+1)*tone.W; j++ {
				need := 1 - raster.Smoothstep(layer.to, layer.from, tone.V[j])
				stroke := raster.Clamp(0.5 + 0.28*hatch.V[j]*spread)
				out.V[j] += need * (0.35 + 0.75*stroke) * 0.36
			}
		})
	}
	return out.Map(func(v float32) float32 { return 1 - raster.Clamp(v) })
}
