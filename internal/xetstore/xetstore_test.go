package xetstore_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/blob/disk"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/sqlstore"
	tables "github.com/tenonhub/tenon/internal/sqlstore/xetstore"
	"github.com/tenonhub/tenon/internal/xet"
	"github.com/tenonhub/tenon/internal/xetstore"
)

// far is after everything that a test stores.
var far = time.Now().Add(time.Hour)

// readers says which files an asker may read.
type readers map[string][]blob.Digest

func (r readers) MayRead(_ context.Context, asker string, d blob.Digest) (bool, error) {
	return slices.Contains(r[asker], d), nil
}

type store struct {
	*xetstore.Store
	blobs   blob.Store
	readers readers
}

func open(t *testing.T) store {
	t.Helper()
	db, err := sqlstore.Open(t.Context(), filepath.Join(t.TempDir(), "tenon.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	blobs, err := disk.Open(t.TempDir(), disk.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r := readers{}
	return store{xetstore.New(blobs, tables.New(db), tables.New(db), r), blobs, r}
}

func random(seed byte, size int) []byte {
	b := make([]byte, size)
	_, _ = rand.NewChaCha8([32]byte{seed}).Read(b)
	return b
}

// written is a xorb of the given pieces.
func written(t *testing.T, pieces ...[]byte) ([]byte, xet.Xorb) {
	t.Helper()
	var b bytes.Buffer
	w := xet.NewXorbWriter(&b)
	for _, p := range pieces {
		if err := w.Add(p, xet.LZ4); err != nil {
			t.Fatal(err)
		}
	}
	x, err := w.Close()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), x
}

// put stores a xorb that ann sends.
func (s store) put(t *testing.T, pieces ...[]byte) xet.Xorb {
	t.Helper()
	raw, x := written(t, pieces...)
	if _, err := s.PutXorb(t.Context(), "ann", x.Hash, bytes.NewReader(raw)); err != nil {
		t.Fatal(err)
	}
	return x
}

// span is a run of a xorb's chunks.
type span struct {
	x           xet.Xorb
	first, last int
}

// file describes the file of spans, whose content is content.
func file(content []byte, of ...span) (f xet.File) {
	var tree xet.Tree
	for _, s := range of {
		chunks := s.x.Chunks[s.first:s.last]
		for _, c := range chunks {
			tree.Add(c)
		}
		f.Terms = append(f.Terms, xet.Term{Xorb: s.x.Hash, Size: uint32(s.x.Plain(s.first, s.last)), First: uint32(s.first), Last: uint32(s.last)})
		f.Proofs = append(f.Proofs, xet.RangeHash(chunks))
	}
	f.Hash = tree.File()
	sum := sha256.Sum256(content)
	f.SHA256 = &sum
	return f
}

func shard(t *testing.T, files ...xet.File) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := xet.NewShardWriter(&b, nil)
	for _, f := range files {
		err = errors.Join(err, w.File(f))
	}
	if err = errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func (s store) register(t *testing.T, asker string, files ...xet.File) {
	t.Helper()
	if err := s.PutShard(t.Context(), asker, bytes.NewReader(shard(t, files...)), nil); err != nil {
		t.Fatal(err)
	}
}

func wants(t *testing.T, what string, err error, k fault.Kind, says string) {
	t.Helper()
	if kind, msg := fault.Of(err); err == nil || kind != k || !strings.Contains(msg, says) {
		t.Errorf("%s: %v, want a fault of kind %s: … %s", what, err, k, says)
	}
}

// pieces are two kinds of chunks, that can be packed and that cannot.
func pieces() [][]byte {
	return [][]byte{random(1, 9000), bytes.Repeat([]byte("text "), 5000), random(2, 70_000), random(3, 12_345)}
}

func TestAXorbIsStoredOnlyWhole(t *testing.T) {
	t.Parallel()
	s := open(t)
	raw, x := written(t, pieces()...)
	other := x.Hash
	other[0]++
	send := func(named xet.Hash, r io.Reader) error {
		_, err := s.PutXorb(t.Context(), "ann", named, r)
		return err
	}
	wants(t, "another name", send(other, bytes.NewReader(raw)), fault.Invalid, "not "+other.String())
	wants(t, "no chunks", send(xet.Hash{}, bytes.NewReader(nil)), fault.Invalid, "no chunks")
	for tenth := range 10 {
		n := len(raw[:x.Size()]) * tenth / 10
		if err := send(x.Hash, bytes.NewReader(raw[:n])); !fault.Is(err, fault.Invalid) {
			t.Errorf("cut after %d tenths: %v, want a fault of kind invalid", tenth, err)
		}
		if err := send(x.Hash, io.MultiReader(bytes.NewReader(raw[:n]), iotest.ErrReader(io.ErrClosedPipe))); !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("broken after %d tenths: %v, want the reader's error", tenth, err)
		}
	}
	for info, err := range s.blobs.Walk(t.Context(), far) {
		t.Errorf("%v was left behind, %v", info.Digest, err)
	}
	if _, err := s.OpenXorb(t.Context(), x.Hash); !fault.Is(err, fault.NotFound) {
		t.Errorf("it can be opened: %v", err)
	}
	for i, want := range []bool{true, false} { // with its footer, and without
		end := len(raw) - i*(len(raw)-int(x.Size()))
		if news, err := s.PutXorb(t.Context(), "ann", x.Hash, bytes.NewReader(raw[:end])); news != want || err != nil {
			t.Errorf("sent %d times before, it is new: %v, %v", i, news, err)
		}
	}
	if news, err := s.PutXorb(t.Context(), "bob", x.Hash, bytes.NewReader(raw)); !news || err != nil {
		t.Errorf("bob hears that somebody sent it: %v, %v", news, err)
	}
	r, err := s.OpenXorb(t.Context(), x.Hash)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if b, err := io.ReadAll(r); err != nil || !bytes.Equal(b, raw[:x.Size()]) {
		t.Errorf("%d bytes came back of %d, %v", len(b), x.Size(), err)
	}
}

