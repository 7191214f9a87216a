package workertest

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/wire/openai"
	"github.com/tenonhub/tenon/internal/wire/worker"
)

// deadline is how long a worker may take over one thing.
const deadline = time.Minute

// Contract tests a worker: a program with arguments that make it hold a model of
// text; --socket is added.
func Contract(t *testing.T, program string, args ...string) {
	t.Helper()
	p := start(t, program, args...)
	t.Run("it says when it is ready", func(t *testing.T) {
		h := p.ready(t)
		if h.Error != "" || h.Progress != 1 || h.Memory <= 0 {
			t.Errorf("it is %+v", h)
		}
	})
	t.Run("it answers a conversation as OpenAI's API does", func(t *testing.T) { whole(t, p) })
	t.Run("it streams", func(t *testing.T) { streamed(t, p) })
	t.Run("what is wrong is refused in that form", func(t *testing.T) {
		for path, body := range map[string]string{worker.ChatPath: "{", "/v1/nothing": "{}"} {
			var f openai.Failure
			if status, b := p.post(t, path, body); status < 400 || status > 499 || json.Unmarshal(b, &f) != nil || f.Error.Message == "" {
				t.Errorf("%s: %d %s", path, status, b)
			}
		}
	})
	t.Run("who hangs up cancels", func(t *testing.T) { canceled(t, p) })
	t.Run("told to end, it finishes what it has begun", func(t *testing.T) { drained(t, p) })
}

// process is a worker.
type process struct {
	cmd    *exec.Cmd
	client *http.Client
}

func start(t *testing.T, program string, args ...string) *process {
	t.Helper()
	socket := filepath.Join(t.TempDir(), "s")
	cmd := exec.Command(program, append(args, "--socket", socket)...) //nolint:noctx // the cleanup kills it
	said := &bytes.Buffer{}
	cmd.Stderr = said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		if t.Failed() {
			t.Logf("the worker said:\n%s", said)
		}
	})
	var d net.Dialer
	return &process{cmd, &http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) { return d.DialContext(ctx, "unix", socket) },
	}}}
}

func (p *process) health(t *testing.T) (h worker.Health, ok bool) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://worker"+worker.HealthPath, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := p.client.Do(req)
	if err != nil {
		return h, false // it does not listen yet
	}
	defer resp.Body.Close()
	if err := json.NewDecoder(resp.Body).Decode(&h); err != nil {
		t.Fatal(err)
	}
	return h, true
}

// until asks for the health until it is as it should be.
func (p *process) until(t *testing.T, what string, ok func(worker.Health) bool) (h worker.Health) {
	t.Helper()
	for end := time.Now().Add(deadline); time.Now().Before(end); <-time.After(5 * time.Millisecond) {
		var there bool
		if h, there = p.health(t); there && ok(h) {
			return h
		}
	}
	t.Fatalf("it is not %s: %+v", what, h)
	return h
}

func (p *process) ready(t *testing.T) worker.Health {
	t.Helper()
	return p.until(t, "ready", func(h worker.Health) bool { return h.State != worker.Loading })
}

func (p *process) send(ctx context.Context, path, body string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://worker"+path, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set(worker.Actor, "ada")
	return p.client.Do(req)
}

func (p *process) post(t *testing.T, path, body string) (int, []byte) {
	t.Helper()
	resp, err := p.send(t.Context(), path, body)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, b
}

// hello asks for a short answer; long for one that takes a while.
const (
	hello = `{"model":"m","messages":[{"role":"user","content":"hello"}],"max_tokens":4}`
	long  = `{"model":"m","messages":[{"role":"user","content":"words 100"}],"max_tokens":100,"ignore_eos":true,"stream":true}`
)

func whole(t *testing.T, p *process) {
	t.Helper()
	status, b := p.post(t, worker.ChatPath, hello)
	var r openai.ChatResponse
	if err := json.Unmarshal(b, &r); status != http.StatusOK || err != nil || len(r.Choices) != 1 || r.Choices[0].Finish == nil || r.Object != "chat.completion" {
		t.Fatalf("%d %s", status, b)
	}
	if r.Usage == nil || r.Usage.PromptTokens < 1 || r.Usage.CompletionTokens < 1 || r.Usage.TotalTokens != r.Usage.PromptTokens+r.Usage.CompletionTokens {
		t.Errorf("the usage is %+v", r.Usage)
	}
}

func streamed(t *testing.T, p *process) {
	t.Helper()
	body := strings.Replace(hello, `"max_tokens"`, `"stream":true,"stream_options":{"include_usage":true},"max_tokens"`, 1)
	resp, err := p.send(t.Context(), worker.ChatPath, body)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if !strings.HasPrefix(resp.Header.Get("Content-Type"), "text/event-stream") {
		t.Errorf("it is %s", resp.Header.Get("Content-Type"))
	}
	ends, used := 0, 0
	for c, err := range openai.ReadStream(resp.Body) {
		if err != nil {
			t.Fatal(err)
		}
		for _, ch := range c.Choices {
			if ch.Finish != nil {
				ends++
			}
		}
		if c.Usage != nil {
			used++
		}
	}
	if ends != 1 || used != 1 {
		t.Errorf("it ended %d times, with %d usages", ends, used)
	}
}

func canceled(t *testing.T, p *process) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	resp, err := p.send(ctx, worker.ChatPath, long)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if _, err := io.ReadFull(resp.Body, make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	cancel()
	p.until(t, "free again", func(h worker.Health) bool { return h.Counters.Running == 0 })
}

func drained(t *testing.T, p *process) {
	t.Helper()
	resp, err := p.send(t.Context(), worker.ChatPath, long)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if _, err := io.ReadFull(resp.Body, make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if b, err := io.ReadAll(resp.Body); err != nil || !strings.HasSuffix(strings.TrimSpace(string(b)), "[DONE]") {
		t.Errorf("the rest is %.100q …, %v", b, err)
	}
	if err := p.cmd.Wait(); err != nil {
		t.Errorf("it ended with %v", err)
	}
}
