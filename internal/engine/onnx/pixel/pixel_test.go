package pixel_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"slices"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/onnx/pixel"
	"github.com/tenonhub/tenon/internal/fault"
)

// gradient is a picture whose every pixel is another.
func gradient(w, h int) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			img.SetNRGBA(x, y, color.NRGBA{uint8(x * 16), uint8(y * 16), uint8(x*y + 7), 255})
		}
	}
	return img
}

func encoded(tb testing.TB, img image.Image) []byte {
	tb.Helper()
	b, err := pixel.PNG(img)
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

// photo is a JPEG file that says how it is turned.
func photo(tb testing.TB, img image.Image, orientation uint16, order binary.AppendByteOrder) []byte {
	tb.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 100}); err != nil {
		tb.Fatal(err)
	}
	head := []byte("II")
	if order == binary.AppendByteOrder(binary.BigEndian) {
		head = []byte("MM")
	}
	head = order.AppendUint32(order.AppendUint16(head, 42), 8)
	head = order.AppendUint16(head, 2)
	for tag, v := range map[uint16]uint16{0x010f: 1, 0x0112: orientation} {
		head = order.AppendUint32(order.AppendUint16(order.AppendUint16(head, tag), 3), 1)
		head = order.AppendUint16(order.AppendUint16(head, v), 0)
	}
	exif := append([]byte("Exif\x00\x00"), head...)
	part := append(binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(len(exif)+2)), exif...)
	return slices.Concat(b.Bytes()[:2], part, b.Bytes()[2:])
}

func TestPhotographsStandUpright(t *testing.T) {
	t.Parallel()
	const w, h = 6, 4
	r := pixel.NewReader()
	was, err := r.Read(photo(t, gradient(w, h), 1, binary.LittleEndian))
	if err != nil || was.W != w || was.H != h {
		t.Fatalf("%d × %d, %v", was.W, was.H, err)
	}
	// Where the pixel that is shown at x, y lies in the file.
	for o, from := range map[uint16]func(x, y int) (int, int){
		1: func(x, y int) (int, int) { return x, y },
		2: func(x, y int) (int, int) { return w - 1 - x, y },
		3: func(x, y int) (int, int) { return w - 1 - x, h - 1 - y },
		4: func(x, y int) (int, int) { return x, h - 1 - y },
		5: func(x, y int) (int, int) { return y, x },
		6: func(x, y int) (int, int) { return y, h - 1 - x },
		7: func(x, y int) (int, int) { return w - 1 - y, h - 1 - x },
		8: func(x, y int) (int, int) { return w - 1 - y, x },
		9: func(x, y int) (int, int) { return x, y },
	} {
		for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
			p, err := r.Read(photo(t, gradient(w, h), o, order))
			if err != nil || p.W*p.H != w*h || (p.W == h) != (o > 4 && o < 9) {
				t.Fatalf("%d: %d × %d, %v", o, p.W, p.H, err)
			}
			for y := range p.H {
				for x := range p.W {
					fx, fy := from(x, y)
					if got, want := p.V[3*(y*p.W+x):][:3], was.V[3*(fy*w+fx):][:3]; !bytes.Equal(got, want) {
						t.Fatalf("%d: at %d, %d it is %v, want %v", o, x, y, got, want)
					}
				}
			}
		}
	}
}