func TestAShardThatLiesAddsNothing(t *testing.T) {
	t.Parallel()
	s := open(t)
	p := pieces()
	x := s.put(t, p...)
	content := slices.Concat(p...)
	good := file(content, span{x, 0, 4})

	_, y := written(t, random(9, 10_000))
	unsent := file(random(9, 10_000), span{y, 0, 1})
	bad := func(change func(f *xet.File)) xet.File {
		f := file(content, span{x, 0, 4})
		change(&f)
		return f
	}
	for name, c := range map[string]struct {
		asker string
		f     xet.File
		says  string
	}{
		"another hash":             {"ann", bad(func(f *xet.File) { f.Hash[3]++ }), "by its chunks"},
		"another SHA-256":          {"ann", bad(func(f *xet.File) { f.SHA256[3]++ }), "as it is said"},
		"another size":             {"ann", bad(func(f *xet.File) { f.Terms[0].Size-- }), "its chunks have"},
		"chunks beyond the xorb":   {"ann", bad(func(f *xet.File) { f.Terms[0].Last++ }), "no known chunks"},
		"no proof":                 {"ann", bad(func(f *xet.File) { f.Proofs = nil }), "no proof"},
		"a wrong proof":            {"ann", bad(func(f *xet.File) { f.Proofs[0][0]++ }), "not proved"},
		"a xorb that never came":   {"ann", unsent, "send it first"},
		"a xorb of somebody else":  {"eve", good, "send it first"},
		"fewer chunks than it has": {"ann", bad(func(f *xet.File) { *f = file(content, span{x, 0, 3}); f.Hash = good.Hash }), "by its chunks"},
	} {
		also := file(p[0], span{x, 0, 1}) // a good file in the same shard
		err := s.PutShard(t.Context(), c.asker, bytes.NewReader(shard(t, also, c.f)), nil)
		wants(t, name, err, fault.Invalid, c.says)
		for _, h := range []xet.Hash{also.Hash, c.f.Hash} {
			if _, _, err := s.Open(t.Context(), h); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s: a file can be opened: %v", name, err)
			}
		}
	}
	raw := shard(t, good)
	for _, n := range []int{0, 47, 48, 96, len(raw) - 48, len(raw) - 1} {
		wants(t, "a shard that was cut off", s.PutShard(t.Context(), "ann", bytes.NewReader(raw[:n]), nil), fault.Invalid, "")
	}
	var seen []int
	err := s.PutShard(t.Context(), "ann", bytes.NewReader(raw), func(done, total int) { seen = append(seen, done, total) })
	if err != nil || !slices.Equal(seen, []int{1, 1}) {
		t.Errorf("the good one: %v, progress %v", err, seen)
	}
	good.SHA256 = nil // a client need not say it
	s.register(t, "ann", good)
	if f, err := s.Known(t.Context(), "ann", sha256.Sum256(content)); err != nil || f.Size != int64(len(content)) {
		t.Errorf("known to ann: %+v, %v", f, err)
	}
	_, err = s.Known(t.Context(), "eve", sha256.Sum256(content))
	wants(t, "known to eve", err, fault.NotFound, "no file")
}

