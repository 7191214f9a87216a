package app_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"
	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"
	"github.com/openai/openai-go/v3/responses"

	"github.com/tenonhub/tenon/internal/app"
	"github.com/tenonhub/tenon/internal/engine/remote/remotetest"
	"github.com/tenonhub/tenon/internal/nodetest"
	"github.com/tenonhub/tenon/internal/pythontest"
	wire "github.com/tenonhub/tenon/internal/wire/openai"
	"github.com/tenonhub/tenon/sdk"
)

// called is a program that is reached by a network, with the server of models
// "lab" connected.
type called struct {
	url, token string
	lab        *remotetest.Server
}

func callable(t *testing.T) called {
	t.Helper()
	return callableWith(t, working(t))
}

func callableWith(t *testing.T, conf app.Config) called {
	t.Helper()
	c, stop := serve(t, conf)
	t.Cleanup(stop)
	c.lab = remotetest.New(t)
	c.lab.AnswerFunc(func(r wire.ChatRequest) string { return r.Messages[len(r.Messages)-1].Content.String() })
	c.post(t, "/api/tenon/v1/connections", `{"name":"lab","url":"`+c.lab.URL+`","key":"`+remotetest.Key+`","local":true}`)
	c.post(t, "/api/tenon/v1/connections", `{"name":"studio","url":"`+c.lab.URL+`","key":"`+remotetest.Key+`","local":true,"model":"image-1","task":"image-to-image"}`)
	return c
}

