package style_test

import (
	"context"
	"image"
	"math"
	"syscall"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/engine/native/image/raster"
	"github.com/tenonhub/tenon/internal/engine/native/image/raster/rastertest"
	"github.com/tenonhub/tenon/internal/engine/native/image/style"
	"github.com/tenonhub/tenon/internal/fault"
)

func open(tb testing.TB, p *raster.Picture) *raster.File {
	tb.Helper()
	f, err := raster.Open(rastertest.PNG(tb, p, "scene.png"))
	if err != nil {
		tb.Fatal(err)
	}
	return f
}

func paint(tb testing.TB, name string, f *raster.File) *raster.Picture {
	tb.Helper()
	p, img, err := style.Paint(tb.Context(), name, f)
	if err != nil {
		tb.Fatal(err)
	}
	if img != nil {
		return raster.FromImage(img)
	}
	return p
}

// Forms are kept, and yet the picture is another one. -v prints the figures.
func TestEveryStyleKeepsTheFormsAndChangesThePicture(t *testing.T) {
	t.Parallel()
	f := open(t, rastertest.Scene(360, 240, 1))
	was := f.Picture(1e6)
	for _, name := range style.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			start := time.Now()
			p := paint(t, name, f)
			took := time.Since(start)
			kept := forms(was.Luma(), p.Resize(was.W, was.H).Luma())
			t.Logf("forms kept %.2f, PSNR to the photo %.1f dB, %v", kept, rastertest.PSNR(was, p.Resize(was.W, was.H)), took.Round(time.Millisecond))
			if kept < least(name) {
				t.Errorf("the correlation of the forms is %.2f", kept)
			}
			if d := rastertest.PSNR(was, p.Resize(was.W, was.H)); d > 32 {
				t.Errorf("the picture hardly changed: %.1f dB", d)
			}
		})
	}
}

func least(name string) float64 {
	switch name {
	case "sketch", "ink", "watercolor":
		return 0.6 // they leave bright parts, or a border, to the paper
	}
	return 0.9
}

// forms is the correlation of the brightness of two pictures, seen from afar.
func forms(a, b *raster.Plane) float64 {
	a, b = a.Blur(4), b.Blur(4)
	var ma, mb float64
	n := float64(len(a.V))
	for i := range a.V {
		ma += float64(a.V[i]) / n
		mb += float64(b.V[i]) / n
	}
	var ab, aa, bb float64
	for i := range a.V {
		x, y := float64(a.V[i])-ma, float64(b.V[i])-mb
		ab, aa, bb = ab+x*y, aa+x*x, bb+y*y
	}
	return ab / math.Sqrt(aa*bb)
}

// look is what can be seen of a style in a picture, all from 0 to 1.
type look struct{ colour, dark, paper, detail float64 }

func lookAt(p *raster.Picture) (l look) {
	lab, luma := p.Lab(), p.Luma()
	n := float64(len(luma.V))
	soft := luma.Blur(2)
	for i, v := range luma.V {
		l.colour += math.Hypot(float64(lab.C[1].V[i]), float64(lab.C[2].V[i])) / n
		l.detail += math.Abs(float64(v-soft.V[i])) / n
		if v < 0.12 {
			l.dark += 1 / n
		}
		if v > 0.9 {
			l.paper += 1 / n
		}
	}
	return l
}

func TestEachStyleHasALookOfItsOwn(t *testing.T) {
	t.Parallel()
	f := open(t, rastertest.Scene(540, 360, 1))
	was := f.Picture(1e6)
	photo := lookAt(was)
	all := map[string]*raster.Picture{}
	for _, name := range style.Names() {
		all[name] = paint(t, name, f).Resize(was.W, was.H)
		got := lookAt(all[name])
		t.Logf("%s: %+.3v", name, got)
		for what, ok := range map[string]bool{
			"is without colour":              name != "sketch" || got.colour < 0.001,
			"is of little colour":            name != "ink" || got.colour < photo.colour/2,
			"has stronger colours":           name != "oil" && name != "cartoon" || got.colour > photo.colour*1.1,
			"has black lines":                name != "cartoon" || got.dark > photo.dark+0.01,
			"leaves paper":                   name != "ink" && name != "sketch" && name != "watercolor" || got.paper > photo.paper*3,
			"is without the photo's texture": name != "flat" || got.detail < photo.detail*0.9,
			"has strokes":                    name != "oil" && name != "ink" && name != "sketch" && name != "watercolor" || got.detail > photo.detail*1.2,
		} {
			if !ok {
				t.Errorf("it is not so that %s %s: %+.3v, and the photo %+.3v", name, what, got, photo)
			}
		}
	}
	for i, a := range style.Names() {
		for _, b := range style.Names()[:i] {
			if d := rastertest.PSNR(all[a], all[b]); d > 28 {
				t.Errorf("%s looks like %s: %.1f dB", a, b, d)
			}
		}
	}
}

