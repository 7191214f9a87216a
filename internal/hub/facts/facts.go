// Package facts reads what is known of a repository from its files: its card,
// its settings, and the heads of its weights. What a file says wrongly is as if
// it did not say it.
package facts

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"path"
	"slices"
	"strings"
	"unicode"

	"github.com/tenonhub/tenon/internal/hub/card"
	"github.com/tenonhub/tenon/internal/hub/running"
	"github.com/tenonhub/tenon/internal/hub/weights"
)

// Version is that of what is read. Facts of an older one are read again.
const Version = 12

// Facts are what is known of a repository. What is not is zero.
type Facts struct {
	Task         string           `json:"task,omitempty"`
	Library      string           `json:"library,omitempty"`
	SDK          string           `json:"sdk,omitempty"` // of an app
	Licenses     []string         `json:"licenses,omitempty"`
	Languages    []string         `json:"languages,omitempty"`
	Tags         []string         `json:"tags,omitempty"` // of the card
	Datasets     []string         `json:"datasets,omitempty"`
	BaseModels   []string         `json:"base_models,omitempty"`
	Tasks        []string         `json:"task_categories,omitempty"` // of a dataset
	Sizes        []string         `json:"size_categories,omitempty"` // of a dataset
	Architecture string           `json:"architecture,omitempty"`
	ModelType    string           `json:"model_type,omitempty"`
	Quantisation string           `json:"quantisation,omitempty"`
	Context      int64            `json:"context,omitempty"`    // tokens
	Parameters   int64            `json:"parameters,omitempty"` // in all
	Types        map[string]int64 `json:"types,omitempty"`      // parameters by type of number
	Formats      []string         `json:"formats,omitempty"`
	Summary      string           `json:"summary,omitempty"` // the first sentences of its card
	Runs         running.Way      `json:"runs"`              // how its model is run
	Bytes        int64            `json:"bytes"`             // of all files
	Files        int              `json:"files"`
	Card         map[string]any   `json:"-"`                // what its head says
	Config       map[string]any   `json:"config,omitempty"` // a few of its settings
	Text         string           `json:"-"`                // the beginning of the card's words
	Names        []string         `json:"-"`                // of the first files
}

// The ceilings of what is kept.
const (
	maxText   = 16 << 10 // bytes
	maxNames  = 200
	maxList   = 100
	maxWord   = 100 // bytes
	maxConfig = 4 << 20
	maxHeads  = 64 // files of weights whose heads are read
)

// File is a file of a repository.
type File struct {
	Path string
	Size int64
	Open func() (io.ReadCloser, error)
}

// ErrAbsent is of opening a file whose bytes are not here. It is as if it said
// nothing.
var ErrAbsent = errors.New("its bytes are not here")

// Read reads what the files of a repository say. Its errors are those of
// opening and reading them.
func Read(files []File) (f Facts, err error) {
	f.Files = len(files)
	byName := map[string]File{}
	for _, e := range files {
		f.Bytes += e.Size
		byName[e.Path] = e
		if len(f.Names) < maxNames && !strings.HasPrefix(e.Path, ".") {
			f.Names = append(f.Names, e.Path)
		}
	}
	f.Formats = formats(files)
	if err := f.card(byName); err != nil {
		return f, err
	}
	if err := f.heads(files); err != nil {
		return f, err
	}
	if err := f.settings(byName); err != nil {
		return f, err
	}
	f.conclude(byName)
	if f.Runs, err = f.way(files, byName); err == nil {
		err = f.onnx(files, byName)
	}
	if f.Task == "" && f.Architecture != "" && f.Runs.Engine == "llama" {
		f.Task = or(hubTasks[f.Runs.Task], f.Runs.Task)
	}
	if f.Runs.Engine == "speech" && f.Runs.Kind != running.Unknown {
		f.Task, f.Architecture = or(f.Task, f.Runs.Task), or(f.Architecture, f.Runs.Kind)
	}
	if f.Runs.Engine == "diffusion" {
		f.Task = or(f.Task, f.Runs.Task)
	}
	return f, err
}

