package grade_test

import (
	"math"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/image/grade"
	"github.com/tenonhub/tenon/internal/engine/native/image/raster"
	"github.com/tenonhub/tenon/internal/engine/native/image/raster/rastertest"
	"github.com/tenonhub/tenon/internal/fault"
)

// means are the mean lightness, the two axes of colour and its strength.
func means(p *raster.Picture) (l, a, b, c float64) {
	q := p.Lab()
	n := float64(len(q.C[0].V))
	for i := range q.C[0].V {
		x, y := float64(q.C[1].V[i]), float64(q.C[2].V[i])
		l, a, b, c = l+float64(q.C[0].V[i])/n, a+x/n, b+y/n, c+math.Hypot(x, y)/n
	}
	return l, a, b, c
}

func apply(t *testing.T, p *raster.Picture, look string) *raster.Picture {
	t.Helper()
	out, err := grade.Apply(p, look)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestEveryLookIsWhatItSays(t *testing.T) {
	t.Parallel()
	p := rastertest.Scene(240, 160, 1)
	l0, a0, b0, c0 := means(p)
	for look, holds := range map[string]func(l, a, b, c float64) bool{
		"warm":            func(_, a, b, _ float64) bool { return b > b0+0.015 && a > a0 },
		"cool":            func(_, a, b, _ float64) bool { return b < b0-0.015 && a < a0 },
		"vivid":           func(_, _, _, c float64) bool { return c > 1.15*c0 },
		"vintage":         func(_, _, b, c float64) bool { return c < c0 && b > b0-0.03 },
		"black-and-white": func(_, _, _, c float64) bool { return c < 0.001 },
		"bright":          func(l, _, _, _ float64) bool { return l > l0+0.08 },
		"dark":            func(l, _, _, _ float64) bool { return l < l0-0.08 },
	} {
		if l, a, b, c := means(apply(t, p, look)); !holds(l, a, b, c) {
			t.Errorf("%s: lightness %.3f → %.3f, a %.3f → %.3f, b %.3f → %.3f, strength %.3f → %.3f", look, l0, l, a0, a, b0, b, c0, c)
		}
	}
	if _, err := grade.Apply(p, "neon"); !fault.Is(err, fault.Invalid) {
		t.Errorf("got %v, want invalid", err)
	}
}

// distance is the mean distance of two pictures in Oklab.
func distance(p, q *raster.Picture) (sum float64) {
	a, b := p.Lab(), q.Lab()
	for i := range a.C[0].V {
		d := 0.0
		for k := range a.C {
			v := float64(a.C[k].V[i] - b.C[k].V[i])
			d += v * v
		}
		sum += math.Sqrt(d) / float64(len(a.C[0].V))
	}
	return sum
}

// -v prints the figure of the card.
func TestAutoMendsWhatWasSpoilt(t *testing.T) {
	t.Parallel()
	for seed := range uint32(3) {
		p := rastertest.Scene(240, 160, seed)
		bad := p.Pixels(func(r, g, b float32) (float32, float32, float32) { // dull and yellow
			return 0.2 + 0.52*r, 0.18 + 0.5*g, 0.14 + 0.42*b
		})
		before, after := distance(p, bad), distance(p, apply(t, bad, "auto"))
		t.Logf("scene %d: error %.3f → %.3f", seed, before, after)
		if after > 0.75*before {
			t.Errorf("scene %d: the error only fell from %.3f to %.3f", seed, before, after)
		}
		if own := distance(p, apply(t, p, "auto")); own > 0.09 {
			t.Errorf("scene %d: a good picture was changed by %.3f", seed, own)
		}
	}
}

func TestPlainPicturesSurvive(t *testing.T) {
	t.Parallel()
	for _, v := range []float32{0, 0.5, 1} {
		p := raster.New(3, 2).Each(func(c *raster.Plane) *raster.Plane { return c.Map(func(float32) float32 { return v }) })
		for _, look := range []string{"auto", "warm", "cool", "vivid", "vintage", "black-and-white", "bright", "dark"} {
			for _, c := range apply(t, p, look).C {
				for _, w := range c.V {
					if w < 0 || w > 1 || w != w {
						t.Fatalf("%s of %v gives %v", look, v, w)
					}
				}
			}
		}
	}
}
