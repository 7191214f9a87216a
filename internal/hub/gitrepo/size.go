package gitrepo

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/tenonhub/tenon/internal/hub"
)

// Size is how many bytes the packs of a repository take: all of it but a little.
func (s *Store) Size(_ context.Context, id hub.ID) (n int64, err error) {
	l, err := os.ReadDir(filepath.Join(s.path(id), "objects", "pack"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return 0, fmt.Errorf("measure repository %s: %w", id, err)
	}
	for _, e := range l {
		if info, err := e.Info(); err == nil && filepath.Ext(e.Name()) == ".pack" {
			n += info.Size()
		}
	}
	return n, nil
}
