package onnx

import (
	"cmp"
	"context"
	"image"
	"math"
	"strings"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/engine/onnx/pixel"
	"github.com/tenonhub/tenon/internal/engine/onnx/runtime"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
)

// segmenter divides pictures into areas by what they show: a mask of each class that
// is there.
type segmenter struct {
	pictures
	logits int // of classes, at each point; or of queries
	masks  int // of queries, at each point; -1 is none
}

func newSegmenter(m *Model, dir string) (work, error) {
	if err := m.takes("pixel_values", "pixel_mask"); err != nil {
		return nil, err
	}
	p, err := newPictures(dir, nil)
	if err != nil {
		return nil, err
	}
	s := &segmenter{pictures: p, masks: -1}
	if s.logits, err = m.output("class_queries_logits", "logits"); err != nil {
		return nil, err
	}
	switch o := m.session.Outputs[s.logits]; {
	case o.Name == "class_queries_logits":
		s.masks, err = m.output("masks_queries_logits")
	case len(o.Shape) != 4:
		err = fault.New(fault.Invalid, "the model gives logits of %d dimensions, and not those of each point of a picture", len(o.Shape))
	}
	return s, err
}

func (s *segmenter) run(ctx context.Context, m *Model, req engine.Request) (port.Values, engine.Usage, error) {
	px, err := s.picture(req)
	if err != nil {
		return nil, engine.Usage{}, err
	}
	out, err := s.compute(ctx, m, px)
	if err != nil {
		return nil, engine.Usage{}, err
	}
	l, err := s.classes(out)
	if err != nil {
		return nil, engine.Usage{}, err
	}
	if len(l) > math.MaxUint16 {
		return nil, engine.Usage{}, fault.New(fault.Invalid, "the model gives %d classes, at most %d are told apart", len(l), math.MaxUint16)
	}
	areas := newAreas(px.W, px.H, len(l))
	err = pixel.Best(l, px.W, px.H, func(y int, best []int) error {
		areas.add(y, best)
		return ctx.Err()
	})
	if err != nil {
		return nil, engine.Usage{}, fault.Wrap(err, fault.Canceled, "canceled")
	}
	values, err := areas.values(ctx, &m.about)
	return values, engine.Usage{Pictures: 1}, err
}

// classes is how far each class fits at each point.
func (s *segmenter) classes(out []runtime.Tensor) ([]pixel.Plane, error) {
	if s.masks < 0 {
		return planes(out[s.logits])
	}
	masks, err := planes(out[s.masks])
	if err != nil {
		return nil, err
	}
	judged := out[s.logits]
	if len(judged.Shape) != 2 || int(judged.Shape[0]) != len(masks) || judged.Shape[1] < 2 {
		return nil, fault.New(fault.Invalid, "the model gives %v and %v for a picture, and not classes and masks of its queries", judged.Shape, out[s.masks].Shape)
	}
	for _, p := range masks {
		for i, v := range p.V {
			p.V[i] = float32(sigmoid(v))
		}
	}
	l := make([]pixel.Plane, judged.Shape[1]-1) // the last class is nothing
	for c := range l {
		l[c] = pixel.Plane{W: masks[0].W, H: masks[0].H, V: make([]float32, len(masks[0].V))}
	}
	for q, p := range masks {
		shares := softmax(judged.Row(q).Floats)
		for c := range l {
			w := float32(shares[c])
			for i, v := range p.V {
				l[c].V[i] += w * v
			}
		}
	}
	return l, nil
}

// areas are the classes of a picture's points, and where each class is.
type areas struct {
	w, h   int
	class  []uint16
	points []int
	span   []image.Rectangle
}

func newAreas(w, h, classes int) *areas {
	return &areas{w: w, h: h, class: make([]uint16, w*h), points: make([]int, classes), span: make([]image.Rectangle, classes)}
}

func (a *areas) add(y int, best []int) {
	for x, c := range best {
		a.class[y*a.w+x] = uint16(c) //nolint:gosec // a class
		a.points[c]++
		a.span[c] = a.span[c].Union(image.Rect(x, y, x+1, y+1))
	}
}

// values are a mask of each class that is there, and in the same order its name, its
// share of the picture and where it is.
func (a *areas) values(ctx context.Context, about *config) (port.Values, error) {
	v := port.Values{}
	var l []port.Label
	for c, n := range a.points {
		if n == 0 {
			continue
		}
		if err := ctx.Err(); err != nil {
			return nil, fault.Wrap(err, fault.Canceled, "canceled")
		}
		name, err := about.known(c)
		if err != nil {
			return nil, err
		}
		b, err := pixel.PNG(a.mask(uint16(c))) //nolint:gosec // a class
		if err != nil {
			return nil, err
		}
		v["masks"] = append(v["masks"], drawn(port.Masks, fileName(name)+".png", b))
		r := a.span[c]
		l = append(l, port.Label{Name: name, Score: float64(n) / float64(a.w*a.h), Box: []int{r.Min.X, r.Min.Y, r.Dx(), r.Dy()}})
	}
	v["labels"] = []port.Value{port.NewLabels(l)}
	return v, nil
}

// mask is white where a class is.
func (a *areas) mask(class uint16) image.Image {
	img := image.NewGray(image.Rect(0, 0, a.w, a.h))
	for i, c := range a.class {
		if c == class {
			img.Pix[i] = 255
		}
	}
	return img
}

// fileName is a name that files can have.
func fileName(s string) string {
	s = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>|`, r) || r < ' ' {
			return '-'
		}
		return r
	}, s)
	return cmp.Or(strings.Trim(s, " ."), "mask")
}
