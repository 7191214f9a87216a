package app_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/openai/openai-go/v3"

	"github.com/tenonhub/tenon/internal/engine/llama/ggufgen"
	"github.com/tenonhub/tenon/internal/engine/remote/remotetest"
	"github.com/tenonhub/tenon/internal/fleet/workertest"
)

// adapted asks an adapter of admin/tiny, by its name and as one of the model, and what
// foretells its answer: all of one worker.
func adapted(t *testing.T, c called, shape ggufgen.Shape, ask string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "lora.gguf")
	if err := ggufgen.LoRA(file, 5, shape, 4); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	publish(t, c.client(), "admin/accent", false, map[string][]byte{"accent.gguf": b, "README.md": []byte("---\nbase_model: admin/tiny\n---\n# Accent\n")})
	ask = strings.Replace(ask, `"max_tokens":8`, `"max_tokens":4`, 1) // how what is kept lies in memory may change what comes later
	say := func(ask string) (words string) {
		t.Helper()
		status, reply := c.try(t, c.token, http.MethodPost, "/v1/chat/completions", ask)
		var r openai.ChatCompletion
		if err := json.Unmarshal([]byte(reply), &r); err != nil || status != http.StatusOK || len(r.Choices) != 1 {
			t.Fatalf("%d %s", status, reply)
		}
		return r.Choices[0].Message.Content
	}
	with := func(lora string) string { return strings.Replace(ask, "{", `{"lora":`+lora+`,`, 1) }
	plain, byName := say(ask), say(strings.Replace(ask, "admin/tiny", "admin/accent", 1))
	if plain == byName {
		t.Errorf("the adapter changes nothing: %q", plain)
	}
	for lora, want := range map[string]string{
		`"admin/accent"`: byName, `[{"name":"admin/accent","scale":1}]`: byName, `[{"name":"admin/accent","scale":0}]`: plain, `[]`: plain,
	} {
		if got := say(with(lora)); got != want {
			t.Errorf("with lora %s it says %q, not %q", lora, got, want)
		}
	}
	for lora, says := range map[string]string{
		`"admin/nothing"`: "admin/nothing", `[{"id":0}]`: "name the repository of one", `"admin/tiny"`: "is no adapter", `7`: "lora must be the name",
	} {
		if status, reply := c.try(t, c.token, http.MethodPost, "/v1/chat/completions", with(lora)); status/100 != 4 || !strings.Contains(reply, says) {
			t.Errorf("with lora %s: %d %s", lora, status, reply)
		}
	}
	status, reply := c.try(t, c.token, http.MethodPost, "/v1/chat/completions", strings.Replace(ask, "{", fmt.Sprintf(`{"prediction":{"type":"content","content":%q},`, plain), 1))
	var r openai.ChatCompletion
	if err := json.Unmarshal([]byte(reply), &r); err != nil || status != http.StatusOK || r.Choices[0].Message.Content != plain || r.Usage.CompletionTokensDetails.AcceptedPredictionTokens+r.Usage.CompletionTokensDetails.RejectedPredictionTokens == 0 {
		t.Errorf("with its answer foretold: %d %s", status, reply)
	}
}

