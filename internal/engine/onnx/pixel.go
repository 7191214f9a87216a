package onnx

import (
	"image"
	"image/draw"
	"math"
)

// filter weighs pixels by their distance, as Pillow's filters do.
type filter struct {
	reach float64
	at    func(x float64) float64
}

// filters are Pillow's, by the numbers that settings have.
var filters = map[int]filter{
	1: {3, func(x float64) float64 { // Lanczos
		if x == 0 {
			return 1
		}
		if math.Abs(x) >= 3 {
			return 0
		}
		return math.Sin(math.Pi*x) / (math.Pi * x) * math.Sin(math.Pi*x/3) / (math.Pi * x / 3)
	}},
	2: {1, func(x float64) float64 { return max(0, 1-math.Abs(x)) }},
	3: {2, func(x float64) float64 { // cubic
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

// pixels are those of a picture: red, green and blue, a byte each.
type pixels struct {
	w, h int
	v    []uint8
}

// flat takes the colours of a picture, what shines through left out.
func flat(img image.Image) pixels {
	b := img.Bounds()
	rgba := image.NewNRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	draw.Draw(rgba, rgba.Bounds(), img, b.Min, draw.Src)
	p := pixels{b.Dx(), b.Dy(), make([]uint8, 0, b.Dx()*b.Dy()*3)}
	for i := 0; i < len(rgba.Pix); i += 4 {
		p.v = append(p.v, rgba.Pix[i:i+3]...)
	}
	return p
}

// taps are the pixels that one is made of, with whole weights of precision bits.
type taps struct {
	from    int
	weights []int32
}

// precision is how many bits weights have behind the point: Pillow's, so that the
// same bytes come out.
const precision = 22

func spread(from, to int, f filter) []taps {
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

// resized is a picture of another size: first its rows, then its columns.
func (p pixels) resized(w, h int, f filter) pixels {
	if w != p.w {
		out := pixels{w, p.h, make([]uint8, w*p.h*3)}
		for x, t := range spread(p.w, w, f) {
			for y := range p.h {
				mix(out.v[(y*w+x)*3:], p.v[(y*p.w+t.from)*3:], 3, t.weights)
			}
		}
		p = out
	}
	if h != p.h {
		out := pixels{w, h, make([]uint8, w*h*3)}
		for y, t := range spread(p.h, h, f) {
			for x := range w {
				mix(out.v[(y*w+x)*3:], p.v[(t.from*w+x)*3:], w*3, t.weights)
			}
		}
		p = out
	}
	return p
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

// centre cuts w × h pixels out of the middle; what is beyond the edge is black.
func (p pixels) centre(w, h int) pixels {
	out := pixels{w, h, make([]uint8, w*h*3)}
	top, left := (p.h-h)/2, (p.w-w)/2
	for y := max(0, -top); y < min(h, p.h-top); y++ {
		from, to := max(0, -left), min(w, p.w-left)
		copy(out.v[(y*w+from)*3:(y*w+to)*3], p.v[((y+top)*p.w+left+from)*3:])
	}
	return out
}
