package app_test

import (
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/onnx/librarytest"
	"github.com/tenonhub/tenon/internal/nodetest"
	"github.com/tenonhub/tenon/internal/pythontest"
	"github.com/tenonhub/tenon/sdk"
)

// look runs a model alone on a file of the small models' folder, as `tenon run` does.
func (c called) look(t *testing.T, model, task, port, file string, params map[string]any) sdk.Run {
	t.Helper()
	path := librarytest.File(t, file)
	node := sdk.GraphNode{ID: "n1", Task: task, Model: model, Params: params, In: map[string][]sdk.Source{port: {{Given: file}}}}
	r, err := c.client().Ask(t.Context(), sdk.Ask{
		Text: "run " + model, Consent: "yes", Graph: &sdk.Graph{Nodes: []sdk.GraphNode{node}},
		Files: []sdk.File{{Name: file, Open: func() (io.ReadCloser, error) { return os.Open(path) }}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for r, err = range c.client().Follow(t.Context(), r.ID) {
		if err != nil {
			t.Fatal(err)
		}
	}
	return r
}

// TestModelsOfPicturesAndSoundsRun: from their own files alone, through the whole
// program and by Hugging Face's client.
func TestModelsOfPicturesAndSoundsRun(t *testing.T) {
	t.Parallel()
	python := pythontest.Interpreter(t, "inference")
	node, modules := nodetest.Modules(t, "inference")
	c := callableWith(t, onnxConfig(t))
	models := []struct {
		name, from, task, port, file string
		params                       map[string]any
		says                         string
	}{
		{"objects", "objects-detr", "object-detection", "image", "wave.png", nil, "tree  0.92"},
		{"depth", "depth-dpt", "depth-estimation", "image", "wave.png", nil, "wave-depth.png"},
		{"larger", "larger", "image-super-resolution", "image", "wave.png", nil, "wave-enlarged-picture.png"},
		{"areas", "areas-segformer", "image-segmentation", "image", "wave.png", nil, "sky.png"},
		{"clip", "clip", "zero-shot-image-classification", "image", "wave.png", map[string]any{"labels": []string{"cat", "the sky"}}, "cat"},
		{"lines", "lines", "optical-character-recognition", "image", "page.png", nil, "\n"},
		{"sounds", "sounds-ast", "audio-classification", "audio", "chirp.wav", nil, "%"},
		{"eyes", "clip", "image-feature-extraction", "image", "wave.png", nil, "vector"},
	}
	for _, m := range models {
		files := librarytest.Files(t, m.from)
		if m.name == "eyes" {
			files["README.md"] = []byte("---\npipeline_tag: image-feature-extraction\n---\n")
		}
		publish(t, c.client(), "admin/"+m.name, false, files)
	}
	for _, m := range models {
		r := c.look(t, "admin/"+m.name, m.task, m.port, m.file, m.params)
		if b, _ := json.Marshal(r); r.State != "done" || !strings.Contains(r.Answer, m.says) {
			t.Errorf("%s: %s", m.name, b)
		}
	}
	call, err := os.ReadFile(filepath.Join("..", "..", "testdata", "tune.mp3"))
	if err != nil {
		t.Fatal(err)
	}
	if r := c.listens(t, "admin/sounds", "audio-classification", "tune.mp3", call); r.State != "done" || !strings.Contains(r.Answer, "%") {
		t.Errorf("of another form: %s %s %s", r.State, r.Answer, r.Error)
	}
	seen := "SEEN=" + filepath.Dir(librarytest.File(t, "wave.png"))
	c.script(t, python, "seen_client.py", seen)
	publish(t, c.client(), "admin/judge", false, librarytest.Files(t, "sentiment"))
	c.script(t, node, "seen_client.mjs", seen, "MODULES="+modules)
}

// TestADetectorOfFacesRuns: a real one, of its ONNX file and card alone (see FACES in
// internal/engine/onnx).
func TestADetectorOfFacesRuns(t *testing.T) {
	t.Parallel()
	dir := os.Getenv("FACES") //nolint:forbidigo // where the photographs are, is the machine's business
	if dir == "" {
		t.Skip("FACES=dir names the folder of a detector and photographs, which are not part of the project")
	}
	model, err := os.ReadFile(filepath.Join(dir, "models", "ultraface-rfb-320.onnx"))
	if err != nil {
		t.Fatal(err)
	}
	c := callableWith(t, onnxConfig(t))
	publish(t, c.client(), "admin/faces", false, map[string][]byte{
		"ultraface-rfb-320.onnx": model, "README.md": []byte("---\npipeline_tag: object-detection\ntags: [face-detection]\n---\n"),
	})
	node := sdk.GraphNode{ID: "n1", Task: "face-detection", Model: "admin/faces", In: map[string][]sdk.Source{"image": {{Given: "faces.jpg"}}}}
	r, err := c.client().Ask(t.Context(), sdk.Ask{
		Text: "find the faces", Consent: "yes", Graph: &sdk.Graph{Nodes: []sdk.GraphNode{node}},
		Files: []sdk.File{{Name: "faces.jpg", Open: func() (io.ReadCloser, error) { return os.Open(filepath.Join(dir, "samples", "faces-12.jpg")) }}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for r, err = range c.client().Follow(t.Context(), r.ID) {
		if err != nil {
			t.Fatal(err)
		}
	}
	if r.State != "done" || strings.Count(r.Answer, "face") != 5 {
		t.Errorf("%s: %s %s", r.State, r.Answer, r.Error)
	}
}
