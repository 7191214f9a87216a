package gitrepo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/paths"
	"github.com/tenonhub/tenon/internal/ref"
)

// aside is a folder where git can write what may become a part of a repository,
// and what need not. The caller ends it.
func (s *Store) aside(id hub.ID) (p quarantine, end func(), err error) {
	p = quarantine{store: s, id: id, objects: filepath.Join(s.tmp(), "aside-"+string(hub.NewID()))}
	if err := os.MkdirAll(filepath.Join(p.objects, "pack"), 0o700); err != nil {
		return p, nil, fmt.Errorf("make a folder for what git tries: %w", err)
	}
	return p, func() { _ = os.RemoveAll(p.objects) }, nil
}

// output runs git and returns what it prints, and what it said if it failed.
func (p quarantine) output(cmd *exec.Cmd, stdin string) (out []byte, status int, err error) {
	var b, said bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(stdin), &b, &said
	err = cmd.Run()
	if e, ok := errors.AsType[*exec.ExitError](err); ok {
		status = e.ExitCode()
	}
	if err != nil {
		err = p.store.explain(nil, p.id, filepath.Base(cmd.Path), err, said.String())
	}
	return b.Bytes(), status, err
}

// join merges two commits that have an ancestor in common: into a tree, or the
// names of the files that both have changed.
func (p quarantine) join(ctx context.Context, ours, theirs hub.OID) (tree hub.OID, conflicts []ref.Path, err error) {
	cmd := p.command(ctx, "merge-tree", "--write-tree", "--no-messages", "--name-only", "-z", string(ours), string(theirs))
	out, status, err := p.output(cmd, "")
	if err != nil && status != 1 {
		return "", nil, fmt.Errorf("merge %s into %s: %w", theirs, ours, err)
	}
	head, rest, _ := strings.Cut(string(out), "\x00")
	if status == 0 {
		tree, err = hub.ParseOID(head)
		return tree, nil, err
	}
	for name := range strings.SplitSeq(strings.TrimRight(rest, "\x00"), "\x00") {
		conflicts = append(conflicts, ref.Path(name))
	}
	return "", conflicts, nil
}

// commit makes a commit of a tree.
func (p quarantine) commit(ctx context.Context, d hub.Draft, tree hub.OID, parents ...hub.OID) (hub.OID, error) {
	args := []string{"commit-tree", string(tree)}
	for _, parent := range parents {
		args = append(args, "-p", string(parent))
	}
	cmd := p.command(ctx, args...)
	for _, who := range []string{"AUTHOR", "COMMITTER"} {
		cmd.Env = append(cmd.Env, "GIT_"+who+"_NAME="+clean(d.Author.Name), "GIT_"+who+"_EMAIL="+clean(d.Author.Email), fmt.Sprintf("GIT_%s_DATE=%d +0000", who, d.Time.Unix()))
	}
	out, _, err := p.output(cmd, strings.ReplaceAll(d.Message, "\x00", ""))
	if err != nil {
		return "", fmt.Errorf("write a commit: %w", err)
	}
	return hub.ParseOID(strings.TrimSpace(string(out)))
}

// keep puts a commit into the repository, with all that it has and that known
// commits have not: as one pack.
func (p quarantine) keep(ctx context.Context, made hub.OID, known ...hub.OID) error {
	in := string(made) + "\n"
	for _, k := range known {
		in += "^" + string(k) + "\n"
	}
	cmd := p.command(ctx, "pack-objects", "-q", "--revs", filepath.Join(p.store.path(p.id), "objects", "pack", "pack"))
	if _, _, err := p.output(cmd, in); err != nil {
		return fmt.Errorf("keep a commit: %w", err)
	}
	return nil
}

// distinct refuses folders of a merged commit that neither side has, and where
// two names are alike.
func (p quarantine) distinct(ctx context.Context, merged, ours, theirs hub.OID) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	r, err := p.read(ctx)
	if err != nil {
		return err
	}
	defer r.close()
	return r.distinct("", merged, ours, theirs)
}

func (r *reader) distinct(folder ref.Path, merged, ours, theirs hub.OID) error {
	known := map[string]bool{} // folders as one of the sides has them
	for _, side := range []hub.OID{ours, theirs} {
		l, err := r.folder(side, folder)
		if err != nil {
			return err
		}
		for _, e := range l {
			known[e.Name+"\x00"+string(e.OID)] = true
		}
	}
	l, err := r.folder(merged, folder)
	if err != nil {
		return err
	}
	looks := make(map[string]string, len(l))
	for _, e := range l {
		look := paths.Look(e.Name)
		if other, ok := looks[look]; ok {
			return paths.Alike(folder, e.Name, other)
		}
		looks[look] = e.Name
		if e.Mode == hub.Folder && !known[e.Name+"\x00"+string(e.OID)] {
			if err := r.distinct(folder.Join(e.Name), merged, ours, theirs); err != nil {
				return err
			}
		}
	}
	return nil
}
