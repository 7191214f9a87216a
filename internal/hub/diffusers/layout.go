// Package diffusers reads the layout in which diffusers and Optimum keep a model
// that paints: which parts there are, what is missing, how large its pictures are,
// and how much memory they take. It loads nothing.
package diffusers

import (
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"
)

// Index is the file that a layout is known by; what belongs to it stands in folders beside it.
const Index = "model_index.json"

// The folders of the parts.
const (
	UNet       = "unet"
	Decoder    = "vae_decoder"
	Encoder    = "vae_encoder"
	Text       = "text_encoder"
	Text2      = "text_encoder_2"
	Tokenizer  = "tokenizer"
	Tokenizer2 = "tokenizer_2"
	Scheduler  = "scheduler/scheduler_config.json"
)

// The tasks that such models do, in Tenon's vocabulary.
const (
	Paints   = "text-to-image"
	Repaints = "image-to-image"
)

// Layout is what the files of a model say.
type Layout struct {
	Class  string            // of the pipeline: StableDiffusionPipeline
	Large  bool              // it has two readers of texts, and is told of sizes
	Graphs map[string]string // the ONNX file of each part, by folder
	Files  []string          // all that it needs, beside the index
	Tasks  []string          // that it does, the main one first
	UNet   Net
	VAE    Net
	Zeros  bool // without a negative prompt there is nothing, and not an empty one
	Few    bool // it was taught to paint in a few steps without guidance
}

// Folder is the files of a layout, by their paths beside the index.
type Folder interface {
	Names() []string
	// Read reads a small file; nil is one that is not there.
	Read(name string) ([]byte, error)
}

// families are the pipelines that are run, without what they are called for.
var families = []string{"StableDiffusion", "StableDiffusionXL", "LatentConsistencyModel"}

// Read reads a layout. Why is what is missing, in words that follow “it cannot
// run: ”; the error is that of reading a file.
func Read(f Folder) (l Layout, why string, err error) {
	b, err := f.Read(Index)
	if err != nil {
		return l, "", err
	}
	var index struct {
		Class   string `json:"_class_name"`
		Zeros   bool   `json:"force_zeros_for_empty_prompt"`
		Refines bool   `json:"requires_aesthetics_score"`
	}
	if json.Unmarshal(b, &index) != nil || index.Class == "" {
		return l, "its model_index.json does not name a pipeline (_class_name)", nil //nolint:nilerr // it is said
	}
	l.Class, l.Zeros, l.Graphs = index.Class, index.Zeros, map[string]string{}
	family := family(index.Class)
	if !slices.Contains(families, family) {
		return l, fmt.Sprintf("pipelines of the class %.80s are not run here; Stable Diffusion 1 and 2, XL and latent consistency models are", index.Class), nil
	}
	l.Large = family == "StableDiffusionXL"
	if index.Refines {
		return l, "it refines what another model has painted, and does not paint by itself", nil
	}
	if why := l.parts(f.Names()); why != "" {
		return l, why, nil
	}
	return l.settings(f)
}

// family is the class of a pipeline without what it is called for and by whom.
func family(class string) string {
	for _, before := range []string{"ORT", "Onnx", "OV"} {
		class = strings.TrimPrefix(class, before)
	}
	class = strings.TrimSuffix(class, "Pipeline")
	for _, after := range []string{"Img2Img", "InpaintLegacy", "Inpaint"} {
		class = strings.TrimSuffix(class, after)
	}
	return class
}

