package running

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"
)

func hasONNX(files []File) bool {
	return slices.ContainsFunc(files, func(f File) bool { return isONNX(f.Path) })
}

func isONNX(p string) bool { return strings.EqualFold(path.Ext(p), ".onnx") }

// exports are the names that a whole model has, as Optimum and others write them:
// the exact numbers first, then those that are rounded the least.
var exports = []string{"model", "model_optimized", "model_fp16", "model_int8", "model_uint8", "model_quantized", "model_qint8_avx512_vnni", "model_q4", "model_q4f16", "model_bnb4"}

// settings are files beside a model, by their paths: they say how its inputs are
// made and what its outputs are.
var settings = []string{
	"config.json", "preprocessor_config.json", "tokenizer.json", "tokenizer_config.json", "modules.json", "1_Pooling/config.json", "sentence_bert_config.json",
}

// ofONNX finds the way of a repository with ONNX files.
func ofONNX(files []File, said Said) Way {
	model, why := chosen(files)
	if why != "" {
		return Way{Missing: why}
	}
	w := Way{Engine: "onnx"}
	add := func(f File) { w.Files, w.Bytes = append(w.Files, f.Path), w.Bytes+max(f.Size, 0) }
	add(model)
	has := map[string]File{}
	for _, f := range files {
		has[f.Path] = f
		if strings.HasPrefix(f.Path, model.Path) && f.Path != model.Path && strings.Contains("_.", f.Path[len(model.Path):][:1]) {
			add(f) // its numbers: model.onnx_data
		}
	}
	for _, name := range settings {
		if f, ok := has[name]; ok {
			add(f)
		}
	}
	var needs []string
	if w.Task, needs = task(said); w.Task == "" {
		return Way{Missing: unknown(said)}
	}
	for _, name := range needs {
		if _, ok := has[name]; !ok {
			return Way{Missing: fmt.Sprintf("it has no %s, which %s with an ONNX file needs", name, w.Task)}
		}
	}
	w.Memory = w.Bytes + w.Bytes/2 + scratch // the runtime arranges weights anew
	return w
}

// chosen is the model among ONNX files, or why there is none.
func chosen(files []File) (best File, why string) {
	var l []File
	for _, f := range files {
		if isONNX(f.Path) {
			l = append(l, f)
		}
	}
	rank := func(f File) int {
		name := strings.TrimSuffix(strings.ToLower(path.Base(f.Path)), ".onnx")
		return slices.Index(append(slices.Clone(exports), name), name)
	}
	best = slices.MinFunc(l, func(a, b File) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(strings.Count(a.Path, "/"), strings.Count(b.Path, "/")), cmp.Compare(a.Path, b.Path))
	})
	if rank(best) == len(exports) && len(l) > 1 {
		return best, fmt.Sprintf("it has %d ONNX files and none is the whole model (model.onnx): %s, %s…", len(l), l[0].Path, l[1].Path)
	}
	return best, ""
}

// task is what an ONNX file is run for, and the files that this needs.
func task(said Said) (name string, needs []string) {
	text := []string{"config.json", "tokenizer.json"}
	judges := strings.HasSuffix(said.Class, "ForSequenceClassification")
	has := func(tag string) bool { return slices.Contains(said.Tags, tag) }
	switch {
	case judges && (said.Task == "text-ranking" || said.Library == "sentence-transformers" || has("reranker") || has("cross-encoder")):
		return "sentence-similarity", text
	case judges && (said.Task == "zero-shot-classification" || said.Task == "text-classification"):
		return said.Task, text
	case said.Task == "token-classification", said.Task == "question-answering":
		return said.Task, text
	case said.Task == "feature-extraction", said.Task == "sentence-similarity", said.Task == "" && strings.HasSuffix(said.Class, "Model"):
		return "feature-extraction", text
	case said.Task == "image-classification":
		return said.Task, []string{"config.json", "preprocessor_config.json"}
	}
	return "", nil
}

// unknown is why a task is not done.
func unknown(said Said) string {
	switch {
	case said.Task == "" && said.Class == "":
		return "its ONNX file does not say what it is for: say it in README.md (pipeline_tag) or config.json (architectures)"
	case said.Task == "":
		return fmt.Sprintf("models of the class %s are not run with onnx here", said.Class)
	}
	return fmt.Sprintf("onnx does not do %s here; it does text classification, zero-shot classification, names, answers from texts, vectors, ranking and classes of pictures", said.Task)
}

// Names are what an engine knows the files by: it finds the others by where they
// stand beside the first.
func (w Way) Names() []string {
	l := make([]string, len(w.Files))
	for i, p := range w.Files {
		switch {
		case len(w.As) > i:
			l[i] = w.As[i]
		case w.Engine == "onnx" && strings.HasPrefix(p, w.Files[0]):
			l[i] = path.Base(p)
		case w.Engine == "onnx":
			l[i] = p
		case len(w.Files) == 1:
			l[i] = "model.gguf"
		default:
			l[i] = fmt.Sprintf("model-%05d-of-%05d.gguf", i+1, len(w.Files))
		}
	}
	return l
}

// Args are what an engine is told beyond its files.
func (w Way) Args() []string {
	switch w.Engine {
	case "onnx":
		return []string{"--task", w.Task}
	case "speech":
		return []string{"--kind", w.Kind, "--task", w.Task}
	}
	return []string{"--context", fmt.Sprint(w.Context)}
}
