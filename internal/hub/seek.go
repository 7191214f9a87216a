package hub

import (
	"context"
	"io"

	"github.com/tenonhub/tenon/internal/hub/skip"
)

// ReadSeek opens the bytes of a file so that a part of them can be sent: those
// in the blob store as they are, those in git by passing over what is before
// the part. The caller closes it.
func (r *Handle) ReadSeek(ctx context.Context, e Entry) (io.ReadSeekCloser, error) {
	if err := r.readable(e); err != nil {
		return nil, err
	}
	if e.Object == nil {
		return skip.New(e.Size, func() (io.ReadCloser, error) { return r.Read(ctx, e) }), nil
	}
	return r.large(ctx, *e.Object)
}
