package running_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub/running"
	"github.com/tenonhub/tenon/internal/hub/weights"
)

// of is the way of a repository with files of 1 GB by these names, whose heads
// all are h.
func of(t *testing.T, h weights.Head, said running.Said, names ...string) running.Way {
	t.Helper()
	var files []running.File
	for _, n := range names {
		files = append(files, running.File{Path: n, Size: 1e9})
	}
	said.Head = func(string) (weights.Head, error) { return h, nil }
	w, err := running.Of(files, said)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

var chat = weights.Head{Architecture: "qwen2", Context: 32768, Shape: weights.Shape{Layers: 24, Width: 896, Heads: 14, Shared: 2}}

func TestTheQuantisationIsChosen(t *testing.T) {
	t.Parallel()
	for want, names := range map[string][]string{
		"m-Q4_K_M.gguf":                   {"m-Q8_0.gguf", "m-Q4_K_M.gguf", "m-F16.gguf"},
		"m.q5_k_m.gguf":                   {"m.q8_0.gguf", "m.q5_k_m.gguf", "m.q2_k.gguf"},
		"a.gguf":                          {"b.gguf", "a.gguf", "mmproj-a-Q4_K_M.gguf", "a-imatrix.gguf"},
		"m-Q8_0.gguf":                     {"m-Q8_0.gguf", "m-Q4_K_M-00001-of-00002.gguf"}, // the other is not whole
		"m-F16.gguf":                      {"deep/m-F16.gguf", "m-F16.gguf"},
		"Q4_K_M/m-Q4_K_M-00001-of-2.gguf": {"Q4_K_M/m-Q4_K_M-00001-of-2.gguf"},
		"m-IQ9_WHAT.gguf":                 {"m-IQ9_WHAT.gguf"},
		"m-Q4_K_M-00001-of-00002.gguf m-Q4_K_M-00002-of-00002.gguf": {"m-Q4_K_M-00002-of-00002.gguf", "m-Q8_0.gguf", "m-Q4_K_M-00001-of-00002.gguf"},
	} {
		if w := of(t, chat, running.Said{}, names...); strings.Join(w.Files, " ") != want || w.Engine != "llama" || w.Bytes != int64(len(w.Files))*1e9 {
			t.Errorf("of %v: %+v", names, w)
		}
	}
}

func TestTheTaskAndTheMemory(t *testing.T) {
	t.Parallel()
	pools := func(arch string, n int64) weights.Head {
		return weights.Head{Architecture: arch, Context: 512, Shape: weights.Shape{Pooling: n}}
	}
	for _, c := range []struct {
		head weights.Head
		said string
		task string
	}{
		{chat, "", "text-generation"},
		{chat, "image-text-to-text", "text-generation"},
		{pools("bert", 0), "", "feature-extraction"},
		{pools("qwen3", 4), "", "feature-extraction"},
		{pools("qwen3", 1), "", "text-generation"},
		{pools("qwen3", 0), "sentence-similarity", "feature-extraction"},
		{pools("bert", 5), "", "sentence-similarity"},
		{pools("qwen3", 0), "text-ranking", "sentence-similarity"},
	} {
		if w := of(t, c.head, running.Said{Task: c.said}, "m.gguf"); w.Task != c.task || w.Missing != "" {
			t.Errorf("%+v: %+v, want %s", c.head, w, c.task)
		}
	}
	// 24 layers of 2 heads keep 64 numbers of a key and 64 of a value, 2 bytes each, for 8,192 tokens and half as many that wait.
	if w := of(t, chat, running.Said{}, "m.gguf"); w.Context != 8192 || w.Memory != 1e9+256<<20+24*2*128*2*8192*3/2 {
		t.Errorf("%+v", w)
	}
	if w := of(t, pools("bert", 0), running.Said{}, "m.gguf"); w.Context != 512 {
		t.Errorf("%+v", w)
	}
	lies := chat
	lies.Shape = weights.Shape{Layers: 1 << 62, Width: 1 << 62, Heads: 1, Shared: 1 << 62, Key: -5}
	if w := of(t, lies, running.Said{}, "m.gguf"); w.Memory <= 0 || w.Memory > 1<<46 {
		t.Errorf("of a file that lies: %d", w.Memory)
	}
}

func TestWhyItCannotRun(t *testing.T) {
	t.Parallel()
	adapter, control, eyes, both := chat, chat, chat, chat
	adapter.Kind, adapter.Adapter, eyes.Architecture, both.Architecture = "adapter", "lora", "clip", "t5"
	control.Kind, control.Adapter = "adapter", "control"
	for want, w := range map[string]running.Way{
		"convert_hf_to_gguf.py":                           of(t, chat, running.Said{Formats: []string{"pytorch", "safetensors"}}, "m.safetensors"),
		"never loaded":                                    of(t, chat, running.Said{Formats: []string{"pytorch"}}, "m.bin"),
		"no engine for its weights":                       of(t, chat, running.Said{Formats: []string{"keras"}}, "m.h5"),
		"it has no weights":                               of(t, chat, running.Said{}, "README.md"),
		"it is empty":                                     of(t, chat, running.Said{}),
		"it has 1 of 2":                                   of(t, chat, running.Said{}, "m-00002-of-00002.gguf"),
		"does not say of which":                           of(t, adapter, running.Said{}, "m.gguf"),
		`of the kind "control"`:                           of(t, control, running.Said{Base: []string{"lab/x"}}, "m.gguf"),
		"convert_lora_to_gguf.py":                         of(t, chat, running.Said{Formats: []string{"safetensors"}}, "adapter_config.json", "adapter_model.safetensors"),
		"the eyes of another model":                       of(t, eyes, running.Said{}, "m.gguf"),
		"reads one text whole":                            of(t, both, running.Said{}, "m.gguf"),
		"besides, its weights m.safetensors were cut off": of(t, weights.Head{End: 1e9 + 1}, running.Said{Formats: []string{"safetensors"}}, "m.safetensors"),
	} {
		if w.Engine != "" || !strings.Contains(w.Missing, want) {
			t.Errorf("want %s: %+v", want, w)
		}
	}
	cut, strange := chat, chat
	cut.End, strange.Types = 1e9+1, map[string]int64{"F32": 1, "type 77": 1}
	for want, w := range map[string]running.Way{
		"were cut off, or say wrongly where they end: the file has 1000000000 bytes, and its tensors end at byte 1000000001": of(t, cut, running.Said{}, "m.gguf"),
		"does not know (type 77)": of(t, strange, running.Said{}, "m.gguf"),
	} {
		if w.Engine != "" || !strings.Contains(w.Missing, want) {
			t.Errorf("want %s: %+v", want, w)
		}
	}
	second := running.Said{Head: func(p string) (weights.Head, error) {
		if strings.Contains(p, "00002-of") {
			return cut, nil
		}
		return chat, nil
	}}
	parts := []running.File{{Path: "m-00001-of-00002.gguf", Size: 1e9}, {Path: "m-00002-of-00002.gguf", Size: 1e9}}
	if w, err := running.Of(parts, second); err != nil || !strings.Contains(w.Missing, "m-00002-of-00002.gguf were cut off") {
		t.Errorf("a part that was cut off: %+v, %v", w, err)
	}
	one := []running.File{{Path: "m.gguf", Size: 5}}
	broken := func(err error) running.Said {
		return running.Said{Head: func(string) (weights.Head, error) { return weights.Head{}, err }}
	}
	_, damaged := weights.GGUF(strings.NewReader("GGU"))
	if w, err := running.Of(one, broken(damaged)); err != nil || w.Missing != "its weights m.gguf are damaged: its head ends early" && !strings.Contains(w.Missing, "damaged") {
		t.Errorf("damaged: %+v, %v", w, err)
	}
	if w, err := running.Of(one, broken(running.ErrAbsent)); err != nil || w.Engine != "llama" || !slices.Equal(w.Files, []string{"m.gguf"}) {
		t.Errorf("not here yet: %+v, %v", w, err)
	}
	if _, err := running.Of(one, broken(errors.New("the disk is gone"))); err == nil {
		t.Error("a failure to read was swallowed")
	}
}

func TestONNXFilesAreFound(t *testing.T) {
	t.Parallel()
	bert := running.Said{Class: "BertForSequenceClassification", Task: "text-classification"}
	with := func(change func(s *running.Said)) running.Said { s := bert; change(&s); return s }
	settings := []string{"config.json", "tokenizer.json"}
	for _, c := range []struct {
		said  running.Said
		names []string
		task  string
		first string
	}{
		{bert, []string{"onnx/model_quantized.onnx", "onnx/model.onnx"}, "text-classification", "onnx/model.onnx"},
		{bert, []string{"onnx/model_quantized.onnx", "onnx/model_q4.onnx"}, "text-classification", "onnx/model_quantized.onnx"},
		{bert, []string{"mood.onnx"}, "text-classification", "mood.onnx"},
		{with(func(s *running.Said) { s.Tags = []string{"reranker"} }), []string{"model.onnx"}, "sentence-similarity", "model.onnx"},
		{with(func(s *running.Said) { s.Task = "zero-shot-classification" }), []string{"model.onnx"}, "zero-shot-classification", "model.onnx"},
		{running.Said{Class: "BertModel"}, []string{"model.onnx"}, "feature-extraction", "model.onnx"},
		{running.Said{Class: "MPNetModel", Task: "sentence-similarity"}, []string{"model.onnx"}, "feature-extraction", "model.onnx"},
	} {
		w := of(t, weights.Head{}, c.said, append(slices.Clone(settings), c.names...)...)
		if w.Engine != "onnx" || w.Task != c.task || w.Files[0] != c.first || !slices.Equal(w.Args(), []string{"--task", c.task}) || w.Memory <= w.Bytes {
			t.Errorf("%+v of %v: %+v", c.said, c.names, w)
		}
	}
	w := of(t, weights.Head{}, running.Said{Class: "BertModel"}, "onnx/model.onnx", "onnx/model.onnx_data", "onnx/model.onnx_data_1", "config.json", "tokenizer.json", "1_Pooling/config.json", "other.txt")
	if want := []string{"model.onnx", "model.onnx_data", "model.onnx_data_1", "config.json", "tokenizer.json", "1_Pooling/config.json"}; !slices.Equal(w.Names(), want) {
		t.Errorf("its files are known as %v", w.Names())
	}
	see := []string{"config.json", "preprocessor_config.json", "tokenizer.json"}
	for _, c := range []struct {
		said  running.Said
		names []string
		task  string
		first string
	}{
		{running.Said{Class: "DetrForObjectDetection", Task: "object-detection"}, []string{"onnx/model.onnx"}, "object-detection", "onnx/model.onnx"},
		{running.Said{Task: "object-detection", Tags: []string{"face-detection"}}, []string{"faces.onnx"}, "face-detection", "faces.onnx"},
		{running.Said{Class: "CLIPModel", Task: "zero-shot-image-classification"}, []string{"onnx/model.onnx", "onnx/text_model.onnx", "onnx/vision_model.onnx"}, "zero-shot-image-classification", "onnx/model.onnx"},
		{running.Said{Class: "CLIPModel", Task: "feature-extraction"}, []string{"onnx/model.onnx", "onnx/text_model_quantized.onnx", "onnx/text_model.onnx"}, "feature-extraction", "onnx/text_model.onnx"},
		{running.Said{Class: "CLIPModel", Task: "image-feature-extraction"}, []string{"onnx/model.onnx", "onnx/text_model.onnx", "onnx/vision_model.onnx"}, "image-feature-extraction", "onnx/vision_model.onnx"},
		{running.Said{Class: "CLIPModel", Task: "image-feature-extraction"}, []string{"onnx/model.onnx"}, "image-feature-extraction", "onnx/model.onnx"},
		{running.Said{Class: "ASTForAudioClassification", Task: "audio-classification"}, []string{"model.onnx"}, "audio-classification", "model.onnx"},
		{running.Said{}, []string{"ch_PP-OCRv4_rec_infer.onnx", "ch_PP-OCRv4_det_infer.onnx", "ppocr_keys_v1.txt"}, "optical-character-recognition", "ch_PP-OCRv4_det_infer.onnx"},
	} {
		w := of(t, weights.Head{}, c.said, append(slices.Clone(see), c.names...)...)
		if w.Engine != "onnx" || w.Task != c.task || w.Files[0] != c.first || w.Memory < w.Bytes+512<<20 {
			t.Errorf("%+v of %v: %+v", c.said, c.names, w)
		}
	}
	swin := running.Said{Class: "Swin2SRForImageSuperResolution", Task: "image-to-image", Scale: 4}
	if w := of(t, weights.Head{}, swin, "model.onnx", "config.json", "preprocessor_config.json"); w.Task != "image-super-resolution" || w.Scale != 4 {
		t.Errorf("%+v", w)
	}
	if w := of(t, weights.Head{}, running.Said{}, "det/det.onnx", "rec/rec.onnx", "rec/dict.txt"); !slices.Equal(w.Names(), []string{"det.onnx", "rec.onnx", "dict.txt"}) {
		t.Errorf("its files are known as %v", w.Names())
	}
	if w := of(t, weights.Head{}, running.Said{}, "ocr_det/inference.onnx", "ocr_rec/inference.onnx"); w.Task != "optical-character-recognition" || !slices.Equal(w.Names(), []string{"det.onnx", "rec.onnx"}) {
		t.Errorf("with a list of its own: %+v", w)
	}
	for want, w := range map[string]running.Way{
		"does not do image-to-image":   of(t, weights.Head{}, running.Said{Task: "image-to-image", Class: "UNet"}, "model.onnx"),
		"2 that read them and 1 lists": of(t, weights.Head{}, running.Said{}, "det.onnx", "en/rec.onnx", "zh/rec.onnx", "dict.txt"),
		"no preprocessor_config":       of(t, weights.Head{}, running.Said{Task: "image-classification"}, "model.onnx", "config.json"),
		"it has no tokenizer.json":     of(t, weights.Head{}, bert, "model.onnx", "config.json"),
		"what it is for":               of(t, weights.Head{}, running.Said{}, "model.onnx"),
		"of the class WhisperThing":    of(t, weights.Head{}, running.Said{Class: "WhisperThing"}, "model.onnx"),
		"does not do translation":      of(t, weights.Head{}, running.Said{Task: "translation"}, "model.onnx"),
		"none is the whole model":      of(t, weights.Head{}, bert, "encoder.onnx", "decoder.onnx"),
	} {
		if w.Engine != "" || !strings.Contains(w.Missing, want) {
			t.Errorf("want %s: %+v", want, w)
		}
	}
}

// painted is the way of a repository in the layout of models that paint, whose small
// files are text.
func painted(t *testing.T, text map[string]string, names ...string) running.Way {
	t.Helper()
	return of(t, weights.Head{}, running.Said{Text: func(p string) ([]byte, error) { return []byte(text[p]), nil }}, names...)
}

func TestModelsThatPaintAreFound(t *testing.T) {
	t.Parallel()
	sd := map[string]string{
		"model_index.json":                `{"_class_name":"StableDiffusionPipeline"}`,
		"unet/config.json":                `{"in_channels":4,"sample_size":64,"block_out_channels":[320,640,1280,1280],"attention_head_dim":8,"down_block_types":["CrossAttnDownBlock2D","CrossAttnDownBlock2D","CrossAttnDownBlock2D","DownBlock2D"]}`,
		"vae_decoder/config.json":         `{"latent_channels":4,"block_out_channels":[128,256,512,512]}`,
		"scheduler/scheduler_config.json": `{}`,
	}
	names := []string{
		"README.md", "model_index.json", "scheduler/scheduler_config.json", "text_encoder/model.onnx", "tokenizer/merges.txt", "tokenizer/vocab.json",
		"unet/config.json", "unet/model.onnx", "unet/model.onnx_data", "unet/diffusion_pytorch_model.safetensors", "vae_decoder/config.json", "vae_decoder/model.onnx", "vae_encoder/model.onnx",
	}
	w := painted(t, sd, names...)
	if w.Engine != "diffusion" || w.Task != "text-to-image" || !slices.Equal(w.Also, []string{"image-to-image"}) || w.Files[0] != "model_index.json" || len(w.Files) != 11 || slices.Contains(w.Files, "unet/diffusion_pytorch_model.safetensors") {
		t.Errorf("%+v", w)
	}
	if weights := w.Bytes * 3 / 2; w.Memory < weights+1<<30 || w.Memory > weights+8<<30 || w.Args()[0] != "--memory" {
		t.Errorf("its memory is %d beside weights of %d, %v", w.Memory, weights, w.Args())
	}
	if w := painted(t, sd, slices.DeleteFunc(slices.Clone(names), func(n string) bool { return n == "vae_encoder/model.onnx" })...); w.Task != "text-to-image" || len(w.Also) != 0 {
		t.Errorf("one that cannot read pictures: %+v", w)
	}
	inside := map[string]string{}
	for k, v := range sd {
		inside["onnx/"+k] = strings.Replace(v, `"in_channels":4`, `"in_channels":9`, 1)
	}
	var deep []string
	for _, n := range names {
		deep = append(deep, "onnx/"+n)
	}
	if w := painted(t, inside, deep...); w.Task != "image-to-image" || len(w.Also) != 0 || w.Files[0] != "onnx/model_index.json" || w.Names()[0] != "model_index.json" || !slices.Contains(w.Names(), "unet/model.onnx") {
		t.Errorf("one that paints in parts, in a folder: %+v, %v", w, w.Names())
	}
	lies := map[string]string{"model_index.json": sd["model_index.json"], "unet/config.json": `{"block_out_channels":[99999999,1]}`}
	for want, w := range map[string]running.Way{
		"does not name a pipeline":                       painted(t, nil, names...),
		"pipelines of the class FluxPipeline":            painted(t, map[string]string{"model_index.json": `{"_class_name":"FluxPipeline"}`}, names...),
		"it has no unet/model.onnx: `optimum-cli export": painted(t, sd, "model_index.json", "unet/diffusion_pytorch_model.safetensors"),
		"it has no text_encoder_2/model.onnx":            painted(t, map[string]string{"model_index.json": `{"_class_name":"StableDiffusionXLPipeline"}`}, names...),
		"a size that is not between 1 and 16384":         painted(t, lies, names...),
		"none is model.onnx":                             painted(t, sd, "model_index.json", "unet/a.onnx", "unet/b.onnx"),
	} {
		if w.Engine != "" || !strings.Contains(w.Missing, want) {
			t.Errorf("want %s: %+v", want, w)
		}
	}
}

func TestAnAdapterRunsWithItsBase(t *testing.T) {
	t.Parallel()
	h := weights.Head{Architecture: "qwen2", Kind: "adapter", Adapter: "lora", Base: "lab/other"}
	for base, said := range map[string]running.Said{"lab/x": {Base: []string{"lab/x", "lab/y"}}, "lab/other": {}} {
		w := of(t, h, said, "adapter.gguf")
		if w.Engine != "llama" || w.Kind != running.LoRA || w.Base != base || w.Memory != 1e9 || w.Task != "text-generation" || w.Missing != "" {
			t.Errorf("%+v", w)
		}
	}
}

func TestAQuantisationIsChosen(t *testing.T) {
	t.Parallel()
	var files []running.File
	names := []string{
		"README.md", "m-Q8_0.gguf", "m-UD-Q4_K_XL.gguf", "m-Q4_K_M-00001-of-00002.gguf", "m-Q4_K_M-00002-of-00002.gguf", "mmproj-F16.gguf", "deep/m-Q8_0.gguf", "m-what.gguf", "m.iq3_xxs.gguf",
	}
	for _, n := range names {
		files = append(files, running.File{Path: n, Size: 1})
	}
	if w := of(t, chat, running.Said{}, names...); strings.Join(w.Quants, " ") != "Q4_K_M UD-Q4_K_XL Q8_0 m-what iq3_xxs" {
		t.Errorf("there are %q", w.Quants)
	}
	for quant, want := range map[string]string{
		"Q8_0": "m-Q8_0.gguf", "q4_k_m": "m-Q4_K_M-00001-of-00002.gguf m-Q4_K_M-00002-of-00002.gguf", "UD-Q4_K_XL": "m-UD-Q4_K_XL.gguf", "m-what": "m-what.gguf", "M-WHAT.gguf": "m-what.gguf",
		"IQ3_XXS": "m.iq3_xxs.gguf",
	} {
		l, err := running.Choose(files, quant)
		var got []string
		for _, f := range l {
			if f.Path != "README.md" && f.Path != "mmproj-F16.gguf" {
				got = append(got, f.Path)
			}
		}
		if err != nil || strings.Join(got, " ") != want || len(l) != len(got)+2 {
			t.Errorf("%s leaves %v, %v", quant, l, err)
		}
	}
	if _, err := running.Choose(files, "Q2_K"); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "Q4_K_M, UD-Q4_K_XL, Q8_0") {
		t.Errorf("one that is not there: %v", err)
	}
	if _, err := running.Choose(files[:1], "Q2_K"); !fault.Is(err, fault.Invalid) {
		t.Errorf("of none: %v", err)
	}
}

// What sentence-transformers says of prompts goes with a file that makes vectors, and with no other.
func TestPromptsGoWithModelsOfVectors(t *testing.T) {
	t.Parallel()
	bert := weights.Head{Architecture: "bert", Context: 512}
	w := of(t, bert, running.Said{}, "m.gguf", "config_sentence_transformers.json", "1_Pooling/config.json")
	if want := []string{"model.gguf", "config_sentence_transformers.json", "1_Pooling/config.json"}; !slices.Equal(w.Names(), want) || w.Bytes != 3e9 {
		t.Errorf("%+v, %q", w, w.Names())
	}
	for _, c := range []running.Way{
		of(t, bert, running.Said{}, "m.gguf", "1_Pooling/config.json"), of(t, chat, running.Said{}, "m.gguf", "config_sentence_transformers.json", "1_Pooling/config.json"),
	} {
		if want := []string{"model.gguf"}; !slices.Equal(c.Names(), want) {
			t.Errorf("%+v, %q", c, c.Names())
		}
	}
}
