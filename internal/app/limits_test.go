package app_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"
	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"

	wire "github.com/tenonhub/tenon/internal/wire/openai"
	"github.com/tenonhub/tenon/sdk"
)

// ann adds the user ann and returns a token of it.
func (c called) ann(t *testing.T) (token string) {
	t.Helper()
	admin := sdk.New(c.url, c.token, &http.Client{})
	if _, err := admin.AddUser(t.Context(), sdk.User{Name: "ann"}, "correct horse battery"); err != nil {
		t.Fatal(err)
	}
	made, err := admin.AddToken(t.Context(), sdk.Token{User: "ann", Name: "t", Scope: sdk.Scope{Level: "write"}}, 0)
	if err != nil {
		t.Fatal(err)
	}
	return made.Secret
}

// limit sets limits of ann; 0 is none.
func (c called) limit(t *testing.T, requests, tokens, concurrent int64) {
	t.Helper()
	l, err := sdk.New(c.url, c.token, &http.Client{}).SetLimits(t.Context(), "ann", sdk.LimitChange{Requests: &requests, Tokens: &tokens, Concurrent: &concurrent})
	if err != nil || l != (sdk.Limits{User: "ann", Requests: requests, Tokens: tokens, Concurrent: concurrent, Own: true}) {
		t.Fatalf("%+v, %v", l, err)
	}
}

// ask sends a POST and returns the answer, read.
func (c called) ask(ctx context.Context, t *testing.T, token, path, body string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Content-Type", "application/json")
	resp, err := (&http.Client{}).Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(b)
}

func TestRequestsOverTheLimitAreRefusedInEachDialect(t *testing.T) {
	t.Parallel()
	c := callable(t)
	token := c.ann(t)
	c.limit(t, 2, 0, 0)
	client := openai.NewClient(option.WithBaseURL(c.url+"/v1"), option.WithAPIKey(token), option.WithMaxRetries(0))
	ask := openai.ChatCompletionNewParams{Model: "lab/chat-1", Messages: []openai.ChatCompletionMessageParamUnion{openai.UserMessage("hello")}}
	for _, left := range []string{"1", "0"} {
		var resp *http.Response
		if _, err := client.Chat.Completions.New(t.Context(), ask, option.WithResponseInto(&resp)); err != nil {
			t.Fatal(err)
		}
		h := resp.Header
		if h.Get("x-ratelimit-limit-requests") != "2" || h.Get("x-ratelimit-remaining-requests") != left || !strings.HasSuffix(h.Get("x-ratelimit-reset-requests"), "s") || h.Get("x-ratelimit-limit-tokens") != "" {
			t.Errorf("with %s left the headers are %v", left, h)
		}
	}
	_, err := client.Chat.Completions.New(t.Context(), ask)
	e, ok := errors.AsType[*openai.Error](err)
	if !ok || e.StatusCode != http.StatusTooManyRequests || e.Code != "rate_limit_exceeded" || !strings.Contains(e.Message, "2 requests in a minute") || e.Response.Header.Get("Retry-After") == "" {
		t.Fatalf("one more: %v", err)
	}
	if l, err := client.Models.List(t.Context()); err != nil || len(l.Data) == 0 { // that is no request to a model
		t.Errorf("the list of models: %v", err)
	}
	for path, form := range map[string][2]string{
		"/v1/embeddings": {`{"model":"tenon/embeddings","input":"x"}`, `{"error":{"message":"the limit`},
		"/api/chat":      {`{"model":"lab/chat-1","messages":[{"role":"user","content":"x"}]}`, `{"error":"the limit`},
		"/dashscope/api/v1/services/aigc/text-generation/generation": {`{"model":"lab/chat-1","input":{"prompt":"x"}}`, `"code":"Throttling`},
		"/models/tenon/sentiment":                                    {`{"inputs":"x"}`, `{"error":"the limit`},
	} {
		resp, body := c.ask(t.Context(), t, token, path, form[0])
		if resp.StatusCode != http.StatusTooManyRequests || !strings.Contains(body, form[1]) || resp.Header.Get("Retry-After") == "" || resp.Header.Get("X-Ratelimit-Remaining-Requests") != "0" {
			t.Errorf("%s: %d %v %s", path, resp.StatusCode, resp.Header, body)
		}
	}
	for path, says := range map[string]string{"/api/tenon/v1/runs": "the limit of 2 requests", "/v1/files": "not a whole form"} { // to keep a file is no request to a model
		if resp, body := c.ask(t.Context(), t, token, path, `{}`); (resp.StatusCode == http.StatusTooManyRequests) != strings.HasPrefix(says, "the limit") || !strings.Contains(body, says) {
			t.Errorf("%s: %d %s", path, resp.StatusCode, body)
		}
	}
	tools, err := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, nil).Connect(t.Context(),
		&mcp.StreamableClientTransport{Endpoint: c.url + "/mcp?only=tenon/sentiment", HTTPClient: &http.Client{Transport: bearer(token)}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tools.Close()
	if res, err := tools.CallTool(t.Context(), &mcp.CallToolParams{Name: "tenon_sentiment", Arguments: map[string]any{"text": "x"}}); err != nil || !res.IsError {
		t.Errorf("a tool: %+v, %v", res, err)
	}
	if resp, body := c.ask(t.Context(), t, c.token, "/models/tenon/sentiment", `{"inputs":"x"}`); resp.StatusCode != http.StatusOK {
		t.Errorf("another user: %d %s", resp.StatusCode, body)
	}
}

// A token that is wrong, and none, are told of as each dialect tells of what went wrong.
func TestWhoIsNobodyIsToldInEachDialect(t *testing.T) {
	t.Parallel()
	c := callable(t)
	for path, form := range map[string]string{
		"/v1/chat/completions": `{"error":{"message":"%s`, "/v1/files": `{"error":{"message":"%s`, "/api/chat": `{"error":"%s`, "/models/tenon/sentiment": `{"error":"%s`,
		"/dashscope/api/v1/services/aigc/text-generation/generation": `"code":"InvalidApiKey","message":"%s`,
		"/dashscope/compatible-mode/v1/embeddings":                   `{"error":{"message":"%s`,
		"/api/tenon/v1/runs": `{"error":{"kind":"unauthenticated","message":"%s`,
	} {
		wrong := called{url: c.url, token: "tenon_wrong"}
		resp, body := wrong.send(t, http.MethodPost, path, `{}`)
		if resp.StatusCode != http.StatusUnauthorized || !strings.Contains(body, fmt.Sprintf(form, "the token is not one of")) || resp.Header.Get("Www-Authenticate") != "Bearer" {
			t.Errorf("%s with a wrong token: %d %v %s", path, resp.StatusCode, resp.Header, body)
		}
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, c.url+path, strings.NewReader(`{}`))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("X-Forwarded-For", "192.0.2.1") // by a proxy: the process at the other end tells nothing
		none, err := (&http.Client{}).Do(r)
		if err != nil {
			t.Fatal(err)
		}
		said, err := io.ReadAll(none.Body)
		if _ = none.Body.Close(); err != nil || none.StatusCode != http.StatusUnauthorized || !strings.Contains(string(said), fmt.Sprintf(form, "log in first")) {
			t.Errorf("%s without a token: %d %s, %v", path, none.StatusCode, said, err)
		}
	}
}

