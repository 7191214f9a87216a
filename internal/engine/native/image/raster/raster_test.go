package raster_test

import (
	"math"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/image/raster"
	"github.com/tenonhub/tenon/internal/engine/native/image/raster/rastertest"
	"github.com/tenonhub/tenon/internal/fault"
)

// Whatever the bytes are, there is a picture or a fault that says why not.
func FuzzOpen(f *testing.F) {
	for _, v := range []func() ([]byte, error){
		func() ([]byte, error) { return rastertest.JPEG(f, rastertest.Scene(24, 16, 1), "").Read(1 << 20) },
		func() ([]byte, error) { return rastertest.PNG(f, rastertest.Scene(24, 16, 1), "").Read(1 << 20) },
	} {
		b, err := v()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
		f.Add(b[:len(b)/3])
	}
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x10Exif\x00\x00MM\x00*\xff\xff\xff\xff"))
	f.Add([]byte("RIFF\x00\x00\x00\x00WEBPEXIF\xff\xff\xff\xff"))
	f.Add([]byte("GIF89a\x01\x00\x01\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		file, err := raster.Open(rastertest.File(b, "fuzz"))
		if err != nil {
			if kind, _ := fault.Of(err); kind != fault.Invalid && kind != fault.TooLarge {
				t.Errorf("got %v of kind %s", err, kind)
			}
			return
		}
		if p := file.Picture(10_000); p.W < 1 || p.H < 1 || p.W*p.H > 10_000 {
			t.Errorf("the picture is %d × %d", p.W, p.H)
		}
	})
}

func TestOklabAndBackIsTheSameColour(t *testing.T) {
	t.Parallel()
	p := rastertest.Scene(90, 60, 1)
	if d := rastertest.PSNR(p, p.Lab().RGB()); d < 60 {
		t.Errorf("the way there and back loses %.1f dB", d)
	}
}

func TestBlurKeepsTheMeanAndSpreadsAPoint(t *testing.T) {
	t.Parallel()
	for _, sigma := range []float64{0.7, 3, 9} {
		p := raster.NewPlane(101, 101)
		p.V[50*101+50] = 1
		q := p.Blur(sigma)
		sum, spread := 0.0, 0.0
		for i, v := range q.V {
			x := float64(i%101 - 50)
			sum += float64(v)
			spread += float64(v) * x * x
		}
		if math.Abs(sum-1) > 1e-3 || math.Abs(math.Sqrt(spread)-sigma) > 0.05*sigma {
			t.Errorf("sigma %.1f: sum %.4f, spread %.3f", sigma, sum, math.Sqrt(spread))
		}
	}
}

func TestShrinkingAndGrowingKeepsTheMeanAndTheRange(t *testing.T) {
	t.Parallel()
	p := rastertest.Scene(120, 90, 2)
	for _, size := range [][2]int{{1, 1}, {37, 11}, {500, 300}} {
		q := p.Resize(size[0], size[1])
		var a, b float64
		for _, v := range p.C[1].V {
			a += float64(v) / float64(len(p.C[1].V))
		}
		for _, v := range q.C[1].V {
			b += float64(v) / float64(len(q.C[1].V))
			if v < 0 || v > 1 {
				t.Fatalf("%v: the value %v", size, v)
			}
		}
		if math.Abs(a-b) > 0.02 {
			t.Errorf("%v: the mean went from %.3f to %.3f", size, a, b)
		}
	}
}