// serve serves the program until stop is called.
func serve(t *testing.T, conf app.Config) (c called, stop func()) {
	t.Helper()
	a, err := app.Open(t.Context(), conf, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, end := context.WithCancel(context.WithoutCancel(t.Context()))
	ended := make(chan error, 1)
	go func() { ended <- a.Serve(ctx, ln) }()
	return called{url: "http://" + ln.Addr().String(), token: a.Token()}, func() {
		end()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	}
}

func (c called) post(t *testing.T, path, body string) {
	t.Helper()
	if status, reply := c.try(t, c.token, http.MethodPost, path, body); status/100 != 2 {
		t.Fatalf("%s: %d %s", path, status, reply)
	}
}

// try sends a request with a token and tells what came back.
func (c called) try(t *testing.T, token, method, path, body string) (status int, reply string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, c.url+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	resp, err := (&http.Client{}).Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(b)
}

func (c called) script(t *testing.T, with, script string, env ...string) {
	t.Helper()
	data, err := filepath.Abs("../../testdata")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), with, filepath.Join("testdata", script))
	cmd.Env = append(append(os.Environ(), "URL="+c.url, "TOKEN="+c.token, "TESTDATA="+data), env...)
	if out, err := cmd.CombinedOutput(); err != nil || !strings.HasSuffix(string(out), "all is well\n") {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestOpenAIForPython(t *testing.T) {
	t.Parallel()
	python := pythontest.Interpreter(t, "inference")
	callable(t).script(t, python, "openai_client.py")
}

func TestMoreOfOpenAIForPython(t *testing.T) {
	t.Parallel()
	python := pythontest.Interpreter(t, "inference")
	callable(t).script(t, python, "openai_more.py")
}

func TestResponsesInTheBackgroundForPython(t *testing.T) {
	t.Parallel()
	python := pythontest.Interpreter(t, "inference")
	c := callable(t)
	c.lab.Slow(50 * time.Millisecond)
	c.script(t, python, "openai_background.py")
}

func TestRealtimeTranscriptionForPython(t *testing.T) {
	t.Parallel()
	python := pythontest.Interpreter(t, "inference")
	callable(t).script(t, python, "openai_realtime.py")
}

func TestOpenAIForNode(t *testing.T) {
	t.Parallel()
	node, modules := nodetest.Modules(t, "inference")
	callable(t).script(t, node, "openai_client.mjs", "MODULES="+modules)
}

// TestRealtimeTranscriptionForNode has a proxy speak TLS, which the client insists on.
func TestRealtimeTranscriptionForNode(t *testing.T) {
	t.Parallel()
	node, modules := nodetest.Modules(t, "inference")
	c := callable(t)
	to, err := url.Parse(c.url)
	if err != nil {
		t.Fatal(err)
	}
	front := httptest.NewTLSServer(httputil.NewSingleHostReverseProxy(to))
	t.Cleanup(front.Close)
	c.url = front.URL
	c.script(t, node, "openai_realtime.mjs", "MODULES="+modules, "NODE_TLS_REJECT_UNAUTHORIZED=0")
}

func TestHuggingFaceInferenceForNode(t *testing.T) {
	t.Parallel()
	node, modules := nodetest.Modules(t, "inference")
	callable(t).script(t, node, "inference_client.mjs", "MODULES="+modules)
}

func TestOpenAIForGo(t *testing.T) {
	t.Parallel()
	c := callable(t)
	client := openai.NewClient(option.WithBaseURL(c.url+"/v1"), option.WithAPIKey(c.token), option.WithMaxRetries(0))
	ask := openai.ChatCompletionNewParams{Model: "lab/chat-1", Messages: []openai.ChatCompletionMessageParamUnion{openai.UserMessage("one two three")}}
	whole, err := client.Chat.Completions.New(t.Context(), ask)
	if err != nil || whole.Choices[0].Message.Content != "one two three" {
		t.Fatalf("%+v, %v", whole, err)
	}
	stream, pieces := client.Chat.Completions.NewStreaming(t.Context(), ask), ""
	for stream.Next() {
		for _, ch := range stream.Current().Choices {
			pieces += ch.Delta.Content
		}
	}
	if err := stream.Err(); err != nil || pieces != "one two three" {
		t.Errorf("streamed %q, %v", pieces, err)
	}
	making := client.Responses.NewStreaming(t.Context(), responses.ResponseNewParams{
		Model: "lab/chat-1", Input: responses.ResponseNewParamsInputUnion{OfString: openai.String(`CALL weather {"city": "Lyon"}`)},
		Tools: []responses.ToolUnionParam{{OfFunction: &responses.FunctionToolParam{Name: "weather", Parameters: map[string]any{"type": "object", "properties": map[string]any{"city": map[string]any{"type": "string"}}}}}},
	})
	said, done := "", false
	for making.Next() {
		switch e := making.Current().AsAny().(type) {
		case responses.ResponseFunctionCallArgumentsDoneEvent:
			said = e.Arguments
		case responses.ResponseCompletedEvent:
			done = len(e.Response.Output) == 1 && e.Response.Output[0].Name == "weather"
		}
	}
	if err := making.Err(); err != nil || !strings.Contains(said, "Lyon") || !done {
		t.Errorf("a response calls with %q, done %v, %v", said, done, err)
	}
	vectors, err := client.Embeddings.New(t.Context(), openai.EmbeddingNewParams{Model: "tenon/embeddings", Input: openai.EmbeddingNewParamsInputUnion{OfString: openai.String("a cat")}})
	if err != nil || len(vectors.Data) != 1 || len(vectors.Data[0].Embedding) < 10 {
		t.Errorf("%+v, %v", vectors, err)
	}
	_, err = client.Images.Generate(t.Context(), openai.ImageGenerateParams{Model: "lab/image-1", Prompt: "x", Quality: openai.ImageGenerateParamsQuality("hd")})
	if e, ok := errors.AsType[*openai.Error](err); !ok || e.StatusCode != http.StatusBadRequest || e.Param != "quality" || e.Code != "unsupported_parameter" {
		t.Errorf("a quality that nothing heeds: %v", err)
	}
	sound, err := client.Audio.Speech.New(t.Context(), openai.AudioSpeechNewParams{Model: "tenon/espeak", Input: "Hello.", Voice: openai.AudioSpeechNewParamsVoiceUnion{OfString: openai.String("alloy")}})
	if err != nil {
		t.Fatal(err)
	}
	defer sound.Body.Close()
	if b, err := io.ReadAll(sound.Body); err != nil || len(b) < 1000 {
		t.Errorf("%d bytes of speech, %v", len(b), err)
	}
}

// A credential that only reads may list the models and run none: by no dialect.
func TestAReadersTokenRunsNothing(t *testing.T) {
	t.Parallel()
	c := callable(t)
	made, err := sdk.New(c.url, c.token, &http.Client{}).AddToken(t.Context(), sdk.Token{User: "admin", Name: "reader", Scope: sdk.Scope{Level: "read"}}, 0)
	if err != nil {
		t.Fatal(err)
	}
	client := openai.NewClient(option.WithBaseURL(c.url+"/v1"), option.WithAPIKey(made.Secret), option.WithMaxRetries(0))
	if l, err := client.Models.List(t.Context()); err != nil || len(l.Data) < 5 {
		t.Errorf("listing: %v", err)
	}
	_, err = client.Embeddings.New(t.Context(), openai.EmbeddingNewParams{Model: "tenon/embeddings", Input: openai.EmbeddingNewParamsInputUnion{OfString: openai.String("a cat")}})
	if e, ok := errors.AsType[*openai.Error](err); !ok || e.StatusCode != http.StatusForbidden || !strings.Contains(e.Message, "--write") {
		t.Errorf("a call: %v", err)
	}
	for path, body := range map[string]string{
		"/v1/completions": `{"model":"lab/chat-1","prompt":"x"}`, "/v1/chat/completions": `{"model":"lab/chat-1","messages":[{"role":"user","content":"x"}]}`,
		"/api/chat": `{"model":"lab/chat-1","messages":[{"role":"user","content":"x"}]}`, "/api/generate": `{"model":"lab/chat-1","prompt":"x"}`,
		"/api/embed": `{"model":"tenon/embeddings","input":"x"}`, "/api/pull": `{"model":"admin/x"}`,
		"/v1/responses": `{"model":"lab/chat-1","input":"x"}`, "/v1/batches": `{"input_file_id":"x","endpoint":"/v1/embeddings","completion_window":"24h"}`, "/v1/files": `x`,
		"/dashscope/api/v1/services/aigc/text-generation/generation": `{"model":"lab/chat-1","input":{"prompt":"x"}}`,
		"/api/v1/services/rerank/text-rerank/text-rerank":            `{"model":"tenon/similarity","input":{"query":"x","documents":["y"]}}`,
		"/dashscope/api/v1/files":                                    `x`,
		"/dashscope/compatible-mode/v1/embeddings":                   `{"model":"tenon/embeddings","input":"x"}`,
		"/models/tenon/sentiment":                                    `{"inputs":"x"}`, "/models/summarization": `{"inputs":"x"}`,
		"/models/lab/chat-1/v1/chat/completions": `{"messages":[{"role":"user","content":"x"}]}`,
	} {
		if status, reply := c.try(t, made.Secret, http.MethodPost, path, body); status != http.StatusForbidden || !strings.Contains(reply, "--write") {
			t.Errorf("%s: %d %s", path, status, reply)
		}
	}
	if status, reply := c.try(t, made.Secret, http.MethodGet, "/dashscope/api-ws/v1/inference", ""); status != http.StatusForbidden {
		t.Errorf("the socket: %d %s", status, reply)
	}
	if status, reply := c.try(t, made.Secret, http.MethodGet, "/v1/realtime?intent=transcription", ""); status != http.StatusForbidden {
		t.Errorf("realtime: %d %s", status, reply)
	}
	s, err := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, nil).Connect(t.Context(),
		&mcp.StreamableClientTransport{Endpoint: c.url + "/mcp", HTTPClient: &http.Client{Transport: bearer(made.Secret)}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for name, args := range map[string]any{"tenon_sentiment": map[string]any{"text": "x"}, "assistant": map[string]any{"request": "Is “I love it” positive?"}} {
		if res, err := s.CallTool(t.Context(), &mcp.CallToolParams{Name: name, Arguments: args}); err != nil || !res.IsError {
			t.Errorf("%s: %+v, %v", name, res, err)
		}
	}
}
