package gitrepo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
)

// Bundle writes a repository as it is at one moment to a new file, which git
// can read. ok is false if nothing is in the repository, or it is not there.
func (s *Store) Bundle(ctx context.Context, id hub.ID, file string) (ok bool, err error) {
	refs, err := s.Refs(ctx, id)
	if fault.Is(err, fault.NotFound) || err == nil && len(refs) == 0 {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	_, err = s.output(ctx, id, "", "bundle", "create", "--quiet", file, "--all")
	return err == nil, err
}

// WriteBundle writes a repository as it is at one moment, as Bundle does, to w;
// nothing if nothing is in it.
func (s *Store) WriteBundle(ctx context.Context, id hub.ID, w io.Writer) error {
	refs, err := s.Refs(ctx, id)
	if err != nil || len(refs) == 0 {
		return err
	}
	cmd := s.command(ctx, id, "bundle", "create", "--quiet", "-", "--all")
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = w, &said
	if err := cmd.Run(); err != nil {
		return s.explain(ctx.Err(), id, "bundle", err, said.String())
	}
	return nil
}

// Unbundle puts what a bundle has in the place of a repository, at once.
func (s *Store) Unbundle(ctx context.Context, id hub.ID, file string) error {
	fresh := hub.NewID()
	if err := s.Make(ctx, fresh); err != nil {
		return err
	}
	_, err := s.output(ctx, fresh, "", "-c", "transfer.fsckObjects=false", "fetch", "--quiet", file, "+refs/*:refs/*")
	if err == nil {
		err = s.settleAll(fresh)
	}
	if err != nil {
		return errors.Join(err, s.Remove(context.WithoutCancel(ctx), fresh))
	}
	if err := s.Remove(ctx, id); err != nil {
		return err
	}
	shard := filepath.Dir(s.path(id))
	if err := os.MkdirAll(shard, 0o700); err != nil {
		return fmt.Errorf("restore repository %s: %w", id, err)
	}
	if err := os.Rename(s.path(fresh), s.path(id)); err != nil {
		return fmt.Errorf("restore repository %s: %w", id, err)
	}
	return errors.Join(flush(shard), flush(filepath.Dir(s.path(fresh))), flush(s.dir))
}

// settleAll writes to the disk the names of all folders of a repository.
func (s *Store) settleAll(id hub.ID) error {
	return filepath.WalkDir(s.path(id), func(path string, e os.DirEntry, err error) error {
		if err != nil || !e.IsDir() {
			return err
		}
		return flush(path)
	})
}
