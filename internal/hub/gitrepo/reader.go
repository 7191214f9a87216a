package gitrepo

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/gitrepo/object"
	"github.com/tenonhub/tenon/internal/hub/pointer"
)

// reader is a git cat-file that answers one question after the other.
type reader struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
	oid hub.OID // what the last answer is about
}

func (s *Store) read(ctx context.Context, id hub.ID) (*reader, error) {
	return quarantine{store: s, id: id}.read(ctx)
}

func (p quarantine) read(ctx context.Context) (*reader, error) {
	cmd := p.command(ctx, "cat-file", "--batch-command")
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("start git cat-file: %w", err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("start git cat-file: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start git cat-file: %w", err)
	}
	return &reader{cmd: cmd, in: in, out: bufio.NewReaderSize(out, 64<<10)}, nil
}

// How many readers are kept that nobody uses, and for how long.
const (
	maxReaders = 8
	readersFor = 5 * time.Second
)

// lend calls use with a reader of a repository, which is another's if one has just
// answered: to start one takes a hundred times as long as to ask it. Git finds what
// has come meanwhile, since it looks for new packs when it misses an object.
func (s *Store) lend(ctx context.Context, id hub.ID, use func(*reader) error) error {
	r, ok := s.readers.Take(id)
	if !ok || !r.alive() {
		var err error
		if r, err = s.read(context.WithoutCancel(ctx), id); err != nil {
			return err
		}
	}
	done := context.AfterFunc(ctx, func() { _ = r.cmd.Cancel() })
	err := use(r)
	if !done() || err != nil { // it may be in the middle of an answer
		r.close()
		return err
	}
	s.readers.Keep(id, r)
	return nil
}

// alive reports whether it still answers, and ends it otherwise.
func (r *reader) alive() bool {
	const empty = "4b825dc642cb6eb9a060e54bf8d69288fbee4904" // the tree that git always has
	_, err := fmt.Fprintf(r.in, "info %s\n", empty)
	if err == nil {
		_, _, err = r.head()
	}
	if err != nil {
		r.close()
	}
	return err == nil
}

// close ends the process, in the middle of an answer too.
func (r *reader) close() {
	_ = r.in.Close()
	_ = r.cmd.Cancel()
	_ = r.cmd.Wait() // it was killed, or has ended by itself
}

// head reads the first line of an answer; kind is empty for a missing object.
func (r *reader) head() (kind string, size int64, err error) {
	line, err := r.out.ReadString('\n')
	if err != nil {
		return "", 0, fmt.Errorf("read git's answer: %w", err)
	}
	col := strings.Fields(line)
	if n := len(col); n >= 2 && (col[n-1] == "missing" || col[n-1] == "submodule") { // what was asked for may have spaces
		return "", 0, nil
	}
	if len(col) != 3 {
		return "", 0, fmt.Errorf("read git's answer: unexpected line %q", line)
	}
	r.oid = hub.OID(col[0])
	size, err = strconv.ParseInt(col[2], 10, 64)
	return col[1], size, err
}

// contents asks for an object and returns the head of the answer; its size in
// bytes and a newline follow on r.out.
func (r *reader) contents(oid hub.OID) (kind string, size int64, err error) {
	if _, err := fmt.Fprintf(r.in, "contents %s\n", oid); err != nil {
		return "", 0, fmt.Errorf("ask git for %s: %w", oid, err)
	}
	return r.head()
}

// whole reads an object of a kind that has to be in memory.
func (r *reader) whole(oid hub.OID, want string, most int64) ([]byte, error) {
	kind, size, err := r.contents(oid)
	switch {
	case err != nil:
		return nil, err
	case kind != want:
		return nil, fault.New(fault.NotFound, "there is no %s %s", want, oid)
	}
	b, err := r.rest(size, most)
	if err != nil {
		return nil, fmt.Errorf("read %s %s: %w", want, oid, err)
	}
	return b, nil
}

// rest reads what follows the head of an answer.
func (r *reader) rest(size, most int64) ([]byte, error) {
	if size > most {
		return nil, fault.New(fault.TooLarge, "it has %d bytes, at most %d can be read", size, most)
	}
	b := make([]byte, size+1)
	if _, err := io.ReadFull(r.out, b); err != nil {
		return nil, err
	}
	return b[:size], nil
}

const (
	maxTree   = 256 << 20 // bytes of one folder; about five million entries
	maxCommit = 1 << 20
)

// pageSize is how many entries of a folder are in a page of Tree: of a folder of a
// million files it is a thousandth.
const pageSize = 1000

