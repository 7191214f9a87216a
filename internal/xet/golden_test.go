package xet_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/tenonhub/tenon/internal/xet"
)

// noise and numbers are the recipes of testdata/make/golden.py.
func noise(size int, seed uint64) []byte {
	b := make([]byte, size)
	for i := range b {
		seed = seed*6364136223846793005 + 1442695040888963407
		b[i] = byte(seed >> 56)
	}
	return b
}

func numbers(count uint32) (b []byte) {
	for i := range count {
		b = binary.LittleEndian.AppendUint32(b, uint32(1_000_000+3*uint64(i)*uint64(i)))
	}
	return b
}

func mixed() []byte {
	return slices.Concat(noise(20_000, 7), bytes.Repeat([]byte("hello, xorb\n"), 30_000), numbers(40_000))
}

func input(t *testing.T, recipe string) []byte {
	t.Helper()
	var what string
	var n uint32
	_, _ = fmt.Sscanf(recipe, "%s %d", &what, &n) // mixed has no number
	switch what {
	case "noise":
		return noise(int(n), 1)
	case "zeros":
		return make([]byte, n)
	case "numbers":
		return numbers(n)
	case "mixed":
		return mixed()
	}
	t.Fatalf("no recipe for %q", recipe)
	return nil
}

func read(tb testing.TB, name string) []byte {
	tb.Helper()
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

func chunks(t *testing.T, r io.Reader) (list []xet.Chunk, data []byte) {
	t.Helper()
	h := xet.NewHasher()
	err := xet.Split(r, func(b []byte) error {
		list, data = append(list, h.Chunk(b)), append(data, b...)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return list, data
}

func fileHash(list []xet.Chunk) xet.Hash {
	var tree xet.Tree
	for _, c := range list {
		tree.Add(c)
	}
	return tree.File()
}

func TestFilesHaveTheHashesOfTheRealClient(t *testing.T) {
	t.Parallel()
	for line := range strings.Lines(string(read(t, "hashes.txt"))) {
		recipe, want, _ := strings.Cut(strings.TrimSpace(line), " = ")
		data := input(t, recipe)
		for how, r := range map[string]io.Reader{"at once": bytes.NewReader(data), "byte by byte": iotest.OneByteReader(bytes.NewReader(data))} {
			list, back := chunks(t, r)
			if got := fileHash(list); got.String() != want || !bytes.Equal(back, data) {
				t.Errorf("%s, %s: %v, want %s", recipe, how, got, want)
			}
		}
	}
}

func TestTheXorbOfTheRealClient(t *testing.T) {
	t.Parallel()
	want, data := chunks(t, bytes.NewReader(mixed()))
	raw := read(t, "upload.xorb")
	r := xet.NewXorbReader(bytes.NewReader(raw))
	var plain, written []byte
	schemes := map[byte]bool{}
	for {
		p, w, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		plain, written = append(plain, p...), append(written, w...)
		schemes[w[4]] = true
	}
	x := r.Xorb()
	if !slices.Equal(x.Chunks, want) || !bytes.Equal(plain, data) || !bytes.HasPrefix(raw, written) || x.Size() != int64(len(written)) {
		t.Errorf("%d chunks of %d bytes, written in %d of %d; want %d of %d", len(x.Chunks), len(plain), len(written), len(raw), len(want), len(data))
	}
	if len(schemes) < 2 {
		t.Errorf("the golden xorb has the schemes %v alone", schemes)
	}
	if foot := raw[len(written):]; len(foot) > 0 {
		f, err := xet.ParseFooter(foot)
		if err != nil || f.Hash != x.Hash || !slices.Equal(f.Chunks, x.Chunks) || !slices.Equal(f.Ends, x.Ends) {
			t.Errorf("its footer: %v, %v", f, err)
		}
	}
}

func TestTheShardOfTheRealClient(t *testing.T) {
	t.Parallel()
	want, data := chunks(t, bytes.NewReader(mixed()))
	s, err := xet.NewShardReader(bytes.NewReader(read(t, "upload.shard")))
	if err != nil {
		t.Fatal(err)
	}
	f, err := s.File()
	if err != nil {
		t.Fatal(err)
	}
	if f.Hash != fileHash(want) || f.SHA256 == nil || *f.SHA256 != sha256.Sum256(data) {
		t.Errorf("file %v, SHA-256 %x", f.Hash, f.SHA256)
	}
	term := xet.Term{Xorb: xet.XorbHash(want), Size: uint32(len(data)), Last: uint32(len(want))}
	if !slices.Equal(f.Terms, []xet.Term{term}) || !slices.Equal(f.Proofs, []xet.Hash{xet.RangeHash(want)}) {
		t.Errorf("terms %v, proofs %v", f.Terms, f.Proofs)
	}
	if _, err := s.File(); !errors.Is(err, io.EOF) {
		t.Errorf("after the files: %v", err)
	}
	l, err := s.Listing()
	if err != nil || l.Hash != term.Xorb || !slices.Equal(l.Chunks, want) {
		t.Errorf("listing %v, %v", l.Hash, err)
	}
	if _, err := s.Listing(); !errors.Is(err, io.EOF) {
		t.Errorf("after the xorbs: %v", err)
	}
	if _, ok, err := s.Footer(); ok || err != nil {
		t.Errorf("footer %v, %v", ok, err)
	}
}
