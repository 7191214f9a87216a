package onnx

import (
	"context"
	"math"
	"strings"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/engine/onnx/ocr"
	"github.com/tenonhub/tenon/internal/engine/onnx/pixel"
	"github.com/tenonhub/tenon/internal/engine/onnx/preprocessor"
	"github.com/tenonhub/tenon/internal/engine/onnx/runtime"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
)

// The files of a model that reads, beside the one that finds lines.
const (
	reading    = "rec.onnx"
	characters = "dict.txt"
)

// scribe reads the text in pictures, as PaddleOCR does: one model finds lines, and
// another reads each.
//
//	picture ─▶ det ─▶ shares of text ─▶ boxes ─▶ each as a line of one height ─▶ rec ─▶ characters
type scribe struct {
	eyes  pixel.Reader
	chars ocr.Characters
}

func newScribe(m *Model, dir string) (work, error) {
	s := &scribe{eyes: pixel.NewReader()}
	var list []byte
	there, err := settings(dir, characters, &list)
	switch {
	case err != nil:
		return nil, err
	case !there && m.second.says["character"] == "":
		return nil, fault.New(fault.Invalid, "there is no list of characters beside the model (dict.txt), nor in it (character)")
	case !there: // as RapidOCR has it
		list = []byte(m.second.says["character"])
	}
	if s.chars, err = ocr.ReadCharacters(list); err != nil {
		return nil, err
	}
	for _, p := range []*net{&m.net, m.second} {
		if len(p.session.Inputs) != 1 || len(p.session.Inputs[0].Shape) != 4 {
			return nil, fault.New(fault.Invalid, "a model that finds or reads lines must have one input, of pictures")
		}
	}
	out := m.second.session.Outputs[0].Shape
	if len(out) != 3 {
		return nil, fault.New(fault.Invalid, "the model that reads lines gives %v, and not the shares of characters at each place", out)
	}
	if out[2] > 0 {
		err = s.chars.Check(int(out[2]))
	}
	return s, err
}

func (s *scribe) run(ctx context.Context, m *Model, req engine.Request) (port.Values, engine.Usage, error) {
	px, err := given(req, s.eyes)
	if err != nil {
		return nil, engine.Usage{}, err
	}
	boxes, err := s.boxes(ctx, m, px)
	if err != nil {
		return nil, engine.Usage{}, err
	}
	if len(boxes) == 0 {
		return port.Values{"text": {port.NewText("")}}, engine.Usage{Pictures: 1}, nil
	}
	lines, err := s.lines(ctx, m, px, boxes)
	if err != nil {
		return nil, engine.Usage{}, err
	}
	return port.Values{"text": {written(boxes, lines)}}, engine.Usage{Pictures: 1}, nil
}

// What is taken from colours, and what they are divided by, in shares of the brightest:
// for the model that finds lines, and for both where it reads.
var (
	usualMean, usualStd = []float64{0.485, 0.456, 0.406}, []float64{0.229, 0.224, 0.225}
	halves              = []float64{0.5, 0.5, 0.5}
)

// How pictures are made for the model that finds lines.
const (
	longestSide = 960
	stepSide    = 32
)

// boxes finds the lines of a picture.
func (s *scribe) boxes(ctx context.Context, m *Model, px pixel.Picture) ([]ocr.Box, error) {
	scale := min(float64(longestSide)/float64(max(px.W, px.H)), 1)
	to := func(n int) int {
		return max(int(math.RoundToEven(float64(int(float64(n)*scale))/stepSide))*stepSide, stepSide)
	}
	w, h := to(px.W), to(px.H)
	if shape := m.session.Inputs[0].Shape; preprocessor.Within(int(shape[2]), int(shape[3])) { // a model of one size
		h, w = int(shape[2]), int(shape[3])
	}
	x := blueFirst(px.Plain(w, h), w, usualMean, usualStd)
	if err := takesShape(m.session.Inputs[0], x.Shape); err != nil {
		return nil, err
	}
	out, err := m.queue.ask(ctx, []*row{{in: []runtime.Tensor{x}, fill: []int64{0}}})
	if err != nil {
		return nil, err
	}
	l, err := planes(out[0][0])
	if err != nil || len(l) != 1 {
		return nil, fault.New(fault.Invalid, "the model that finds lines gives %v, and not where text is", out[0][0].Shape)
	}
	return ocr.Boxes(l[0], px.W, px.H), nil
}

