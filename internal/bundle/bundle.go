// Package bundle carries repositories to where no network goes: one stream with
// their git history and large files, and a manifest that says what is in it.
//
//	manifest.json     what comes, with sizes and digests
//	git/<number>      the history of repository <number>, as git bundle writes it
//	objects/<sha256>  a large file, once for all repositories
//
// It is a tar archive. What reads it believes nothing: each part is one that the
// manifest names, comes once, and has the size and the digest that it says.
package bundle

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
)

// Version is that of the format.
const Version = 1

const (
	manifestName = "manifest.json"
	maxManifest  = 256 << 20 // bytes; about two million large files
)

// Manifest says what is in a bundle.
type Manifest struct {
	Format  string    `json:"format"` // always Format
	Version int       `json:"version"`
	Created time.Time `json:"created"`
	Repos   []Repo    `json:"repositories"`
}

// Format is what a manifest says that it is.
const Format = "tenon bundle"

// Repo is a repository of a bundle.
type Repo struct {
	Kind    hub.Kind      `json:"kind"`
	Name    string        `json:"name"`
	Private bool          `json:"private"`
	Head    hub.OID       `json:"head"` // of its main branch
	Git     hub.Pointer   `json:"git"`  // its history; empty when there is none
	Objects []hub.Pointer `json:"objects"`
}

// check refuses what is no manifest of this version.
func (m Manifest) check() error {
	switch {
	case m.Format != Format:
		return fault.New(fault.Invalid, "this is not a bundle: its manifest does not say so")
	case m.Version != Version:
		return fault.New(fault.Invalid, "the bundle is of version %d, and this program reads %d: use the one that wrote it, or a newer one", m.Version, Version)
	case len(m.Repos) == 0:
		return fault.New(fault.Invalid, "nothing is in the bundle")
	}
	seen := map[string]bool{}
	for _, r := range m.Repos {
		name, err := ref.ParseRepo(r.Name)
		if err != nil {
			return err
		}
		if _, err := hub.ParseKind(string(r.Kind)); err != nil {
			return err
		}
		key := string(r.Kind) + " " + name.Key()
		if seen[key] {
			return fault.New(fault.Invalid, "%s is in the bundle twice", key)
		}
		seen[key] = true
		for _, p := range append([]hub.Pointer{r.Git}, r.Objects...) {
			if p.Size < 0 {
				return fault.New(fault.Invalid, "a part of %s has %d bytes in the manifest", r.Name, p.Size)
			}
		}
	}
	return nil
}

// parts are the names of what comes after the manifest, in order.
func (m Manifest) parts() (l []part, err error) {
	seen := map[blob.Digest]int64{}
	for n, r := range m.Repos {
		if r.Git.Size > 0 {
			l = append(l, part{name: fmt.Sprintf("git/%d", n), repo: n, Pointer: r.Git})
		}
	}
	for n, r := range m.Repos {
		for _, p := range r.Objects {
			size, ok := seen[p.Digest]
			if ok && size != p.Size {
				return nil, fault.New(fault.Invalid, "the manifest says of %v that it has %d bytes, and %d", p.Digest, size, p.Size)
			}
			if !ok {
				seen[p.Digest] = p.Size
				l = append(l, part{name: "objects/" + p.Digest.String(), repo: n, object: true, Pointer: p})
			}
		}
	}
	return l, nil
}

type part struct {
	name   string
	repo   int // that needs it first
	object bool
	hub.Pointer
}

// Source gives the parts of a bundle that is written. The caller closes them.
type Source interface {
	Git(ctx context.Context, repo int) (io.ReadCloser, error)
	Object(ctx context.Context, repo int, p hub.Pointer) (io.ReadCloser, error)
}

// Sink takes the parts of a bundle that is read, and says what it has got:
// their digests are computed.
type Sink interface {
	Git(ctx context.Context, repo int, r io.Reader) (blob.Digest, error)
	Object(ctx context.Context, r io.Reader) (blob.Digest, error)
}
