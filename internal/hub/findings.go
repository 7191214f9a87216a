package hub

import (
	"context"
	"crypto/sha1" //nolint:gosec // it is how git names a file
	"encoding/hex"
	"fmt"
	"io"
	"sync"

	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/hub/scan"
	"github.com/tenonhub/tenon/internal/ref"
)

// Findings keeps what was found in files when they came. They are named by
// their content: a large one by its SHA-256, another by git's id.
type Findings interface {
	Report(ctx context.Context, reports map[string]scan.Report) error
	// Reported is what was found in a file; ok is false if nothing was kept of it.
	Reported(ctx context.Context, content string) (r scan.Report, ok bool, err error)
}

// Finding is what was found in a file. Scanned is false for a large file that
// came before files were looked into.
func (r *Handle) Finding(ctx context.Context, e Entry) (found scan.Report, scanned bool, err error) {
	content := string(e.OID)
	if e.Object != nil {
		content = e.Object.Digest.String()
	}
	found, ok, err := r.hub.p.Findings.Reported(ctx, content)
	return found, ok || e.Object == nil, err
}

// examine looks into a large file that has come.
func (h *Hub) examine(ctx context.Context, d blob.Digest) error {
	if _, ok, err := h.p.Findings.Reported(ctx, d.String()); err != nil || ok {
		return err
	}
	f, info, err := h.p.Blobs.Open(ctx, d)
	if err != nil {
		return err
	}
	defer f.Close()
	at, ok := f.(io.ReaderAt)
	if !ok {
		at = &readerAt{f: f}
	}
	return h.p.Findings.Report(ctx, map[string]scan.Report{d.String(): scan.File(at, info.Size)})
}

// readerAt reads anywhere in what can be sought in.
type readerAt struct {
	mu sync.Mutex
	f  io.ReadSeeker
}

func (r *readerAt) ReadAt(p []byte, off int64) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, err := r.f.Seek(off, io.SeekStart); err != nil {
		return 0, err
	}
	return io.ReadFull(r.f, p)
}

// findings are those of the files of one change that are kept by git.
type findings struct {
	reports  map[string]scan.Report
	Warnings []string
}

const maxWarnings = 20

// add looks into a file. Path is empty where it is not known.
func (f *findings) add(oid OID, path ref.Path, content []byte) {
	r := scan.Content(content)
	if r.Empty() {
		return
	}
	if f.reports == nil {
		f.reports = map[string]scan.Report{}
	}
	f.reports[string(oid)] = r
	name := string(path)
	if name == "" {
		name = "file " + string(oid)
	}
	for _, n := range r.Notes {
		where := name
		if n.Line > 0 {
			where = fmt.Sprintf("%s, line %d", name, n.Line)
		}
		f.warn("%s: there seems to be %s in it", where, n.What)
	}
	for _, i := range r.Imports {
		if i.Level != scan.Safe {
			f.warn("%s: it is a pickle that imports %s.%s, which is %s", name, i.Module, i.Name, i.Level)
		}
	}
}

func (f *findings) warn(format string, args ...any) {
	if len(f.Warnings) < maxWarnings {
		f.Warnings = append(f.Warnings, fmt.Sprintf(format, args...))
	}
}

// ContentID is git's name of a file.
func ContentID(content []byte) OID {
	h := sha1.New() //nolint:gosec // it is how git names a file
	fmt.Fprintf(h, "blob %d\x00", len(content))
	_, _ = h.Write(content)
	return OID(hex.EncodeToString(h.Sum(nil)))
}
