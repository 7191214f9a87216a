package pixel_test

import (
	"bytes"
	"image"
	"image/color"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/onnx/pixel"
)

func TestAMaskIsWhatShinesThroughOrItsColours(t *testing.T) {
	t.Parallel()
	at := image.Rect(0, 0, 3, 2)
	glass, palette := image.NewNRGBA(at), image.NewPaletted(at, color.Palette{color.NRGBA{9, 9, 9, 255}, color.NRGBA{9, 9, 9, 0}})
	for i, a := range []uint8{255, 0, 254, 1, 128, 200} {
		glass.Pix[4*i+3] = a
		palette.Pix[i] = uint8(i % 2)
	}
	opaque := gradient(3, 2)
	for name, c := range map[string]struct {
		img  image.Image
		want []uint8
	}{
		"half transparent": {glass, []uint8{0, 0, 0, 255, 255, 255, 1, 1, 1, 254, 254, 254, 127, 127, 127, 55, 55, 55}},
		"palette":          {palette, []uint8{0, 0, 0, 255, 255, 255, 0, 0, 0, 255, 255, 255, 0, 0, 0, 255, 255, 255}},
		"opaque":           {opaque, pixel.Flat(opaque).V},
	} {
		p, err := pixel.NewReader().Mask(encoded(t, c.img))
		if err != nil || !bytes.Equal(p.V, c.want) {
			t.Errorf("%s: %v, want %v, %v", name, p.V, c.want, err)
		}
	}
}
