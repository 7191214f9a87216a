// Package xetstoretest is the contract of the tables of the Xet store, as
// tests that every implementation passes.
package xetstoretest

import (
	"slices"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/xet"
	"github.com/tenonhub/tenon/internal/xetstore"
)

// Tables are both halves of what a store needs.
type Tables interface {
	xetstore.Xorbs
	xetstore.Files
}

// Run tests the tables that open opens, each of them empty.
func Run(t *testing.T, open func(t *testing.T) Tables) {
	t.Helper()
	for name, test := range map[string]func(bench){
		"what was added is found":        bench.found,
		"the first of a xorb stays":      bench.first,
		"files are added all or none":    bench.whole,
		"terms are found by their range": bench.ranges,
		"spans are of so many files":     bench.spans,
		"unknown ones are not found":     bench.unknown,
	} {
		t.Run(name, func(t *testing.T) { t.Parallel(); test(bench{t, open(t)}) })
	}
}

// bench is a test and the tables that it tests.
type bench struct {
	*testing.T
	tables Tables
}

func hash(b byte) xet.Hash { return xet.Hash{b, 31: b} }

func xorb(b byte) xetstore.Xorb {
	return xetstore.Xorb{Hash: hash(b), Blob: blob.Digest{b, 1}, At: xetstore.AsWritten, Size: 1000, Chunks: 10, Layout: blob.Digest{b, 2}}
}

func (b bench) add(x xetstore.Xorb, asker string, sampled ...xet.Hash) {
	b.Helper()
	if err := b.tables.AddXorb(b.Context(), x, sampled, asker, time.Now()); err != nil {
		b.Fatal(err)
	}
}

func term(of xet.Hash, first, last int, at, size int64) xetstore.Term {
	return xetstore.Term{Xorb: of, First: first, Last: last, At: at, Size: size}
}

// file has three terms: 100 bytes of xorb 1, 50 of xorb 2 and 25 of xorb 1.
func file(b byte) xetstore.NewFile {
	return xetstore.NewFile{
		File: xetstore.File{Hash: hash(b), SHA256: blob.Digest{b}, Size: 175}, First: hash(200),
		Terms: []xetstore.Term{term(hash(1), 0, 4, 0, 100), term(hash(2), 2, 3, 100, 50), term(hash(1), 9, 10, 150, 25)},
	}
}

func (b bench) addFiles(asker string, files ...xetstore.NewFile) {
	b.Helper()
	if err := b.tables.AddFiles(b.Context(), files, asker, time.Now()); err != nil {
		b.Fatal(err)
	}
}

func (b bench) found() {
	x := xorb(1)
	b.add(x, "ann", hash(100), hash(101))
	b.add(xorb(2), "")
	b.addFiles("bob", file(3))
	if got, err := b.tables.Xorb(b.Context(), x.Hash); got != x || err != nil {
		b.Errorf("xorb %+v, %v", got, err)
	}
	want := file(3).File
	if got, err := b.tables.File(b.Context(), want.Hash); got != want || err != nil {
		b.Errorf("file %+v, %v", got, err)
	}
	if got, err := b.tables.FileOf(b.Context(), want.SHA256); got != want || err != nil {
		b.Errorf("file of its SHA-256 %+v, %v", got, err)
	}
	if err := b.tables.Touch(b.Context(), want.Hash, time.Now()); err != nil {
		b.Error(err)
	}
	for chunk, want := range map[xet.Hash][]xet.Hash{hash(100): {hash(1)}, hash(101): {hash(1)}, hash(200): {hash(1)}, hash(102): nil} {
		if got, err := b.tables.Lookup(b.Context(), chunk); !slices.Equal(got, want) || err != nil {
			b.Errorf("chunk %v is in %v, %v", chunk, got, err)
		}
	}
	for _, c := range []struct {
		asker string
		of    xet.Hash
		want  bool
	}{{"ann", hash(1), true}, {"bob", hash(1), false}, {"", hash(2), false}, {"bob", hash(3), true}, {"ann", hash(3), false}} {
		if got, err := b.tables.Claimed(b.Context(), c.asker, c.of); got != c.want || err != nil {
			b.Errorf("%q claims %v: %v, %v", c.asker, c.of, got, err)
		}
	}
}

