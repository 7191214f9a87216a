package ocr

import (
	"math"
	"slices"

	"github.com/tenonhub/tenon/internal/engine/onnx/pixel"
)

// rectangle has a corner, the directions of its sides, of length 1, and their lengths.
type rectangle struct {
	corner, along, across pixel.Point
	w, h                  float64
}

// smallest is the smallest rectangle around corners: one of its sides lies along one of
// theirs.
func smallest(l []pixel.Point) (best rectangle) {
	area := math.Inf(1)
	for i, a := range l {
		b := l[(i+1)%len(l)]
		n := distance(a, b)
		if n == 0 {
			continue
		}
		u := pixel.Point{X: (b.X - a.X) / n, Y: (b.Y - a.Y) / n}
		v := pixel.Point{X: -u.Y, Y: u.X}
		low, high := [2]float64{math.Inf(1), math.Inf(1)}, [2]float64{math.Inf(-1), math.Inf(-1)}
		for _, p := range l {
			for k, d := range []pixel.Point{u, v} {
				at := p.X*d.X + p.Y*d.Y
				low[k], high[k] = min(low[k], at), max(high[k], at)
			}
		}
		r := rectangle{pixel.Point{X: low[0]*u.X + low[1]*v.X, Y: low[0]*u.Y + low[1]*v.Y}, u, v, high[0] - low[0], high[1] - low[1]}
		if r.w*r.h < area {
			best, area = r, r.w*r.h
		}
	}
	return best
}

// wider is the rectangle with so much more at each side.
func (r rectangle) wider(by float64) rectangle {
	r.corner.X -= by * (r.along.X + r.across.X)
	r.corner.Y -= by * (r.along.Y + r.across.Y)
	r.w, r.h = r.w+2*by, r.h+2*by
	return r
}

// mean is that of the numbers in the rectangle, its edge too.
func (r rectangle) mean(shares pixel.Plane) float64 {
	low, high := [2]float64{math.Inf(1), math.Inf(1)}, [2]float64{}
	for _, c := range r.box().Corners {
		low[0], low[1] = min(low[0], c.X), min(low[1], c.Y)
		high[0], high[1] = max(high[0], c.X), max(high[1], c.Y)
	}
	const edge = 1e-6
	sum, n := 0.0, 0
	for y := max(int(low[1]), 0); y <= min(int(math.Ceil(high[1])), shares.H-1); y++ {
		for x := max(int(low[0]), 0); x <= min(int(math.Ceil(high[0])), shares.W-1); x++ {
			dx, dy := float64(x)-r.corner.X, float64(y)-r.corner.Y
			u, v := dx*r.along.X+dy*r.along.Y, dx*r.across.X+dy*r.across.Y
			if u >= -edge && u <= r.w+edge && v >= -edge && v <= r.h+edge {
				sum, n = sum+float64(shares.V[y*shares.W+x]), n+1
			}
		}
	}
	return sum / float64(max(n, 1))
}

// box has the corners in the order in which boxes have them: of the two that are
// leftmost the upper one is the first.
func (r rectangle) box() Box {
	at := func(u, v float64) pixel.Point {
		return pixel.Point{X: r.corner.X + u*r.along.X + v*r.across.X, Y: r.corner.Y + u*r.along.Y + v*r.across.Y}
	}
	l := []pixel.Point{at(0, 0), at(r.w, 0), at(r.w, r.h), at(0, r.h)}
	slices.SortStableFunc(l, func(a, b pixel.Point) int {
		switch {
		case a.X < b.X:
			return -1
		case a.X > b.X:
			return 1
		}
		return 0
	})
	if l[0].Y > l[1].Y {
		l[0], l[1] = l[1], l[0]
	}
	if l[2].Y > l[3].Y {
		l[2], l[3] = l[3], l[2]
	}
	return Box{[4]pixel.Point{l[0], l[2], l[3], l[1]}}
}