// TestQuantisationsAreNamedInEveryDialect: each that can be said is answered, and one
// that is not there is refused with those that are.
func TestQuantisationsAreNamedInEveryDialect(t *testing.T) {
	t.Parallel()
	c := callable(t)
	publish(t, c.client(), "admin/parrot", false, map[string][]byte{"parrot-Q4_0.gguf": workertest.GGUF("qwen2", qwen), "parrot-Q8_0.gguf": workertest.GGUF("qwen2", qwen)})
	const chat = `"messages":[{"role":"user","content":"hello"}]`
	for path, body := range map[string]string{
		"/v1/chat/completions": `{"model":%q,` + chat + `}`,
		"/v1/responses":        `{"model":%q,"input":"hello"}`,
		"/api/chat":            `{"model":%q,"stream":false,` + chat + `}`,
		"/api/generate":        `{"model":%q,"stream":false,"prompt":"hello"}`,
		"/dashscope/api/v1/services/aigc/text-generation/generation": `{"model":%q,"input":{` + chat + `}}`,
		"/dashscope/compatible-mode/v1/chat/completions":             `{"model":%q,` + chat + `}`,
	} {
		for _, name := range []string{"admin/parrot:Q8_0", "hf.co/admin/parrot:q8_0", "admin/parrot@main:Q8_0", "admin/parrot@main", "admin/parrot:latest"} {
			if status, reply := c.try(t, c.token, http.MethodPost, path, fmt.Sprintf(body, name)); status != http.StatusOK || !strings.Contains(reply, "hello") {
				t.Errorf("%s of %s: %d %s", name, path, status, reply)
			}
		}
		for name, says := range map[string]string{"admin/parrot:Q5_K_M": "but of Q4_0, Q8_0", "admin/parrot@v9": "admin/parrot has no revision v9, but main"} {
			if status, reply := c.try(t, c.token, http.MethodPost, path, fmt.Sprintf(body, name)); status/100 != 4 || !strings.Contains(reply, says) {
				t.Errorf("%s of %s: %d %s", name, path, status, reply)
			}
		}
	}
	if status, reply := c.try(t, c.token, http.MethodPost, "/models/admin/parrot:Q8_0/v1/chat/completions", `{`+chat+`}`); status != http.StatusOK || !strings.Contains(reply, "hello") {
		t.Errorf("of Hugging Face's: %d %s", status, reply)
	}
	var held []string
	l, err := c.client().Workers(t.Context())
	for _, w := range l {
		held = append(held, w.Model)
	}
	if slices.Sort(held); err != nil || strings.Join(held, " ") != "admin/parrot admin/parrot:Q8_0" {
		t.Errorf("held are %v, %v", held, err)
	}
	if err := c.client().StopModel(t.Context(), "admin/parrot:Q8_0"); err != nil {
		t.Error(err)
	}
	if _, err := c.client().LoadModel(t.Context(), "hf.co/admin/parrot:Q8_0", false); err != nil {
		t.Error(err)
	}
	if err := c.client().RemoveRepo(t.Context(), "model", "admin/parrot"); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(time.Minute); ; <-time.After(10 * time.Millisecond) {
		if l, err := c.client().Workers(t.Context()); err == nil && len(l) == 0 {
			break
		} else if time.Now().After(end) {
			t.Fatalf("of a repository that is gone there are %+v, %v", l, err)
		}
	}
}

// A connection may have a name that begins an address here, and that no owner can have.
func TestAConnectionMayHaveTheNameOfAnAddress(t *testing.T) {
	t.Parallel()
	c, lab := callable(t), remotetest.New(t)
	for _, name := range []string{"studio", "models", "v1", "api", "a"} {
		c.post(t, "/api/tenon/v1/connections", `{"name":"`+name+`","url":"`+lab.URL+`","key":"`+remotetest.Key+`","local":true}`)
		for _, ask := range [][3]string{
			{http.MethodGet, "/api/tenon/v1/models/%s/chat-1", ""},
			{http.MethodGet, "/v1/models/%s/chat-1", ""},
			{http.MethodPost, "/models/%s/chat-1", `{"inputs":"hello"}`},
			{http.MethodPost, "/models/%s/chat-1/pipeline/text-generation", `{"inputs":"hello"}`},
			{http.MethodPost, "/models/%s/chat-1/v1/chat/completions", hello},
			{http.MethodPost, "/v1/chat/completions", strings.Replace(hello, "lab", name, 1)},
			{http.MethodPost, "/api/chat", strings.Replace(hello, "lab", name, 1)},
		} {
			if h, reply := c.send(t, ask[0], strings.Replace(ask[1], "%s", name, 1), ask[2], "Content-Type", "application/json"); h.StatusCode != http.StatusOK {
				t.Errorf("%s %s of %s: %d %s", ask[0], ask[1], name, h.StatusCode, reply)
			}
		}
	}
}