// hubTasks are tasks of Tenon's vocabulary that hubs call otherwise: what llama
// runs for similarity are models that rank.
var hubTasks = map[string]string{"sentence-similarity": "text-ranking"}

// way finds out how the model of the repository is run.
func (f *Facts) way(files []File, byName map[string]File) (running.Way, error) {
	l := make([]running.File, len(files))
	for i, e := range files {
		l[i] = running.File{Path: e.Path, Size: e.Size}
	}
	class := f.Architecture
	if classes := list(f.Config["architectures"]); len(classes) > 0 {
		class = classes[0]
	}
	scale, _ := f.Config["upscale"].(float64)
	return running.Of(l, running.Said{Scale: int(min(max(scale, 0), 64)), Task: f.Task, Base: f.BaseModels, Formats: f.Formats, Class: class, Library: f.Library, Tags: f.Tags, Text: func(p string) ([]byte, error) { return text(byName, p, maxConfig) }, Head: func(p string) (weights.Head, error) {
		decode := weights.GGUF
		switch strings.ToLower(path.Ext(p)) {
		case ".onnx":
			decode = weights.ONNX
		case ".safetensors":
			decode = weights.Safetensors
		}
		h, err := head(byName[p], decode)
		if errors.Is(err, ErrAbsent) {
			err = running.ErrAbsent
		}
		return h, err
	}})
}

// text reads a whole file of at most so many bytes; one that is not there, or
// larger, is empty.
func text(files map[string]File, name string, most int64) ([]byte, error) {
	e, ok := files[name]
	if !ok || e.Size > most {
		return nil, nil
	}
	r, err := e.Open()
	if errors.Is(err, ErrAbsent) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", name, err)
	}
	defer r.Close()
	b, err := io.ReadAll(io.LimitReader(r, most))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	return b, nil
}

func (f *Facts) card(files map[string]File) error {
	b, err := text(files, card.Name, card.Max)
	if err != nil {
		return err
	}
	said, err := card.Parse(string(b))
	if err != nil {
		said = nil // what is wrong with it was said when it came
	}
	if _, err := json.Marshal(said); err != nil { // numbers that JSON does not have
		said = nil
	}
	f.Card, f.Text = said, body(string(b))
	f.Summary = summary(f.Text)
	f.Task, f.Library, f.SDK = word(said["pipeline_tag"]), word(said["library_name"]), word(said["sdk"])
	f.Licenses, f.Languages, f.Tags = list(said["license"]), list(said["language"]), list(said["tags"])
	f.Datasets, f.BaseModels = list(said["datasets"]), list(said["base_model"])
	f.Tasks, f.Sizes = list(said["task_categories"]), list(said["size_categories"])
	return nil
}

// body is the text of a card after its facts.
func body(s string) string {
	if rest, ok := strings.CutPrefix(strings.TrimLeft(s, "\uFEFF\r\n"), "---"); ok {
		if _, after, ok := strings.Cut(rest, "\n---"); ok {
			s = after
		}
	}
	if len(s) > maxText {
		s = s[:maxText]
	}
	return strings.ToValidUTF8(strings.TrimSpace(s), "")
}

// word reads a short text.
func word(v any) string {
	s, _ := v.(string)
	s = strings.ToValidUTF8(strings.TrimSpace(s), "")
	if len(s) > maxWord || strings.ContainsFunc(s, unicode.IsControl) {
		return ""
	}
	return s
}

// list reads short texts, or one, each once.
func list(v any) (l []string) {
	all, ok := v.([]any)
	if !ok {
		all = []any{v}
	}
	for _, e := range all {
		if s := word(e); s != "" && len(l) < maxList && !slices.Contains(l, s) {
			l = append(l, s)
		}
	}
	return l
}

