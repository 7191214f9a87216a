package restore

import (
	"context"

	"github.com/tenonhub/tenon/internal/engine/native/image/raster"
	"github.com/tenonhub/tenon/internal/fault"
)

// What an enlarged picture may have, and above what only the simple way is
// taken, in pixels.
const (
	MaxPixels    = 50_000_000
	learnPixels  = 24_000_000
	leastToLearn = 32 // pixels a side
)

// Upscale returns p k times as large, k from 2 to 4.
//
// The picture teaches how it is to be enlarged: it is made smaller by k, the
// small one is enlarged by a Lanczos kernel, and filters are learned that turn
// this into the picture, one for each direction and strength of an edge. What
// they then make of the picture is corrected until it gives the picture again
// when it is made smaller (back-projection).
func Upscale(ctx context.Context, p *raster.Picture, k int) (*raster.Picture, error) {
	w, h := p.W*k, p.H*k
	if w*h > MaxPixels {
		return nil, fault.New(fault.TooLarge, "%d × %d pixels made %d times larger are over %d million; take a smaller scale or a smaller picture",
			p.W, p.H, k, MaxPixels/1_000_000)
	}
	if w*h > learnPixels || min(p.W, p.H) < leastToLearn {
		return p.Resize(w, h), nil
	}
	y, u, v := split(p)
	fine := y.Resize(w, h)
	if set := learn(y, k); set != nil {
		fine = set.apply(fine)
	}
	if err := ctx.Err(); err != nil {
		return nil, fault.Wrap(err, fault.Canceled, "canceled")
	}
	fine = project(fine, y, 4)
	out := join(fine, u.Resize(w, h), v.Resize(w, h))
	if p.A != nil {
		out.A = p.A.Resize(w, h).Map(raster.Clamp)
	}
	return out, ctx.Err()
}

// split divides p into brightness and two differences.
func split(p *raster.Picture) (y, u, v *raster.Plane) {
	q := p.Pixels(func(r, g, b float32) (float32, float32, float32) {
		l := 0.299*r + 0.587*g + 0.114*b
		return l, b - l, r - l
	})
	return q.C[0], q.C[1], q.C[2]
}

func join(y, u, v *raster.Plane) *raster.Picture {
	q := &raster.Picture{W: y.W, H: y.H, C: [3]*raster.Plane{y, u, v}}
	return q.Pixels(func(l, u, v float32) (float32, float32, float32) {
		r, b := l+v, l+u
		return raster.Clamp(r), raster.Clamp((l - 0.299*r - 0.114*b) / 0.587), raster.Clamp(b)
	})
}

// project moves fine until, made smaller, it is coarse.
func project(fine, coarse *raster.Plane, rounds int) *raster.Plane {
	for range rounds {
		off := fine.Area(coarse.W, coarse.H).Mix(coarse, func(got, want float32) float32 { return want - got })
		fine = fine.Mix(off.Bicubic(fine.W, fine.H), func(v, d float32) float32 { return v + d })
	}
	return fine
}
