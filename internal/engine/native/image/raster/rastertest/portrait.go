package rastertest

import (
	"math"

	"github.com/tenonhub/tenon/internal/engine/native/image/raster"
)

// Portrait paints a face of a size, as light falls on one: what finders go by.
func Portrait(p *raster.Picture, cx, cy, size float64) {
	oval := func(x, y, mx, my, rx, ry float64) float64 {
		return 1 - float64(raster.Smoothstep(0.9, 1.1, float32(math.Hypot((x-mx)/rx, (y-my)/ry))))
	}
	for y := range p.H {
		for x := range p.W {
			u, v := (float64(x)-cx)/size, (float64(y)-cy)/size
			head := oval(u, v, 0, 0, 0.42, 0.56)
			if head == 0 {
				continue
			}
			light := 0.82 - 0.18*math.Abs(u)/0.42
			light -= 0.35 * oval(u, v, -0.17, -0.13, 0.12, 0.055) // the hollows of the eyes
			light -= 0.35 * oval(u, v, 0.17, -0.13, 0.12, 0.055)
			light -= 0.3 * oval(u, v, -0.17, -0.12, 0.05, 0.035)
			light -= 0.3 * oval(u, v, 0.17, -0.12, 0.05, 0.035)
			light -= 0.3 * oval(u, v, -0.17, -0.22, 0.13, 0.022) // brows
			light -= 0.3 * oval(u, v, 0.17, -0.22, 0.13, 0.022)
			light += 0.08 * oval(u, v, 0, 0, 0.045, 0.14) // nose
			light -= 0.2 * oval(u, v, 0, 0.11, 0.08, 0.025)
			light -= 0.28 * oval(u, v, 0, 0.26, 0.14, 0.035) // mouth
			light -= 0.45 * oval(u, v, 0, -0.52, 0.5, 0.18)  // hair
			for i, k := range [3]float64{1, 0.8, 0.68} {
				c := p.C[i]
				c.V[y*p.W+x] = raster.Clamp(c.V[y*p.W+x]*float32(1-head) + float32(head*light*k))
			}
		}
	}
}
