package pixel

import "math"

// Filter weighs pixels by their distance, as Pillow's filters do.
type Filter struct {
	reach float64
	at    func(x float64) float64
}

// Bilinear is the usual filter, Bicubic a sharper one, by the numbers that settings have.
const (
	Bilinear = 2
	Bicubic  = 3
)

// FilterOf is Pillow's filter of a number that settings have, if it is there.
func FilterOf(n int) (Filter, bool) {
	f, ok := filters[n]
	return f, ok
}

var filters = map[int]Filter{
	1: {3, func(x float64) float64 { // Lanczos
		if x == 0 {
			return 1
		}
		if math.Abs(x) >= 3 {
			return 0
		}
		return math.Sin(math.Pi*x) / (math.Pi * x) * math.Sin(math.Pi*x/3) / (math.Pi * x / 3)
	}},
	Bilinear: {1, func(x float64) float64 { return max(0, 1-math.Abs(x)) }},
	Bicubic: {2, func(x float64) float64 {
		const a = -0.5
		switch x = math.Abs(x); {
		case x < 1:
			return ((a+2)*x-(a+3))*x*x + 1
		case x < 2:
			return (((x-5)*x+8)*x - 4) * a
		}
		return 0
	}},
}

// taps are the pixels that one is made of, with whole weights of precision bits.
type taps struct {
	from    int
	weights []int32
}

// precision is how many bits weights have behind the point: Pillow's, so that the
// same bytes come out.
const precision = 22

func spread(from, to int, f Filter) []taps {
	scale := float64(from) / float64(to)
	wide := max(scale, 1)
	reach := f.reach * wide
	l := make([]taps, to)
	for i := range l {
		center := (float64(i) + 0.5) * scale
		first, last := max(int(center-reach+0.5), 0), min(int(center+reach+0.5), from)
		raw, sum := make([]float64, last-first), 0.0
		for k := range raw {
			raw[k] = f.at((float64(k+first) - center + 0.5) / wide)
			sum += raw[k]
		}
		l[i] = taps{first, make([]int32, len(raw))}
		for k, w := range raw {
			l[i].weights[k] = int32(math.Round(w / sum * (1 << precision)))
		}
	}
	return l
}

// Resized is a picture of another size: first its rows, then its columns. It takes no more
// memory than the picture and what comes of it, whatever their shapes: a tall one that is
// made wide and low goes in strips that are not wider than it was.
func (p Picture) Resized(w, h int, f Filter) Picture {
	if w == p.W && h == p.H {
		return p
	}
	across := spread(p.W, w, f)
	if h == p.H {
		return p.wide(across, New(w, h))
	}
	out, down := New(w, h), spread(p.H, h, f)
	if w == p.W {
		p.high(down, out, 0)
		return out
	}
	strip := New(min(p.W, w), p.H)
	for x := 0; x < w; x += p.W {
		n := min(p.W, w-x)
		p.wide(across[x:x+n], Picture{n, p.H, strip.V[:3*n*p.H]}).high(down, out, x)
	}
	return out
}

// wide makes the columns of another picture, as high as it is.
func (p Picture) wide(columns []taps, out Picture) Picture {
	for x, t := range columns {
		for y := range p.H {
			mix(out.V[(y*out.W+x)*3:], p.V[(y*p.W+t.from)*3:], 3, t.weights)
		}
	}
	return out
}

// high puts a picture into one of other rows, from a column on.
func (p Picture) high(rows []taps, out Picture, left int) {
	for y, t := range rows {
		for x := range p.W {
			mix(out.V[(y*out.W+left+x)*3:], p.V[(t.from*p.W+x)*3:], p.W*3, t.weights)
		}
	}
}

// mix makes a pixel of others that are so many bytes apart.
func mix(to, from []uint8, step int, weights []int32) {
	for c := range 3 {
		sum := int64(1 << (precision - 1))
		for k, w := range weights {
			sum += int64(w) * int64(from[k*step+c])
		}
		to[c] = uint8(min(max(sum>>precision, 0), 255)) //nolint:gosec // a byte
	}
}
