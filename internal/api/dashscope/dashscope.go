// Package dashscope is the API of DashScope (Alibaba Cloud Model Studio) over
// Tenon's models, as its SDKs speak it: with DASHSCOPE_HTTP_BASE_URL and
// DASHSCOPE_WEBSOCKET_BASE_URL they come here.
package dashscope

import (
	"log/slog"
	"net/http"
	"strings"

	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/api/attach"
	"github.com/tenonhub/tenon/internal/api/callee"
	"github.com/tenonhub/tenon/internal/api/dashscope/asked"
	"github.com/tenonhub/tenon/internal/api/dashscope/deployed"
	"github.com/tenonhub/tenon/internal/api/dashscope/painting"
	"github.com/tenonhub/tenon/internal/api/dashscope/understanding"
	"github.com/tenonhub/tenon/internal/api/dialogue"
	"github.com/tenonhub/tenon/internal/deployment"
	"github.com/tenonhub/tenon/internal/deposit"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/trace"
	"github.com/tenonhub/tenon/internal/wire/dashscope"
)

// Parts are what the dialect serves.
type Parts struct {
	Talks    dialogue.Desk
	Files    attach.Desk
	Links    attach.Links
	Deposits deposit.Desk
	Queue    Queue

	Deployments *deployment.Desk
	Secret      []byte // signs what a client shows when it uploads
	Log         *slog.Logger
}

type server struct {
	Parts
	callee.Desk
}

// Base is where the dialect begins. Its services stand at /api/v1 too, where
// nothing of ModelScope's is.
const Base = "/dashscope/api/v1"

// Routes adds the routes of the dialect, each behind guard; who may call it is
// answered by once.
func Routes(mux api.Mux, p Parts, guard func(http.Handler) http.Handler, once callee.Once) {
	s := server{p, p.Talks.Desk}
	kept := deployed.Desk{Deployments: p.Deployments, Page: page, Fail: s.fail, Answer: func(w http.ResponseWriter, output any) { s.answer(w, dashscope.Answer{Output: output}) }}
	pictures := s.painting()
	both := map[string]http.HandlerFunc{
		"POST /services/aigc/text-generation/generation":                      s.chat(false),
		"POST /services/aigc/multimodal-generation/generation":                s.chat(true),
		"POST /services/embeddings/text-embedding/text-embedding":             s.service(s.embed),
		"POST /services/embeddings/multimodal-embedding/multimodal-embedding": s.service(s.embedParts),
		"POST /services/rerank/text-rerank/text-rerank":                       s.service(s.rerank),
		"POST /services/aigc/text2image/image-synthesis":                      s.service(pictures.Paint),
		"POST /services/aigc/image2image/image-synthesis":                     s.service(pictures.Repaint),
		"POST /services/aigc/image2image/out-painting":                        s.service(pictures.Outpaint),
		"POST /services/aigc/image-generation/generation":                     s.service(pictures.Generation),
		"POST /services/aigc/background-generation/generation":                s.service(pictures.Background),
		"POST /services/aigc/code-generation/generation":                      s.code,
		"POST /services/nlp/nlu/understanding":                                s.service(s.understand),
		"POST /services/audio/asr/transcription":                              s.service(s.transcribe),
		"POST /services/audio/tts/SpeechSynthesizer":                          s.service(s.speak),
		"POST /tokenizer":         s.service(s.tokenize),
		"GET /tasks":              s.tasks,
		"GET /tasks/{id}":         s.task,
		"POST /tasks/{id}/cancel": s.cancel,
		"GET /uploads":            s.policy,
		"POST /files":             s.upload,
		"GET /files":              s.list,
		"GET /files/{id}":         s.file,
		"DELETE /files/{id}":      s.remove,

		"POST /deployments":              kept.Deploy,
		"GET /deployments":               kept.List,
		"GET /deployments/{name}":        kept.Get,
		"DELETE /deployments/{name}":     kept.Remove,
		"PUT /deployments/{name}/scale":  kept.Scale,
		"GET /deployments/{name}/stream": kept.Stream,

		"/fine-tunes":           s.tune,
		"/fine-tunes/{path...}": s.tune,
	}
	allowed := func(f http.Handler) http.Handler { return guard(s.Allow(f, weight, once, s.fail)) }
	for pattern, f := range both {
		method, path, _ := strings.Cut(pattern, "/")
		for _, prefix := range []string{Base, "/api/v1"} {
			mux.Handle(method+prefix+"/"+path, allowed(f))
		}
	}
	// The SDK asks for these without the word services.
	mux.Handle("POST "+Base+"/aigc/code-generation/generation", allowed(http.HandlerFunc(s.code)))
	mux.Handle("POST "+Base+"/nlp/nlu/understanding", allowed(s.service(s.understand)))
	mux.Handle("GET "+Base+"/models", allowed(http.HandlerFunc(s.models)))
	mux.Handle(Base+"/", allowed(http.HandlerFunc(s.nothing)))
	mux.Handle("GET /dashscope/api-ws/v1/inference", allowed(http.HandlerFunc(s.socket)))
	mux.Handle("GET /dashscope/api-ws/v1/realtime", allowed(http.HandlerFunc(s.converse)))
	mux.HandleFunc("POST "+uploads, s.receive) // its form is signed
}

