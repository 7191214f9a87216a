package restore

import (
	"math"
	"sync"

	"github.com/tenonhub/tenon/internal/engine/native/image/raster"
)

// tile is a block of 8 × 8 values, or its cosine transform.
type tile [64]float32

func (t *tile) load(c *raster.Plane, x, y int) {
	for i := range 8 {
		copy(t[i*8:i*8+8], c.V[(y+i)*c.W+x:])
	}
}

// cosines are the even and the odd rows of the orthonormal transform of 8
// values, over their sums and differences from both ends.
var cosines = sync.OnceValue(func() *[2][4][4]float32 {
	var t [2][4][4]float32
	for k := range 8 {
		scale := math.Sqrt(2.0 / 8)
		if k == 0 {
			scale = math.Sqrt(1.0 / 8)
		}
		for n := range 4 {
			t[k%2][k/2][n] = float32(scale * math.Cos(math.Pi*(float64(n)+0.5)*float64(k)/8))
		}
	}
	return &t
})

func (t *tile) transform() {
	m := cosines()
	for i := range 8 {
		forward(m, t, i*8, 1)
	}
	for i := range 8 {
		forward(m, t, i, 8)
	}
}

func (t *tile) restore() {
	m := cosines()
	for i := range 8 {
		backward(m, t, i, 8)
	}
	for i := range 8 {
		backward(m, t, i*8, 1)
	}
}

func forward(m *[2][4][4]float32, t *tile, at, step int) {
	a0, a1, a2, a3 := t[at], t[at+step], t[at+2*step], t[at+3*step]
	a4, a5, a6, a7 := t[at+4*step], t[at+5*step], t[at+6*step], t[at+7*step]
	s0, s1, s2, s3 := a0+a7, a1+a6, a2+a5, a3+a4
	d0, d1, d2, d3 := a0-a7, a1-a6, a2-a5, a3-a4
	for k := range 4 {
		e, o := &m[0][k], &m[1][k]
		t[at+2*k*step] = e[0]*s0 + e[1]*s1 + e[2]*s2 + e[3]*s3
		t[at+(2*k+1)*step] = o[0]*d0 + o[1]*d1 + o[2]*d2 + o[3]*d3
	}
}

func backward(m *[2][4][4]float32, t *tile, at, step int) {
	e0, e1, e2, e3 := t[at], t[at+2*step], t[at+4*step], t[at+6*step]
	o0, o1, o2, o3 := t[at+step], t[at+3*step], t[at+5*step], t[at+7*step]
	for n := range 4 {
		s := m[0][0][n]*e0 + m[0][1][n]*e1 + m[0][2][n]*e2 + m[0][3][n]*e3
		d := m[1][0][n]*o0 + m[1][1][n]*o1 + m[1][2][n]*o2 + m[1][3][n]*o3
		t[at+n*step], t[at+(7-n)*step] = s+d, s-d
	}
}

// threshold drops small coefficients, but never the mean, and returns the
// weight of the block: the fewer are left, the cleaner it is.
func (t *tile) threshold(limit float32) float32 {
	kept := float32(1)
	for i := 1; i < 64; i++ {
		if t[i] < limit && t[i] > -limit {
			t[i] = 0
		} else {
			kept++
		}
	}
	return 1 / kept
}

// wiener weighs each coefficient by how much of it is picture, judged by a
// cleaner guide and the variance of the noise.
func (t *tile) wiener(guide *tile, variance float32) float32 {
	total := float32(0.2)
	for i := 1; i < 64; i++ {
		g := guide[i] * guide[i]
		w := g / (g + variance)
		t[i] *= w
		total += w * w
	}
	return 1 / total
}
