// Package backup writes all that Tenon keeps into one stream and reads it
// back, while a server is at work. It knows neither SQL nor where things lie.
package backup

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/fault"
)

// A backup is a gzip-compressed tar of, in this order:
//
//	manifest.json    what follows, and the digest of the database
//	tenon.db         the database as it was at one moment
//	repos/<id>/<digest>   the git repositories, as bundles of git, from before that moment
//	blobs/<digest>   every stored value, put before that moment or after it
//	end.json         how many there are: a backup without it is cut off
const (
	manifestName, databaseName, repoPrefix, blobPrefix, endName = "manifest.json", "tenon.db", "repos/", "blobs/", "end.json"

	format = 1
)

// Manifest says what is in a backup.
type Manifest struct {
	Format   int         `json:"format"`
	Version  string      `json:"version"` // of the program that wrote it
	Made     time.Time   `json:"made"`
	Database blob.Digest `json:"database"`
	Size     int64       `json:"size"` // of the database, in bytes
}

// Summary counts the stored values of a backup and their bytes, and its
// repositories.
type Summary struct {
	Blobs int64 `json:"blobs"`
	Bytes int64 `json:"bytes"`
	Repos int64 `json:"repos,omitempty"`
}

// Repos are the git repositories.
type Repos interface {
	// IDs names them all.
	IDs(ctx context.Context) ([]string, error)
	// Bundle writes one to a new file; ok is false if it has nothing in it, or
	// is there no more.
	Bundle(ctx context.Context, id, file string) (ok bool, err error)
}

// Source is what is backed up.
type Source struct {
	Snapshot func(ctx context.Context, file string) error // writes the database to a new file
	Repos    Repos                                        // nil is none
	Blobs    blob.Store
	Version  string // of the program
	Temp     string // folder with room for the database
}

// Write writes a backup to w, in constant memory. Values that are put
// meanwhile may or may not be in it; nothing should remove values meanwhile.
func Write(ctx context.Context, w io.Writer, src Source) (Summary, error) {
	dir, err := os.MkdirTemp(src.Temp, "backup-")
	if err != nil {
		return Summary{}, fmt.Errorf("write a backup: %w", err)
	}
	defer os.RemoveAll(dir)
	bundles := map[string]string{}
	if err := src.bundle(ctx, dir, bundles); err != nil {
		return Summary{}, fmt.Errorf("write a backup: %w", err)
	}
	snapshot := filepath.Join(dir, databaseName)
	if err := src.Snapshot(ctx, snapshot); err != nil {
		return Summary{}, fmt.Errorf("write a backup: %w", err)
	}
	if err := src.bundle(ctx, dir, bundles); err != nil { // those that were made meanwhile
		return Summary{}, fmt.Errorf("write a backup: %w", err)
	}
	zip, err := gzip.NewWriterLevel(w, gzip.BestSpeed) // most values are compressed already
	if err != nil {
		return Summary{}, fmt.Errorf("write a backup: %w", err)
	}
	out := &writer{tar.NewWriter(zip), time.Now().UTC().Truncate(time.Second)}
	sum, err := out.all(ctx, src, snapshot, bundles)
	if err == nil {
		err = errors.Join(out.tar.Close(), zip.Close())
	}
	if err != nil {
		return Summary{}, fmt.Errorf("write a backup: %w", err)
	}
	return sum, nil
}

// bundle writes the repositories that are not in bundles yet to files in dir.
// A repository that is older than the database lacks nothing that it names.
func (src Source) bundle(ctx context.Context, dir string, bundles map[string]string) error {
	if src.Repos == nil {
		return nil
	}
	ids, err := src.Repos.IDs(ctx)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if bundles[id] != "" {
			continue
		}
		file := filepath.Join(dir, id+".bundle")
		ok, err := src.Repos.Bundle(ctx, id, file)
		if err != nil {
			return err
		}
		if ok {
			bundles[id] = file
		}
	}
	return nil
}

type writer struct {
	tar  *tar.Writer
	made time.Time
}

func (w *writer) all(ctx context.Context, src Source, snapshot string, bundles map[string]string) (sum Summary, err error) {
	db, err := os.Open(snapshot)
	if err != nil {
		return sum, err
	}
	defer db.Close()
	hash := sha256.New()
	m := Manifest{Format: format, Version: src.Version, Made: w.made}
	if m.Size, err = io.Copy(hash, db); err != nil {
		return sum, err
	}
	hash.Sum(m.Database[:0])
	if _, err = db.Seek(0, io.SeekStart); err != nil {
		return sum, err
	}
	if err = w.json(manifestName, m); err != nil {
		return sum, err
	}
	if err = w.file(ctx, databaseName, m.Size, db); err != nil {
		return sum, err
	}
	for _, id := range slices.Sorted(maps.Keys(bundles)) {
		if err := w.bundle(ctx, id, bundles[id]); err != nil {
			return sum, fmt.Errorf("repository %s: %w", id, err)
		}
		sum.Repos++
	}
	for info, err := range src.Blobs.Walk(ctx, time.Now().Add(time.Hour)) {
		if err != nil {
			return sum, err
		}
		size, err := w.blob(ctx, src.Blobs, info.Digest)
		if fault.Is(err, fault.NotFound) {
			continue // removed after the walk saw it
		}
		if err != nil {
			return sum, fmt.Errorf("value %v: %w", info.Digest, err)
		}
		sum.Blobs++
		sum.Bytes += size
	}
	return sum, w.json(endName, sum)
}

func (w *writer) bundle(ctx context.Context, id, file string) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	hash := sha256.New()
	size, err := io.Copy(hash, f)
	if err != nil {
		return err
	}
	if _, err = f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	return w.file(ctx, repoPrefix+id+"/"+blob.Digest(hash.Sum(nil)).String(), size, f)
}

func (w *writer) blob(ctx context.Context, store blob.Store, d blob.Digest) (int64, error) {
	r, info, err := store.Open(ctx, d)
	if err != nil {
		return 0, err
	}
	defer r.Close()
	return info.Size, w.file(ctx, blobPrefix+d.String(), info.Size, r)
}

func (w *writer) json(name string, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	if err := w.header(name, int64(len(b))); err != nil {
		return err
	}
	_, err = w.tar.Write(b)
	return err
}

func (w *writer) file(ctx context.Context, name string, size int64, r io.Reader) error {
	if err := w.header(name, size); err != nil {
		return err
	}
	_, err := io.Copy(w.tar, reader{ctx, r})
	return err
}

func (w *writer) header(name string, size int64) error {
	return w.tar.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: name, Size: size, Mode: 0o600, ModTime: w.made, Format: tar.FormatPAX})
}

// reader reads until ctx ends.
type reader struct {
	ctx context.Context //nolint:containedctx // it lives as long as one copy
	r   io.Reader
}

func (r reader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, fault.Wrap(err, fault.Canceled, "canceled")
	}
	return r.r.Read(p)
}
