package onnx

import (
	"cmp"
	"context"
	"slices"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/engine/onnx/runtime"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
)

// detector finds objects in pictures, as DETR and its kin do: a fixed number of
// guesses, each with logits of classes and a box.
type detector struct {
	pictures
	logits, boxes int
	each          bool // classes are judged each for itself, and there is none for nothing
	most          int  // guesses that are told; 0 is all
}

// each are the models that judge classes each for itself, with how many of their
// guesses are told.
var each = map[string]int{"conditional_detr": 100, "deformable_detr": 100, "rt_detr": 0, "rt_detr_v2": 0, "d_fine": 0}

func newDetector(m *Model, dir string) (work, error) {
	if err := m.takes("pixel_values", "pixel_mask"); err != nil {
		return nil, err
	}
	p, err := newPictures(dir, nil)
	if err != nil {
		return nil, err
	}
	d := &detector{pictures: p}
	d.most, d.each = each[m.about.Type], hasKey(each, m.about.Type)
	if d.logits, err = m.output("logits"); err != nil {
		return nil, err
	}
	d.boxes, err = m.output("pred_boxes")
	return d, err
}

func hasKey[K comparable, V any](m map[K]V, k K) bool { _, ok := m[k]; return ok }

func (d *detector) run(ctx context.Context, m *Model, req engine.Request) (port.Values, engine.Usage, error) {
	px, err := d.picture(req)
	if err != nil {
		return nil, engine.Usage{}, err
	}
	out, err := d.compute(ctx, m, px)
	if err != nil {
		return nil, engine.Usage{}, err
	}
	guesses, err := d.guesses(out[d.logits], out[d.boxes], req.Params.Number("threshold"))
	if err != nil {
		return nil, engine.Usage{}, err
	}
	l := make([]port.Label, len(guesses))
	for i, g := range guesses {
		if l[i].Name, err = m.about.known(g.class); err != nil {
			return nil, engine.Usage{}, err
		}
		l[i].Score, l[i].Box = g.score, g.on(px.W, px.H)
	}
	return port.Values{"boxes": {boxed(l)}}, engine.Usage{Pictures: 1}, nil
}

// boxed are boxes as a value.
func boxed(l []port.Label) port.Value {
	v := port.NewLabels(l)
	v.Type = port.Boxes
	return v
}

// guess is something that was found; its box is from corner to corner, in shares of
// the picture.
type guess struct {
	class int
	score float64
	box   [4]float32
}

// on is the box in pixels: x, y, width and height.
func (g guess) on(w, h int) []int {
	x, y := int(g.box[0]*float32(w)), int(g.box[1]*float32(h))
	return []int{x, y, int(g.box[2]*float32(w)) - x, int(g.box[3]*float32(h)) - y}
}

// guesses are those with a score above the threshold, the best first.
func (d *detector) guesses(logits, boxes runtime.Tensor, threshold float64) (l []guess, err error) {
	if len(logits.Shape) != 2 || len(boxes.Shape) != 2 || boxes.Shape[0] != logits.Shape[0] || boxes.Shape[1] != 4 || logits.Shape[1] < 1 {
		return nil, fault.New(fault.Invalid, "the model gives %v and %v for a picture, and not logits and boxes of its guesses", logits.Shape, boxes.Shape)
	}
	for q := range int(logits.Shape[0]) {
		b := boxes.Row(q).Floats
		half := [2]float32{0.5 * b[2], 0.5 * b[3]}
		g := guess{box: [4]float32{b[0] - half[0], b[1] - half[1], b[0] + half[0], b[1] + half[1]}}
		row := logits.Row(q).Floats
		if d.each {
			for c, v := range row {
				if g.class, g.score = c, sigmoid(v); g.score > threshold {
					l = append(l, g)
				}
			}
			continue
		}
		shares := softmax(row)
		if shares = shares[:len(shares)-1]; len(shares) == 0 { // the last is nothing
			continue
		}
		g.score = slices.Max(shares)
		if g.class = slices.Index(shares, g.score); g.score > threshold {
			l = append(l, g)
		}
	}
	best(l)
	most := int(logits.Shape[0])
	if d.most > 0 {
		most = d.most
	}
	return l[:min(len(l), most)], nil
}

func best(l []guess) {
	slices.SortStableFunc(l, func(a, b guess) int { return cmp.Compare(b.score, a.score) })
}
