package disk_test

import (
	"crypto/sha256"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/blob/disk"
	"github.com/tenonhub/tenon/internal/fault"
)

func TestAPartComesInSeveralRuns(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	const text = "what comes over a long time"
	want := blob.Digest(sha256.Sum256([]byte(text)))
	for i, piece := range []string{text[:5], text[5:9], text[9:]} {
		s := open(t, dir, disk.Options{Reserve: 1})
		p, err := s.Part(t.Context(), "voice", int64(len(text)))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := p.Write([]byte(piece)); err != nil {
			t.Fatal(err)
		}
		b := make([]byte, p.Size())
		if _, err := p.ReadAt(b, 0); err != nil || !strings.HasPrefix(text, string(b)) {
			t.Errorf("it has %q, %v", b, err)
		}
		if _, err := s.Stat(t.Context(), want); !fault.Is(err, fault.NotFound) {
			t.Errorf("before the end it is stored: %v", err)
		}
		if i == 2 {
			commit(t, s, p, want, text)
		}
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	}
	if l := files(t, dir); len(l) != 1 {
		t.Errorf("there is %v", l)
	}
}

func commit(t *testing.T, s *disk.Store, p *disk.Part, want blob.Digest, text string) {
	t.Helper()
	sum, err := p.Sum()
	if err != nil || sum != want {
		t.Fatalf("its digest is %v, %v", sum, err)
	}
	info, err := p.Commit(sum)
	if err != nil || info.Size != int64(len(text)) || info.Digest != want {
		t.Fatalf("%+v was stored, %v", info, err)
	}
	f, _, err := s.Open(t.Context(), want)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if b, err := io.ReadAll(f); err != nil || string(b) != text {
		t.Errorf("%q is stored, %v", b, err)
	}
}

func TestADroppedPartIsGone(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := open(t, dir, disk.Options{Reserve: 1})
	p, err := s.Part(t.Context(), "x", 5)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Write([]byte("wrong")); err != nil {
		t.Fatal(err)
	}
	if err := p.Drop(); err != nil {
		t.Error(err)
	}
	if err := p.Close(); err != nil {
		t.Error(err)
	}
	if l := files(t, dir); len(l) != 0 {
		t.Errorf("left behind: %v", l)
	}
}

// What does not fit is refused before anything of it comes.
func TestAPartLeavesTheReserveFree(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for reserve, whole := range map[int64]int64{1 << 60: 1, 1: 1 << 60} {
		s := open(t, dir, disk.Options{Reserve: reserve})
		if _, err := s.Part(t.Context(), "x", whole); !fault.Is(err, fault.Exhausted) || !strings.Contains(err.Error(), dir) || !strings.Contains(err.Error(), "bytes more are to come") {
			t.Errorf("got %v", err)
		}
	}
	if l := files(t, dir); len(l) != 0 {
		t.Errorf("left behind: %v", l)
	}
}

func TestPartsAreListedAndDroppedByName(t *testing.T) {
	t.Parallel()
	s := open(t, t.TempDir(), disk.Options{Reserve: 1})
	for _, name := range []string{"a", "b"} {
		p, err := s.Part(t.Context(), name, 3)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := p.Write([]byte(name + "23")); err != nil {
			t.Fatal(err)
		}
		if err := p.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Put(t.Context(), strings.NewReader("whole")); err != nil {
		t.Fatal(err)
	}
	l, err := s.Parts(t.Context())
	if err != nil || len(l) != 2 || l["a"].Size != 3 || time.Since(l["b"].Put) > time.Hour {
		t.Errorf("there are %v, %v", l, err)
	}
	for range 2 { // it may be gone already
		if err := s.DropPart(t.Context(), "a"); err != nil {
			t.Error(err)
		}
	}
	if l, err := s.Parts(t.Context()); err != nil || len(l) != 1 || l["b"].Size != 3 {
		t.Errorf("after one was dropped there are %v, %v", l, err)
	}
}
