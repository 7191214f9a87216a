package style

import (
	"math"

	"github.com/tenonhub/tenon/internal/engine/native/image/raster"
)

// The anisotropic Kuwahara filter (Kyprianidis 2009, 2010) turns a picture
// into dabs of a brush. Around every pixel lies an ellipse that follows the
// edge; of its eight sectors, those in which the colour varies least decide.
//
// The weights depend on the direction and the stretch of the ellipse alone,
// so they are made once for some of each, as lists of what is not zero.
const (
	sectors    = 8
	directions = 32
	stretches  = 5
)

// tap is one pixel of a sector, as an offset into the padded picture.
type tap struct {
	at int32
	w  float32
}

type brush [sectors][]tap

// kuwahara returns p in dabs of a radius of r pixels. A harder brush has
// sharper borders between its dabs.
func kuwahara(p *raster.Picture, f flow, r, hard float64) *raster.Picture {
	pad := int(math.Ceil(2*r)) + 1
	stride := (p.W + 2*pad) * 4
	wide := padded(p, pad)
	brushes := makeBrushes(r, stride)
	out := raster.New(p.W, p.H)
	raster.Rows(p.H, func(y int) {
		for x := range p.W {
			i := y*p.W + x
			b := pick(brushes, f.x.V[i], f.y.V[i], f.sure.V[i])
			at := (y+pad)*stride + (x+pad)*4
			out.C[0].V[i], out.C[1].V[i], out.C[2].V[i] = b.dab(wide, at, float32(hard))
		}
	})
	return out
}

func (b *brush) dab(px []float32, at int, hard float32) (r, g, bl float32) {
	var norm float32
	for k := range b {
		var sr, sg, sb, sq float32
		for _, t := range b[k] {
			c := px[at+int(t.at):]
			c = c[:4]
			sr += c[0] * t.w
			sg += c[1] * t.w
			sb += c[2] * t.w
			sq += c[3] * t.w
		}
		l := raster.Luma(sr, sg, sb)
		v := max(0, sq-l*l) * hard
		v *= v
		w := 1 / (1 + v*v)
		r, g, bl, norm = r+sr*w, g+sg*w, bl+sb*w, norm+w
	}
	return r / norm, g / norm, bl / norm
}

func pick(brushes []brush, tx, ty, sure float32) *brush {
	angle := math.Atan2(float64(ty), float64(tx))
	if angle < 0 {
		angle += math.Pi
	}
	d := int(angle/math.Pi*directions+0.5) % directions
	s := int(sure*(stretches-1) + 0.5)
	return &brushes[d*stretches+s]
}

func makeBrushes(r float64, stride int) []brush {
	out := make([]brush, directions*stretches)
	for d := range directions {
		for s := range stretches {
			angle := float64(d) / directions * math.Pi
			out[d*stretches+s] = makeBrush(r, angle, 1+float64(s)/(stretches-1), stride)
		}
	}
	return out
}

func makeBrush(r, angle, stretch float64, stride int) (b brush) {
	sin, cos := math.Sincos(angle)
	long, short := r*stretch, r/stretch
	n := int(math.Ceil(long))
	var sums [sectors]float64
	for dy := -n; dy <= n; dy++ {
		for dx := -n; dx <= n; dx++ {
			u := (float64(dx)*cos + float64(dy)*sin) / long
			v := (float64(dy)*cos - float64(dx)*sin) / short
			if u*u+v*v > 1 {
				continue
			}
			for k, w := range sectorWeights(u, v, r) {
				if w > 1e-4 {
					b[k] = append(b[k], tap{int32(dy*stride + dx*4), float32(w)})
					sums[k] += w
				}
			}
		}
	}
	for k := range b {
		for i := range b[k] {
			b[k][i].w /= float32(sums[k])
		}
	}
	return b
}

// sectorWeights are polynomials that fall off to both sides of each sector.
func sectorWeights(u, v, r float64) (w [sectors]float64) {
	zeta := 2 / r
	eta := (zeta + math.Cos(math.Pi/sectors)) / math.Pow(math.Sin(math.Pi/sectors), 2)
	for k := range w {
		sin, cos := math.Sincos(2 * math.Pi * float64(k) / sectors)
		x, y := u*cos+v*sin, v*cos-u*sin
		if s := x + zeta - eta*y*y; s > 0 {
			w[k] = s * s
		}
	}
	sum := 0.0
	for _, s := range w {
		sum += s
	}
	fall := math.Exp(-3.125 * (u*u + v*v))
	for k := range w {
		w[k] *= fall / sum
	}
	return w
}

// padded holds red, green, blue and the square of the brightness side by
// side, with edges repeated, so that a dab needs no bounds.
func padded(p *raster.Picture, pad int) []float32 {
	w := p.W + 2*pad
	out := make([]float32, w*(p.H+2*pad)*4)
	raster.Rows(p.H+2*pad, func(y int) {
		row := max(0, min(p.H-1, y-pad)) * p.W
		for x := range w {
			i := row + max(0, min(p.W-1, x-pad))
			r, g, b := p.C[0].V[i], p.C[1].V[i], p.C[2].V[i]
			l := raster.Luma(r, g, b)
			px := out[(y*w+x)*4:][:4]
			px[0], px[1], px[2], px[3] = r, g, b, l*l
		}
	})
	return out
}
