package image_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/image/raster"
	"github.com/tenonhub/tenon/internal/engine/native/image/raster/rastertest"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// apart is the mean difference of two pictures of one size, in levels of 255.
func apart(t *testing.T, a, b *raster.Picture) float64 {
	t.Helper()
	if a.W != b.W || a.H != b.H {
		t.Fatalf("%d × %d and %d × %d", a.W, a.H, b.W, b.H)
	}
	sum := 0.0
	for c := range a.C {
		for i, v := range a.C[c].V {
			sum += max(float64(v-b.C[c].V[i]), float64(b.C[c].V[i]-v)) * 255
		}
	}
	return sum / float64(3*a.W*a.H)
}

func TestConvert(t *testing.T) {
	t.Parallel()
	p := rastertest.Scene(150, 100, 1)
	in := one(rastertest.PNG(t, p, "lake.view.png"))
	for format, c := range map[string]struct {
		media string
		most  float64 // levels
	}{
		"png": {"image/png", 0.5}, "bmp": {"image/bmp", 0.5}, "tiff": {"image/tiff", 0.5}, "jpg": {"image/jpeg", 5}, "gif": {"image/gif", 20},
	} {
		v, _ := mustRun(t, "convert-image", in, task.Params{"format": format}).First("image")
		f := decode(t, v)
		d := apart(t, p, f.Picture(1e6))
		t.Logf("%s: %d bytes, %.2f levels apart", format, v.Size, d)
		if "image/"+f.Format != c.media || v.Media != c.media || v.Name != "lake.view."+format || d > c.most {
			t.Errorf("%s: %s is %s and says %s, %.2f levels apart", format, v.Name, f.Format, v.Media, d)
		}
	}
}

// TestConvertToAQuality: less of it is a smaller JPEG, and what is not made here is not
// promised.
func TestConvertToAQuality(t *testing.T) {
	t.Parallel()
	in := one(rastertest.PNG(t, rastertest.Scene(150, 100, 1), "lake.png"))
	size := func(quality float64) int64 {
		v, _ := mustRun(t, "convert-image", in, task.Params{"format": "jpg", "quality": quality}).First("image")
		return v.Size
	}
	usual, _ := mustRun(t, "convert-image", in, task.Params{"format": "jpg"}).First("image")
	if low, high := size(20), size(100); low >= usual.Size || usual.Size >= high || size(92) != usual.Size {
		t.Errorf("%d, %d and %d bytes", low, usual.Size, high)
	}
}

// TestConvertToASize: the file is as large as it may be and no larger, with fewer pixels
// where a worse quality is not enough; one that fits is left as it is.
func TestConvertToASize(t *testing.T) {
	t.Parallel()
	in := rastertest.PNG(t, rastertest.Scene(600, 400, 1), "lake.png")
	usual, _ := mustRun(t, "convert-image", one(in), task.Params{"format": "jpg"}).First("image")
	for _, c := range []struct {
		format    string
		kilobytes float64
		whole     bool
	}{{"jpg", float64(usual.Size * 4 / 5000), true}, {"jpg", 8, false}, {"png", 40, false}, {"gif", 20, false}} {
		v, _ := mustRun(t, "convert-image", one(in), task.Params{"format": c.format, "kilobytes": c.kilobytes}).First("image")
		f := decode(t, v)
		t.Logf("%s of %.0f kB: %d bytes, %d × %d", c.format, c.kilobytes, v.Size, f.W, f.H)
		if most := int64(1000 * c.kilobytes); v.Size > most || v.Size < most/2 || (f.W == 600) != c.whole || f.W*2 != f.H*3 && (f.W-1)*2 > f.H*3 {
			t.Errorf("%s of %.0f kB has %d bytes, %d × %d", c.format, c.kilobytes, v.Size, f.W, f.H)
		}
	}
	same, _ := mustRun(t, "convert-image", one(usual), task.Params{"format": "jpg", "kilobytes": 500.0}).First("image")
	if a, b := decode(t, usual), decode(t, same); string(a.Bytes) != string(b.Bytes) {
		t.Errorf("a file of %d bytes that fits became one of %d", usual.Size, same.Size)
	}
	if _, err := run(t, "convert-image", one(in), task.Params{"format": "bmp", "kilobytes": 1.0}); !fault.Is(err, fault.Invalid) {
		t.Errorf("too small: %v", err)
	}
}

func TestConvertKeepsWhatShinesThrough(t *testing.T) {
	t.Parallel()
	p := raster.New(20, 10) // black, and nothing is there on the left
	p.A = raster.NewPlane(20, 10)
	for i := range p.A.V {
		p.A.V[i] = float32(i % 20 / 10)
	}
	for format, clear := range map[string]bool{"png": true, "tiff": true, "jpg": false, "bmp": false, "gif": false} {
		v, _ := mustRun(t, "convert-image", one(rastertest.PNG(t, p, "logo.png")), task.Params{"format": format}).First("image")
		q := decode(t, v).Picture(1e6)
		switch {
		case clear && (q.A == nil || q.A.At(2, 5) > 0.01 || q.A.At(15, 5) < 0.99):
			t.Errorf("%s: the transparency is lost", format)
		case !clear && (q.C[0].At(2, 5) < 0.95 || q.C[0].At(15, 5) > 0.05):
			t.Errorf("%s: the ground is not white: %.2f and %.2f", format, q.C[0].At(2, 5), q.C[0].At(15, 5))
		}
	}
}

