package pixel

import (
	"context"
	"image"
	"io"

	"github.com/tenonhub/tenon/internal/fault"
)

// The unit of what hands hold, in pixels, and how many of them: the largest picture, or
// many small ones.
const (
	handful  = 1_000_000
	handfuls = 40
)

// Hands hold pictures from before they are read until all is made that comes of them: as
// many as take what few bytes for each pixel come to. They are safe for concurrent use.
type Hands struct{ turn, free chan struct{} }

// NewHands returns empty hands.
func NewHands() Hands { return Hands{make(chan struct{}, 1), make(chan struct{}, handfuls)} }

// Take waits until there is room for the picture that r begins with; release makes it
// again. What is no picture takes the least. Fault: Canceled.
func (h Hands) Take(ctx context.Context, r io.Reader) (release func(), err error) {
	n := 1
	if c, _, err := image.DecodeConfig(r); err == nil {
		n = int(min(float64(c.Width)*float64(c.Height)/handful+1, handfuls)) // a head may say anything
	}
	taken := 0
	release = func() {
		for range taken {
			<-h.free
		}
	}
	canceled := func() error {
		release()
		return fault.Wrap(context.Cause(ctx), fault.Canceled, "canceled")
	}
	select { // so that two do not each wait for what the other has
	case h.turn <- struct{}{}:
		defer func() { <-h.turn }()
	case <-ctx.Done():
		return nil, canceled()
	}
	for ; taken < n; taken++ {
		select {
		case h.free <- struct{}{}:
		case <-ctx.Done():
			return nil, canceled()
		}
	}
	return release, nil
}
