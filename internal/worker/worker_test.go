package worker_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/engine/llama/ggufgen"
	"github.com/tenonhub/tenon/internal/engine/llama/librarytest"
	wire "github.com/tenonhub/tenon/internal/wire/worker"
	"github.com/tenonhub/tenon/internal/worker"
)

// TestMain is the worker itself where the tests start it as one.
func TestMain(m *testing.M) {
	worker.Child()
	if len(os.Args) > 1 && (os.Args[1] == "llama" || os.Args[1] == "onnx" || os.Args[1] == "speech" || os.Args[1] == "diffusion") {
		ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
		status := worker.Run(ctx, os.Args[1:], os.Stderr)
		stop()
		os.Exit(status)
	}
	os.Exit(m.Run())
}

// process is a worker that was started.
type process struct {
	*http.Client
	t   *testing.T
	cmd *exec.Cmd
}

func start(t *testing.T, model string, args ...string) *process {
	t.Helper()
	return launch(t, "llama", append([]string{"--model", model, "--libs", librarytest.Folder(t), "--threads", "1"}, args...)...)
}

// launch starts a worker with an engine.
func launch(t *testing.T, engine string, args ...string) *process {
	t.Helper()
	socket := filepath.Join(t.TempDir(), "s")
	cmd := exec.CommandContext(t.Context(), os.Args[0], append([]string{engine, "--socket", socket}, args...)...)
	cmd.Env, cmd.Stderr = append(os.Environ(), wire.Environment()...), t.Output()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p := &process{t: t, cmd: cmd, Client: &http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			for {
				c, err := (&net.Dialer{}).DialContext(ctx, "unix", socket)
				if err == nil || ctx.Err() != nil {
					return c, err
				}
				select { // it has not begun to listen
				case <-time.After(5 * time.Millisecond):
				case <-ctx.Done():
				}
			}
		},
	}}}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	return p
}

