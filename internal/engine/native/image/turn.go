package image

import (
	"context"
	"fmt"

	"github.com/tenonhub/tenon/internal/engine"
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
	v, err := f.WriteAs(f.Picture(resizePixels), req.Params.Text("format"), int(req.Params.Number("quality")))
	if err != nil {
		return nil, err
	}
	return picture(v), nil
}
