package worker

import (
	"context"
	"errors"
	"flag"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/engine/diffusion"
	library "github.com/tenonhub/tenon/internal/engine/onnx/library"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
	"github.com/tenonhub/tenon/internal/wire/worker"
)

// paintOptions are what the command line says of a model that paints.
type paintOptions struct {
	socket string
	diffusion.Options
}

func parsePaint(args []string, complain io.Writer) (o paintOptions, err error) {
	f := flag.NewFlagSet("tenon-worker diffusion", flag.ContinueOnError)
	f.SetOutput(complain)
	f.StringVar(&o.Path, "model", "", "the `file` model_index.json; what belongs to it is in folders beside it")
	f.StringVar(&o.socket, "socket", "", "the Unix socket to listen on")
	f.StringVar(&o.Libraries, "libs", "", "the folder of ONNX Runtime, as tenon engine install makes it")
	f.IntVar(&o.Threads, "threads", 0, "how many compute; 0 is one to a processor")
	f.Int64Var(&o.Memory, "memory", 0, "`bytes` that the model and its work may take; 0 is no limit")
	if err := f.Parse(args); err != nil {
		return o, err
	}
	if o.Path == "" || o.socket == "" || f.NArg() > 0 {
		return o, errors.New(synopsis)
	}
	return o, nil
}

// painter answers requests about a model that paints.
type painter struct {
	o       paintOptions
	mu      sync.Mutex
	health  worker.Health
	loaded  chan struct{} // closed when it is ready or has failed
	model   *diffusion.Model
	failure error
}

func newPainter(o paintOptions) *painter {
	return &painter{o: o, loaded: make(chan struct{}), health: worker.Health{State: worker.Loading}}
}

func (s *painter) load(ctx context.Context) {
	defer close(s.loaded)
	m, err := s.open(ctx)
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil {
		_, message := fault.Of(err)
		s.failure, s.health.State, s.health.Error = err, worker.Failed, message
		return
	}
	f := m.Facts()
	s.model, s.health.State, s.health.Progress = m, worker.Ready, 1
	s.health.Model = worker.Model{Architecture: f.Class, Description: f.Class + " " + strings.Join(f.Tasks, " "), Bytes: f.Bytes, Slots: 1}
}

func (s *painter) open(ctx context.Context) (*diffusion.Model, error) {
	if s.o.Libraries == "" {
		return nil, fault.New(fault.Unavailable, "ONNX Runtime is not installed: run `tenon engine install`")
	}
	if err := library.Check(s.o.Libraries); err != nil {
		return nil, err
	}
	return diffusion.Open(ctx, s.o.Options)
}

func (s *painter) close() {
	<-s.loaded
	if s.model != nil {
		s.model.Close()
	}
}

func (s *painter) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+worker.HealthPath, s.tellHealth)
	mux.HandleFunc("POST "+worker.RunPath, s.run)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		refuse(w, fault.New(fault.Invalid, "this model paints, and does not answer at %s", r.URL.Path))
	})
	return mux
}

func (s *painter) tellHealth(w http.ResponseWriter, _ *http.Request) {
	s.mu.Lock()
	h, m := s.health, s.model
	s.mu.Unlock()
	h.Memory = resident()
	if m != nil {
		c := m.Counters()
		h.Counters = worker.Counters{Queued: c.Queued, Running: c.Running, Requests: c.Requests}
	}
	answer(w, h)
}

// ready waits until the model is loaded.
func (s *painter) ready(ctx context.Context) (*diffusion.Model, error) {
	select {
	case <-s.loaded:
		return s.model, s.failure
	case <-ctx.Done():
		return nil, fault.Wrap(ctx.Err(), fault.Canceled, "canceled")
	}
}

// run paints a picture, and tells each step.
func (s *painter) run(w http.ResponseWriter, r *http.Request) {
	l := &lines{w: w, control: http.NewResponseController(w)}
	out, u, err := s.paint(w, r, l)
	l.end(out, u, err)
}

func (s *painter) paint(w http.ResponseWriter, r *http.Request, l *lines) (out port.Values, u engine.Usage, err error) {
	body, err := whole(w, r)
	if err != nil {
		return nil, u, err
	}
	var q struct {
		worker.RunRequest
		Params task.Params `json:"params"`
	}
	if err := read(body, &q); err != nil {
		return nil, u, err
	}
	m, err := s.ready(r.Context())
	if err != nil {
		return nil, u, err
	}
	return m.Run(r.Context(), engine.Request{Task: task.ID(q.Task), Params: q.Params, In: taken(q.In)}, func(share float64) {
		_ = l.send(worker.RunEvent{Progress: share}) // who asked may be gone: its context ends then
	})
}