func TestRotate(t *testing.T) {
	t.Parallel()
	p := rastertest.Scene(160, 100, 1)
	turned := func(v port.Value, degrees float64) port.Value {
		out, _ := mustRun(t, "rotate", one(v), task.Params{"degrees": degrees}).First("image")
		return out
	}
	v := rastertest.PNG(t, p, "p.png")
	quarter := decode(t, turned(v, 90))
	if quarter.W != 100 || quarter.H != 160 || quarter.Picture(1e6).C[2].At(99, 0) != decode(t, v).Picture(1e6).C[2].At(0, 0) {
		t.Errorf("a quarter turn clockwise does not bring the upper left corner to the upper right: %d × %d", quarter.W, quarter.H)
	}
	if d := apart(t, decode(t, turned(turned(v, 90), -90)).Picture(1e6), decode(t, v).Picture(1e6)); d != 0 {
		t.Errorf("there and back again, it is %.3f levels away", d)
	}
	if got := turned(v, 180).Name; got != "p-rotated-180.png" {
		t.Errorf("it is called %q", got)
	}
	tilted := decode(t, turned(v, 30)).Picture(1e6)
	if tilted.A == nil || tilted.A.At(0, 0) != 0 || tilted.A.At(tilted.W/2, tilted.H/2) < 0.99 {
		t.Fatal("the corners of a tilted picture are not transparent")
	}
	back := decode(t, turned(turned(v, 30), -30)).Picture(1e6)
	psnr := rastertest.PSNR(back.Crop(back.W/2-40, back.H/2-25, 80, 50).OnPaper(1, 1, 1), p.Crop(40, 25, 80, 50))
	t.Logf("30 degrees and back: %.1f dB", psnr)
	if psnr < 27 {
		t.Errorf("30 degrees and back: %.1f dB", psnr)
	}
	photo := turned(rastertest.JPEG(t, p, "p.jpg"), 10)
	if q := decode(t, photo).Picture(1e6); photo.Media != "image/jpeg" || q.C[0].At(1, 1) < 0.95 {
		t.Errorf("the corner of a photo is not white: %s, %.2f", photo.Media, q.C[0].At(1, 1))
	}
}

func TestFlip(t *testing.T) {
	t.Parallel()
	p := rastertest.Scene(90, 60, 1)
	p.A = raster.NewPlane(90, 60)
	for i := range p.A.V {
		p.A.V[i] = float32(i%90+10) / 99
	}
	v := rastertest.PNG(t, p, "p.png")
	was := decode(t, v).Picture(1e6)
	for direction, at := range map[string][2]int{"left-right": {89, 0}, "top-bottom": {0, 59}} {
		params := task.Params{"direction": direction}
		once, _ := mustRun(t, "flip", one(v), params).First("image")
		q := decode(t, once).Picture(1e6)
		if q.C[0].At(at[0], at[1]) != was.C[0].At(0, 0) || q.A.At(at[0], at[1]) != was.A.At(0, 0) || once.Name != "p-flipped.png" {
			t.Errorf("%s: the corner is not at %v, or it is called %s", direction, at, once.Name)
		}
		twice, _ := mustRun(t, "flip", one(once), params).First("image")
		if d := apart(t, decode(t, twice).Picture(1e6), was); d != 0 {
			t.Errorf("%s, twice: %.3f levels away", direction, d)
		}
	}
}

func TestShapesAreCutOutOfTheMiddle(t *testing.T) {
	t.Parallel()
	in := one(rastertest.PNG(t, rastertest.Scene(320, 200, 1), "p.png"))
	for _, c := range []struct {
		p    task.Params
		w, h int
	}{
		{task.Params{"shape": "square"}, 200, 200},
		{task.Params{"percent": 50.0}, 160, 100},
		{task.Params{"shape": "square", "percent": 50.0}, 100, 100},
		{task.Params{"shape": "16:9"}, 320, 180},
		{task.Params{"shape": "9:16"}, 113, 200},
		{task.Params{"shape": "square", "width": 64.0}, 64, 64},
		{task.Params{"shape": "3:2", "height": 100.0}, 150, 100},
	} {
		v, _ := mustRun(t, "resize", in, c.p).First("image")
		if f := decode(t, v); f.W != c.w || f.H != c.h {
			t.Errorf("%v: got %d × %d, want %d × %d", c.p, f.W, f.H, c.w, c.h)
		}
	}
	if _, err := run(t, "resize", in, task.Params{"crop": true}); !fault.Is(err, fault.Invalid) {
		t.Errorf("neither a size nor a shape: got %v, want invalid", err)
	}
}
