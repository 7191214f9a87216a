package pixel

import (
	"bytes"
	"image"
	_ "image/gif"  // reads GIF
	_ "image/jpeg" // reads JPEG
	_ "image/png"  // reads PNG

	_ "golang.org/x/image/webp" // reads WebP

	"github.com/tenonhub/tenon/internal/fault"
)

// What a picture may be at most. A picture of so many pixels takes some hundreds of
// megabytes while it is read, so few are read at a time.
const (
	MaxBytes  = 32 << 20
	maxPixels = 36_000_000
	atOnce    = 2
)

// Reader reads pictures, a few at a time. It is safe for concurrent use.
type Reader struct{ turn chan struct{} }

// NewReader returns a reader.
func NewReader() Reader { return Reader{make(chan struct{}, atOnce)} }

// Read reads a picture, the way up that it says. Its size is looked at first. Faults:
// Invalid, TooLarge.
func (r Reader) Read(b []byte) (Picture, error) {
	c, _, err := image.DecodeConfig(bytes.NewReader(b))
	switch {
	case err != nil:
		return Picture{}, fault.Wrap(err, fault.Invalid, "the file is no picture that is read here: JPEG, PNG, GIF and WebP are")
	case c.Width < 1 || c.Height < 1 || c.Width > maxPixels/c.Height:
		return Picture{}, fault.New(fault.TooLarge, "the picture has %d × %d pixels, at most %d million are read", c.Width, c.Height, maxPixels/1_000_000)
	}
	r.turn <- struct{}{}
	defer func() { <-r.turn }()
	img, _, err := image.Decode(bytes.NewReader(b))
	if err != nil {
		return Picture{}, fault.Wrap(err, fault.Invalid, "the picture is damaged: %v", err)
	}
	return Flat(img).Turned(orientation(b)), nil
}
