// Package running says how a repository's model is run, as its files tell: by
// which engine, for which task, from which files, and in how much memory; or
// exactly why it is not. It runs nothing.
package running

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/hub/weights"
)

// Way is how a model is run.
type Way struct {
	Engine  string   `json:"engine,omitempty"`  // llama, onnx, speech or diffusion; empty if none can
	Task    string   `json:"task,omitempty"`    // in Tenon's vocabulary
	Also    []string `json:"also,omitempty"`    // other tasks that it does
	Files   []string `json:"files,omitempty"`   // that it needs, by their paths; the engine is given the first
	As      []string `json:"as,omitempty"`      // the names that the engine knows the files by, where it does not go by their paths
	Kind    string   `json:"kind,omitempty"`    // of the model, as speech calls it
	Bytes   int64    `json:"bytes,omitempty"`   // of those
	Memory  int64    `json:"memory,omitempty"`  // bytes, with what it keeps of Context tokens
	Context int64    `json:"context,omitempty"` // tokens that its requests share
	Quants  []string `json:"quants,omitempty"`  // that there are to choose from, of GGUF files; the model is the first of them by its rank, unless one is named
	Base    string   `json:"base,omitempty"`    // of an adapter: the model that it belongs to
	Scale   int      `json:"scale,omitempty"`   // of a model that enlarges pictures: how many times; 0 is not said
	Blind   string   `json:"blind,omitempty"`   // why it sees no pictures, if it has a file to see by
	Missing string   `json:"missing,omitempty"` // why it cannot run, in words that follow “it cannot run: ”
}

// File is a file of a repository.
type File struct {
	Path string
	Size int64
}

// Said is what else is known of a repository.
type Said struct {
	Task    string   // that its card says
	Base    []string // models that it was made of
	Formats []string // of its files
	Class   string   // of transformers, that its config.json names
	Scale   int      // that its config.json names: how many times it enlarges pictures
	Library string
	Tags    []string
	// Head reads the head of a GGUF, an ONNX or a safetensors file. ErrAbsent is that its bytes are not here.
	Head func(path string) (weights.Head, error)
	// Text reads a small file; nil is one that is not there, or whose bytes are not here.
	Text func(path string) ([]byte, error)
}

// ErrAbsent is of a file whose bytes are not here yet.
var ErrAbsent = errors.New("its bytes are not here")

// MaxContext is how many tokens a model is given at most, if it was trained for more.
const MaxContext = 8192

// MaxFiles is how many files of one model are lent to a worker, which has them all
// open: a voice with all languages of espeak-ng has fewer than 500.
const MaxFiles = 600

// Of finds the way of a repository with some files. Its error is that of reading
// the head of a file.
func Of(files []File, said Said) (Way, error) {
	w, err := find(files, said)
	if n := len(w.Files); n > MaxFiles {
		return Way{Missing: fmt.Sprintf("it is in %d files, and a worker opens %d at most", n, MaxFiles)}, err
	}
	return w, err
}

func find(files []File, said Said) (Way, error) {
	sets := ggufs(files)
	if index := painted(files); len(sets) == 0 && index != "" {
		return ofDiffusers(files, index, said)
	}
	if len(sets) == 0 && hasONNX(files) {
		if w, ok, err := ofSpeech(files, said); ok || err != nil {
			return w, err
		}
		return ofONNX(files, said), nil
	}
	if len(sets) == 0 {
		damaged, err := broken(files, said)
		return Way{Missing: without(files, said.Formats) + damaged}, err
	}
	best := slices.MinFunc(sets, set.compare)
	if !best.whole() {
		return Way{Missing: fmt.Sprintf("of its weights, %s, parts are missing: it has %d of %d", best.files[0].Path, len(best.files), best.of)}, nil
	}
	w := Way{Engine: "llama", Bytes: best.bytes(), Quants: quants(sets)}
	for _, f := range best.files {
		w.Files = append(w.Files, f.Path)
	}
	h, why, err := best.judge(said)
	if why != "" || err != nil {
		return Way{Missing: why}, err
	}
	if h.Kind == "adapter" {
		return w.adapter(h, said), nil
	}
	w.Task = purpose(h, said.Task)
	w.Context = MaxContext
	if h.Context > 0 {
		w.Context = min(h.Context, MaxContext)
	}
	tokens := kept(h.Shape, w.Context)
	w.Memory = w.Bytes + tokens + tokens/2 + scratch // half as many wait for requests to come
	w.prompted(files)
	return w, w.see(files, said)
}

