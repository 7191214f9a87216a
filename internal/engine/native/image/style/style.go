// Package style redraws pictures as if by hand: watercolour, oil, Chinese ink,
// pencil, flat illustration, pixel art, cartoon. Each style is one file; what
// several of them need is in kuwahara, flow, lines, palette and noise.
package style

import (
	"context"
	"image"
	"maps"
	"math"
	"slices"

	"github.com/tenonhub/tenon/internal/engine/native/image/raster"
	"github.com/tenonhub/tenon/internal/fault"
)

// The largest picture that is painted, and the size at which brushes work.
const (
	outPixels  = 4_000_000
	workPixels = 950_000
)

// A painter redraws a picture of at most outPixels. Between its stages it
// looks whether ctx is done.
type painter func(ctx context.Context, p *raster.Picture) (*raster.Picture, error)

func painters() map[string]painter {
	return map[string]painter{
		"watercolor": watercolor,
		"oil":        oil,
		"ink":        ink,
		"flat":       flat,
		"sketch":     sketch,
		"cartoon":    cartoon,
	}
}

// Names are the styles.
func Names() []string {
	return append(slices.Sorted(maps.Keys(painters())), "pixel")
}

// Paint redraws the picture of f. Pixel art comes as an image with a palette,
// everything else as a picture; the other result is nil.
func Paint(ctx context.Context, name string, f *raster.File) (*raster.Picture, image.Image, error) {
	if name == "pixel" {
		img, err := pixel(ctx, f.Picture(outPixels))
		return nil, img, err
	}
	paint, ok := painters()[name]
	if !ok {
		return nil, nil, fault.New(fault.NotFound, "there is no style %q", name)
	}
	p, err := paint(ctx, f.Picture(outPixels).OnPaper(1, 1, 1))
	return p, nil, err
}

// canvas is a picture at the size at which brushes work: not so large that
// they are slow, not so small that they are coarse.
func canvas(p *raster.Picture) *raster.Picture {
	const least = 500_000
	if n := p.W * p.H; n < least {
		s := min(2, math.Sqrt(least/float64(n)))
		return p.Resize(max(1, int(float64(p.W)*s)), max(1, int(float64(p.H)*s)))
	}
	return p.Within(workPixels)
}

// unit is the length that strokes and blurs of p are measured in: one pixel
// of a picture of one million pixels.
func unit(p *raster.Picture) float64 {
	return math.Sqrt(float64(p.W)*float64(p.H)) / 1000
}

func canceled(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return fault.Wrap(err, fault.Canceled, "canceled")
	}
	return nil
}
