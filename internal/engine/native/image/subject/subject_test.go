package subject_test

import (
	"context"
	"math"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/image/raster"
	"github.com/tenonhub/tenon/internal/engine/native/image/raster/rastertest"
	"github.com/tenonhub/tenon/internal/engine/native/image/subject"
	"github.com/tenonhub/tenon/internal/fault"
)

// scene puts a textured thing of a colour of its own on a landscape, and says
// where it is.
func scene(seed uint32) (*raster.Picture, *raster.Plane) {
	p, truth := rastertest.Scene(360, 270, seed), raster.NewPlane(360, 270)
	texture := rastertest.Scene(360, 270, seed+50)
	colours := [][3]float32{{0.85, 0.25, 0.2}, {0.95, 0.75, 0.2}, {0.9, 0.9, 0.95}, {0.55, 0.2, 0.6}, {0.15, 0.12, 0.12}, {0.9, 0.65, 0.5}}
	c := colours[int(seed)%len(colours)]
	cx, cy := 180+40*math.Sin(float64(seed)*2.1), 145+25*math.Cos(float64(seed)*1.7)
	rx, ry := 45+15*math.Sin(float64(seed)), 75+20*math.Cos(float64(seed)*0.7)
	for y := range p.H {
		for x := range p.W {
			dx, dy := (float64(x)-cx)/rx, (float64(y)-cy)/ry
			if a := math.Atan2(dy, dx); math.Hypot(dx, dy) > 1+0.15*math.Sin(3*a+float64(seed)) {
				continue
			}
			i := y*p.W + x
			truth.V[i] = 1
			for k := range c {
				p.C[k].V[i] = raster.Clamp(c[k] * (0.75 + 0.4*texture.C[1].V[i]))
			}
		}
	}
	return p, truth
}

// -v prints the figure of the card.
func TestWhatStandsOutIsFound(t *testing.T) {
	t.Parallel()
	const n = 12
	mean := 0.0
	for seed := range uint32(n) {
		p, truth := scene(seed)
		m, err := subject.Mask(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		var both, either float64
		for i, v := range m.V {
			both += float64(min(v, truth.V[i]))
			either += float64(max(v, truth.V[i]))
		}
		t.Logf("scene %d: intersection over union %.2f", seed, both/either)
		mean += both / either / n
	}
	t.Logf("mean of %d scenes: %.2f", n, mean)
	if mean < 0.45 {
		t.Errorf("the mean intersection over union is %.2f", mean)
	}
}

func TestTheBackgroundIsBlurredAndTheSubjectIsNot(t *testing.T) {
	t.Parallel()
	p, truth := scene(1)
	out, err := subject.Blur(t.Context(), p, 2)
	if err != nil {
		t.Fatal(err)
	}
	detail := func(p *raster.Picture, inside bool) (sum float64) {
		l := p.Luma()
		soft := l.Blur(2)
		core := truth.Blur(6)
		for i, v := range l.V {
			if in := core.V[i] > 0.98; in == inside && (in || core.V[i] < 0.02) {
				sum += math.Abs(float64(v - soft.V[i]))
			}
		}
		return sum
	}
	if k := detail(out, false) / detail(p, false); k > 0.65 {
		t.Errorf("the background kept %.0f %% of its detail", k*100)
	}
	if k := detail(out, true) / detail(p, true); k < 0.7 {
		t.Errorf("the subject kept only %.0f %% of its detail", k*100)
	}
}

func TestPicturesWithoutASubject(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{1, 1}, {2, 50}, {70, 3}, {64, 64}} {
		if _, err := subject.Blur(t.Context(), raster.New(size[0], size[1]), 2); err != nil {
			t.Errorf("%v: %v", size, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := subject.Blur(ctx, raster.New(9, 9), 2); !fault.Is(err, fault.Canceled) {
		t.Errorf("got %v, want canceled", err)
	}
}