// maxJudged is how many files of one model are looked into.
const maxJudged = 64

// judge reads the heads of the files of a model, and says why it cannot run: what
// is announced to run is not to fail for what its files could have told.
func (s set) judge(said Said) (first weights.Head, why string, err error) {
	for i, f := range s.files[:min(len(s.files), maxJudged)] {
		h, why, err := f.sound(said)
		if why != "" || err != nil {
			return first, why, err
		}
		if i == 0 {
			first = h
		}
	}
	return first, foreign(first), nil
}

// LoRA is the kind of a model that is an adapter of another.
const LoRA = "lora"

// adapter is how an adapter is run: with the model that it belongs to.
func (w Way) adapter(h weights.Head, said Said) Way {
	w.Kind, w.Task, w.Memory, w.Base = LoRA, "text-generation", w.Bytes, h.Base
	if len(said.Base) > 0 {
		w.Base = said.Base[0]
	}
	switch {
	case h.Adapter != LoRA:
		return Way{Missing: fmt.Sprintf("it is an adapter of the kind %q, and llama runs those of the kind lora", h.Adapter)}
	case w.Base == "":
		return Way{Missing: "it is an adapter (LoRA) and does not say of which model: name that in its card, as base_model: OWNER/NAME"}
	}
	return w
}

// absent is the architecture of a file whose bytes are not here: a mirror's, which shows what
// it is when it comes.
const absent = "unknown"

// sound reads the head of a GGUF or a safetensors file, and says what is wrong with it.
func (f File) sound(said Said) (h weights.Head, why string, err error) {
	h, err = said.Head(f.Path)
	switch {
	case errors.Is(err, ErrAbsent):
		h.Architecture = absent
	case errors.Is(err, weights.ErrFormat):
		_, what, _ := strings.Cut(err.Error(), weights.ErrFormat.Error()+": ")
		return h, fmt.Sprintf("its weights %s are damaged: %s", f.Path, what), nil
	case err != nil:
		return h, "", err
	}
	if f.Size >= 0 && h.End > f.Size {
		return h, fmt.Sprintf("its weights %s were cut off, or say wrongly where they end: the file has %d bytes, and its tensors end at byte %d", f.Path, f.Size, h.End), nil
	}
	for kind := range h.Types {
		if strings.HasPrefix(kind, weights.UnknownType) {
			return h, fmt.Sprintf("its weights %s have numbers that llama does not know (%s)", f.Path, kind), nil
		}
	}
	return h, "", nil
}

// scratch is what a worker takes for itself and for what it computes, in bytes.
const scratch = 256 << 20

// kept is how many bytes the keys and values of so many tokens take, two for a
// number. What a file does not say is taken from models of its size.
func kept(s weights.Shape, tokens int64) int64 {
	const most = 1 << 20 // of each number that files say: no model has more
	clamp := func(n int64) int64 { return min(max(n, 0), most) }
	layers, width, heads := clamp(s.Layers), clamp(s.Width), clamp(s.Heads)
	if layers == 0 || width == 0 || heads == 0 {
		return 0
	}
	shared := clamp(s.Shared)
	if shared == 0 {
		shared = heads
	}
	key, value := clamp(s.Key), clamp(s.Value)
	if key == 0 {
		key = width / heads
	}
	if value == 0 {
		value = key
	}
	perToken := float64(layers) * float64(shared) * float64(key+value) * 2
	return int64(min(perToken*float64(tokens), 1<<45))
}

