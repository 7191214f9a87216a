package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/tenonhub/tenon/internal/intake"
	"github.com/tenonhub/tenon/sdk"
)

// saved is an artefact on the disk.
type saved struct {
	path, media string
	size        int64
}

func paths(files []saved) []string {
	var l []string
	for _, f := range files {
		l = append(l, f.path)
	}
	return l
}

// writable makes a folder for files, and sees whether they can be written.
func writable(dir string) error {
	err := os.MkdirAll(dir, 0o777)
	if err != nil {
		return wrongUse("the folder %s cannot be made: %v; name another with --out", dir, errors.Unwrap(err))
	}
	f, err := os.CreateTemp(dir, ".tenon-*")
	if err == nil {
		err = errors.Join(f.Close(), os.Remove(f.Name()))
	}
	if err != nil {
		return wrongUse("nothing can be written in the folder %s: %v; name another with --out", dir, err)
	}
	return nil
}

// save writes artefacts to a folder. No file that is there is overwritten.
func (s *shell) save(ctx context.Context, c *sdk.Client, dir string, artefacts []sdk.Value) ([]saved, error) {
	if len(artefacts) == 0 {
		return nil, nil
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, fmt.Errorf("make the folder for the files: %w", err)
	}
	var files []saved
	for _, v := range artefacts {
		f, err := saveOne(ctx, c, dir, v)
		if err != nil {
			return files, fmt.Errorf("save %s: %w", v.Name, err)
		}
		files = append(files, f)
	}
	return files, nil
}

func saveOne(ctx context.Context, c *sdk.Client, dir string, v sdk.Value) (saved, error) {
	r, err := c.Open(ctx, v)
	if err != nil {
		return saved{}, err
	}
	defer r.Close()
	f, err := create(dir, intake.Name(v.Name))
	if err != nil {
		return saved{}, err
	}
	n, err := io.Copy(f, r)
	if err = errors.Join(err, f.Close()); err != nil {
		_ = os.Remove(f.Name())
		return saved{}, err
	}
	media, _, _ := strings.Cut(v.Media, ";")
	return saved{f.Name(), media, n}, nil
}

// create makes a new file: name, or name-2, name-3, … if that is taken.
func create(dir, name string) (*os.File, error) {
	ext := filepath.Ext(name)
	stem := strings.TrimSuffix(name, ext)
	for k := 1; k < 10000; k++ {
		if k > 1 {
			name = fmt.Sprintf("%s-%d%s", stem, k, ext)
		}
		f, err := os.OpenFile(filepath.Join(dir, name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		if !errors.Is(err, fs.ErrExist) {
			return f, err
		}
	}
	return nil, fmt.Errorf("%s is taken ten thousand times in %s", name, dir)
}

// bytesOf writes a number of bytes for people.
func bytesOf(n int64) string {
	switch {
	case n >= 1e9:
		return fmt.Sprintf("%.1f GB", float64(n)/1e9)
	case n >= 1e6:
		return fmt.Sprintf("%.1f MB", float64(n)/1e6)
	case n >= 1e3:
		return fmt.Sprintf("%.0f kB", float64(n)/1e3)
	}
	return fmt.Sprintf("%d bytes", n)
}