// Who is given what was answered before asks no model for anything: that is not
// counted, and is given however much was asked for. What is refused for its key is
// told in the form of the dialect.
func TestReplaysAreNotCounted(t *testing.T) {
	t.Parallel()
	c := callable(t)
	asks := map[string][2]string{
		"/v1/chat/completions": {hello, `{"error":{"message":"`},
		"/api/generate":        {`{"model":"lab/chat-1","stream":false,"prompt":"x"}`, `{"error":"`},
		"/models/lab/chat-1":   {`{"inputs":"x"}`, `{"error":"`},
		"/dashscope/api/v1/services/aigc/text-generation/generation": {`{"model":"lab/chat-1","input":{"prompt":"x"}}`, `"code":"`},
	}
	ann := called{url: c.url, token: c.ann(t)}
	c.limit(t, int64(len(asks)), 0, 0)
	send := func(path, ask, key string, status int, says string) {
		t.Helper()
		if resp, body := ann.send(t, http.MethodPost, path, ask, "Idempotency-Key", key, "Content-Type", "application/json"); resp.StatusCode != status || !strings.Contains(body, says) {
			t.Errorf("%s under %.9s: %d %s", path, key, resp.StatusCode, body)
		}
	}
	for path, ask := range asks {
		for range 3 {
			send(path, ask[0], "k", http.StatusOK, "")
		}
	}
	for path, ask := range asks {
		send(path, ask[0], "k", http.StatusOK, "")
		send(path, ask[0], "new", http.StatusTooManyRequests, ask[1])
		conflict := http.StatusConflict
		if strings.HasPrefix(path, "/dashscope") { // which has no such status
			conflict = http.StatusBadRequest
		}
		send(path, ask[0]+" ", "k", conflict, ask[1])
		send(path, ask[0], strings.Repeat("k", 256), http.StatusBadRequest, ask[1])
	}
}

func TestTokensOverTheLimitAreRefused(t *testing.T) {
	t.Parallel()
	c := callable(t)
	token := c.ann(t)
	c.limit(t, 0, 5, 0)
	resp, body := c.ask(t.Context(), t, token, "/v1/chat/completions", `{"model":"lab/chat-1","messages":[{"role":"user","content":"one two three"}]}`)
	if resp.StatusCode != http.StatusOK || resp.Header.Get("X-Ratelimit-Limit-Tokens") != "5" {
		t.Fatalf("%d %v %s", resp.StatusCode, resp.Header, body)
	}
	resp, body = c.ask(t.Context(), t, token, "/v1/chat/completions", `{"model":"lab/chat-1","messages":[{"role":"user","content":"four"}]}`)
	if resp.StatusCode != http.StatusTooManyRequests || !strings.Contains(body, "5 tokens in a minute") {
		t.Errorf("%d %s", resp.StatusCode, body)
	}
}

