package style

import (
	"context"
	"math"

	"github.com/tenonhub/tenon/internal/engine/native/image/raster"
)

// ink is a Chinese ink wash (shuimo): few tones that bleed into the sheet,
// brush lines that swell and run dry, much paper left bare, and a breath of
// the picture's own colour.
func ink(ctx context.Context, p *raster.Picture) (*raster.Picture, error) {
	c := canvas(p)
	u := unit(c)
	f := flowOf(c, 3*u)
	soft := kuwahara(c, f, 5*u, 5000)
	soft = kuwahara(soft, flowOf(soft, 4*u), 6*u, 9000)
	if err := canceled(ctx); err != nil {
		return nil, err
	}
	lines := brushLines(c, f, u)
	if err := canceled(ctx); err != nil {
		return nil, err
	}
	wash := bleed(washTone(soft.Luma(), u), u)
	tint := soft.Lab()
	a, b := tint.C[1].Blur(3*u).Resize(p.W, p.H), tint.C[2].Blur(3*u).Resize(p.W, p.H)
	wash, lines = wash.Resize(p.W, p.H), lines.Resize(p.W, p.H)
	return onRicePaper(wash, lines, a, b, unit(p)), nil
}

// washTone turns brightness into an amount of ink, in [0, 1]: bright parts
// stay bare, the rest falls into four tones with soft borders.
func washTone(l *raster.Plane, u float64) *raster.Plane {
	mean := l.Blur(120 * u)
	wet := clouds(l.W, l.H, 50*u, 4, 81)
	local := l.Mix(mean, func(v, m float32) float32 { return v + 0.35*(0.55-m) })
	return local.Mix(wet, func(v, n float32) float32 {
		const steps = 4.5
		t := raster.Clamp((0.86-v+0.035*n)/0.82) * steps
		base := float32(math.Floor(float64(t)))
		t = (base + raster.Smoothstep(0.2, 0.8, t-base)) / steps
		return 0.9 * float32(math.Pow(float64(t), 1.25))
	})
}

// bleed lets the ink run into the sheet: each tone spreads by an uneven amount
// and gathers a little where it stopped.
func bleed(tone *raster.Plane, u float64) *raster.Plane {
	near, far := tone.Blur(1.6*u), tone.Blur(7*u)
	wet := clouds(tone.W, tone.H, 38*u, 5, 91)
	out := raster.NewPlane(tone.W, tone.H)
	raster.Rows(tone.H, func(y int) {
		for i := y * tone.W; i < (y+1)*tone.W; i++ {
			k := raster.Smoothstep(-0.35, 0.75, wet.V[i]) * 0.75
			v := near.V[i] + (far.V[i]-near.V[i])*k
			rim := max(0, near.V[i]-far.V[i]) * (1 - k)
			out.V[i] = raster.Clamp(v + 0.35*rim)
		}
	})
	return out
}

// brushLines are the contours, thick and thin, broken where the brush is dry.
func brushLines(c *raster.Picture, f flow, u float64) *raster.Plane {
	l := c.Luma()
	thick := f.lines(l.Blur(1.2*u), pen{sigma: 1.9 * u, flow: 6 * u, sharp: 13, level: 0.16, soft: 4})
	thin := f.lines(l.Blur(0.4*u), pen{sigma: 0.95 * u, flow: 5 * u, sharp: 15, level: 0.26, soft: 4})
	dry := f.along(grain(c.W, c.H, 0.6*u, 101), 7*u)
	press := clouds(c.W, c.H, 90*u, 3, 111)
	out := raster.NewPlane(c.W, c.H)
	raster.Rows(c.H, func(y int) {
		for i := y * c.W; i < (y+1)*c.W; i++ {
			p := raster.Smoothstep(-0.5, 0.5, press.V[i])
			v := (1-thick.V[i])*p*0.75 + (1-thin.V[i])*(0.95-0.35*p)
			out.V[i] = raster.Clamp(v * (0.92 - 0.45*max(0, dry.V[i])))
		}
	})
	return out.Blur(0.35 * u)
}

// onRicePaper lays ink on a sheet of xuan paper: warm, with fibres, and edges
// that stay bare.
func onRicePaper(wash, lines, a, b *raster.Plane, u float64) *raster.Picture {
	w, h := wash.W, wash.H
	fibre := fibres(w, h, u)
	cloud, pits := clouds(w, h, 260*u, 5, 121), grain(w, h, 0.6*u, 131)
	out := raster.New(w, h)
	raster.Rows(h, func(y int) {
		for x := range w {
			i := y*w + x
			fade := bare(x, y, w, h, cloud.V[i])
			amount := raster.Clamp(wash.V[i]*fade*(1-0.045*pits.V[i]) + 0.06*wash.V[i]*fibre.V[i])
			amount = 1 - (1-amount)*(1-lines.V[i]*(0.35+0.65*fade)*0.94)
			paperL := 0.945 + 0.010*cloud.V[i] + 0.010*fibre.V[i] + 0.004*pits.V[i]
			l := paperL - amount*(paperL-0.175)
			colour := 0.32 * fade * (1 - 0.5*amount)
			pr, pg, pb := raster.RGB(l, 0.004*(1-amount)+a.V[i]*colour, 0.026*(1-0.8*amount)+b.V[i]*colour)
			out.C[0].V[i], out.C[1].V[i], out.C[2].V[i] = pr, pg, pb
		}
	})
	return out
}

// bare falls from 1 to 0 towards the edge of the sheet, unevenly.
func bare(x, y, w, h int, cloud float32) float32 {
	dx, dy := min(x, w-1-x), min(y, h-1-y)
	d := float32(min(dx, dy)) / float32(min(w, h))
	return raster.Smoothstep(0, 0.085, d+0.03*cloud)
}

// fibres are short hairs in all directions, around 0.
func fibres(w, h int, u float64) *raster.Plane {
	out := raster.NewPlane(w, h)
	for k := range 3 {
		hair := drag(grain(w, h, 0.5*u, uint32(141+k)), (float64(k)+0.3)*math.Pi/3, int(9*u)+1)
		gain := float32(0.75 * math.Sqrt(18*u))
		for i, v := range hair.V {
			if t := v * gain; t > 0.9 {
				out.V[i] += t - 0.9
			} else if t < -1.1 {
				out.V[i] += (t + 1.1) * 0.8
			}
		}
	}
	return out.Blur(0.4 * u)
}
