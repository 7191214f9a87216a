package onnx

import (
	"context"
	"math"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/engine/onnx/pixel"
	"github.com/tenonhub/tenon/internal/engine/onnx/runtime"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
)

// enlarger makes pictures larger, or better at the size that they have.
type enlarger struct {
	pictures
	made int
}

// maxEnlarged is how many pixels a picture may have that is enlarged: what is computed
// grows with them, and takes some kilobytes for each.
const maxEnlarged = 1 << 19

func newEnlarger(m *Model, dir string) (work, error) {
	if err := m.takes("pixel_values"); err != nil {
		return nil, err
	}
	p, err := newPictures(dir, nil)
	if err != nil {
		return nil, err
	}
	e := &enlarger{pictures: p}
	e.made, err = m.output("reconstruction")
	return e, err
}

func (e *enlarger) run(ctx context.Context, m *Model, req engine.Request) (port.Values, engine.Usage, error) {
	px, err := e.picture(req)
	if err != nil {
		return nil, engine.Usage{}, err
	}
	if px.W > maxEnlarged/px.H {
		return nil, engine.Usage{}, fault.New(fault.TooLarge, "the picture has %d × %d pixels, and at most %d thousand are enlarged; make it smaller first", px.W, px.H, maxEnlarged/1000)
	}
	r, err := e.row(m, px)
	if err != nil {
		return nil, engine.Usage{}, err
	}
	out, err := m.queue.ask(ctx, []*row{r})
	if err != nil {
		return nil, engine.Usage{}, err
	}
	given := r.in[0].Shape
	big, times, err := enlarged(out[0][e.made], int(given[2]), int(given[1]))
	if err != nil {
		return nil, engine.Usage{}, err
	}
	if want := int(req.Params.Number("scale")); want > 0 && want != times {
		return nil, engine.Usage{}, fault.New(fault.Invalid, "the model makes pictures %d times as large, and %d times was asked for (scale), or is said by its config.json (upscale)", times, want)
	}
	b, err := pixel.PNG(big.Cut(px.W*times, px.H*times).Image()) // what was filled up is cut off again
	return port.Values{"image": {drawn(port.Image, "", b)}}, engine.Usage{Pictures: 1}, err
}

// enlarged is the picture that a model has made of one of w × h, and how many times
// as large it is.
func enlarged(x runtime.Tensor, w, h int) (pixel.Picture, int, error) {
	bad := fault.New(fault.Invalid, "the model gives %v for a picture of %d × %d, and no larger one", x.Shape, w, h)
	if len(x.Shape) != 3 || x.Shape[0] != 3 {
		return pixel.Picture{}, 0, bad
	}
	times := int(x.Shape[1]) / h
	if times < 1 || int(x.Shape[1]) != times*h || int(x.Shape[2]) != times*w {
		return pixel.Picture{}, 0, bad
	}
	p := pixel.New(int(x.Shape[2]), int(x.Shape[1]))
	n := p.W * p.H
	for c := range 3 {
		for i, v := range x.Floats[c*n : (c+1)*n] {
			p.V[3*i+c] = uint8(math.RoundToEven(float64(min(max(v, 0), 1) * 255)))
		}
	}
	return p, times, nil
}
