package app

import (
	"context"
	"io"
	"net/netip"

	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/blob/disk"
	"github.com/tenonhub/tenon/internal/fetch"
)

// store is the blob store as those who know digests as text use it.
type store struct{ blobs *disk.Store }

func (s store) Keep(ctx context.Context, r io.Reader) (string, int64, error) {
	info, err := s.blobs.Put(ctx, r)
	return info.Digest.String(), info.Size, err
}

func (s store) Seek(ctx context.Context, digest string) (io.ReadSeekCloser, error) {
	d, err := blob.ParseDigest(digest)
	if err != nil {
		return nil, err
	}
	f, _, err := s.blobs.Open(ctx, d)
	return f, err
}

func (s store) Open(ctx context.Context, digest string) (io.ReadCloser, error) {
	return s.Seek(ctx, digest)
}

func (s store) Has(ctx context.Context, digest string) bool {
	d, err := blob.ParseDigest(digest)
	if err != nil {
		return false
	}
	_, err = s.blobs.Stat(ctx, d)
	return err == nil
}

func newFetch(c Config) func(ctx context.Context, url string) (string, io.ReadCloser, error) {
	o := fetch.Options{MaxBytes: c.MaxFile}
	if c.PrivateURLs {
		o.Allow = []netip.Prefix{netip.MustParsePrefix("0.0.0.0/0"), netip.MustParsePrefix("::/0")}
	}
	client := fetch.New(o)
	return func(ctx context.Context, url string) (string, io.ReadCloser, error) {
		f, err := client.Open(ctx, url)
		return f.Name, f.Body, err
	}
}