// parts finds the files of the parts.
func (l *Layout) parts(names []string) (why string) {
	graphs := []string{UNet, Decoder, Text}
	words := []string{Tokenizer}
	if l.Large {
		graphs, words = append(graphs, Text2), append(words, Tokenizer2)
	}
	for _, part := range append(graphs, Encoder) {
		if why := l.graph(part, names); why != "" && part != Encoder {
			return why
		}
	}
	for _, part := range words {
		has := func(file string) bool { return slices.Contains(names, part+"/"+file) }
		switch {
		case has("tokenizer.json"):
		case !has("vocab.json") || !has("merges.txt"):
			return fmt.Sprintf("its %s lacks tokenizer.json, or vocab.json and merges.txt", part)
		}
		for _, file := range []string{"tokenizer.json", "vocab.json", "merges.txt", "tokenizer_config.json", "special_tokens_map.json"} {
			if has(file) {
				l.Files = append(l.Files, part+"/"+file)
			}
		}
	}
	if !slices.Contains(names, Scheduler) {
		return "it has no " + Scheduler
	}
	l.Files = append(l.Files, Scheduler)
	return ""
}

// others are beginnings and ends of files that stand beside a graph and are not of it.
var others = []string{"pytorch_model", "diffusion_pytorch_model", "openvino_model", "flax_model", "tf_model", "diffusion_flax_model"}

var foreign = []string{".safetensors", ".msgpack", ".ckpt", ".pt", ".pth", ".xml", ".md", ".h5", ".onnx", ".png", ".jpg"}

// graph finds the ONNX file of a part, and what belongs to it.
func (l *Layout) graph(part string, names []string) (why string) {
	var found, beside []string
	for _, n := range names {
		dir, file := path.Split(n)
		if dir != part+"/" {
			continue
		}
		ext := strings.ToLower(path.Ext(file))
		alien := slices.ContainsFunc(others, func(o string) bool { return strings.HasPrefix(file, o) })
		switch {
		case ext == ".onnx":
			found = append(found, file)
		case !alien && !slices.Contains(foreign, ext) && (ext != ".json" || file == "config.json"):
			beside = append(beside, n)
		}
	}
	slices.Sort(found)
	file := "model.onnx"
	switch {
	case len(found) == 0:
		return fmt.Sprintf("it has no %s/model.onnx: `optimum-cli export onnx` makes one of each part", part)
	case !slices.Contains(found, file) && len(found) > 1:
		return fmt.Sprintf("of its %s there are %d ONNX files and none is model.onnx", part, len(found))
	case !slices.Contains(found, file):
		file = found[0]
	}
	l.Graphs[part] = part + "/" + file
	l.Files = append(append(l.Files, part+"/"+file), beside...)
	return ""
}

// settings reads how large the model is, and what it does.
func (l Layout) settings(f Folder) (Layout, string, error) {
	for _, part := range []string{UNet, Decoder} {
		name, to := part+"/config.json", &l.UNet
		if part == Decoder {
			to = &l.VAE
		}
		b, err := f.Read(name)
		if err != nil {
			return l, "", err
		}
		if b != nil && json.Unmarshal(b, to) != nil {
			return l, fmt.Sprintf("its %s is not as it must be", name), nil //nolint:nilerr // it is said
		}
		if why := to.check(); why != "" {
			return l, fmt.Sprintf("its %s says %s", name, why), nil
		}
	}
	l.UNet.complete(usualNet(l.Large))
	l.VAE.complete(usualVAE(l.Large))
	b, err := f.Read(Scheduler)
	if err != nil {
		return l, "", err
	}
	var s struct {
		Class   string `json:"_class_name"`
		Spacing string `json:"timestep_spacing"`
	}
	_ = json.Unmarshal(b, &s) // what is wrong with it is said by who uses it
	l.Few = s.Spacing == "trailing" && strings.HasPrefix(s.Class, "Euler")
	switch {
	case l.Graphs[Encoder] == "" && l.Inpaints():
		return l, "it paints in parts of pictures, which needs vae_encoder/model.onnx", nil
	case l.Inpaints():
		l.Tasks = []string{Repaints}
	case l.Graphs[Encoder] == "":
		l.Tasks = []string{Paints}
	default:
		l.Tasks = []string{Paints, Repaints}
	}
	return l, "", nil
}

// Inpaints reports whether the model paints in parts of pictures and nothing else.
func (l Layout) Inpaints() bool { return l.UNet.In == 2*l.VAE.Latent+1 }
