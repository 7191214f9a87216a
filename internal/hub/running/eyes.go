package running

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"
)

// What a model that sees does beside its task.
const (
	Describes = "image-to-text"
	Answers   = "visual-question-answering"
)

// Looks reports whether a task is done by language models that see.
func Looks(task string) bool { return task == Describes || task == Answers }

// eyesName is what the engine knows the projector by, which has the model's folder.
const eyesName = "mmproj.gguf"

// eyesScratch is what looking at a picture takes, and what is remembered of pictures, in bytes.
const eyesScratch = 512 << 20

// isEyes reports whether a file is the projector of a model that sees.
func isEyes(p string) bool {
	low := strings.ToLower(path.Base(p))
	return path.Ext(low) == ".gguf" && strings.Contains(low, "mmproj")
}

// eyesTypes are the types of a projector's numbers, the first the best on a machine
// without an accelerator.
var eyesTypes = []string{"q8_0", "f16", "bf16", "f32"}

// eyes finds the projector that goes with a model: near it, with a name like its own.
func eyes(files []File, model string) (File, bool) {
	var l []File
	for _, f := range files {
		if isEyes(f.Path) {
			l = append(l, f)
		}
	}
	if len(l) == 0 {
		return File{}, false
	}
	like := words(model)
	far := func(p string) int {
		if path.Dir(p) == path.Dir(model) {
			return 0
		}
		return 1 + strings.Count(p, "/")
	}
	alike := func(p string) (n int) {
		for _, w := range words(p) {
			if slices.Contains(like, w) {
				n++
			}
		}
		return n
	}
	kind := func(p string) int {
		low := strings.FieldsFunc(strings.ToLower(path.Base(p)), func(r rune) bool { return r == '-' || r == '.' })
		return slices.IndexFunc(append(slices.Clone(eyesTypes), ""), func(t string) bool { return t == "" || slices.Contains(low, t) })
	}
	return slices.MinFunc(l, func(a, b File) int {
		return cmp.Or(cmp.Compare(far(a.Path), far(b.Path)), cmp.Compare(alike(b.Path), alike(a.Path)), cmp.Compare(kind(a.Path), kind(b.Path)),
			cmp.Compare(a.Size, b.Size), cmp.Compare(a.Path, b.Path))
	}), true
}

// see gives a language model its projector, if there is a sound one.
func (w *Way) see(files []File, said Said) error {
	f, ok := eyes(files, w.Files[0])
	if !ok || w.Task != "text-generation" {
		return nil
	}
	h, why, err := f.sound(said)
	switch {
	case err != nil:
		return err
	case why != "":
		w.Blind = "it sees no pictures: " + why
	case h.Architecture != "clip" && h.Architecture != absent:
		w.Blind = fmt.Sprintf("it sees no pictures: %s is of the architecture %s, and what sees is of clip", f.Path, h.Architecture)
	default:
		w.As = append(w.Names(), eyesName)
		w.Files, w.Bytes = append(w.Files, f.Path), w.Bytes+max(f.Size, 0)
		w.Memory += max(f.Size, 0) + eyesScratch
		w.Also = []string{Describes, Answers}
	}
	return nil
}

// Sees reports whether the model is given a projector.
func (w Way) Sees() bool { return slices.Contains(w.As, eyesName) }
