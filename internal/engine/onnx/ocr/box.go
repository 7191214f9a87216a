// Package ocr finds lines of text in what models of PaddleOCR's form give: where text
// may be, and what a line may say. It computes no model.
package ocr

import (
	"cmp"
	"math"
	"slices"

	"github.com/tenonhub/tenon/internal/engine/onnx/pixel"
)

// What counts as text, as PaddleOCR has it.
const (
	isText   = 0.3  // a point
	isLine   = 0.6  // the mean of a line
	widen    = 1.5  // lines are found thinner than they are
	thin     = 3    // pixels of a side, less than which is no line
	maxLines = 1000 // that are looked at
)

// Box is a rectangle around a line of text, which may lean: its corners from the upper
// left clockwise, in pixels.
type Box struct{ Corners [4]pixel.Point }

// Width is that of the upper side, in pixels.
func (b Box) Width() float64 { return distance(b.Corners[0], b.Corners[1]) }

// Height is that of the left side, in pixels.
func (b Box) Height() float64 { return distance(b.Corners[0], b.Corners[3]) }

// Beside reports whether o stands to the right, at nearly the same height.
func (b Box) Beside(o Box) bool {
	middle := func(b Box) float64 { return (b.Corners[0].Y + b.Corners[3].Y) / 2 }
	return o.Corners[0].X > b.Corners[0].X && math.Abs(middle(b)-middle(o)) < min(b.Height(), o.Height())/2
}

func distance(a, b pixel.Point) float64 { return math.Hypot(a.X-b.X, a.Y-b.Y) }

// Boxes finds lines where the shares of text are high, in a picture of w × h, from
// above and then from the left.
func Boxes(shares pixel.Plane, w, h int) []Box {
	var l []Box
	for i, part := range parts(shares) {
		if i == maxLines {
			break
		}
		r := smallest(hull(part))
		if min(r.w, r.h) < thin || r.mean(shares) < isLine {
			continue
		}
		r = r.wider(r.w * r.h * widen / (2 * (r.w + r.h)))
		if min(r.w, r.h) < thin+2 {
			continue
		}
		b := r.box()
		for k, c := range b.Corners {
			to := func(v float64, from, to int) float64 {
				return min(max(math.RoundToEven(v/float64(from)*float64(to)), 0), float64(to-1))
			}
			b.Corners[k] = pixel.Point{X: to(c.X, shares.W, w), Y: to(c.Y, shares.H, h)}
		}
		if b.Width() > thin && b.Height() > thin {
			l = append(l, b)
		}
	}
	return inOrder(l)
}

// inOrder puts lines as they are read: those that begin at nearly one height stand side
// by side.
func inOrder(l []Box) []Box {
	slices.SortStableFunc(l, func(a, b Box) int {
		return cmp.Or(cmp.Compare(a.Corners[0].Y, b.Corners[0].Y), cmp.Compare(a.Corners[0].X, b.Corners[0].X))
	})
	const near = 10 // pixels
	for i := range l {
		for k := i; k > 0 && l[k].Corners[0].Y-l[k-1].Corners[0].Y < near && l[k].Corners[0].X < l[k-1].Corners[0].X; k-- {
			l[k], l[k-1] = l[k-1], l[k]
		}
	}
	return l
}

// parts are the points with text that touch each other, of each part the edge at least.
func parts(shares pixel.Plane) (all [][]pixel.Point) {
	seen := make([]bool, len(shares.V))
	var open []int
	for i := range shares.V {
		if seen[i] || shares.V[i] <= isText {
			continue
		}
		seen[i], open = true, append(open[:0], i)
		var part []pixel.Point
		for len(open) > 0 {
			at := open[len(open)-1]
			open = open[:len(open)-1]
			x, y := at%shares.W, at/shares.W
			part = append(part, pixel.Point{X: float64(x), Y: float64(y)})
			for ny := max(y-1, 0); ny <= min(y+1, shares.H-1); ny++ {
				for nx := max(x-1, 0); nx <= min(x+1, shares.W-1); nx++ {
					if n := ny*shares.W + nx; !seen[n] && shares.V[n] > isText {
						seen[n], open = true, append(open, n)
					}
				}
			}
		}
		all = append(all, part)
	}
	return all
}

// hull is the corners of what a rubber band around points touches.
func hull(l []pixel.Point) []pixel.Point {
	slices.SortFunc(l, func(a, b pixel.Point) int { return cmp.Or(cmp.Compare(a.X, b.X), cmp.Compare(a.Y, b.Y)) })
	half := func(l []pixel.Point) (out []pixel.Point) {
		for _, p := range l {
			for len(out) > 1 && cross(out[len(out)-2], out[len(out)-1], p) <= 0 {
				out = out[:len(out)-1]
			}
			out = append(out, p)
		}
		return out[:len(out)-1]
	}
	if len(l) < 3 {
		return l
	}
	lower := half(l)
	slices.Reverse(l)
	return append(lower, half(l)...)
}

// cross is twice the area of a triangle, above zero where it turns one way.
func cross(a, b, c pixel.Point) float64 { return (b.X-a.X)*(c.Y-a.Y) - (b.Y-a.Y)*(c.X-a.X) }
