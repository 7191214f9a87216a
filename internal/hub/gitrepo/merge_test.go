package gitrepo_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/gitrepo"
	"github.com/tenonhub/tenon/internal/ref"
)

func fine(func(ref.Path) ([]byte, error)) error { return nil }

// proposed makes a commit on a new branch of a pull request.
func proposed(t *testing.T, s *gitrepo.Store, id hub.ID, name ref.Rev, base hub.OID, ops ...hub.Operation) hub.OID {
	t.Helper()
	d := draft("propose")
	d.Ref, d.Base, d.New = name, base, true
	c, err := s.Commit(t.Context(), id, d, each(ops...))
	if err != nil {
		t.Fatal(err)
	}
	return c.ID
}

// kept is a store with a repository, and the folder of that.
func kept(t *testing.T, in string) (s *gitrepo.Store, id hub.ID, dir string) {
	t.Helper()
	s, err := gitrepo.Open(in)
	if err != nil {
		t.Fatal(err)
	}
	id = hub.NewID()
	if err := s.Make(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	return s, id, filepath.Join(in, string(id[:2]), string(id)+".git")
}

func TestMergesOfAllKinds(t *testing.T) {
	t.Parallel()
	s, id, dir := kept(t, t.TempDir())
	base := commit(t, s, id, put("a", "1\n"), put("b/c", "1\n"), put("b/d", "1\n"))
	forward := proposed(t, s, id, "refs/pr/1", base, put("a", "2\n"))
	beside := proposed(t, s, id, "refs/pr/2", base, put("b/c", "2\n"), put("模型", "x"))
	against := proposed(t, s, id, "refs/pr/3", base, put("a", "3\n"), gone(hub.Delete, "b/d"))
	alike := proposed(t, s, id, "refs/pr/4", base, put("b/E", "x"))
	if l, err := s.Conflicts(t.Context(), id, base, forward); err != nil || l != nil {
		t.Errorf("conflicts of what follows: %v, %v", l, err)
	}
	d := draft("Merge")
	c, err := s.Merge(t.Context(), id, d, forward, func(file func(ref.Path) ([]byte, error)) error {
		if b, err := file("a"); err != nil || string(b) != "2\n" {
			t.Errorf("what would be has %q, %v", b, err)
		}
		return nil
	})
	if err != nil || c != (hub.Change{Name: d.Ref, From: base, To: forward}) {
		t.Fatalf("forward: %+v, %v", c, err)
	}
	if c, err := s.Merge(t.Context(), id, d, forward, fine); err != nil || c.From != forward || c.To != forward {
		t.Errorf("again: %+v, %v", c, err)
	}
	if c, err = s.Merge(t.Context(), id, d, beside, fine); err != nil {
		t.Fatal(err)
	}
	if got, want := tree(t, s, id, c.To), []string{"a:100644:2", "b/c:100644:2", "b/d:100644:2", "模型:100644:1"}; !slices.Equal(got, want) {
		t.Errorf("merged %q, want %q", got, want)
	}
	if l, err := s.Commits(t.Context(), id, c.To); err != nil || !slices.Equal(l[0].Parents, []hub.OID{forward, beside}) || l[0].Author.Name != "Ada x" || l[0].Time.Unix() != 1700000000 {
		t.Errorf("the commit is %+v, %v", l, err)
	}
	commit(t, s, id, put("b/d", "2\n"), put("b/e", "x"))
	tip, _ := s.Tip(t.Context(), id, d.Ref)
	if l, err := s.Conflicts(t.Context(), id, tip, against); err != nil || !slices.Equal(l, []ref.Path{"a", "b/d"}) {
		t.Errorf("conflicts %q, %v", l, err)
	}
	for theirs, want := range map[hub.OID]string{against: "both sides have changed a, b/d:", alike: "only in case"} {
		_, err := s.Merge(t.Context(), id, d, theirs, fine)
		if kind, msg := fault.Of(err); kind != fault.Conflict || !strings.Contains(msg, want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
	refused := errors.New("no")
	other := proposed(t, s, id, "refs/pr/5", base, put("f", "x"))
	if _, err := s.Merge(t.Context(), id, d, other, func(func(ref.Path) ([]byte, error)) error { return refused }); !errors.Is(err, refused) {
		t.Errorf("refused: %v", err)
	}
	if now, err := s.Tip(t.Context(), id, d.Ref); err != nil || now != tip {
		t.Errorf("main has moved to %s, %v", now, err)
	}
	if _, err := s.Commit(t.Context(), id, hub.Draft{Ref: "refs/pr/5", Base: base, New: true, Message: "x"}, each(put("g", "x"))); !fault.Is(err, fault.Conflict) {
		t.Errorf("a second beginning: %v", err)
	}
	whole(t, dir)
}

// whole checks that git finds nothing wrong, and that nothing was left aside.
func whole(t *testing.T, dir string) {
	t.Helper()
	if out, err := exec.CommandContext(t.Context(), "git", "--git-dir="+dir, "fsck", "--strict").CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "..", "..", "tmp", "aside-*")); len(left) > 0 {
		t.Errorf("left aside: %v", left)
	}
}

func TestMergesAtOnceAreAllKept(t *testing.T) {
	t.Parallel()
	s, id, dir := kept(t, t.TempDir())
	base := commit(t, s, id, put("a", "1"))
	const n = 8
	var theirs [n]hub.OID
	for i := range n {
		theirs[i] = proposed(t, s, id, hub.Pull(i+1), base, put(string(rune('b'+i)), "x"))
	}
	var wg sync.WaitGroup
	for _, oid := range theirs {
		wg.Go(func() {
			if _, err := s.Merge(t.Context(), id, draft("Merge"), oid, fine); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	tip, err := s.Tip(t.Context(), id, "refs/heads/main")
	if err != nil {
		t.Fatal(err)
	}
	if l := tree(t, s, id, tip); len(l) != n+1 {
		t.Errorf("main has %q", l)
	}
	whole(t, dir)
}

func TestWhatIsBetweenTwoCommits(t *testing.T) {
	t.Parallel()
	s, id := open(t)
	base := commit(t, s, id, put("a", "1\n"), put("模", "x"))
	proposed(t, s, id, "refs/pr/1", base, put("a", "2\n"))
	d := draft("second")
	d.Ref = "refs/pr/1"
	made, err := s.Commit(t.Context(), id, d, each(gone(hub.Delete, "模")))
	if err != nil {
		t.Fatal(err)
	}
	head := made.ID
	l, err := s.Between(t.Context(), id, head, 10, base)
	if err != nil || len(l) != 2 || l[0].Title() != "propose" || l[1].ID != head {
		t.Errorf("commits %+v, %v", l, err)
	}
	if l, err := s.Between(t.Context(), id, head, 1, base); err != nil || len(l) != 1 || l[0].ID != head {
		t.Errorf("the newest is %+v, %v", l, err)
	}
	if l, err := s.Between(t.Context(), id, base, 10, head); err != nil || len(l) != 0 {
		t.Errorf("nothing is %+v, %v", l, err)
	}
}

func TestSquashedHistory(t *testing.T) {
	t.Parallel()
	s, id, dir := kept(t, t.TempDir())
	commit(t, s, id, put("a", "1"))
	last := commit(t, s, id, put("a", "2"), put("b/c", "x"))
	theirs := proposed(t, s, id, "refs/pr/1", last, put("d", "x"))
	d := draft("All in one")
	c, err := s.Squash(t.Context(), id, d)
	if err != nil || c.From != last {
		t.Fatalf("%+v, %v", c, err)
	}
	l, n, err := s.Log(t.Context(), id, c.To, 0, 10)
	if err != nil || n != 1 || l[0].Message != "All in one" || len(l[0].Parents) != 0 {
		t.Errorf("the history is %+v of %d, %v", l, n, err)
	}
	if got, want := tree(t, s, id, c.To), tree(t, s, id, last); !slices.Equal(got, want) {
		t.Errorf("it has %q, want %q", got, want)
	}
	if base, err := s.Base(t.Context(), id, c.To, theirs); err != nil || base != "" {
		t.Errorf("in common with the old history: %q, %v", base, err)
	}
	for _, err := range []error{
		second(s.Conflicts(t.Context(), id, c.To, theirs)), second(s.Merge(t.Context(), id, d, theirs, fine)),
	} {
		if kind, msg := fault.Of(err); kind != fault.Conflict || !strings.Contains(msg, "nothing in common") {
			t.Errorf("unrelated: %v", err)
		}
	}
	d.Ref = "refs/heads/nothing"
	for _, err := range []error{second(s.Squash(t.Context(), id, d)), second(s.Merge(t.Context(), id, d, theirs, fine))} {
		if !errors.Is(err, hub.ErrNoRevision) {
			t.Errorf("no branch: %v", err)
		}
	}
	whole(t, dir)
}

func second[T any](_ T, err error) error { return err }

func TestAMergeOnAFullDiskIsSaid(t *testing.T) {
	t.Parallel()
	disk := smallDisk(t)
	s, id, dir := kept(t, disk)
	base := commit(t, s, id, put("a", "a"))
	theirs := proposed(t, s, id, "refs/pr/1", base, put("b", "b"))
	ours := commit(t, s, id, put("c", "c"))
	fill := filepath.Join(disk, "fill")
	f, err := os.Create(fill)
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := f.WriteString(noise(4096)); err != nil {
			break
		}
	}
	_ = f.Close()
	if _, err := s.Merge(t.Context(), id, draft("Merge"), theirs, fine); err == nil {
		t.Error("merged on a full disk")
	}
	if tip, err := s.Tip(t.Context(), id, "refs/heads/main"); err != nil || tip != ours {
		t.Errorf("main is at %s, %v", tip, err)
	}
	if err := os.Remove(fill); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Merge(t.Context(), id, draft("Merge"), theirs, fine); err != nil {
		t.Errorf("after there is room again: %v", err)
	}
	whole(t, dir)
}
