package image

import (
	"context"
	"fmt"
	"math"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/engine/native/image/raster"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
)

func rotate(ctx context.Context, req engine.Request) (port.Values, error) {
	f, err := open(req)
	if err != nil {
		return nil, err
	}
	p := f.Picture(editPixels).Rotate(req.Params.Number("degrees"))
	if f.Photo() {
		p = p.OnPaper(1, 1, 1) // its file format has no transparency for the corners
	}
	return write(ctx, f, p, fmt.Sprintf("rotated-%g", req.Params.Number("degrees")))
}

func flip(ctx context.Context, req engine.Request) (port.Values, error) {
	f, err := open(req)
	if err != nil {
		return nil, err
	}
	return write(ctx, f, f.Picture(editPixels).Flip(req.Params.Text("direction") == "top-bottom"), "flipped")
}

// convert writes a picture in another format; everything of it that the format
// can hold is kept.
func convert(ctx context.Context, req engine.Request) (port.Values, error) {
	f, err := open(req)
	if err != nil {
		return nil, err
	}
	if err := canceled(ctx); err != nil {
		return nil, err
	}
	format, quality := req.Params.Text("format"), int(req.Params.Number("quality"))
	if most := int64(1000 * req.Params.Number("kilobytes")); most > 0 {
		v, err := fit(ctx, f, format, quality, most)
		return picture(v), err
	}
	v, err := f.WriteAs(f.Picture(resizePixels), format, quality)
	if err != nil {
		return nil, err
	}
	return picture(v), nil
}

// The qualities between which a JPEG is written that is to have a size.
const (
	leastQuality = 40
	bestQuality  = 92
)

// fit writes a picture in a file of a size at the most: of the best quality that fits,
// and where none does with fewer pixels. One that fits is left as it is.
func fit(ctx context.Context, f *raster.File, format string, quality int, most int64) (port.Value, error) {
	p := f.Picture(resizePixels)
	if f.Format == map[string]string{"jpg": "jpeg"}[format] && int64(len(f.Bytes)) <= most && quality == 0 {
		return f.Same("." + format), nil
	}
	least, best := leastQuality, bestQuality
	if quality > 0 {
		least, best = quality, quality
	}
	for p.W > 16 && p.H > 16 {
		if err := canceled(ctx); err != nil {
			return port.Value{}, err
		}
		v, err := f.WriteAs(p, format, least)
		if err != nil {
			return v, err
		}
		if v.Size <= most {
			return finest(ctx, f, p, format, v, [2]int{least, best}, most)
		}
		k := min(0.9, math.Sqrt(float64(most)/float64(v.Size)))
		p = p.Resize(max(1, int(k*float64(p.W))), max(1, int(k*float64(p.H))))
	}
	return port.Value{}, fault.About(f.Name, fault.Invalid, "the picture does not fit into %d bytes; allow for more", most)
}

// finest is the best JPEG between two qualities that has a size at the most, of which
// v is the least; of other formats there is one.
func finest(ctx context.Context, f *raster.File, p *raster.Picture, format string, v port.Value, q [2]int, most int64) (port.Value, error) {
	for format == "jpg" && q[0] < q[1] {
		if err := canceled(ctx); err != nil {
			return v, err
		}
		middle := (q[0] + q[1] + 1) / 2
		better, err := f.WriteAs(p, format, middle)
		switch {
		case err != nil:
			return v, err
		case better.Size <= most:
			v, q[0] = better, middle
		default:
			q[1] = middle - 1
		}
	}
	return v, nil
}
