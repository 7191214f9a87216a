package image_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/engine/native/image"
	"github.com/tenonhub/tenon/internal/engine/native/image/raster"
	"github.com/tenonhub/tenon/internal/engine/native/image/raster/rastertest"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// bomb is a PNG of which only the header is there: it claims w × h pixels.
func bomb(w, h uint32) []byte {
	b := []byte("\x89PNG\r\n\x1a\n")
	head := binary.BigEndian.AppendUint32(nil, w)
	head = append(binary.BigEndian.AppendUint32(head, h), 8, 6, 0, 0, 0)
	for _, c := range []struct {
		name string
		data []byte
	}{{"IHDR", head}, {"IDAT", []byte{0x78, 0x9c}}, {"IEND", nil}} {
		b = binary.BigEndian.AppendUint32(b, uint32(len(c.data)))
		body := append([]byte(c.name), c.data...)
		b = binary.BigEndian.AppendUint32(append(b, body...), crc32.ChecksumIEEE(body))
	}
	return b
}

func TestBadFilesGetAnErrorThatNamesThem(t *testing.T) {
	t.Parallel()
	good, err := rastertest.JPEG(t, rastertest.Scene(200, 150, 1), "x").Read(1 << 20)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name  string
		bytes []byte
		kind  fault.Kind
		says  string
	}{
		{"bomb.png", bomb(30000, 30000), fault.TooLarge, "30000 × 30000"},
		{"wide.png", bomb(1<<30, 1), fault.TooLarge, "100 million"},
		{"hollow.png", bomb(9000, 9000), fault.Invalid, "cut off"},
		{"huge.jpg", make([]byte, raster.MaxBytes+1), fault.TooLarge, "60 MB"},
		{"notes.png", []byte("Dear all,\nthe meeting is on Monday.\n"), fault.Invalid, "is text"},
		{"empty.jpg", nil, fault.Invalid, "empty"},
		{"cut.jpg", good[:len(good)/2], fault.Invalid, "cut off"},
		{"cut-early.jpg", good[:30], fault.Invalid, "cut-early.jpg"},
		{"head.png", bomb(10, 10), fault.Invalid, "head.png"},
		{"phone.heic", []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"), fault.Invalid, "HEIC"},
		{"web.avif", []byte("\x00\x00\x00\x1cftypavif\x00\x00\x00\x00avifmif1"), fault.Invalid, "AVIF"},
		{"logo.svg", []byte(`<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>`), fault.Invalid, "SVG"},
		{"paper.jpg", []byte("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), fault.Invalid, "PDF"},
		{"noise.png", bytes.Repeat([]byte{0x13, 0x00, 0xfe, 0x80}, 999), fault.Invalid, "JPEG, PNG, GIF, WebP, BMP and TIFF"},
	} {
		start := time.Now()
		_, err := run(t, "oil", one(rastertest.File(c.bytes, c.name)), nil)
		if !fault.Is(err, c.kind) || !strings.Contains(err.Error(), c.name) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: got %v, want %s that says %q", c.name, err, c.kind, c.says)
		}
		if took := time.Since(start); took > time.Minute {
			t.Errorf("%s: refused only after %v", c.name, took)
		}
	}
}

func TestAPhotoThatLiesOnItsSideIsTurned(t *testing.T) {
	t.Parallel()
	p := rastertest.Scene(160, 100, 1)
	b, err := rastertest.JPEG(t, p, "").Read(1 << 20)
	if err != nil {
		t.Fatal(err)
	}
	exif := append([]byte("Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01"), 0, 6, 0, 0, 0, 0, 0, 0)
	head := binary.BigEndian.AppendUint16([]byte{0xff, 0xd8, 0xff, 0xe1}, uint16(len(exif)+2))
	v, _ := mustRun(t, "resize", one(rastertest.File(append(append(head, exif...), b[2:]...), "side.jpg")), task.Params{"width": 100.0}).First("image")
	got := decode(t, v)
	if got.W != 100 || got.H != 160 {
		t.Fatalf("got %d × %d", got.W, got.H)
	}
	q := got.Picture(1e6)
	if sky, was := q.C[2].At(95, 5), p.C[2].At(5, 5); sky < was-0.1 || sky > was+0.1 {
		t.Errorf("the upper left corner of the photo is not at the upper right: %.2f, want %.2f", sky, was)
	}
}

// A GIF, a WebP, a BMP and a TIFF of one red pixel or a few.
func TestEveryFormatIsRead(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"a.gif":  "R0lGODdhAQABAPAAAP8AAP///ywAAAAAAQABAAACAkQBADs=",
		"a.webp": "UklGRhwAAABXRUJQVlA4TA8AAAAvA8AAAAcQ9Y/+ByKi/wEA",
		"a.bmp":  "Qk06AAAAAAAAADYAAAAoAAAAAQAAAAEAAAABABgAAAAAAAQAAAATCwAAEwsAAAAAAAAAAAAAAAD/AA==",
	} {
		b, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			t.Fatal(err)
		}
		v, _ := mustRun(t, "resize", one(rastertest.File(b, name)), task.Params{"width": 3.0}).First("image")
		p := decode(t, v).Picture(100)
		if p.W != 3 || p.C[0].V[0] < 0.9 || p.C[1].V[0] > 0.1 {
			t.Errorf("%s: %d wide, red %.2f, green %.2f", name, p.W, p.C[0].V[0], p.C[1].V[0])
		}
	}
}

