package grade

import (
	"math"

	"github.com/tenonhub/tenon/internal/engine/native/image/raster"
)

// auto does what most photos want, no more than each needs: take out half of
// a colour cast, spread the tones to black and white, open shadows that a
// neighbourhood is lost in, and strengthen weak colours.
func auto(p *raster.Picture) *raster.Picture {
	small := p.Within(200_000)
	s := small.Lab()
	castA, castB := cast(s)
	lo, hi := percentiles(s.C[0], 0.004, 0.996)
	lo, hi = min(lo, 0.22), max(hi, 0.78) // fog stays a little foggy, night stays night
	mid := median(s.C[0])
	mid = raster.Clamp((mid - lo) / (hi - lo))
	power := math.Log(0.5*0.35+float64(mid)*0.65) / math.Log(math.Max(0.02, math.Min(0.98, float64(mid))))
	power = math.Max(0.72, math.Min(1.25, power))
	open := shadows(p)
	q := p.Lab()
	raster.Rows(p.H, func(y int) {
		for i := y * p.W; i < (y+1)*p.W; i++ {
			was := q.C[0].V[i]
			l := raster.Clamp((was - lo) / (hi - lo))
			l = float32(math.Pow(float64(l), power)) * (1 + open.V[i])
			l = contrast(l, 0.10)
			k := float32(1)
			if was > 0.02 {
				k = min(1.3, max(0.8, l/was))
			}
			light := min(1, 4*was*(1-was)+0.25)
			a, b := q.C[1].V[i]-castA*light, q.C[2].V[i]-castB*light
			q.C[1].V[i], q.C[2].V[i] = vibrance(a*k, b*k, 0.22)
			q.C[0].V[i] = raster.Clamp(l)
		}
	})
	return q.RGB()
}

// cast is the colour that grey things have. Only nearly grey pixels are asked:
// a meadow is green because it is green. At most a small cast is believed.
func cast(lab *raster.Picture) (float32, float32) {
	var a, b, n float64
	for i, l := range lab.C[0].V {
		ca, cb := float64(lab.C[1].V[i]), float64(lab.C[2].V[i])
		if c := math.Hypot(ca, cb); c < 0.06 && l > 0.25 && l < 0.95 {
			w := 1 - c/0.06
			a, b, n = a+ca*w, b+cb*w, n+w
		}
	}
	if n < 0.01*float64(len(lab.C[0].V)) {
		return 0, 0
	}
	return float32(0.6 * a / n), float32(0.6 * b / n)
}

// shadows says by what share each place is lifted: dark neighbourhoods are,
// dark things beside light ones are not.
func shadows(p *raster.Picture) *raster.Plane {
	l := p.Luma()
	around := l.Guided(l, max(2, min(p.W, p.H)/30), 0.01)
	return around.Map(func(v float32) float32 { return 0.38 * (1 - raster.Smoothstep(0.02, 0.42, v)) })
}

func percentiles(p *raster.Plane, lo, hi float64) (float32, float32) {
	const levels = 1024
	var count [levels]int
	for _, v := range p.V {
		count[int(raster.Clamp(v)*(levels-1))]++
	}
	at := func(share float64) float32 {
		rest := int(share * float64(len(p.V)))
		for i, n := range count {
			if rest -= n; rest < 0 {
				return float32(i) / (levels - 1)
			}
		}
		return 1
	}
	return at(lo), at(hi)
}

func median(p *raster.Plane) float32 {
	m, _ := percentiles(p, 0.5, 0.5)
	return m
}
