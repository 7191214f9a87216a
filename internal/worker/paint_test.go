package worker_test

import (
	"context"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/diffusion/diffusiontest"
	"github.com/tenonhub/tenon/internal/engine/onnx/librarytest"
	wire "github.com/tenonhub/tenon/internal/wire/worker"
)

// painter starts a worker with a small model that paints.
func painter(t *testing.T, args ...string) *process {
	t.Helper()
	model := diffusiontest.Lay(t, diffusiontest.Files(t, "sd", diffusiontest.Usual))
	return launch(t, "diffusion", append([]string{"--model", model, "--libs", librarytest.Folder(t), "--threads", "1"}, args...)...)
}

func words(s string) map[string][]wire.Value {
	return map[string][]wire.Value{"prompt": {{Type: "text", Text: s}}}
}

func TestAModelPaintsAndTellsItsSteps(t *testing.T) {
	t.Parallel()
	p := painter(t)
	status, body := p.post(wire.RunPath, wire.RunRequest{Task: "text-to-image", Params: map[string]any{"steps": 4, "seed": 1}, In: words("a fox")})
	lines := strings.Split(strings.TrimSpace(body), "\n")
	if status != http.StatusOK || len(lines) != 5 {
		t.Fatalf("%d %.2000s", status, body)
	}
	before := 0.0
	var e wire.RunEvent
	for _, line := range lines {
		e = wire.RunEvent{}
		if err := json.Unmarshal([]byte(line), &e); err != nil || e.Progress <= before {
			t.Fatalf("%.200s: %v", line, err)
		}
		before = e.Progress
	}
	if v := e.Out["image"]; len(v) != 1 || !strings.HasPrefix(string(v[0].Data), "\x89PNG") || v[0].Media != "image/png" || e.Usage.Steps != 4 || e.Usage.Pictures != 1 || e.Usage.TokensIn < 3 {
		t.Errorf("%+v", e)
	}
	if h := p.health(); h.State != wire.Ready || h.Model.Architecture != "StableDiffusionPipeline" || h.Counters.Requests != 1 || h.Counters.Running != 0 {
		t.Errorf("%+v", h)
	}
	for want, q := range map[string]wire.RunRequest{
		"must be multiples of 16": {Task: "text-to-image", Params: map[string]any{"width": 65}, In: words("a fox")},
		"the prompt is empty":     {Task: "text-to-image", In: words(" ")},
		"and not translation":     {Task: "translation", In: words("a fox")},
	} {
		if status, said := p.post(wire.RunPath, q); status != http.StatusBadRequest || !strings.Contains(said, want) {
			t.Errorf("%s: %d %s", want, status, said)
		}
	}
	if status, said := p.post(wire.ChatPath, "{}"); status != http.StatusBadRequest || !strings.Contains(said, "this model paints") {
		t.Errorf("%d %s", status, said)
	}
}

func TestWhoHangsUpIsNotPaintedFor(t *testing.T) {
	t.Parallel()
	p := painter(t)
	ctx, hangUp := context.WithCancel(t.Context())
	b, err := json.Marshal(wire.RunRequest{Task: "text-to-image", Params: map[string]any{"steps": 500}, In: words("a fox")})
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://worker"+wire.RunPath, strings.NewReader(string(b)))
	if err != nil {
		t.Fatal(err)
	}
	res, err := p.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var e wire.RunEvent
	if err := json.NewDecoder(res.Body).Decode(&e); err != nil || e.Progress == 0 || e.Progress > 0.5 {
		t.Fatalf("%+v, %v", e, err)
	}
	hangUp()
	until(t, "it is free", func() bool { return p.health().Counters.Running == 0 })
	if status, body := p.post(wire.RunPath, wire.RunRequest{Task: "text-to-image", Params: map[string]any{"steps": 1}, In: words("a fox")}); status != http.StatusOK {
		t.Errorf("%d %s", status, body)
	}
}

func TestWhatTakesTooMuchMemoryIsNotPainted(t *testing.T) {
	t.Parallel()
	p := painter(t, "--memory", "12582912")
	status, body := p.post(wire.RunPath, wire.RunRequest{Task: "text-to-image", Params: map[string]any{"steps": 1, "width": 2048, "height": 2048}, In: words("a fox")})
	if status != http.StatusRequestEntityTooLarge || !strings.Contains(body, "of memory with this model") {
		t.Errorf("%d %s", status, body)
	}
	broken := diffusiontest.Lay(t, diffusiontest.Files(t, "sd", diffusiontest.Usual))
	if err := os.Remove(filepath.Join(filepath.Dir(broken), "vae_decoder", "model.onnx")); err != nil {
		t.Fatal(err)
	}
	p = launch(t, "diffusion", "--model", broken, "--libs", librarytest.Folder(t))
	if status, body := p.post(wire.RunPath, wire.RunRequest{Task: "text-to-image", In: words("a fox")}); status != http.StatusBadRequest || !strings.Contains(body, "it has no vae_decoder/model.onnx") {
		t.Errorf("%d %s", status, body)
	}
}
