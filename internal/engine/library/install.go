package library

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"crypto/sha512"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"

	"github.com/tenonhub/tenon/internal/fault"
)

// maxArchive is how many bytes an archive and a library may have.
const maxArchive = 256 << 20

// Install makes the folder of libraries under root from the pinned package, which
// npm fetches as it is configured to, or from the libraries in the folder from. One that
// is there and right is left alone. It returns the folder.
func (s Set) Install(ctx context.Context, root, from string) (string, error) {
	dir := s.Folder(root)
	if s.Check(dir) == nil {
		return dir, nil
	}
	if err := os.MkdirAll(root, 0o755); err != nil {
		return "", fmt.Errorf("install the engine: %w", err)
	}
	made, err := os.MkdirTemp(root, ".installing-")
	if err != nil {
		return "", fmt.Errorf("install the engine: %w", err)
	}
	defer os.RemoveAll(made)
	if from == "" {
		err = s.fetch(ctx, made)
	} else {
		err = s.take(from, made)
	}
	if err != nil {
		return "", err
	}
	for link, to := range s.Links {
		if err := os.Symlink(to, filepath.Join(made, link)); err != nil {
			return "", fmt.Errorf("install the engine: %w", err)
		}
	}
	if err := s.Check(made); err != nil {
		return "", err
	}
	return dir, replace(made, dir)
}

// replace puts made in the place of dir.
func replace(made, dir string) error {
	if err := os.Chmod(made, 0o755); err != nil { //nolint:gosec // libraries are no secrets
		return fmt.Errorf("install the engine: %w", err)
	}
	if err := os.RemoveAll(dir); err != nil {
		return fmt.Errorf("install the engine: %w", err)
	}
	if err := os.Rename(made, dir); err != nil {
		return fmt.Errorf("install the engine: %w", err)
	}
	return nil
}

// take copies the libraries from a folder.
func (s Set) take(from, dir string) error {
	for name := range s.files() {
		f, err := os.Open(filepath.Join(from, name))
		if errors.Is(err, os.ErrNotExist) {
			return fault.New(fault.NotFound, "%s has no %s; name the folder with the libraries of %s %s", from, name, s.Package, s.Version)
		}
		if err != nil {
			return fmt.Errorf("install the engine: %w", err)
		}
		err = put(filepath.Join(dir, name), f)
		_ = f.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

func put(to string, r io.Reader) error {
	f, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return fmt.Errorf("install the engine: %w", err)
	}
	if _, err := io.Copy(f, io.LimitReader(r, maxArchive)); err != nil {
		_ = f.Close()
		return fmt.Errorf("install the engine: %w", err)
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("install the engine: %w", err)
	}
	return nil
}

// fetch has npm fetch the package, and takes the libraries out of it.
func (s Set) fetch(ctx context.Context, dir string) error {
	npm, err := exec.LookPath("npm")
	if err != nil {
		return fault.New(fault.Unavailable, "npm, which fetches the libraries, is not installed: install the Debian package npm, or name a folder that has the libraries with --from")
	}
	work, err := os.MkdirTemp("", "tenon-engine-")
	if err != nil {
		return fmt.Errorf("install the engine: %w", err)
	}
	defer os.RemoveAll(work)
	cmd := exec.CommandContext(ctx, npm, "pack", "--silent", "--ignore-scripts", s.Package+"@"+s.Version)
	cmd.Dir = work
	if out, err := cmd.CombinedOutput(); err != nil {
		return fault.Wrap(err, fault.Unavailable, "npm could not fetch %s %s: %.500s", s.Package, s.Version, out)
	}
	found, err := filepath.Glob(filepath.Join(work, "*.tgz"))
	if err != nil || len(found) != 1 {
		return fault.New(fault.Unavailable, "npm fetched no archive of %s", s.Package)
	}
	return s.unpack(found[0], dir)
}

// unpack takes the libraries out of the archive, if that is the right one.
func (s Set) unpack(archive, dir string) error {
	f, err := os.Open(archive)
	if err != nil {
		return fmt.Errorf("install the engine: %w", err)
	}
	defer f.Close()
	h := sha512.New()
	if _, err := io.Copy(h, io.LimitReader(f, maxArchive)); err != nil {
		return fmt.Errorf("install the engine: %w", err)
	}
	if base64.StdEncoding.EncodeToString(h.Sum(nil)) != s.Integrity {
		return fault.New(fault.Invalid, "what npm fetched is not %s %s as it was published", s.Package, s.Version)
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("install the engine: %w", err)
	}
	z, err := gzip.NewReader(f)
	if err != nil {
		return fmt.Errorf("install the engine: %w", err)
	}
	wanted := s.files()
	for t := tar.NewReader(z); ; {
		head, err := t.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("install the engine: %w", err)
		}
		name := path.Base(head.Name)
		if wanted[name] != "" && head.Typeflag == tar.TypeReg && strings.HasPrefix(head.Name, s.Inside) {
			if err := put(filepath.Join(dir, name), t); err != nil {
				return err
			}
		}
	}
}
