package raster

import (
	"math"
	"sync"
)

// Luma is the brightness of an sRGB colour as the eye weighs it (Rec. 709).
func Luma(r, g, b float32) float32 { return 0.2126*r + 0.7152*g + 0.0722*b }

// Luma returns the brightness of p.
func (p *Picture) Luma() *Plane {
	out := NewPlane(p.W, p.H)
	Rows(p.H, func(y int) {
		r, g, b, dst := p.C[0].Row(y), p.C[1].Row(y), p.C[2].Row(y), out.Row(y)
		for x := range dst {
			dst[x] = Luma(r[x], g[x], b[x])
		}
	})
	return out
}

const curveSteps = 4096

// toLinear and fromLinear are the sRGB curve and its inverse, as tables.
var (
	toLinear = sync.OnceValue(func() []float32 {
		return curve(func(v float64) float64 {
			if v <= 0.04045 {
				return v / 12.92
			}
			return math.Pow((v+0.055)/1.055, 2.4)
		})
	})
	fromLinear = sync.OnceValue(func() []float32 { // of the square root, which it is nearly linear in
		return curve(func(v float64) float64 {
			v *= v
			if v <= 0.0031308 {
				return v * 12.92
			}
			return 1.055*math.Pow(v, 1/2.4) - 0.055
		})
	})
)

func curve(f func(float64) float64) []float32 {
	t := make([]float32, curveSteps+2)
	for i := range t {
		t[i] = float32(f(float64(i) / curveSteps))
	}
	return t
}

func look(t []float32, v float32) float32 {
	v = Clamp(v) * curveSteps
	i := int(v)
	return t[i] + (t[i+1]-t[i])*(v-float32(i))
}

// Linear is the amount of light of an sRGB value.
func Linear(v float32) float32 { return look(toLinear(), v) }

// Gamma is the sRGB value of an amount of light.
func Gamma(v float32) float32 {
	return look(fromLinear(), float32(math.Sqrt(float64(Clamp(v)))))
}

// Lab turns sRGB into Oklab (Ottosson 2020): lightness in [0, 1], and two
// axes of colour in about [-0.4, 0.4]. Equal steps look equally large.
func Lab(r, g, b float32) (l, a, bb float32) {
	r, g, b = Linear(r), Linear(g), Linear(b)
	x := cbrt(0.4122214708*r + 0.5363325363*g + 0.0514459929*b)
	y := cbrt(0.2119034982*r + 0.6806995451*g + 0.1073969566*b)
	z := cbrt(0.0883024619*r + 0.2817188376*g + 0.6299787005*b)
	return 0.2104542553*x + 0.7936177850*y - 0.0040720468*z,
		1.9779984951*x - 2.4285922050*y + 0.4505937099*z,
		0.0259040371*x + 0.7827717662*y - 0.8086757660*z
}

// RGB turns Oklab into sRGB, clipped to what sRGB can show.
func RGB(l, a, b float32) (float32, float32, float32) {
	x := l + 0.3963377774*a + 0.2158037573*b
	y := l - 0.1055613458*a - 0.0638541728*b
	z := l - 0.0894841775*a - 1.2914855480*b
	x, y, z = x*x*x, y*y*y, z*z*z
	return Gamma(4.0767416621*x - 3.3077115913*y + 0.2309699292*z),
		Gamma(-1.2684380046*x + 2.6097574011*y - 0.3413193965*z),
		Gamma(-0.0041960863*x - 0.7034186147*y + 1.7076147010*z)
}

func cbrt(v float32) float32 { return float32(math.Cbrt(float64(v))) }

// Lab returns p in Oklab; its channels are lightness and the two axes.
func (p *Picture) Lab() *Picture { return p.Pixels(Lab) }

// RGB returns p, which is in Oklab, in sRGB.
func (p *Picture) RGB() *Picture { return p.Pixels(RGB) }

// Saturate returns p with its colours k times as strong.
func (p *Picture) Saturate(k float32) *Picture {
	return p.Pixels(func(r, g, b float32) (float32, float32, float32) {
		l := Luma(r, g, b)
		return Clamp(l + (r-l)*k), Clamp(l + (g-l)*k), Clamp(l + (b-l)*k)
	})
}