func TestResize(t *testing.T) {
	t.Parallel()
	in := one(rastertest.PNG(t, rastertest.Scene(300, 200, 1), "p.png"))
	for _, c := range []struct {
		p    task.Params
		w, h int
	}{
		{task.Params{"width": 150.0}, 150, 100},
		{task.Params{"height": 50.0}, 75, 50},
		{task.Params{"width": 100.0, "height": 100.0}, 100, 67},
		{task.Params{"width": 100.0, "height": 100.0, "crop": true}, 100, 100},
		{task.Params{"width": 1.0, "height": 900.0, "crop": true}, 1, 900},
		{task.Params{"width": 601.0, "height": 1.0}, 2, 1},
	} {
		v, _ := mustRun(t, "resize", in, c.p).First("image")
		if f := decode(t, v); f.W != c.w || f.H != c.h {
			t.Errorf("%v: got %d × %d, want %d × %d", c.p, f.W, f.H, c.w, c.h)
		}
	}
	if _, err := run(t, "resize", in, nil); !fault.Is(err, fault.Invalid) {
		t.Errorf("no size: got %v, want invalid", err)
	}
	if _, err := run(t, "resize", in, task.Params{"width": 16000.0}); !fault.Is(err, fault.TooLarge) {
		t.Errorf("16000 wide: got %v, want too large", err)
	}
}

func TestBlackAndWhiteHasEqualChannelsAndKeepsTransparency(t *testing.T) {
	t.Parallel()
	p := rastertest.Scene(60, 40, 1)
	p.A = raster.NewPlane(60, 40)
	for i := range p.A.V {
		p.A.V[i] = float32(i%60) / 59
	}
	v, _ := mustRun(t, "color", one(rastertest.PNG(t, p, "p.png")), task.Params{"look": "black-and-white"}).First("image")
	if v.Name != "p-black-and-white.png" {
		t.Errorf("it is called %q", v.Name)
	}
	q := decode(t, v).Picture(1e6)
	for i, r := range q.C[0].V {
		if r != q.C[1].V[i] || r != q.C[2].V[i] {
			t.Fatal("a pixel is coloured")
		}
	}
	if q.A == nil || q.A.At(0, 0) > 0.01 || q.A.At(59, 0) < 0.99 {
		t.Error("the transparency is lost")
	}
}

func TestUpscaleAndDenoiseNameTheirFiles(t *testing.T) {
	t.Parallel()
	in := one(rastertest.JPEG(t, rastertest.Scene(90, 60, 1), "p.jpg"))
	v, _ := mustRun(t, "upscale", in, task.Params{"scale": 3.0}).First("image")
	if f := decode(t, v); f.W != 270 || f.H != 180 || v.Name != "p-3x.jpg" {
		t.Errorf("got %s of %d × %d", v.Name, f.W, f.H)
	}
	v, _ = mustRun(t, "image-denoise", in, task.Params{"strength": "strong"}).First("image")
	if f := decode(t, v); f.W != 90 || v.Name != "p-denoised.jpg" {
		t.Errorf("got %s, %d wide", v.Name, f.W)
	}
	if _, err := run(t, "upscale", one(rastertest.PNG(t, raster.New(4000, 4000), "big.png")), task.Params{"scale": 4.0}); !fault.Is(err, fault.TooLarge) {
		t.Errorf("16000 × 16000 pixels: got %v, want too large", err)
	}
}

func TestCodesRoundTrip(t *testing.T) {
	t.Parallel()
	v, _ := mustRun(t, "qr", port.Values{"text": {port.NewText("榫卯 https://example.org\n")}}, nil).First("image")
	if v.Name != "qr-code.png" || v.Media != "image/png" {
		t.Errorf("got %s, %s", v.Name, v.Media)
	}
	out, _ := mustRun(t, "codes", one(v), nil).First("labels")
	labels, err := out.ReadLabels()
	if err != nil {
		t.Fatal(err)
	}
	if len(labels) != 1 || labels[0].Text != "榫卯 https://example.org" || labels[0].Name != "QR_CODE" || len(labels[0].Box) != 4 {
		t.Errorf("got %+v", labels)
	}
	for _, bad := range []string{"", strings.Repeat("x", 100_000), "\xff\xfe"} {
		if _, err := run(t, "qr", port.Values{"text": {port.NewText(bad)}}, nil); !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.TooLarge) {
			t.Errorf("%.10q: got %v", bad, err)
		}
	}
}

func described(t *testing.T, o image.Options, v port.Value, lang string) string {
	t.Helper()
	p := task.Params{}
	if lang != "" {
		p["language"] = lang
	}
	for ev, err := range image.New(o).Run(t.Context(), request(t, "describe", one(v), p)) {
		if err != nil {
			t.Fatal(err)
		}
		out, _ := ev.Out.First("text")
		return out.Text
	}
	return ""
}

