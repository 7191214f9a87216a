package facts

import (
	"encoding/json"
	"slices"
	"strings"
)

// settings reads the JSON that libraries keep beside weights.
func (f *Facts) settings(files map[string]File) error {
	for _, name := range []string{"config.json", "configuration.json", "adapter_config.json", "model_index.json"} {
		b, err := text(files, name, maxConfig)
		if err != nil {
			return err
		}
		var said map[string]any
		if len(b) == 0 || json.Unmarshal(b, &said) != nil {
			continue
		}
		switch name {
		case "config.json":
			f.config(said)
		case "model_index.json":
			f.Architecture = or(f.Architecture, word(said["_class_name"]))
		case "configuration.json": // ModelScope's
			f.Task = or(f.Task, word(said["task"]))
		case "adapter_config.json":
			f.Library = or(f.Library, "peft")
			if base := word(said["base_model_name_or_path"]); base != "" && len(f.BaseModels) == 0 {
				f.BaseModels = []string{base}
			}
		}
	}
	return nil
}

// config reads config.json, as transformers and those that follow it write it.
func (f *Facts) config(said map[string]any) {
	f.ModelType = word(said["model_type"])
	classes := list(said["architectures"])
	if len(classes) > 0 {
		f.Architecture = or(f.Architecture, classes[0])
		f.Task = or(f.Task, taskOf(classes[0]))
	}
	if f.ModelType != "" || len(classes) > 0 || word(said["transformers_version"]) != "" {
		f.Library = or(f.Library, "transformers")
	}
	inner, _ := said["text_config"].(map[string]any)
	for _, from := range []map[string]any{said, inner} {
		for _, key := range []string{"max_position_embeddings", "n_positions", "max_sequence_length", "seq_length"} {
			if n, ok := from[key].(float64); ok && n > 0 && n < 1<<40 && f.Context == 0 {
				f.Context = int64(n)
			}
		}
	}
	if q, ok := said["quantization_config"].(map[string]any); ok {
		f.Quantisation = or(f.Quantisation, word(q["quant_method"]))
	}
	f.Config = map[string]any{}
	for _, key := range []string{"architectures", "model_type", "quantization_config", "upscale"} {
		if v, ok := said[key]; ok && small(v) {
			f.Config[key] = v
		}
	}
}

// small reports whether a value is short enough to be kept.
func small(v any) bool {
	b, err := json.Marshal(v)
	return err == nil && len(b) < 4<<10
}

// classes are the ends of names of classes, and what such models are for.
var classes = []struct{ end, task string }{
	{"ForCausalLM", "text-generation"},
	{"LMHeadModel", "text-generation"},
	{"ForMaskedLM", "fill-mask"},
	{"ForSequenceClassification", "text-classification"},
	{"ForTokenClassification", "token-classification"},
	{"ForQuestionAnswering", "question-answering"},
	{"ForImageClassification", "image-classification"},
	{"ForObjectDetection", "object-detection"},
	{"ForSemanticSegmentation", "image-segmentation"},
	{"ForInstanceSegmentation", "image-segmentation"},
	{"ForUniversalSegmentation", "image-segmentation"},
	{"ForImageSuperResolution", "image-to-image"},
	{"CLIPModel", "zero-shot-image-classification"},
	{"ForAudioClassification", "audio-classification"},
	{"ForCTC", "automatic-speech-recognition"},
	{"ForSpeechSeq2Seq", "automatic-speech-recognition"},
	{"WhisperForConditionalGeneration", "automatic-speech-recognition"},
	{"VLForConditionalGeneration", "image-text-to-text"},
	{"ForDepthEstimation", "depth-estimation"},
	{"ForMultipleChoice", "multiple-choice"},
}

func taskOf(class string) string {
	for _, c := range classes {
		if strings.HasSuffix(class, c.end) {
			return c.task
		}
	}
	return ""
}

// conclude draws conclusions from which files there are.
func (f *Facts) conclude(files map[string]File) {
	has := func(name string) bool { _, ok := files[name]; return ok }
	switch {
	case has("model_index.json"):
		f.Library = or(f.Library, "diffusers")
	case has("modules.json"), has("sentence_bert_config.json"):
		if f.Library == "" || f.Library == "transformers" && word(f.Card["library_name"]) == "" {
			f.Library = "sentence-transformers"
		}
		f.Task = or(f.Task, "sentence-similarity")
	}
	if slices.Contains(f.Formats, "gguf") {
		f.Library = or(f.Library, "gguf")
	} else if slices.Contains(f.Formats, "onnx") {
		f.Library = or(f.Library, "onnx")
	}
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// Labels are what a repository is filtered by, as the clients of hubs write
// them: those of the card, and language, licence, task, library and format.
func (f Facts) Labels() (l []string) {
	add := func(prefix string, words ...string) {
		for _, w := range words {
			if w = strings.TrimSpace(w); w != "" && !slices.Contains(l, prefix+w) {
				l = append(l, prefix+w)
			}
		}
	}
	add("", f.Library)
	add("", f.Formats...)
	add("", f.ModelType)
	add("", f.Task)
	add("", f.Tags...)
	add("", f.Languages...)
	add("license:", f.Licenses...)
	add("dataset:", f.Datasets...)
	add("base_model:", f.BaseModels...)
	add("task_categories:", f.Tasks...)
	add("size_categories:", f.Sizes...)
	return l
}
