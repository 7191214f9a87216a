package app_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/tenonhub/tenon/internal/fleet/workertest"
	"github.com/tenonhub/tenon/internal/pythontest"
)

func TestDashScopeForPython(t *testing.T) {
	t.Parallel()
	python := pythontest.Interpreter(t, "inference")
	callable(t).script(t, python, "dashscope_client.py")
}

func TestInferenceForPython(t *testing.T) {
	t.Parallel()
	python := pythontest.Interpreter(t, "inference")
	callable(t).script(t, python, "inference_client.py")
}

// A model that was pushed answers in every dialect, with its own count of tokens.
func TestAModelThatWasPushedAnswersInEveryDialect(t *testing.T) {
	t.Parallel()
	c := callable(t)
	publish(t, c.client(), "admin/parrot", false, map[string][]byte{"parrot-Q4_0.gguf": workertest.GGUF("qwen2", qwen)})
	for path, say := range map[string][2]string{
		"/v1/responses": {`{"model":"admin/parrot","input":"hello"}`, `"text":"hello"`},
		"/api/chat":     {`{"model":"admin/parrot","stream":false,"messages":[{"role":"user","content":"hello"}]}`, `"content":"hello"`},
		"/api/generate": {`{"model":"admin/parrot:latest","stream":false,"prompt":"hello"}`, `"response":"hello"`},
		"/dashscope/api/v1/services/aigc/text-generation/generation": {`{"model":"admin/parrot","input":{"prompt":"hello"}}`, `"text":"hello"`},
		"/models/admin/parrot/v1/chat/completions":                   {`{"messages":[{"role":"user","content":"hello"}]}`, `"content":"hello"`},
		"/dashscope/api/v1/tokenizer":                                {`{"model":"admin/parrot","input":{"messages":[{"role":"user","content":"two words"}]}}`, `"output":{"token_ids":[3,5],"tokens":["two","words"]},"usage":{"input_tokens":2}`},
	} {
		if status, reply := c.try(t, c.token, http.MethodPost, path, say[0]); status != http.StatusOK || !strings.Contains(reply, say[1]) {
			t.Errorf("%s: %d %s", path, status, reply)
		}
	}
	if _, reply := c.try(t, c.token, http.MethodGet, "/api/ps", ""); !strings.Contains(reply, `"admin/parrot:latest"`) {
		t.Errorf("what runs: %s", reply)
	}
	if status, reply := c.try(t, c.token, http.MethodPost, "/dashscope/api/v1/tokenizer", `{"model":"lab/chat-1","input":{"prompt":"x"}}`); status != http.StatusBadRequest || !strings.Contains(reply, "does not tell its tokens") {
		t.Errorf("of another server's model: %d %s", status, reply)
	}
}

func TestWhatIsAskedOfDashScopeIsDoneOrRefused(t *testing.T) {
	t.Parallel()
	python := pythontest.Interpreter(t, "inference")
	callable(t).script(t, python, "dashscope_asked.py")
}

func TestEachClassOfDashScopeForPython(t *testing.T) {
	t.Parallel()
	python := pythontest.Interpreter(t, "inference")
	callable(t).script(t, python, "dashscope_classes.py")
}

func TestMoreOfDashScopeForPython(t *testing.T) {
	t.Parallel()
	python := pythontest.Interpreter(t, "inference")
	callable(t).script(t, python, "dashscope_more.py")
}

// A recording that is too large ends its task; the client goes on with the next one.
func TestATooLargeRecordingEndsItsTaskAlone(t *testing.T) {
	t.Parallel()
	conf := working(t)
	conf.MaxFile = 1 << 20
	c := callableWith(t, conf)
	conn, _, err := websocket.Dial(t.Context(), c.url+"/dashscope/api-ws/v1/inference", &websocket.DialOptions{HTTPHeader: http.Header{"Authorization": {"Bearer " + c.token}}})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.CloseNow() }() // it has ended, one way or another
	ask := func() {
		const task = `{"header":{"action":"run-task","task_id":"1","streaming":"duplex"},"payload":{"task_group":"audio","task":"asr","function":"recognition","model":"lab/whisper-1","parameters":{"format":"pcm"},"input":{}}}`
		if err := conn.Write(t.Context(), websocket.MessageText, []byte(task)); err != nil {
			t.Fatal(err)
		}
	}
	hears := func(event string) {
		t.Helper()
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if _, b, err := conn.Read(ctx); err != nil || !strings.Contains(string(b), event) {
			t.Fatalf("%s, %v, want %s", b, err, event)
		}
	}
	ask()
	hears("task-started")
	const head = 44 // bytes of a WAV's
	if err := conn.Write(t.Context(), websocket.MessageBinary, make([]byte, conf.MaxFile+1-head)); err != nil {
		t.Fatal(err)
	}
	hears("task-failed")
	ask()
	hears("task-started")
}
