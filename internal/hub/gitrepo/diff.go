package gitrepo

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"github.com/tenonhub/tenon/internal/hub"
)

// Diff writes what changes from one commit to another, as git writes it: at
// most the first most bytes. An empty from is the first parent of to, or
// nothing if it has none. Names are as they are in git; renames are found.
func (s *Store) Diff(ctx context.Context, id hub.ID, from, to hub.OID, most int64, w io.Writer) error {
	args := []string{"diff-tree", "-p", "-M", "--no-commit-id", "--no-color", "--no-ext-diff", "--no-textconv", "--src-prefix=a/", "--dst-prefix=b/"}
	if from == "" {
		args = append(args, "--root", "--diff-merges=first-parent", string(to))
	} else {
		args = append(args, string(from), string(to))
	}
	run, cancel := context.WithCancel(ctx)
	defer cancel()
	cmd := s.command(run, id, args...)
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		return fmt.Errorf("start git diff-tree: %w", err)
	}
	n, copied := io.CopyN(w, out, most)
	if n == most { // the rest is not wanted
		cancel()
		_ = cmd.Wait()
		return nil
	}
	if err := cmd.Wait(); err != nil {
		return s.explain(ctx.Err(), id, "diff-tree", err, said.String())
	}
	if copied != io.EOF { //nolint:errorlint // CopyN returns it as it is
		return fmt.Errorf("write a diff: %w", copied)
	}
	return nil
}
