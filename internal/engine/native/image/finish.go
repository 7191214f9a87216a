package image

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/engine/native/image/edge"
	"github.com/tenonhub/tenon/internal/engine/native/image/lettering"
	"github.com/tenonhub/tenon/internal/engine/native/image/raster"
	"github.com/tenonhub/tenon/internal/engine/native/image/subject"
	"github.com/tenonhub/tenon/internal/engine/native/image/tint"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
)

// crop keeps a part of a picture.
func crop(ctx context.Context, req engine.Request) (port.Values, error) {
	f, err := open(req)
	if err != nil {
		return nil, err
	}
	p := req.Params
	part := edge.Part{
		Left: p.Number("trim_left"), Top: p.Number("trim_top"), Right: p.Number("trim_right"), Bottom: p.Number("trim_bottom"),
		Width: p.Number("width"), Height: p.Number("height"), Percent: p.Text("unit") == "percent", Shape: p.Text("shape"), Place: p.Text("place"),
	}
	if part == (edge.Part{Percent: part.Percent, Place: part.Place}) {
		return nil, fault.New(fault.Invalid, "say which part of the picture is kept: how much is cut off at a side, a width and a height, or a shape such as 16:9")
	}
	r, err := part.Of(f.W, f.H)
	if err != nil {
		return nil, named(f, err)
	}
	whole := f.Picture(raster.MaxPixels)
	return write(ctx, f, whole.Crop(r.Min.X, r.Min.Y, r.Dx(), r.Dy()), fmt.Sprintf("%dx%d", r.Dx(), r.Dy()))
}

// border puts a border round a picture.
func border(ctx context.Context, req engine.Request) (port.Values, error) {
	f, err := open(req)
	if err != nil {
		return nil, err
	}
	c, err := tint.Of(req.Params.Text("color"))
	if err != nil {
		return nil, err
	}
	b := edge.Border{Width: req.Params.Number("width"), Percent: req.Params.Text("unit") == "percent", Color: c, Style: req.Params.Text("style")}
	p, err := b.Round(f.Picture(resizePixels))
	if err != nil {
		return nil, named(f, err)
	}
	return write(ctx, f, p, "border")
}

// maxWords is how many bytes the words are at the most that are written on a picture.
const maxWords = 64 << 10

// letter writes words on a picture.
func letter(ctx context.Context, req engine.Request) (port.Values, error) {
	f, err := open(req)
	if err != nil {
		return nil, err
	}
	v, ok := req.In.First("text")
	if !ok {
		return nil, fault.New(fault.Invalid, "say which words are written on the picture")
	}
	text, err := v.Read(maxWords)
	if err != nil {
		return nil, fault.About(f.Name, fault.TooLarge, "the words are too many to be written on it")
	}
	c, err := tint.Of(req.Params.Text("color"))
	if err != nil {
		return nil, err
	}
	w := lettering.Words{
		Text: strings.ToValidUTF8(string(text), ""), Place: req.Params.Text("place"), Size: req.Params.Number("size"), Color: c,
		Opacity: req.Params.Number("opacity"), Heavy: req.Params.Bool("bold"),
	}
	img, err := w.Write(f.Picture(editPixels).Image())
	if err != nil {
		return nil, named(f, err)
	}
	return write(ctx, f, raster.FromImage(img), "lettered")
}

// maskFaces makes the faces in a picture unrecognisable.
func maskFaces(ctx context.Context, req engine.Request) (port.Values, error) {
	f, err := open(req)
	if err != nil {
		return nil, err
	}
	p, n, err := subject.Hide(ctx, f.Picture(editPixels), req.Params.Text("style"))
	if err != nil {
		return nil, err
	}
	note, err := subject.Told(n, f.Name, strings.HasPrefix(req.Params.Text("language"), "zh"))
	if err != nil {
		return nil, err
	}
	out, err := write(ctx, f, p, "masked")
	if err == nil {
		out["note"] = []port.Value{port.NewText(note)}
	}
	return out, err
}

// named says which file a fault is about.
func named(f *raster.File, err error) error {
	if e, ok := errors.AsType[*fault.Error](err); ok && e.Subject == "" {
		return fault.About(f.Name, e.Kind, "%s", e.Msg)
	}
	return err
}
