package app_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/llama/ggufgen"
	llama "github.com/tenonhub/tenon/internal/engine/llama/librarytest"
	onnx "github.com/tenonhub/tenon/internal/engine/onnx/librarytest"
	"github.com/tenonhub/tenon/internal/pythontest"
)

// TestPromptsOfSentenceTransformersForPython: those of a repository are put before texts, as
// each client asks for it.
func TestPromptsOfSentenceTransformersForPython(t *testing.T) {
	t.Parallel()
	python := pythontest.Interpreter(t, "inference")
	llama.Folder(t)
	c := callableWith(t, onnxConfig(t))
	said := []byte(`{"prompts": {"query": "query: ", "passage": "passage: "}, "default_prompt_name": null}`)
	always := []byte(`{"prompts": {"query": "query: ", "document": ""}, "default_prompt_name": "query"}`)
	with := func(files map[string][]byte, prompts []byte) map[string][]byte {
		files["config_sentence_transformers.json"] = prompts
		return files
	}
	publish(t, c.client(), "admin/plain", false, onnx.Files(t, "mean"))
	publish(t, c.client(), "admin/named", false, with(onnx.Files(t, "mean"), said))
	publish(t, c.client(), "admin/always", false, with(onnx.Files(t, "mean"), always))
	file := filepath.Join(t.TempDir(), "m-F32.gguf")
	if err := ggufgen.BERT(file, 3, ggufgen.Tiny); err != nil {
		t.Fatal(err)
	}
	weights, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	publish(t, c.client(), "admin/gguf", false, map[string][]byte{"m-F32.gguf": weights})
	publish(t, c.client(), "admin/named-gguf", false, with(map[string][]byte{"m-F32.gguf": weights}, said))
	pooling := map[string][]byte{"m-F32.gguf": weights, "1_Pooling/config.json": []byte(`{"pooling_mode_mean_tokens": true, "include_prompt": false}`)}
	publish(t, c.client(), "admin/apart-gguf", false, with(pooling, said))
	c.script(t, python, "prompts.py")
}
