package backup

import (
	"archive/tar"
	"compress/flate"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/fault"
)

// Target is where a backup is restored to.
type Target struct {
	// Taken names the data that is there already; "" if the target is empty.
	Taken   func(ctx context.Context) (string, error)
	Staged  string     // the file that takes the database's place when it is next opened
	Blobs   blob.Store // values are added to it, and none removed
	Replace bool       // restore also where there is a database

	Check func(ctx context.Context, file string) error // that a database can be used; nil is any
	// Owe notes in a database that is not in use yet, for its next start, which
	// stored values are bundles of which repositories; nil keeps none.
	Owe func(ctx context.Context, file string, repos map[string]blob.Digest) error
}

// Restore reads a backup from r in constant memory and checks all of it. The
// values are stored first, beside those that are there, and the database is
// staged last, at once: after an error the data is what it was. A broken or
// foreign backup is a fault of kind Invalid, a target in use one of kind
// Conflict.
func Restore(ctx context.Context, r io.Reader, to Target) (Manifest, Summary, error) {
	if err := to.check(ctx); err != nil {
		return Manifest{}, Summary{}, err
	}
	zip, err := gzip.NewReader(reader{ctx, r})
	if err != nil {
		return Manifest{}, Summary{}, broken(err)
	}
	in := &restorer{to: to, zip: zip, tar: tar.NewReader(zip), repos: map[string]blob.Digest{}}
	defer in.discard()
	if err := in.all(ctx); err != nil {
		return Manifest{}, Summary{}, fmt.Errorf("restore a backup: %w", err)
	}
	return in.manifest, in.sum, nil
}

func (t Target) check(ctx context.Context) error {
	if _, err := os.Lstat(t.Staged); err == nil {
		return fault.New(fault.Conflict, "a restored database waits already: start Tenon to use it, or remove %s", t.Staged)
	}
	there, err := t.Taken(ctx)
	if err != nil {
		return fmt.Errorf("look at the database: %w", err)
	}
	if there != "" && !t.Replace {
		return fault.New(fault.Conflict, "there is data already: %s; name an empty data folder, or agree that the backup takes its place (--replace; the present database is kept in the data folder)", there)
	}
	return nil
}

func broken(err error) error {
	if _, known := errors.AsType[*fault.Error](err); known {
		return err
	}
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return fault.Wrap(err, fault.Invalid, "the backup is cut off; copy it again, or take another one")
	}
	if _, corrupt := errors.AsType[flate.CorruptInputError](err); corrupt || errors.Is(err, gzip.ErrHeader) || errors.Is(err, gzip.ErrChecksum) || errors.Is(err, tar.ErrHeader) {
		return fault.Wrap(err, fault.Invalid, "this is not a backup that Tenon wrote, or it is damaged; take another one")
	}
	return err
}

// restorer reads one backup.
type restorer struct {
	to       Target
	zip      io.Reader
	tar      *tar.Reader
	manifest Manifest
	sum      Summary
	repos    map[string]blob.Digest
	database *os.File // beside Staged, until it gets that name
}

func (in *restorer) all(ctx context.Context) error {
	if err := in.json(manifestName, &in.manifest); err != nil {
		return err
	}
	if in.manifest.Format != format {
		return fault.New(fault.Invalid, "the backup has format %d, and this program reads %d; use the Tenon that wrote it, %s", in.manifest.Format, format, in.manifest.Version)
	}
	if err := in.readDatabase(ctx); err != nil {
		return err
	}
	for {
		head, err := in.next("")
		if err != nil {
			return err
		}
		if name, ok := strings.CutPrefix(head.Name, repoPrefix); ok {
			err = in.readRepo(ctx, name)
		} else if name, ok := strings.CutPrefix(head.Name, blobPrefix); ok {
			err = in.readBlob(ctx, name)
		} else {
			return in.end(ctx, head)
		}
		if err != nil {
			return err
		}
	}
}

// next goes on to the next entry, which has this name; "" is any.
func (in *restorer) next(name string) (*tar.Header, error) {
	head, err := in.tar.Next()
	if err != nil {
		return nil, broken(err)
	}
	if head.Typeflag != tar.TypeReg || name != "" && head.Name != name {
		return nil, fault.New(fault.Invalid, "the backup has %q where %q should be: Tenon did not write it", head.Name, name)
	}
	return head, nil
}

