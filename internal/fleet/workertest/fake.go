// Package workertest is the contract between the server and a worker, as tests
// that every worker passes, and a small worker for tests that need no model.
package workertest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/tenonhub/tenon/internal/wire/openai"
	"github.com/tenonhub/tenon/internal/wire/worker"
)

// Main makes a worker of a process that was started as one, and does not return
// then. A program of tests calls it first in TestMain; its own binary is a worker.
func Main() {
	if len(os.Args) < 2 || os.Args[1] != "llama" {
		return
	}
	if err := serve(os.Args[2:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// fake is a worker whose weights are a text, or end in one: the first word of it says how it
// loads ("broken WHY", "dies", "slow TIME", "claims BYTES" of memory; any other is ready at once), and what
// a request says last is what it does.
type fake struct {
	weights []string
	ready   atomic.Bool
	stuck   atomic.Bool
	served  atomic.Int64
	running atomic.Int64
}

func serve(args []string) error {
	set := flag.NewFlagSet("llama", flag.ContinueOnError)
	model, socket := set.String("model", "", ""), set.String("socket", "", "")
	for _, ignored := range []string{"libs", "threads", "context", "slots", "lora", "eyes"} {
		set.String(ignored, "", "")
	}
	if err := set.Parse(args); err != nil {
		return err
	}
	b, err := os.ReadFile(*model)
	if err != nil {
		return fmt.Errorf("read the weights: %w", err)
	}
	said := b[bytes.LastIndexByte(b, 0)+1:] // after the tensors of a file of weights
	f := &fake{weights: strings.Fields(string(said) + " -")}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	ln, err := (&net.ListenConfig{}).Listen(ctx, "unix", *socket)
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+worker.HealthPath, f.health)
	mux.HandleFunc("POST "+worker.ChatPath, f.chat)
	mux.HandleFunc("POST "+worker.EmbeddingPath, f.embed)
	mux.HandleFunc("POST "+worker.RerankPath, f.rerank)
	mux.HandleFunc("POST "+worker.TokenizePath, f.tokenize)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		refuse(w, http.StatusNotFound, "there is no "+r.URL.Path)
	})
	srv := &http.Server{Handler: mux, ReadHeaderTimeout: time.Minute}
	go f.load()
	done := make(chan error, 1)
	go func() {
		<-ctx.Done()
		done <- srv.Shutdown(context.WithoutCancel(ctx))
	}()
	if err := srv.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return <-done
}

func (f *fake) load() {
	switch f.weights[0] {
	case "broken":
		return
	case "dies":
		fmt.Fprintln(os.Stderr, "an assertion failed")
		os.Exit(6)
	case "slow":
		d, _ := time.ParseDuration(f.weights[1])
		<-time.After(d)
	}
	f.ready.Store(true)
}

func (f *fake) health(w http.ResponseWriter, r *http.Request) {
	if f.stuck.Load() {
		<-r.Context().Done()
		return
	}
	h := worker.Health{State: worker.Loading, Memory: 1 << 20, Counters: worker.Counters{Requests: f.served.Load(), Running: int(f.running.Load())}}
	if f.weights[0] == "claims" {
		h.Memory, _ = strconv.ParseInt(f.weights[1], 10, 64)
	}
	switch {
	case f.weights[0] == "broken":
		h.State, h.Error = worker.Failed, strings.Join(f.weights[1:len(f.weights)-1], " ")
	case f.ready.Load():
		h.State, h.Progress, h.Model.Template, h.Model.Context = worker.Ready, 1, true, 4096
	}
	write(w, http.StatusOK, h)
}

func write(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // who asked may be gone
}

func refuse(w http.ResponseWriter, status int, msg string) {
	write(w, status, openai.Failure{Error: openai.Error{Message: msg, Type: "invalid_request_error"}})
}

// tokenize takes words for tokens, and their lengths for ids.
func (f *fake) tokenize(w http.ResponseWriter, r *http.Request) {
	var req worker.TokenizeRequest
	if err := json.NewDecoder(r.Body).Decode(&req); err != nil {
		refuse(w, http.StatusBadRequest, "the body is no text")
		return
	}
	told := worker.TokenizeResponse{Tokens: []int32{}}
	for _, word := range strings.Fields(req.Content) {
		told.Tokens, told.Pieces = append(told.Tokens, int32(len(word))), append(told.Pieces, word)
	}
	write(w, http.StatusOK, told)
}

