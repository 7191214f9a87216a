package pixel

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"math"
)

// Plane is rows of numbers, such as how far away each point of a picture is.
type Plane struct {
	W, H int
	V    []float32
}

// blend is what one of a row's numbers is made of in another size.
type blend struct {
	at      []int
	weights []float32
}

// linear are the two nearest, as torch's interpolate does it (align_corners=False):
// without regard to what else is skipped.
func linear(from, to int) []blend {
	l := make([]blend, to)
	scale := float64(from) / float64(to)
	for i := range l {
		x := max((float64(i)+0.5)*scale-0.5, 0)
		k := min(int(x), from-1)
		t := float32(x - float64(k))
		l[i] = blend{[]int{k, min(k+1, from-1)}, []float32{1 - t, t}}
	}
	return l
}

// sharp weighs the four nearest of a place that is so far behind the second of them:
// torch's way, and OpenCV's.
func sharp(t float64) [4]float64 {
	const a = -0.75
	near := func(x float64) float64 { return ((a+2)*x-(a+3))*x*x + 1 }
	far := func(x float64) float64 { return ((a*x-5*a)*x+8*a)*x - 4*a }
	return [4]float64{far(t + 1), near(t), near(1 - t), far(2 - t)}
}

// cubic are the four nearest.
func cubic(from, to int) []blend {
	l := make([]blend, to)
	scale := float64(from) / float64(to)
	for i := range l {
		x := (float64(i)+0.5)*scale - 0.5
		k := int(math.Floor(x))
		for j, w := range sharp(x - float64(k)) {
			l[i].at = append(l[i].at, min(max(k-1+j, 0), from-1))
			l[i].weights = append(l[i].weights, float32(w))
		}
	}
	return l
}

// Bicubic is a plane of another size, as torch's interpolate makes it.
func (p Plane) Bicubic(w, h int) Plane {
	wide := Plane{w, p.H, make([]float32, w*p.H)}
	columns := cubic(p.W, w)
	for y := range p.H {
		along(wide.V[y*w:], p.V[y*p.W:], columns)
	}
	out := Plane{w, h, make([]float32, w*h)}
	for y, b := range cubic(p.H, h) {
		across(out.V[y*w:][:w], wide.V, b)
	}
	return out
}

// along makes a row of another.
func along(to, from []float32, columns []blend) {
	for x, b := range columns {
		sum := float32(0)
		for k, at := range b.at {
			sum += b.weights[k] * from[at]
		}
		to[x] = sum
	}
}

// across makes a row of some of those that stand one after another.
func across(to, rows []float32, b blend) {
	clear(to)
	for k, at := range b.at {
		w := b.weights[k]
		for x, v := range rows[at*len(to):][:len(to)] {
			to[x] += w * v
		}
	}
}

// Best finds at each point of w × h which of some planes of one size is the highest
// there, of equals the first, and tells each row of them. It stops when row is
// not content.
func Best(planes []Plane, w, h int, row func(y int, best []int) error) error {
	from := planes[0]
	columns := linear(from.W, w)
	low, high := make([]float32, from.W), make([]float32, w)
	top, best := make([]float32, w), make([]int, w)
	for y, b := range linear(from.H, h) {
		for c, p := range planes {
			across(low, p.V, b)
			along(high, low, columns)
			for x, v := range high {
				if c == 0 || v > top[x] {
					top[x], best[x] = v, c
				}
			}
		}
		if err := row(y, best); err != nil {
			return err
		}
	}
	return nil
}

// Grey is the plane as a picture: the lowest number is black, the highest white.
func (p Plane) Grey() *image.Gray {
	img := image.NewGray(image.Rect(0, 0, p.W, p.H))
	low, high := p.V[0], p.V[0]
	for _, v := range p.V {
		low, high = min(low, v), max(high, v)
	}
	if high == low {
		return img
	}
	for i, v := range p.V {
		img.Pix[i] = uint8((v - low) / (high - low) * 255)
	}
	return img
}

// Image is the picture as Go has it.
func (p Picture) Image() image.Image {
	img := image.NewNRGBA(image.Rect(0, 0, p.W, p.H))
	for i := range p.W * p.H {
		copy(img.Pix[4*i:], p.V[3*i:3*i+3])
		img.Pix[4*i+3] = 255
	}
	return img
}

// PNG writes a picture.
func PNG(img image.Image) ([]byte, error) {
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return nil, fmt.Errorf("write a picture: %w", err)
	}
	return b.Bytes(), nil
}
