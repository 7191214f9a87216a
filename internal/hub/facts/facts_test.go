package facts_test

import (
	"encoding/binary"
	"encoding/json"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/onnx/librarytest"
	"github.com/tenonhub/tenon/internal/hub/facts"
)

func files(t *testing.T, pairs ...string) (l []facts.File) {
	t.Helper()
	for i := 0; i+1 < len(pairs); i += 2 {
		text := pairs[i+1]
		l = append(l, facts.File{Path: pairs[i], Size: int64(len(text)), Open: func() (io.ReadCloser, error) {
			return io.NopCloser(strings.NewReader(text)), nil
		}})
	}
	return l
}

func safetensors(head string) string {
	return string(binary.LittleEndian.AppendUint64(nil, uint64(len(head)))) + head
}

func TestFilesSayWhatTheCardDoesNot(t *testing.T) {
	t.Parallel()
	f, err := facts.Read(files(t,
		"README.md", "---\nlicense: mit\nlanguage: [en, zh]\ntags: [tiny]\ndatasets: lab/corpus\n---\n# Voice\nwords",
		"config.json", `{"architectures":["LlamaForCausalLM"],"model_type":"llama","max_position_embeddings":4096,"quantization_config":{"quant_method":"gptq"}}`,
		"model-1.safetensors", safetensors(`{"a":{"dtype":"F16","shape":[10,10]}}`),
		"model-2.safetensors", safetensors(`{"a":{"dtype":"F16","shape":[5]},"b":{"dtype":"I32","shape":[2]}}`),
		"broken.safetensors", "nothing", "broken.gguf", "nothing", "onnx/model.onnx", "x"))
	if err != nil {
		t.Fatal(err)
	}
	if f.Task != "text-generation" || f.Library != "transformers" || f.Context != 4096 || f.Quantisation != "gptq" || f.Parameters != 107 ||
		!reflect.DeepEqual(f.Types, map[string]int64{"F16": 105, "I32": 2}) || f.Text != "# Voice\nwords" || f.Files != 7 {
		t.Errorf("read %+v", f)
	}
	for _, want := range []string{"transformers", "safetensors", "gguf", "onnx", "llama", "text-generation", "tiny", "en", "zh", "license:mit", "dataset:lab/corpus"} {
		if l := f.Labels(); !slices.Contains(l, want) {
			t.Errorf("%s is not in %v", want, l)
		}
	}
}

func TestTheFirstSentencesOfACard(t *testing.T) {
	t.Parallel()
	for card, want := range map[string]string{
		"# Voice\n\nA small model that **listens** to [people](x).\n\nMore.\n":                                                                            "A small model that listens to people.",
		"---\nlicense: mit\n---\n# V\n![badge](x) [![b](y)](z)\n\n<p align=\"center\">\n<img src=x>\n</p>\n\nIt reads `text` in\ntwo lines.\n## Use\nNo.": "It reads text in two lines.",
		"| a | b |\n|---|---|\n\n- a list of things\n\n```\ncode that is long enough\n```\n\n> a quotation of others\n\nWhat it is good for.":             "What it is good for.",
		"# 语音\n\n把语音转成文字。\n":    "把语音转成文字。",
		"# Short\n\nA model.\n": "",
		"":                      "",
		"~~~\nnever closed, and so all of it is code\nmore": "",
		strings.Repeat("One sentence of some length. ", 20): strings.TrimSpace(strings.Repeat("One sentence of some length. ", 8)),
		strings.Repeat("word ", 100):                        strings.TrimSpace(strings.Repeat("word ", 48)) + "…",
	} {
		f, err := facts.Read(files(t, "README.md", card))
		if err != nil || f.Summary != want {
			t.Errorf("%.60q says %q, %v; want %q", card, f.Summary, err, want)
		}
	}
}

func TestONNXFilesTellTheirParameters(t *testing.T) {
	t.Parallel()
	model := librarytest.Files(t, "sentiment")["onnx/model.onnx"]
	f, err := facts.Read(files(t, "README.md", "---\npipeline_tag: text-classification\n---\n", "config.json", `{"architectures":["BertForSequenceClassification"]}`, "tokenizer.json", "{}", "onnx/model.onnx", string(model), "onnx/model_q4.onnx", "x"))
	if err != nil || f.Parameters < 1000 || f.Types["F32"] == 0 || f.Runs.Engine != "onnx" {
		t.Errorf("read %d parameters, %v, %+v, %v", f.Parameters, f.Types, f.Runs, err)
	}
	if f, err = facts.Read(files(t, "model.onnx", "no model")); err != nil || f.Parameters != 0 || f.Types != nil {
		t.Errorf("of what is no model: %d, %v, %v", f.Parameters, f.Types, err)
	}
}

func TestModelScopeAndAdapters(t *testing.T) {
	t.Parallel()
	f, err := facts.Read(files(t, "configuration.json", `{"framework":"pytorch","task":"auto-speech-recognition"}`, "adapter_config.json", `{"base_model_name_or_path":"lab/base"}`))
	if err != nil || f.Task != "auto-speech-recognition" || f.Library != "peft" || !slices.Equal(f.BaseModels, []string{"lab/base"}) {
		t.Errorf("read %+v, %v", f, err)
	}
}

// Anything may be called .bin: what PyTorch wrote is known by the names that it has.
func TestWhichBinariesArePyTorchs(t *testing.T) {
	t.Parallel()
	for name, want := range map[string][]string{
		"model.bin": {}, "voices.bin": {}, "my_pytorch_model.bin": {}, "adapter_model.bin": {"pytorch"}, "pytorch_model.bin": {"pytorch"},
		"x/pytorch_model-00001-of-00002.bin": {"pytorch"}, "unet/diffusion_pytorch_model.fp16.bin": {"pytorch"}, "model.pt": {"pytorch"},
	} {
		if f, err := facts.Read(files(t, name, "x")); err != nil || !slices.Equal(f.Formats, want) {
			t.Errorf("%s is of %v, %v; want %v", name, f.Formats, err, want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("---\nlicense: [mit, {a: 1}]\ntags: .nan\n---\ntext", `{"architectures":"X","max_position_embeddings":1e300,"text_config":{"n_positions":5}}`)
	f.Fuzz(func(t *testing.T, readme, config string) {
		got, err := facts.Read(files(t, "README.md", readme, "config.json", config))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := json.Marshal(got); err != nil || got.Context < 0 {
			t.Errorf("%+v: %v", got, err)
		}
	})
}
