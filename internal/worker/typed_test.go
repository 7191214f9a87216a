package worker_test

import (
	"encoding/json"
	"math"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/onnx/librarytest"
	wire "github.com/tenonhub/tenon/internal/wire/worker"
)

// typed starts a worker with a small model of a task.
func typed(t *testing.T, model, task string) *process {
	t.Helper()
	return launch(t, "onnx", "--model", librarytest.Lay(t, model), "--task", task, "--libs", librarytest.Folder(t), "--threads", "1")
}

func TestAModelOfATaskAnswers(t *testing.T) {
	t.Parallel()
	p := typed(t, "sentiment", "text-classification")
	status, body := p.post(wire.RunPath, `{"task":"text-classification","in":{"text":[{"type":"text","text":"I love this film"}]}}`)
	var e wire.RunEvent
	if err := json.Unmarshal([]byte(body), &e); status != http.StatusOK || err != nil || e.Progress != 1 || len(e.Out["labels"]) != 1 || e.Usage.TokensIn < 5 {
		t.Fatalf("%d %s", status, body)
	}
	var labels []struct {
		Label string
		Score float64
	}
	if err := json.Unmarshal([]byte(e.Out["labels"][0].Text), &labels); err != nil || len(labels) != 3 || labels[0].Score < labels[2].Score {
		t.Errorf("%s: %v", e.Out["labels"][0].Text, err)
	}
	if h := p.health(); h.State != wire.Ready || h.Model.Architecture != "bert" || h.Model.Context != 48 || h.Counters.Requests != 1 || h.Memory == 0 {
		t.Errorf("%+v", h)
	}
	for body, want := range map[string]string{
		`{`: "not the JSON", `{"task":"translation"}`: "does text-classification, and not translation",
		`{"task":"text-classification","in":{"text":[{"type":"text","text":" "}]}}`: "the text is empty", `{"task":"text-classification"}`: "needs the input text",
	} {
		if status, said := p.post(wire.RunPath, body); status != http.StatusBadRequest || !strings.Contains(said, want) || !strings.Contains(said, `"error":{`) {
			t.Errorf("%s: %d %s", body, status, said)
		}
	}
	for path, want := range map[string]string{
		wire.ChatPath: "does text-classification, and does not answer", wire.EmbeddingPath: "makes no vectors", wire.RerankPath: "not made to rank",
	} {
		if status, said := p.post(path, `{"input":"a","query":"a","documents":["b"]}`); status != http.StatusBadRequest || !strings.Contains(said, want) {
			t.Errorf("%s: %d %s", path, status, said)
		}
	}
}

func TestAModelOfVectorsSpeaksAsOpenAI(t *testing.T) {
	t.Parallel()
	p := typed(t, "mean", "feature-extraction")
	status, body := p.post(wire.EmbeddingPath, `{"input":["Ada wrote","a program"],"dimensions":3}`)
	var r struct {
		Data []struct {
			Index     int
			Embedding []float64
		}
		Usage wire.Tokens
	}
	if err := json.Unmarshal([]byte(body), &r); status != http.StatusOK || err != nil || len(r.Data) != 2 || r.Usage.Prompt < 6 {
		t.Fatalf("%d %s", status, body)
	}
	for _, d := range r.Data {
		if v := d.Embedding; len(v) != 3 || math.Abs(v[0]*v[0]+v[1]*v[1]+v[2]*v[2]-1) > 1e-5 {
			t.Errorf("%v", v)
		}
	}
	if status, body := p.post(wire.EmbeddingPath, `{"input":[1,2,3]}`); status != http.StatusBadRequest || !strings.Contains(body, "input must be a text") {
		t.Errorf("%d %s", status, body)
	}
}

func TestAModelThatRanksAnswers(t *testing.T) {
	t.Parallel()
	p := typed(t, "ranker", "sentence-similarity")
	status, body := p.post(wire.RerankPath, `{"query":"the film","documents":["Ada","I hate this film","x"],"top_n":2,"return_documents":true}`)
	var r wire.RerankResponse
	if err := json.Unmarshal([]byte(body), &r); status != http.StatusOK || err != nil || len(r.Results) != 2 || r.Shares || r.Results[0].Score < r.Results[1].Score || r.Results[0].Document == "" {
		t.Errorf("%d %s", status, body)
	}
}

func TestWhatCannotBeLoadedSaysWhy(t *testing.T) {
	t.Parallel()
	libs := librarytest.Folder(t)
	cut := func(model string, change func(b []byte) []byte) string {
		path := librarytest.Lay(t, model)
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, change(b), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	bare := librarytest.Lay(t, "sentiment")
	if err := os.Remove(filepath.Join(filepath.Dir(bare), "tokenizer.json")); err != nil {
		t.Fatal(err)
	}
	lonely := librarytest.Lay(t, "several")
	if err := os.Remove(filepath.Join(filepath.Dir(lonely), "model.onnx_data")); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ path, task, libs, want string }{
		"cut":       {cut("sentiment", func(b []byte) []byte { return b[:len(b)/2] }), "text-classification", libs, "the ONNX file is damaged"},
		"a picture": {cut("sentiment", func([]byte) []byte { return []byte("\x89PNG\r\n\x1a\n") }), "text-classification", libs, "ONNX"},
		"bare":      {bare, "text-classification", libs, "no tokenizer.json"},
		"lonely":    {lonely, "text-classification", libs, "which is not beside it"},
		"other":     {librarytest.Lay(t, "sentiment"), "question-answering", libs, "needs start_logits"},
		"foreign":   {librarytest.Lay(t, "sentiment"), "translation", libs, "do not do"},
		"no class":  {librarytest.Lay(t, "sentiment"), "zero-shot-classification", libs, "no class “entailment”"},
		"no libs":   {librarytest.Lay(t, "sentiment"), "text-classification", t.TempDir(), "tenon engine install"},
	} {
		p := launch(t, "onnx", "--model", c.path, "--task", c.task, "--libs", c.libs)
		status, body := p.post(wire.RunPath, `{"task":"text-classification","in":{"text":[{"type":"text","text":"a"}]}}`)
		if h := p.health(); status < 400 || !strings.Contains(body, c.want) || h.State != wire.Failed || !strings.Contains(h.Error, c.want) {
			t.Errorf("%s: %d %s, %+v", name, status, body, h)
		}
	}
}