// Tree lists one folder by name, a page at a time, the last one first: with the
// sizes of its files, and where those point to that are pointers. What is in
// memory is the folder as git has it, some forty bytes for each file, and a page.
// Fault: NotFound.
func (s *Store) Tree(ctx context.Context, id hub.ID, tree hub.OID, page func(first string, more bool, l []hub.Entry) error) error {
	return s.lend(ctx, id, func(r *reader) error { return r.tree(tree, page) })
}

func (r *reader) tree(tree hub.OID, page func(first string, more bool, l []hub.Entry) error) error {
	b, err := r.whole(tree, "tree", maxTree)
	if err != nil {
		return err
	}
	at, err := object.ByName(b)
	if err != nil {
		return fmt.Errorf("read tree %s: %w", tree, err)
	}
	for end := len(at); ; {
		begin := max(0, end-1) / pageSize * pageSize
		l := make([]hub.Entry, 0, end-begin)
		for _, from := range at[begin:end] {
			e, _, err := object.Entry(b[from:])
			if err != nil {
				return err
			}
			l = append(l, e)
		}
		if err := r.measure(l); err != nil {
			return err
		}
		first := ""
		if begin > 0 {
			first = l[0].Name
		}
		if err := page(first, end < len(at), l); err != nil || begin == 0 {
			return err
		}
		end = begin
	}
}

// measure fills in the sizes and pointers of entries. Git is asked by a second
// goroutine, so that neither waits for the other's pipe.
func (r *reader) measure(l []hub.Entry) error {
	var small []int
	err := r.ask(func(in *bufio.Writer) {
		for _, e := range l {
			if e.Mode != hub.Folder && e.Mode != hub.Module {
				fmt.Fprintf(in, "info %s\n", e.OID)
			}
		}
	}, func() error {
		for i, e := range l {
			if e.Mode == hub.Folder || e.Mode == hub.Module {
				continue
			}
			_, size, err := r.head()
			if err != nil {
				return err
			}
			if l[i].Size = size; size < pointer.Max && size > 100 && e.Mode != hub.Link { // no pointer is shorter
				small = append(small, i)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return r.ask(func(in *bufio.Writer) {
		for _, i := range small {
			fmt.Fprintf(in, "contents %s\n", l[i].OID)
		}
	}, func() error {
		for _, i := range small {
			_, size, err := r.head()
			if err != nil {
				return err
			}
			b := make([]byte, size+1)
			if _, err := io.ReadFull(r.out, b); err != nil {
				return err
			}
			if p, ok := pointer.Parse(b[:size]); ok {
				l[i].Object = &p
			}
		}
		return nil
	})
}

// ask writes questions while answer reads what comes.
func (r *reader) ask(questions func(*bufio.Writer), answer func() error) error {
	asked := make(chan error, 1)
	go func() {
		in := bufio.NewWriter(r.in)
		questions(in)
		asked <- in.Flush()
	}()
	err := answer()
	if err != nil {
		_ = r.cmd.Cancel() // a writer that waits is let go
	}
	return errors.Join(err, <-asked)
}

// Commits reads commits. Fault: NotFound.
func (s *Store) Commits(ctx context.Context, id hub.ID, oids ...hub.OID) (l []hub.Commit, err error) {
	err = s.lend(ctx, id, func(r *reader) error {
		for _, oid := range oids {
			b, err := r.whole(oid, "commit", maxCommit)
			if err != nil {
				return err
			}
			c, err := object.Commit(oid, b)
			if err != nil {
				return err
			}
			l = append(l, c)
		}
		return nil
	})
	return l, err
}

// Blob opens the content of a file that is in git itself, and says how large
// it is. The caller closes it. Fault: NotFound.
func (s *Store) Blob(ctx context.Context, id hub.ID, oid hub.OID) (io.ReadCloser, int64, error) {
	ctx, cancel := context.WithCancel(ctx)
	r, err := s.read(ctx, id)
	if err != nil {
		cancel()
		return nil, 0, err
	}
	b := &body{r: r, cancel: cancel}
	kind, size, err := r.contents(oid)
	if err == nil && kind != "blob" {
		err = fault.New(fault.NotFound, "there is no file %s", oid)
	}
	if err != nil {
		_ = b.Close()
		return nil, 0, err
	}
	b.Reader = io.LimitReader(r.out, size)
	return b, size, nil
}

type body struct {
	io.Reader
	r      *reader
	cancel func()
}

func (b *body) Close() error { b.cancel(); b.r.close(); return nil }
