package app_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	wire "github.com/tenonhub/tenon/internal/wire/openai"
)

// until asks again and again whether something is so.
func until(t *testing.T, what string, is func() bool) {
	t.Helper()
	deadline, tick := time.After(time.Minute), time.NewTicker(20*time.Millisecond)
	defer tick.Stop()
	for !is() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatal(what)
		}
	}
}

// Who waits for its turn longer than the settings say is told its place in the form
// of the dialect, and when to ask again.
func TestACallWaitsNoLongerThanItMay(t *testing.T) {
	t.Parallel()
	conf := working(t)
	conf.Patience = 200 * time.Millisecond
	c := callableWith(t, conf)
	ann := called{url: c.url, token: c.ann(t)}
	c.limit(t, 0, 0, 1)
	busy, release := make(chan struct{}), make(chan struct{})
	c.lab.AnswerFunc(func(wire.ChatRequest) string {
		close(busy)
		<-release
		return "done"
	})
	first := make(chan string, 1)
	go func() {
		_, body := c.ask(t.Context(), t, ann.token, "/v1/chat/completions", hello)
		first <- body
	}()
	<-busy
	for path, form := range map[string][2]string{
		"/v1/chat/completions": {hello, `{"error":{"message":"it waited 200ms for a call of yours to end, and was still number 1`},
		"/api/chat":            {hello, `{"error":"it waited`},
		"/dashscope/api/v1/services/aigc/text-generation/generation": {`{"model":"lab/chat-1","input":{"prompt":"x"}}`, `"code":"Throttling`},
		"/models/tenon/sentiment":                                    {`{"inputs":"x"}`, `{"error":"it waited`},
	} {
		resp, body := ann.send(t, http.MethodPost, path, form[0], "Content-Type", "application/json")
		if resp.StatusCode != http.StatusTooManyRequests || !strings.Contains(body, form[1]) || resp.Header.Get("Retry-After") == "" || resp.Header.Get("X-Queue-Position") != "1" {
			t.Errorf("%s: %d %v %s", path, resp.StatusCode, resp.Header, body)
		}
	}
	close(release)
	if body := <-first; !strings.Contains(body, `"content":"done"`) {
		t.Errorf("the first: %s", body)
	}
}

// A collector of OpenTelemetry hears of a request, its call of a model, and how that
// waited and ran; the server that was asked is told of the trace.
func TestACollectorHearsOfRequests(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var heard strings.Builder
	collector := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		_, _ = io.Copy(&heard, r.Body) // protobuf has its texts as they are
	}))
	defer collector.Close()
	conf := working(t)
	conf.Collector = collector.URL
	c := callableWith(t, conf)
	if resp, body := c.send(t, http.MethodPost, "/v1/chat/completions", hello, "X-Request-Id", "traced-1"); resp.StatusCode != http.StatusOK {
		t.Fatal(body)
	}
	for _, want := range []string{"POST /v1/chat/completions", "traced-1", "call lab/chat-1", "queue", "engine", "gen_ai.usage.output_tokens", "http.response.status_code"} {
		until(t, "the collector does not hear of "+want, func() bool {
			mu.Lock()
			defer mu.Unlock()
			return strings.Contains(heard.String(), want)
		})
	}
	if strings.Contains(heard.String(), "one two three") {
		t.Error("it hears what was said")
	}
}

// painter is a server of a model that paints. It answers nobody until it may.
type painter struct {
	*httptest.Server
	asked atomic.Int64
	may   atomic.Bool
}

func newPainter(t *testing.T) *painter {
	t.Helper()
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 64, 64))); err != nil {
		t.Fatal(err)
	}
	p := &painter{}
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // who has sent all is seen to leave
		if r.Method == http.MethodPost {
			if p.asked.Add(1); !p.may.Load() {
				<-r.Context().Done()
				return
			}
		}
		fmt.Fprintf(w, `{"data":[{"id":"image-1","b64_json":%q}]}`, base64.StdEncoding.EncodeToString(picture.Bytes()))
	}))
	t.Cleanup(p.Close)
	return p
}

// A task of DashScope is a durable job: a server that ends while a model works on it
// leaves it to the next one.
func TestATaskGoesOnAfterARestart(t *testing.T) {
	t.Parallel()
	p := newPainter(t)
	c := config(t)
	c.Drain = 100 * time.Millisecond
	h, at, stop := listen(t, c)
	h.must(t, http.MethodPost, "/api/tenon/v1/connections", `{"name":"lab","url":"`+p.URL+`","local":true,"model":"image-1","task":"text-to-image"}`)
	var task struct {
		Output struct {
			ID     string `json:"task_id"`
			Status string `json:"task_status"`
		} `json:"output"`
	}
	_, said := called{url: at, token: h.Token()}.send(t, http.MethodPost, "/dashscope/api/v1/services/aigc/text2image/image-synthesis",
		`{"model":"lab/image-1","input":{"prompt":"a cat"},"parameters":{"size":"64*64"}}`, "X-DashScope-Async", "enable", "Content-Type", "application/json")
	decode(t, said, &task)
	until(t, "the model is not asked", func() bool { return p.asked.Load() > 0 })
	stop()
	p.may.Store(true)
	h, _, stop = listen(t, c)
	defer stop()
	until(t, "it does not succeed", func() bool {
		decode(t, h.must(t, http.MethodGet, "/dashscope/api/v1/tasks/"+task.Output.ID, ""), &task)
		return task.Output.Status == "SUCCEEDED"
	})
	if n := p.asked.Load(); n != 2 {
		t.Errorf("the model was asked %d times", n)
	}
}

// The assistant tells what its models have used, as any chat model does.
func TestTheAssistantTellsItsUsage(t *testing.T) {
	t.Parallel()
	c := callable(t)
	const ask = `"model":"tenon/assistant","messages":[{"role":"user","content":"Write a short poem about the sea"}]`
	type answer struct {
		Choices []json.RawMessage `json:"choices"`
		Usage   *wire.Usage       `json:"usage"`
	}
	var whole answer
	_, body := c.send(t, http.MethodPost, "/v1/chat/completions", "{"+ask+"}")
	decode(t, body, &whole)
	if u := whole.Usage; u == nil || u.PromptTokens < 1 || u.CompletionTokens < 1 || u.TotalTokens != u.PromptTokens+u.CompletionTokens {
		t.Fatalf("it answers %s", body)
	}
	for options, want := range map[string]int{`"stream":true,`: 0, `"stream":true,"stream_options":{"include_usage":true},`: 1} {
		_, body := c.send(t, http.MethodPost, "/v1/chat/completions", "{"+options+ask+"}")
		told := 0
		for line := range strings.Lines(body) {
			data, ok := strings.CutPrefix(line, "data: ")
			if !ok || strings.HasPrefix(data, "[DONE]") {
				continue
			}
			var chunk answer
			decode(t, data, &chunk)
			if chunk.Usage != nil {
				told++
				if len(chunk.Choices) != 0 || !strings.Contains(data, `"choices":[]`) || *chunk.Usage != *whole.Usage {
					t.Errorf("the chunk is %s", data)
				}
			}
		}
		if told != want || !strings.HasSuffix(body, "data: [DONE]\n\n") {
			t.Errorf("with %s its usage is told %d times: %s", options, told, body)
		}
	}
}
