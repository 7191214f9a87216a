package xetstore_test

import (
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/sqlstore/mention"
	"github.com/tenonhub/tenon/internal/sqlstore/sqlstoretest"
	tables "github.com/tenonhub/tenon/internal/sqlstore/xetstore"
	"github.com/tenonhub/tenon/internal/xet"
	"github.com/tenonhub/tenon/internal/xetstore"
	"github.com/tenonhub/tenon/internal/xetstore/xetstoretest"
)

func TestContract(t *testing.T) {
	t.Parallel()
	sqlstoretest.Each(t, func(t *testing.T, open sqlstoretest.Open) {
		t.Helper()
		xetstoretest.Run(t, func(t *testing.T) xetstoretest.Tables { t.Helper(); return tables.New(open(t)) })
	})
}

func TestASweepTakesWhatNobodyHolds(t *testing.T) {
	t.Parallel()
	sqlstoretest.Each(t, aSweepTakesWhatNobodyHolds)
}

func aSweepTakesWhatNobodyHolds(t *testing.T, open sqlstoretest.Open) {
	t.Helper()
	db := open(t)
	s := tables.New(db)
	old := time.Now().Add(-100 * time.Hour)
	cutoff := old.Add(time.Hour)
	// Xorb i is of file i; file 1 is held, file 2 is not, file 3 is fresh, xorb 4 is of no file.
	for i := byte(1); i <= 4; i++ {
		x := xetstore.Xorb{Hash: xet.Hash{i}, Blob: blob.Digest{i, 1}, Layout: blob.Digest{i, 2}, Size: 10, Chunks: 1, At: xetstore.AsWritten}
		if err := s.AddXorb(t.Context(), x, []xet.Hash{{9}}, "ann", old); err != nil {
			t.Fatal(err)
		}
		f := xetstore.NewFile{File: xetstore.File{Hash: xet.Hash{i}, SHA256: blob.Digest{i}, Size: 5}, Terms: []xetstore.Term{{Xorb: xet.Hash{i}, Last: 1, Size: 5}}}
		if i == 4 {
			continue
		}
		if err := s.AddFiles(t.Context(), []xetstore.NewFile{f}, "ann", old); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Touch(t.Context(), xet.Hash{3}, time.Now()); err != nil {
		t.Fatal(err)
	}
	held := func(d blob.Digest) bool { return d == blob.Digest{1} }
	if n, err := s.Sweep(t.Context(), cutoff, held, true); err != nil || n != (tables.Swept{Files: 1, Xorbs: 1, Bytes: 10}) {
		t.Errorf("dry: %+v, %v", n, err)
	}
	if n, err := s.Sweep(t.Context(), cutoff, held, false); err != nil || n != (tables.Swept{Files: 1, Xorbs: 2, Bytes: 20}) {
		t.Errorf("swept %+v, %v", n, err)
	}
	for i := byte(1); i <= 4; i++ {
		_, err := s.Xorb(t.Context(), xet.Hash{i})
		if gone := fault.Is(err, fault.NotFound); gone != (i == 2 || i == 4) {
			t.Errorf("xorb %d: %v", i, err)
		}
	}
	if l, err := s.Lookup(t.Context(), xet.Hash{9}); len(l) != 2 || err != nil {
		t.Errorf("the chunk is in %v, %v; want the two xorbs that are left", l, err)
	}
	if ok, err := s.Claimed(t.Context(), "ann", xet.Hash{1}); ok || err != nil {
		t.Errorf("an old claim is still there: %v, %v", ok, err)
	}
	mentioned, err := mention.Digests(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	for i := byte(1); i <= 4; i++ {
		if want := i == 1 || i == 3; mentioned[blob.Digest{i, 1}] != want || mentioned[blob.Digest{i, 2}] != want {
			t.Errorf("the bytes of xorb %d are kept: %v, want %v", i, mentioned[blob.Digest{i, 1}], want)
		}
	}
}
