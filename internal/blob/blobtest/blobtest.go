// Package blobtest is the contract of blob.Store, as tests that every store
// passes.
package blobtest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/fault"
)

// Run tests the stores that open opens, each of them empty.
func Run(t *testing.T, open func(t *testing.T) blob.Store) {
	t.Helper()
	for name, test := range map[string]func(*testing.T, blob.Store){
		"what was put is found":           found,
		"the same bytes put at once":      together,
		"nothing is left of a failed put": failed,
		"unknown digests are not found":   unknown,
		"a canceled put stops":            canceled,
		"collection spares what is fresh": collected,
		"a reader seeks":                  seeks,
	} {
		t.Run(name, func(t *testing.T) { t.Parallel(); test(t, open(t)) })
	}
}

func put(t *testing.T, s blob.Store, content string) blob.Info {
	t.Helper()
	info, err := s.Put(t.Context(), strings.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	return info
}

func read(t *testing.T, s blob.Store, d blob.Digest) string {
	t.Helper()
	r, info, err := s.Open(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	if info.Digest != d || info.Size != int64(len(b)) {
		t.Errorf("opened %v of %d bytes, read %d of %v", info.Digest, info.Size, len(b), d)
	}
	return string(b)
}

// all is the contents of the store.
func all(t *testing.T, s blob.Store) map[blob.Digest]int64 {
	t.Helper()
	m := map[blob.Digest]int64{}
	for info, err := range s.Walk(t.Context(), time.Now().Add(time.Hour)) {
		if err != nil {
			t.Fatal(err)
		}
		m[info.Digest] = info.Size
	}
	return m
}

func found(t *testing.T, s blob.Store) {
	t.Helper()

	for _, content := range []string{"", "hello", strings.Repeat("long ", 1<<19)} {
		info := put(t, s, content)
		if info.Digest != sha256.Sum256([]byte(content)) || info.Size != int64(len(content)) {
			t.Errorf("%d bytes were put as %v of %d bytes", len(content), info.Digest, info.Size)
		}
		if read(t, s, info.Digest) != content {
			t.Errorf("%v came back changed", info.Digest)
		}
		if again, err := s.Stat(t.Context(), info.Digest); err != nil || again.Size != info.Size {
			t.Errorf("stat of %v: %d bytes, %v", info.Digest, again.Size, err)
		}
	}
	if n := len(all(t, s)); n != 3 {
		t.Errorf("a walk found %d of 3", n)
	}
}

func together(t *testing.T, s blob.Store) {
	t.Helper()

	content := strings.Repeat("the same ", 1<<14)
	var wg sync.WaitGroup
	for i := range 16 {
		wg.Go(func() {
			own := fmt.Sprintf("my own %d", i)
			for _, c := range []string{content, own} {
				if _, err := s.Put(t.Context(), iotest.HalfReader(strings.NewReader(c))); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if read(t, s, sha256.Sum256([]byte(content))) != content {
		t.Error("the bytes came back changed")
	}
	if n := len(all(t, s)); n != 17 {
		t.Errorf("%d are stored, want 17", n)
	}
}

func failed(t *testing.T, s blob.Store) {
	t.Helper()

	broken := errors.New("the line broke")
	_, err := s.Put(t.Context(), io.MultiReader(strings.NewReader("half of it"), iotest.ErrReader(broken)))
	if !errors.Is(err, broken) {
		t.Errorf("got %v, want the reader's error", err)
	}
	if m := all(t, s); len(m) != 0 {
		t.Errorf("stored %v", m)
	}
}

func unknown(t *testing.T, s blob.Store) {
	t.Helper()

	d := blob.Digest(sha256.Sum256([]byte("nobody put this")))
	if _, _, err := s.Open(t.Context(), d); !fault.Is(err, fault.NotFound) {
		t.Errorf("open: %v, want a fault of kind not found", err)
	}
	if _, err := s.Stat(t.Context(), d); !fault.Is(err, fault.NotFound) {
		t.Errorf("stat: %v, want a fault of kind not found", err)
	}
	if gone, err := s.Remove(t.Context(), d, time.Now()); err != nil || !gone {
		t.Errorf("remove: gone %v, %v", gone, err)
	}
}

func canceled(t *testing.T, s blob.Store) {
	t.Helper()

	ctx, cancel := context.WithCancel(t.Context())
	endless := readerFunc(func(p []byte) (int, error) { cancel(); return len(p), nil })
	if _, err := s.Put(ctx, endless); !fault.Is(err, fault.Canceled) {
		t.Errorf("got %v, want a fault of kind canceled", err)
	}
	if m := all(t, s); len(m) != 0 {
		t.Errorf("stored %v", m)
	}
}

type readerFunc func(p []byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

func collected(t *testing.T, s blob.Store) {
	t.Helper()

	info := put(t, s, "garbage")
	for old, err := range s.Walk(t.Context(), info.Put.Add(-time.Hour)) {
		t.Errorf("a walk of what is an hour old found %v, %v", old, err)
	}
	if gone, err := s.Remove(t.Context(), info.Digest, info.Put.Add(-time.Hour)); gone || err != nil {
		t.Errorf("removed what is fresh: %v, %v", gone, err)
	}
	if read(t, s, info.Digest) != "garbage" {
		t.Error("what is fresh has changed")
	}
	if again := put(t, s, "garbage"); again.Put.Before(info.Put) {
		t.Errorf("put again at %v, before %v", again.Put, info.Put)
	}
	if gone, err := s.Remove(t.Context(), info.Digest, time.Now().Add(time.Hour)); !gone || err != nil {
		t.Errorf("remove what is old: %v, %v", gone, err)
	}
	if m := all(t, s); len(m) != 0 {
		t.Errorf("still there: %v", m)
	}
	put(t, s, "garbage")
}

func seeks(t *testing.T, s blob.Store) {
	t.Helper()

	r, _, err := s.Open(t.Context(), put(t, s, "0123456789").Digest)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, err := r.Seek(-3, io.SeekEnd); err != nil {
		t.Fatal(err)
	}
	if b, err := io.ReadAll(r); err != nil || !bytes.Equal(b, []byte("789")) {
		t.Errorf("read %q, %v", b, err)
	}
}
