package code

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"strings"
	"unicode/utf8"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/oned"
	"github.com/makiuchi-d/gozxing/qrcode"
	"github.com/makiuchi-d/gozxing/qrcode/decoder"
	"golang.org/x/image/font"
	"golang.org/x/image/font/basicfont"
	"golang.org/x/image/math/fixed"

	"github.com/tenonhub/tenon/internal/fault"
)

// What fits: bytes in a QR code, characters in a Code 128 that scanners read.
const (
	mostQR  = 2953
	most128 = 80
)

// symbol is a code before it is drawn: its modules, those of a row of bars k and
// tall pixels large, and what stands under the bars for people.
type symbol struct {
	modules *gozxing.BitMatrix
	k, tall int
	line    string
}

// Draw draws a text as a code: qr, code128 or ean13. It returns the picture,
// black on white with the margin that scanners need. A text that the code
// cannot hold is a fault of kind Invalid.
func Draw(text, format string) (image.Image, error) {
	s, err := encode(text, format)
	switch {
	case err != nil:
		return nil, err
	case s.line == "":
		return enlarge(s.modules, s.k, 1), nil
	}
	return caption(enlarge(s.modules, s.k, s.tall), s.line), nil
}

// Ink is the colours of a code and of what is behind it.
type Ink struct{ Code, Ground color.NRGBA }

// leastContrast is how much lighter one colour must be than the other, of 1, for scanners.
const leastContrast = 0.35

// Check refuses colours that scanners cannot tell apart.
func (i Ink) Check() error {
	light := func(c color.NRGBA) float64 {
		return (0.2126*float64(c.R) + 0.7152*float64(c.G) + 0.0722*float64(c.B)) / 255
	}
	if a, b := light(i.Code), light(i.Ground); max(a, b)-min(a, b) < leastContrast {
		return fault.New(fault.Invalid, "these two colours are too much alike for scanners; take a darker one for the code or a lighter one behind it")
	}
	return nil
}

// On is a picture of a code in colours.
func (i Ink) On(img image.Image) image.Image {
	if p, ok := img.(*image.Paletted); ok {
		p.Palette = color.Palette{i.Ground, i.Code}
	}
	return img
}

func hex(c color.NRGBA) string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }

// SVG is the same code as a drawing, of any size.
func SVG(text, format string, ink Ink) ([]byte, error) {
	s, err := encode(text, format)
	if err != nil {
		return nil, err
	}
	const letters, rim = 26, 20 // pixels: high, above and below
	k, top, foot := s.k, 0, 0
	high := s.modules.GetHeight() * k
	if s.line != "" {
		top, high, foot = rim, s.tall, letters+rim
	}
	w, h := s.modules.GetWidth()*k, top+high+foot
	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %[1]d %[2]d"><rect width="100%%" height="100%%" fill="%[3]s"/><path fill="%[4]s" shape-rendering="crispEdges" d="`, w, h, hex(ink.Ground), hex(ink.Code))
	each := high / s.modules.GetHeight()
	for y := range s.modules.GetHeight() {
		for x := 0; x < s.modules.GetWidth(); x++ {
			from := x
			for x < s.modules.GetWidth() && s.modules.Get(x, y) {
				x++
			}
			if n := (x - from) * k; n > 0 {
				fmt.Fprintf(&b, "M%d %dh%dv%dh-%[3]dz", from*k, top+y*each, n, each)
			}
		}
	}
	b.WriteString(`"/>`)
	if s.line != "" {
		fmt.Fprintf(&b, `<text fill="%s" x="%d" y="%d" text-anchor="middle" font-family="monospace" font-size="%d">`, hex(ink.Code), w/2, top+high+letters, letters-4)
		if err := xml.EscapeText(&b, []byte(s.line)); err != nil {
			return nil, fmt.Errorf("write the line under a code: %w", err)
		}
		b.WriteString("</text>")
	}
	b.WriteString("</svg>\n")
	return b.Bytes(), nil
}

func encode(text, format string) (symbol, error) {
	if text == "" {
		return symbol{}, fault.New(fault.Invalid, "there is no text to make a code of")
	}
	switch format {
	case "qr":
		return encodeQR(text)
	case "code128":
		return encode128(text)
	case "ean13":
		return encodeEAN(text)
	}
	return symbol{}, fault.New(fault.Invalid, "there is no code %q; qr, code128 and ean13 are drawn", format)
}

