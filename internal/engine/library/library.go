// Package library installs the shared libraries that an engine loads: those of
// one pinned npm package. Each file's digest is checked before a process loads it.
package library

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/fault"
)

// Set is the libraries of an engine.
type Set struct {
	Engine    string            // as its folder begins: llama
	Title     string            // for people: llama.cpp
	Package   string            // of npm
	Version   string            // of the package
	Integrity string            // of its archive: SHA-512, in base64
	Inside    string            // what paths in the archive begin with; empty is anything
	Sums      string            // a line for each library: its SHA-256 and its name
	Links     map[string]string // names that libraries are looked for by, and what those lead to
}

// Folder is where they are, of the engines that are kept at root.
func (s Set) Folder(root string) string { return filepath.Join(root, s.Engine+"-"+s.Version) }

// files are the digests of the libraries by name.
func (s Set) files() map[string]string {
	m := map[string]string{}
	for line := range strings.Lines(s.Sums) {
		if sum, name, ok := strings.Cut(strings.TrimSpace(line), "  "); ok {
			m[name] = sum
		}
	}
	return m
}

// Names are the libraries and the links to them, in order: what an engine may load.
func (s Set) Names() []string {
	l := slices.AppendSeq(slices.Collect(maps.Keys(s.files())), maps.Keys(s.Links))
	slices.Sort(l)
	return l
}

// Check says whether dir has all libraries, as they must be.
func (s Set) Check(dir string) error {
	for name, want := range s.files() {
		got, err := digest(filepath.Join(dir, name))
		if errors.Is(err, os.ErrNotExist) {
			return fault.New(fault.Unavailable, "%s's %s is not in %s: run `tenon engine install`", s.Title, name, dir)
		}
		if err != nil {
			return err
		}
		if got != want {
			return fault.New(fault.Invalid, "%s in %s is not the one of %s %s: remove it and run `tenon engine install`", name, dir, s.Package, s.Version)
		}
	}
	for link, to := range s.Links {
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
