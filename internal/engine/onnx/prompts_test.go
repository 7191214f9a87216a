package onnx_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/onnx"
	"github.com/tenonhub/tenon/internal/engine/onnx/librarytest"
	"github.com/tenonhub/tenon/internal/engine/prompts"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/wire/worker"
)

// beside opens the model that pools by the mean, with other files beside it.
func beside(t *testing.T, files map[string]any) (*onnx.Model, error) {
	t.Helper()
	path := librarytest.Lay(t, "mean")
	for name, v := range files {
		b, err := json.Marshal(v)
		if err == nil {
			err = os.WriteFile(filepath.Join(filepath.Dir(path), name), b, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	m, err := onnx.Open(t.Context(), onnx.Options{Path: path, Task: "feature-extraction", Libraries: librarytest.Folder(t), Threads: 1})
	if err == nil {
		t.Cleanup(m.Close)
	}
	return m, err
}

// TestVectorsBehindPrompts compares with what sentence-transformers says (make/prompts.py).
func TestVectorsBehindPrompts(t *testing.T) {
	t.Parallel()
	var all struct {
		Prompts map[string]string
		Default string
		Said    []struct {
			Way, Text, Name, Kind string
			Include               bool
			Prompt                *string
			Vector                []float64
		}
	}
	b, err := os.ReadFile(filepath.Join("testdata", "prompts.json"))
	if err == nil {
		err = json.Unmarshal(b, &all)
	}
	if err != nil || len(all.Said) < 100 {
		t.Fatalf("%d are said: %v", len(all.Said), err)
	}
	models := map[string]*onnx.Model{}
	for _, c := range all.Said {
		name := c.Way + map[bool]string{true: " with prompts", false: " without prompts"}[c.Include]
		if models[name] == nil {
			pool := map[string]any{"pooling_mode": c.Way, "include_prompt": c.Include} // as version 6 writes it
			if models[name], err = beside(t, map[string]any{
				prompts.Pooling: pool, prompts.File: map[string]any{"prompts": all.Prompts, "default_prompt_name": all.Default},
				"modules.json": []map[string]string{{"type": "sentence_transformers.base.modules.transformer.Transformer"}, {"type": "sentence_transformers.sentence_transformer.modules.pooling.Pooling"}, {"type": "sentence_transformers.base.modules.normalize.Normalize"}},
			}); err != nil {
				t.Fatal(err)
			}
		}
		ask := worker.Prompt{Text: c.Prompt, Name: c.Name, Kind: c.Kind}
		got, _, err := models[name].Embed(t.Context(), ask, []string{c.Text, c.Text + " and more"})
		if err != nil {
			t.Fatal(err)
		}
		for k, w := range c.Vector {
			if len(got[0]) != len(c.Vector) || differs(float64(got[0][k]), w) {
				t.Errorf("%s, %q behind %+v: %v, want %v", name, c.Text, ask, got[0], c.Vector)
				break
			}
		}
	}
}

func TestPromptsThatAreNotThere(t *testing.T) {
	t.Parallel()
	named := map[string]any{"query": "query: ", "passage": "passage: "}
	m, err := beside(t, map[string]any{prompts.File: map[string]any{"prompts": named}})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err = m.Embed(t.Context(), worker.Prompt{Name: "question"}, []string{"x"}); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), `"question", and the model has no prompt of that name; its prompts are passage, query`) {
		t.Error(err)
	}
	if _, _, err = open(t, "plain", "feature-extraction").Embed(t.Context(), worker.Prompt{Name: "query"}, []string{"x"}); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), `"query", and the model has no prompts`) {
		t.Error(err)
	}
	for _, c := range []map[string]any{{"default_prompt_name": "web"}, {"prompts": []int{1}}} {
		if _, err := beside(t, map[string]any{prompts.File: c}); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), prompts.File) {
			t.Errorf("%v: %v", c, err)
		}
	}
	long := map[string]any{"prompts": map[string]string{"long": strings.Repeat("film ", 60)}, "default_prompt_name": "long"}
	if m, err = beside(t, map[string]any{prompts.File: long, prompts.Pooling: map[string]any{"pooling_mode_mean_tokens": true, "include_prompt": false}}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := m.Embed(t.Context(), worker.Prompt{}, []string{"x"}); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "leaves no room") {
		t.Error(err)
	}
}
