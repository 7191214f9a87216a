package ocr_test

import (
	"math"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/onnx/ocr"
	"github.com/tenonhub/tenon/internal/engine/onnx/pixel"
	"github.com/tenonhub/tenon/internal/fault"
)

// drawn is a plane with bars, each a middle, a direction and half of its length and height.
func drawn(w, h int, bars ...[5]float64) pixel.Plane {
	p := pixel.Plane{W: w, H: h, V: make([]float32, w*h)}
	for y := range h {
		for x := range w {
			for _, b := range bars {
				dx, dy, c, s := float64(x)-b[0], float64(y)-b[1], math.Cos(b[2]), math.Sin(b[2])
				if math.Abs(dx*c+dy*s) <= b[3] && math.Abs(dy*c-dx*s) <= b[4] {
					p.V[y*w+x] = 0.9
				}
			}
		}
	}
	return p
}

func TestBarsAreFound(t *testing.T) {
	t.Parallel()
	got := ocr.Boxes(drawn(200, 100, [5]float64{150, 20, 0, 30, 4}, [5]float64{50, 22, 0, 30, 4}, [5]float64{100, 65, 0.2, 60, 5}, [5]float64{5, 90, 0, 1, 1}), 400, 200)
	if len(got) != 3 {
		t.Fatalf("%d: %v", len(got), got)
	}
	for i, want := range []struct{ x, y, w, h float64 }{{100, 44, 140, 36}, {300, 40, 140, 36}, {200, 130, 267, 48}} { // wider by d on each side: 60·8·1.5/(2·68) = 5.3
		b := got[i]
		x, y := (b.Corners[0].X+b.Corners[2].X)/2, (b.Corners[0].Y+b.Corners[2].Y)/2
		if math.Hypot(x-want.x, y-want.y) > 2 || math.Abs(b.Width()-want.w) > 6 || math.Abs(b.Height()-want.h) > 5 {
			t.Errorf("%d: around %.0f, %.0f with %.0f × %.0f, want %+v", i, x, y, b.Width(), b.Height(), want)
		}
	}
	if lean := got[2]; math.Abs(math.Atan2(lean.Corners[1].Y-lean.Corners[0].Y, lean.Corners[1].X-lean.Corners[0].X)-0.2) > 0.03 {
		t.Errorf("it leans otherwise: %v", lean)
	}
	if !got[0].Beside(got[1]) || got[1].Beside(got[0]) || got[1].Beside(got[2]) {
		t.Errorf("what stands beside what: %v", got)
	}
}

func TestNothingAndEverything(t *testing.T) {
	t.Parallel()
	if l := ocr.Boxes(drawn(30, 30), 30, 30); len(l) != 0 {
		t.Errorf("in nothing: %v", l)
	}
	if l := ocr.Boxes(drawn(40, 20, [5]float64{20, 10, 0, 100, 100}), 40, 20); len(l) != 1 || l[0].Width() != 39 || l[0].Height() != 19 {
		t.Errorf("in everything: %v", l)
	}
}

func TestCharactersAreRead(t *testing.T) {
	t.Parallel()
	c, err := ocr.ReadCharacters([]byte("\ufeffa\r\nb\r\n天\r\n"))
	if err != nil || len(c) != 3 || c[0] != "a" || c[2] != "天" {
		t.Fatalf("%q, %v", c, err)
	}
	one := func(at int) []float32 { l := make([]float32, 5); l[at] = 0.8; return l }
	var shares []float32
	for _, at := range []int{0, 1, 1, 0, 1, 3, 3, 4, 2} {
		shares = append(shares, one(at)...)
	}
	if got := c.Read(shares, 5); got.Text != "aa天 b" || math.Abs(got.Sure-0.8) > 1e-6 {
		t.Errorf("%+v", got)
	}
	for n, ok := range map[int]bool{3: false, 4: true, 5: true, 6: false} {
		if err := c.Check(n); (err == nil) != ok {
			t.Errorf("%d: %v", n, err)
		}
	}
	for says, b := range map[string]string{"no text": "\xff\xfe", "has 1 lines": ""} {
		if _, err := ocr.ReadCharacters([]byte(b)); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), says) {
			t.Errorf("want %s: %v", says, err)
		}
	}
}

func FuzzCharacters(f *testing.F) {
	f.Add([]byte("a\nb\n\n天\n"), uint8(4))
	f.Fuzz(func(t *testing.T, b []byte, n uint8) {
		c, err := ocr.ReadCharacters(b)
		if err != nil {
			return
		}
		classes := int(n) + 1
		if l := c.Read(make([]float32, 3*classes), classes); l.Text != "" || l.Sure != 0 {
			t.Errorf("of nothing: %+v", l)
		}
	})
}

func FuzzBoxes(f *testing.F) {
	f.Add(uint8(7), []byte{0, 9, 9, 0, 9, 9, 9, 1, 0, 9, 9, 0, 9, 9})
	f.Fuzz(func(t *testing.T, w uint8, b []byte) {
		if w == 0 || len(b) < int(w) {
			return
		}
		p := pixel.Plane{W: int(w), H: len(b) / int(w)}
		for _, v := range b[:p.W*p.H] {
			p.V = append(p.V, float32(v)/10)
		}
		for _, box := range ocr.Boxes(p, 100, 50) {
			for _, c := range box.Corners {
				if !(c.X >= 0 && c.X <= 99 && c.Y >= 0 && c.Y <= 49) {
					t.Errorf("beyond the edge: %v", box)
				}
			}
		}
	})
}