// post sends v, or what v says if it is a text, and gives the answer.
func (p *process) post(path string, v any) (status int, body string) {
	p.t.Helper()
	b, ok := v.(string)
	if !ok {
		j, err := json.Marshal(v)
		if err != nil {
			p.t.Fatal(err)
		}
		b = string(j)
	}
	r, err := http.NewRequestWithContext(p.t.Context(), http.MethodPost, "http://worker"+path, strings.NewReader(b))
	if err != nil {
		p.t.Fatal(err)
	}
	res, err := p.Do(r)
	if err != nil {
		p.t.Fatal(err)
	}
	defer res.Body.Close()
	out, err := io.ReadAll(res.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return res.StatusCode, string(out)
}

func (p *process) health() (h wire.Health) {
	p.t.Helper()
	r, err := http.NewRequestWithContext(p.t.Context(), http.MethodGet, "http://worker"+wire.HealthPath, nil)
	if err != nil {
		p.t.Fatal(err)
	}
	res, err := p.Do(r)
	if err != nil {
		p.t.Fatal(err)
	}
	defer res.Body.Close()
	if err := json.NewDecoder(res.Body).Decode(&h); err != nil {
		p.t.Fatal(err)
	}
	return h
}

// answer is what the tests read of answers.
type answer struct {
	Object  string
	Choices []struct {
		Message, Delta struct {
			Role, Content string
			Calls         []struct {
				ID, Type string
				Function struct{ Name, Arguments string }
			} `json:"tool_calls"`
		}
		Text     string
		Finish   string `json:"finish_reason"`
		Logprobs *struct {
			Content []struct {
				Token   string
				Logprob float64
				Top     []struct{ Logprob float64 } `json:"top_logprobs"`
			}
		}
	}
	Usage *struct {
		Prompt  int `json:"prompt_tokens"`
		Answer  int `json:"completion_tokens"`
		Total   int `json:"total_tokens"`
		Details struct {
			Cached int `json:"cached_tokens"`
		} `json:"prompt_tokens_details"`
	}
	Error *struct{ Message, Type, Code, Param string }
}

func (p *process) ask(path string, v any) (a answer) {
	p.t.Helper()
	status, body := p.post(path, v)
	if err := json.Unmarshal([]byte(body), &a); err != nil || status != http.StatusOK {
		p.t.Fatalf("%s answers %d %s (%v)", path, status, body, err)
	}
	return a
}

type object = map[string]any

func says(text string) []object { return []object{{"role": "user", "content": text}} }

func TestAWorkerAnswersAConversation(t *testing.T) {
	t.Parallel()
	p := start(t, librarytest.Tiny(t, 1, nil))
	request := object{"model": "tiny", "messages": says("Hello, how are you?"), "max_tokens": 20, "temperature": 0, "ignore_eos": true}
	whole := p.ask(wire.ChatPath, request)
	c := whole.Choices[0]
	if whole.Object != "chat.completion" || c.Message.Role != "assistant" || c.Message.Content == "" || c.Finish != "length" {
		t.Errorf("it answers %+v", whole)
	}
	if u := whole.Usage; u.Answer != 20 || u.Total != u.Prompt+20 || u.Details.Cached != 0 {
		t.Errorf("it has used %+v", u)
	}
	request["stream"], request["stream_options"] = true, object{"include_usage": true}
	text, last := p.stream(wire.ChatPath, request)
	if text != c.Message.Content {
		t.Errorf("as a stream it says %q, not %q", text, c.Message.Content)
	}
	if u := last.Usage; u == nil || u.Answer != 20 || u.Details.Cached != u.Prompt-1 {
		t.Errorf("at its end the stream says %+v", last.Usage)
	}
	h := p.health()
	if h.State != wire.Ready || !h.Model.Template || h.Model.Architecture != "qwen2" || h.Memory < 1<<20 || h.Counters.CacheHits != 1 {
		t.Errorf("its health is %+v", h)
	}
}

// stream asks and gives the words and the last event before the end.
func (p *process) stream(path string, v any) (text string, last answer) {
	p.t.Helper()
	status, body := p.post(path, v)
	if status != http.StatusOK {
		p.t.Fatalf("%s answers %d %s", path, status, body)
	}
	done := false
	for s := bufio.NewScanner(strings.NewReader(body)); s.Scan(); {
		data, ok := bytes.CutPrefix(s.Bytes(), []byte("data: "))
		if !ok {
			continue
		}
		if done = string(data) == "[DONE]"; done {
			continue
		}
		last = answer{}
		if err := json.Unmarshal(data, &last); err != nil {
			p.t.Fatalf("%s: %v", data, err)
		}
		for _, c := range last.Choices {
			text += c.Delta.Content + c.Text
		}
	}
	if !done {
		p.t.Errorf("the stream ends without saying so: %s", body)
	}
	return text, last
}

func TestAWorkerSaysWhyItCannotLoad(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "cut.gguf")
	whole, err := os.ReadFile(librarytest.Tiny(t, 1, nil))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, whole[:len(whole)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	p := start(t, path)
	status, body := p.post(wire.ChatPath, object{"messages": says("Hello")})
	if status != http.StatusBadRequest || !strings.Contains(body, "the file was cut off") {
		t.Errorf("it answers %d %s", status, body)
	}
	if h := p.health(); h.State != wire.Failed || !strings.Contains(h.Error, "the file was cut off") {
		t.Errorf("its health is %+v", h)
	}
}

func TestAWorkerEndsWhenItIsTold(t *testing.T) {
	t.Parallel()
	p := start(t, librarytest.Tiny(t, 1, func(s *ggufgen.Shape) { s.Context = 512 }))
	p.ask(wire.CompletionPath, object{"prompt": "Hello", "max_tokens": 1})
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Wait(); err != nil {
		t.Errorf("it ends with %v", err)
	}
}
