package published

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/fleet"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
)

// Files are whole files on the disk.
type Files interface {
	// Locate is where a stored file lies. Fault: NotFound, also for one that is
	// stored in parts.
	Locate(ctx context.Context, d blob.Digest) (string, error)
	// File is where a file lies that is laid out of what open gives.
	File(ctx context.Context, want blob.Info, open func(context.Context) (io.ReadCloser, error)) (string, error)
	// Used reports whether a file still lies where one of the above told, and notes
	// that it is used: what is not goes first when others are laid out.
	Used(path string) bool
}

// Load is what a worker holds to run a model. A mirror's weights are fetched, and
// those that are stored in chunks are laid out, when they are not yet.
func (s *Source) Load(ctx context.Context, m ref.Model) (fleet.Load, error) {
	o, err := s.open(ctx, m)
	if err == nil && o.Upstream != "" && o.known.Architecture == "" {
		o, err = s.fetched(ctx, o)
	}
	if err != nil {
		return fleet.Load{}, err
	}
	if !isAdapter(o.known) {
		return s.load(ctx, o)
	}
	base, err := s.base(ctx, o)
	if err != nil {
		return fleet.Load{}, err
	}
	a, err := s.layAdapter(ctx, o)
	if err != nil {
		return fleet.Load{}, err
	}
	l, err := s.Load(ctx, base.name)
	l.Adapters = append(l.Adapters, a)
	return l, err
}

// load is what a worker holds of a repository.
func (s *Source) load(ctx context.Context, o opened) (fleet.Load, error) {
	r, known, at := o.Handle, o.known, o.at
	l := fleet.Load{Model: o.name, Engine: known.Runs.Engine, Memory: known.Runs.Memory, Args: known.Runs.Args()}
	// What is known may be of an older commit yet, or of an older program: its files too.
	key := fmt.Sprintf("%s %s %s %q %q", r.ID, o.name, at.ID, l.Args, known.Runs.Files)
	if known, ok := s.laidOut(key, r); ok {
		l.Files, l.ID, l.Key = known.Files, known.ID, known.Key
		return l, nil
	}
	sum, names := sha256.New(), known.Runs.Names()
	fmt.Fprintln(sum, l.Args)
	for i, name := range known.Runs.Files {
		path, err := ref.ParsePath(name)
		if err != nil {
			return l, err
		}
		e, err := r.Entry(ctx, at, path)
		if fault.Is(err, fault.NotFound) {
			err = fault.New(fault.Unavailable, "the files of %s have just changed, and are not read yet; ask again in a moment", r.Name)
		}
		if err != nil {
			return l, err
		}
		file, err := s.whole(ctx, r, e)
		if err != nil {
			return l, fmt.Errorf("read the weights of %s: %w", r.Name, err)
		}
		l.Files = append(l.Files, fleet.File{Name: names[i], Path: file})
		fmt.Fprintln(sum, e.OID)
	}
	// One that was chosen among others is held beside them.
	l.ID = string(r.ID) + strings.TrimPrefix(o.name.String(), o.name.Main().String())
	l.Key = l.ID + " " + hex.EncodeToString(sum.Sum(nil))
	s.lay(key, l)
	return l, nil
}

// maxLaid is how many loads are remembered.
const maxLaid = 200

// laidOut is where the files of a commit lie, if that is known and they still do:
// some models have hundreds. A mirror's are asked for each time.
func (s *Source) laidOut(key string, r *hub.Handle) (fleet.Load, bool) {
	s.mu.Lock()
	l, ok := s.laid[key]
	s.mu.Unlock()
	if !ok || r.Upstream != "" {
		return l, false
	}
	return l, !slices.ContainsFunc(l.Files, func(f fleet.File) bool {
		return !s.files.Used(f.Path)
	})
}

func (s *Source) lay(key string, l fleet.Load) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.laid) >= maxLaid {
		clear(s.laid)
	}
	s.laid[key] = l
}

// fetched has the weights of a mirror come, and reads what they are.
func (s *Source) fetched(ctx context.Context, o opened) (opened, error) {
	for _, name := range o.known.Runs.Files {
		e, err := o.Entry(ctx, o.at, ref.Path(name))
		if err == nil {
			_, err = s.whole(ctx, o.Handle, e)
		}
		if err != nil {
			return o, fmt.Errorf("fetch the weights of %s: %w", o.Name, err)
		}
	}
	if err := s.hub.Mirrored(context.WithoutCancel(ctx), o.ID); err != nil {
		return o, fmt.Errorf("fetch the weights of %s: %w", o.Name, err)
	}
	return s.open(ctx, o.name)
}

// whole is where a file of a repository lies on the disk.
func (s *Source) whole(ctx context.Context, r *hub.Handle, e hub.Entry) (string, error) {
	open := func(ctx context.Context) (io.ReadCloser, error) { return r.Read(ctx, e) }
	if e.Object == nil {
		return s.small(ctx, e, open)
	}
	if r.Upstream != "" { // it comes when it is read, and is stored then
		if err := s.fetch(ctx, e.Object.Digest, open); err != nil {
			return "", err
		}
	}
	file, err := s.files.Locate(ctx, e.Object.Digest)
	if fault.Is(err, fault.NotFound) {
		return s.files.File(ctx, blob.Info{Digest: e.Object.Digest, Size: e.Object.Size}, open)
	}
	return file, err
}

// fetch reads a file to its end, unless it is stored.
func (s *Source) fetch(ctx context.Context, d blob.Digest, open func(context.Context) (io.ReadCloser, error)) error {
	body, err := open(ctx) // also of what is stored: whether it may be read is asked here
	if err != nil {
		return err
	}
	if _, err = s.files.Locate(ctx, d); fault.Is(err, fault.NotFound) {
		_, err = io.Copy(io.Discard, body)
	}
	return errors.Join(err, body.Close())
}

// maxSmall is how large a file may be that is kept in git, in bytes.
const maxSmall = 64 << 20

// small lays out a file that git keeps.
func (s *Source) small(ctx context.Context, e hub.Entry, open func(context.Context) (io.ReadCloser, error)) (string, error) {
	if e.Size > maxSmall {
		return "", fault.New(fault.Unavailable, "the weights %s are kept in git: push them as a large file (git lfs track '*.gguf')", e.Name)
	}
	r, err := open(ctx)
	if err != nil {
		return "", err
	}
	sum := sha256.New()
	n, err := io.Copy(sum, r)
	if err := errors.Join(err, r.Close()); err != nil {
		return "", err
	}
	return s.files.File(ctx, blob.Info{Digest: blob.Digest(sum.Sum(nil)), Size: n}, open)
}

// maxCard is how much of a card is read, in bytes.
const maxCard = 256 << 10

// card is the card of a repository, or a line in its place.
func card(ctx context.Context, o opened) (string, error) {
	e, err := o.Entry(ctx, o.at, "README.md")
	if fault.Is(err, fault.NotFound) {
		return "# " + o.Name.String() + "\n\nIts repository has no card.\n", nil
	}
	if err != nil {
		return "", err
	}
	body, err := o.Read(ctx, e)
	if err != nil {
		return "", err
	}
	defer body.Close()
	b, err := io.ReadAll(io.LimitReader(body, maxCard))
	return string(b), err
}
