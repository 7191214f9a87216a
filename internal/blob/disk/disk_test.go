package disk_test

import (
	"crypto/rand"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/blob/blobtest"
	"github.com/tenonhub/tenon/internal/blob/disk"
	"github.com/tenonhub/tenon/internal/fault"
)

func open(t *testing.T, dir string, o disk.Options) *disk.Store {
	t.Helper()
	s, err := disk.Open(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestContract(t *testing.T) {
	t.Parallel()
	blobtest.Run(t, func(t *testing.T) blob.Store {
		t.Helper()
		return open(t, t.TempDir(), disk.Options{Reserve: 1})
	})
}

func files(t *testing.T, dir string) (l []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(p string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			l = append(l, p)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestAFullDiskIsSaidAndLeavesNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=256k"); err != nil {
		t.Skipf("a small file system cannot be mounted here: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
	s := open(t, dir, disk.Options{Reserve: 1})
	small, err := s.Put(t.Context(), strings.NewReader("it fits"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Put(t.Context(), io.LimitReader(rand.Reader, 1<<20))
	kind, msg := fault.Of(err)
	if kind != fault.Exhausted || !strings.Contains(msg, "no space is left on the disk of "+dir) || !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("got %v, want a fault of kind exhausted that names the disk", err)
	}
	if l := files(t, dir); len(l) != 1 {
		t.Errorf("left behind: %v", l)
	}
	if _, err := s.Put(t.Context(), strings.NewReader("and this too")); err != nil {
		t.Errorf("a put that fits fails after one that did not: %v", err)
	}
	if _, err := s.Stat(t.Context(), small.Digest); err != nil {
		t.Error(err)
	}
}

func TestTheReserveStaysFree(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	_, err := open(t, dir, disk.Options{Reserve: 1 << 60}).Put(t.Context(), strings.NewReader("x"))
	if kind, msg := fault.Of(err); kind != fault.Exhausted || !strings.Contains(msg, dir) {
		t.Errorf("got %v, want a fault of kind exhausted that names %s", err, dir)
	}
	if l := files(t, dir); len(l) != 0 {
		t.Errorf("left behind: %v", l)
	}
}

func TestOpenRemovesWhatTheDeadLeft(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	open(t, dir, disk.Options{})
	left, fresh := filepath.Join(dir, "tmp", "put-1"), filepath.Join(dir, "tmp", "put-2")
	for _, p := range []string{left, fresh} {
		if err := os.WriteFile(p, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	old := time.Now().Add(-72 * time.Hour)
	if err := os.Chtimes(left, old, old); err != nil {
		t.Fatal(err)
	}
	s := open(t, dir, disk.Options{})
	if l := files(t, dir); len(l) != 1 || l[0] != fresh {
		t.Errorf("there is %v, want %s alone", l, fresh)
	}
	// A server that goes on for long does it again and again.
	for _, c := range []struct{ hours, removed int }{{24, 0}, {49, 1}, {50, 0}} {
		if n, err := s.Tidy(time.Now().Add(time.Duration(c.hours) * time.Hour)); err != nil || n != c.removed {
			t.Errorf("after %d hours %d were removed, %v", c.hours, n, err)
		}
	}
}

// It runs alone: the count is of the whole process.
func TestPutTakesConstantMemory(t *testing.T) {
	s := open(t, t.TempDir(), disk.Options{})
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	const size = 64 << 20
	info, err := s.Put(t.Context(), io.LimitReader(zeros{}, size))
	if err != nil || info.Size != size {
		t.Fatalf("put %d bytes, %v", info.Size, err)
	}
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; used > 16<<20 {
		t.Errorf("%d MiB were allocated", used>>20)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func BenchmarkPut(b *testing.B) {
	s, err := disk.Open(b.TempDir(), disk.Options{})
	if err != nil {
		b.Fatal(err)
	}
	buf := make([]byte, 1<<20)
	b.SetBytes(int64(len(buf)))
	for i := 0; b.Loop(); i++ {
		buf[0], buf[1], buf[2] = byte(i), byte(i>>8), byte(i>>16)
		if _, err := s.Put(b.Context(), strings.NewReader(string(buf))); err != nil {
			b.Fatal(err)
		}
	}
}
