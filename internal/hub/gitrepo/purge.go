package gitrepo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/gitrepo/filter"
	"github.com/tenonhub/tenon/internal/hub/pointer"
)

// Purge writes the history of all branches, tags and pull requests anew, without
// the files that point to some objects, and returns which refs have moved. Commits
// that do not come after one of those files stay what they are; signatures go from
// what is written anew. Nothing moves if anything else would be lost.
// Before refs move, about is told of them. Fault: Conflict when a tag of no commit
// leads to such a file.
//
//	git fast-export ── commits, changes ── less pointers ── git fast-import
//	                         └── old commits ─── marks ─── new ones ──┘ ── refs move at once
func (s *Store) Purge(ctx context.Context, id hub.ID, digests []blob.Digest, about func([]hub.Change) error) ([]hub.Change, error) {
	turn := s.turn(id)
	turn.Lock()
	defer turn.Unlock()
	s.mend(ctx, id)
	doomed, err := s.pointersTo(ctx, id, digests)
	if err != nil || len(doomed) == 0 {
		return nil, err
	}
	dir, err := os.MkdirTemp(s.tmp(), "purge-")
	if err != nil {
		return nil, fmt.Errorf("write a history anew: %w", err)
	}
	defer os.RemoveAll(dir)
	p := purge{s: s, id: id, marks: filepath.Join(dir, "marks"), doomed: doomed, name: "refs/tenon/" + string(hub.NewID())}
	defer p.end(context.WithoutCancel(ctx))
	old, err := p.rewrite(ctx)
	if err != nil {
		return nil, err
	}
	changes, err := p.changes(ctx, old)
	if err == nil && len(changes) > 0 {
		err = about(changes)
	}
	if err != nil || len(changes) == 0 {
		return nil, err
	}
	return changes, s.update(ctx, id, changes...)
}

// pointersTo are the files of all commits that point to some objects.
func (s *Store) pointersTo(ctx context.Context, id hub.ID, digests []blob.Digest) (map[string]bool, error) {
	wanted := make(map[blob.Digest]bool, len(digests))
	for _, d := range digests {
		wanted[d] = true
	}
	found := map[string]bool{}
	err := quarantine{store: s, id: id}.walk(ctx, "", pointer.Max, []string{"--all"}, func(n hub.Brought) bool {
		if p, ok := pointer.Parse(n.Content); ok && wanted[p.Digest] {
			found[string(n.OID)] = true
		}
		return true
	})
	return found, err
}

type purge struct {
	s      *Store
	id     hub.ID
	marks  string // the file of those of new commits
	doomed map[string]bool
	name   string // of the ref that new commits are made on
}

// end removes the ref that new commits were made on.
func (p purge) end(ctx context.Context) {
	_, _ = p.s.output(ctx, p.id, "", "update-ref", "-d", p.name) // it leads to nothing that is not kept otherwise
}

// rewrite makes the new commits, and returns the old ones by their marks. No ref
// leads to the new ones yet.
func (p purge) rewrite(ctx context.Context) (map[string]string, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	from := p.s.command(ctx, p.id, "fast-export", "--no-data", "--all", "--signed-tags=strip", "--tag-of-filtered-object=drop", "--reencode=no", "--use-done-feature", "--show-original-ids")
	to := p.s.command(ctx, p.id, "fast-import", "--quiet", "--force", "--done", "--export-marks="+p.marks)
	var said bytes.Buffer
	to.Stderr = &said
	out, err := from.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("write a history anew: %w", err)
	}
	in, err := to.StdinPipe()
	if err == nil {
		err = from.Start()
	}
	if err == nil {
		if err = to.Start(); err != nil {
			cancel()
			_ = from.Wait()
		}
	}
	if err != nil {
		return nil, fmt.Errorf("write a history anew: %w", err)
	}
	anew, err := filter.Filter{Ref: p.name, Doomed: p.doomed}.Pass(out, in)
	if err = errors.Join(err, in.Close()); err != nil {
		cancel()
	}
	if e := errors.Join(from.Wait(), to.Wait()); e != nil {
		return nil, p.s.explain(ctx.Err(), p.id, "fast-import", errors.Join(err, e), said.String())
	}
	return anew, err
}
