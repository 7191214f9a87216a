package gitrepo_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/gitrepo"
	"github.com/tenonhub/tenon/internal/ref"
)

func open(t *testing.T) (*gitrepo.Store, hub.ID) {
	t.Helper()
	s, err := gitrepo.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	id := hub.NewID()
	if err := s.Make(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	return s, id
}

func put(path, content string) hub.Operation {
	return hub.Operation{Action: hub.Put, Path: ref.Path(path), Content: []byte(content)}
}

func gone(a hub.Action, path string) hub.Operation {
	return hub.Operation{Action: a, Path: ref.Path(path)}
}

func each(ops ...hub.Operation) iter.Seq2[hub.Operation, error] {
	return func(yield func(hub.Operation, error) bool) {
		for _, op := range ops {
			if !yield(op, nil) {
				return
			}
		}
	}
}

func draft(message string) hub.Draft {
	return hub.Draft{
		Ref: "refs/heads/main", New: true, Author: hub.Person{Name: "Ada <x>\n", Email: "ada@example.org"},
		Time: time.Unix(1700000000, 0), Message: message,
	}
}

func commit(t *testing.T, s *gitrepo.Store, id hub.ID, ops ...hub.Operation) hub.OID {
	t.Helper()
	c, err := s.Commit(t.Context(), id, draft("a change\n\nwith words"), each(ops...))
	if err != nil {
		t.Fatal(err)
	}
	if l, err := s.Commits(t.Context(), id, c.ID); err != nil || !reflect.DeepEqual(l[0], c) {
		t.Errorf("it made %+v, %v; and says %+v", l, err, c)
	}
	return c.ID
}

// entries are those of a folder by name; that its pages begin where they should
// is seen to.
func entries(t *testing.T, s *gitrepo.Store, id hub.ID, tree hub.OID) (l []hub.Entry) {
	t.Helper()
	err := s.Tree(t.Context(), id, tree, func(first string, more bool, page []hub.Entry) error {
		if more != (len(l) > 0) || len(page) > 1000 || first != "" && first != page[0].Name {
			t.Errorf("a page of %d begins at %q, with others %v", len(page), first, more)
		}
		l = append(slices.Clone(page), l...)
		return nil
	})
	if err != nil || !slices.IsSortedFunc(l, func(a, b hub.Entry) int { return strings.Compare(a.Name, b.Name) }) {
		t.Fatal(len(l), err)
	}
	return l
}

// tree is all that a commit holds: path, size and, of pointers, that of the object.
func tree(t *testing.T, s *gitrepo.Store, id hub.ID, at hub.OID) (l []string) {
	t.Helper()
	c, err := s.Commits(t.Context(), id, at)
	if err != nil {
		t.Fatal(err)
	}
	var walk func(oid hub.OID, in ref.Path)
	walk = func(oid hub.OID, in ref.Path) {
		for _, e := range entries(t, s, id, oid) {
			if e.Mode == hub.Folder {
				walk(e.OID, in.Join(e.Name))
				continue
			}
			l = append(l, fmt.Sprintf("%s:%o:%d", in.Join(e.Name), e.Mode, e.Bytes()))
		}
	}
	walk(c[0].Tree, "")
	return l
}

func TestCommitsArePutInOrder(t *testing.T) {
	t.Parallel()
	s, id := open(t)
	object := hub.Pointer{Digest: blob.Digest{1, 2}, Size: 5 << 30}
	first := commit(t, s, id, put("README.md", "# Hi"), put(`a/"odd" \n 名.txt`[:7], "x"), put("a/b/c", ""), put("模型/w.bin", "12345"),
		hub.Operation{Action: hub.Put, Path: "big.bin", Object: &object})
	if got, want := tree(t, s, id, first), []string{"README.md:100644:4", `a/"odd":100644:1`, "a/b/c:100644:0", "big.bin:100644:5368709120", "模型/w.bin:100644:5"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	second := commit(t, s, id, gone(hub.DeleteFolder, "a"), gone(hub.Delete, "README.md"), put("a", "a file now"), put("new/x", "y"))
	if got, want := tree(t, s, id, second), []string{"a:100644:10", "big.bin:100644:5368709120", "new/x:100644:1", "模型/w.bin:100644:5"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	l, total, err := s.Log(t.Context(), id, second, 0, 10)
	if err != nil || total != 2 || len(l) != 2 || l[0].ID != second || l[1].ID != first || !slices.Equal(l[0].Parents, []hub.OID{first}) {
		t.Fatalf("log %+v of %d, %v", l, total, err)
	}
	if c := l[1]; c.Author != (hub.Person{Name: "Ada x", Email: "ada@example.org"}) || c.Title() != "a change" || c.Body() != "with words" || c.Time.Unix() != 1700000000 {
		t.Errorf("commit %+v", c)
	}
	if l, total, err := s.Log(t.Context(), id, second, 1, 1); err != nil || total != 2 || len(l) != 1 || l[0].ID != first {
		t.Errorf("the second page of the log has %+v of %d, %v", l, total, err)
	}
	last, err := s.Last(t.Context(), id, second, "", []string{"a", "big.bin", "new", "模型"})
	if err != nil || last["a"].ID != second || last["new"].ID != second || last["big.bin"].ID != first || last["模型"].ID != first {
		t.Errorf("last changes %+v, %v", last, err)
	}
	body, size, err := s.Blob(t.Context(), id, l0(t, s, id, second, "a"))
	if err != nil {
		t.Fatal(err)
	}
	defer body.Close()
	if b, err := io.ReadAll(body); err != nil || string(b) != "a file now" || size != 10 {
		t.Errorf("read %q of %d, %v", b, size, err)
	}
}

func TestDiff(t *testing.T) {
	t.Parallel()
	s, id := open(t)
	first := commit(t, s, id, put("a.txt", "one\ntwo\n"), put("名.txt", "x\n"), put("b.bin", "\x00\x01"))
	second := commit(t, s, id, put("a.txt", "one\nthree\n"), gone(hub.Delete, "b.bin"))
	diff := func(from, to hub.OID, most int64) string {
		t.Helper()
		var b strings.Builder
		if err := s.Diff(t.Context(), id, from, to, most, &b); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	own := diff("", second, 1<<20)
	for _, want := range []string{"diff --git a/a.txt b/a.txt", "-two\n+three\n", "deleted file", "Binary files a/b.bin and /dev/null differ"} {
		if !strings.Contains(own, want) {
			t.Errorf("the diff of a commit does not have %q:\n%s", want, own)
		}
	}
	if got := diff(first, second, 1<<20); got != own {
		t.Errorf("the diff of two commits is another:\n%s", got)
	}
	if got := diff(second, first, 1<<20); !strings.Contains(got, "-three\n+two\n") {
		t.Errorf("the way back is\n%s", got)
	}
	if got := diff("", first, 1<<20); !strings.Contains(got, "+one\n") || !strings.Contains(got, `"b/\345\220\215.txt"`) {
		t.Errorf("the diff of the first commit is\n%s", got)
	}
	if got := diff("", second, 10); got != own[:10] {
		t.Errorf("cut after 10 bytes it is %q", got)
	}
	if err := s.Diff(t.Context(), id, "", "0123456789012345678901234567890123456789", 10, io.Discard); err == nil {
		t.Error("a commit that is not there has a diff")
	}
}

func l0(t *testing.T, s *gitrepo.Store, id hub.ID, at hub.OID, name string) hub.OID {
	t.Helper()
	c, err := s.Commits(t.Context(), id, at)
	if err != nil {
		t.Fatal(err)
	}
	l := entries(t, s, id, c[0].Tree)
	for _, e := range l {
		if e.Name == name {
			return e.OID
		}
	}
	t.Fatalf("no %s in %+v", name, l)
	return ""
}

func TestCommitRefuses(t *testing.T) {
	t.Parallel()
	s, id := open(t)
	first := commit(t, s, id, put("a/b", "1"), put("c", "2"))
	second := commit(t, s, id, put("c", "3"))
	stale, other := draft("x"), draft("x")
	stale.Parent = first
	other.Ref, other.New = "refs/heads/other", false
	broken := func(yield func(hub.Operation, error) bool) {
		_ = yield(put("d", "half"), nil) && yield(hub.Operation{}, fault.New(fault.Invalid, "cut off"))
	}
	for name, c := range map[string]struct {
		d    hub.Draft
		ops  iter.Seq2[hub.Operation, error]
		kind fault.Kind
	}{
		"a stale parent":          {stale, each(put("c", "4")), fault.Stale},
		"a branch not there":      {other, each(put("c", "4")), fault.NotFound},
		"a file not there":        {draft("x"), each(gone(hub.Delete, "nothing")), fault.NotFound},
		"a folder not there":      {draft("x"), each(gone(hub.DeleteFolder, "c")), fault.NotFound},
		"a folder as a file":      {draft("x"), each(gone(hub.Delete, "a")), fault.NotFound},
		"a file over a folder":    {draft("x"), each(put("a", "4")), fault.Conflict},
		"a folder over a file":    {draft("x"), each(put("c/d/e", "4")), fault.Conflict},
		"a file and a folder new": {draft("x"), each(put("n", "4"), put("n/m", "5")), fault.Conflict},
		"a broken stream":         {draft("x"), broken, fault.Invalid},
	} {
		if _, err := s.Commit(t.Context(), id, c.d, c.ops); !fault.Is(err, c.kind) {
			t.Errorf("%s: %v, want a fault of kind %s", name, err, c.kind)
		}
	}
	if tip, err := s.Tip(t.Context(), id, "refs/heads/main"); err != nil || tip != second {
		t.Errorf("main is at %s, %v; want %s", tip, err, second)
	}
	if _, err := s.Commit(t.Context(), hub.NewID(), draft("x"), each()); !fault.Is(err, fault.NotFound) {
		t.Errorf("a repository that is not there: %v", err)
	}
}

func TestABrokenCommitLeavesNothing(t *testing.T) {
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
	ctx, cancel := context.WithCancel(t.Context())
	_, err = s.Commit(ctx, id, draft("x"), func(yield func(hub.Operation, error) bool) {
		if yield(put("a", strings.Repeat("x", 1<<20)), nil) {
			cancel()
			yield(put("b", "y"), nil)
		}
	})
	if !fault.Is(err, fault.Canceled) {
		t.Errorf("got %v, want a fault of kind canceled", err)
	}
	if refs, err := s.Refs(t.Context(), id); err != nil || len(refs) != 0 {
		t.Errorf("there is %v, %v", refs, err)
	}
	if l, err := filepath.Glob(filepath.Join(dir, "*", "*.git", "fast_import_crash*")); err != nil || len(l) != 0 {
		t.Errorf("left %v, %v", l, err)
	}
	if l, err := filepath.Glob(filepath.Join(dir, "*", "*.git", "objects", "pack", "*")); err != nil || len(l) != 0 {
		t.Errorf("left %v, %v", l, err)
	}
}

func TestCommitsAtOnceAreAllKept(t *testing.T) {
	t.Parallel()
	s, id := open(t)
	const writers, each1 = 6, 4
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for i := range each1 {
				if _, err := s.Commit(t.Context(), id, draft("x"), each(put(fmt.Sprintf("%d/%d", w, i), "x"))); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	tip, err := s.Resolve(t.Context(), id, "main")
	if err != nil {
		t.Fatal(err)
	}
	l, total, err := s.Log(t.Context(), id, tip, 0, 100)
	if err != nil || total != writers*each1 || len(tree(t, s, id, tip)) != total {
		t.Fatalf("%d commits, %v", total, err)
	}
	for _, c := range l {
		if len(c.Parents) > 1 {
			t.Errorf("%s has the parents %v", c.ID, c.Parents)
		}
	}
}

func TestRefs(t *testing.T) {
	t.Parallel()
	s, id := open(t)
	a := commit(t, s, id, put("a", "1"))
	b := commit(t, s, id, put("a", "2"))
	if err := s.Update(t.Context(), id, hub.Change{Name: "refs/heads/dev", To: a}, hub.Change{Name: "refs/tags/v1", To: a}); err != nil {
		t.Fatal(err)
	}
	for rev, want := range map[ref.Rev]hub.OID{"main": b, "master": b, "HEAD": b, "dev": a, "v1": a, "refs/tags/v1": a, ref.Rev(a): a, ref.Rev(b[:7]): b} {
		if got, err := s.Resolve(t.Context(), id, rev); err != nil || got != want {
			t.Errorf("%s is %s, %v; want %s", rev, got, err, want)
		}
	}
	for _, rev := range []ref.Rev{"nothing", "refs/heads/nothing", ref.Rev(strings.Repeat("0a", 20)), "00000"} {
		if got, err := s.Resolve(t.Context(), id, rev); !fault.Is(err, fault.NotFound) {
			t.Errorf("%s is %s, %v", rev, got, err)
		}
	}
	for name, c := range map[string]struct {
		change hub.Change
		kind   fault.Kind
	}{
		"it is there":     {hub.Change{Name: "refs/heads/dev", To: b}, fault.Stale},
		"it is elsewhere": {hub.Change{Name: "refs/heads/dev", From: b, To: a}, fault.Stale},
		"it is not there": {hub.Change{Name: "refs/heads/no", From: b}, fault.Stale},
		"it is a folder":  {hub.Change{Name: "refs/heads/dev/x", To: b}, fault.Conflict},
	} {
		if err := s.Update(t.Context(), id, c.change); !fault.Is(err, c.kind) {
			t.Errorf("%s: %v, want a fault of kind %s", name, err, c.kind)
		}
	}
	if err := s.Update(t.Context(), id, hub.Change{Name: "refs/heads/dev", From: a}, hub.Change{Name: "refs/tags/v1", From: a}); err != nil {
		t.Fatal(err)
	}
	if l, err := s.Refs(t.Context(), id); err != nil || len(l) != 1 || l[0] != (hub.Ref{Name: "refs/heads/main", Commit: b}) {
		t.Errorf("left %v, %v", l, err)
	}
}

func TestPacksArePutTogether(t *testing.T) {
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
	var tip hub.OID
	for i := range 50 {
		tip = commit(t, s, id, put(fmt.Sprint("file-", i), "x"))
	}
	packs, err := filepath.Glob(filepath.Join(dir, "*", "*.git", "objects", "pack", "*.pack"))
	if err != nil || len(packs) > 20 {
		t.Errorf("%d packs after 50 commits, %v", len(packs), err)
	}
	if l := tree(t, s, id, tip); len(l) != 50 {
		t.Errorf("%d files are left of 50", len(l))
	}
}

func TestARepositoryIsBundledAndRestored(t *testing.T) {
	t.Parallel()
	s, id := open(t)
	first := commit(t, s, id, put("a", "1"))
	if err := s.Update(t.Context(), id, hub.Change{Name: "refs/tags/v1", To: first}); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "bundle")
	if ok, err := s.Bundle(t.Context(), id, file); !ok || err != nil {
		t.Fatal(ok, err)
	}
	want, err := s.Refs(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	commit(t, s, id, put("a", "2"), put("b", "3"))
	other, _ := open(t)
	for _, to := range []*gitrepo.Store{s, other} {
		if err := to.Unbundle(t.Context(), id, file); err != nil {
			t.Fatal(err)
		}
		if got, err := to.Refs(t.Context(), id); err != nil || !slices.Equal(got, want) || len(tree(t, to, id, first)) != 1 {
			t.Errorf("restored %v, %v; want %v", got, err, want)
		}
		commit(t, to, id, put("c", "4"))
	}
	if ok, err := s.Bundle(t.Context(), hub.NewID(), file+"2"); ok || err != nil {
		t.Errorf("what is not there was bundled: %v, %v", ok, err)
	}
	if err := s.Unbundle(t.Context(), id, filepath.Join(t.TempDir(), "nothing")); err == nil {
		t.Error("restored nothing")
	}
	if tip, err := s.Resolve(t.Context(), id, "main"); err != nil || tip == first {
		t.Errorf("a restore that failed changed something: %s, %v", tip, err)
	}
}

func TestRemove(t *testing.T) {
	t.Parallel()
	s, id := open(t)
	for range 2 {
		if err := s.Remove(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Refs(t.Context(), id); !fault.Is(err, fault.NotFound) {
		t.Errorf("got %v", err)
	}
	if err := s.Advertise(t.Context(), id, false, "", &bytes.Buffer{}); err == nil {
		t.Error("it is served still")
	}
}

func TestOpenWorksAgain(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for range 2 {
		if _, err := gitrepo.Open(dir); err != nil {
			t.Fatal(err)
		}
	}
	if st, err := os.Stat(filepath.Join(dir, "hooks", "pre-receive")); err != nil || st.Mode().Perm() != 0o700 {
		t.Errorf("the hook is %v, %v", st, err)
	}
}

func BenchmarkCommit(b *testing.B) {
	s, err := gitrepo.Open(b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	id := hub.NewID()
	if err := s.Make(b.Context(), id); err != nil {
		b.Fatal(err)
	}
	for i := 0; b.Loop(); i++ {
		if _, err := s.Commit(b.Context(), id, draft("x"), each(put(fmt.Sprintf("%d/%d", i%10, i), "x"))); err != nil {
			b.Fatal(err)
		}
	}
}
