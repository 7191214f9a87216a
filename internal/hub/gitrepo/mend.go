package gitrepo

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/tenonhub/tenon/internal/hub"
)

const (
	lastBreath = 3 * time.Second // how long a git whose server was killed may go on
	mendLook   = 50 * time.Millisecond
)

// mend removes, before the first change of a repository, what a change has left
// that was killed in the middle: locks, which would keep all others out, and
// unfinished files. A git that outlived its server may still be at work, so what
// is there has a moment to go by itself. The caller has the repository's turn.
func (s *Store) mend(ctx context.Context, id hub.ID) {
	if _, done := s.mended.Load(id); done {
		return
	}
	for end := time.Now().Add(lastBreath); ; {
		left := s.leftovers(id)
		if len(left) == 0 {
			break
		}
		if time.Now().After(end) {
			for _, path := range left {
				_ = os.RemoveAll(path) // what stays is told by git
			}
			break
		}
		select {
		case <-time.After(mendLook):
		case <-ctx.Done():
			return
		}
	}
	s.mended.Store(id, true)
}

// leftovers are the unfinished things in a repository that are older than this
// store.
func (s *Store) leftovers(id hub.ID) (l []string) {
	root := s.path(id)
	_ = filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error { // what cannot be read, git will tell
		if err != nil {
			return nil //nolint:nilerr // it may be gone meanwhile
		}
		name := e.Name()
		half := strings.HasPrefix(name, "tmp_objdir-") || strings.HasPrefix(name, "tmp_pack_") || strings.HasPrefix(name, "tmp_idx_") ||
			strings.HasPrefix(name, "tmp_rev_") || strings.HasPrefix(name, "fast_import_crash_") || strings.HasSuffix(name, ".lock")
		if info, err := e.Info(); half && err == nil && info.ModTime().Before(s.opened) {
			l = append(l, path)
		}
		if e.IsDir() && (half || len(name) == 2 && filepath.Dir(path) == filepath.Join(root, "objects")) {
			return fs.SkipDir
		}
		return nil
	})
	return l
}

// pushes counts what comes in by repository. A push that is cut off leaves its
// quarantine, whose name only git knows; when no other comes in, it is the dead's.
type pushes struct {
	mu sync.Mutex
	n  map[hub.ID]int
}

func (p *pushes) begin(id hub.ID) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.n == nil {
		p.n = map[hub.ID]int{}
	}
	p.n[id]++
}

func (p *pushes) end(id hub.ID, path string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.n[id]--; p.n[id] > 0 {
		return
	}
	delete(p.n, id)
	left, _ := filepath.Glob(filepath.Join(path, "objects", "tmp_objdir-*")) // the pattern is a good one
	for _, dir := range left {
		_ = os.RemoveAll(dir) // what stays is mended after the next start
	}
}
