package app_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/llama/ggufgen"
	"github.com/tenonhub/tenon/internal/engine/llama/librarytest"
	"github.com/tenonhub/tenon/sdk"
)

// sighted publishes a small model with its projector.
func sighted(t *testing.T, c called) {
	t.Helper()
	model, err := os.ReadFile(librarytest.Tiny(t, 5, func(s *ggufgen.Shape) { s.Grid = true }))
	if err != nil {
		t.Fatal(err)
	}
	projector, err := os.ReadFile(librarytest.Eyes(t, 6, ggufgen.Qwen2VL))
	if err != nil {
		t.Fatal(err)
	}
	publish(t, c.client(), "admin/eyes", false, map[string][]byte{"eyes-F32.gguf": model, "mmproj-eyes-F32.gguf": projector})
}

// shot is a picture, as a PNG.
func shot(t *testing.T) []byte {
	t.Helper()
	p := image.NewRGBA(image.Rect(0, 0, 120, 90))
	for y := range 90 {
		for x := range 120 {
			p.Set(x, y, color.RGBA{uint8(2 * x), uint8(2 * y), 90, 255})
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, p); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestAModelThatSees has every dialect show it a picture, in the real worker.
func TestAModelThatSees(t *testing.T) {
	t.Parallel()
	libs := librarytest.Sight(t)
	program := filepath.Join(t.TempDir(), "tenon-worker")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, "../../cmd/tenon-worker").CombinedOutput(); err != nil {
		t.Fatalf("build the worker: %v\n%s", err, out)
	}
	config := working(t)
	config.Workers.Program, config.Workers.Engines, config.Workers.Threads = program, filepath.Dir(libs), 1
	c := callableWith(t, config)
	sighted(t, c)
	r, err := c.client().Repo(t.Context(), "model", "admin/eyes", "main")
	if err != nil || r.Known.Runs == nil || strings.Join(r.Known.Runs.Also, " ") != "image-to-text visual-question-answering" || r.Known.Runs.Blind != "" || r.Known.Runs.File != "eyes-F32.gguf" {
		t.Fatalf("%+v, %v", r.Known.Runs, err)
	}
	packed := base64.StdEncoding.EncodeToString(shot(t))
	held := "data:image/png;base64," + packed
	for name, ask := range map[string][2]string{
		"OpenAI":    {"/v1/chat/completions", `{"model":"admin/eyes","max_tokens":4,"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":%q}},{"type":"text","text":"x"}]}]}`},
		"responses": {"/v1/responses", `{"model":"admin/eyes","max_output_tokens":4,"input":[{"role":"user","content":[{"type":"input_image","image_url":%q},{"type":"input_text","text":"x"}]}]}`},
		"DashScope": {"/dashscope/api/v1/services/aigc/multimodal-generation/generation", `{"model":"admin/eyes","parameters":{"max_tokens":4},"input":{"messages":[{"role":"user","content":[{"image":%q},{"text":"x"}]}]}}`},
	} {
		if status, body := c.try(t, c.token, http.MethodPost, ask[0], fmt.Sprintf(ask[1], held)); status != http.StatusOK || tokensIn(body) < 20 {
			t.Errorf("%s: %d %s", name, status, body)
		}
	}
	larger := func(more string) int {
		_, body := c.try(t, c.token, http.MethodPost, "/dashscope/api/v1/services/aigc/multimodal-generation/generation",
			fmt.Sprintf(`{"model":"admin/eyes","parameters":{"max_tokens":1},"input":{"messages":[{"role":"user","content":[{"image":%q%s}]}]}}`, held, more))
		return tokensIn(body)
	}
	if whole, n := larger(""), larger(`,"min_pixels":90000`); n <= whole {
		t.Errorf("with more pixels a picture is %d tokens, with fewer %d", n, whole)
	}
	if status, body := c.try(t, c.token, http.MethodPost, "/api/chat", fmt.Sprintf(`{"model":"admin/eyes","stream":false,"options":{"num_predict":4},"messages":[{"role":"user","content":"x","images":[%q]}]}`, packed)); status != http.StatusOK || tokensIn(body) < 20 {
		t.Errorf("Ollama: %d %s", status, body)
	}
	inside := fmt.Sprintf(`{"model":"admin/eyes","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":%q}}]}]}`, "http://127.0.0.1:9/a.png")
	if status, body := c.try(t, c.token, http.MethodPost, "/v1/chat/completions", inside); status < 400 || status >= 500 {
		t.Errorf("an address inside: %d %s", status, body)
	}
	for task, node := range map[string]sdk.GraphNode{
		"visual-question-answering": {In: map[string][]sdk.Source{"image": {{Given: "shot.png"}}, "question": {{Text: "What is it?"}}}},
		"image-to-text":             {In: map[string][]sdk.Source{"image": {{Given: "shot.png"}}}, Params: map[string]any{"language": "zh"}},
	} {
		node.ID, node.Task, node.Model = "n1", task, "admin/eyes."+task
		r, err := c.client().Ask(t.Context(), sdk.Ask{Text: "run it", Consent: "yes", Graph: &sdk.Graph{Nodes: []sdk.GraphNode{node}}, Files: []sdk.File{{
			Name: "shot.png", Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(shot(t))), nil },
		}}})
		if err != nil {
			t.Fatal(err)
		}
		for r, err = range c.client().Follow(t.Context(), r.ID) {
			if err != nil {
				t.Fatal(err)
			}
		}
		if r.State != "done" || r.Answer == "" {
			t.Errorf("%s: %+v", task, r)
		}
	}
}

// tokensIn is how many tokens the question had, as an answer of any dialect says.
func tokensIn(body string) int {
	var said struct {
		Usage struct {
			Prompt int `json:"prompt_tokens"`
			Input  int `json:"input_tokens"`
		}
		Eval int `json:"prompt_eval_count"`
	}
	_ = json.Unmarshal([]byte(body), &said)
	return max(said.Usage.Prompt, said.Usage.Input, said.Eval)
}

// TestAModelThatCouldSee is run for text where the library is not, and it is said how to get it.
func TestAModelThatCouldSee(t *testing.T) {
	t.Parallel()
	c := callable(t)
	sighted(t, c)
	const how = "run `tenon engine install vision`"
	r, err := c.client().Repo(t.Context(), "model", "admin/eyes", "main")
	if err != nil || r.Known.Runs == nil || r.Known.Runs.Engine != "llama" || len(r.Known.Runs.Also) != 0 || !strings.Contains(r.Known.Runs.Blind, how) {
		t.Fatalf("%+v, %v", r.Known.Runs, err)
	}
	if status, words := c.chat(t, c.token, "admin/eyes", "hello"); status != http.StatusOK {
		t.Errorf("%d %s", status, words)
	}
	if m, err := c.client().Model(t.Context(), "admin/eyes.visual-question-answering"); err != nil || !strings.Contains(m.Missing, how) {
		t.Errorf("%+v, %v", m, err)
	}
}