func (b bench) first() {
	x := xorb(1)
	b.add(x, "ann")
	again := x
	again.Blob, again.At = blob.Digest{9}, 77
	b.add(again, "bob")
	if got, err := b.tables.Xorb(b.Context(), x.Hash); got != x || err != nil {
		b.Errorf("the second %+v took the place of the first, %v", got, err)
	}
	for _, asker := range []string{"ann", "bob"} {
		if ok, err := b.tables.Claimed(b.Context(), asker, x.Hash); !ok || err != nil {
			b.Errorf("%s claims it: %v, %v", asker, ok, err)
		}
	}
}

func (b bench) whole() {
	b.add(xorb(1), "")
	good := xetstore.NewFile{File: xetstore.File{Hash: hash(4), Size: 100}, Terms: []xetstore.Term{term(hash(1), 0, 4, 0, 100)}}
	err := b.tables.AddFiles(b.Context(), []xetstore.NewFile{good, file(3)}, "ann", time.Now())
	if !fault.Is(err, fault.Stale) {
		b.Errorf("a file of a xorb that is not there: %v, want a fault of kind stale", err)
	}
	for _, h := range []xet.Hash{hash(3), hash(4)} {
		if _, err := b.tables.File(b.Context(), h); !fault.Is(err, fault.NotFound) {
			b.Errorf("file %v: %v, want a fault of kind not found", h, err)
		}
	}
	b.add(xorb(2), "")
	empty := xetstore.NewFile{File: xetstore.File{SHA256: blob.Digest{5}}}
	b.addFiles("ann", good, file(3), file(3), empty)
	b.addFiles("bob", file(3))
	if terms, err := b.tables.Terms(b.Context(), hash(3), 0, 1000); len(terms) != 3 || err != nil {
		b.Errorf("added twice, the file has the terms %v, %v", terms, err)
	}
}

func (b bench) ranges() {
	b.add(xorb(1), "")
	b.add(xorb(2), "")
	f := file(3)
	b.addFiles("", f)
	for _, c := range []struct{ from, to, first, last int64 }{
		{0, 175, 0, 3}, {0, 1, 0, 1}, {99, 100, 0, 1}, {99, 101, 0, 2}, {100, 150, 1, 2}, {149, 151, 1, 3}, {174, 1 << 62, 2, 3}, {175, 180, 0, 0},
	} {
		got, err := b.tables.Terms(b.Context(), f.Hash, c.from, c.to)
		if !slices.Equal(got, f.Terms[c.first:c.last]) || err != nil {
			b.Errorf("bytes %d up to %d are of %v, %v", c.from, c.to, got, err)
		}
	}
}

func (b bench) spans() {
	b.add(xorb(1), "")
	b.add(xorb(2), "")
	b.addFiles("", file(3), file(4), file(5))
	got, err := b.tables.Spans(b.Context(), hash(1), 2)
	if err != nil || len(got) != 4 {
		b.Fatalf("%d spans of two files with two each, %v", len(got), err)
	}
	for i, want := range [][2]int{{0, 4}, {9, 10}} {
		if got[i].First != want[0] || got[i].Last != want[1] || got[i].File.Size != 175 || got[i].File.Hash != got[0].File.Hash {
			b.Errorf("span %d is %+v", i, got[i])
		}
	}
	if got, err := b.tables.Spans(b.Context(), hash(7), 2); len(got) != 0 || err != nil {
		b.Errorf("spans of what is not there: %v, %v", got, err)
	}
}

func (b bench) unknown() {
	_, noXorb := b.tables.Xorb(b.Context(), hash(1))
	_, noFile := b.tables.File(b.Context(), hash(1))
	_, noneOf := b.tables.FileOf(b.Context(), blob.Digest{1})
	for what, err := range map[string]error{"xorb": noXorb, "file": noFile, "file by its SHA-256": noneOf, "touch": b.tables.Touch(b.Context(), hash(1), time.Now())} {
		if !fault.Is(err, fault.NotFound) {
			b.Errorf("%s: %v, want a fault of kind not found", what, err)
		}
	}
}
