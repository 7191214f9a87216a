package onnx

import (
	"context"
	"strings"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/engine/onnx/runtime"
	"github.com/tenonhub/tenon/internal/engine/onnx/wave"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
)

// hearing is what preprocessor_config.json says of sounds.
type hearing struct {
	Class     string   `json:"feature_extractor_type"`
	Rate      int      `json:"sampling_rate"`
	Normalize *bool    `json:"do_normalize"`
	Bands     int      `json:"num_mel_bins"`
	Length    int      `json:"max_length"` // rows of bands
	Mean      *float64 `json:"mean"`
	Std       *float64 `json:"std"`
}

// listener puts sounds into classes: from their samples (wav2vec2 and its kin), or from
// how loud their bands are (AST).
type listener struct {
	hearing
	bands  bool
	logits int
}

// What a sound is made for a model, at most.
const (
	maxRate   = 48_000
	maxBands  = 256
	maxLength = 4096
)

func newListener(m *Model, dir string) (work, error) {
	if err := m.takes("input_values", "attention_mask"); err != nil {
		return nil, err
	}
	l := &listener{}
	there, err := settings(dir, "preprocessor_config.json", &l.hearing)
	if err != nil {
		return nil, err
	}
	if !there {
		return nil, fault.New(fault.Invalid, "there is no preprocessor_config.json beside the model, which says how sounds are prepared")
	}
	if err := l.complete(); err != nil {
		return nil, err
	}
	l.logits, err = m.output("logits")
	return l, err
}

func (l *listener) complete() error {
	usual := func(n *int, v int) {
		if *n == 0 {
			*n = v
		}
	}
	number := func(p **float64, v float64) {
		if *p == nil {
			*p = &v
		}
	}
	switch {
	case strings.HasPrefix(l.Class, "AST"):
		l.bands = true
		usual(&l.Bands, 128)
		usual(&l.Length, 1024)
		number(&l.Mean, -4.2677393)
		number(&l.Std, 4.5689974)
	case !strings.HasPrefix(l.Class, "Wav2Vec2"):
		return fault.New(fault.Invalid, "preprocessor_config.json prepares sounds as %.80q (feature_extractor_type), and only Wav2Vec2FeatureExtractor and ASTFeatureExtractor are done here", l.Class)
	}
	usual(&l.Rate, 16_000)
	if l.Rate < 1000 || l.Rate > maxRate || l.bands && (l.Bands < 1 || l.Bands > maxBands || l.Length < 1 || l.Length > maxLength || *l.Std == 0) {
		return fault.New(fault.Invalid, "preprocessor_config.json wants sounds of %d samples a second in %d rows of %d bands, which is not done here", l.Rate, l.Length, l.Bands)
	}
	return nil
}

func (l *listener) run(ctx context.Context, m *Model, req engine.Request) (port.Values, engine.Usage, error) {
	v, ok := req.In.First("audio")
	if !ok {
		return nil, engine.Usage{}, fault.New(fault.Invalid, "%s needs the input %s", req.Task, "audio")
	}
	b, err := v.Read(wave.MaxBytes)
	if err != nil {
		return nil, engine.Usage{}, fault.Wrap(err, fault.TooLarge, "the recording has more than %d MB", wave.MaxBytes>>20)
	}
	samples, err := wave.Read(b, l.Rate, l.seconds())
	if err != nil {
		return nil, engine.Usage{}, err
	}
	u := engine.Usage{Seconds: float64(len(samples)) / float64(l.Rate)}
	r, err := l.row(m, samples)
	if err != nil {
		return nil, engine.Usage{}, err
	}
	out, err := m.queue.ask(ctx, []*row{r})
	if err != nil {
		return nil, engine.Usage{}, err
	}
	x := out[0][l.logits]
	if len(x.Shape) != 1 || len(x.Floats) == 0 {
		return nil, engine.Usage{}, fault.New(fault.Invalid, "the model gives %v for a recording, and no logits", x.Shape)
	}
	labels := m.about.judged(x.Floats)
	return port.Values{"labels": {port.NewLabels(labels[:min(len(labels), tellsOf)])}}, u, nil
}

// maxSampled is how many seconds a model that takes samples is given at most: what it
// computes grows with their square, and 30 seconds are what memory is set apart for
// (running.seeing) in the larger ones.
const maxSampled = 30

// seconds is how long a recording may be. Of bands no more are taken than the model wants.
func (l *listener) seconds() int {
	if l.bands {
		return wave.MaxSeconds
	}
	return maxSampled
}

// row is what the model is given of samples.
func (l *listener) row(m *Model, samples []float32) (*row, error) {
	x, err := l.prepared(samples)
	if err != nil {
		return nil, err
	}
	r := &row{fill: make([]int64, len(m.session.Inputs))}
	for _, p := range m.session.Inputs {
		if p.Name == "attention_mask" {
			mask := runtime.Tensor{Shape: x.Shape[:1], Ints: make([]int64, x.Shape[0])}
			for i := range mask.Ints {
				mask.Ints[i] = 1
			}
			r.in = append(r.in, mask)
			continue
		}
		for i, n := range p.Shape {
			if len(p.Shape) != len(x.Shape)+1 || i > 0 && n > 0 && n != x.Shape[i-1] {
				return nil, fault.New(fault.Invalid, "preprocessor_config.json makes sounds of the shape %v, and the model takes %v", x.Shape, p.Shape[1:])
			}
		}
		r.in = append(r.in, x)
	}
	return r, nil
}

func (l *listener) prepared(samples []float32) (runtime.Tensor, error) {
	if !l.bands {
		if l.Normalize == nil || *l.Normalize {
			samples = wave.Unit(samples)
		}
		return runtime.Tensor{Shape: []int64{int64(len(samples))}, Floats: samples}, nil
	}
	rows := wave.Mel(samples, l.Rate, l.Bands)
	if len(rows) == 0 {
		return runtime.Tensor{}, fault.New(fault.Invalid, "the recording is too short: nothing can be heard in %d samples", len(samples))
	}
	x := runtime.Tensor{Shape: []int64{int64(l.Length), int64(l.Bands)}, Floats: make([]float32, l.Length*l.Bands)}
	for i, row := range rows[:min(len(rows), l.Length)] {
		copy(x.Floats[i*l.Bands:], row)
	}
	if l.Normalize == nil || *l.Normalize {
		for i, v := range x.Floats {
			x.Floats[i] = float32((float64(v) - *l.Mean) / (*l.Std * 2))
		}
	}
	return x, nil
}
