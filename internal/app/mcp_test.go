package app_test

import (
	"context"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/tenonhub/tenon/internal/fleet/workertest"
	"github.com/tenonhub/tenon/internal/pythontest"
)

func TestMCPForPython(t *testing.T) {
	t.Parallel()
	python := pythontest.Interpreter(t, "inference")
	c := callable(t)
	publish(t, c.client(), "admin/bare", false, map[string][]byte{"bare-Q4_0.gguf": workertest.GGUF("qwen2", qwen)})
	c.script(t, python, "mcp_client.py")
}

// bearer sends a token with each request.
type bearer string

func (b bearer) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("Authorization", "Bearer "+string(b))
	return http.DefaultTransport.RoundTrip(r)
}

func TestMCPForGo(t *testing.T) {
	t.Parallel()
	c := callable(t)
	client := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, nil)
	s, err := client.Connect(t.Context(), &mcp.StreamableClientTransport{Endpoint: c.url + "/mcp?only=tenon/sentiment", HTTPClient: &http.Client{Transport: bearer(c.token)}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	res, err := s.CallTool(t.Context(), &mcp.CallToolParams{Name: "tenon_sentiment", Arguments: map[string]any{"text": "I hate it."}})
	if err != nil || res.IsError || len(res.Content) == 0 {
		t.Errorf("%+v, %v", res, err)
	}
	if _, err := client.Connect(t.Context(), &mcp.StreamableClientTransport{Endpoint: c.url + "/mcp", HTTPClient: &http.Client{Transport: bearer("wrong")}}, nil); err == nil {
		t.Error("a wrong token is let in")
	}
}

// rpc sends a message as a client does, and gives the answer; name is how it was called
// when it began.
func (c called) rpc(ctx context.Context, t *testing.T, name, body string) (answer, as string) {
	t.Helper()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url+"/mcp", strings.NewReader(body))
	if err != nil {
		t.Error(err)
		return "", ""
	}
	for key, v := range map[string]string{"Authorization": "Bearer " + c.token, "Content-Type": "application/json", "Accept": "application/json, text/event-stream", "Mcp-Session-Id": name} {
		r.Header.Set(key, v)
	}
	resp, err := (&http.Client{}).Do(r)
	if err != nil {
		return err.Error(), ""
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		return err.Error(), ""
	}
	return string(b), resp.Header.Get("Mcp-Session-Id")
}

// running is how many calls of connected models are being answered.
func (c called) running(t *testing.T) int {
	t.Helper()
	_, said := c.try(t, c.token, http.MethodGet, "/metrics", "")
	n := 0
	if m := regexp.MustCompile(`tenon_calls_running\{engine="remote"\} (\d+)`).FindStringSubmatch(said); m != nil {
		n, _ = strconv.Atoi(m[1])
	}
	return n
}

// TestACallOfAToolIsCanceled: by a notification, and by who hangs up; another client's call
// of the same number goes on.
func TestACallOfAToolIsCanceled(t *testing.T) {
	t.Parallel()
	c := callable(t)
	begin := `{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"x","version":"1"}}}`
	_, first := c.rpc(t.Context(), t, "", begin)
	_, second := c.rpc(t.Context(), t, "", begin)
	if first == "" || first == second {
		t.Fatalf("two clients are called %q and %q", first, second)
	}
	const tool = `{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"lab_chat-1","arguments":{"prompt":"one two three"}}}`
	c.lab.Slow(time.Hour)
	running := func(want int) {
		t.Helper()
		for end := time.Now().Add(time.Minute); c.running(t) != want; <-time.After(10 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("%d are being answered, not %d", c.running(t), want)
			}
		}
	}
	ended := make(chan string, 2)
	for _, name := range []string{first, second} {
		go func() {
			said, _ := c.rpc(context.WithoutCancel(t.Context()), t, name, tool)
			ended <- name + said
		}()
	}
	running(2)
	c.rpc(t.Context(), t, first, `{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":7}}`)
	if said := <-ended; !strings.HasPrefix(said, first) {
		t.Errorf("it ends with %s", said)
	}
	running(1)
	c.rpc(t.Context(), t, second, `{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":7}}`)
	<-ended
	running(0)
	for range 2 { // of one client, which is wrong, and ends both
		go func() {
			said, _ := c.rpc(context.WithoutCancel(t.Context()), t, first, tool)
			ended <- said
		}()
	}
	running(2)
	c.rpc(t.Context(), t, first, `{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":7}}`)
	<-ended
	<-ended
	running(0)
	ctx, hangUp := context.WithCancel(t.Context())
	go func() {
		c.rpc(ctx, t, first, tool)
		close(ended)
	}()
	running(1)
	hangUp()
	<-ended
	running(0)
}