func (s server) painting() painting.Desk {
	return painting.Desk{Desk: s.Desk, Value: s.value, Keep: s.keep}
}

// weight tells what a request is. The tasks of a WebSocket are counted one by one.
func weight(r *http.Request) callee.Weight {
	path := r.URL.Path
	switch {
	case strings.HasPrefix(path, "/dashscope/api-ws/") || r.Method == http.MethodDelete ||
		strings.HasSuffix(path, "/uploads") || r.Method == http.MethodPost && strings.HasSuffix(path, "/files") || strings.HasSuffix(path, "/cancel"):
		return callee.Keeps
	case r.Method == http.MethodGet, strings.Contains(path, "/deployments"): // of which each says who may what
		return callee.Looks
	}
	return callee.Runs
}

func (s server) nothing(w http.ResponseWriter, r *http.Request) {
	for _, a := range absent {
		if strings.HasPrefix(strings.TrimPrefix(r.URL.Path, Base), a.path) {
			s.fail(w, r, fault.New(fault.Conflict, "%s", a.instead))
			return
		}
	}
	s.fail(w, r, fault.New(fault.NotFound, "there is no %s %s here; there are text, multimodal, code and image generation, understanding, tokenizer, embeddings, rerank, image synthesis, out-painting, backgrounds, transcription, speech, tasks, files, uploads, deployments and models",
		r.Method, r.URL.Path))
}

const maxJSON = 64 << 20 // bytes of a request, with what it holds

// understand puts a sentence into a class, or finds what it names.
func (s server) understand(c asked.Call) (output, usage any, err error) {
	var in understanding.Input
	if err := c.ReadInput(&in); err != nil {
		return nil, nil, err
	}
	output, err = understanding.Desk{Desk: s.Desk}.Understand(c.R.Context(), c.Model, in)
	return output, nil, err
}

func (s server) read(w http.ResponseWriter, r *http.Request) (c asked.Call, err error) {
	c.R, c.Base = r, api.Base(r)
	if err := api.ReadJSON(w, r, maxJSON, &c.Request); err != nil {
		return c, err
	}
	if r.Header.Get("X-DashScope-EncryptionKey") != "" {
		return c, fault.New(fault.Invalid, "encrypted requests are not taken here; use TLS")
	}
	if r.Header.Get("X-DashScope-Plugin") != "" {
		return c, fault.New(fault.Invalid, "plugins are not kept here: give tools, whose functions you call")
	}
	return c, nil
}

// service answers what has one answer: at once, or as a task.
func (s server) service(f func(asked.Call) (output, usage any, err error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		c, err := s.read(w, r)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		if deferred(r) {
			s.begin(r.Context(), w, c)
			return
		}
		output, usage, err := f(c)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		if streams(r) { // it is all there at once
			out := events{w: w}
			_ = out.write("result", http.StatusOK, dashscope.Answer{RequestID: requestID(w), Output: output, Usage: usage}) // the client may be gone
			return
		}
		s.answer(w, dashscope.Answer{Output: output, Usage: usage})
	}
}

// answer writes an answer with the id of its request.
func (s server) answer(w http.ResponseWriter, a dashscope.Answer) {
	a.RequestID = requestID(w)
	api.WriteJSON(w, http.StatusOK, a)
}

// requestID is that of the answer on its way.
func requestID(w http.ResponseWriter) string { return w.Header().Get(trace.Header) }

// fail turns a failure into the form that DashScope's SDKs read.
func (s server) fail(w http.ResponseWriter, r *http.Request, err error) {
	status, f := s.told(r, err)
	f.RequestID = requestID(w)
	api.RetryAfter(w, err)
	api.WriteJSON(w, status, f)
}

// codes are those by which the SDKs' users tell failures apart.
var codes = map[fault.Kind]string{
	fault.Invalid: "InvalidParameter", fault.TooLarge: "InvalidParameter.TooLarge", fault.Unauthenticated: "InvalidApiKey", fault.Forbidden: "AccessDenied",
	fault.NotFound: "NotFound", fault.Conflict: "UnsupportedOperation", fault.Stale: "UnsupportedOperation", fault.Exhausted: "Throttling",
	fault.Unavailable: "ServiceUnavailable", fault.Canceled: "Canceled", fault.Internal: "InternalError",
}

func (s server) told(r *http.Request, err error) (int, dashscope.Failure) {
	kind, msg := fault.Of(err)
	if kind == fault.Internal {
		s.Log.ErrorContext(r.Context(), "request failed", "id", trace.ID(r.Context()), "path", r.URL.Path, "err", err)
	}
	f := dashscope.Failure{Code: codes[kind], Message: msg}
	if callee.IsUnknown(err) {
		f.Code = "ModelNotFound"
	}
	status := api.Status(kind)
	if kind == fault.Conflict || kind == fault.Stale {
		status = http.StatusBadRequest
	}
	return status, f
}