func (in *restorer) json(name string, v any) error {
	if _, err := in.next(name); err != nil {
		return err
	}
	return in.decode(name, v)
}

func (in *restorer) decode(name string, v any) error {
	b, err := io.ReadAll(io.LimitReader(in.tar, 1<<20))
	if err != nil {
		return broken(err)
	}
	if err := json.Unmarshal(b, v); err != nil {
		return fault.Wrap(err, fault.Invalid, "%s of the backup cannot be read: Tenon did not write it, or it is damaged", name)
	}
	return nil
}

func (in *restorer) readDatabase(ctx context.Context) error {
	_, err := in.next(databaseName)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(in.to.Staged), 0o700); err != nil {
		return err
	}
	if in.database, err = os.CreateTemp(filepath.Dir(in.to.Staged), filepath.Base(in.to.Staged)+"-"); err != nil {
		return err
	}
	hash := sha256.New()
	if _, err := io.Copy(io.MultiWriter(in.database, hash), in.tar); err != nil {
		return broken(err)
	}
	if blob.Digest(hash.Sum(nil)) != in.manifest.Database {
		return fault.New(fault.Invalid, "the database in the backup is damaged: its digest is not the one of the manifest; take another backup")
	}
	if err := in.database.Sync(); err != nil || in.to.Check == nil {
		return err
	}
	return in.to.Check(ctx, in.database.Name())
}

func (in *restorer) readBlob(ctx context.Context, name string) error {
	_, size, err := in.put(ctx, name)
	if err != nil {
		return err
	}
	in.sum.Blobs++
	in.sum.Bytes += size
	return nil
}

// readRepo keeps the bundle of a repository as a value until the next start.
func (in *restorer) readRepo(ctx context.Context, name string) error {
	id, digest, _ := strings.Cut(name, "/")
	d, _, err := in.put(ctx, digest)
	if err != nil {
		return err
	}
	in.repos[id] = d
	in.sum.Repos++
	return nil
}

// put stores the bytes of an entry, which must have a digest.
func (in *restorer) put(ctx context.Context, digest string) (blob.Digest, int64, error) {
	want, err := blob.ParseDigest(digest)
	if err != nil {
		return want, 0, err
	}
	info, err := in.to.Blobs.Put(ctx, in.tar)
	if err != nil {
		return want, 0, broken(err)
	}
	if info.Digest != want {
		return want, 0, fault.New(fault.Invalid, "value %v in the backup is damaged: its digest is %v; take another backup", want, info.Digest)
	}
	return want, info.Size, nil
}

// end checks that all has come, and stages the database.
func (in *restorer) end(ctx context.Context, head *tar.Header) error {
	if head.Name != endName {
		return fault.New(fault.Invalid, "the backup has %q, which Tenon did not write", head.Name)
	}
	var sum Summary
	if err := in.decode(endName, &sum); err != nil {
		return err
	}
	if sum != in.sum {
		return fault.New(fault.Invalid, "the backup should hold %d values and holds %d; take another one", sum.Blobs, in.sum.Blobs)
	}
	if _, err := in.tar.Next(); !errors.Is(err, io.EOF) {
		return fault.New(fault.Invalid, "the backup goes on after its end: Tenon did not write it")
	}
	if _, err := io.Copy(io.Discard, in.zip); err != nil { // up to the checksum
		return broken(err)
	}
	if in.to.Owe != nil && len(in.repos) > 0 {
		if err := in.to.Owe(ctx, in.database.Name(), in.repos); err != nil {
			return fmt.Errorf("note the repositories of the backup: %w", err)
		}
	}
	if err := os.Rename(in.database.Name(), in.to.Staged); err != nil {
		return fmt.Errorf("stage the database: %w", err)
	}
	dir, err := os.Open(filepath.Dir(in.to.Staged))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// discard removes the database if it was not staged.
func (in *restorer) discard() {
	if in.database != nil {
		_ = in.database.Close()
		_ = os.Remove(in.database.Name())
	}
}
