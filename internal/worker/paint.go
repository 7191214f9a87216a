package worker

import (
	"context"
	"errors"
	"flag"
	"io"
	"net/http"
	"strings"

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
	o paintOptions
	loading[*diffusion.Model]
}

func newPainter(o paintOptions) *painter {
	return &painter{o, begun[*diffusion.Model]()}
}

func (s *painter) load(ctx context.Context) {
	m, err := s.open(ctx)
	var is worker.Model
	if err == nil {
		f := m.Facts()
		is = worker.Model{Architecture: f.Class, Description: f.Class + " " + strings.Join(f.Tasks, " "), Bytes: f.Bytes, Slots: 1}
	}
	s.end(m, is, err)
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

func (s *painter) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+worker.HealthPath, s.tellHealth(func(m *diffusion.Model) worker.Counters {
		c := m.Counters()
		return worker.Counters{Queued: c.Queued, Running: c.Running, Requests: c.Requests}
	}))
	mux.HandleFunc("POST "+worker.RunPath, s.run)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		refuse(w, fault.New(fault.Invalid, "this model paints, and does not answer at %s", r.URL.Path))
	})
	return mux
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
	var q runRequest
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
