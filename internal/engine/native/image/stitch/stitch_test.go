package stitch_test

import (
	"context"
	"math"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/image/raster"
	"github.com/tenonhub/tenon/internal/engine/native/image/raster/rastertest"
	"github.com/tenonhub/tenon/internal/engine/native/image/stitch"
	"github.com/tenonhub/tenon/internal/fault"
)

func join(t *testing.T, layout string, pics ...*raster.Picture) (*raster.Picture, string) {
	t.Helper()
	p, took, err := stitch.Join(t.Context(), pics, layout)
	if err != nil {
		t.Fatal(err)
	}
	return p, took
}

func TestOverlappingCropsMakeTheWholeAgain(t *testing.T) {
	t.Parallel()
	whole := rastertest.Scene(900, 420, 1)
	a, b, c := whole.Crop(0, 0, 420, 420), whole.Crop(260, 0, 420, 420), whole.Crop(500, 0, 400, 420)
	for name, order := range map[string][]*raster.Picture{"in order": {a, b, c}, "shuffled": {c, a, b}} {
		got, took := join(t, "auto", order...)
		if took != "panorama" || got.W != whole.W || got.H != whole.H {
			t.Fatalf("%s: got a %s of %d × %d, want a panorama of %d × %d", name, took, got.W, got.H, whole.W, whole.H)
		}
		if d := rastertest.PSNR(whole, got); d < 40 {
			t.Errorf("%s: the panorama is %.1f dB from the whole", name, d)
		}
	}
}

// view is what a camera sees that looks at a part of a scene, turned a little
// and of another exposure.
func view(p *raster.Picture, x, y, degrees, zoom float64, light float32, w, h int) *raster.Picture {
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	return p.Each(func(c *raster.Plane) *raster.Plane {
		out := raster.NewPlane(w, h)
		for i := range out.V {
			u, v := (float64(i%w)-float64(w)/2)/zoom, (float64(i/w)-float64(h)/2)/zoom
			out.V[i] = raster.Clamp(light * c.Sample(float32(x+u*cos-v*sin), float32(y+u*sin+v*cos)))
		}
		return out
	})
}

func TestTurnedViewsOfOtherExposureFitTogether(t *testing.T) {
	t.Parallel()
	scene := rastertest.Scene(1000, 600, 2)
	a := view(scene, 330, 300, 0, 1, 0.95, 480, 420)
	b := view(scene, 580, 310, 6, 1.08, 0.8, 480, 420)
	got, took := join(t, "panorama", a, b)
	if took != "panorama" || got.W < 620 || got.W > 800 || got.H < 330 || got.H > 560 {
		t.Fatalf("got a %s of %d × %d", took, got.W, got.H)
	}
}

func TestPicturesThatDoNotOverlapStandSideBySide(t *testing.T) {
	t.Parallel()
	whole := rastertest.Scene(1200, 300, 3)
	a, b := whole.Crop(0, 0, 300, 300), whole.Crop(800, 0, 400, 300)
	got, took := join(t, "auto", a, b)
	if took != "horizontal" || got.W != 700 || got.H != 300 {
		t.Fatalf("got %s, %d × %d", took, got.W, got.H)
	}
	if d := rastertest.PSNR(b, got.Crop(300, 0, 400, 300)); d < 60 {
		t.Errorf("the second picture was changed: %.1f dB", d)
	}
	if _, _, err := stitch.Join(t.Context(), []*raster.Picture{a, b}, "panorama"); !fault.Is(err, fault.Invalid) {
		t.Errorf("a panorama without overlap: got %v, want invalid", err)
	}
}

func TestLayouts(t *testing.T) {
	t.Parallel()
	a, b := rastertest.Scene(120, 80, 1), rastertest.Scene(60, 80, 2)
	for _, c := range []struct {
		layout string
		n      int
		w, h   int
	}{{"horizontal", 2, 180, 80}, {"vertical", 2, 90, 180}, {"grid", 4, 243, 163}} {
		pics := []*raster.Picture{a, b, a, b}[:c.n]
		if got, _ := join(t, c.layout, pics...); got.W != c.w || got.H != c.h {
			t.Errorf("%s: %d × %d, want %d × %d", c.layout, got.W, got.H, c.w, c.h)
		}
	}
}

func TestOnePictureIsNotJoined(t *testing.T) {
	t.Parallel()
	if _, _, err := stitch.Join(t.Context(), []*raster.Picture{rastertest.Scene(9, 9, 1)}, "auto"); !fault.Is(err, fault.Invalid) {
		t.Errorf("got %v, want invalid", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	p := rastertest.Scene(90, 90, 1)
	if _, _, err := stitch.Join(ctx, []*raster.Picture{p, p}, "auto"); !fault.Is(err, fault.Canceled) {
		t.Errorf("got %v, want canceled", err)
	}
}
