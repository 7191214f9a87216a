package onnx

import (
	"context"
	"slices"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/engine/onnx/pixel"
	"github.com/tenonhub/tenon/internal/engine/onnx/runtime"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
)

// gauger says how far away each point of a picture is: a picture of its size, the
// lowest number black and the highest white.
type gauger struct {
	pictures
	depth int
}

// otherwise are models whose pictures are prepared and read in ways of their own.
var otherwise = []string{"zoedepth", "depth_pro", "prompt_depth_anything"}

func newGauger(m *Model, dir string) (work, error) {
	if slices.Contains(otherwise, m.about.Type) {
		return nil, fault.New(fault.Invalid, "models of the type %.80q prepare pictures in a way that is not done here", m.about.Type)
	}
	if err := m.takes("pixel_values"); err != nil {
		return nil, err
	}
	p, err := newPictures(dir, nil)
	if err != nil {
		return nil, err
	}
	g := &gauger{pictures: p}
	g.depth, err = m.output("predicted_depth")
	return g, err
}

func (g *gauger) run(ctx context.Context, m *Model, req engine.Request) (port.Values, engine.Usage, error) {
	px, err := g.picture(req)
	if err != nil {
		return nil, engine.Usage{}, err
	}
	out, err := g.compute(ctx, m, px)
	if err != nil {
		return nil, engine.Usage{}, err
	}
	l, err := planes(out[g.depth])
	if err != nil || len(l) != 1 {
		return nil, engine.Usage{}, fault.New(fault.Invalid, "the model gives %v for a picture, and no depth of its points", out[g.depth].Shape)
	}
	b, err := pixel.PNG(l[0].Bicubic(px.W, px.H).Grey())
	return port.Values{"image": {drawn(port.Image, "", b)}}, engine.Usage{Pictures: 1}, err
}

// planes are the planes of what a model gives of a picture.
func planes(x runtime.Tensor) ([]pixel.Plane, error) {
	if len(x.Shape) == 2 {
		x.Shape = slices.Insert(slices.Clone(x.Shape), 0, 1)
	}
	if len(x.Shape) != 3 || len(x.Floats) == 0 {
		return nil, fault.New(fault.Invalid, "the model gives %v for a picture, and no planes", x.Shape)
	}
	l := make([]pixel.Plane, x.Shape[0])
	for i := range l {
		l[i] = pixel.Plane{W: int(x.Shape[2]), H: int(x.Shape[1]), V: x.Row(i).Floats}
	}
	return l, nil
}
