package worker

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"net/http"
	"strings"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/engine/onnx"
	library "github.com/tenonhub/tenon/internal/engine/onnx/library"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
	"github.com/tenonhub/tenon/internal/wire/worker"
)

// typedOptions are what the command line says of a model of a task.
type typedOptions struct {
	socket string
	onnx.Options
}

func parseTyped(args []string, complain io.Writer) (o typedOptions, err error) {
	f := flag.NewFlagSet("tenon-worker onnx", flag.ContinueOnError)
	f.SetOutput(complain)
	f.StringVar(&o.Path, "model", "", "the ONNX `file`; what belongs to it is in its folder")
	f.StringVar(&o.Task, "task", "", "what the model does")
	f.StringVar(&o.socket, "socket", "", "the Unix socket to listen on")
	f.StringVar(&o.Libraries, "libs", "", "the folder of ONNX Runtime, as tenon engine install makes it")
	f.IntVar(&o.Threads, "threads", 0, "how many compute; 0 is one to a processor")
	if err := f.Parse(args); err != nil {
		return o, err
	}
	if o.Path == "" || o.Task == "" || o.socket == "" || f.NArg() > 0 {
		return o, errors.New(synopsis)
	}
	return o, nil
}

// typed answers requests about a model that does a task.
type typed struct {
	o typedOptions
	loading[*onnx.Model]
}

func newTyped(o typedOptions) *typed {
	return &typed{o, begun[*onnx.Model]()}
}

func (s *typed) load(ctx context.Context) {
	m, err := s.open(ctx)
	var is worker.Model
	if err == nil {
		f := m.Facts()
		is = worker.Model{
			Architecture: f.Architecture, Description: strings.TrimSpace(f.Architecture + " " + f.Task), Bytes: f.Bytes, Context: f.Context,
			Embedding: f.Task == "feature-extraction", Rerank: f.Task == "sentence-similarity",
		}
	}
	s.end(m, is, err)
}

func (s *typed) open(ctx context.Context) (*onnx.Model, error) {
	if s.o.Libraries == "" {
		return nil, fault.New(fault.Unavailable, "ONNX Runtime is not installed: run `tenon engine install`")
	}
	if err := library.Check(s.o.Libraries); err != nil {
		return nil, err
	}
	return onnx.Open(ctx, s.o.Options)
}

func (s *typed) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+worker.HealthPath, s.tellHealth(counted))
	mux.HandleFunc("POST "+worker.RunPath, s.handle(s.run))
	mux.HandleFunc("POST "+worker.EmbeddingPath, s.handle(s.embed))
	mux.HandleFunc("POST "+worker.RerankPath, s.handle(s.rerank))
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		refuse(w, fault.New(fault.Invalid, "this model does %s, and does not answer at %s", s.o.Task, r.URL.Path))
	})
	return mux
}

func counted(m *onnx.Model) worker.Counters {
	c := m.Counters()
	return worker.Counters{Queued: c.Queued, Running: c.Running, Requests: c.Requests}
}

func (s *typed) run(w http.ResponseWriter, r *http.Request, m *onnx.Model, body []byte) error {
	var q runRequest
	if err := read(body, &q); err != nil {
		return err
	}
	out, u, err := m.Run(r.Context(), engine.Request{Task: task.ID(q.Task), Params: q.Params, In: taken(q.In)})
	if err != nil {
		return err
	}
	e := worker.RunEvent{Progress: 1, Usage: &worker.RunUsage{TokensIn: u.TokensIn, Pictures: u.Pictures, Seconds: u.Seconds}}
	if e.Out, err = told(out); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/x-ndjson")
	return json.NewEncoder(w).Encode(e)
}

// taken are values as models take them.
func taken(given map[string][]worker.Value) port.Values {
	in := port.Values{}
	for name, l := range given {
		for _, v := range l {
			in[name] = append(in[name], value(v))
		}
	}
	return in
}

// value is a value as models take it.
func value(v worker.Value) port.Value {
	p := port.Value{Type: port.Type(v.Type), Media: v.Media, Name: v.Name, Text: v.Text, Size: int64(len(v.Text))}
	if len(v.Data) > 0 {
		p.Size = int64(len(v.Data))
		p.Body = func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(string(v.Data))), nil }
	}
	return p
}

// maxMade is how large a value may be that a model makes, in bytes.
const maxMade = 256 << 20

// made is a value that a model has made, as it is told.
func made(v port.Value) (worker.Value, error) {
	out := worker.Value{Type: string(v.Type), Media: v.Media, Name: v.Name, Text: v.Text, Sure: v.Sure, Kept: v.Kept}
	if v.Body == nil {
		return out, nil
	}
	b, err := v.Read(maxMade)
	out.Text, out.Data = "", b
	return out, err
}

func (s *typed) embed(w http.ResponseWriter, r *http.Request, m *onnx.Model, body []byte) error {
	var q embeddingRequest
	if err := read(body, &q); err != nil {
		return err
	}
	if q.Encoding != "" && q.Encoding != "float" && q.Encoding != "base64" {
		return fault.New(fault.Invalid, "encoding_format is %q, it must be float or base64", q.Encoding)
	}
	words, ok := q.words()
	if !ok || len(words) == 0 || len(words) > maxTexts {
		return fault.New(fault.Invalid, "input must be a text, or 1 to %d texts", maxTexts)
	}
	vectors, u, err := m.Embed(r.Context(), q.Prompt, words)
	if err != nil {
		return err
	}
	out, err := q.response(vectors)
	if err != nil {
		return err
	}
	out.Usage = worker.Tokens{Prompt: u.TokensIn, Total: u.TokensIn}
	answer(w, out)
	return nil
}

func (s *typed) rerank(w http.ResponseWriter, r *http.Request, m *onnx.Model, body []byte) error {
	q, err := readRerank(body)
	if err != nil {
		return err
	}
	scores, u, err := m.Rank(r.Context(), q.Query, q.Documents)
	if err != nil {
		return err
	}
	answer(w, best(q, scores, worker.Tokens{Prompt: u.TokensIn, Total: u.TokensIn}))
	return nil
}
