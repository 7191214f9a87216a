package running

import (
	"cmp"
	"path"
	"slices"
	"strings"
)

// speechFolder is a folder that has ONNX files: what lies in it, by base name, and
// all files of the repository.
type speechFolder struct {
	dir   string
	files map[string]File
	order []string
	all   []File
}

// folders are the folders with ONNX files, the highest first.
func folders(files []File) (l []*speechFolder) {
	by := map[string]*speechFolder{}
	for _, f := range files {
		dir := path.Dir(f.Path)
		if by[dir] == nil {
			by[dir] = &speechFolder{dir: dir, files: map[string]File{}}
		}
		name := path.Base(f.Path)
		by[dir].files[name] = f
		by[dir].order = append(by[dir].order, name)
	}
	for _, f := range by {
		if !slices.ContainsFunc(f.order, isONNX) {
			continue
		}
		slices.Sort(f.order)
		f.all = files
		l = append(l, f)
	}
	slices.SortFunc(l, func(a, b *speechFolder) int {
		return cmp.Or(cmp.Compare(strings.Count(a.dir, "/"), strings.Count(b.dir, "/")), cmp.Compare(a.dir, b.dir))
	})
	return l
}

// under is the path of a file from the folder on, if it is in it or below.
func (f *speechFolder) under(o File) (string, bool) {
	if f.dir == "." {
		return o.Path, true
	}
	return strings.CutPrefix(o.Path, f.dir+"/")
}

// named is a file and the name that the engine knows it by.
type named struct{ file, as string }

func (f *speechFolder) made(kind, task string, l ...named) Way {
	w := Way{Kind: kind, Task: task}
	for _, n := range l {
		f.add(&w, n)
	}
	return w
}

func (f *speechFolder) add(w *Way, n named) {
	one := f.files[n.file]
	w.Files, w.As, w.Bytes = append(w.Files, one.Path), append(w.As, n.as), w.Bytes+max(one.Size, 0)
}

// beside adds what a recogniser may have beside it: a detector of speech, and the
// numbers of graphs that are kept in files of their own.
func (f *speechFolder) beside(w *Way, voice string) {
	if voice != "" {
		f.add(w, named{voice, "silero_vad.onnx"})
	}
	for _, n := range f.order {
		if low := strings.ToLower(n); strings.HasSuffix(low, ".weights") || strings.HasSuffix(low, ".data") || strings.Contains(low, ".onnx_data") {
			f.add(w, named{n, n})
		}
	}
}

func isDetector(name string) bool {
	return isONNX(name) && strings.HasPrefix(strings.ToLower(name), "silero_vad")
}

func (f *speechFolder) has(name string) bool { _, ok := f.files[name]; return ok }

// one is the first file that f is true of.
func (f *speechFolder) one(is func(string) bool) string {
	if i := slices.IndexFunc(f.order, is); i >= 0 {
		return f.order[i]
	}
	return ""
}

func (f *speechFolder) graphs() (l []string) {
	for _, n := range f.order {
		if isONNX(n) {
			l = append(l, n)
		}
	}
	return l
}

// rounded are words in the names of files whose numbers are not exact.
func rounded(name string) int {
	low := strings.ToLower(name)
	for i, word := range []string{"fp16", "int8", "quant", "uint8", "q4"} {
		if strings.Contains(low, word) {
			return i + 1
		}
	}
	return 0
}

// named is the graph of a role, as its name says: the one that has the same name
// as another but for the role, or else the most exact.
func (f *speechFolder) named(role, as string) string {
	var l []string
	for _, n := range f.graphs() {
		if strings.Contains(strings.ToLower(n), role) {
			l = append(l, n)
		}
	}
	if len(l) == 0 {
		return ""
	}
	same := strings.Replace(as, "encoder", role, 1)
	return slices.MinFunc(l, func(a, b string) int {
		like := func(n string) int {
			if n == same {
				return 0
			}
			return 1
		}
		return cmp.Or(cmp.Compare(like(a), like(b)), cmp.Compare(rounded(a), rounded(b)), cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
	})
}

// vocoders are words in the names of graphs that make sound of what a voice makes.
var vocoders = []string{"vocos", "hifigan", "vocoder"}

// plain is the graph of a model that has one: the only one, or model.onnx, the
// most exact.
func (f *speechFolder) plain() string {
	var l []string
	for _, n := range f.graphs() {
		low := strings.ToLower(n)
		if !isDetector(n) && !slices.ContainsFunc(vocoders, func(v string) bool { return strings.Contains(low, v) }) {
			l = append(l, n)
		}
	}
	if len(l) == 0 {
		return ""
	}
	best := slices.MinFunc(l, func(a, b string) int {
		whole := func(n string) int {
			if strings.HasPrefix(strings.ToLower(n), "model") {
				return 0
			}
			return 1
		}
		return cmp.Or(cmp.Compare(whole(a), whole(b)), cmp.Compare(rounded(a), rounded(b)), cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
	})
	if len(l) > 1 && !strings.HasPrefix(strings.ToLower(best), "model") {
		return ""
	}
	return best
}
