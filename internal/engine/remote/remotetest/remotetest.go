// Package remotetest is a small server that speaks the OpenAI API as the real
// one does: it checks keys, fields and schemas, streams, counts usage, and can
// be told what to answer, to fail, to be slow and to know less.
package remotetest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/wire/openai"
)

// Key is the key that a Server takes.
const Key = "sk-remotetest-0123456789abcdef"

// The models of a Server.
const (
	Chat       = "chat-1"
	Embedding  = "text-embedding-1"
	Image      = "image-1"
	Speech     = "tts-1"
	Transcribe = "whisper-1"
)

// Request is what a Server was asked.
type Request struct {
	Path string
	ID   string            // the header X-Request-Id
	Body string            // of a request in JSON
	Form map[string]string // of a form; its file as "name (n bytes)"
}

// Server answers until its test ends.
type Server struct {
	URL string // the base address, ending in /v1

	mu       sync.Mutex
	answers  []string
	answer   func(openai.ChatRequest) string
	heard    string
	failures []failure
	unknown  []string
	slow     time.Duration
	asked    []Request
	pictures map[string][]byte
	away     bool
	breaks   int // streams that are still to break off
}

type failure struct {
	status int
	body   string
	header http.Header
}

// New starts a server on the loopback.
func New(tb testing.TB) *Server {
	tb.Helper()
	s := &Server{heard: "Good morning. The meeting is on Tuesday at ten.", pictures: map[string][]byte{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1/models", s.models)
	mux.HandleFunc("POST /v1/chat/completions", s.chat)
	mux.HandleFunc("POST /v1/completions", s.complete)
	mux.HandleFunc("POST /v1/embeddings", s.embeddings)
	mux.HandleFunc("POST /v1/images/generations", s.generate)
	mux.HandleFunc("POST /v1/images/edits", s.edit)
	mux.HandleFunc("GET /v1/files/{name}", s.file)
	mux.HandleFunc("POST /v1/audio/speech", s.speech)
	mux.HandleFunc("POST /v1/audio/transcriptions", s.transcribe)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		fail(w, http.StatusNotFound, "invalid_request_error", "unknown_url", fmt.Sprintf("Unknown request URL: %s %s.", r.Method, r.URL.Path))
	})
	h := httptest.NewServer(s.guard(mux))
	tb.Cleanup(h.Close)
	s.URL = h.URL + "/v1"
	return s
}

// Answer makes these the next answers of the chat model, one each.
func (s *Server) Answer(texts ...string) { s.with(func() { s.answers = append(s.answers, texts...) }) }

// AnswerFunc makes what f gives the answers of the chat model, after those of Answer.
func (s *Server) AnswerFunc(f func(openai.ChatRequest) string) { s.with(func() { s.answer = f }) }

// Hear makes text what is said in every recording.
func (s *Server) Hear(text string) { s.with(func() { s.heard = text }) }

// Fail makes the next times requests fail with a status and, where it is not
// empty, a message; header is in pairs.
func (s *Server) Fail(times, status int, message string, header ...string) {
	h := http.Header{}
	for i := 0; i+1 < len(header); i += 2 {
		h.Set(header[i], header[i+1])
	}
	s.with(func() {
		for range times {
			s.failures = append(s.failures, failure{status, message, h})
		}
	})
}

// Break makes the next times streams break off after their first word.
func (s *Server) Break(times int) { s.with(func() { s.breaks += times }) }

// broken reports whether this stream breaks off.
func (s *Server) broken() (yes bool) {
	s.with(func() {
		if yes = s.breaks > 0; yes {
			s.breaks--
		}
	})
	return yes
}

// Recover takes back what Fail said and has not happened yet.
func (s *Server) Recover() { s.with(func() { s.failures = nil }) }

// Forget makes fields unknown: "response_format", "stream_options", "size",
// "verbose_json". "b64_json" makes pictures come as addresses.
func (s *Server) Forget(fields ...string) {
	s.with(func() { s.unknown = append(s.unknown, fields...) })
}

// Slow makes the server wait before each answer and each piece of a stream.
func (s *Server) Slow(d time.Duration) { s.with(func() { s.slow = d }) }

// PicturesElsewhere makes the addresses of pictures those of another host.
func (s *Server) PicturesElsewhere() { s.with(func() { s.away = true }) }

