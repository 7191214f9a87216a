// Package grade changes the colours and the light of pictures: one function
// for each look.
package grade

import (
	"math"

	"github.com/tenonhub/tenon/internal/engine/native/image/raster"
	"github.com/tenonhub/tenon/internal/fault"
)

// Apply returns p in a look: auto, warm, cool, vivid, vintage,
// black-and-white, bright or dark.
func Apply(p *raster.Picture, look string) (*raster.Picture, error) {
	switch look {
	case "auto":
		return auto(p), nil
	case "warm":
		return tint(p, 0.012, 0.032, 1.06), nil
	case "cool":
		return tint(p, -0.014, -0.034, 1.02), nil
	case "vivid":
		return vivid(p), nil
	case "vintage":
		return vintage(p), nil
	case "black-and-white":
		return blackAndWhite(p), nil
	case "bright":
		return exposed(p, 0.68), nil
	case "dark":
		return exposed(p, 1.5), nil
	}
	return nil, fault.New(fault.Invalid, "there is no look %q", look)
}

// lab applies f to every pixel in Oklab.
func lab(p *raster.Picture, f func(l, a, b float32) (float32, float32, float32)) *raster.Picture {
	return p.Pixels(func(r, g, b float32) (float32, float32, float32) {
		return raster.RGB(f(raster.Lab(r, g, b)))
	})
}

// tint moves the colours of the middle tones; black and white stay what they are.
func tint(p *raster.Picture, da, db, strength float32) *raster.Picture {
	return lab(p, func(l, a, b float32) (float32, float32, float32) {
		k := 4 * l * (1 - l)
		k = 0.25*min(1, l*4) + 0.75*k
		return l, a*strength + da*k, b*strength + db*k
	})
}

// contrast is a gentle S around the middle.
func contrast(l, k float32) float32 {
	l = raster.Clamp(l)
	return raster.Clamp(l + k*(l-0.5)*l*(1-l)*4)
}

// vibrance strengthens weak colours more than strong ones, and skin least.
func vibrance(a, b, k float32) (float32, float32) {
	c := float32(math.Hypot(float64(a), float64(b)))
	gain := 1 + k*(1-raster.Smoothstep(0.03, 0.22, c))
	if a > 0 && b > 0 && b < 2.2*a && a < 2.6*b { // the hues of skin
		gain = 1 + (gain-1)*0.5
	}
	return a * gain, b * gain
}

func vivid(p *raster.Picture) *raster.Picture {
	return lab(p, func(l, a, b float32) (float32, float32, float32) {
		a, b = vibrance(a*1.12, b*1.12, 0.45)
		return contrast(l, 0.28), a, b
	})
}

// vintage fades: lifted blacks, yellowed whites, weak colours, dark corners.
func vintage(p *raster.Picture) *raster.Picture {
	out := lab(p, func(l, a, b float32) (float32, float32, float32) {
		l = 0.13 + 0.82*contrast(l, 0.12)
		shade := (1 - l)
		return l, a*0.68 + 0.012*l - 0.014*shade, b*0.64 + 0.045*l - 0.012*shade
	})
	cx, cy := float64(p.W)/2, float64(p.H)/2
	return out.Each(func(c *raster.Plane) *raster.Plane {
		dark := raster.NewPlane(c.W, c.H)
		raster.Rows(c.H, func(y int) {
			for x := range c.W {
				d := math.Hypot((float64(x)-cx)/cx, (float64(y)-cy)/cy)
				dark.V[y*c.W+x] = c.V[y*c.W+x] * (1 - 0.32*raster.Smoothstep(0.75, 1.5, float32(d)))
			}
		})
		return dark
	})
}

// blackAndWhite weighs the colours like a yellow filter, which darkens skies,
// and adds contrast.
func blackAndWhite(p *raster.Picture) *raster.Picture {
	grey := raster.NewPlane(p.W, p.H)
	raster.Rows(p.H, func(y int) {
		r, g, b, dst := p.C[0].Row(y), p.C[1].Row(y), p.C[2].Row(y), grey.Row(y)
		for x := range dst {
			dst[x] = contrast(0.36*r[x]+0.54*g[x]+0.10*b[x], 0.22)
		}
	})
	out := raster.Grey(grey)
	out.A = p.A
	return out
}

// exposed bends the lightness by a power: below 1 is brighter. Colours keep
// pace with the light, so that they do not fade or glow.
func exposed(p *raster.Picture, power float64) *raster.Picture {
	return lab(p, func(l, a, b float32) (float32, float32, float32) {
		to := float32(math.Pow(float64(raster.Clamp(l)), power))
		k := float32(1)
		if l > 0.01 {
			k = min(1.35, max(0.7, float32(math.Sqrt(float64(to/l)))))
		}
		return to, a * k, b * k
	})
}