// encodeQR uses the strongest error correction that the text leaves room for.
func encodeQR(text string) (symbol, error) {
	if len(text) > mostQR {
		return symbol{}, fault.New(fault.Invalid, "a QR code holds %d bytes, and the text has %d; shorten it, or put it online and encode its address", mostQR, len(text))
	}
	for _, level := range []decoder.ErrorCorrectionLevel{decoder.ErrorCorrectionLevel_M, decoder.ErrorCorrectionLevel_L} {
		hints := map[gozxing.EncodeHintType]any{
			gozxing.EncodeHintType_ERROR_CORRECTION: level,
			gozxing.EncodeHintType_MARGIN:           4,
		}
		if !isASCII(text) {
			hints[gozxing.EncodeHintType_CHARACTER_SET] = "UTF-8"
		}
		m, err := qrcode.NewQRCodeWriter().Encode(text, gozxing.BarcodeFormat_QR_CODE, 0, 0, hints)
		if err == nil {
			return symbol{modules: m, k: max(4, 640/m.GetWidth())}, nil
		}
	}
	return symbol{}, fault.New(fault.Invalid, "the text does not fit into a QR code; shorten it, or put it online and encode its address")
}

func encode128(text string) (symbol, error) {
	if utf8.RuneCountInString(text) > most128 || !printableASCII(text) {
		return symbol{}, fault.New(fault.Invalid, "a Code 128 holds up to %d letters, digits and signs of ASCII; for other texts ask for a QR code", most128)
	}
	m, err := oned.NewCode128Writer().Encode(text, gozxing.BarcodeFormat_CODE_128, 0, 1, quiet())
	if err != nil {
		return symbol{}, fault.New(fault.Invalid, "the text cannot be written as a Code 128; ask for a QR code")
	}
	return symbol{m, 3, 150, text}, nil
}

func encodeEAN(text string) (symbol, error) {
	digits := strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' {
			return -1
		}
		return r
	}, text)
	for _, r := range digits {
		if r < '0' || r > '9' {
			digits = ""
		}
	}
	if len(digits) != 12 && len(digits) != 13 {
		return symbol{}, fault.New(fault.Invalid, "an EAN-13 is 13 digits, or 12 without the check digit; for other texts ask for a QR code")
	}
	check := byte('0' + checkDigit(digits[:12]))
	if len(digits) == 13 && digits[12] != check {
		return symbol{}, fault.New(fault.Invalid, "the check digit of %s is %c, not %c: one of the digits is wrong", digits, check, digits[12])
	}
	digits = digits[:12] + string(check)
	m, err := oned.NewEAN13Writer().Encode(digits, gozxing.BarcodeFormat_EAN_13, 0, 1, quiet())
	if err != nil {
		return symbol{}, fault.New(fault.Invalid, "%s cannot be written as an EAN-13", digits)
	}
	return symbol{m, 4, 220, digits}, nil
}

// quiet asks for the white rim of ten modules on each side that scanners look for.
func quiet() map[gozxing.EncodeHintType]any {
	return map[gozxing.EncodeHintType]any{gozxing.EncodeHintType_MARGIN: 22}
}

func checkDigit(d string) int {
	sum := 0
	for i, r := range d {
		sum += int(r-'0') * (1 + 2*(i%2))
	}
	return (10 - sum%10) % 10
}

func isASCII(s string) bool { return strings.IndexFunc(s, func(r rune) bool { return r > 126 }) < 0 }

func printableASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r < 32 || r > 126 }) < 0
}

// enlarge draws a matrix with modules of k pixels; a row of a barcode is tall times as high.
func enlarge(m *gozxing.BitMatrix, k, tall int) *image.Paletted {
	if tall > 1 {
		tall = max(1, tall/k)
	}
	w, h := m.GetWidth(), m.GetHeight()
	out := image.NewPaletted(image.Rect(0, 0, w*k, h*k*tall), color.Palette{color.White, color.Black})
	for y := range h * k * tall {
		for x := range w * k {
			if m.Get(x/k, y/(k*tall)) {
				out.Pix[y*out.Stride+x] = 1
			}
		}
	}
	return out
}

// caption puts room above the bars, and the text under them for people.
func caption(bars *image.Paletted, text string) image.Image {
	const size, top = 2, 20
	face := basicfont.Face7x13
	line := image.NewPaletted(image.Rect(0, 0, face.Advance*len(text), face.Height), bars.Palette)
	d := font.Drawer{Dst: line, Src: image.Black, Face: face, Dot: fixed.P(0, face.Ascent)}
	d.DrawString(text)
	w := max(bars.Rect.Dx(), line.Rect.Dx()*size+20)
	out := image.NewPaletted(image.Rect(0, 0, w, top+bars.Rect.Dy()+face.Height*size+20), bars.Palette)
	left := (w - bars.Rect.Dx()) / 2
	draw.Draw(out, image.Rect(left, top, left+bars.Rect.Dx(), top+bars.Rect.Dy()), bars, image.Point{}, draw.Src)
	left = (w - line.Rect.Dx()*size) / 2
	for y := range line.Rect.Dy() * size {
		for x := range line.Rect.Dx() * size {
			out.SetColorIndex(left+x, top+bars.Rect.Dy()+8+y, line.ColorIndexAt(x/size, y/size))
		}
	}
	return out
}
