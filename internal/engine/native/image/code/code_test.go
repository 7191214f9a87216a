package code_test

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/datamatrix"
	"github.com/makiuchi-d/gozxing/oned"

	"github.com/tenonhub/tenon/internal/engine/native/image/code"
	"github.com/tenonhub/tenon/internal/engine/native/image/raster"
	"github.com/tenonhub/tenon/internal/engine/native/image/raster/rastertest"
	"github.com/tenonhub/tenon/internal/fault"
)

func drawn(t *testing.T, text, format string) *raster.Plane {
	t.Helper()
	img, err := code.Draw(text, format)
	if err != nil {
		t.Fatal(err)
	}
	return raster.FromImage(img).Luma()
}

func read(t *testing.T, p *raster.Plane) []code.Found {
	t.Helper()
	found, err := code.Read(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// paste lays code on ground, scaled and turned around its middle.
func paste(ground, c *raster.Plane, cx, cy, scale, degrees float64) {
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	small := c.Linear(int(float64(c.W)*scale), int(float64(c.H)*scale))
	for y := range ground.H {
		for x := range ground.W {
			dx, dy := float64(x)-cx, float64(y)-cy
			u, v := dx*cos+dy*sin+float64(small.W)/2, dy*cos-dx*sin+float64(small.H)/2
			if u >= 0 && v >= 0 && u < float64(small.W-1) && v < float64(small.H-1) {
				ground.V[y*ground.W+x] = small.Sample(float32(u), float32(v))
			}
		}
	}
}

func TestWhatIsDrawnIsReadInManySizesAndTurns(t *testing.T) {
	t.Parallel()
	ground := rastertest.Scene(800, 700, 1).Luma()
	qr := drawn(t, "https://example.org/a?b=c", "qr")
	for _, size := range []float64{0.2, 0.5, 1} {
		for _, turn := range []float64{0, 7, 30, 90, 180, 251} {
			t.Run(fmt.Sprintf("%.1f at %.0f°", size, turn), func(t *testing.T) {
				t.Parallel()
				g := ground.Clone()
				paste(g, qr, 400, 350, size, turn)
				found := read(t, g)
				if len(found) != 1 || found[0].Text != "https://example.org/a?b=c" || found[0].Format != "QR_CODE" {
					t.Fatalf("got %+v", found)
				}
				b := found[0].Box
				if mx, my := b[0]+b[2]/2, b[1]+b[3]/2; mx < 370 || mx > 430 || my < 320 || my > 380 {
					t.Errorf("the box is %v, and the code at 400, 350", b)
				}
			})
		}
	}
}

func TestTextsOfAllKindsSurvive(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ format, text string }{
		{"qr", "A"},
		{"qr", "榫卯：模型相合"},
		{"qr", "naïve café – 10 €"},
		{"qr", "1234567890"},
		{"qr", "BEGIN:VCARD\nFN:Ada\nEND:VCARD"},
		{"qr", strings.Repeat("long text ", 60)},
		{"code128", "Tenon-42/x"},
		{"ean13", "4006381333931"},
	} {
		found := read(t, drawn(t, c.text, c.format))
		if len(found) != 1 || found[0].Text != c.text {
			t.Errorf("%s of %.30q: got %.100v", c.format, c.text, found)
		}
	}
}

func TestADrawingHoldsTheSame(t *testing.T) {
	t.Parallel()
	for format, text := range map[string]string{"qr": "WIFI:T:WPA;S:cafe;P:latte123;;", "code128": "Tenon-42/<x>", "ean13": "4006381333931"} {
		svg, err := code.SVG(text, format, black)
		if err != nil {
			t.Fatal(err)
		}
		found := read(t, rastertest.Squares(t, svg))
		if len(found) != 1 || found[0].Text != text {
			t.Errorf("%s of %q: got %v", format, text, found)
		}
	}
}

func matrix(t *testing.T, w gozxing.Writer, f gozxing.BarcodeFormat, text string, side, high int) *raster.Plane {
	t.Helper()
	m, err := w.Encode(text, f, side, high, nil)
	if err != nil {
		t.Fatal(err)
	}
	const rim = 30
	p := raster.NewPlane(m.GetWidth()+2*rim, m.GetHeight()+2*rim)
	for i := range p.V {
		x, y := i%p.W-rim, i/p.W-rim
		p.V[i] = 1
		if x >= 0 && y >= 0 && x < m.GetWidth() && y < m.GetHeight() && m.Get(x, y) {
			p.V[i] = 0
		}
	}
	return p
}

func TestOtherSymbologies(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		writer gozxing.Writer
		format gozxing.BarcodeFormat
		text   string
	}{
		{oned.NewCode39Writer(), gozxing.BarcodeFormat_CODE_39, "TENON 39"},
		{oned.NewCode93Writer(), gozxing.BarcodeFormat_CODE_93, "TENON93"},
		{oned.NewITFWriter(), gozxing.BarcodeFormat_ITF, "12345678901231"},
		{oned.NewUPCAWriter(), gozxing.BarcodeFormat_UPC_A, "036000291452"},
		{oned.NewEAN8Writer(), gozxing.BarcodeFormat_EAN_8, "96385074"},
	} {
		p := matrix(t, c.writer, c.format, c.text, 400, 120)
		for name, p := range map[string]*raster.Plane{"upright": p, "inverted": p.Map(func(v float32) float32 { return 1 - v })} {
			found := read(t, p)
			if len(found) != 1 || strings.TrimLeft(found[0].Text, "0") != strings.TrimLeft(c.text, "0") {
				t.Errorf("%v %s: got %+v", c.format, name, found)
			}
		}
	}
	if found := read(t, matrix(t, datamatrix.NewDataMatrixWriter(), gozxing.BarcodeFormat_DATA_MATRIX, "Tenon matrix", 240, 240)); len(found) != 1 || found[0].Text != "Tenon matrix" {
		t.Errorf("data matrix: got %+v", found)
	}
}

