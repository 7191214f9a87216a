package lockfile_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/tenonhub/tenon/internal/job/lockfile"
)

func enter(t *testing.T, dir string) *lockfile.Presence {
	t.Helper()
	p, err := lockfile.Enter(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Leave() })
	return p
}

func TestOthersSeeWhoLives(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "living")
	a, b := enter(t, dir), enter(t, dir)
	if a.Name() == b.Name() || a.Dead(b.Name()) || b.Dead(a.Name()) || a.Dead(a.Name()) {
		t.Error("a living instance is taken for dead")
	}
	if err := b.Leave(); err != nil {
		t.Fatal(err)
	}
	if !a.Dead(b.Name()) || a.Dead(a.Name()) {
		t.Error("one that left is taken for living")
	}
	stranger := enter(t, t.TempDir())
	for _, name := range []string{stranger.Name(), "", "..", "../../etc/passwd", "coming-" + a.Name()} {
		if a.Dead(name) {
			t.Errorf("%q, of whom nothing is known, is taken for dead", name)
		}
	}
}

func TestTheLongDeadAreForgotten(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	long, old, fresh := enter(t, dir), enter(t, dir), enter(t, dir)
	before := time.Now().Add(-48 * time.Hour)
	for _, p := range []*lockfile.Presence{long, old} {
		if err := os.Chtimes(filepath.Join(dir, p.Name()), before, before); err != nil {
			t.Fatal(err)
		}
	}
	for _, p := range []*lockfile.Presence{old, fresh} {
		if err := p.Leave(); err != nil {
			t.Fatal(err)
		}
	}
	enter(t, dir)
	for p, want := range map[*lockfile.Presence]bool{long: true, old: false, fresh: true} {
		if _, err := os.Stat(filepath.Join(dir, p.Name())); (err == nil) != want {
			t.Errorf("file is there: %v, want %v", err == nil, want)
		}
	}
}

func TestOneAtATimeIsAlone(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "lock")
	var inside, most atomic.Int32
	var g errgroup.Group
	for range 8 {
		g.Go(func() error {
			return lockfile.Alone(t.Context(), file, func() error {
				if n := inside.Add(1); n > most.Load() {
					most.Store(n)
				}
				runtime.Gosched()
				inside.Add(-1)
				return nil
			})
		})
	}
	if err := g.Wait(); err != nil || most.Load() != 1 {
		t.Errorf("%d were inside at once, %v", most.Load(), err)
	}
	err := lockfile.Alone(t.Context(), file, func() error {
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		return lockfile.Alone(gone, file, func() error { return nil })
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("who no longer waits gets %v", err)
	}
}