// encoders are architectures that make vectors, and no text.
var encoders = []string{
	"bert", "nomic-bert", "nomic-bert-moe", "neo-bert", "jina-bert-v2", "jina-bert-v3", "modern-bert", "eurobert", "gemma-embedding", "t5encoder", "llama-embed",
}

// What GGUF files pool by: see weights.Shape.
const (
	poolsNot   = 1
	poolsJudge = 5
)

// purpose is the task of a model that llama runs.
func purpose(h weights.Head, said string) string {
	p := h.Shape.Pooling
	switch {
	case p == poolsJudge || said == "text-ranking":
		return "sentence-similarity"
	case p > poolsNot, slices.Contains(encoders, h.Architecture), said == "feature-extraction", said == "sentence-similarity":
		return "feature-extraction"
	}
	return "text-generation"
}

// others are architectures that are written as GGUF and that llama.cpp does not
// run as a model of its own, with what they are.
var others = map[string]string{
	"t5":   "a model that reads one text whole and writes another",
	"clip": "the eyes of another model", "whisper": "a model that transcribes speech", "wavtokenizer-dec": "the voice of another model",
	"flux": "a model that paints", "sd1": "a model that paints", "sdxl": "a model that paints", "sd3": "a model that paints", "qwen_image": "a model that paints",
	"aura": "a model that paints", "lumina2": "a model that paints", "hidream": "a model that paints", "pig": "a model that paints", "cosmos": "a model that makes videos",
	"wan": "a model that makes videos", "ltxv": "a model that makes videos", "hyvid": "a model that makes videos",
}

// foreign is why a GGUF file is no model that llama runs; empty if it may be one.
func foreign(h weights.Head) string {
	if others[h.Architecture] != "" {
		return fmt.Sprintf("its GGUF file is %s (%s), and llama runs language models", others[h.Architecture], h.Architecture)
	}
	return ""
}

// broken says which of the safetensors files are damaged: that they are not run is
// not to hide it.
func broken(files []File, said Said) (string, error) {
	looked := 0
	for _, f := range files {
		if !strings.EqualFold(path.Ext(f.Path), ".safetensors") || said.Head == nil {
			continue
		}
		if looked++; looked > maxJudged {
			break
		}
		if _, why, err := f.sound(said); err != nil || why != "" {
			return "; besides, " + why, err
		}
	}
	return "", nil
}

// without is why a repository without GGUF files cannot run.
func without(files []File, formats []string) string {
	has := func(f string) bool { return slices.Contains(formats, f) }
	const convert = "convert it with convert_hf_to_gguf.py of llama.cpp, or take a repository with GGUF files of it"
	switch {
	case slices.ContainsFunc(files, func(f File) bool { return f.Path == "adapter_config.json" }) && (has("safetensors") || has("pytorch")):
		return "it is an adapter (LoRA) as PEFT writes it, and llama reads GGUF: convert it with convert_lora_to_gguf.py of llama.cpp"
	case has("safetensors"):
		return "its weights are safetensors, and llama reads GGUF: " + convert
	case has("pytorch"):
		return "its weights are pickles, which may run programs and are never loaded: " + convert
	case len(formats) > 0 && slices.ContainsFunc(formats, func(f string) bool { return slices.Contains(weighty, f) }):
		return "there is no engine for its weights (" + strings.Join(formats, ", ") + ")"
	case len(files) == 0:
		return "it is empty"
	}
	return "it has no weights"
}

// weighty are formats of weights.
var weighty = []string{"keras", "tflite", "tensorflow", "flax", "coreml", "paddle"}

// beside are the beginnings of names of GGUF files that stand beside a model.
var beside = []string{"mmproj", "imatrix", "ggml-vocab"}

func isWeights(p string) bool {
	low := strings.ToLower(path.Base(p))
	if path.Ext(low) != ".gguf" {
		return false
	}
	return !slices.ContainsFunc(beside, func(b string) bool {
		return strings.HasPrefix(low, b) || strings.Contains(low, "-"+b) || strings.Contains(low, "."+b)
	})
}
