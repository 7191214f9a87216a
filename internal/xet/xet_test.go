package xet_test

import (
	"bytes"
	"errors"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/xet"
)

func TestAHashInTextIsWords(t *testing.T) {
	t.Parallel()
	var h xet.Hash
	for i := range h {
		h[i] = byte(i)
	}
	const text = "07060504030201000f0e0d0c0b0a090817161514131211101f1e1d1c1b1a1918"
	if back, err := xet.ParseHash(text); h.String() != text || back != h || err != nil {
		t.Errorf("%v, back %v, %v", h, back, err)
	}
	for _, bad := range []string{"", text[1:], text + "00", strings.ToUpper(text), "../" + text[3:]} {
		if _, err := xet.ParseHash(bad); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: %v, want a fault of kind invalid", bad, err)
		}
	}
}

func TestAFailedReadEndsASplit(t *testing.T) {
	t.Parallel()
	broken := errors.New("the line broke")
	r := io.MultiReader(bytes.NewReader(noise(300_000, 1)), iotest.ErrReader(broken))
	if err := xet.Split(r, func([]byte) error { return nil }); !errors.Is(err, broken) {
		t.Errorf("got %v, want the reader's error", err)
	}
}

// write writes a xorb of data's chunks.
func write(tb testing.TB, data []byte, s xet.Scheme) ([]byte, xet.Xorb) {
	tb.Helper()
	var b bytes.Buffer
	w := xet.NewXorbWriter(&b)
	if err := xet.Split(bytes.NewReader(data), func(c []byte) error { return w.Add(c, s) }); err != nil {
		tb.Fatal(err)
	}
	x, err := w.Close()
	if err != nil {
		tb.Fatal(err)
	}
	return b.Bytes(), x
}

// readXorb reads all of a xorb.
func readXorb(raw []byte) (xet.Xorb, []byte, error) {
	r := xet.NewXorbReader(bytes.NewReader(raw))
	var data []byte
	for {
		p, _, err := r.Next()
		if errors.Is(err, io.EOF) {
			return r.Xorb(), data, nil
		}
		if err != nil {
			return xet.Xorb{}, nil, err
		}
		data = append(data, p...)
	}
}

func TestAXorbComesBack(t *testing.T) {
	t.Parallel()
	for _, s := range []xet.Scheme{xet.Plain, xet.LZ4, xet.Grouped} {
		for _, data := range [][]byte{mixed(), noise(5, 1), noise(400_000, 3)} {
			raw, x := write(t, data, s)
			got, back, err := readXorb(raw)
			if err != nil || !bytes.Equal(back, data) || !reflect.DeepEqual(got, x) {
				t.Errorf("scheme %d, %d bytes: %d came back, %v", s, len(data), len(back), err)
			}
			if foot, err := xet.ParseFooter(raw[x.Size():]); err != nil || !reflect.DeepEqual(foot, x) {
				t.Errorf("scheme %d, %d bytes: footer %v", s, len(data), err)
			}
		}
	}
}

func TestABrokenXorbIsRefused(t *testing.T) {
	t.Parallel()
	raw, x := write(t, mixed()[20_000:], xet.LZ4)
	change := func(at int, b byte) []byte {
		c := slices.Clone(raw)
		c[at] = b
		return c
	}
	for name, bad := range map[string][]byte{
		"cut in a chunk":   raw[:x.Ends[0]-1],
		"cut in a header":  raw[:x.Ends[0]+3],
		"version":          change(0, 1),
		"scheme":           change(4, 3),
		"size over limit":  change(7, 3),
		"size too small":   change(5, raw[5]-1),
		"size too large":   change(5, raw[5]+1),
		"packed size zero": append([]byte{0, 0, 0, 0, 0, 1, 0, 0}, raw...),
		"a changed frame":  change(9, 0),
	} {
		if _, _, err := readXorb(bad); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v, want a fault of kind invalid", name, err)
		}
	}
	many := bytes.Repeat([]byte{0, 1, 0, 0, 0, 1, 0, 0, 7}, xet.MaxXorbChunks)
	if got, _, err := readXorb(many); err != nil || len(got.Chunks) != xet.MaxXorbChunks {
		t.Errorf("the most chunks: %v", err)
	}
	if _, _, err := readXorb(append(many, many[:9]...)); !fault.Is(err, fault.TooLarge) {
		t.Errorf("one chunk too many: %v, want a fault of kind too large", err)
	}
}