func (f *fake) chat(w http.ResponseWriter, r *http.Request) {
	var req openai.ChatRequest
	if err := json.NewDecoder(r.Body).Decode(&req); err != nil || len(req.Messages) == 0 {
		refuse(w, http.StatusBadRequest, "the body is no conversation")
		return
	}
	f.running.Add(1)
	defer f.running.Add(-1)
	said := req.Messages[len(req.Messages)-1].Content.String()
	order, rest, _ := strings.Cut(said, " ")
	answer := said
	switch order {
	case "refuse":
		refuse(w, http.StatusBadRequest, rest)
		return
	case "crash":
		fmt.Fprintln(os.Stderr, "a native library crashed")
		os.Exit(3)
	case "stick":
		f.stuck.Store(true)
		<-r.Context().Done()
		return
	case "sleep":
		d, _ := time.ParseDuration(rest)
		select {
		case <-time.After(d):
		case <-r.Context().Done():
			return
		}
	case "actor":
		answer = r.Header.Get(worker.Actor)
	case "spy":
		answer = spy(r.Context(), rest)
	}
	if req.Stream {
		f.stream(w, r, req, answer)
		return
	}
	stop := "stop"
	m := &openai.Message{Role: openai.Assistant, Content: openai.Text(answer)}
	write(w, http.StatusOK, openai.ChatResponse{
		ID: "chatcmpl-1", Object: "chat.completion", Model: req.Model, Choices: []openai.Choice{{Message: m, Finish: &stop}},
		Usage: &openai.Usage{PromptTokens: 3, CompletionTokens: 2, TotalTokens: 5},
	})
	f.served.Add(1)
}

// stream answers a word at a time; "words N" is N words, one each 10 ms.
func (f *fake) stream(w http.ResponseWriter, r *http.Request, req openai.ChatRequest, answer string) {
	words := strings.SplitAfter(answer, " ")
	if n, err := strconv.Atoi(strings.TrimPrefix(answer, "words ")); err == nil {
		words = make([]string, n)
		for i := range words {
			words[i] = strconv.Itoa(i) + " "
		}
	}
	w.Header().Set("Content-Type", "text/event-stream")
	for i, word := range words {
		if r.Context().Err() != nil {
			return
		}
		if i > 0 {
			<-time.After(10 * time.Millisecond)
		}
		c := openai.ChatResponse{ID: "chatcmpl-1", Object: "chat.completion.chunk", Model: req.Model, Choices: []openai.Choice{{Delta: &openai.Message{Content: openai.Text(word)}}}}
		if openai.WriteEvent(w, c) != nil {
			return
		}
		_ = http.NewResponseController(w).Flush()
	}
	stop := "stop"
	_ = openai.WriteEvent(w, openai.ChatResponse{ID: "chatcmpl-1", Object: "chat.completion.chunk", Choices: []openai.Choice{{Delta: &openai.Message{}, Finish: &stop}}})
	if req.StreamOptions != nil && req.StreamOptions.IncludeUsage {
		_ = openai.WriteEvent(w, openai.ChatResponse{
			ID: "chatcmpl-1", Object: "chat.completion.chunk", Choices: []openai.Choice{},
			Usage: &openai.Usage{PromptTokens: 3, CompletionTokens: int64(len(words)), TotalTokens: 3 + int64(len(words))},
		})
	}
	_, _ = fmt.Fprint(w, openai.Done)
	f.served.Add(1)
}

func (f *fake) embed(w http.ResponseWriter, r *http.Request) {
	var req openai.EmbeddingRequest
	if err := json.NewDecoder(r.Body).Decode(&req); err != nil {
		refuse(w, http.StatusBadRequest, "the body has no texts")
		return
	}
	res := openai.EmbeddingResponse{Object: "list", Model: req.Model, Usage: &openai.Usage{PromptTokens: 4, TotalTokens: 4}}
	for i, text := range req.Input {
		res.Data = append(res.Data, openai.Embedding{Object: "embedding", Index: i, Vector: []float32{float32(len(text)), 1}})
	}
	write(w, http.StatusOK, res)
}

// rerank puts the longest first; asked for "shares" it gives the share that each
// has of a hundred letters.
func (f *fake) rerank(w http.ResponseWriter, r *http.Request) {
	var req worker.RerankRequest
	if err := json.NewDecoder(r.Body).Decode(&req); err != nil {
		refuse(w, http.StatusBadRequest, "the body has no documents")
		return
	}
	res := worker.RerankResponse{Model: req.Model, Shares: req.Query == "shares"}
	for i, d := range req.Documents {
		one := worker.Ranked{Index: i, Score: float64(len(d))}
		if res.Shares {
			one.Score /= 100
		}
		res.Results = append(res.Results, one)
	}
	write(w, http.StatusOK, res)
}

// spy tries what a confined worker may not do, and says what it could.
func spy(ctx context.Context, file string) string {
	var l []string
	var d net.Dialer
	if _, err := os.ReadFile(file); err == nil {
		l = append(l, "read "+filepath.Base(file))
	}
	if c, err := d.DialContext(ctx, "tcp", "127.0.0.1:1"); err == nil || errors.Is(err, syscall.ECONNREFUSED) {
		l = append(l, "reached a network")
		if err == nil {
			_ = c.Close()
		}
	}
	if c, err := d.DialContext(ctx, "unix", file); err == nil || errors.Is(err, syscall.ECONNREFUSED) {
		l = append(l, "connected a socket")
		if err == nil {
			_ = c.Close()
		}
	}
	return "could: " + strings.Join(l, ", ")
}
