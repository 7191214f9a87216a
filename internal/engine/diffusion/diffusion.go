// Package diffusion paints: pictures from words by models in the layout of
// diffusers whose parts are ONNX files, as Optimum exports Stable Diffusion 1, 2
// and XL, their turbo models and latent consistency models. It is loaded by
// workers alone: a native library can end its process.
package diffusion

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/engine/diffusion/schedule"
	"github.com/tenonhub/tenon/internal/engine/onnx/file"
	"github.com/tenonhub/tenon/internal/engine/onnx/pixel"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub/diffusers"
	"github.com/tenonhub/tenon/internal/port"
)

// Options say what is loaded and how.
type Options struct {
	Path      string // of model_index.json; what belongs to it stands in folders beside it
	Libraries string // the folder of ONNX Runtime
	Threads   int    // that compute; 0 is one to a processor
	Memory    int64  // bytes that the model and its work may take; 0 is not known
}

// Facts are what is known of a loaded model.
type Facts struct {
	Class string   // of its pipeline: StableDiffusionPipeline
	Tasks []string // that it does, in Tenon's vocabulary
	Bytes int64    // of its files
}

// Counters grow from the beginning, but for Queued and Running, which are of now.
type Counters struct {
	Queued, Running int
	Requests        int64
}

// Model is a loaded model. It is safe for concurrent use, and paints one picture
// after another; Close it once nothing is asked any more.
type Model struct {
	o        Options
	layout   diffusers.Layout
	bytes    int64
	config   schedule.Config
	kind     schedule.Kind
	net      *network
	decoder  *network
	encoder  *network // nil where pictures cannot be read
	readers  []*reader
	open     []*file.File
	pictures pixel.Reader
	turn     chan struct{}

	asked, running, requests atomic.Int64
}

// Open loads a model. Faults: Invalid for files that are not as they must be,
// TooLarge where its memory is less than it needs, Unavailable without the library.
func Open(ctx context.Context, o Options) (*Model, error) {
	m := &Model{o: o, turn: make(chan struct{}, 1), pictures: pixel.NewReader()}
	if err := m.load(ctx); err != nil {
		m.Close()
		return nil, err
	}
	return m, nil
}

func (m *Model) load(ctx context.Context) (err error) {
	dir := folder(filepath.Dir(m.o.Path))
	l, why, err := diffusers.Read(dir)
	switch {
	case err != nil:
		return err
	case why != "":
		return fault.New(fault.Invalid, "the model cannot run: %s", why)
	}
	if m.layout, m.bytes = l, dir.size(l.Files); m.o.Memory > 0 {
		if err := m.fits(l.Size()); err != nil {
			return err
		}
	}
	b, err := dir.must(diffusers.Scheduler)
	if err != nil {
		return err
	}
	if m.config, err = schedule.Read(b); err != nil {
		return err
	}
	if m.kind, err = m.config.KindOf(); err != nil {
		return err
	}
	if _, err := schedule.New(m.config, m.kind, 2, 1); err != nil {
		return err
	}
	if m.readers, err = m.texts(ctx, dir); err != nil {
		return err
	}
	if m.net, err = m.network(ctx, dir, diffusers.UNet, "sample", "timestep", "encoder_hidden_states", "text_embeds", "time_ids", "timestep_cond"); err != nil {
		return err
	}
	if m.decoder, err = m.network(ctx, dir, diffusers.Decoder, "latent_sample"); err != nil {
		return err
	}
	if l.Graphs[diffusers.Encoder] != "" {
		if m.encoder, err = m.network(ctx, dir, diffusers.Encoder, "sample"); err != nil {
			return err
		}
	}
	return m.agree()
}

// Close gives the memory back.
func (m *Model) Close() {
	for _, f := range m.open {
		f.Close()
	}
}

// Facts are what is known of the model.
func (m *Model) Facts() Facts {
	return Facts{Class: m.layout.Class, Tasks: m.layout.Tasks, Bytes: m.bytes}
}

// Counters are how much was done.
func (m *Model) Counters() Counters {
	running := m.running.Load()
	return Counters{int(m.asked.Load() - running), int(running), m.requests.Load()}
}

// Run paints a picture. Tell hears which share of it is done, after each step.
// Canceling ctx ends the step that is being computed.
func (m *Model) Run(ctx context.Context, req engine.Request, tell func(share float64)) (port.Values, engine.Usage, error) {
	if !slices.Contains(m.layout.Tasks, string(req.Task)) {
		return nil, engine.Usage{}, fault.New(fault.Invalid, "this model does %s, and not %s", strings.Join(m.layout.Tasks, " and "), req.Task)
	}
	o, err := m.order(req)
	if err != nil {
		return nil, engine.Usage{}, err
	}
	m.asked.Add(1)
	defer m.asked.Add(-1)
	select {
	case m.turn <- struct{}{}:
	case <-ctx.Done():
		return nil, engine.Usage{}, fault.Wrap(context.Cause(ctx), fault.Canceled, "canceled")
	}
	m.running.Add(1)
	defer func() { m.running.Add(-1); <-m.turn }()
	m.requests.Add(1)
	return m.paint(ctx, o, tell)
}
