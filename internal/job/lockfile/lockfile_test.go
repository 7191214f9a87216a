package lockfile_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

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
