package onnx

import (
	"bytes"
	"context"
	"io"
	"slices"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/engine/onnx/pixel"
	"github.com/tenonhub/tenon/internal/engine/onnx/preprocessor"
	"github.com/tenonhub/tenon/internal/engine/onnx/runtime"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
)

// pictures is what the works over pictures have in common.
type pictures struct {
	*preprocessor.Pictures
	reader pixel.Reader
}

// newPictures reads how pictures are prepared; without the file that says it is as
// without has it, if that is not nil.
func newPictures(dir string, without func() (*preprocessor.Pictures, error)) (p pictures, err error) {
	p.reader = pixel.NewReader()
	var b []byte
	there, err := settings(dir, "preprocessor_config.json", &b)
	switch {
	case err != nil:
	case there:
		p.Pictures, err = preprocessor.Read(b)
	case without != nil:
		p.Pictures, err = without()
	default:
		err = fault.New(fault.Invalid, "there is no preprocessor_config.json beside the model, which says how pictures are prepared")
	}
	return p, err
}

// tensor is what a model is given of a picture.
func (p *pictures) tensor(px pixel.Picture) (runtime.Tensor, error) {
	x, err := p.Prepare(px)
	return runtime.Tensor{Shape: []int64{3, int64(x.H), int64(x.W)}, Floats: x.V}, err
}

func (p *pictures) picture(req engine.Request) (pixel.Picture, error) { return given(req, p.reader) }

// given reads the picture that a request brings.
func given(req engine.Request, eyes pixel.Reader) (pixel.Picture, error) {
	v, ok := req.In.First("image")
	if !ok {
		return pixel.Picture{}, fault.New(fault.Invalid, "%s needs the input image", req.Task)
	}
	b, err := v.Read(pixel.MaxBytes)
	if err != nil {
		return pixel.Picture{}, fault.Wrap(err, fault.TooLarge, "the picture has more than %d MB", pixel.MaxBytes>>20)
	}
	return eyes.Read(b)
}

// row is what the model is given of a picture: its colours, and a mask where the
// model wants one, which says that all of it counts.
func (p *pictures) row(m *Model, px pixel.Picture) (*row, error) {
	x, err := p.tensor(px)
	if err != nil {
		return nil, err
	}
	r := &row{}
	for _, in := range m.session.Inputs {
		if in.Name == "pixel_mask" {
			r.in = append(r.in, allOf(in, x.Shape))
			continue
		}
		if err := takesShape(in, x.Shape); err != nil {
			return nil, err
		}
		r.in = append(r.in, x)
	}
	r.fill = make([]int64, len(r.in))
	return r, nil
}

// allOf is a mask that says that all of a picture counts: as large as the model
// takes it, or as the picture.
func allOf(in runtime.Port, picture []int64) runtime.Tensor {
	shape := slices.Clone(picture[1:])
	for i := range shape {
		if len(in.Shape) == 3 && preprocessor.Within(int(in.Shape[i+1])) {
			shape[i] = in.Shape[i+1]
		}
	}
	mask := runtime.Tensor{Shape: shape}
	for range runtime.Len(shape) {
		if in.Type.Whole() {
			mask.Ints = append(mask.Ints, 1)
		} else {
			mask.Floats = append(mask.Floats, 1)
		}
	}
	return mask
}

// takesShape checks that an input takes a picture of a shape: files beside a model
// may say something else than the model.
func takesShape(in runtime.Port, shape []int64) error {
	if len(in.Shape) != 4 {
		return fault.New(fault.Invalid, "the model's input %q has %d dimensions, one of pictures has four", in.Name, len(in.Shape))
	}
	for i, n := range in.Shape[1:] {
		if n > 0 && n != shape[i] {
			return fault.New(fault.Invalid, "preprocessor_config.json makes pictures of the shape %v, and the model takes %v", shape, in.Shape[1:])
		}
	}
	return nil
}

// compute computes what the model gives of a picture.
func (p *pictures) compute(ctx context.Context, m *Model, px pixel.Picture) ([]runtime.Tensor, error) {
	r, err := p.row(m, px)
	if err != nil {
		return nil, err
	}
	out, err := m.queue.ask(ctx, []*row{r})
	if err != nil {
		return nil, err
	}
	return out[0], nil
}

// sorter puts pictures into classes.
type sorter struct {
	pictures
	logits int
}

// tellsOf is how many classes are told of a picture, the best ones.
const tellsOf = 5

func newSorter(m *Model, dir string) (work, error) {
	if err := m.takes("pixel_values"); err != nil {
		return nil, err
	}
	p, err := newPictures(dir, nil)
	if err != nil {
		return nil, err
	}
	s := &sorter{pictures: p}
	s.logits, err = m.output("logits")
	return s, err
}

func (s *sorter) run(ctx context.Context, m *Model, req engine.Request) (port.Values, engine.Usage, error) {
	px, err := s.picture(req)
	if err != nil {
		return nil, engine.Usage{}, err
	}
	out, err := s.compute(ctx, m, px)
	if err != nil {
		return nil, engine.Usage{}, err
	}
	x := out[s.logits]
	if len(x.Shape) != 1 || len(x.Floats) == 0 {
		return nil, engine.Usage{}, fault.New(fault.Invalid, "the model gives %v for a picture, and no logits", x.Shape)
	}
	l := m.about.judged(x.Floats)
	return port.Values{"labels": {port.NewLabels(l[:min(len(l), tellsOf)])}}, engine.Usage{Pictures: 1}, nil
}

// drawn is a picture that a model has made.
func drawn(t port.Type, name string, b []byte) port.Value {
	return port.Value{
		Type: t, Media: "image/png", Name: name, Size: int64(len(b)),
		Body: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil },
	}
}
