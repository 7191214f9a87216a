package bundle

import (
	"archive/tar"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
)

// Write writes a bundle in constant memory. What breaks off has no end, and is
// not taken for whole.
func Write(ctx context.Context, w io.Writer, m Manifest, from Source) error {
	m.Format, m.Version = Format, Version
	if err := m.check(); err != nil {
		return err
	}
	parts, err := m.parts()
	if err != nil {
		return err
	}
	head, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("write the manifest: %w", err)
	}
	out := tar.NewWriter(w)
	if err := begin(out, manifestName, int64(len(head)), m.Created); err != nil {
		return err
	}
	if _, err := out.Write(head); err != nil {
		return fmt.Errorf("write the manifest: %w", err)
	}
	for _, p := range parts {
		if err := p.write(ctx, out, m.Created, from); err != nil {
			return fmt.Errorf("write %s of %s: %w", p.name, m.Repos[p.repo].Name, err)
		}
	}
	if err := out.Close(); err != nil {
		return fmt.Errorf("end the bundle: %w", err)
	}
	return nil
}

func begin(out *tar.Writer, name string, size int64, at time.Time) error {
	err := out.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: name, Size: size, Mode: 0o644, ModTime: at.Truncate(time.Second)})
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}

func (p part) write(ctx context.Context, out *tar.Writer, at time.Time, from Source) error {
	open := func() (io.ReadCloser, error) { return from.Git(ctx, p.repo) }
	if p.object {
		open = func() (io.ReadCloser, error) { return from.Object(ctx, p.repo, p.Pointer) }
	}
	r, err := open()
	if err != nil {
		return err
	}
	defer r.Close()
	if err := begin(out, p.name, p.Size, at); err != nil {
		return err
	}
	n, err := io.Copy(out, r)
	if err == nil && n != p.Size {
		err = fault.New(fault.Stale, "it has %d bytes, and should have %d: write the bundle again", n, p.Size)
	}
	return err
}