func TestPixelArtIsMadeOfEqualBlocksOfFewColours(t *testing.T) {
	t.Parallel()
	_, img, err := style.Paint(t.Context(), "pixel", open(t, rastertest.Scene(576, 384, 2)))
	if err != nil {
		t.Fatal(err)
	}
	p, ok := img.(*image.Paletted)
	if !ok || len(p.Palette) > 40 {
		t.Fatalf("got %T, want a picture with a palette of at most 40", img)
	}
	const side = 576 / 144
	for y := range p.Rect.Dy() {
		for x := range p.Rect.Dx() {
			if p.ColorIndexAt(x, y) != p.ColorIndexAt(x/side*side, y/side*side) {
				t.Fatalf("the block at %d, %d is not of one colour", x/side, y/side)
			}
		}
	}
}

func TestSketchIsGreyAndMostlyPaper(t *testing.T) {
	t.Parallel()
	p := paint(t, "sketch", open(t, rastertest.Scene(300, 200, 3)))
	mean := float32(0)
	for i, r := range p.C[0].V {
		if r != p.C[1].V[i] || r != p.C[2].V[i] {
			t.Fatal("a pixel is coloured")
		}
		mean += r / float32(len(p.C[0].V))
	}
	if mean < 0.45 || mean > 0.95 {
		t.Errorf("the mean brightness is %.2f", mean)
	}
}

func TestFlatHasFewColoursInLargeAreas(t *testing.T) {
	t.Parallel()
	img := paint(t, "flat", open(t, rastertest.Scene(720, 480, 1))).Image()
	count := map[[3]uint8]int{}
	for i := 0; i < len(img.Pix); i += 4 {
		count[[3]uint8(img.Pix[i:i+3])]++
	}
	pure := 0
	for _, n := range count {
		if n > 20 {
			pure += n
		}
	}
	if share := float64(pure) / float64(len(img.Pix)/4); share < 0.7 {
		t.Errorf("%.0f %% of the picture is of plain colours, want 70", share*100)
	}
}

func TestOddSizesArePainted(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{1, 1}, {2, 9}, {300, 1}, {5, 1200}} {
		f := open(t, rastertest.Scene(size[0], size[1], 4))
		for _, name := range style.Names() {
			p := paint(t, name, f)
			if p.W < 1 || p.H < 1 || p.W > size[0] || p.H > size[1] {
				t.Errorf("%s of %d × %d is %d × %d", name, size[0], size[1], p.W, p.H)
			}
			for _, c := range p.C {
				for _, v := range c.V {
					if v < 0 || v > 1 || v != v {
						t.Fatalf("%s of %d × %d has the value %v", name, size[0], size[1], v)
					}
				}
			}
		}
	}
}

func TestNobodyWaits(t *testing.T) {
	t.Parallel()
	f := open(t, rastertest.Scene(120, 80, 5))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, name := range style.Names() {
		if _, _, err := style.Paint(ctx, name, f); !fault.Is(err, fault.Canceled) {
			t.Errorf("%s: got %v, want canceled", name, err)
		}
	}
}

// A photo of 12 megapixels, as a phone takes: decoding not counted. cpu-s/op is
// the processor time, which other work on the machine does not lengthen much.
func BenchmarkStyles(b *testing.B) {
	f := open(b, rastertest.Scene(4000, 3000, 1))
	for _, name := range style.Names() {
		b.Run(name, func(b *testing.B) {
			start := processorTime(b)
			for b.Loop() {
				paint(b, name, f)
			}
			b.ReportMetric((processorTime(b)-start).Seconds()/float64(b.N), "cpu-s/op")
		})
	}
}

func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
