package gitrepo

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/pointer"
	"github.com/tenonhub/tenon/internal/ref"
)

// Named finds for objects that files of any commit point to the path of one of
// these files.
func (s *Store) Named(ctx context.Context, id hub.ID) (map[blob.Digest]ref.Path, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	list := s.command(ctx, id, "rev-list", "--objects", fmt.Sprint("--filter=blob:limit=", pointer.Max), "--all")
	read := s.command(ctx, id, "cat-file", "--batch=%(objecttype) %(objectsize) %(rest)", "--buffer")
	var said bytes.Buffer
	list.Stderr, read.Stderr = &said, &said
	var err error
	if read.Stdin, err = list.StdoutPipe(); err != nil {
		return nil, fmt.Errorf("list large files: %w", err)
	}
	out, err := read.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("list large files: %w", err)
	}
	if err := list.Start(); err != nil {
		return nil, fmt.Errorf("list large files: %w", err)
	}
	if err := read.Start(); err != nil {
		cancel()
		_ = list.Wait()
		return nil, fmt.Errorf("list large files: %w", err)
	}
	found, err := named(bufio.NewReaderSize(out, 64<<10))
	if err != nil {
		cancel()
	}
	if e := errors.Join(read.Wait(), list.Wait()); err == nil && e != nil {
		return nil, s.explain(ctx.Err(), id, "rev-list", e, said.String())
	}
	return found, err
}

// named reads what git tells of objects: a line and the content of each.
func named(r *bufio.Reader) (map[blob.Digest]ref.Path, error) {
	found := map[blob.Digest]ref.Path{}
	for {
		line, err := r.ReadString('\n')
		if errors.Is(err, io.EOF) {
			return found, nil
		}
		var kind string
		var size int64
		if err == nil {
			_, err = fmt.Sscanf(line, "%s %d", &kind, &size)
		}
		if err != nil {
			return nil, fmt.Errorf("list large files: %q: %w", line, err)
		}
		var b []byte
		if kind == "blob" && size < pointer.Max {
			b = make([]byte, size)
			_, err = io.ReadFull(r, b)
			size = 0
		}
		if err == nil {
			_, err = io.CopyN(io.Discard, r, size+1)
		}
		if err != nil {
			return nil, fmt.Errorf("list large files: %w", err)
		}
		if p, ok := pointer.Parse(b); ok {
			col := strings.SplitN(strings.TrimSuffix(line, "\n"), " ", 3)
			if old, ok := found[p.Digest]; !ok || col[2] < string(old) {
				found[p.Digest] = ref.Path(col[2])
			}
		}
	}
}
