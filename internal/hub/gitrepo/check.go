package gitrepo

import (
	"fmt"
	"strings"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/gitrepo/object"
	"github.com/tenonhub/tenon/internal/hub/paths"
	"github.com/tenonhub/tenon/internal/ref"
)

// fresh are the names that a commit adds to folders, and what it removes.
type fresh struct {
	names   map[ref.Path]map[string]bool // by folder
	removed map[ref.Path]bool
}

func (f fresh) add(p ref.Path) {
	in := parent(p)
	if f.names[in] == nil {
		f.names[in] = map[string]bool{}
	}
	f.names[in][p.Base()] = true
}

// check compares steps with the commit that they are to follow.
func check(there *tree, steps []step) (fresh, error) {
	f := fresh{names: map[ref.Path]map[string]bool{}, removed: map[ref.Path]bool{}}
	look := func(p ref.Path) (kind byte, mode hub.Mode, err error) { // a blob, a tree, or nothing ('m')
		e, ok, err := there.find(p)
		switch {
		case err != nil || !ok:
			return 'm', 0, err
		case e.Mode == hub.Folder:
			return 't', 0, nil
		case e.Mode == hub.Module:
			return 'c', 0, nil
		}
		return 'b', e.Mode, nil
	}
	added := map[ref.Path]bool{}
	for _, st := range steps {
		if st.action != hub.Put {
			f.removed[st.path] = true
		}
	}
	for i, st := range steps {
		kind, mode, err := look(st.path)
		switch {
		case err != nil:
			return f, err
		case st.action == hub.Delete && kind != 'b' && !added[st.path]:
			return f, hub.Missing(hub.ErrNoEntry, "there is no file %q to delete", st.path)
		case st.action == hub.DeleteFolder && kind != 't':
			return f, hub.Missing(hub.ErrNoEntry, "there is no folder %q to delete", st.path)
		case st.action != hub.Put:
			continue
		case kind == 't' && !f.removed[st.path]:
			return f, fault.About(string(st.path), fault.Conflict, "there is a folder of this name; delete it first")
		case kind == 'm':
			f.add(st.path)
		}
		if mode == hub.Executable {
			steps[i].mode = hub.Executable
		}
		added[st.path] = true
		parts := st.path.Parts()
		for n := 1; n < len(parts); n++ {
			folder := ref.Path(strings.Join(parts[:n], "/"))
			kind, _, err := look(folder)
			switch {
			case err != nil:
				return f, err
			case kind == 'b' && !f.removed[folder] || added[folder]:
				return f, fault.About(string(st.path), fault.Conflict, "%s is a file, and cannot be a folder too", folder)
			case kind == 'm':
				f.add(folder)
			}
		}
	}
	return f, nil
}

// distinct refuses names that some file system would take for one another, or
// for what is in the folder already.
func distinct(commit *tree, f fresh) error {
	for folder, names := range f.names {
		looks := make(map[string]string, len(names))
		for name := range names {
			look := paths.Look(name)
			if other, ok := looks[look]; ok {
				return paths.Alike(folder, name, other)
			}
			looks[look] = name
		}
		there, err := commit.folder(folder)
		if err != nil {
			return err
		}
		if len(there)+len(names) > hub.MaxFolder+len(f.removed) {
			return hub.TooManyIn(folder)
		}
		for _, e := range there {
			if name, ok := looks[paths.Look(e.Name)]; ok && name != e.Name && !f.removed[folder.Join(e.Name)] {
				return paths.Alike(folder, name, e.Name)
			}
		}
	}
	return nil
}

// folder lists a folder of a commit, without sizes; one that is not there is empty.
func (r *reader) folder(at hub.OID, folder ref.Path) ([]hub.Entry, error) {
	b, err := r.listing(at, folder)
	if err != nil {
		return nil, err
	}
	return object.Tree(b)
}

// listing is a folder of a commit as git has it.
func (r *reader) listing(at hub.OID, folder ref.Path) (b []byte, err error) {
	kind, size, err := r.contents(hub.OID(fmt.Sprintf("%s:%s", at, folder)))
	if err != nil || kind == "" {
		return nil, err
	}
	if b, err = r.rest(size, maxTree); kind != "tree" {
		b = nil
	}
	return b, err
}
