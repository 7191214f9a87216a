package image

import (
	"context"
	"fmt"
	"image"
	"math"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/engine/native/image/grade"
	"github.com/tenonhub/tenon/internal/engine/native/image/raster"
	"github.com/tenonhub/tenon/internal/engine/native/image/restore"
	"github.com/tenonhub/tenon/internal/engine/native/image/stitch"
	"github.com/tenonhub/tenon/internal/engine/native/image/subject"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
)

// The pixels up to which a picture is changed at its full size; a larger one
// is made smaller first.
const (
	editPixels   = 24_000_000
	blurPixels   = 12_000_000
	resizePixels = 40_000_000 // of the result
)

func upscale(ctx context.Context, req engine.Request) (port.Values, error) {
	f, err := open(req)
	if err != nil {
		return nil, err
	}
	k := int(req.Params.Number("scale"))
	if k < 2 || k > 4 {
		return nil, fault.New(fault.Invalid, "the scale is %d, and pictures are made 2, 3 or 4 times larger", k)
	}
	if f.W*f.H*k*k > restore.MaxPixels {
		return nil, fault.About(f.Name, fault.TooLarge, "%d × %d pixels made %d times larger are over %d million; take a smaller scale or a smaller picture",
			f.W, f.H, k, restore.MaxPixels/1_000_000)
	}
	p, err := restore.Upscale(ctx, f.Picture(raster.MaxPixels), k)
	if err != nil {
		return nil, err
	}
	return write(ctx, f, p, fmt.Sprintf("%dx", k))
}

func denoise(ctx context.Context, req engine.Request) (port.Values, error) {
	f, err := open(req)
	if err != nil {
		return nil, err
	}
	strength := map[string]float64{"light": 0.65, "medium": 1, "strong": 1.5}[req.Params.Text("strength")]
	if strength == 0 {
		strength = 1
	}
	p, err := restore.Denoise(ctx, f.Picture(editPixels), strength)
	if err != nil {
		return nil, err
	}
	return write(ctx, f, p, "denoised")
}

func color(ctx context.Context, req engine.Request) (port.Values, error) {
	f, err := open(req)
	if err != nil {
		return nil, err
	}
	look := req.Params.Text("look")
	if look == "" {
		look = "auto"
	}
	p, err := grade.Apply(f.Picture(editPixels), look)
	if err != nil {
		return nil, err
	}
	if look == "auto" {
		look = "enhanced"
	}
	return write(ctx, f, p, look)
}

func blurBackground(ctx context.Context, req engine.Request) (port.Values, error) {
	f, err := open(req)
	if err != nil {
		return nil, err
	}
	radius := map[string]float64{"light": 0.9, "medium": 1.8, "strong": 3.2}[req.Params.Text("strength")]
	if radius == 0 {
		radius = 1.8
	}
	p, err := subject.Blur(ctx, f.Picture(blurPixels).OnPaper(1, 1, 1), radius)
	if err != nil {
		return nil, err
	}
	return write(ctx, f, p, "blurred-background")
}

func join(ctx context.Context, req engine.Request) (port.Values, error) {
	vs := req.In["images"]
	if len(vs) > stitch.MaxPictures {
		return nil, fault.New(fault.TooLarge, "at most %d pictures are joined, and there are %d", stitch.MaxPictures, len(vs))
	}
	var first *raster.File
	var pics []*raster.Picture
	for _, v := range vs {
		if err := canceled(ctx); err != nil {
			return nil, err
		}
		f, err := raster.Open(v)
		if err != nil {
			return nil, err
		}
		if first == nil {
			first = f
		}
		pics = append(pics, f.Picture(max(1_000_000, blurPixels/len(vs))))
	}
	layout := req.Params.Text("layout")
	if layout == "" {
		layout = "auto"
	}
	p, took, err := stitch.Join(ctx, pics, layout)
	if err != nil {
		return nil, err
	}
	if took != "panorama" {
		took = "joined"
	}
	return write(ctx, first, p, took)
}

func resize(ctx context.Context, req engine.Request) (port.Values, error) {
	f, err := open(req)
	if err != nil {
		return nil, err
	}
	w, h := int(req.Params.Number("width")), int(req.Params.Number("height"))
	shape, cut := shapes()[req.Params.Text("shape")]
	percent := int(req.Params.Number("percent"))
	if w <= 0 && h <= 0 && !cut && percent <= 0 {
		return nil, fault.New(fault.Invalid, "say how large the picture is to be: a width or a height in pixels, or both, or a percentage; or the shape to cut it to, such as square")
	}
	crop := req.Params.Bool("crop") && w > 0 && h > 0
	cw, ch := f.W, f.H
	if cut {
		cw, ch = within(f.W, f.H, shape.X, shape.Y)
	}
	if percent > 0 && w <= 0 && h <= 0 {
		w = max(1, cw*percent/100)
	}
	if !crop {
		w, h = fitted(cw, ch, w, h)
	}
	if w*h > resizePixels {
		return nil, fault.About(f.Name, fault.TooLarge, "the picture would have %d × %d pixels, and at most %d million are made", w, h, resizePixels/1_000_000)
	}
	p := f.Picture(raster.MaxPixels / 2)
	if cut {
		p = cover(p, shape.X, shape.Y)
	}
	if crop {
		p = cover(p, w, h)
	}
	return write(ctx, f, p.Resize(w, h), fmt.Sprintf("%dx%d", w, h))
}

// shapes are the shapes that a picture is cut to: width to height.
func shapes() map[string]image.Point {
	return map[string]image.Point{
		"square": {X: 1, Y: 1}, "4:3": {X: 4, Y: 3}, "3:2": {X: 3, Y: 2}, "16:9": {X: 16, Y: 9},
		"3:4": {X: 3, Y: 4}, "2:3": {X: 2, Y: 3}, "9:16": {X: 9, Y: 16},
	}
}

// fitted keeps the shape of a picture: the missing side follows the other; of
// two, neither is exceeded; with neither it is as it was.
func fitted(pw, ph, w, h int) (int, int) {
	if w <= 0 && h <= 0 {
		return pw, ph
	}
	sx, sy := float64(w)/float64(pw), float64(h)/float64(ph)
	s := math.Min(sx, sy)
	if w <= 0 {
		s = sy
	} else if h <= 0 {
		s = sx
	}
	return max(1, int(float64(pw)*s+0.5)), max(1, int(float64(ph)*s+0.5))
}

// cover cuts p to the shape of w × h, around its middle.
func cover(p *raster.Picture, w, h int) *raster.Picture {
	cw, ch := within(p.W, p.H, w, h)
	return p.Crop((p.W-cw)/2, (p.H-ch)/2, cw, ch)
}

// within is the largest size of the shape of w × h inside pw × ph.
func within(pw, ph, w, h int) (int, int) {
	cw, ch := pw, int(math.Round(float64(pw)*float64(h)/float64(w)))
	if ch > ph {
		cw, ch = int(math.Round(float64(ph)*float64(w)/float64(h))), ph
	}
	return max(1, min(cw, pw)), max(1, min(ch, ph))
}
