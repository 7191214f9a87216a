// Package stitch joins pictures: into a panorama where they overlap, or side
// by side.
package stitch

import (
	"math"
	"math/bits"
	"slices"

	"github.com/tenonhub/tenon/internal/engine/native/image/raster"
)

// feature is a corner of a picture, with 256 comparisons of brightness around
// it as its fingerprint, turned the way the corner points (ORB, Rublee 2011).
type feature struct {
	x, y float64 // in pixels of the whole picture
	code [4]uint64
}

const (
	mostFeatures = 900
	levels       = 4 // of a pyramid, each 1/1.4 of the one before
	shrinkBy     = 1.4
	reach        = 20 // pixels around a corner that its fingerprint needs
)

func features(p *raster.Plane) []feature {
	var out []feature
	scale := 1.0
	for l := range levels {
		w, h := int(float64(p.W)/scale), int(float64(p.H)/scale)
		if min(w, h) < 3*reach {
			break
		}
		level := p
		if l > 0 {
			level = p.Area(w, h)
		}
		soft := level.Blur(1.2)
		for _, c := range corners(level, mostFeatures/(1+l)) {
			f := describe(soft, c[0], c[1])
			f.x, f.y = (float64(c[0])+0.5)*scale-0.5, (float64(c[1])+0.5)*scale-0.5
			out = append(out, f)
		}
		scale *= shrinkBy
	}
	return out
}

// corners are the strongest Harris corners, spread over the picture: in each
// field of a grid only so many count.
func corners(p *raster.Plane, most int) [][2]int {
	xx, xy, yy := raster.NewPlane(p.W, p.H), raster.NewPlane(p.W, p.H), raster.NewPlane(p.W, p.H)
	raster.Rows(p.H, func(y int) {
		for x := range p.W {
			dx, dy := p.At(x+1, y)-p.At(x-1, y), p.At(x, y+1)-p.At(x, y-1)
			i := y*p.W + x
			xx.V[i], xy.V[i], yy.V[i] = dx*dx, dx*dy, dy*dy
		}
	})
	xx, xy, yy = xx.Blur(1.5), xy.Blur(1.5), yy.Blur(1.5)
	r := raster.NewPlane(p.W, p.H)
	for i := range r.V {
		t := xx.V[i] + yy.V[i]
		r.V[i] = xx.V[i]*yy.V[i] - xy.V[i]*xy.V[i] - 0.05*t*t
	}
	const grid = 8
	type corner struct {
		at [2]int
		r  float32
	}
	var fields [grid * grid][]corner
	for y := reach; y < p.H-reach; y++ {
		for x := reach; x < p.W-reach; x++ {
			if v := r.V[y*p.W+x]; v > 1e-7 && peak(r, x, y) {
				k := y*grid/p.H*grid + x*grid/p.W
				fields[k] = append(fields[k], corner{[2]int{x, y}, v})
			}
		}
	}
	var out [][2]int
	for _, f := range fields {
		slices.SortFunc(f, func(a, b corner) int {
			if a.r > b.r {
				return -1
			}
			return 1
		})
		for _, c := range f[:min(len(f), most/(grid*grid)+4)] {
			out = append(out, c.at)
		}
	}
	return out
}

func peak(r *raster.Plane, x, y int) bool {
	v := r.V[y*r.W+x]
	for dy := -2; dy <= 2; dy++ {
		for dx := -2; dx <= 2; dx++ {
			if n := r.V[(y+dy)*r.W+x+dx]; n > v || n == v && (dy < 0 || dy == 0 && dx < 0) {
				return false
			}
		}
	}
	return true
}

// describe compares pairs of places around a corner. The places are the same
// for all corners, turned by the direction of the centre of brightness.
func describe(p *raster.Plane, x, y int) feature {
	var mx, my float64
	for dy := -10; dy <= 10; dy++ {
		for dx := -10; dx <= 10; dx++ {
			if dx*dx+dy*dy <= 100 {
				v := float64(p.V[(y+dy)*p.W+x+dx])
				mx, my = mx+v*float64(dx), my+v*float64(dy)
			}
		}
	}
	sin, cos := math.Sincos(math.Atan2(my, mx))
	var f feature
	for i := range 256 {
		a := p.Sample(turned(x, y, pairAt(4*i), pairAt(4*i+1), sin, cos))
		b := p.Sample(turned(x, y, pairAt(4*i+2), pairAt(4*i+3), sin, cos))
		if a < b {
			f.code[i/64] |= 1 << (i % 64)
		}
	}
	return f
}

func turned(x, y int, dx, dy, sin, cos float64) (float32, float32) {
	return float32(float64(x) + dx*cos - dy*sin), float32(float64(y) + dx*sin + dy*cos)
}

// pairAt is the i-th coordinate of the pattern: about normal, within ±13.
func pairAt(i int) float64 {
	h := uint32(i)*0x9e3779b1 + 0x7f4a7c15
	sum := 0.0
	for range 3 {
		h = (h ^ h>>15) * 0x2c1b3c6d
		h = (h ^ h>>12) * 0x297a2d39
		sum += float64(h>>8)/(1<<24) - 0.5
	}
	return max(-13, min(13, sum*13))
}

func (f *feature) distance(g *feature) int {
	n := 0
	for i, w := range f.code {
		n += bits.OnesCount64(w ^ g.code[i])
	}
	return n
}

// pair is a place in one picture and the same thing in another.
type pair struct{ ax, ay, bx, by float64 }

// match pairs features that are each other's best and clearly so.
func match(a, b []feature) []pair {
	back := make([]int, len(b))
	for j := range b {
		back[j], _, _ = best(&b[j], a)
	}
	var out []pair
	for i := range a {
		j, d, second := best(&a[i], b)
		if j >= 0 && d < 72 && float64(d) < 0.85*float64(second) && back[j] == i {
			out = append(out, pair{a[i].x, a[i].y, b[j].x, b[j].y})
		}
	}
	return out
}

func best(f *feature, in []feature) (at, least, second int) {
	at, least, second = -1, 257, 257
	for j := range in {
		switch d := f.distance(&in[j]); {
		case d < least:
			at, least, second = j, d, least
		case d < second:
			second = d
		}
	}
	return at, least, second
}
