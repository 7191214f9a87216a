package stitch

import (
	"math"
	"math/rand/v2"
	"slices"
)

// homography leads from one plane picture to another.
type homography [9]float64

func identity() homography { return homography{1, 0, 0, 0, 1, 0, 0, 0, 1} }

func shift(dx, dy float64) homography { return homography{1, 0, dx, 0, 1, dy, 0, 0, 1} }

func (h homography) apply(x, y float64) (float64, float64) {
	w := h[6]*x + h[7]*y + h[8]
	return (h[0]*x + h[1]*y + h[2]) / w, (h[3]*x + h[4]*y + h[5]) / w
}

func (h homography) times(g homography) (out homography) {
	for r := range 3 {
		for c := range 3 {
			for k := range 3 {
				out[3*r+c] += h[3*r+k] * g[3*k+c]
			}
		}
	}
	return out
}

func (h homography) inverse() homography {
	a := homography{
		h[4]*h[8] - h[5]*h[7], h[2]*h[7] - h[1]*h[8], h[1]*h[5] - h[2]*h[4],
		h[5]*h[6] - h[3]*h[8], h[0]*h[8] - h[2]*h[6], h[2]*h[3] - h[0]*h[5],
		h[3]*h[7] - h[4]*h[6], h[1]*h[6] - h[0]*h[7], h[0]*h[4] - h[1]*h[3],
	}
	det := h[0]*a[0] + h[1]*a[3] + h[2]*a[6]
	for i := range a {
		a[i] /= det
	}
	return a
}

// fit is the homography from b to a that fits the pairs best (least squares,
// coordinates scaled to about ±1 by size).
func fit(pairs []pair, size float64) (homography, bool) {
	var ata [8][9]float64
	add := func(row [8]float64, t float64) {
		for i, v := range row {
			for j, w := range row {
				ata[i][j] += v * w
			}
			ata[i][8] += v * t
		}
	}
	for _, p := range pairs {
		x, y, u, v := p.bx/size, p.by/size, p.ax/size, p.ay/size
		add([8]float64{x, y, 1, 0, 0, 0, -u * x, -u * y}, u)
		add([8]float64{0, 0, 0, x, y, 1, -v * x, -v * y}, v)
	}
	s, ok := solve(&ata)
	if !ok {
		return homography{}, false
	}
	h := homography{s[0], s[1], s[2] * size, s[3], s[4], s[5] * size, s[6] / size, s[7] / size, 1}
	return h, true
}

// solve is Gauss's elimination with pivots.
func solve(m *[8][9]float64) (out [8]float64, ok bool) {
	for c := range 8 {
		p := c
		for r := c + 1; r < 8; r++ {
			if math.Abs(m[r][c]) > math.Abs(m[p][c]) {
				p = r
			}
		}
		if math.Abs(m[p][c]) < 1e-12 {
			return out, false
		}
		m[c], m[p] = m[p], m[c]
		for r := range 8 {
			if r == c {
				continue
			}
			k := m[r][c] / m[c][c]
			for j := c; j < 9; j++ {
				m[r][j] -= k * m[c][j]
			}
		}
	}
	for i := range out {
		out[i] = m[i][8] / m[i][i]
	}
	return out, true
}

// agree finds the homography from b to a that most pairs agree on (RANSAC) and
// how many do. The same pairs give the same answer.
func agree(pairs []pair, size float64) (homography, int) {
	if len(pairs) < 8 {
		return homography{}, 0
	}
	r := rand.New(rand.NewPCG(7, uint64(len(pairs))))
	var most []pair
	for range 1500 {
		four := make([]pair, 4)
		for i := range four {
			four[i] = pairs[r.IntN(len(pairs))]
		}
		h, ok := fit(four, size)
		if !ok || !sane(h, size) {
			continue
		}
		if in := inliers(h, pairs, 3); len(in) > len(most) {
			most = in
		}
	}
	if len(most) < 8 {
		return homography{}, 0
	}
	var h homography
	for range 3 {
		var ok bool
		if h, ok = fit(most, size); !ok || !sane(h, size) {
			return homography{}, 0
		}
		most = inliers(h, pairs, 2)
		if len(most) < 8 {
			return homography{}, 0
		}
	}
	return straighten(h, most), len(most)
}

// straighten takes a pure shift when it explains the pairs as well: cameras
// that only moved, and crops of one picture, then fit to the pixel.
func straighten(h homography, in []pair) homography {
	dx, dy := make([]float64, len(in)), make([]float64, len(in))
	for i, p := range in {
		dx[i], dy[i] = p.ax-p.bx, p.ay-p.by
	}
	slices.Sort(dx)
	slices.Sort(dy)
	s := shift(math.Round(dx[len(in)/2]), math.Round(dy[len(in)/2]))
	if float64(len(inliers(s, in, 2))) > 0.95*float64(len(in)) {
		return s
	}
	return h
}

func inliers(h homography, pairs []pair, within float64) (in []pair) {
	for _, p := range pairs {
		x, y := h.apply(p.bx, p.by)
		if math.Hypot(x-p.ax, y-p.ay) < within {
			in = append(in, p)
		}
	}
	return in
}

// sane is whether h is something that a camera may do between two pictures of
// one scene: no mirror, no collapse, no flight to the horizon.
func sane(h homography, size float64) bool {
	det := h[0]*h[4] - h[1]*h[3]
	return det > 0.2 && det < 5 && math.Abs(h[6])*size < 0.6 && math.Abs(h[7])*size < 0.6
}
