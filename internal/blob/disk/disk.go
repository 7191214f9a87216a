// Package disk keeps blobs as files of a folder.
package disk

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/fault"
)

// Store keeps each blob in one file:
//
//	<dir>/ab/abcdef…    the bytes; the file's time is when they were last put
//	<dir>/tmp/put-123   bytes on their way in
//
// A file gets its name by a rename after it was flushed, so a name always
// stands for all of its bytes. Many processes may use one folder.
type Store struct {
	dir     string
	reserve int64
	mu      sync.RWMutex // held for reading to give names, for writing to take them away
}

var _ blob.Store = (*Store)(nil)

// Options are the optional parts of a Store.
type Options struct {
	Reserve int64 // bytes of the disk that stay free, for the database and others; 0 is 128 MiB
}

const (
	defaultReserve = 128 << 20
	abandoned      = 48 * time.Hour // a put that is older was left by a dead process
	measureEvery   = 16 << 20       // bytes written between two looks at the free space
)

// Open opens the store in dir, which is made if it is not there.
func Open(dir string, o Options) (*Store, error) {
	s := &Store{dir: dir, reserve: o.Reserve}
	if s.reserve <= 0 {
		s.reserve = defaultReserve
	}
	if err := os.MkdirAll(s.tmp(), 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of the blob store: %w", err)
	}
	_, err := s.Tidy(time.Now())
	return s, err
}

// Tidy removes what was put by halves, as at now, by processes that died: it is
// seen by nobody, and takes its place on the disk.
func (s *Store) Tidy(now time.Time) (removed int, err error) {
	left, err := os.ReadDir(s.tmp())
	if err != nil {
		return 0, fmt.Errorf("look for abandoned files of the blob store: %w", err)
	}
	for _, e := range left {
		if info, err := e.Info(); err == nil && now.Sub(info.ModTime()) > abandoned && os.Remove(filepath.Join(s.tmp(), e.Name())) == nil {
			removed++
		}
	}
	return removed, nil
}

func (s *Store) tmp() string { return filepath.Join(s.dir, "tmp") }

func (s *Store) path(d blob.Digest) string {
	name := d.String()
	return filepath.Join(s.dir, name[:2], name)
}

// Put stores what r gives and flushes it to the disk.
func (s *Store) Put(ctx context.Context, r io.Reader) (info blob.Info, err error) {
	f, err := os.CreateTemp(s.tmp(), "put-")
	if err != nil {
		return info, s.Explain(err)
	}
	defer func() { _ = f.Close(); _ = os.Remove(f.Name()) }()
	info.Size, info.Digest, err = pipe(&guard{ctx: ctx, f: f, s: s}, r)
	if err == nil {
		err = ctx.Err()
	}
	if ctx.Err() != nil {
		return info, fault.Wrap(err, fault.Canceled, "canceled after %d bytes", info.Size)
	}
	if err == nil {
		err = f.Sync()
	}
	if err != nil {
		return info, s.Explain(err)
	}
	info.Put, err = s.name(f.Name(), info.Digest)
	return info, s.Explain(err)
}

// name gives a flushed file its name and returns its time. Of bytes that are
// there already the file stays, since readers may have it open, and is marked
// as new.
func (s *Store) name(tmp string, d blob.Digest) (time.Time, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	to := s.path(d)
	now := time.Now()
	if err := os.Chtimes(to, time.Time{}, now); err == nil {
		return now, nil
	} else if !errors.Is(err, fs.ErrNotExist) {
		return now, err
	}
	shard := filepath.Dir(to)
	if err := os.Mkdir(shard, 0o700); err == nil {
		if err := flush(s.dir); err != nil {
			return now, err
		}
	} else if !errors.Is(err, fs.ErrExist) {
		return now, err
	}
	if err := os.Chtimes(tmp, time.Time{}, now); err != nil {
		return now, err
	}
	if err := os.Rename(tmp, to); err != nil {
		return now, err
	}
	return now, flush(shard)
}

// flush writes the names in a folder to the disk.
func flush(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Open opens bytes for reading; they stay readable when they are removed.
func (s *Store) Open(_ context.Context, d blob.Digest) (io.ReadSeekCloser, blob.Info, error) {
	f, err := os.Open(s.path(d))
	if err != nil {
		return nil, blob.Info{}, missing(d, err)
	}
	st, err := f.Stat()
	if err != nil {
		return nil, blob.Info{}, errors.Join(missing(d, err), f.Close())
	}
	return f, blob.Info{Digest: d, Size: st.Size(), Put: st.ModTime()}, nil
}

// Stat describes bytes that are stored.
func (s *Store) Stat(_ context.Context, d blob.Digest) (blob.Info, error) {
	st, err := os.Stat(s.path(d))
	if err != nil {
		return blob.Info{}, missing(d, err)
	}
	return blob.Info{Digest: d, Size: st.Size(), Put: st.ModTime()}, nil
}

// Walk yields everything that was last put before t.
func (s *Store) Walk(ctx context.Context, t time.Time) iter.Seq2[blob.Info, error] {
	return func(yield func(blob.Info, error) bool) {
		err := filepath.WalkDir(s.dir, func(path string, e fs.DirEntry, err error) error {
			switch {
			case errors.Is(err, fs.ErrNotExist):
				return nil // removed meanwhile
			case err != nil:
				return err
			case ctx.Err() != nil:
				return fault.Wrap(ctx.Err(), fault.Canceled, "canceled")
			case path == s.tmp():
				return fs.SkipDir
			}
			d, err := blob.ParseDigest(e.Name())
			if err != nil || e.IsDir() {
				return nil //nolint:nilerr // it is no blob
			}
			st, err := e.Info()
			if errors.Is(err, fs.ErrNotExist) || err == nil && !st.ModTime().Before(t) {
				return nil
			}
			if err == nil && !yield(blob.Info{Digest: d, Size: st.Size(), Put: st.ModTime()}, nil) {
				return fs.SkipAll
			}
			return err
		})
		if err != nil {
			yield(blob.Info{}, fmt.Errorf("walk the blob store: %w", err))
		}
	}
}

// Remove removes bytes that were last put before t.
func (s *Store) Remove(_ context.Context, d blob.Digest, t time.Time) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	st, err := os.Stat(s.path(d))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return true, nil
	case err == nil && !st.ModTime().Before(t):
		return false, nil
	case err == nil:
		err = os.Remove(s.path(d))
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return false, fmt.Errorf("remove blob %v: %w", d, err)
	}
	return true, nil
}

func missing(d blob.Digest, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return fault.Wrap(err, fault.NotFound, "there are no stored bytes with the digest %v", d)
	}
	return fmt.Errorf("open blob %v: %w", d, err)
}

// Explain gives a failure to write something on the store's disk its kind.
func (s *Store) Explain(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT), errors.Is(err, syscall.EFBIG):
		return fault.Wrap(err, fault.Exhausted, "no space is left on the disk of %s; free some, or move the data folder to a larger disk", s.dir)
	}
	return fmt.Errorf("store bytes: %w", err)
}

// Locate is where bytes lie, for programs that read files. They may be removed
// from there, and are never changed.
func (s *Store) Locate(_ context.Context, d blob.Digest) (string, error) {
	if _, err := os.Stat(s.path(d)); err != nil {
		return "", missing(d, err)
	}
	return s.path(d), nil
}
