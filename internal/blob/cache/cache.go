// Package cache keeps whole files, under the SHA-256 of their bytes, that are
// stored in another form: for programs that map a file into memory. What was
// used least recently goes when there would be too much.
package cache

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/fault"
)

// Cache is a folder of files. It is safe for concurrent use.
type Cache struct {
	dir   string
	limit int64

	mu     sync.Mutex
	making map[blob.Digest]chan struct{} // closed when a file is there, or cannot be made
	owed   int64                         // bytes of files that are being made
}

// Open opens the cache in a folder, which it makes if need be. It keeps so many
// bytes; 0 is no limit. What was cut off is removed.
func Open(dir string, limit int64) (*Cache, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("open the cache of files: %w", err)
	}
	left, err := filepath.Glob(filepath.Join(dir, "*"+half+"*"))
	for _, f := range left {
		err = errors.Join(err, os.Remove(f))
	}
	if err != nil {
		return nil, fmt.Errorf("open the cache of files: %w", err)
	}
	return &Cache{dir: dir, limit: limit, making: map[blob.Digest]chan struct{}{}}, nil
}

const half = ".part-" // is in the names of files that are not whole

// File is where the file with a digest lies: it is made of what open gives if it
// is not there. Whoever comes meanwhile waits for it. It may be removed when it
// is not used for a while, also while a program reads it. Faults: TooLarge,
// and those of open.
func (c *Cache) File(ctx context.Context, want blob.Info, open func(context.Context) (io.ReadCloser, error)) (string, error) {
	name := filepath.Join(c.dir, want.Digest.String())
	for {
		done, mine := c.begin(want)
		if !mine {
			select {
			case <-done:
				continue
			case <-ctx.Done():
				return "", fault.Wrap(ctx.Err(), fault.Canceled, "canceled")
			}
		}
		err := c.have(ctx, name, want, open)
		c.end(want, done)
		return name, err
	}
}

// seldom is how often it is written down at most that a file is used.
const seldom = time.Minute

// Used reports whether a file is there, and has one that lies here go as late as File
// would. Files elsewhere are left as they are.
func (c *Cache) Used(name string) bool {
	info, err := os.Stat(name)
	if now := time.Now(); err == nil && filepath.Dir(name) == filepath.Clean(c.dir) && now.Sub(info.ModTime()) > seldom {
		err = os.Chtimes(name, time.Time{}, now)
	}
	return err == nil
}

// begin takes the making of a file, or returns the channel of whoever has it.
func (c *Cache) begin(want blob.Info) (done chan struct{}, mine bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if done, ok := c.making[want.Digest]; ok {
		return done, false
	}
	done = make(chan struct{})
	c.making[want.Digest] = done
	return done, true
}

func (c *Cache) end(want blob.Info, done chan struct{}) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.making, want.Digest)
	close(done)
}

func (c *Cache) have(ctx context.Context, name string, want blob.Info, open func(context.Context) (io.ReadCloser, error)) error {
	if info, err := os.Stat(name); err == nil && info.Size() == want.Size {
		return os.Chtimes(name, time.Time{}, time.Now()) // it was used
	}
	if c.limit > 0 && want.Size > c.limit {
		return fault.New(fault.TooLarge, "a file of %d bytes must be laid out for the engine, which may keep %d (worker_cache_gb)", want.Size, c.limit)
	}
	if err := c.room(want.Size); err != nil {
		return err
	}
	defer c.add(-want.Size)
	r, err := open(ctx)
	if err != nil {
		return err
	}
	defer r.Close()
	f, err := os.CreateTemp(c.dir, filepath.Base(name)+half+"*")
	if err != nil {
		return fmt.Errorf("lay out a file: %w", err)
	}
	defer os.Remove(f.Name())
	sum := sha256.New()
	_, err = io.Copy(io.MultiWriter(f, sum), io.LimitReader(r, want.Size+1))
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("lay out a file: %w", err)
	}
	if got := blob.Digest(sum.Sum(nil)); got != want.Digest {
		return fmt.Errorf("lay out a file: its bytes are those of %v, not of %v", got, want.Digest)
	}
	if err := os.Rename(f.Name(), name); err != nil {
		return fmt.Errorf("lay out a file: %w", err)
	}
	return c.keep()
}

// keep has the names of the files outlive a loss of power.
func (c *Cache) keep() error {
	dir, err := os.Open(c.dir)
	if err != nil {
		return fmt.Errorf("lay out a file: %w", err)
	}
	if err := errors.Join(dir.Sync(), dir.Close()); err != nil {
		return fmt.Errorf("lay out a file: %w", err)
	}
	return nil
}

func (c *Cache) add(n int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.owed += n
}

// room removes what was used least recently until there is room for so many bytes
// more, and sets them apart.
func (c *Cache) room(bytes int64) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	l, err := os.ReadDir(c.dir)
	if err != nil {
		return fmt.Errorf("make room for a file: %w", err)
	}
	var kept []fs.FileInfo
	total := c.owed + bytes
	for _, e := range l {
		if d, err := blob.ParseDigest(e.Name()); err != nil || c.making[d] != nil {
			continue
		}
		if info, err := e.Info(); err == nil {
			kept = append(kept, info)
			total += info.Size()
		}
	}
	slices.SortFunc(kept, func(a, b fs.FileInfo) int {
		return cmp.Or(a.ModTime().Compare(b.ModTime()), cmp.Compare(a.Name(), b.Name()))
	})
	for _, info := range kept {
		if c.limit == 0 || total <= c.limit {
			break
		}
		if err := os.Remove(filepath.Join(c.dir, info.Name())); err != nil {
			return fmt.Errorf("make room for a file: %w", err)
		}
		total -= info.Size()
	}
	c.owed += bytes
	return nil
}
