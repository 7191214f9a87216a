package onnx

import (
	"context"
	"strings"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/engine/onnx/preprocessor"
	"github.com/tenonhub/tenon/internal/engine/onnx/runtime"
	"github.com/tenonhub/tenon/internal/engine/onnx/tokenizer"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
)

// matcher puts pictures into classes that are named, by a model of texts and pictures
// (CLIP).
type matcher struct {
	texts
	pictures
	logits int
}

func newMatcher(m *Model, dir string) (work, error) {
	t, err := newTexts(m, dir, "pixel_values")
	if err != nil {
		return nil, err
	}
	if !m.wants("pixel_values") {
		return nil, fault.New(fault.Invalid, "the model has no input %q, which %s needs", "pixel_values", m.facts.Task)
	}
	p, err := newPictures(dir, nil)
	if err != nil {
		return nil, err
	}
	c := &matcher{texts: t, pictures: p}
	c.logits, err = m.output("logits_per_image")
	return c, err
}

func (c *matcher) run(ctx context.Context, m *Model, req engine.Request) (port.Values, engine.Usage, error) {
	names, template := req.Params.List("labels"), req.Params.Text("template")
	if len(names) == 0 || len(names) > maxClasses {
		return nil, engine.Usage{}, fault.New(fault.Invalid, "%d classes were named (labels), it takes 1 to %d", len(names), maxClasses)
	}
	if !strings.Contains(template, "{}") {
		return nil, engine.Usage{}, fault.New(fault.Invalid, "the template %.80q does not say where the name of a class goes ({})", template)
	}
	px, err := c.picture(req)
	if err != nil {
		return nil, engine.Usage{}, err
	}
	x, err := c.tensor(px)
	if err != nil {
		return nil, engine.Usage{}, err
	}
	all, u := make([][]tokenizer.Item, len(names)), engine.Usage{Pictures: 1}
	for i, n := range names {
		if all[i], err = c.one(ctx, strings.ReplaceAll(template, "{}", n)); err != nil {
			return nil, engine.Usage{}, err
		}
		u.TokensIn += int64(len(all[i]))
	}
	out, err := both(ctx, m, &c.texts, all, x)
	if err != nil {
		return nil, u, err
	}
	if s := out[c.logits].Shape; len(s) != 2 || s[0] != 1 || int(s[1]) != len(names) {
		return nil, u, fault.New(fault.Invalid, "the model gives %v for a picture and %d texts, and not how well they match", s, len(names))
	}
	labels := make([]port.Label, len(names))
	for i, share := range softmax(out[c.logits].Floats) {
		labels[i] = port.Label{Name: names[i], Score: share}
	}
	return port.Values{"labels": {port.NewLabels(ranked(labels))}}, u, nil
}

// both computes what a model gives of some texts and a picture.
func both(ctx context.Context, m *Model, t *texts, all [][]tokenizer.Item, picture runtime.Tensor) ([]runtime.Tensor, error) {
	r := &row{full: true}
	for _, p := range m.session.Inputs {
		if p.Name != "pixel_values" {
			r.in = append(r.in, t.together(p.Name, all))
			continue
		}
		if err := takesShape(p, picture.Shape); err != nil {
			return nil, err
		}
		picture.Shape = append([]int64{1}, picture.Shape...)
		r.in = append(r.in, picture)
	}
	out, err := m.queue.ask(ctx, []*row{r})
	if err != nil {
		return nil, err
	}
	return out[0], nil
}

// black is a picture that says nothing, as large as a model takes it.
func black(m *Model) runtime.Tensor {
	const usual = 224
	shape := []int64{3, usual, usual}
	for _, p := range m.session.Inputs {
		for i := range shape {
			switch {
			case p.Name != "pixel_values" || len(p.Shape) != 4:
			case preprocessor.Within(int(p.Shape[i+1])):
				shape[i] = p.Shape[i+1]
			case i > 0 && preprocessor.Within(m.about.Vision.Size):
				shape[i] = int64(m.about.Vision.Size)
			}
		}
	}
	return runtime.Tensor{Shape: shape, Floats: make([]float32, runtime.Len(shape))}
}

// blind computes what a model of texts and pictures gives of texts alone.
func (e *embedder) blind(ctx context.Context, m *Model, all [][]tokenizer.Item) ([][]runtime.Tensor, engine.Usage, error) {
	var u engine.Usage
	for _, items := range all {
		u.TokensIn += int64(len(items))
	}
	out, err := both(ctx, m, &e.texts, all, black(m))
	if err != nil {
		return nil, u, err
	}
	if s := out[e.tokens].Shape; len(s) != 2 || int(s[0]) != len(all) {
		return nil, u, fault.New(fault.Invalid, "the model gives %v for %d texts, and no vectors", s, len(all))
	}
	rows := make([][]runtime.Tensor, len(all))
	for i := range rows {
		rows[i] = make([]runtime.Tensor, len(out))
		rows[i][e.tokens] = out[e.tokens].Row(i)
	}
	return rows, u, nil
}

// viewer makes vectors of pictures: those of a model of texts and pictures of length 1,
// so that they can be compared with those of texts.
type viewer struct {
	pictures
	vector int
	unit   bool
}

func newViewer(m *Model, dir string) (work, error) {
	if err := m.takes(append([]string{"pixel_values"}, textInputs...)...); err != nil {
		return nil, err
	}
	p, err := newPictures(dir, nil)
	if err != nil {
		return nil, err
	}
	v := &viewer{pictures: p}
	if v.vector, err = m.output("image_embeds", "pooler_output"); err != nil {
		return nil, err
	}
	v.unit = m.session.Outputs[v.vector].Name == "image_embeds"
	return v, nil
}

func (v *viewer) run(ctx context.Context, m *Model, req engine.Request) (port.Values, engine.Usage, error) {
	px, err := v.picture(req)
	if err != nil {
		return nil, engine.Usage{}, err
	}
	x, err := v.tensor(px)
	if err != nil {
		return nil, engine.Usage{}, err
	}
	// What says nothing stands for the texts, where the model wants some.
	out, err := both(ctx, m, &texts{exact: v.length(m)}, [][]tokenizer.Item{{{}}}, x)
	if err != nil {
		return nil, engine.Usage{}, err
	}
	o := out[v.vector]
	if len(o.Shape) != 2 || o.Shape[0] != 1 {
		return nil, engine.Usage{}, fault.New(fault.Invalid, "the model gives %v for a picture, and no vector", o.Shape)
	}
	vector := o.Floats
	if v.unit {
		vector = unit(vector)
	}
	return port.Values{"embedding": {port.NewEmbedding(vector)}}, engine.Usage{Pictures: 1}, nil
}

// length is how many tokens the model takes, if it takes no fewer.
func (v *viewer) length(m *Model) int {
	for _, p := range m.session.Inputs {
		if p.Name == "input_ids" && len(p.Shape) == 2 && preprocessor.Within(int(p.Shape[1])) {
			return int(p.Shape[1])
		}
	}
	return 1
}
