package onnx

import (
	"context"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/engine/onnx/preprocessor"
	"github.com/tenonhub/tenon/internal/engine/onnx/runtime"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
)

// facer finds faces, as the Ultra-Light detectors do: many boxes that overlap, with
// shares of nothing and face.
type facer struct {
	pictures
	scores, boxes int
}

// Of the boxes that overlap more than this, the best is kept, among so many.
const (
	overlaps  = 0.3
	maxBoxes  = 200
	faceShare = 127.0 / 255 // their pictures are (x-127)/128
	faceScale = 128.0 / 255
)

func newFacer(m *Model, dir string) (work, error) {
	if len(m.session.Inputs) != 1 || len(m.session.Inputs[0].Shape) != 4 {
		return nil, fault.New(fault.Invalid, "the model of faces must have one input, of pictures")
	}
	s := m.session.Inputs[0].Shape
	p, err := newPictures(dir, func() (*preprocessor.Pictures, error) {
		return preprocessor.Sized(int(s[3]), int(s[2]), faceShare, faceScale)
	})
	if err != nil {
		return nil, err
	}
	f := &facer{pictures: p}
	if f.scores, err = m.output("scores"); err != nil {
		return nil, err
	}
	f.boxes, err = m.output("boxes")
	return f, err
}

func (f *facer) run(ctx context.Context, m *Model, req engine.Request) (port.Values, engine.Usage, error) {
	px, err := f.picture(req)
	if err != nil {
		return nil, engine.Usage{}, err
	}
	out, err := f.compute(ctx, m, px)
	if err != nil {
		return nil, engine.Usage{}, err
	}
	faces, err := faces(out[f.scores], out[f.boxes], req.Params.Number("threshold"))
	if err != nil {
		return nil, engine.Usage{}, err
	}
	l := make([]port.Label, len(faces))
	for i, g := range faces {
		l[i] = port.Label{Name: "face", Score: g.score, Box: g.on(px.W, px.H)}
	}
	return port.Values{"boxes": {boxed(l)}}, engine.Usage{Pictures: 1}, nil
}

// faces are the best boxes of those that overlap.
func faces(scores, boxes runtime.Tensor, threshold float64) (kept []guess, err error) {
	if len(scores.Shape) != 2 || scores.Shape[1] != 2 || len(boxes.Shape) != 2 || boxes.Shape[1] != 4 || boxes.Shape[0] != scores.Shape[0] {
		return nil, fault.New(fault.Invalid, "the model gives %v and %v for a picture, and not scores and boxes of faces", scores.Shape, boxes.Shape)
	}
	var l []guess
	for i := range int(scores.Shape[0]) {
		if s := float64(scores.Row(i).Floats[1]); s > threshold {
			l = append(l, guess{score: s, box: [4]float32(boxes.Row(i).Floats)})
		}
	}
	best(l)
next:
	for _, g := range l[:min(len(l), maxBoxes)] {
		for _, k := range kept {
			if g.overlap(k) > overlaps {
				continue next
			}
		}
		kept = append(kept, g)
	}
	return kept, nil
}

// overlap is the share of two boxes that both have.
func (g guess) overlap(o guess) float32 {
	area := func(x0, y0, x1, y1 float32) float32 { return max(x1-x0, 0) * max(y1-y0, 0) }
	both := area(max(g.box[0], o.box[0]), max(g.box[1], o.box[1]), min(g.box[2], o.box[2]), min(g.box[3], o.box[3]))
	return both / (area(g.box[0], g.box[1], g.box[2], g.box[3]) + area(o.box[0], o.box[1], o.box[2], o.box[3]) - both + 1e-5)
}
