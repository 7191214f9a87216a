package gitrepo

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
)

// settle writes to the disk the names that a change has made: git flushes the
// content of files, but not the folders that name them. Packs come in one
// folder; a ref may have made or removed folders on its way.
func (s *Store) settle(id hub.ID, trees []bulk, names ...ref.Rev) error {
	root := s.path(id)
	err := flush(filepath.Join(root, "objects", "pack"))
	for _, t := range trees { // they are loose
		if t.tree == "" {
			continue
		}
		if e := flush(filepath.Join(root, "objects", string(t.tree[:2]))); !errors.Is(e, fs.ErrNotExist) { // it may be in a pack
			err = errors.Join(err, e, flush(filepath.Join(root, "objects")))
		}
	}
	for _, name := range names {
		for dir := filepath.Dir(filepath.FromSlash(string(name))); dir != "."; dir = filepath.Dir(dir) {
			if e := flush(filepath.Join(root, dir)); !errors.Is(e, fs.ErrNotExist) {
				err = errors.Join(err, e)
			}
		}
	}
	if err = errors.Join(err, flush(root)); err != nil {
		return fmt.Errorf("write repository %s to the disk: %w", id, err)
	}
	return nil
}

// flush writes the names in a folder to the disk.
func flush(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