// scattered is a file of two xorbs, with chunks that stand in it twice.
func scattered(t *testing.T, s store) ([]byte, xet.File) {
	t.Helper()
	p, q := pieces(), [][]byte{random(5, 40_000), random(6, 8192)}
	x, y := s.put(t, p...), s.put(t, q...)
	content := slices.Concat(p[1], p[2], q[0], q[1], p[0], p[3], p[1])
	f := file(content, span{x, 1, 3}, span{y, 0, 2}, span{x, 0, 1}, span{x, 3, 4}, span{x, 1, 2})
	s.register(t, "ann", f)
	return content, f
}

func TestAFileIsReadFromAnywhere(t *testing.T) {
	t.Parallel()
	s := open(t)
	content, f := scattered(t, s)
	sum := blob.Digest(sha256.Sum256(content))
	for how := range 2 {
		r, got, err := s.Open(t.Context(), f.Hash)
		if err != nil || got.Size != int64(len(content)) || got.SHA256 != sum {
			t.Fatalf("%+v, %v", got, err)
		}
		if err := iotest.TestReader(r, content); err != nil {
			t.Error(err)
		}
		same, size, err := s.OpenSHA256(t.Context(), sum)
		if err != nil || size != got.Size {
			t.Fatalf("by its SHA-256: %d bytes, %v", size, err)
		}
		if b, err := io.ReadAll(same); err != nil || !bytes.Equal(b, content) {
			t.Errorf("by its SHA-256 it came back changed, %v", err)
		}
		_ = same.Close()
		rng := rand.New(rand.NewPCG(1, 2))
		for range 200 {
			from := rng.IntN(len(content))
			want := content[from:min(len(content), from+rng.IntN(100_000))]
			b := make([]byte, len(want))
			if _, err := r.Seek(int64(from), io.SeekStart); err != nil {
				t.Fatal(err)
			}
			if _, err := io.ReadFull(r, b); err != nil || !bytes.Equal(b, want) {
				t.Fatalf("way %d: %d bytes from %d: %v", how, len(want), from, err)
			}
		}
		_ = r.Close()
		if _, err := s.blobs.Put(t.Context(), bytes.NewReader(content)); err != nil { // the second time it is whole too
			t.Fatal(err)
		}
	}
}

// follow makes the bytes of a plan, as a client does.
func (s store) follow(t *testing.T, p xetstore.Plan) (out []byte) {
	t.Helper()
	for _, term := range p.Terms {
		i := slices.IndexFunc(p.Xorbs[term.Xorb], func(x xetstore.Part) bool { return x.First <= term.First && term.Last <= x.Last })
		if i < 0 {
			t.Fatalf("no part for %+v in %+v", term, p.Xorbs[term.Xorb])
		}
		part := p.Xorbs[term.Xorb][i]
		raw, err := s.OpenXorb(t.Context(), term.Xorb)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := raw.Seek(part.From, io.SeekStart); err != nil {
			t.Fatal(err)
		}
		r := xet.NewXorbReader(io.LimitReader(raw, part.To-part.From))
		var size int64
		for n := part.First; n < part.Last; n++ {
			b, _, err := r.Next()
			if err != nil {
				t.Fatal(err)
			}
			if n >= term.First && n < term.Last {
				out, size = append(out, b...), size+int64(len(b))
			}
		}
		if _, _, err := r.Next(); !errors.Is(err, io.EOF) || size != term.Size {
			t.Errorf("part %+v: %v; term of %d bytes, not %d", part, err, size, term.Size)
		}
		_ = raw.Close()
	}
	return out[min(int(p.Skip), len(out)):]
}

func TestBytesThatNeverCameAreNotFound(t *testing.T) {
	t.Parallel()
	s := open(t)
	_, _, err := s.OpenSHA256(t.Context(), blob.Digest{1})
	wants(t, "by SHA-256", err, fault.NotFound, "no file")
	_, _, err = s.Open(t.Context(), xet.Hash{1})
	wants(t, "by hash", err, fault.NotFound, "no file")
	_, err = s.OpenXorb(t.Context(), xet.Hash{1})
	wants(t, "a xorb", err, fault.NotFound, "no xorb")
}

