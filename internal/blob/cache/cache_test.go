package cache_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/blob/cache"
	"github.com/tenonhub/tenon/internal/fault"
)

func info(text string) blob.Info {
	return blob.Info{Digest: sha256.Sum256([]byte(text)), Size: int64(len(text))}
}

func gives(text string) func(context.Context) (io.ReadCloser, error) {
	return func(context.Context) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }
}

func open(t *testing.T, dir string, limit int64) *cache.Cache {
	t.Helper()
	c, err := cache.Open(dir, limit)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// file has a file be there, and returns its path.
func file(t *testing.T, c *cache.Cache, text string) string {
	t.Helper()
	p, err := c.File(t.Context(), info(text), gives(text))
	if err != nil {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(p); err != nil || string(b) != text {
		t.Fatalf("%q, %v", b, err)
	}
	return p
}

func TestAFileIsMadeOnce(t *testing.T) {
	t.Parallel()
	c := open(t, t.TempDir(), 0)
	var times atomic.Int64
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if _, err := c.File(t.Context(), info("weights"), func(ctx context.Context) (io.ReadCloser, error) {
				times.Add(1)
				return gives("weights")(ctx)
			}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if times.Load() != 1 {
		t.Errorf("it was made %d times", times.Load())
	}
}

func TestTheLeastRecentlyUsedGoes(t *testing.T) {
	t.Parallel()
	c := open(t, t.TempDir(), 20)
	a, b := file(t, c, "aaaaaaaa"), file(t, c, "bbbbbbbb")
	old := time.Now().Add(-time.Hour)
	for i, p := range []string{a, b} {
		if err := os.Chtimes(p, time.Time{}, old.Add(time.Duration(i)*time.Minute)); err != nil {
			t.Fatal(err)
		}
	}
	file(t, c, "aaaaaaaa") // a is used
	file(t, c, "cccccccc")
	if _, err := os.Stat(a); err != nil {
		t.Errorf("what was used went: %v", err)
	}
	if _, err := os.Stat(b); err == nil {
		t.Error("what was used least recently is there")
	}
	if _, err := c.File(t.Context(), info(strings.Repeat("x", 21)), gives("")); !fault.Is(err, fault.TooLarge) {
		t.Errorf("a file over the limit: %v", err)
	}
}

func TestWhatIsUsedWithoutBeingAskedForStays(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	c := open(t, dir+"/", 20)
	a, b, other := file(t, c, "aaaaaaaa"), file(t, c, "bbbbbbbb"), filepath.Join(t.TempDir(), "other")
	if err := os.WriteFile(other, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	old := time.Now().Add(-time.Hour)
	for i, p := range []string{a, b, other} {
		if err := os.Chtimes(p, time.Time{}, old.Add(time.Duration(i)*time.Minute)); err != nil {
			t.Fatal(err)
		}
	}
	if !c.Used(a) || !c.Used(other) || c.Used(other+"s") {
		t.Error("it does not tell which files are there")
	}
	if info, err := os.Stat(other); err != nil || !info.ModTime().Equal(old.Add(2*time.Minute)) {
		t.Errorf("a file elsewhere was changed: %v", err)
	}
	file(t, c, "cccccccc")
	if !c.Used(a) || c.Used(b) {
		t.Error("what is used went before what is not")
	}
}

func TestWhatIsWrongIsNotKept(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	c := open(t, dir, 100)
	for _, bad := range []string{"weightz", "weights and more", "weig"} {
		if p, err := c.File(t.Context(), info("weights"), gives(bad)); err == nil {
			t.Errorf("%q was taken: %s", bad, p)
		}
	}
	failing := errors.New("the way there is cut")
	if _, err := c.File(t.Context(), info("weights"), func(context.Context) (io.ReadCloser, error) { return nil, failing }); !errors.Is(err, failing) {
		t.Errorf("got %v", err)
	}
	if l, err := os.ReadDir(dir); err != nil || len(l) != 0 {
		t.Errorf("there are %v, %v", l, err)
	}
	if err := os.WriteFile(dir+"/"+info("weights").Digest.String()+".part-1", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	file(t, open(t, dir, 100), "weights")
	if l, err := os.ReadDir(dir); err != nil || len(l) != 1 {
		t.Errorf("there are %v, %v", l, err)
	}
}
