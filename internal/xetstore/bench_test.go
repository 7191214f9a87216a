package xetstore_test

import (
	"bytes"
	"io"
	"path/filepath"
	"testing"

	"github.com/tenonhub/tenon/internal/blob/disk"
	"github.com/tenonhub/tenon/internal/sqlstore"
	tables "github.com/tenonhub/tenon/internal/sqlstore/xetstore"
	"github.com/tenonhub/tenon/internal/xet"
	"github.com/tenonhub/tenon/internal/xetstore"
)

// BenchmarkStore is the way of 32 MiB through the store: a xorb is verified and
// stored, and a file of it is read.
func BenchmarkStore(b *testing.B) {
	const size = 32 << 20
	for name, step := range map[string]func(b *testing.B, s *xetstore.Store, raw []byte, x xet.Xorb, f xet.Hash){
		"xorb": func(b *testing.B, s *xetstore.Store, raw []byte, x xet.Xorb, _ xet.Hash) {
			b.Helper()
			if _, err := s.PutXorb(b.Context(), "ann", x.Hash, bytes.NewReader(raw)); err != nil {
				b.Fatal(err)
			}
		},
		"read": func(b *testing.B, s *xetstore.Store, _ []byte, _ xet.Xorb, f xet.Hash) {
			b.Helper()
			r, _, err := s.Open(b.Context(), f)
			if err != nil {
				b.Fatal(err)
			}
			defer r.Close()
			if n, err := io.Copy(io.Discard, r); n != size || err != nil {
				b.Fatalf("%d bytes, %v", n, err)
			}
		},
	} {
		b.Run(name, func(b *testing.B) {
			s, raw, x, f := stocked(b, size)
			b.SetBytes(size)
			for b.Loop() {
				step(b, s, raw, x, f)
			}
		})
	}
}

// stocked is a store with a file of one xorb, and what was sent for it.
func stocked(b *testing.B, size int) (s *xetstore.Store, raw []byte, x xet.Xorb, f xet.Hash) {
	b.Helper()
	db, err := sqlstore.Open(b.Context(), filepath.Join(b.TempDir(), "tenon.db"))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = db.Close() })
	blobs, err := disk.Open(b.TempDir(), disk.Options{})
	if err != nil {
		b.Fatal(err)
	}
	s = xetstore.New(blobs, tables.New(db), tables.New(db), readers{})
	content := random(1, size)
	var xorb, sh bytes.Buffer
	w := xet.NewXorbWriter(&xorb)
	if err := xet.Split(bytes.NewReader(content), func(c []byte) error { return w.Add(c, xet.LZ4) }); err != nil {
		b.Fatal(err)
	}
	if x, err = w.Close(); err != nil {
		b.Fatal(err)
	}
	described := file(content, span{x, 0, len(x.Chunks)})
	sw, err := xet.NewShardWriter(&sh, nil)
	if err == nil {
		err = sw.File(described)
	}
	if err == nil {
		err = sw.Close()
	}
	if err == nil {
		_, err = s.PutXorb(b.Context(), "ann", x.Hash, bytes.NewReader(xorb.Bytes()))
	}
	if err == nil {
		err = s.PutShard(b.Context(), "ann", bytes.NewReader(sh.Bytes()), nil)
	}
	if err != nil {
		b.Fatal(err)
	}
	return s, xorb.Bytes(), x, described.Hash
}