func TestAShardComesBack(t *testing.T) {
	t.Parallel()
	sha := [32]byte{1, 2, 3}
	h := func(b byte) xet.Hash { return xet.Hash{b, 9} }
	files := []xet.File{
		{Hash: h(1), Terms: []xet.Term{{h(2), 100, 0, 3}, {h(3), 50, 4, 5}}, Proofs: []xet.Hash{h(4), h(5)}, SHA256: &sha},
		{Hash: h(6), Terms: []xet.Term{{h(2), 10, 1, 2}}},
		{},
	}
	listings := []xet.Listing{{h(2), []xet.Chunk{{h(7), 10}, {h(8), 20}}, 99}}
	for _, footer := range []*xet.Footer{nil, {Key: h(9), Made: 5, Expires: 6}} {
		var b bytes.Buffer
		w, err := xet.NewShardWriter(&b, footer)
		for _, f := range files {
			err = errors.Join(err, w.File(f))
		}
		for _, l := range listings {
			err = errors.Join(err, w.Listing(l))
		}
		if err = errors.Join(err, w.Close()); err != nil {
			t.Fatal(err)
		}
		s, err := readShard(bytes.NewReader(b.Bytes()))
		if err != nil || !reflect.DeepEqual(s.files, files) || !reflect.DeepEqual(s.listings, listings) || !reflect.DeepEqual(s.footer, footer) {
			t.Errorf("%+v, %v", s, err)
		}
		for n := range b.Len() {
			_, err := readShard(bytes.NewReader(b.Bytes()[:n]))
			if whole := footer != nil && n == b.Len()-200; !whole && !fault.Is(err, fault.Invalid) {
				t.Fatalf("cut after %d of %d bytes: %v, want a fault of kind invalid", n, b.Len(), err)
			}
		}
	}
}

type shard struct {
	files    []xet.File
	listings []xet.Listing
	footer   *xet.Footer
}

func readShard(r io.Reader) (s shard, err error) {
	in, err := xet.NewShardReader(r)
	if err != nil {
		return s, err
	}
	for {
		f, err := in.File()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return s, err
		}
		s.files = append(s.files, f)
	}
	for {
		l, err := in.Listing()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return s, err
		}
		s.listings = append(s.listings, l)
	}
	f, ok, err := in.Footer()
	if ok {
		s.footer = &f
	}
	return s, err
}

func TestAShardOverTheLimitIsRefused(t *testing.T) {
	t.Parallel()
	endless := io.MultiReader(bytes.NewReader(read(t, "upload.shard")[:48]), zeros{})
	if _, err := readShard(endless); !fault.Is(err, fault.TooLarge) {
		t.Errorf("got %v, want a fault of kind too large", err)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// kinds fails when an error is one that nobody can act on.
func kinds(t *testing.T, err error) {
	t.Helper()
	if err != nil && !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.TooLarge) {
		t.Fatal(err)
	}
}

func FuzzXorb(f *testing.F) {
	f.Add(read(f, "upload.xorb"))
	for _, s := range []xet.Scheme{xet.Plain, xet.LZ4, xet.Grouped} {
		raw, _ := write(f, append(noise(9_000, 1), make([]byte, 20_000)...), s)
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		x, data, err := readXorb(raw)
		if kinds(t, err); err != nil {
			return
		}
		if x.Size() > int64(len(raw)) || x.Plain(0, len(x.Chunks)) != int64(len(data)) || x.Hash != xet.XorbHash(x.Chunks) {
			t.Errorf("%d bytes of %d, %d plain of %d", x.Size(), len(raw), x.Plain(0, len(x.Chunks)), len(data))
		}
	})
}

func FuzzFooter(f *testing.F) {
	_, x := write(f, mixed(), xet.LZ4)
	f.Add(x.AppendFooter(nil))
	f.Fuzz(func(t *testing.T, raw []byte) {
		x, err := xet.ParseFooter(raw)
		if kinds(t, err); err != nil {
			return
		}
		if again, err := xet.ParseFooter(x.AppendFooter(nil)); err != nil || !reflect.DeepEqual(again, x) {
			t.Errorf("%v came back as %v, %v", x, again, err)
		}
	})
}

func FuzzShard(f *testing.F) {
	f.Add(read(f, "upload.shard"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		s, err := readShard(bytes.NewReader(raw))
		if kinds(t, err); err != nil {
			return
		}
		for _, file := range s.files {
			if n := len(file.Proofs); n != 0 && n != len(file.Terms) {
				t.Errorf("%d proofs of %d terms", n, len(file.Terms))
			}
		}
	})
}

func FuzzChunker(f *testing.F) {
	f.Add(noise(300_000, 1), 777)
	f.Fuzz(func(t *testing.T, data []byte, step int) {
		whole, _ := chunks(t, bytes.NewReader(data))
		var pieces []xet.Chunk
		var c xet.Chunker
		h := xet.NewHasher()
		var open []byte
		for rest := data; len(rest) > 0; {
			n, ends := c.Cut(rest[:min(len(rest), max(step, 1))])
			open, rest = append(open, rest[:n]...), rest[n:]
			if ends || len(rest) == 0 {
				pieces, open = append(pieces, h.Chunk(open)), nil
			}
		}
		if !slices.Equal(pieces, whole) {
			t.Errorf("cut into %d chunks in pieces, %d at once", len(pieces), len(whole))
		}
	})
}

func BenchmarkChunkAndHash(b *testing.B) {
	data := noise(16<<20, 1)
	b.SetBytes(int64(len(data)))
	h := xet.NewHasher()
	for b.Loop() {
		var tree xet.Tree
		_ = xet.Split(bytes.NewReader(data), func(c []byte) error { tree.Add(h.Chunk(c)); return nil })
		tree.File()
	}
}

func BenchmarkReadXorb(b *testing.B) {
	data := mixed()
	raw, _ := write(b, data, xet.LZ4)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, _, err := readXorb(raw); err != nil {
			b.Fatal(err)
		}
	}
}
