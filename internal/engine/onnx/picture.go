package onnx

import (
	"bytes"
	"context"
	"encoding/json"
	"image"
	_ "image/gif"  // reads GIF
	_ "image/jpeg" // reads JPEG
	_ "image/png"  // reads PNG
	"slices"

	_ "golang.org/x/image/webp" // reads WebP

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/engine/onnx/runtime"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
)

// What a picture and its preparation may be at most.
const (
	maxPicture = 32 << 20 // bytes
	maxPixels  = 100_000_000
	maxSide    = 4096 // of what a model is given
)

// size is how large a picture is made: a number or two, as settings have it.
type size struct{ Height, Width, Short int }

func (s *size) UnmarshalJSON(b []byte) error {
	var o struct {
		Height int `json:"height"`
		Width  int `json:"width"`
		Short  int `json:"shortest_edge"`
	}
	if json.Unmarshal(b, &s.Short) == nil {
		s.Height, s.Width = s.Short, s.Short
		s.Short = 0
		return nil
	}
	err := json.Unmarshal(b, &o)
	*s = size{o.Height, o.Width, o.Short}
	return err
}

// preparation is what preprocessor_config.json says of pictures.
type preparation struct {
	Resize    *bool     `json:"do_resize"`
	Size      size      `json:"size"`
	Filter    *int      `json:"resample"`
	Crop      bool      `json:"do_center_crop"`
	CropSize  size      `json:"crop_size"`
	Rescale   *bool     `json:"do_rescale"`
	Factor    float64   `json:"rescale_factor"`
	Normalize *bool     `json:"do_normalize"`
	Mean      []float64 `json:"image_mean"`
	Std       []float64 `json:"image_std"`
	Percent   *float64  `json:"crop_pct"`
}

func (p *preparation) check() error {
	yes := func(b *bool) bool { return b == nil || *b }
	within := func(n int) bool { return n > 0 && n <= maxSide }
	whole := within(p.Size.Height) && within(p.Size.Width)
	switch {
	case yes(p.Resize) && !whole && !within(p.Size.Short), p.Crop && !(within(p.CropSize.Height) && within(p.CropSize.Width)):
		return fault.New(fault.Invalid, "preprocessor_config.json does not say how large pictures are made (size, crop_size), of at most %d pixels a side", maxSide)
	case p.Percent != nil:
		return fault.New(fault.Invalid, "preprocessor_config.json cuts pictures by a share (crop_pct), which is not done here")
	case p.Filter != nil && filters[*p.Filter].at == nil:
		return fault.New(fault.Invalid, "preprocessor_config.json wants the filter %d (resample); 1, 2 and 3 are there", *p.Filter)
	case yes(p.Normalize) && (len(p.Mean) != 3 || len(p.Std) != 3 || slices.Contains(p.Std, 0)):
		return fault.New(fault.Invalid, "preprocessor_config.json does not have image_mean and image_std for three colours")
	}
	return nil
}

// prepared is what a model is given of a picture: colours one after another.
func (p *preparation) prepared(img image.Image) runtime.Tensor {
	px := flat(img)
	yes := func(b *bool) bool { return b == nil || *b }
	if yes(p.Resize) {
		f := filters[2]
		if p.Filter != nil {
			f = filters[*p.Filter]
		}
		w, h := p.Size.Width, p.Size.Height
		if p.Size.Short > 0 {
			if w, h = p.Size.Short, p.Size.Short*px.h/px.w; px.w > px.h {
				w, h = p.Size.Short*px.w/px.h, p.Size.Short
			}
		}
		px = px.resized(min(max(w, 1), 4*maxSide), min(max(h, 1), 4*maxSide), f)
	}
	if p.Crop {
		px = px.centre(p.CropSize.Width, p.CropSize.Height)
	}
	factor := p.Factor
	if factor == 0 {
		factor = 1.0 / 255
	}
	if !yes(p.Rescale) {
		factor = 1
	}
	x := runtime.Tensor{Shape: []int64{3, int64(px.h), int64(px.w)}, Floats: make([]float32, 3*px.w*px.h)}
	for i, v := range px.v {
		n, c := float64(v)*factor, i%3
		if yes(p.Normalize) {
			n = (n - p.Mean[c]) / p.Std[c]
		}
		x.Floats[c*px.w*px.h+i/3] = float32(n)
	}
	return x
}

// sorter puts pictures into classes.
type sorter struct {
	preparation
	logits int
}

// tellsOf is how many classes are told of a picture, the best ones.
const tellsOf = 5

func newSorter(m *Model, dir string) (work, error) {
	if err := m.takes("pixel_values"); err != nil {
		return nil, err
	}
	s := &sorter{}
	there, err := settings(dir, "preprocessor_config.json", &s.preparation)
	if err != nil {
		return nil, err
	}
	if !there {
		return nil, fault.New(fault.Invalid, "there is no preprocessor_config.json beside the model, which says how pictures are prepared")
	}
	if err := s.check(); err != nil {
		return nil, err
	}
	s.logits, err = m.output("logits")
	return s, err
}

func (s *sorter) run(ctx context.Context, m *Model, req engine.Request) (port.Values, engine.Usage, error) {
	img, err := picture(req)
	if err != nil {
		return nil, engine.Usage{}, err
	}
	out, err := m.queue.ask(ctx, []*row{{in: []runtime.Tensor{s.prepared(img)}, fill: []int64{0}}})
	if err != nil {
		return nil, engine.Usage{}, err
	}
	x := out[0][s.logits]
	if len(x.Shape) != 1 || len(x.Floats) == 0 {
		return nil, engine.Usage{}, fault.New(fault.Invalid, "the model gives %v for a picture, and no logits", x.Shape)
	}
	l := m.about.judged(x.Floats)
	return port.Values{"labels": {port.NewLabels(l[:min(len(l), tellsOf)])}}, engine.Usage{Pictures: 1}, nil
}

// picture reads the picture that a request brings.
func picture(req engine.Request) (image.Image, error) {
	v, ok := req.In.First("image")
	if !ok {
		return nil, fault.New(fault.Invalid, "%s needs the input image", req.Task)
	}
	b, err := v.Read(maxPicture)
	if err != nil {
		return nil, fault.Wrap(err, fault.TooLarge, "the picture has more than %d MB", maxPicture>>20)
	}
	c, _, err := image.DecodeConfig(bytes.NewReader(b))
	switch {
	case err != nil:
		return nil, fault.Wrap(err, fault.Invalid, "the file is no picture that is read here: JPEG, PNG, GIF and WebP are")
	case c.Width < 1 || c.Height < 1 || c.Width > maxPixels/c.Height:
		return nil, fault.New(fault.TooLarge, "the picture has %d × %d pixels, at most %d million are read", c.Width, c.Height, maxPixels/1_000_000)
	}
	img, _, err := image.Decode(bytes.NewReader(b))
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "the picture is damaged: %v", err)
	}
	return img, nil
}
