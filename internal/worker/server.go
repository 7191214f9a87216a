package worker

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/tenonhub/tenon/internal/engine/llama"
	"github.com/tenonhub/tenon/internal/engine/llama/template"
	"github.com/tenonhub/tenon/internal/engine/onnx/pixel"
	"github.com/tenonhub/tenon/internal/engine/prompts"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/wire/openai"
	"github.com/tenonhub/tenon/internal/wire/shape"
	"github.com/tenonhub/tenon/internal/wire/worker"
)

// maxBody is how many bytes a request may have.
const maxBody = 64 << 20

// server answers requests about one model.
type server struct {
	loading[*llama.Model]
	o        options
	began    int64
	form     *template.Renderer
	before   prompts.Set
	learn    sync.Once // … whether that
	wants    bool      // wants content in lists
	pictures pixel.Reader
}

func newServer(o options) *server {
	return &server{o: o, began: time.Now().Unix(), pictures: pixel.NewReader(), loading: begun[*llama.Model]()}
}

func (s *server) load(ctx context.Context) {
	m, err := s.open(ctx)
	var is worker.Model
	if err == nil {
		f := m.Facts()
		s.form = template.New(f.Head.Template)
		is = worker.Model{
			Architecture: f.Head.Architecture, Description: f.Description, Parameters: f.Parameters, Bytes: f.Bytes, Context: f.Context,
			Trained: f.Trained, Vocabulary: f.Vocabulary, Slots: f.Slots, Template: f.Head.Template != "", Embedding: f.Embedding,
			Rerank: f.Rerank, Infill: f.Infill, Sees: f.Sees, Adapters: m.Adapters(),
		}
	}
	s.end(m, is, err)
}

func (s *server) open(ctx context.Context) (*llama.Model, error) {
	dir, err := libraries(s.o.Libraries)
	if err != nil {
		return nil, err
	}
	o := s.o.Options
	if s.before, err = prompts.Read(filepath.Dir(o.Path)); err != nil {
		return nil, err
	}
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
	s.loading.close()
	if s.form != nil {
		s.form.Close()
	}
}

func (s *server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+worker.HealthPath, s.tellHealth(counters))
	mux.HandleFunc("POST "+worker.ChatPath, s.handle(s.chat))
	mux.HandleFunc("POST "+worker.CompletionPath, s.handle(s.complete))
	mux.HandleFunc("POST "+worker.InfillPath, s.handle(s.infill))
	mux.HandleFunc("POST "+worker.EmbeddingPath, s.handle(s.embed))
	mux.HandleFunc("POST "+worker.RerankPath, s.handle(s.rerank))
	mux.HandleFunc("POST "+worker.TokenizePath, s.handle(s.tokenize))
	mux.HandleFunc("POST "+worker.AdapterPath, s.adapter)
	return mux
}

func counters(m *llama.Model) worker.Counters {
	c := m.Counters()
	return worker.Counters{
		Queued: c.Queued, Running: c.Running, Requests: c.Requests, PrefillTokens: c.PrefillTokens, PrefillSeconds: c.PrefillTime.Seconds(),
		DecodeTokens: c.DecodeTokens, DecodeSeconds: c.DecodeTime.Seconds(), CacheHits: c.CacheHits, CachedTokens: c.CachedTokens,
		Preempted: c.Preempted, DraftedTokens: c.DraftedTokens, AcceptedTokens: c.AcceptedTokens,
	}
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
