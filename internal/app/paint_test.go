package app_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"image/png"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/diffusion/diffusiontest"
	"github.com/tenonhub/tenon/internal/pythontest"
	"github.com/tenonhub/tenon/sdk"
)

// painting publishes a small model that paints.
func painting(t *testing.T) called {
	t.Helper()
	c := callableWith(t, onnxConfig(t))
	files := diffusiontest.Files(t, "sd", diffusiontest.Usual)
	files["README.md"] = []byte("---\nlicense: mit\n---\n# A small painter")
	publish(t, c.client(), "admin/painter", false, files)
	return c
}

func TestModelsOfTheHubPaint(t *testing.T) {
	t.Parallel()
	c := painting(t)
	m, err := c.client().Model(t.Context(), "admin/painter")
	if err != nil || m.Task != "text-to-image" || m.Missing != "" || !strings.HasPrefix(m.Title, "StableDiffusionPipeline") || !strings.Contains(m.Title, "runs with diffusion, needs 2") {
		t.Fatalf("%+v, %v", m, err)
	}
	repo, err := c.client().Repo(t.Context(), "model", "admin/painter", "main")
	if err != nil || repo.Task != "text-to-image" || repo.Known.Runs.Engine != "diffusion" || strings.Join(repo.Known.Runs.Also, " ") != "image-to-image" {
		t.Errorf("in the hub: %+v, %v", repo.Known.Runs, err)
	}
	r := c.once(t, "admin/painter", "text-to-image", map[string]any{"steps": 3, "seed": 7}, map[string]string{"prompt": strings.Repeat("a lighthouse on a rocky shore, ", 100)})
	b, _ := json.Marshal(r)
	if r.State != "done" || len(r.Artefacts) != 1 || !strings.Contains(r.Answer, "reads no more than the beginning") {
		t.Fatalf("%s", b)
	}
	r = c.once(t, "admin/painter", "text-to-image", map[string]any{"width": 100}, map[string]string{"prompt": "a fox"})
	if r.State != "failed" || !strings.Contains(r.Error, "multiples of 16 pixels") {
		t.Errorf("%s %s", r.State, r.Error)
	}
	given := filepath.Join(diffusiontest.Testdata(t), "given.png")
	node := sdk.GraphNode{ID: "n1", Task: "image-to-image", Model: "admin/painter.image-to-image", Params: map[string]any{"steps": 3}, In: map[string][]sdk.Source{
		"image": {{Given: "given.png"}}, "prompt": {{Text: "a fox"}},
	}}
	r, err = c.client().Ask(t.Context(), sdk.Ask{Text: "run it", Consent: "yes", Graph: &sdk.Graph{Nodes: []sdk.GraphNode{node}}, Files: []sdk.File{{
		Name: "given.png", Open: func() (io.ReadCloser, error) { return os.Open(given) },
	}}})
	if err != nil {
		t.Fatal(err)
	}
	for r, err = range c.client().Follow(t.Context(), r.ID) {
		if err != nil {
			t.Fatal(err)
		}
	}
	if b, _ := json.Marshal(r); r.State != "done" || len(r.Artefacts) != 1 {
		t.Errorf("%s", b)
	}
	l, err := c.client().Workers(t.Context())
	if err != nil || len(l) != 1 || l[0].Engine != "diffusion" {
		t.Errorf("one worker does both: %+v, %v", l, err)
	}
	for _, name := range []string{"lab", "studio"} { // whose models are taken to be better
		if status, said := c.try(t, c.token, http.MethodDelete, "/api/tenon/v1/connections/"+name, ""); status/100 != 2 {
			t.Fatalf("%d %s", status, said)
		}
	}
	r, err = c.client().Ask(t.Context(), sdk.Ask{Text: "Draw a picture of a lighthouse at night"})
	if err != nil {
		t.Fatal(err)
	}
	for r, err = range c.client().Follow(t.Context(), r.ID) {
		if err != nil {
			t.Fatal(err)
		}
	}
	if b, _ := json.Marshal(r); r.State != "done" || len(r.Artefacts) != 1 || !strings.Contains(string(b), "admin/painter") {
		t.Errorf("the assistant: %s", b)
	}
}

func TestOpenAIsInterfacePaintsWithAModelOfTheHub(t *testing.T) {
	t.Parallel()
	c := painting(t)
	status, body := c.try(t, c.token, http.MethodPost, "/v1/images/generations", `{"model":"admin/painter","prompt":"`+strings.Repeat("a lighthouse, ", 200)+`","size":"64x48","n":2,"seed":5,"num_inference_steps":2,"negative_prompt":"fog"}`)
	var made struct {
		Data []struct {
			B64JSON string `json:"b64_json"`
			Revised string `json:"revised_prompt"`
		}
		Usage struct {
			Input int `json:"input_tokens"`
		}
	}
	if err := json.Unmarshal([]byte(body), &made); err != nil || status != http.StatusOK || len(made.Data) != 2 || made.Usage.Input != 2*77 {
		t.Fatalf("%d %.2000s", status, body)
	}
	if made.Data[0].B64JSON == made.Data[1].B64JSON || !strings.HasPrefix(made.Data[0].Revised, "a lighthouse, a lighthouse") {
		t.Errorf("two pictures of a seed are one, or nothing is said of the prompt: %.100s", made.Data[0].Revised)
	}
	b, err := base64.StdEncoding.DecodeString(made.Data[0].B64JSON)
	if err != nil {
		t.Fatal(err)
	}
	if c, err := png.DecodeConfig(bytes.NewReader(b)); err != nil || c.Width != 64 || c.Height != 48 {
		t.Errorf("%+v, %v", c, err)
	}
	for body, want := range map[string]string{
		`{"model":"admin/painter","prompt":"x","size":"100x100"}`: "multiples of 16 pixels", `{"model":"admin/painter","prompt":" "}`: "the prompt is empty",
		`{"model":"lab/image-1","prompt":"x","seed":1}`: "without seed",
	} {
		if status, said := c.try(t, c.token, http.MethodPost, "/v1/images/generations", body); status != http.StatusBadRequest || !strings.Contains(said, want) {
			t.Errorf("%s: %d %s", body, status, said)
		}
	}
}

func TestPaintingForPython(t *testing.T) {
	t.Parallel()
	python := pythontest.Interpreter(t, "inference")
	painting(t).script(t, python, "painting.py", "PICTURES="+diffusiontest.Testdata(t))
}
