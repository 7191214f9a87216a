package pixel

import "math"

// Point is a place in a picture; the middle of its first pixel is 0, 0.
type Point struct{ X, Y float64 }

// Plain is a picture of another size as OpenCV makes it: of the two nearest pixels
// each way, whatever is skipped.
func (p Picture) Plain(w, h int) Picture {
	out := New(w, h)
	columns := linear(p.W, w)
	for y, b := range linear(p.H, h) {
		low, high := p.V[3*p.W*b.at[0]:], p.V[3*p.W*b.at[1]:]
		for x, a := range columns {
			l, r := 3*a.at[0], 3*a.at[1]
			for c := range 3 {
				up := a.weights[0]*float32(low[l+c]) + a.weights[1]*float32(low[r+c])
				down := a.weights[0]*float32(high[l+c]) + a.weights[1]*float32(high[r+c])
				out.V[3*(y*w+x)+c] = uint8(b.weights[0]*up + b.weights[1]*down + 0.5)
			}
		}
	}
	return out
}

// Taken is what lies between three corners of a rectangle, which may lean: the upper
// left, the upper right and the lower left one become those of w × h pixels.
func (p Picture) Taken(corner, right, below Point, w, h int) Picture {
	out := New(w, h)
	for y := range h {
		for x := range w {
			u, v := float64(x)/float64(w), float64(y)/float64(h)
			p.at(out.V[3*(y*w+x):][:3], corner.X+u*(right.X-corner.X)+v*(below.X-corner.X), corner.Y+u*(right.Y-corner.Y)+v*(below.Y-corner.Y))
		}
	}
	return out
}

// at is the colour of a place, of the sixteen pixels around it; beyond the edge it is
// as at the edge.
func (p Picture) at(to []uint8, x, y float64) {
	fx, fy := math.Floor(x), math.Floor(y)
	wx, wy := sharp(x-fx), sharp(y-fy)
	for c := range 3 {
		sum := 0.0
		for j := range 4 {
			row := 3 * p.W * min(max(int(fy)-1+j, 0), p.H-1)
			for i := range 4 {
				sum += wy[j] * wx[i] * float64(p.V[row+3*min(max(int(fx)-1+i, 0), p.W-1)+c])
			}
		}
		to[c] = uint8(min(max(sum+0.5, 0), 255))
	}
}

// Left is a picture turned by a quarter to the left.
func (p Picture) Left() Picture { return p.Turned(8) }
