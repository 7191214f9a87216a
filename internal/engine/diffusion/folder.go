package diffusion

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub/diffusers"
)

// folder is the files of a model, on the disk.
type folder string

// maxSmall is how large a file of settings may be, in bytes: vocabularies are the largest.
const maxSmall = 32 << 20

// Names are the paths of the files, with slashes.
func (d folder) Names() (l []string) {
	parts := []string{diffusers.UNet, diffusers.Decoder, diffusers.Encoder, diffusers.Text, diffusers.Text2, diffusers.Tokenizer, diffusers.Tokenizer2, "scheduler"}
	for _, part := range parts {
		found, err := os.ReadDir(filepath.Join(string(d), part))
		if err != nil {
			continue // it is not there
		}
		for _, e := range found {
			l = append(l, part+"/"+e.Name())
		}
	}
	return l
}

// Read reads a small file.
func (d folder) Read(name string) ([]byte, error) {
	f, err := os.Open(filepath.Join(string(d), filepath.FromSlash(name)))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxSmall+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	if len(b) > maxSmall {
		return nil, fault.New(fault.Invalid, "the model's %s has more than %d MB", name, maxSmall>>20)
	}
	return b, nil
}

// must reads a file that the layout has.
func (d folder) must(name string) ([]byte, error) {
	b, err := d.Read(name)
	if err == nil && b == nil {
		err = fault.New(fault.Invalid, "the model's %s is not beside it", name)
	}
	return b, err
}

// size is how many bytes files have.
func (d folder) size(names []string) (n int64) {
	for _, name := range names {
		if info, err := os.Stat(filepath.Join(string(d), filepath.FromSlash(name))); err == nil {
			n += info.Size()
		}
	}
	return n
}