// A stream whose client asks for no usage is counted all the same, and shows none;
// a model that counts no tokens tells none.
func TestUsageIsCountedAndNeverInvented(t *testing.T) {
	t.Parallel()
	c := callable(t)
	token := c.ann(t)
	c.limit(t, 0, 5, 0)
	if resp, body := c.ask(t.Context(), t, token, "/v1/chat/completions", `{"model":"lab/chat-1","stream":true,"messages":[{"role":"user","content":"one two three"}]}`); resp.StatusCode != http.StatusOK ||
		!strings.Contains(body, "[DONE]") || strings.Contains(body, "prompt_tokens") {
		t.Errorf("the stream: %s", body)
	}
	if resp, body := c.ask(t.Context(), t, token, "/v1/chat/completions", `{"model":"lab/chat-1","messages":[{"role":"user","content":"x"}]}`); resp.StatusCode != http.StatusTooManyRequests {
		t.Errorf("after a stream: %d %s", resp.StatusCode, body)
	}
	c.lab.Forget("stream_options")
	for path, form := range map[string][3]string{
		"/v1/embeddings": {`{"model":"tenon/embeddings","input":"12345"}`, `"prompt_tokens":2,`, `null`}, // its clients read a number, which is a guess
		"/api/chat":      {`{"model":"lab/chat-1","messages":[{"role":"user","content":"x"}]}`, `"done":true`, `eval_count`},
		"/dashscope/api/v1/services/aigc/text-generation/generation": {`{"model":"lab/chat-1","input":{"prompt":"x"}}`, `"output":`, `"usage"`},
		"/v1/responses":        {`{"model":"lab/chat-1","input":"x"}`, `"status":"completed"`, `input_tokens`},
		"/v1/chat/completions": {`{"model":"lab/chat-1","stream":true,"messages":[{"role":"user","content":"x"}]}`, `[DONE]`, `prompt_tokens`},
	} {
		if resp, body := c.ask(t.Context(), t, c.token, path, form[0]); resp.StatusCode != http.StatusOK || !strings.Contains(body, form[1]) || strings.Contains(body, form[2]) {
			t.Errorf("%s of a model that tells no usage: %d %s", path, resp.StatusCode, body)
		}
	}
}

// A call that must wait is told its place: in a comment of its stream, and in a
// header.
func TestACallThatWaitsIsToldItsPlace(t *testing.T) {
	t.Parallel()
	c := callable(t)
	token := c.ann(t)
	c.limit(t, 0, 0, 1)
	busy, release := make(chan struct{}, 1), make(chan struct{})
	c.lab.AnswerFunc(func(wire.ChatRequest) string {
		busy <- struct{}{}
		<-release
		return "done"
	})
	const ask = `{"model":"lab/chat-1","stream":true,"messages":[{"role":"user","content":"x"}]}`
	first := make(chan string, 1)
	go func() {
		_, body := c.ask(t.Context(), t, token, "/v1/chat/completions", ask)
		first <- body
	}()
	<-busy
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, c.url+"/v1/chat/completions", strings.NewReader(ask))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	resp, err := (&http.Client{}).Do(r) // the comment begins the answer
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	lines := bufio.NewScanner(resp.Body)
	if !lines.Scan() || lines.Text() != ": waiting at place 1" || resp.Header.Get("X-Queue-Position") != "1" {
		t.Errorf("it begins with %q, %v", lines.Text(), resp.Header)
	}
	close(release)
	rest := ""
	for lines.Scan() {
		rest += lines.Text() + "\n"
	}
	if !strings.Contains(rest, `"content":"done"`) || !strings.Contains(rest, "data: [DONE]") {
		t.Errorf("it goes on %s", rest)
	}
	if body := <-first; !strings.Contains(body, "[DONE]") || strings.Contains(body, "waiting") {
		t.Errorf("the first: %s", body)
	}
}

// A client that takes nothing more, or is gone, gives the model back.
func TestWhoLeavesGivesTheModelBack(t *testing.T) {
	t.Parallel()
	c := callable(t)
	token := c.ann(t)
	c.limit(t, 0, 0, 1)
	c.lab.Slow(20 * time.Millisecond)
	const ask = `{"model":"lab/chat-1","stream":true,"messages":[{"role":"user","content":"one two three four five"}]}`
	for range 5 { // each has the only call that ann may have
		ctx, leave := context.WithTimeout(t.Context(), time.Minute)
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url+"/v1/chat/completions", strings.NewReader(ask))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+token)
		resp, err := (&http.Client{}).Do(r)
		if err != nil {
			t.Fatal(err)
		}
		first := make([]byte, 10)
		if _, err := io.ReadFull(resp.Body, first); err != nil {
			t.Error(err)
		}
		leave()
		_ = resp.Body.Close() // it was left
	}
	if resp, body := c.ask(t.Context(), t, token, "/v1/chat/completions", ask); resp.StatusCode != http.StatusOK || !strings.Contains(body, "[DONE]") {
		t.Errorf("afterwards: %d %s", resp.StatusCode, body)
	}
}
