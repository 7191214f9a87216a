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
	"config.json", "preprocessor_config.json", "tokenizer.json", "tokenizer_config.json", "modules.json", "sentence_bert_config.json", pooled, prompts,
}

// prompts are what is put before texts that vectors are made of, and pooled whether it
// counts in them.
const (
	prompts = "config_sentence_transformers.json"
	pooled  = "1_Pooling/config.json"
)

// prompted gives a GGUF file that makes vectors what stands beside it of prompts.
func (w *Way) prompted(files []File) {
	if w.Task != "feature-extraction" || !slices.ContainsFunc(files, func(f File) bool { return f.Path == prompts }) {
		return
	}
	as := w.Names()
	for _, f := range files {
		if f.Path == prompts || f.Path == pooled {
			as, w.Files, w.Bytes = append(as, f.Path), append(w.Files, f.Path), w.Bytes+max(f.Size, 0)
		}
	}
	w.As = as
}

// ofONNX finds the way of a repository with ONNX files.
func ofONNX(files []File, said Said) Way {
	if w, ok := ofLines(files, said); ok {
		return w
	}
	model, why := chosen(files, tower(said))
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
	if w.Task == "image-super-resolution" {
		if w.Scale = cmp.Or(said.Scale, 2); w.Scale < 2 || w.Scale > 4 {
			return Way{Missing: fmt.Sprintf("it makes pictures %d times as large, and 2 to 4 times are done here", w.Scale)}
		}
	}
	for _, name := range needs {
		if _, ok := has[name]; !ok {
			return Way{Missing: fmt.Sprintf("it has no %s, which %s with an ONNX file needs", name, w.Task)}
		}
	}
	w.Memory = w.Bytes + w.Bytes/2 + scratch + seeing[w.Task] // the runtime arranges weights anew
	return w
}

// seeing is what pictures take while they are read and computed, in bytes: those
// that are large, or are made so.
var seeing = map[string]int64{
	"image-classification": 768 << 20, "object-detection": 1536 << 20, "face-detection": 768 << 20, "depth-estimation": 1536 << 20,
	"image-segmentation": 1536 << 20, "image-super-resolution": 3 << 30, "zero-shot-image-classification": 768 << 20, "image-feature-extraction": 768 << 20,
	reads: 1536 << 20, "audio-classification": 1 << 30,
}

// chosen is the model among ONNX files, or why there is none. The part half of it, if
// that is named and there, is taken before the whole.
func chosen(files []File, half string) (best File, why string) {
	var l []File
	for _, f := range files {
		if isONNX(f.Path) {
			l = append(l, f)
		}
	}
	names := slices.Clone(exports)
	if half != "" {
		for i, e := range exports {
			names = slices.Insert(names, i, half+strings.TrimPrefix(e, "model"))
		}
	}
	rank := func(f File) int {
		name := strings.TrimSuffix(strings.ToLower(path.Base(f.Path)), ".onnx")
		return slices.Index(append(slices.Clone(names), name), name)
	}
	best = slices.MinFunc(l, func(a, b File) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(strings.Count(a.Path, "/"), strings.Count(b.Path, "/")), cmp.Compare(a.Path, b.Path))
	})
	if rank(best) == len(names) && len(l) > 1 {
		return best, fmt.Sprintf("it has %d ONNX files and none is the whole model (model.onnx): %s, %s…", len(l), l[0].Path, l[1].Path)
	}
	return best, ""
}

// tower is the part of a model of texts and pictures (CLIP) that is enough for vectors
// of one of them.
func tower(said Said) string {
	switch {
	case !strings.Contains(said.Class, "CLIP"):
	case said.Task == "feature-extraction":
		return "text_model"
	case said.Task == "image-feature-extraction":
		return "vision_model"
	}
	return ""
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
	}
	return seen(said)
}

// seen is what an ONNX file is run for on pictures.
func seen(said Said) (name string, needs []string) {
	needs = []string{"config.json", "preprocessor_config.json"}
	switch said.Task {
	case "face-detection":
		return said.Task, nil
	case "object-detection":
		if said.Class == "" && slices.Contains(said.Tags, "face-detection") {
			return "face-detection", nil
		}
		return said.Task, needs
	case "zero-shot-image-classification":
		return said.Task, append(needs, "tokenizer.json")
	case "image-classification", "depth-estimation", "image-segmentation", "image-feature-extraction", "audio-classification":
		return said.Task, needs
	case "image-to-image", "image-super-resolution", "super-resolution":
		if said.Task != "image-to-image" || strings.HasSuffix(said.Class, "ForImageSuperResolution") {
			return "image-super-resolution", needs
		}
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
	return fmt.Sprintf("onnx does not do %s here; it does text classification, zero-shot classification, names, answers from texts, vectors and ranking, classes, objects, faces, areas, depth, enlargement, text and vectors of pictures, and classes of sounds", said.Task)
}

// Names are what an engine knows the files by: it finds the others by where they
// stand beside the first.
func (w Way) Names() []string {
	l := make([]string, len(w.Files))
	for i, p := range w.Files {
		switch {
		case len(w.As) > i:
			l[i] = w.As[i]
		case w.Engine == "diffusion":
			l[i] = strings.TrimPrefix(p, strings.TrimSuffix(w.Files[0], path.Base(w.Files[0])))
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
	case "diffusion":
		return []string{"--memory", fmt.Sprint(w.Memory)}
	}
	args := []string{"--context", fmt.Sprint(w.Context)}
	if w.Sees() {
		args = append(args, "--eyes", eyesName)
	}
	return args
}
