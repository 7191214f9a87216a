package worker

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"net/http"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/engine/onnx"
	"github.com/tenonhub/tenon/internal/engine/speech"
	library "github.com/tenonhub/tenon/internal/engine/speech/library"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
	"github.com/tenonhub/tenon/internal/wire/worker"
)

// speechOptions are what the command line says of a model of speech.
type speechOptions struct {
	socket string
	speech.Options
}

func parseSpeech(args []string, complain io.Writer) (o speechOptions, err error) {
	f := flag.NewFlagSet("tenon-worker speech", flag.ContinueOnError)
	f.SetOutput(complain)
	f.StringVar(&o.Path, "model", "", "the first `file` of the model; the others are in its folder")
	f.StringVar(&o.Kind, "kind", "", "the kind of the model, as paraformer")
	f.StringVar(&o.Task, "task", "", "what the model does")
	f.StringVar(&o.socket, "socket", "", "the Unix socket to listen on")
	f.StringVar(&o.Libraries, "libs", "", "the folder of sherpa-onnx, as tenon engine install makes it")
	f.IntVar(&o.Threads, "threads", 0, "how many compute; 0 is one to a processor")
	if err := f.Parse(args); err != nil {
		return o, err
	}
	if o.Path == "" || o.Kind == "" || o.Task == "" || o.socket == "" || f.NArg() > 0 {
		return o, errors.New(synopsis)
	}
	return o, nil
}

// speaking answers requests about a model of speech.
type speaking struct {
	o speechOptions
	loading[*speech.Model]
}

func newSpeaking(o speechOptions) *speaking {
	return &speaking{o, begun[*speech.Model]()}
}

func (s *speaking) load(ctx context.Context) {
	var m *speech.Model
	var is worker.Model
	err := s.try(ctx)
	if err == nil {
		m, err = s.open()
	}
	if err == nil {
		f := m.Facts()
		is = worker.Model{Architecture: f.Kind, Description: f.Kind + " " + f.Task, Bytes: f.Bytes}
	}
	s.end(m, is, err)
}

func (s *speaking) open() (*speech.Model, error) {
	if s.o.Libraries == "" {
		return nil, fault.New(fault.Unavailable, "sherpa-onnx is not installed: run `tenon engine install`")
	}
	if err := library.Check(s.o.Libraries); err != nil {
		return nil, err
	}
	o := s.o.Options
	o.Try = onnx.Try
	return speech.Open(o)
}

func (s *speaking) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+worker.HealthPath, s.tellHealth(func(m *speech.Model) worker.Counters {
		c := m.Counters()
		return worker.Counters{Running: c.Running, Requests: c.Requests}
	}))
	mux.HandleFunc("POST "+worker.HearPath, s.hear)
	mux.HandleFunc("POST "+worker.RunPath, s.say)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		refuse(w, fault.New(fault.Invalid, "this model does %s, and does not answer at %s", s.o.Task, r.URL.Path))
	})
	return mux
}

// hear works on a recording while it comes.
func (s *speaking) hear(w http.ResponseWriter, r *http.Request) {
	var q struct {
		worker.HearRequest
		Params task.Params `json:"params"`
	}
	m, err := s.ready(r.Context())
	if err == nil {
		err = read([]byte(r.URL.Query().Get(worker.HearAsk)), &q)
	}
	if err == nil && q.Task != s.o.Task {
		err = fault.New(fault.Invalid, "this model does %s, and not %s", s.o.Task, q.Task)
	}
	if err != nil {
		refuse(w, err)
		return
	}
	l := &lines{w: w, control: http.NewResponseController(w)}
	_ = l.control.EnableFullDuplex() // it answers before it has read all; without that it would tell only what comes at the end
	out, u, err := m.Hear(r.Context(), r.Body, q.Seconds, q.Params, func(share float64, words string) error {
		return l.send(worker.RunEvent{Progress: share, Text: words})
	})
	l.end(out, u, err)
}

// say works on a text.
func (s *speaking) say(w http.ResponseWriter, r *http.Request) {
	var q runRequest
	body, err := whole(w, r)
	var m *speech.Model
	if err == nil {
		m, err = s.ready(r.Context())
	}
	if err == nil {
		err = read(body, &q)
	}
	if err == nil && q.Task != s.o.Task {
		err = fault.New(fault.Invalid, "this model does %s, and not %s", s.o.Task, q.Task)
	}
	if err != nil {
		refuse(w, err)
		return
	}
	l := &lines{w: w, control: http.NewResponseController(w)}
	out, u, err := m.Say(r.Context(), taken(q.In), q.Params, func(share float64, words string) error {
		return l.send(worker.RunEvent{Progress: share, Text: words})
	})
	l.end(out, u, err)
}

// lines is an answer of events, a line each.
type lines struct {
	w       http.ResponseWriter
	control *http.ResponseController
	begun   bool
}

func (l *lines) send(e worker.RunEvent) error {
	if !l.begun {
		l.w.Header().Set("Content-Type", "application/x-ndjson")
		l.begun = true
	}
	if err := json.NewEncoder(l.w).Encode(e); err != nil {
		return fault.Wrap(err, fault.Canceled, "canceled")
	}
	return l.control.Flush()
}

// end tells how it ended.
func (l *lines) end(out port.Values, u engine.Usage, err error) {
	e := worker.RunEvent{Progress: 1, Usage: &worker.RunUsage{TokensIn: u.TokensIn, Seconds: u.Seconds, Characters: u.Characters, Pictures: u.Pictures, Steps: u.Steps}}
	if err == nil {
		e.Out, err = told(out)
	}
	switch {
	case err == nil:
	case !l.begun:
		refuse(l.w, err)
		return
	default:
		f, _ := failure(err)
		e = worker.RunEvent{Error: &f.Error}
	}
	_ = l.send(e) // who asked may be gone
}

// told are values as they are told.
func told(out port.Values) (map[string][]worker.Value, error) {
	l := map[string][]worker.Value{}
	for name, values := range out {
		for _, v := range values {
			one, err := made(v)
			if err != nil {
				return nil, err
			}
			l[name] = append(l[name], one)
		}
	}
	return l, nil
}
