package gitrepo

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/pointer"
)

// Pointers yields the pointers in all commits that any ref leads to.
func (s *Store) Pointers(ctx context.Context, id hub.ID) iter.Seq2[hub.Pointer, error] {
	return func(yield func(hub.Pointer, error) bool) {
		if _, err := os.Stat(s.path(id)); errors.Is(err, fs.ErrNotExist) {
			yield(hub.Pointer{}, fault.New(fault.NotFound, "the git repository %s is not there", id))
			return
		}
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		err := quarantine{store: s, id: id}.walk(ctx, "", pointer.Max, []string{"--all"}, func(n hub.Brought) bool {
			p, ok := pointer.Parse(n.Content)
			return !ok || yield(p, nil)
		})
		if err != nil && !errors.Is(err, errStop) {
			yield(hub.Pointer{}, err)
		}
	}
}

// Strays are repositories whose folder was last changed before t.
func (s *Store) Strays(_ context.Context, t time.Time) (l []hub.ID, err error) {
	found, err := filepath.Glob(filepath.Join(s.dir, "??", "*.git"))
	if err != nil {
		return nil, fmt.Errorf("list the git repositories: %w", err)
	}
	for _, path := range found {
		id, err := hub.ParseID(strings.TrimSuffix(filepath.Base(path), ".git"))
		if info, e := os.Stat(path); err == nil && e == nil && info.ModTime().Before(t) {
			l = append(l, id)
		}
	}
	return l, nil
}
