package pixel

import "image"

// glassy is a picture through which something shines.
type glassy interface {
	image.RGBA64Image
	Opaque() bool
}

// mask is how much shines through a picture, white is all; where nothing does it is the
// picture.
func mask(img image.Image) Picture {
	glass, ok := img.(glassy)
	if !ok || glass.Opaque() {
		return Flat(img)
	}
	at := img.Bounds()
	p := New(at.Dx(), at.Dy())
	for y := range p.H {
		for x := range p.W {
			v := uint8(255 - glass.RGBA64At(at.Min.X+x, at.Min.Y+y).A>>8) //nolint:gosec // a byte
			i := 3 * (y*p.W + x)
			p.V[i], p.V[i+1], p.V[i+2] = v, v, v
		}
	}
	return p
}
