// Package part keeps the parts of large files that come in several requests,
// until all of them are there.
package part

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
)

// Store keeps parts as files: <dir>/<upload>/<number>. The name of an upload
// is the caller's choice; it must be the name of a file. Safe for concurrent use.
type Store struct{ dir string }

// Open opens the store in dir, which is made if it is not there.
func Open(dir string) (*Store, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of uploads: %w", err)
	}
	return &Store{dir}, nil
}

func (s *Store) path(upload string, n int) string {
	return filepath.Join(s.dir, filepath.Base(upload), strconv.Itoa(n))
}

// Save keeps part n, of exactly size bytes, in place of an older one. Its tag
// is a digest of it.
func (s *Store) Save(ctx context.Context, upload string, n int, size int64, r io.Reader) (tag string, err error) {
	to := s.path(upload, n)
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return "", s.explain(err)
	}
	f, err := os.CreateTemp(filepath.Dir(to), "in-")
	if err != nil {
		return "", s.explain(err)
	}
	defer func() { _ = f.Close(); _ = os.Remove(f.Name()) }()
	hash := sha256.New()
	got, err := io.Copy(io.MultiWriter(f, hash), io.LimitReader(r, size+1))
	switch {
	case ctx.Err() != nil:
		return "", fault.Wrap(ctx.Err(), fault.Canceled, "canceled after %d bytes", got)
	case err != nil:
		return "", s.explain(err)
	case got != size:
		return "", fault.New(fault.Invalid, "part %d has %d bytes, and other than that came: send it again", n, size)
	}
	if err := errors.Join(f.Close(), os.Rename(f.Name(), to)); err != nil {
		return "", s.explain(err)
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}

// Size is how many bytes part n has, and -1 if it has not come.
func (s *Store) Size(upload string, n int) int64 {
	info, err := os.Stat(s.path(upload, n))
	if err != nil {
		return -1
	}
	return info.Size()
}

// Join reads the parts 1 to n one after the other. The caller closes it. Fault:
// Invalid when one of them has not come.
func (s *Store) Join(upload string, n int) (io.ReadCloser, error) {
	j := &joined{}
	for i := range n {
		file := s.path(upload, i+1)
		if _, err := os.Stat(file); err != nil {
			return nil, fault.Wrap(err, fault.Invalid, "part %d of %d has not come: send it again", i+1, n)
		}
		j.left = append(j.left, file)
	}
	return j, nil
}

// Drop forgets an upload.
func (s *Store) Drop(upload string) error {
	return os.RemoveAll(filepath.Join(s.dir, filepath.Base(upload)))
}

// Sweep removes uploads that nothing was added to since t.
func (s *Store) Sweep(t time.Time) (n int, err error) {
	l, err := os.ReadDir(s.dir)
	if err != nil {
		return 0, fmt.Errorf("look for abandoned uploads: %w", err)
	}
	for _, e := range l {
		if info, e2 := e.Info(); e2 == nil && info.ModTime().Before(t) {
			err = errors.Join(err, s.Drop(e.Name()))
			n++
		}
	}
	return n, err
}

func (s *Store) explain(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return fault.Wrap(err, fault.Exhausted, "no space is left on the disk of %s; free some, or move the data folder to a larger disk", s.dir)
	}
	return fmt.Errorf("keep a part of an upload: %w", err)
}

// joined opens one file after the other.
type joined struct {
	left []string
	f    *os.File
}

func (j *joined) Read(p []byte) (int, error) {
	for {
		if j.f == nil {
			if len(j.left) == 0 {
				return 0, io.EOF
			}
			f, err := os.Open(j.left[0])
			if err != nil {
				return 0, err
			}
			j.f, j.left = f, j.left[1:]
		}
		n, err := j.f.Read(p)
		if !errors.Is(err, io.EOF) {
			return n, err
		}
		err = j.f.Close()
		if j.f = nil; n > 0 || err != nil {
			return n, err
		}
	}
}

func (j *joined) Close() error {
	if j.f == nil {
		return nil
	}
	return j.f.Close()
}
