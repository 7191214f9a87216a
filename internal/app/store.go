package app

import (
	"context"
	"io"
	"net/http"
	"net/netip"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/blob/disk"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/fetch"
	"github.com/tenonhub/tenon/internal/sqlstore/holding"
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

// held is the store for people: what an actor keeps it may read again, and
// nothing else. A digest that somebody knows is no proof.
type held struct {
	store
	holders *holding.Store
}

func (h held) Keep(ctx context.Context, r io.Reader) (string, int64, error) {
	digest, size, err := h.store.Keep(ctx, r)
	if err == nil {
		err = h.holders.Add(ctx, account.From(ctx).Owner(), digest)
	}
	return digest, size, err
}

func (h held) Seek(ctx context.Context, digest string) (io.ReadSeekCloser, error) {
	d, err := blob.ParseDigest(digest)
	if err != nil {
		return nil, err
	}
	if a := account.From(ctx); !a.Admin {
		ok, err := h.holders.Has(ctx, a.Owner(), d.String())
		if err != nil {
			return nil, err
		}
		if !ok { // as for one that is not there
			return nil, fault.New(fault.NotFound, "there are no stored bytes with the digest %v", d)
		}
	}
	return h.store.Seek(ctx, digest)
}

func newFetch(c Config) (func(ctx context.Context, url string) (string, io.ReadCloser, error), http.RoundTripper) {
	o := fetch.Options{MaxBytes: c.MaxFile}
	if c.PrivateURLs {
		o.Allow = []netip.Prefix{netip.MustParsePrefix("0.0.0.0/0"), netip.MustParsePrefix("::/0")}
	}
	client := fetch.New(o)
	return func(ctx context.Context, url string) (string, io.ReadCloser, error) {
		f, err := client.Open(ctx, url)
		return f.Name, f.Body, err
	}, client.Transport()
}
