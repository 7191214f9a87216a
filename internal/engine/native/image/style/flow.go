package style

import (
	"math"

	"github.com/tenonhub/tenon/internal/engine/native/image/raster"
)

// flow says at every pixel which way the edges run: a unit vector along them,
// and how sure that is, in [0, 1]. It is the smoothed structure tensor.
type flow struct{ x, y, sure *raster.Plane }

func flowOf(p *raster.Picture, sigma float64) flow {
	e, f, g := raster.NewPlane(p.W, p.H), raster.NewPlane(p.W, p.H), raster.NewPlane(p.W, p.H)
	for _, c := range p.C {
		c = c.Blur(0.8)
		raster.Rows(p.H, func(y int) {
			for x := range p.W {
				dx, dy := slope(c, x, y)
				i := y*p.W + x
				e.V[i] += dx * dx
				f.V[i] += dx * dy
				g.V[i] += dy * dy
			}
		})
	}
	e, f, g = e.Blur(sigma), f.Blur(sigma), g.Blur(sigma)
	out := flow{raster.NewPlane(p.W, p.H), raster.NewPlane(p.W, p.H), raster.NewPlane(p.W, p.H)}
	raster.Rows(p.H, func(y int) {
		for i := y * p.W; i < (y+1)*p.W; i++ {
			out.x.V[i], out.y.V[i], out.sure.V[i] = tangent(e.V[i], f.V[i], g.V[i])
		}
	})
	return out
}

func slope(c *raster.Plane, x, y int) (dx, dy float32) {
	if x < 1 || y < 1 || x >= c.W-1 || y >= c.H-1 {
		return (c.At(x+1, y) - c.At(x-1, y)) / 2, (c.At(x, y+1) - c.At(x, y-1)) / 2
	}
	i := y*c.W + x
	up, mid, low := c.V[i-c.W-1:i-c.W+2], c.V[i-1:i+2], c.V[i+c.W-1:i+c.W+2]
	dx = (up[2] - up[0] + low[2] - low[0] + 2*(mid[2]-mid[0])) / 8
	dy = (low[0] - up[0] + low[2] - up[2] + 2*(low[1]-up[1])) / 8
	return dx, dy
}

// tangent is the eigenvector of the smaller eigenvalue of a structure tensor.
func tangent(e, f, g float32) (x, y, sure float32) {
	root := float32(math.Sqrt(float64((e-g)*(e-g) + 4*f*f)))
	l1, l2 := (e+g+root)/2, (e+g-root)/2
	x, y = l1-e, -f
	if e > g {
		x, y = f, l2-e // the same line, from the other row of the matrix
	}
	n := float32(math.Hypot(float64(x), float64(y)))
	if n < 1e-9 || l1+l2 < 1e-9 {
		return 0, 1, 0
	}
	return x / n, y / n, (l1 - l2) / (l1 + l2)
}

// along averages c over the edge line through every pixel, with a Gaussian of
// sigma pixels: strokes follow forms.
func (f flow) along(c *raster.Plane, sigma float64) *raster.Plane {
	out := raster.NewPlane(c.W, c.H)
	steps := int(math.Ceil(2 * sigma))
	w := make([]float32, steps+1)
	for i := range w {
		w[i] = float32(math.Exp(-float64(i*i) / (2 * sigma * sigma)))
	}
	raster.Rows(c.H, func(y int) {
		dst := out.Row(y)
		for x := range dst {
			sum, norm := c.V[y*c.W+x], float32(1)
			for _, sign := range [2]float32{1, -1} {
				s, n := f.walk(c, x, y, sign, w)
				sum, norm = sum+s, norm+n
			}
			dst[x] = sum / norm
		}
	})
	return out
}

// walk follows the edge line one way and sums what it meets.
func (f flow) walk(c *raster.Plane, x, y int, sign float32, w []float32) (sum, norm float32) {
	px, py := float32(x), float32(y)
	i := y*c.W + x
	tx, ty := f.x.V[i]*sign, f.y.V[i]*sign
	for _, k := range w[1:] {
		px, py = px+tx, py+ty
		if px < 0 || py < 0 || px > float32(c.W-1) || py > float32(c.H-1) {
			break
		}
		sum += c.Sample(px, py) * k
		norm += k
		j := int(py+0.5)*c.W + int(px+0.5)
		nx, ny := f.x.V[j], f.y.V[j]
		if nx*tx+ny*ty < 0 {
			nx, ny = -nx, -ny
		}
		tx, ty = nx, ny
	}
	return sum, norm
}

// lines draws the edges of a brightness as a pen would: 0 is ink, 1 is paper.
// It is the flow-based extended difference of Gaussians (Winnemöller 2012).
type pen struct {
	sigma float64 // thickness of a line, in pixels
	flow  float64 // smoothing along a line, in pixels
	sharp float32 // how much edges are exaggerated
	level float32 // what is darker is inked
	soft  float32 // the larger, the harder the rim of a line
}

func (f flow) lines(c *raster.Plane, p pen) *raster.Plane {
	d := f.along(f.across(c, p), p.flow)
	return d.Map(func(v float32) float32 {
		if v >= p.level {
			return 1
		}
		return max(0, 1+float32(math.Tanh(float64(p.soft*(v-p.level)))))
	})
}

// across is the sharpened brightness along the line that cuts the edge.
func (f flow) across(c *raster.Plane, p pen) *raster.Plane {
	const ratio = 1.6
	n := int(math.Ceil(p.sigma * ratio * 2.2))
	narrow, wide := make([]float32, n+1), make([]float32, n+1)
	var sn, sw float32
	for i := range narrow {
		t := float64(i * i)
		narrow[i] = float32(math.Exp(-t / (2 * p.sigma * p.sigma)))
		wide[i] = float32(math.Exp(-t / (2 * p.sigma * p.sigma * ratio * ratio)))
		k := float32(2)
		if i == 0 {
			k = 1
		}
		sn, sw = sn+k*narrow[i], sw+k*wide[i]
	}
	k := make([]float32, n+1)
	for i := range k {
		k[i] = (1+p.sharp)*narrow[i]/sn - p.sharp*wide[i]/sw
	}
	out := raster.NewPlane(c.W, c.H)
	raster.Rows(c.H, func(y int) {
		dst := out.Row(y)
		for x := range dst {
			i := y*c.W + x
			nx, ny := -f.y.V[i], f.x.V[i]
			s := c.V[i] * k[0]
			for t := 1; t <= n; t++ {
				ox, oy := nx*float32(t), ny*float32(t)
				s += k[t] * (c.Sample(float32(x)+ox, float32(y)+oy) + c.Sample(float32(x)-ox, float32(y)-oy))
			}
			dst[x] = s
		}
	})
	return out
}
