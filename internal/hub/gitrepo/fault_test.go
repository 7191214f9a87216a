package gitrepo_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/gitrepo"
)

func noise(n int) string {
	b := make([]byte, n)
	r := rand.New(rand.NewPCG(uint64(n), 7))
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return string(b)
}

// smallDisk is a folder on a disk of 4 MiB.
func smallDisk(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=4m"); err != nil {
		t.Skipf("a small disk cannot be mounted here: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	return dir
}

func TestAFullDiskIsSaidAndTheRepositoryGoesOn(t *testing.T) {
	t.Parallel()
	dir := smallDisk(t)
	s, err := gitrepo.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	id := hub.NewID()
	if err := s.Make(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	first := commit(t, s, id, put("a", "a"))
	_, err = s.Commit(t.Context(), id, draft("too much"), each(put("big", noise(6<<20))))
	if kind, msg := fault.Of(err); kind != fault.Exhausted || !strings.Contains(msg, "no space is left on the disk of "+dir) {
		t.Errorf("got %v, want a fault of kind exhausted that names the disk", err)
	}
	if tip, err := s.Tip(t.Context(), id, "refs/heads/main"); err != nil || tip != first {
		t.Errorf("main is at %s, %v; want %s", tip, err, first)
	}
	second := commit(t, s, id, put("b", "b"))
	if l := tree(t, s, id, second); len(l) != 2 {
		t.Errorf("there is %v", l)
	}
}

// What a git leaves that was killed in the middle: a lock on the branch, a pack
// that is not whole, a push in quarantine.
func TestWhatTheKilledLeftIsMended(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s, err := gitrepo.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	id := hub.NewID()
	if err := s.Make(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	commit(t, s, id, put("a", "a"))
	root := filepath.Join(dir, string(id[:2]), string(id)+".git")
	left := []string{"refs/heads/main.lock", "packed-refs.lock", "HEAD.lock", "objects/pack/tmp_pack_x", "objects/tmp_objdir-incoming-x/pack/tmp_pack_y", "fast_import_crash_1"}
	old := time.Now().Add(-time.Minute)
	for _, name := range left {
		name = filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
		for _, n := range []string{name, filepath.Dir(name)} {
			if err := os.Chtimes(n, old, old); err != nil {
				t.Fatal(err)
			}
		}
	}
	old = old.Add(-time.Hour)
	if err := os.Chtimes(filepath.Join(root, "objects/tmp_objdir-incoming-x"), old, old); err != nil {
		t.Fatal(err)
	}
	if s, err = gitrepo.Open(dir); err != nil {
		t.Fatal(err)
	}
	commit(t, s, id, put("b", "b"))
	if err := s.Update(t.Context(), id, hub.Change{Name: "refs/heads/dev", To: commit(t, s, id, put("c", "c"))}); err != nil {
		t.Error(err)
	}
	for _, name := range left {
		if _, err := os.Stat(filepath.Join(root, name)); err == nil {
			t.Errorf("%s is still there", name)
		}
	}
}

func TestNamesThatSomeFileSystemTakesForOne(t *testing.T) {
	t.Parallel()
	s, id := open(t)
	commit(t, s, id, put("Model.bin", "x"), put("d/caf\u00e9.txt", "x"), put("D2/x", "x"))
	for name, ops := range map[string][]hub.Operation{
		"case":             {put("model.BIN", "y")},
		"of a folder":      {put("d2/y", "y")},
		"composed letters": {put("d/cafe\u0301.txt", "y")},
		"width":            {put("\uff2dodel.bin", "y")},
		"in one commit":    {put("new/a", "1"), put("new/A", "2")},
		"folders in one":   {put("n/a", "1"), put("N/b", "2")},
	} {
		_, err := s.Commit(t.Context(), id, draft(name), each(ops...))
		if kind, msg := fault.Of(err); kind != fault.Conflict || !strings.Contains(msg, "only in case or in how its letters are written") {
			t.Errorf("%s: %v", name, err)
		}
	}
	// A name may change its case, and what stands there may change.
	commit(t, s, id, gone(hub.Delete, "Model.bin"), put("model.bin", "y"))
	commit(t, s, id, put("model.bin", "z"), put("d/caf\u00e9.txt", "z"), put("d/other folder/a b.txt", "x"))
	commit(t, s, id, put("d/other folder/c.txt", "x"), put("other folder/x", "x"))
}

func TestATreeOfManyFiles(t *testing.T) {
	t.Parallel()
	for name, path := range map[string]func(i int) string{
		"in folders": func(i int) string { return fmt.Sprintf("d%d/f%05d", i%100, i) },
		"flat":       func(i int) string { return fmt.Sprintf("f%05d", i) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, id := open(t)
			const n = 100_000
			began := time.Now()
			many := func(text string) hub.OID {
				c, err := s.Commit(context.WithoutCancel(t.Context()), id, draft("many"), func(yield func(hub.Operation, error) bool) {
					for i := range n {
						if !yield(put(path(i), path(i)+text), nil) {
							return
						}
					}
				})
				if err != nil {
					t.Fatal(err)
				}
				return c.ID
			}
			c := many("")
			t.Logf("a commit of %d files took %v", n, time.Since(began))
			if l := tree(t, s, id, c); len(l) != n {
				t.Errorf("there are %d files", len(l))
			}
			commit(t, s, id, put("d7/one more", "x"))
			if name != "flat" {
				return
			}
			c = many(" again")
			if l := tree(t, s, id, c); len(l) != n+1 || !slices.Contains(l, path(7)+":100644:"+fmt.Sprint(len(path(7))+6)) {
				t.Errorf("then there are %d files", len(l))
			}
			t.Logf("all took %v", time.Since(began))
		})
	}
}

// Folders where many files change are made otherwise than the others, and come
// out the same.
func TestManyChangesInOneFolder(t *testing.T) {
	t.Parallel()
	s, id := open(t)
	many := func(folder, text string, n int) (l []hub.Operation) {
		for i := range n {
			l = append(l, put(fmt.Sprintf("%sf%04d", folder, i), text))
		}
		return l
	}
	const n = 1500
	commit(t, s, id, append(many("a/", "x", n), put("a/sub/deep/x", "1"), put("a/sub/y", "2"), put("a/old/z", "3"), put("b/c", "4"), put("top", "5"))...)
	l := append(many("a/", "xy", n/2+500), many("a/sub/deep/new/", "z", n)...)
	l = append(l, gone(hub.DeleteFolder, "a/sub/deep"), gone(hub.DeleteFolder, "a/old"), gone(hub.Delete, "a/f1499"), put("a/other/w", "6"))
	got := tree(t, s, id, commit(t, s, id, l...))
	want := map[string]bool{
		"a/f0000:100644:2": true, "a/f1249:100644:2": true, "a/f1250:100644:1": true, "a/f1498:100644:1": true, "a/f1499:100644:1": false,
		"a/sub/deep/x:100644:1": false, "a/sub/y:100644:1": true, "a/old/z:100644:1": false, "a/other/w:100644:1": true, "a/sub/deep/new/f0000:100644:1": true, "b/c:100644:1": true, "top:100644:1": true,
	}
	for name, there := range want {
		if slices.Contains(got, name) != there {
			t.Errorf("%s is there: %v", name, !there)
		}
	}
	if len(got) != n-1+n+4 {
		t.Errorf("%d files", len(got))
	}
	commit(t, s, id, put("a/turned/inside", "x"))
	l = append(many("a/", "xyz", n), gone(hub.DeleteFolder, "a/turned"), put("a/turned", "a file"))
	if now := tree(t, s, id, commit(t, s, id, l...)); !slices.Contains(now, "a/turned:100644:6") || len(now) != len(got)+2 { // f1499 is there again
		t.Errorf("a folder that became a file beside many: %d files of %d", len(now), len(got)+2)
	}
	commit(t, s, id, gone(hub.Delete, "a/turned"), gone(hub.Delete, "a/f1499"))
	l = []hub.Operation{gone(hub.DeleteFolder, "b"), put("b/new", "x")}
	for i := range n - 1 {
		l = append(l, gone(hub.Delete, fmt.Sprintf("a/f%04d", i)))
	}
	l = append(l, gone(hub.DeleteFolder, "a/sub"), gone(hub.DeleteFolder, "a/other"))
	if got := tree(t, s, id, commit(t, s, id, l...)); !slices.Equal(got, []string{"b/new:100644:1", "top:100644:1"}) {
		t.Errorf("left are %q", got)
	}
}
