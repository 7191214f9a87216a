package gitrepo

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/gitrepo/object"
	"github.com/tenonhub/tenon/internal/ref"
)

// fast-import looks through all names of a folder for each file that it is told
// of: 100,000 files of one folder take a minute. Of a folder where many change,
// the tree is made here instead, and fast-import is given it whole.

// bulky is how many steps in one folder are many.
const bulky = 1000

// parent is the folder of a path.
func parent(p ref.Path) ref.Path {
	return ref.Path(strings.TrimSuffix(strings.TrimSuffix(string(p), p.Base()), "/"))
}

// bulk is a folder that is made as a tree.
type bulk struct {
	folder ref.Path
	tree   hub.OID // empty if nothing is left in it
}

// bulks makes the trees of folders where many files change, and marks the steps
// that are in them.
func (s *Store) bulks(ctx context.Context, id hub.ID, there *tree, steps []step) ([]bulk, error) {
	many := map[ref.Path]int{}
	for _, st := range steps {
		if st.action != hub.DeleteFolder {
			many[parent(st.path)]++
		}
	}
	var l []bulk
	for folder, n := range many {
		if n < bulky {
			continue
		}
		b, err := s.bulk(ctx, id, there, folder, steps)
		if err != nil {
			return nil, err
		}
		l = append(l, b)
	}
	return l, nil
}

func (s *Store) bulk(ctx context.Context, id hub.ID, there *tree, folder ref.Path, steps []step) (bulk, error) {
	entries, err := there.folder(folder)
	if err != nil {
		return bulk{}, err
	}
	left := make(map[string]hub.Entry, len(entries)+len(steps))
	for _, e := range entries {
		left[e.Name] = e
	}
	for _, st := range steps { // what is deleted may be put again
		switch {
		case st.action == hub.DeleteFolder && (st.path == folder || strings.HasPrefix(string(folder), string(st.path)+"/")):
			clear(left)
		case st.action != hub.Put && parent(st.path) == folder:
			delete(left, st.path.Base())
		}
	}
	for i, st := range steps {
		if parent(st.path) != folder {
			continue
		}
		if steps[i].whole = true; st.action == hub.Put {
			left[st.path.Base()] = hub.Entry{Name: st.path.Base(), Mode: st.mode, OID: st.oid}
		}
	}
	if len(left) == 0 {
		return bulk{folder: folder}, nil
	}
	var lines strings.Builder
	for name, e := range left {
		fmt.Fprintf(&lines, "%06o %s %s\t%s\x00", e.Mode, object.Kind(e.Mode), e.OID, name)
	}
	out, err := s.output(ctx, id, lines.String(), "mktree", "-z", "--missing") // files may be in a pack that is not there yet
	if err != nil {
		return bulk{}, err
	}
	oid, err := hub.ParseOID(strings.TrimSpace(string(out)))
	return bulk{folder, oid}, err
}

// first is what fast-import is told before files are put: what is deleted, and
// trees. What is nearer to the root comes first, as a tree has what was in its
// folders, and of one folder its end before its new beginning.
func first(steps []step, trees []bulk) []string {
	type line struct {
		depth int
		text  string
	}
	var l []line
	for _, st := range steps {
		if !st.whole && st.action != hub.Put {
			l = append(l, line{len(st.path.Parts()), fmt.Sprintf("D %s\n", quote(st.path))})
		}
	}
	for _, t := range trees {
		text := fmt.Sprintf("M %06o %s %s\n", hub.Folder, t.tree, quote(t.folder))
		if t.tree == "" {
			text = fmt.Sprintf("D %s\n", quote(t.folder))
		}
		if t.tree == "" && t.folder == "" {
			text = "deleteall\n"
		}
		l = append(l, line{len(t.folder.Parts()), text})
	}
	slices.SortStableFunc(l, func(a, b line) int { return a.depth - b.depth })
	texts := make([]string, len(l))
	for i, e := range l {
		texts[i] = e.text
	}
	return texts
}

// tree reads the folders of a commit, each once.
type tree struct {
	tip     hub.OID // empty if there is no commit
	r       *reader
	folders map[ref.Path][]hub.Entry // by name
}

// look calls use with the tree of a commit.
func (s *Store) look(ctx context.Context, id hub.ID, tip hub.OID, use func(*tree) error) error {
	t := &tree{tip: tip, folders: map[ref.Path][]hub.Entry{}}
	if tip == "" {
		return use(t)
	}
	return s.lend(ctx, id, func(r *reader) error {
		t.r = r
		return use(t)
	})
}

// folder lists a folder by name; one that is not there is empty.
func (t *tree) folder(p ref.Path) ([]hub.Entry, error) {
	l, ok := t.folders[p]
	if ok || t.tip == "" {
		return l, nil
	}
	l, err := t.r.folder(t.tip, p)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(l, func(a, b hub.Entry) int { return strings.Compare(a.Name, b.Name) })
	t.folders[p] = l
	return l, nil
}

// find finds what is at a path.
func (t *tree) find(p ref.Path) (e hub.Entry, ok bool, err error) {
	l, err := t.folder(parent(p))
	if err != nil {
		return e, false, err
	}
	i, ok := slices.BinarySearchFunc(l, p.Base(), func(e hub.Entry, name string) int { return strings.Compare(e.Name, name) })
	if ok {
		e = l[i]
	}
	return e, ok, nil
}