// heads reads the heads of files of weights: of safetensors all, since a model
// comes in several; of GGUF the first, since each is a model.
func (f *Facts) heads(files []File) error {
	types, read, whole := map[string]int64{}, 0, false
	for _, e := range files {
		var decode func(io.Reader) (weights.Head, error)
		switch strings.ToLower(path.Ext(e.Path)) {
		case ".safetensors":
			decode = weights.Safetensors
		case ".gguf":
			if whole {
				continue
			}
			decode = weights.GGUF
		}
		if read++; decode == nil || read > maxHeads && !whole {
			continue
		}
		h, err := head(e, decode)
		if errors.Is(err, weights.ErrFormat) || errors.Is(err, ErrAbsent) {
			continue
		}
		if err != nil {
			return err
		}
		for k, n := range h.Types {
			types[k] = weights.Head{Types: map[string]int64{"": types[k], k: n}}.Parameters()
		}
		if h.Architecture != "" { // a GGUF file
			whole = true
			f.describe(h)
		}
	}
	if len(types) > 0 {
		f.Types = types
		f.Parameters = weights.Head{Types: types}.Parameters()
	}
	return nil
}

// onnx reads the tensors of the ONNX files that are run, or of the first, where no
// other file has told of parameters.
func (f *Facts) onnx(files []File, byName map[string]File) error {
	if len(f.Types) > 0 || !slices.Contains(f.Formats, "onnx") || slices.Contains(f.Formats, "safetensors") {
		return nil
	}
	isONNX := func(p string) bool { return strings.EqualFold(path.Ext(p), ".onnx") }
	var read []File
	for _, p := range f.Runs.Files {
		if isONNX(p) {
			read = append(read, byName[p])
		}
	}
	if len(read) == 0 {
		read = append(read, files[slices.IndexFunc(files, func(e File) bool { return isONNX(e.Path) })])
	}
	types := map[string]int64{}
	for _, e := range read {
		h, err := head(e, weights.ONNX)
		if errors.Is(err, weights.ErrFormat) || errors.Is(err, ErrAbsent) {
			continue
		}
		if err != nil {
			return err
		}
		f.Quantisation = or(f.Quantisation, h.Quantisation)
		for k, n := range h.Types {
			types[k] = weights.Head{Types: map[string]int64{"": types[k], k: n}}.Parameters()
		}
	}
	if f.Parameters = (weights.Head{Types: types}).Parameters(); f.Parameters > 0 {
		f.Types = types
	}
	return nil
}

func head(e File, decode func(io.Reader) (weights.Head, error)) (weights.Head, error) {
	r, err := e.Open()
	if err != nil {
		return weights.Head{}, fmt.Errorf("open %s: %w", e.Path, err)
	}
	defer r.Close()
	h, err := decode(r)
	if err != nil {
		return h, fmt.Errorf("read the head of %s: %w", e.Path, err)
	}
	return h, nil
}

func (f *Facts) describe(h weights.Head) {
	f.Architecture, f.Quantisation, f.Context = word(h.Architecture), h.Quantisation, h.Context
	if l := word(h.License); l != "" && len(f.Licenses) == 0 {
		f.Licenses = []string{strings.ToLower(l)}
	}
	if len(f.Languages) == 0 {
		for _, l := range h.Languages {
			f.Languages = append(f.Languages, list(l)...)
		}
	}
}

// byExtension are the formats of files.
var byExtension = map[string]string{
	".safetensors": "safetensors", ".gguf": "gguf", ".onnx": "onnx", ".pt": "pytorch", ".pth": "pytorch", ".ckpt": "pytorch",
	".h5": "keras", ".keras": "keras", ".tflite": "tflite", ".pb": "tensorflow", ".msgpack": "flax", ".mlmodel": "coreml", ".mlpackage": "coreml",
	".parquet": "parquet", ".csv": "csv", ".tsv": "csv", ".json": "", ".jsonl": "json", ".arrow": "arrow", ".pdparams": "paddle",
}

func formats(files []File) []string {
	found := map[string]bool{}
	for _, e := range files {
		name := strings.ToLower(path.Base(e.Path))
		if s := byExtension[path.Ext(name)]; s != "" {
			found[s] = true
		}
		if path.Ext(name) == ".bin" && (name == "adapter_model.bin" || strings.HasPrefix(name, "pytorch_model") || strings.HasPrefix(name, "diffusion_pytorch_model")) {
			found["pytorch"] = true // others' are called .bin too
		}
	}
	return slices.Sorted(maps.Keys(found))
}
