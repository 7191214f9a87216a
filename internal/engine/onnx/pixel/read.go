package pixel

import (
	"bytes"
	"image"
	_ "image/gif"  // reads GIF
	_ "image/jpeg" // reads JPEG
	_ "image/png"  // reads PNG
	"runtime/debug"

	_ "golang.org/x/image/webp" // reads WebP

	"github.com/tenonhub/tenon/internal/fault"
)

// What a picture may be at most. One of so many pixels takes up to 650 MB while it is
// read (a photograph that comes in passes, with all its colours), so of those that are
// large one is read at a time, and what it took is given back at once.
const (
	MaxBytes  = 32 << 20
	maxPixels = 36_000_000
	maxSide   = 1<<16 - 1 // JPEG's: a longer one costs as much to make smaller as a large one
	isLarge   = 8_000_000
	atOnce    = 2
)

// Reader reads pictures, a few at a time. It is safe for concurrent use.
type Reader struct{ turn, large chan struct{} }

// NewReader returns a reader.
func NewReader() Reader { return Reader{make(chan struct{}, atOnce), make(chan struct{}, 1)} }

// Read reads a picture, the way up that it says. Its size is looked at first. Faults:
// Invalid, TooLarge.
func (r Reader) Read(b []byte) (Picture, error) { return r.read(b, Flat) }

// Mask reads a picture that marks a part of another, as Read does: what shines through it
// is white, if anything does, and else its colours are as they are.
func (r Reader) Mask(b []byte) (Picture, error) { return r.read(b, mask) }

// Shines reports whether something shines through a picture; not of what is none.
func (r Reader) Shines(b []byte) (through bool) {
	_, err := r.read(b, func(img image.Image) Picture {
		glass, ok := img.(glassy)
		through = ok && !glass.Opaque()
		return New(1, 1)
	})
	return through && err == nil
}

// read takes of a picture what of has it.
func (r Reader) read(b []byte, of func(image.Image) Picture) (Picture, error) {
	c, _, err := image.DecodeConfig(bytes.NewReader(b))
	switch {
	case err != nil:
		return Picture{}, fault.Wrap(err, fault.Invalid, "the file is no picture that is read here: JPEG, PNG, GIF and WebP are")
	case c.Width < 1 || c.Height < 1 || c.Width > maxPixels/c.Height:
		return Picture{}, fault.New(fault.TooLarge, "the picture has %d × %d pixels, at most %d million are read", c.Width, c.Height, maxPixels/1_000_000)
	case max(c.Width, c.Height) > maxSide:
		return Picture{}, fault.New(fault.TooLarge, "the picture has %d × %d pixels, at most %d a side are read", c.Width, c.Height, maxSide)
	}
	if c.Width*c.Height > isLarge {
		r.large <- struct{}{}
		defer func() { debug.FreeOSMemory(); <-r.large }()
	}
	r.turn <- struct{}{}
	defer func() { <-r.turn }()
	img, _, err := image.Decode(bytes.NewReader(b))
	if err != nil {
		return Picture{}, fault.Wrap(err, fault.Invalid, "the picture is damaged: %v", err)
	}
	return of(img).Turned(orientation(b)), nil
}