func TestAPlanMakesItsRange(t *testing.T) {
	t.Parallel()
	s := open(t)
	content, f := scattered(t, s)
	size := int64(len(content))
	whole, err := s.blobs.Put(t.Context(), bytes.NewReader(append(content, "and more"...)))
	if err != nil {
		t.Fatal(err)
	}
	view, err := s.View(t.Context(), whole.Digest)
	if err != nil {
		t.Fatal(err)
	}
	s.readers["bob"] = []blob.Digest{view.SHA256}
	for _, r := range [][2]int64{{0, xetstore.ToEnd}, {0, 1}, {size - 1, size}, {9000, 9001}, {25_000, 25_001}, {24_999, 130_000}, {100, size * 2}} {
		want := content[r[0]:min(r[1], size)]
		for asker, h := range map[string]xet.Hash{"ann": f.Hash, "bob": view.Hash} {
			p, err := s.Plan(t.Context(), asker, h, r[0], r[1])
			if err != nil {
				t.Fatal(err)
			}
			if got := s.follow(t, p); !bytes.HasPrefix(got, want) || p.Skip > xet.MaxChunk || len(got) > len(want)+xet.MaxChunk {
				t.Errorf("%s: bytes %v: %d bytes, want %d", asker, r, len(got), len(want))
			}
		}
	}
	for _, r := range [][2]int64{{size, size + 1}, {5, 5}, {7, 6}, {-1, 4}} {
		_, err := s.Plan(t.Context(), "ann", f.Hash, r[0], r[1])
		wants(t, "a range of nothing", err, fault.Invalid, "range")
	}
	_, err = s.Plan(t.Context(), "eve", f.Hash, 0, 1)
	wants(t, "eve", err, fault.NotFound, "no file")
	empty, err := s.blobs.Put(t.Context(), strings.NewReader(""))
	if err != nil {
		t.Fatal(err)
	}
	nothing, err := s.View(t.Context(), empty.Digest)
	if err != nil || nothing.Hash != (xet.Hash{}) {
		t.Fatalf("%+v, %v", nothing, err)
	}
	s.readers["bob"] = append(s.readers["bob"], empty.Digest)
	if p, err := s.Plan(t.Context(), "bob", nothing.Hash, 0, xetstore.ToEnd); err != nil || len(p.Terms) != 0 {
		t.Errorf("a plan of an empty file: %+v, %v", p, err)
	}
}

func TestOnlyReadersHearWhichChunksAreKnown(t *testing.T) {
	t.Parallel()
	s := open(t)
	public, private := random(1, 30_000), random(2, 30_000)
	x := s.put(t, public, private)
	beside := s.put(t, random(3, 10_000))
	open := file(slices.Concat(public, random(3, 10_000)), span{x, 0, 1}, span{beside, 0, 1})
	s.register(t, "ann", open, file(private, span{x, 1, 2}))
	s.readers["bob"] = []blob.Digest{*open.SHA256}
	known, err := s.Dedup(t.Context(), "bob", x.Chunks[0].Hash)
	if err != nil || len(known) != 2 || known[0].Hash != x.Hash || known[1].Hash != beside.Hash {
		t.Fatalf("bob hears %+v, %v", known, err)
	}
	if got := known[0].Chunks; len(got) != 2 || got[0] != x.Chunks[0] || got[1].Hash == x.Chunks[1].Hash || got[1].Size == x.Chunks[1].Size {
		t.Errorf("of the xorb bob hears %+v, and has no right to its chunk 1", got)
	}
	if known, err := s.Dedup(t.Context(), "ann", x.Chunks[0].Hash); err != nil || !slices.Equal(known[0].Chunks, x.Chunks) {
		t.Errorf("ann hears %+v, %v", known, err)
	}
	for asker, chunk := range map[string]xet.Hash{"bob": x.Chunks[1].Hash, "eve": x.Chunks[0].Hash, "ann": {1}} {
		_, err := s.Dedup(t.Context(), asker, chunk)
		wants(t, asker, err, fault.NotFound, "not known")
	}
	mine := file(public, span{x, 0, 1}) // bob may refer to what bob may read
	s.register(t, "bob", mine)
	wants(t, "the rest of the xorb", s.PutShard(t.Context(), "bob", bytes.NewReader(shard(t, file(private, span{x, 1, 2}))), nil), fault.Invalid, "no known chunks")
}

func TestAViewEndsWithItsCaller(t *testing.T) {
	t.Parallel()
	s := open(t)
	info, err := s.blobs.Put(t.Context(), bytes.NewReader(random(1, 1<<20)))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = s.View(ctx, info.Digest)
	wants(t, "canceled", err, fault.Canceled, "")
	_, err = s.View(t.Context(), blob.Digest{1})
	wants(t, "no such bytes", err, fault.NotFound, "")
	one, err := s.View(t.Context(), info.Digest)
	if err != nil {
		t.Fatal(err)
	}
	if two, err := s.View(t.Context(), info.Digest); two != one || err != nil {
		t.Errorf("a second view is %+v, %v; the first was %+v", two, err, one)
	}
}