// blueFirst is a picture as numbers, its colours from blue to red as OpenCV has them,
// filled up to a width.
func blueFirst(px pixel.Picture, width int, mean, std []float64) runtime.Tensor {
	x := runtime.Tensor{Shape: []int64{3, int64(px.H), int64(width)}, Floats: make([]float32, 3*px.H*width)}
	for c := range 3 {
		for y := range px.H {
			for i := range px.W {
				v := float64(px.V[3*(y*px.W+i)+2-c]) / 255
				x.Floats[(c*px.H+y)*width+i] = float32((v - mean[c]) / std[c])
			}
		}
	}
	return x
}

// How lines are made for the model that reads them, where it does not say it.
const (
	lineHeight = 48
	lineWidth  = 320 // and more for longer ones
	maxWidth   = 4096
	upright    = 1.5 // times as high as wide: a line that stands
)

// lines reads each box.
func (s *scribe) lines(ctx context.Context, m *Model, px pixel.Picture, boxes []ocr.Box) ([]ocr.Line, error) {
	rows := make([]*row, len(boxes))
	for i, b := range boxes {
		w, h := max(int(b.Width()), 1), max(int(b.Height()), 1)
		c := b.Corners
		line := px.Taken(c[0], c[1], c[3], w, h)
		if float64(h) >= upright*float64(w) {
			line = line.Left()
		}
		x := s.line(m, line)
		if err := takesShape(m.second.session.Inputs[0], x.Shape); err != nil {
			return nil, err
		}
		rows[i] = &row{in: []runtime.Tensor{x}, fill: []int64{0}}
	}
	out, err := m.second.queue.ask(ctx, rows)
	if err != nil {
		return nil, err
	}
	lines := make([]ocr.Line, len(out))
	for i, o := range out {
		shape := o[0].Shape
		if len(shape) != 2 {
			return nil, fault.New(fault.Invalid, "the model that reads lines gives %v, and not the shares of characters at each place", shape)
		}
		if err := s.chars.Check(int(shape[1])); err != nil {
			return nil, err
		}
		lines[i] = s.chars.Read(o[0].Floats, int(shape[1]))
	}
	return lines, nil
}

// line is a line as the model that reads is given it.
func (s *scribe) line(m *Model, px pixel.Picture) runtime.Tensor {
	shape := m.second.session.Inputs[0].Shape
	height := lineHeight
	if preprocessor.Within(int(shape[2])) {
		height = int(shape[2])
	}
	whole := max(lineWidth, int(float64(height)*float64(px.W)/float64(px.H)))
	if preprocessor.Within(int(shape[3])) {
		whole = int(shape[3])
	}
	whole = min(whole, maxWidth)
	w := min(int(math.Ceil(float64(height)*float64(px.W)/float64(px.H))), whole)
	return blueFirst(px.Plain(max(w, 1), height), whole, halves, halves)
}

// doubtful is how sure a line must be to be told.
const doubtful = 0.5

// written are lines as one text: what stands side by side is on one line.
func written(boxes []ocr.Box, lines []ocr.Line) port.Value {
	var text strings.Builder
	sum, n, last := 0.0, 0, -1
	for i, l := range lines {
		if l.Sure < doubtful || l.Text == "" {
			continue
		}
		switch {
		case last < 0:
		case boxes[last].Beside(boxes[i]):
			text.WriteByte(' ')
		default:
			text.WriteByte('\n')
		}
		text.WriteString(l.Text)
		sum, n, last = sum+l.Sure, n+1, i
	}
	v := port.NewText(text.String())
	v.Sure = sum / float64(max(n, 1))
	return v
}
