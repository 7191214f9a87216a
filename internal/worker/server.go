package worker

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/tenonhub/tenon/internal/engine/llama"
	"github.com/tenonhub/tenon/internal/engine/llama/template"
	"github.com/tenonhub/tenon/internal/engine/onnx/pixel"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/wire/openai"
	"github.com/tenonhub/tenon/internal/wire/shape"
	"github.com/tenonhub/tenon/internal/wire/worker"
)

// maxBody is how many bytes a request may have.
const maxBody = 64 << 20

// server answers requests about one model.
type server struct {
	o        options
	began    int64
	mu       sync.Mutex
	health   worker.Health
	loaded   chan struct{} // closed when it is ready or has failed
	model    *llama.Model
	failure  error
	form     *template.Renderer
	learn    sync.Once // … whether that
	wants    bool      // wants content in lists
	pictures pixel.Reader
}

func newServer(o options) *server {
	return &server{o: o, began: time.Now().Unix(), loaded: make(chan struct{}), pictures: pixel.NewReader(), health: worker.Health{State: worker.Loading}}
}

// load loads the model; what goes wrong is told by Health and to who asks.
func (s *server) load(ctx context.Context) {
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
	s.form = template.New(f.Head.Template)
	s.health.Model = worker.Model{
		Architecture: f.Head.Architecture, Description: f.Description, Parameters: f.Parameters, Bytes: f.Bytes, Context: f.Context,
		Trained: f.Trained, Vocabulary: f.Vocabulary, Slots: f.Slots, Template: f.Head.Template != "", Embedding: f.Embedding,
		Rerank: f.Rerank, Infill: f.Infill, Sees: f.Sees, Adapters: m.Adapters(),
	}
}

func (s *server) open(ctx context.Context) (*llama.Model, error) {
	dir, err := libraries(s.o.Libraries)
	if err != nil {
		return nil, err
	}
	o := s.o.Options
	o.Libraries = dir
	o.Try = tryEyes
	o.Progress = func(share float64) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.health.Progress = share
	}
	return llama.Open(ctx, o)
}

func (s *server) close() {
	<-s.loaded
	if s.model != nil {
		s.form.Close()
		s.model.Close()
	}
}

// ready waits until the model is loaded.
func (s *server) ready(ctx context.Context) (*llama.Model, error) {
	select {
	case <-s.loaded:
		return s.model, s.failure
	case <-ctx.Done():
		return nil, fault.Wrap(context.Cause(ctx), fault.Canceled, "canceled")
	}
}

func (s *server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+worker.HealthPath, s.tellHealth)
	mux.HandleFunc("POST "+worker.ChatPath, s.handle(s.chat))
	mux.HandleFunc("POST "+worker.CompletionPath, s.handle(s.complete))
	mux.HandleFunc("POST "+worker.InfillPath, s.handle(s.infill))
	mux.HandleFunc("POST "+worker.EmbeddingPath, s.handle(s.embed))
	mux.HandleFunc("POST "+worker.RerankPath, s.handle(s.rerank))
	mux.HandleFunc("POST "+worker.TokenizePath, s.handle(s.tokenize))
	mux.HandleFunc("POST "+worker.AdapterPath, s.adapter)
	return mux
}

func (s *server) tellHealth(w http.ResponseWriter, _ *http.Request) {
	s.mu.Lock()
	h, m := s.health, s.model
	s.mu.Unlock()
	h.Memory = resident()
	if m != nil {
		c := m.Counters()
		h.Counters = worker.Counters{
			Queued: c.Queued, Running: c.Running, Requests: c.Requests, PrefillTokens: c.PrefillTokens, PrefillSeconds: c.PrefillTime.Seconds(),
			DecodeTokens: c.DecodeTokens, DecodeSeconds: c.DecodeTime.Seconds(), CacheHits: c.CacheHits, CachedTokens: c.CachedTokens,
			Preempted: c.Preempted, DraftedTokens: c.DraftedTokens, AcceptedTokens: c.AcceptedTokens,
		}
	}
	answer(w, h)
}

// resident is how many bytes of memory this process has.
func resident() int64 {
	b, err := os.ReadFile("/proc/self/statm")
	if fields := strings.Fields(string(b)); err == nil && len(fields) > 1 {
		n, _ := strconv.ParseInt(fields[1], 10, 64)
		return n * int64(os.Getpagesize())
	}
	return 0
}

// handler answers a request whose body was read. An error before anything was
// written is told in OpenAI's form.
type handler func(w http.ResponseWriter, r *http.Request, m *llama.Model, body []byte) error

func (s *server) handle(h handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := whole(w, r)
		if err != nil {
			refuse(w, err)
			return
		}
		m, err := s.ready(r.Context())
		if err == nil {
			err = h(w, r, m, body)
		}
		if err != nil {
			refuse(w, err)
		}
	}
}

// whole reads the body of a request.
func whole(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		err = fault.New(fault.TooLarge, "the request has more than %d bytes", maxBody)
	}
	return body, err
}

// read decodes a body.
func read(body []byte, v any) error {
	if err := shape.Read(body, v); err != nil {
		return misread(err)
	}
	return nil
}

// misread is the fault of a request whose JSON could not be read.
func misread(err error) error {
	m, ok := errors.AsType[*shape.Misfit](err)
	if !ok {
		return fault.Wrap(err, fault.Invalid, "the request is not the JSON that is expected here: %v", err)
	}
	return wrong(m.Path, "invalid_type", "%s", m.Error())
}

func answer(w http.ResponseWriter, v any) {
	b, err := json.Marshal(v)
	if err != nil {
		refuse(w, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(b)
}

// statuses are those of kinds of failure.
var statuses = map[fault.Kind]int{
	fault.Invalid: http.StatusBadRequest, fault.NotFound: http.StatusNotFound, fault.TooLarge: http.StatusRequestEntityTooLarge,
	fault.Exhausted: http.StatusTooManyRequests, fault.Unavailable: http.StatusServiceUnavailable, fault.Canceled: 499, fault.Conflict: http.StatusConflict,
}

// failure puts err into OpenAI's form.
func failure(err error) (openai.Failure, int) {
	kind, message := fault.Of(err)
	status, ok := statuses[kind]
	if !ok {
		status = http.StatusInternalServerError
	}
	e := openai.Error{Message: message, Type: "invalid_request_error"}
	if said, ok := errors.AsType[*openai.Error](err); ok {
		e.Param, e.Code = said.Param, said.Code
	}
	switch {
	case errors.Is(err, llama.ErrContext):
		e.Code = openai.ContextExceeded
	case status >= http.StatusInternalServerError:
		e.Type = "server_error"
	}
	return openai.Failure{Error: e}, status
}

func refuse(w http.ResponseWriter, err error) {
	f, status := failure(err)
	b, _ := json.Marshal(f) // texts alone
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(b)
}

// name makes an identifier.
func name(prefix string) string { return prefix + rand.Text() }
