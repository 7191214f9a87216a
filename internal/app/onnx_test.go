package app_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/app"
	"github.com/tenonhub/tenon/internal/engine/onnx/librarytest"
	"github.com/tenonhub/tenon/sdk"
)

// onnxConfig is a configuration whose workers are real ones. They are a program of
// their own: one that can load native libraries cannot confine others.
func onnxConfig(t *testing.T) app.Config {
	t.Helper()
	c := config(t)
	c.Workers.Engines = filepath.Dir(librarytest.Folder(t))
	c.Workers.Program = filepath.Join(t.TempDir(), "tenon-worker")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", c.Workers.Program, "github.com/tenonhub/tenon/cmd/tenon-worker")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return c
}

// once runs a model alone, as `tenon run` does.
func (c called) once(t *testing.T, model, task string, params map[string]any, in map[string]string) sdk.Run {
	t.Helper()
	node := sdk.GraphNode{ID: "n1", Task: task, Model: model, In: map[string][]sdk.Source{}, Params: params}
	for name, s := range in {
		node.In[name] = []sdk.Source{{Text: s}}
	}
	return c.done(t, sdk.Ask{Text: "run " + model, Consent: "yes", Graph: &sdk.Graph{Nodes: []sdk.GraphNode{node}}})
}

// done asks, and follows the run to its end.
func (c called) done(t *testing.T, ask sdk.Ask) sdk.Run {
	t.Helper()
	r, err := c.client().Ask(t.Context(), ask)
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

func TestONNXModelsOfTheHubRun(t *testing.T) {
	t.Parallel()
	c := callableWith(t, onnxConfig(t))
	for name, card := range map[string]string{
		"sentiment": "", "several": "", "names": "", "reader": "", "mean": "", "inference": "pipeline_tag: zero-shot-classification", "ranker": "pipeline_tag: text-ranking",
	} {
		files := librarytest.Files(t, name)
		files["README.md"] = []byte("---\nlicense: mit\n" + card + "\n---\n# A small model")
		publish(t, c.client(), "admin/"+name, false, files)
	}
	m, err := c.client().Model(t.Context(), "admin/sentiment")
	if err != nil || m.Task != "text-classification" || m.Missing != "" || !strings.Contains(m.Title, "runs with onnx, needs 2") {
		t.Fatalf("%+v, %v", m, err)
	}
	for _, w := range []struct {
		model, task string
		params      map[string]any
		in          map[string]string
		says        string
	}{
		{"admin/sentiment", "text-classification", nil, map[string]string{"text": "I hate this terrible film, isn't it?"}, "neutral"},
		{"admin/several", "text-classification", nil, map[string]string{"text": "x"}, ""}, // its numbers are beside it
		{"admin/names", "token-classification", nil, map[string]string{"text": "Ada Lovelace wrote the first program in London."}, ""},
		{"admin/reader", "question-answering", nil, map[string]string{"text": "Ada Lovelace wrote the first program in London.", "question": "who wrote the program?"}, ""},
		{"admin/inference", "zero-shot-classification", map[string]any{"labels": []string{"sport", "science"}}, map[string]string{"text": "x"}, "sport"},
		{"admin/mean", "feature-extraction", nil, map[string]string{"text": "x"}, ""},
		{"admin/ranker", "sentence-similarity", nil, map[string]string{"text": "the film", "others": "x"}, "0.58 of 1"},
	} {
		if r := c.once(t, w.model, w.task, w.params, w.in); r.State != "done" || !strings.Contains(r.Answer, w.says) {
			b, _ := json.Marshal(r)
			t.Errorf("%s: %s %q %s", w.model, r.State, r.Answer, b)
		}
	}
	c.sees(t)
	status, body := c.try(t, c.token, http.MethodPost, "/v1/embeddings", `{"model":"admin/mean","input":["x"]}`)
	if status != http.StatusOK || strings.Count(body, ",") < 6 {
		t.Errorf("%d %s", status, body)
	}
	l, err := c.client().Workers(t.Context())
	if err != nil || len(l) != 8 || l[0].Engine != "onnx" || l[0].Stage != "ready" {
		t.Errorf("%+v, %v", l, err)
	}
}

// sees runs a model of pictures.
func (c called) sees(t *testing.T) {
	t.Helper()
	publish(t, c.client(), "admin/eyes", false, librarytest.Files(t, "pictures-clip"))
	wave := librarytest.File(t, "wave.png")
	node := sdk.GraphNode{ID: "n1", Task: "image-classification", Model: "admin/eyes", In: map[string][]sdk.Source{"image": {{Given: "wave.png"}}}}
	ask := sdk.Ask{Text: "run it", Consent: "yes", Graph: &sdk.Graph{Nodes: []sdk.GraphNode{node}}, Files: []sdk.File{{
		Name: "wave.png", Open: func() (io.ReadCloser, error) { return os.Open(wave) },
	}}}
	r, err := c.client().Ask(t.Context(), ask)
	if err != nil {
		t.Fatal(err)
	}
	for r, err = range c.client().Follow(t.Context(), r.ID) {
		if err != nil {
			t.Fatal(err)
		}
	}
	if b, _ := json.Marshal(r); r.State != "done" || !strings.Contains(r.Answer, "cat") {
		t.Errorf("%s", b)
	}
}

func TestONNXModelsThatCannotRunSayWhy(t *testing.T) {
	t.Parallel()
	c := callableWith(t, onnxConfig(t))
	change := func(name string, f func(files map[string][]byte)) {
		files := librarytest.Files(t, "sentiment")
		f(files)
		publish(t, c.client(), "admin/"+name, false, files)
	}
	change("bare", func(files map[string][]byte) { delete(files, "tokenizer.json") })
	change("nameless", func(files map[string][]byte) { delete(files, "config.json") })
	change("parts", func(files map[string][]byte) {
		files["onnx/encoder_model.onnx"], files["onnx/decoder_model.onnx"] = files["onnx/model.onnx"], []byte("x")
		delete(files, "onnx/model.onnx")
	})
	change("writer", func(files map[string][]byte) {
		files["README.md"] = []byte("---\npipeline_tag: text-generation\n---\n")
	})
	change("cut", func(files map[string][]byte) { files["onnx/model.onnx"] = files["onnx/model.onnx"][:3000] })
	for name, want := range map[string]string{
		"bare": "it has no tokenizer.json", "nameless": "does not say what it is for", "parts": "none is the whole model", "writer": "does not do text-generation here",
	} {
		if _, err := c.client().Model(t.Context(), "admin/"+name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	r := c.once(t, "admin/cut", "text-classification", nil, map[string]string{"text": "x"})
	if b := fmt.Sprint(r); r.State != "failed" || !strings.Contains(b, "the ONNX file is damaged") {
		t.Errorf("a damaged one: %+v", r)
	}
}