func TestDescribe(t *testing.T) {
	t.Parallel()
	photo := rastertest.JPEG(t, rastertest.Scene(600, 400, 1), "lake.jpg")
	plain := raster.New(40, 80)
	for i := range plain.C[0].V {
		plain.C[0].V[i] = 0.85
	}
	page := raster.Grey(raster.NewPlane(400, 500).Map(func(float32) float32 { return 1 }))
	drawing := rastertest.Scene(300, 300, 1).Each(func(c *raster.Plane) *raster.Plane {
		out := raster.NewPlane(c.W, c.H)
		for i := range out.V {
			out.V[i] = c.At(i%c.W/30*30, i/c.W/30*30)
		}
		return out
	})
	for i := range page.C[0].V { // lines of signs
		if x, y := i%400, i/400; y%20 < 9 && x > 40 && x < 360 && x*7%11 < 4 && y > 40 && y < 460 {
			page.C[0].V[i] = 0.1
		}
	}
	reader := func(context.Context, []byte, string) (string, error) { return "EXIT  this\nway", nil }
	broken := func(context.Context, []byte, string) (string, error) { return "", errors.New("no tesseract") }
	qr, _ := mustRun(t, "qr", port.Values{"text": {port.NewText("hello")}}, nil).First("image")
	for _, c := range []struct {
		name string
		v    port.Value
		o    image.Options
		lang string
		says []string
	}{
		{"a photo", photo, image.Options{}, "", []string{"lake.jpg is a picture that looks like a photo", "600 × 400", "landscape format", "JPEG", "blue", "green", "not looked for", "does not recognise objects"}},
		{"in Chinese", photo, image.Options{Reader: reader}, "zh-CN", []string{"看起来是一张照片", "600 × 400 像素", "横幅", "绿色", "EXIT this way", "不识别物体"}},
		{"one colour", rastertest.PNG(t, plain, "red.png"), image.Options{}, "fr", []string{"single colour", "red 100 %", "portrait format", "PNG"}},
		{"a page", rastertest.PNG(t, page, "page.png"), image.Options{Reader: reader}, "en", []string{"page of text or a document", "white", "no colour", "“EXIT this way”"}},
		{"a drawing", rastertest.PNG(t, drawing, "tiles.png"), image.Options{Reader: broken}, "en", []string{"drawing, a chart or a screenshot", "square", "not looked for"}},
		{"a code", qr, image.Options{}, "en", []string{"QR_CODE: hello"}},
	} {
		got := described(t, c.o, c.v, c.lang)
		for _, want := range c.says {
			if !strings.Contains(got, want) {
				t.Errorf("%s: does not say %q:\n%s", c.name, want, got)
			}
		}
	}
}

func TestStitchReadsAllItsPictures(t *testing.T) {
	t.Parallel()
	whole := rastertest.Scene(620, 320, 1)
	a := rastertest.PNG(t, whole.Crop(0, 0, 380, 320), "left.png")
	b := rastertest.PNG(t, whole.Crop(220, 0, 400, 320), "right.png")
	v, _ := mustRun(t, "stitch", port.Values{"images": {b, a}}, nil).First("image")
	if f := decode(t, v); f.W != 620 || f.H != 320 || v.Name != "right-panorama.png" {
		t.Errorf("got %s of %d × %d", v.Name, f.W, f.H)
	}
	if _, err := run(t, "stitch", port.Values{"images": {a}}, nil); !fault.Is(err, fault.Invalid) {
		t.Errorf("one picture: got %v, want invalid", err)
	}
}

// TestAPictureIsTold: size, format and colours of pictures that are known.
func TestAPictureIsTold(t *testing.T) {
	t.Parallel()
	halves := raster.New(200, 100)
	for i := range halves.C[0].V {
		if i%200 < 150 { // three quarters are red
			halves.C[0].V[i], halves.C[1].V[i], halves.C[2].V[i] = 0.8, 0, 0
		} else {
			halves.C[0].V[i], halves.C[1].V[i], halves.C[2].V[i] = 0, 0, 0.8
		}
	}
	for _, c := range []struct {
		v    port.Value
		lang string
		want string
	}{
		{rastertest.PNG(t, halves, "halves.png"), "en", `^200 × 100 pixels \(.*\), PNG, .*\. Main colours: red 7\d %, .*blue 2\d %`},
		{rastertest.PNG(t, halves, "halves.png"), "zh", `^200 × 100 像素（.*），PNG，.*。主要颜色：红色? ?7\d ?%、.*蓝.*2\d ?%`},
		{rastertest.JPEG(t, rastertest.Scene(60, 90, 1), "tall.jpg"), "fr", `^60 × 90 pixels \(portrait format\), JPEG, `},
	} {
		out, err := run(t, "tell-picture", one(c.v), task.Params{"language": c.lang})
		if err != nil {
			t.Fatal(err)
		}
		if v, _ := out.First("text"); !regexp.MustCompile(c.want).MatchString(v.Text) {
			t.Errorf("%s: %s\nnot %s", c.lang, v.Text, c.want)
		}
	}
}
