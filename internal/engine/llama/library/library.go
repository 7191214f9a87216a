// Package library installs llama.cpp's shared libraries and says where they are.
// They are those of one pinned npm package; each file's digest is checked before a
// process loads it.
package library

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/tenonhub/tenon/internal/fault"
)

// Package is what the libraries are taken from.
const (
	Package = "@node-llama-cpp/linux-x64"
	Version = "3.22.1"
	Release = "v0.5.0" // of llama.cpp
)

// sums has a line for each library: its SHA-256 and its name.
//
//go:embed sums.txt
var sums string

// links are the names that libraries are looked for by.
var links = map[string]string{"libllama.so": "libllama.v0.5.0.so", "libggml.so": "libggml.v0.5.0.so"}

// Folder is where they are, of the engines that are kept at root.
func Folder(root string) string { return filepath.Join(root, "llama-"+Version) }

// files are the digests of the libraries by name.
func files() map[string]string {
	m := map[string]string{}
	for line := range strings.Lines(sums) {
		if sum, name, ok := strings.Cut(strings.TrimSpace(line), "  "); ok {
			m[name] = sum
		}
	}
	return m
}

// Check says whether dir has all libraries, as they must be.
func Check(dir string) error {
	for name, want := range files() {
		got, err := digest(filepath.Join(dir, name))
		if errors.Is(err, os.ErrNotExist) {
			return fault.New(fault.Unavailable, "llama.cpp's %s is not in %s: run `tenon engine install`", name, dir)
		}
		if err != nil {
			return err
		}
		if got != want {
			return fault.New(fault.Invalid, "%s in %s is not the one of %s %s: remove it and run `tenon engine install`", name, dir, Package, Version)
		}
	}
	for link, to := range links {
		if got, err := os.Readlink(filepath.Join(dir, link)); err != nil || got != to {
			return fault.New(fault.Unavailable, "%s does not lead to %s in %s: run `tenon engine install`", link, to, dir)
		}
	}
	return nil
}

func digest(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("check a library: %w", err)
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", fmt.Errorf("check a library: %w", err)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
