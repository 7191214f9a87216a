package gitrepo

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os/exec"
	"strings"

	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/gitrepo/object"
	"github.com/tenonhub/tenon/internal/ref"
)

// quarantine is what a client has pushed and what is not yet a part of the
// repository.
type quarantine struct {
	store   *Store
	id      hub.ID
	objects string // the folder
	changes []hub.Change
	aliased bool // one of the changes, of main, is pushed as one of master
}

func (p quarantine) push(ctx context.Context) hub.Push {
	return hub.Push{
		Changes: p.changes, New: p.all(ctx),
		File: func(at hub.OID, path ref.Path) ([]byte, error) { return p.file(ctx, at, path) },
	}
}

var errStop = errors.New("stop")

// all yields the files and folders that the push brings.
func (p quarantine) all(ctx context.Context) iter.Seq2[hub.Brought, error] {
	return func(yield func(hub.Brought, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		err := p.each(ctx, func(n hub.Brought) bool { return yield(n, nil) })
		if err != nil && !errors.Is(err, errStop) {
			yield(hub.Brought{}, err)
		}
	}
}

// each calls f with every file and folder that is new.
func (p quarantine) each(ctx context.Context, f func(hub.Brought) bool) error {
	tips := &strings.Builder{}
	for _, c := range p.changes {
		if c.To != "" {
			fmt.Fprintln(tips, c.To)
		}
	}
	if tips.Len() == 0 {
		return nil // refs are removed, nothing comes
	}
	return p.walk(ctx, tips.String(), hub.MaxContent+1, []string{"--stdin", "--not", "--all"}, f)
}

// walk calls f with the files of less than so many bytes, and the folders, of
// some commits: those that git rev-list is told to list.
func (p quarantine) walk(ctx context.Context, stdin string, below int, commits []string, f func(hub.Brought) bool) error {
	list := p.command(ctx, append([]string{"rev-list", "--objects", "--no-object-names", fmt.Sprint("--filter=blob:limit=", below)}, commits...)...)
	list.Stdin = strings.NewReader(stdin)
	read := p.command(ctx, "cat-file", "--batch", "--buffer")
	var said bytes.Buffer
	list.Stderr, read.Stderr = &said, &said
	var err error
	if read.Stdin, err = list.StdoutPipe(); err != nil {
		return fmt.Errorf("look through a repository: %w", err)
	}
	out, err := read.StdoutPipe()
	if err != nil {
		return fmt.Errorf("look through a repository: %w", err)
	}
	if err := errors.Join(list.Start(), read.Start()); err != nil {
		return fmt.Errorf("look through a repository: %w", err)
	}
	r := &reader{cmd: read, out: bufio.NewReaderSize(out, 64<<10)}
	if err = r.news(f); err != nil {
		_, _ = list.Cancel(), read.Cancel()
	}
	if e := errors.Join(read.Wait(), list.Wait()); err == nil && e != nil {
		err = fmt.Errorf("look through a repository: %w: %s", e, said.String())
	}
	return err
}

// vast is the size in bytes that a folder has at most whose names are looked at: one
// that is larger has more entries than may be, whatever their names.
const vast = hub.MaxFolder * 290

// news reads answers to their end and calls f with the files and folders among
// them. One of them is in memory at a time.
func (r *reader) news(f func(hub.Brought) bool) error {
	var b []byte
	for {
		kind, size, err := r.head()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		n := hub.Brought{OID: r.oid, Folder: kind == "tree"}
		n.Vast = n.Folder && size > vast
		if !n.Folder && (kind != "blob" || size > hub.MaxContent) || n.Vast {
			if n.Vast && !f(n) {
				return errStop
			}
			if _, err := io.CopyN(io.Discard, r.out, size+1); err != nil {
				return fmt.Errorf("look through a repository: %w", err)
			}
			continue
		}
		if int64(cap(b)) <= size {
			b = make([]byte, size+1)
		}
		b = b[:size+1]
		if _, err := io.ReadFull(r.out, b); err != nil {
			return fmt.Errorf("look through a repository: %w", err)
		}
		if n.Content = b[:size]; n.Folder {
			l, err := object.Tree(n.Content)
			if err != nil {
				return fmt.Errorf("look through a repository: %w", err)
			}
			for _, e := range l {
				n.Names = append(n.Names, e.Name)
			}
			n.Content = nil
		}
		if !f(n) {
			return errStop
		}
	}
}

// file reads a file of a commit.
func (p quarantine) file(ctx context.Context, at hub.OID, path ref.Path) ([]byte, error) {
	cmd := p.command(ctx, "cat-file", "--batch")
	cmd.Stdin = strings.NewReader(fmt.Sprintf("%s:%s\n", at, path))
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		return nil, fmt.Errorf("read %s of a push: %w", path, err)
	}
	r := &reader{cmd: cmd, out: bufio.NewReader(out)}
	kind, size, err := r.head()
	var b []byte
	if err == nil && kind == "blob" && size <= hub.MaxContent {
		b = make([]byte, size)
		_, err = io.ReadFull(r.out, b)
	}
	_ = cmd.Cancel()
	_ = cmd.Wait() // it was killed, or has ended by itself
	if err != nil {
		return nil, fmt.Errorf("read %s of a push: %w", path, err)
	}
	return b, nil
}

// command is a call of git that sees what is in quarantine too.
func (p quarantine) command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := p.store.command(ctx, p.id, args...)
	if p.objects == "" {
		return cmd // nothing new has come
	}
	cmd.Env = append(cmd.Env, "GIT_OBJECT_DIRECTORY="+p.objects, "GIT_ALTERNATE_OBJECT_DIRECTORIES="+p.store.path(p.id)+"/objects")
	return cmd
}