func TestEveryKindOfPictureIsRead(t *testing.T) {
	t.Parallel()
	base := gradient(9, 70)
	glass, deep, palette := image.NewNRGBA(base.Rect), image.NewNRGBA64(base.Rect), image.NewPaletted(base.Rect, color.Palette{color.Black, color.NRGBA{200, 100, 50, 255}})
	grey := image.NewGray(base.Rect)
	for y := range 70 {
		for x := range 9 {
			c := base.NRGBAAt(x, y)
			deep.Set(x, y, c)
			grey.Set(x, y, color.Gray{c.R})
			palette.SetColorIndex(x, y, uint8((x+y)%2))
			c.A = uint8(y)
			glass.SetNRGBA(x, y, c)
		}
	}
	var moving bytes.Buffer
	if err := gif.Encode(&moving, palette, nil); err != nil {
		t.Fatal(err)
	}
	r := pixel.NewReader()
	for name, c := range map[string]struct {
		file []byte
		at   func(x, y int) [3]uint8
	}{
		"opaque":           {encoded(t, base), func(x, y int) [3]uint8 { c := base.NRGBAAt(x, y); return [3]uint8{c.R, c.G, c.B} }},
		"half transparent": {encoded(t, glass), func(x, y int) [3]uint8 { c := base.NRGBAAt(x, y); return [3]uint8{c.R, c.G, c.B} }},
		"16 bits":          {encoded(t, deep), func(x, y int) [3]uint8 { c := base.NRGBAAt(x, y); return [3]uint8{c.R, c.G, c.B} }},
		"grey":             {encoded(t, grey), func(x, y int) [3]uint8 { v := base.NRGBAAt(x, y).R; return [3]uint8{v, v, v} }},
		"GIF":              {moving.Bytes(), func(x, y int) [3]uint8 { return [][3]uint8{{}, {200, 100, 50}}[(x+y)%2] }},
	} {
		p, err := r.Read(c.file)
		if err != nil || p.W != 9 || p.H != 70 {
			t.Fatalf("%s: %d × %d, %v", name, p.W, p.H, err)
		}
		for y := range p.H {
			for x := range p.W {
				if got, want := [3]uint8(p.V[3*(y*p.W+x):]), c.at(x, y); got != want {
					t.Fatalf("%s: at %d, %d it is %v, want %v", name, x, y, got, want)
				}
			}
		}
	}
}

func TestWhatIsTooLargeIsNotDecoded(t *testing.T) {
	t.Parallel()
	small := encoded(t, gradient(4, 4))
	lies := slices.Clone(small)
	binary.BigEndian.PutUint32(lies[16:], 60_000) // its width
	binary.BigEndian.PutUint32(lies[20:], 60_000)
	r := pixel.NewReader()
	for _, c := range []struct {
		file []byte
		kind fault.Kind
		says string
	}{
		{nil, fault.Invalid, "no picture"},
		{[]byte("RIFFxxxxWAVE"), fault.Invalid, "no picture"},
		{small[:len(small)/2], fault.Invalid, "damaged"},
		{withSum(lies), fault.TooLarge, "60000 × 60000"},
	} {
		if _, err := r.Read(c.file); !fault.Is(err, c.kind) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%q: %v, want %s", c.says, err, c.kind)
		}
	}
}

// withSum puts the sum of a PNG file's head right.
func withSum(b []byte) []byte {
	c := ^uint32(0)
	for _, v := range b[12:29] {
		c ^= uint32(v)
		for range 8 {
			c = c>>1 ^ 0xedb88320*(c&1)
		}
	}
	binary.BigEndian.PutUint32(b[29:], ^c)
	return b
}

func TestTheMiddleIsCut(t *testing.T) {
	t.Parallel()
	p := pixel.Flat(gradient(5, 5))
	for _, c := range []struct{ size, from, to int }{{3, 1, 0}, {2, 1, 0}, {7, 0, 1}, {6, 0, 1}} { // as transformers: more is cut below, and put above
		out := p.Centre(c.size, c.size)
		if got, want := out.V[3*(c.to*c.size+c.to):][:3], p.V[3*(c.from*5+c.from):][:3]; !bytes.Equal(got, want) {
			t.Errorf("to %d: %v, want %v", c.size, got, want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(encoded(f, gradient(3, 2)))
	f.Add(photo(f, gradient(3, 2), 6, binary.BigEndian))
	f.Fuzz(func(t *testing.T, b []byte) {
		if c, _, err := image.DecodeConfig(bytes.NewReader(b)); err != nil || c.Width*c.Height > 1<<20 {
			return // what is large takes too long here
		}
		p, err := pixel.NewReader().Read(b)
		if err == nil && len(p.V) != 3*p.W*p.H {
			t.Errorf("%d × %d has %d bytes", p.W, p.H, len(p.V))
		}
	})
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	t.Parallel()
	p := pixel.Flat(gradient(3, 5))
	img, err := png.Decode(bytes.NewReader(encoded(t, p.Image())))
	if err != nil || !bytes.Equal(pixel.Flat(img).V, p.V) {
		t.Error(fmt.Sprint("it is another: ", err))
	}
}
