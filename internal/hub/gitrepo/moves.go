package gitrepo

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
)

// changes are the refs that are to lead to other commits, by the old commits' marks.
func (p purge) changes(ctx context.Context, old map[string]string) (l []hub.Change, err error) {
	anew, err := p.together(old)
	if err != nil {
		return nil, err
	}
	if err := p.verify(ctx, anew); err != nil {
		return nil, err
	}
	out, err := p.s.output(ctx, p.id, "", "for-each-ref", "--format=%(objectname) %(objecttype) %(refname)", hub.Heads, hub.Tags, hub.Pulls)
	if err != nil {
		return nil, err
	}
	for line := range strings.Lines(string(out)) {
		col := strings.Fields(line)
		if len(col) != 3 {
			return nil, fmt.Errorf("list the refs of %s: unexpected line %q", p.id, line)
		}
		to, err := p.moved(ctx, anew, col[0], col[1], col[2])
		if err != nil {
			return nil, err
		}
		if to != col[0] {
			l = append(l, hub.Change{Name: ref.Rev(col[2]), From: hub.OID(col[0]), To: hub.OID(to)})
		}
	}
	return l, nil
}

// together are the new commits by the old ones.
func (p purge) together(old map[string]string) (map[string]string, error) {
	b, err := os.ReadFile(p.marks)
	if err != nil {
		return nil, fmt.Errorf("write a history anew: %w", err)
	}
	anew := make(map[string]string, len(old))
	for line := range strings.Lines(string(b)) {
		if mark, oid, ok := strings.Cut(strings.TrimSpace(line), " "); ok && old[mark] != "" {
			anew[old[mark]] = oid
		}
	}
	if len(anew) != len(old) {
		return nil, fmt.Errorf("write the history of %s anew: git made %d commits of %d", p.id, len(anew), len(old))
	}
	return anew, nil
}

// verify compares each new commit with the old one: only doomed files may be gone.
func (p purge) verify(ctx context.Context, anew map[string]string) error {
	var pairs strings.Builder
	for old, to := range anew {
		fmt.Fprintf(&pairs, "%s %s\n", to, old) // a commit, and what to take for its parent
	}
	cmd := p.s.command(ctx, p.id, "diff-tree", "--stdin", "-r", "--no-renames", "--no-abbrev")
	var said bytes.Buffer
	cmd.Stdin, cmd.Stderr = strings.NewReader(pairs.String()), &said
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		return fmt.Errorf("compare commits: %w", err)
	}
	err = p.only(bufio.NewReader(out))
	_, _ = io.Copy(io.Discard, out) // so that git ends
	if e := cmd.Wait(); err == nil && e != nil {
		return p.s.explain(ctx.Err(), p.id, "diff-tree", e, said.String())
	}
	return err
}

// only reads what git tells of differences, and refuses any but that a doomed file
// is gone.
func (p purge) only(r *bufio.Reader) error {
	for {
		line, err := r.ReadString('\n')
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("compare commits: %w", err)
		}
		if col := strings.Fields(line); strings.HasPrefix(line, ":") && (len(col) < 6 || col[4] != "D" || !p.doomed[col[2]]) {
			return fmt.Errorf("write the history of %s anew: more than the files to remove would change, so nothing was moved: %q", p.id, line)
		}
	}
}

// moved is what a ref, or a tag, is to lead to instead of an object of some kind:
// the object itself if nothing in it changes.
func (p purge) moved(ctx context.Context, anew map[string]string, oid, kind, name string) (string, error) {
	switch kind {
	case "commit":
		if to := anew[oid]; to != "" {
			return to, nil
		}
		return oid, nil
	case "tag":
		return p.tag(ctx, anew, oid, name)
	}
	if doomed, err := p.within(ctx, oid, kind); err != nil || !doomed {
		return oid, err
	}
	return "", fault.New(fault.Conflict, "%s leads to a file that is to go, but to no commit: delete it first, then remove the file again", name)
}

// within reports whether a tree has, or a blob is, a doomed file.
func (p purge) within(ctx context.Context, oid, kind string) (bool, error) {
	if kind == "blob" {
		return p.doomed[oid], nil
	}
	out, err := p.s.output(ctx, p.id, "", "ls-tree", "-r", "--format=%(objectname)", oid)
	return slices.ContainsFunc(strings.Fields(string(out)), func(o string) bool { return p.doomed[o] }), err
}

// tag writes a tag object, and those it leads to, for what these are to lead to,
// without the signatures that were for the old ones.
func (p purge) tag(ctx context.Context, anew map[string]string, tag, name string) (string, error) {
	b, err := p.s.output(ctx, p.id, "", "cat-file", "tag", tag)
	if err != nil {
		return "", err
	}
	text := string(b)
	var from, kind string
	if _, err := fmt.Sscanf(text, "object %s\ntype %s\n", &from, &kind); err != nil {
		return "", fmt.Errorf("read the tag %s: %w", name, err)
	}
	to, err := p.moved(ctx, anew, from, kind, name)
	if err != nil || to == from {
		return tag, err
	}
	text = strings.Replace(text, from, to, 1)
	if i := strings.Index(text, "\n-----BEGIN "); i >= 0 {
		text = text[:i+1]
	}
	out, err := p.s.output(ctx, p.id, text, "hash-object", "-t", "tag", "-w", "--stdin")
	if err != nil {
		return "", err
	}
	made, err := hub.ParseOID(strings.TrimSpace(string(out)))
	if err == nil {
		err = p.s.settle(p.id, []bulk{{tree: made}})
	}
	return string(made), err
}