func TestSeveralCodesInOnePicture(t *testing.T) {
	t.Parallel()
	g := rastertest.Scene(1400, 1000, 2).Luma()
	paste(g, drawn(t, "first", "qr"), 250, 250, 0.5, 0)
	paste(g, drawn(t, "second", "qr"), 800, 300, 0.5, 20)
	paste(g, drawn(t, "4006381333931", "ean13"), 350, 750, 1, 0)
	paste(g, drawn(t, "BOX-7", "code128"), 1000, 750, 1, 90)
	var texts []string
	for _, f := range read(t, g) {
		texts = append(texts, f.Text)
	}
	if got := strings.Join(texts, " "); len(texts) != 4 || !strings.Contains(got, "first") || !strings.Contains(got, "second") ||
		!strings.Contains(got, "4006381333931") || !strings.Contains(got, "BOX-7") {
		t.Errorf("got %q", texts)
	}
}

func TestAPictureWithoutCodesHasNone(t *testing.T) {
	t.Parallel()
	for seed := range uint32(3) {
		if found := read(t, rastertest.Scene(600, 400, seed).Luma()); len(found) != 0 {
			t.Errorf("scene %d: got %+v", seed, found)
		}
	}
	for _, size := range [][2]int{{1, 1}, {3, 40}} {
		if found := read(t, raster.NewPlane(size[0], size[1])); len(found) != 0 {
			t.Errorf("%v: got %+v", size, found)
		}
	}
}

func TestTextsThatDoNotFitAreRefused(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ format, text, says string }{
		{"qr", "", "no text"},
		{"qr", strings.Repeat("x", 3000), "2953 bytes"},
		{"code128", "榫卯", "ASCII"},
		{"code128", strings.Repeat("x", 81), "80"},
		{"ean13", "123", "13 digits"},
		{"ean13", "4006381333932", "check digit"},
		{"pdf417", "x", "no code"},
	} {
		var img image.Image
		img, err := code.Draw(c.text, c.format)
		if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s of %.20q: got %v, %v, want one that says %q", c.format, c.text, img != nil, err, c.says)
		}
	}
}

// black is the usual ink.
var black = code.Ink{Code: color.NRGBA{0, 0, 0, 255}, Ground: color.NRGBA{255, 255, 255, 255}}
