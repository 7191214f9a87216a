package hub

import (
	"context"
	"crypto/sha1" //nolint:gosec // it is how git names a file
	"encoding/hex"
	"fmt"

	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/hub/scan"
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

// Examine looks into a large file that has come, unless that was done. Whoever
// brought it may hang up: what is read by half would be taken for harmless.
func (h *Hub) Examine(ctx context.Context, d blob.Digest) error {
	ctx = context.WithoutCancel(ctx)
	if _, ok, err := h.p.Findings.Reported(ctx, d.String()); err != nil || ok {
		return err
	}
	f, info, err := h.p.Blobs.Open(ctx, d)
	if err != nil {
		return err
	}
	defer f.Close()
	found, err := scan.File(scan.Anywhere(f), info.Size)
	if err != nil {
		return err
	}
	return h.p.Findings.Report(ctx, map[string]scan.Report{d.String(): found})
}

// ContentID is git's name of a file.
func ContentID(content []byte) OID {
	h := sha1.New() //nolint:gosec // it is how git names a file
	fmt.Fprintf(h, "blob %d\x00", len(content))
	_, _ = h.Write(content)
	return OID(hex.EncodeToString(h.Sum(nil)))
}
