// Package bundle carries repositories to where no network goes: one stream with
// their git history and large files, and a manifest that says what is in it.
//
//	manifest.json      the repositories
//	git/<number>/<nth> the history of repository <number> in pieces, as git bundle writes it
//	git/<number>/sum   its size and digest, and those of the large files that it points to
//	objects/<sha256>   a large file, once for all repositories
//
// It is a tar archive, which wants to know how long a part is before it comes; so
// history, which git writes while it is sent, comes in pieces, and is summed up when it
// is there. Bundles of version 1 have it whole, as git/<number>, and all sums in the
// manifest; they are read too. What reads a bundle believes nothing: each part is one
// that is due, comes once, and has the size and the digest that was said.
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
const Version = 2

const (
	manifestName = "manifest.json"
	maxManifest  = 256 << 20 // bytes, also of a sum; about two million large files
	pieceSize    = 4 << 20   // bytes of history
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
	Kind    hub.Kind `json:"kind"`
	Name    string   `json:"name"`
	Private bool     `json:"private"`
	Head    hub.OID  `json:"head"` // of its main branch
	Sum
}

// Sum says what a repository has.
type Sum struct {
	Git     hub.Pointer   `json:"git"` // its history; empty when there is none
	Objects []hub.Pointer `json:"objects"`
}

func (s Sum) check(name string) error {
	for _, p := range append([]hub.Pointer{s.Git}, s.Objects...) {
		if p.Size < 0 {
			return fault.New(fault.Invalid, "a part of %s has %d bytes in the manifest", name, p.Size)
		}
	}
	return nil
}

// check refuses what is no manifest of this version.
func (m Manifest) check() error {
	switch {
	case m.Format != Format:
		return fault.New(fault.Invalid, "this is not a bundle: its manifest does not say so")
	case m.Version < 1 || m.Version > Version:
		return fault.New(fault.Invalid, "the bundle is of version %d, and this program reads 1 to %d: use the one that wrote it, or a newer one", m.Version, Version)
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
		if err := r.check(r.Name); err != nil {
			return err
		}
	}
	return nil
}

// part is a part that is due.
type part struct {
	name   string
	repo   int // that needs it first
	object bool
	hub.Pointer
}

// objects adds the large files of a repository to those that are due.
func (r Repo) objects(n int, due map[string]part, seen map[blob.Digest]int64) (l []part, err error) {
	for _, p := range r.Objects {
		size, ok := seen[p.Digest]
		if ok && size != p.Size {
			return nil, fault.New(fault.Invalid, "the bundle says of %v that it has %d bytes, and %d", p.Digest, size, p.Size)
		}
		if !ok {
			seen[p.Digest] = p.Size
			next := part{name: "objects/" + p.Digest.String(), repo: n, object: true, Pointer: p}
			due[next.name] = next
			l = append(l, next)
		}
	}
	return l, nil
}

func gitName(repo int, piece string) string { return fmt.Sprintf("git/%d/%s", repo, piece) }

// Source gives the parts of a bundle that is written.
type Source interface {
	// Git writes the history of a repository.
	Git(ctx context.Context, repo int, w io.Writer) error
	// Objects are the large files that a history points to that was written.
	Objects(ctx context.Context, repo int) ([]hub.Pointer, error)
	// Object opens a large file. The caller closes it.
	Object(ctx context.Context, repo int, p hub.Pointer) (io.ReadCloser, error)
}

// Sink takes the parts of a bundle that is read, and says what it has got:
// their digests are computed.
type Sink interface {
	Git(ctx context.Context, repo int, r io.Reader) (blob.Digest, error)
	Object(ctx context.Context, r io.Reader) (blob.Digest, error)
}