// Requests are those that had the right key, in the order in which they came.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.asked)
}

func (s *Server) with(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
}

func (s *Server) knows(field string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return !slices.Contains(s.unknown, field)
}

// guard checks the key, and fails and waits as it was told.
func (s *Server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// A server hears that its caller has left once it has read the body.
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 64<<20))
		if err != nil {
			fail(w, http.StatusRequestEntityTooLarge, "invalid_request_error", "", "Maximum content size limit exceeded.")
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		key, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		switch {
		case !ok:
			fail(w, http.StatusUnauthorized, "invalid_request_error", "", "You didn't provide an API key.")
			return
		case key != Key:
			fail(w, http.StatusUnauthorized, "invalid_request_error", "invalid_api_key", "Incorrect API key provided: "+key+".")
			return
		}
		s.mu.Lock()
		var f *failure
		if len(s.failures) > 0 {
			f, s.failures = &s.failures[0], s.failures[1:]
		}
		s.mu.Unlock()
		if f != nil {
			for k := range f.header {
				w.Header().Set(k, f.header.Get(k))
			}
			if strings.HasPrefix(f.body, "<") {
				w.WriteHeader(f.status)
				_, _ = io.WriteString(w, f.body)
				return
			}
			code := ""
			if strings.Contains(f.body, "quota") {
				code = "insufficient_quota"
			}
			fail(w, f.status, "server_error", code, f.body)
			return
		}
		if s.wait(r) {
			next.ServeHTTP(w, r)
		}
	})
}

// wait is slow, and false when the caller has left.
func (s *Server) wait(r *http.Request) bool {
	s.mu.Lock()
	d := s.slow
	s.mu.Unlock()
	if d == 0 {
		return true
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-r.Context().Done():
		return false
	}
}

func fail(w http.ResponseWriter, status int, typ, code, message string) {
	var c any
	if code != "" {
		c = code
	}
	send(w, status, map[string]any{"error": map[string]any{"message": message, "type": typ, "param": nil, "code": c}})
}

func refuse(w http.ResponseWriter, param, message string) {
	send(w, http.StatusBadRequest, map[string]any{"error": map[string]any{"message": message, "type": "invalid_request_error", "param": param, "code": nil}})
}

func send(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}

func (s *Server) models(w http.ResponseWriter, _ *http.Request) {
	list := openai.ModelList{Object: "list"}
	for _, id := range []string{Chat, Embedding, Image, Speech, Transcribe} {
		list.Data = append(list.Data, openai.Model{ID: id, Object: "model", Created: 1_700_000_000, OwnedBy: "remotetest"})
	}
	send(w, http.StatusOK, list)
}

// read decodes a request in JSON, and refuses fields that nobody knows and
// other models than want.
func (s *Server) read(w http.ResponseWriter, r *http.Request, want string, into any) bool {
	b, err := io.ReadAll(r.Body)
	if err != nil {
		refuse(w, "", "We could not read the body of your request.")
		return false
	}
	s.with(func() {
		s.asked = append(s.asked, Request{Path: r.URL.Path, ID: r.Header.Get("X-Request-Id"), Body: string(b)})
	})
	var raw map[string]json.RawMessage
	dec := json.NewDecoder(strings.NewReader(string(b)))
	dec.DisallowUnknownFields()
	if json.Unmarshal(b, &raw) != nil {
		refuse(w, "", "We could not parse the JSON body of your request.")
		return false
	}
	if err := dec.Decode(into); err != nil {
		refuse(w, "", "Unrecognized request argument supplied: "+err.Error())
		return false
	}
	for field := range raw {
		if !s.knows(field) {
			refuse(w, field, "Unrecognized request argument supplied: "+field)
			return false
		}
	}
	var model string
	_ = json.Unmarshal(raw["model"], &model)
	return s.isModel(w, model, want)
}

func (s *Server) isModel(w http.ResponseWriter, model, want string) bool {
	switch {
	case model == "":
		refuse(w, "model", "you must provide a model parameter")
	case model != want:
		fail(w, http.StatusNotFound, "invalid_request_error", "model_not_found", "The model `"+model+"` does not exist or you do not have access to it.")
	}
	return model == want
}
