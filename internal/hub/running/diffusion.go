package running

import (
	"path"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/hub/diffusers"
)

// painted is the index of a repository in the layout of models that paint; the
// highest in the folders, empty if there is none.
func painted(files []File) (index string) {
	for _, f := range files {
		if path.Base(f.Path) == diffusers.Index && (index == "" || strings.Count(f.Path, "/") < strings.Count(index, "/")) {
			index = f.Path
		}
	}
	return index
}

// folder is the files of a repository beside an index.
type folder struct {
	before string // the folder, with a slash; empty is the repository itself
	files  []File
	read   func(path string) ([]byte, error)
}

func (f folder) Names() (l []string) {
	for _, e := range f.files {
		if name, ok := strings.CutPrefix(e.Path, f.before); ok {
			l = append(l, name)
		}
	}
	return l
}

func (f folder) Read(name string) ([]byte, error) {
	if f.read == nil {
		return nil, nil
	}
	return f.read(f.before + name)
}

// ofDiffusers finds the way of a repository that paints.
func ofDiffusers(files []File, index string, said Said) (Way, error) {
	at := folder{strings.TrimSuffix(index, diffusers.Index), files, said.Text}
	l, why, err := diffusers.Read(at)
	if err != nil || why != "" {
		return Way{Missing: why}, err
	}
	w := Way{Engine: "diffusion", Task: l.Tasks[0], Also: l.Tasks[1:]}
	for _, name := range append([]string{diffusers.Index}, l.Files...) {
		i := slices.IndexFunc(files, func(f File) bool { return f.Path == at.before+name })
		w.Files, w.Bytes = append(w.Files, files[i].Path), w.Bytes+max(files[i].Size, 0)
	}
	width, height := l.Size()
	w.Memory = w.Bytes + w.Bytes/2 + l.Working(width, height+height/2) + scratch // the runtime arranges weights anew
	return w, nil
}
