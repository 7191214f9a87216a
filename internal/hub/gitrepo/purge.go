package gitrepo

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/pointer"
	"github.com/tenonhub/tenon/internal/ref"
)

// Purge writes the history of all branches, tags and pull requests anew, without
// the files that point to some objects, and returns which refs have moved. What
// came before the first of those files keeps its commits. Signatures go from what
// is written anew.
//
//	git fast-export ── commits, changes ── less pointers ── git fast-import
//	       └── marks: old commits ───── together ───── marks: new ones ──┘ ── refs move at once
func (s *Store) Purge(ctx context.Context, id hub.ID, digests []blob.Digest) ([]hub.Change, error) {
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
	p := purge{s: s, id: id, dir: dir, doomed: doomed, name: "refs/tenon/" + string(hub.NewID())}
	defer p.end(context.WithoutCancel(ctx))
	if err := p.rewrite(ctx); err != nil {
		return nil, err
	}
	changes, err := p.changes(ctx)
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
	dir    string // for the marks
	doomed map[string]bool
	name   string // of the ref that new commits are made on
}

// end removes the ref that new commits were made on.
func (p purge) end(ctx context.Context) {
	_, _ = p.s.output(ctx, p.id, "", "update-ref", "-d", p.name) // it leads to nothing that is not kept otherwise
}

func (p purge) marks(of string) string { return filepath.Join(p.dir, of) }

// rewrite makes the new commits. No ref leads to them yet.
func (p purge) rewrite(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	from := p.s.command(ctx, p.id, "fast-export", "--no-data", "--all", "--signed-tags=strip", "--tag-of-filtered-object=rewrite", "--reencode=no", "--use-done-feature", "--export-marks="+p.marks("old"))
	to := p.s.command(ctx, p.id, "fast-import", "--quiet", "--force", "--done", "--export-marks="+p.marks("new"))
	var said bytes.Buffer
	to.Stderr = &said
	out, err := from.StdoutPipe()
	if err != nil {
		return fmt.Errorf("write a history anew: %w", err)
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
		return fmt.Errorf("write a history anew: %w", err)
	}
	w := bufio.NewWriterSize(in, 64<<10)
	err = p.filter(bufio.NewReaderSize(out, 64<<10), w)
	if err = errors.Join(err, w.Flush(), in.Close()); err != nil {
		cancel()
	}
	if e := errors.Join(from.Wait(), to.Wait()); e != nil {
		return p.s.explain(ctx.Err(), p.id, "fast-import", errors.Join(err, e), said.String())
	}
	return err
}

// filter passes a history on, without changes that bring doomed files: those remove
// what was there. Tags are written afterwards, and all commits are made on one ref.
func (p purge) filter(r *bufio.Reader, w *bufio.Writer) error {
	tag := false
	for {
		line, err := r.ReadString('\n')
		if errors.Is(err, io.EOF) && line == "" {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read a history: %w", err)
		}
		verb, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		out := w
		switch verb {
		case "tag":
			tag = true
		case "commit", "reset":
			tag, line = false, verb+" "+p.name+"\n"
		case "M":
			if col := strings.SplitN(rest, " ", 3); len(col) == 3 && p.doomed[col[1]] {
				line = "D " + col[2] + "\n"
			}
		case "done":
			tag = false
		}
		if tag {
			out = nil
		}
		if err := pass(r, out, verb, line, rest); err != nil {
			return err
		}
	}
}

// pass writes a line, and the bytes that follow one of data; to nil nothing.
func pass(r *bufio.Reader, w *bufio.Writer, verb, line, rest string) error {
	to := io.Discard
	if w != nil {
		to = w
	}
	if _, err := io.WriteString(to, line); err != nil || verb != "data" {
		return err
	}
	n, err := strconv.ParseInt(rest, 10, 64)
	if err == nil {
		_, err = io.CopyN(to, r, n)
	}
	if err != nil {
		return fmt.Errorf("read a history: %w", err)
	}
	return nil
}

// changes are the refs that lead to other commits now.
func (p purge) changes(ctx context.Context) (l []hub.Change, err error) {
	anew, err := p.together()
	if err != nil {
		return nil, err
	}
	out, err := p.s.output(ctx, p.id, "", "for-each-ref", "--format=%(refname) %(objectname) %(*objectname)", hub.Heads, hub.Tags, hub.Pulls)
	if err != nil {
		return nil, err
	}
	for line := range strings.Lines(string(out)) {
		col := strings.Fields(line)
		to := anew[col[len(col)-1]]
		if to == "" || to == col[len(col)-1] {
			continue
		}
		c := hub.Change{Name: ref.Rev(col[0]), From: hub.OID(col[1]), To: hub.OID(to)}
		if len(col) > 2 {
			if c.To, err = p.tag(ctx, col[1], col[2], to); err != nil {
				return nil, err
			}
		}
		l = append(l, c)
	}
	return l, nil
}

// together are the new commits by the old ones.
func (p purge) together() (map[string]string, error) {
	marks := map[string]string{}
	read := func(of string, f func(mark, oid string)) error {
		b, err := os.ReadFile(p.marks(of))
		if err != nil {
			return fmt.Errorf("write a history anew: %w", err)
		}
		for line := range strings.Lines(string(b)) {
			if mark, oid, ok := strings.Cut(strings.TrimSpace(line), " "); ok {
				f(mark, oid)
			}
		}
		return nil
	}
	if err := read("new", func(mark, oid string) { marks[mark] = oid }); err != nil {
		return nil, err
	}
	anew := make(map[string]string, len(marks))
	return anew, read("old", func(mark, oid string) { anew[oid] = marks[mark] })
}

// tag writes a tag object for another commit, without the signature that was for
// the old one.
func (p purge) tag(ctx context.Context, tag, from, to string) (hub.OID, error) {
	b, err := p.s.output(ctx, p.id, "", "cat-file", "tag", tag)
	if err != nil {
		return "", err
	}
	text := strings.Replace(string(b), "object "+from+"\n", "object "+to+"\n", 1)
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
	return made, err
}
