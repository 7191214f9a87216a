package gitrepo_test

import (
	"crypto/sha256"
	"errors"
	"os/exec"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/gitrepo"
	"github.com/tenonhub/tenon/internal/ref"
)

// gitIn runs git on a repository.
func gitIn(t *testing.T, dir, stdin string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "git", append([]string{"--git-dir=" + dir, "-c", "user.name=ann", "-c", "user.email=ann@example.org"}, args...)...)
	cmd.Stdin = strings.NewReader(stdin)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

func large(content string) *hub.Pointer {
	return &hub.Pointer{Digest: blob.Digest(sha256.Sum256([]byte(content))), Size: int64(len(content))}
}

func object(path ref.Path, content string) hub.Operation {
	return hub.Operation{Path: path, Object: large(content)}
}

// signed writes a commit anew as one that is signed.
func signed(t *testing.T, dir string, c hub.OID) hub.OID {
	t.Helper()
	text := gitIn(t, dir, "", "cat-file", "commit", string(c))
	head, message, _ := strings.Cut(text, "\n\n")
	text = head + "\ngpgsig -----BEGIN SSH SIGNATURE-----\n U1NI\n -----END SSH SIGNATURE-----\n\n" + message + "\n"
	made := hub.OID(gitIn(t, dir, text, "hash-object", "-t", "commit", "-w", "--stdin"))
	gitIn(t, dir, "", "update-ref", "refs/heads/main", string(made))
	return made
}

func untold([]hub.Change) error { return nil }

func purged(t *testing.T, s *gitrepo.Store, id hub.ID) (moved string) {
	t.Helper()
	changes, err := s.Purge(t.Context(), id, []blob.Digest{large("doomed").Digest}, untold)
	if err != nil {
		t.Fatal(err)
	}
	var l []string
	for _, c := range changes {
		l = append(l, string(c.Name))
	}
	return strings.Join(l, " ")
}

// TestPurgeKeepsFoldersThatWereFiles has names that change between the two: git
// tells of those in an order that it does not read.
func TestPurgeKeepsFoldersThatWereFiles(t *testing.T) {
	t.Parallel()
	s, id, dir := kept(t, t.TempDir())
	commit(t, s, id, object("a.bin", "doomed"), put("foo", "file"), put("bar/x", "1"), put("bar/y", "2"), object("was/it.bin", "doomed"))
	second := commit(t, s, id, gone(hub.Delete, "foo"), put("foo/x", "now a folder"), put("foo/y/z", "deep"))
	third := commit(t, s, id, gone(hub.DeleteFolder, "bar"), put("bar", "now a file"), gone(hub.DeleteFolder, "was"), put("was", "a file too"))
	fourth := commit(t, s, id, gone(hub.Delete, "was"), object("was/again.bin", "doomed"), put("was/b", "kept"))
	want := map[string]string{"main": string(fourth), "main~1": string(third), "main~2": string(second)}
	for name, old := range want {
		want[name] = gitIn(t, dir, "", "ls-tree", "-r", old)
	}
	if got := purged(t, s, id); got != "refs/heads/main" {
		t.Errorf("moved %s", got)
	}
	for name, old := range want {
		var left []string
		for line := range strings.Lines(old + "\n") {
			if !strings.Contains(line, ".bin") {
				left = append(left, strings.TrimSpace(line))
			}
		}
		if got := gitIn(t, dir, "", "ls-tree", "-r", name); got != strings.Join(left, "\n") {
			t.Errorf("%s has\n%s\nwant\n%s", name, got, strings.Join(left, "\n"))
		}
	}
	gitIn(t, dir, "", "fsck", "--strict")
}

// TestPurgeKeepsSignedCommits that no removed file is before.
func TestPurgeKeepsSignedCommits(t *testing.T) {
	t.Parallel()
	s, id, dir := kept(t, t.TempDir())
	commit(t, s, id, put("a", "1"))
	first := signed(t, dir, commit(t, s, id, put("b", "2")))
	gitIn(t, dir, "", "branch", "safe", string(first))
	gitIn(t, dir, "", "tag", "-a", "-m", "kept", "safe-tag", string(first))
	commit(t, s, id, object("a.bin", "doomed"))
	gone := signed(t, dir, commit(t, s, id, put("c", "3")))
	beside := gitIn(t, dir, "", "commit-tree", "-m", "beside", "-p", string(first), string(first)+"^{tree}")
	gitIn(t, dir, "", "update-ref", "refs/heads/main", gitIn(t, dir, "", "commit-tree", "-m", "both", "-p", string(gone), "-p", beside, string(gone)+"^{tree}"))
	if got := purged(t, s, id); got != "refs/heads/main" {
		t.Errorf("moved %s", got)
	}
	if got := gitIn(t, dir, "", "rev-parse", "main~3", "main^2"); got != string(first)+"\n"+beside {
		t.Errorf("the commits that have nothing to lose are %s, want %s, %s", got, first, beside)
	}
	if got := gitIn(t, dir, "", "cat-file", "commit", "main~1"); strings.Contains(got, "gpgsig") {
		t.Errorf("what is written anew has the signature of the old one: %s", got)
	}
	gitIn(t, dir, "", "fsck", "--strict")
}

// TestPurgeOfTagsOfTags follows tags to where they end.
func TestPurgeOfTagsOfTags(t *testing.T) {
	t.Parallel()
	s, id, dir := kept(t, t.TempDir())
	first := commit(t, s, id, put("a", "1"))
	gitIn(t, dir, "", "tag", "-a", "-m", "of what stays", "one", string(first))
	gitIn(t, dir, "", "tag", "-a", "-m", "of a tag", "two", "one")
	second := commit(t, s, id, object("a.bin", "doomed"), put("b", "2"))
	gitIn(t, dir, "", "tag", "-a", "-m", "of what goes", "v1", string(second))
	gitIn(t, dir, "", "tag", "-a", "-m", "of its tag", "v2", "v1")
	gitIn(t, dir, "", "tag", "-a", "-m", "of a tag of a tag", "v3", "v2")
	if got := purged(t, s, id); got != "refs/heads/main refs/tags/v1 refs/tags/v2 refs/tags/v3" {
		t.Errorf("moved %s", got)
	}
	for what, want := range map[string]string{
		"v3^{commit}": gitIn(t, dir, "", "rev-parse", "main"), "v2": gitIn(t, dir, "", "rev-parse", "v2"), "two^{commit}": string(first),
	} {
		if got := gitIn(t, dir, "", "rev-parse", what); got != want {
			t.Errorf("%s is %s, want %s", what, got, want)
		}
	}
	if got := gitIn(t, dir, "", "tag", "-l", "--format=%(contents)%(*objecttype)", "v3"); !strings.HasPrefix(got, "of a tag of a tag") {
		t.Errorf("the tag says %q", got)
	}
	if names, err := s.Named(t.Context(), id); err != nil || len(names) > 0 {
		t.Errorf("something still leads to %v, %v", names, err)
	}
	gitIn(t, dir, "", "fsck", "--strict")
}

// TestPurgeOfTagsOfNoCommit refuses those that hold a removed file, and no others.
func TestPurgeOfTagsOfNoCommit(t *testing.T) {
	t.Parallel()
	s, id, dir := kept(t, t.TempDir())
	commit(t, s, id, put("safe/a", "1"))
	second := commit(t, s, id, object("a.bin", "doomed"))
	gitIn(t, dir, "", "tag", "-a", "-m", "of a folder", "folder", string(second)+":safe")
	gitIn(t, dir, "", "tag", "-a", "-m", "of all files", "tree", string(second)+"^{tree}")
	for _, name := range []string{"refs/tags/tree", "refs/tags/file"} {
		_, err := s.Purge(t.Context(), id, []blob.Digest{large("doomed").Digest}, untold)
		if !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), name) {
			t.Errorf("%v, want a conflict with %s", err, name)
		}
		if got := gitIn(t, dir, "", "rev-parse", "main"); got != string(second) {
			t.Errorf("main moved to %s", got)
		}
		gitIn(t, dir, "", "update-ref", "-d", name)
		if name == "refs/tags/tree" {
			gitIn(t, dir, "", "tag", "file", string(second)+":a.bin")
		} else if got := purged(t, s, id); got != "refs/heads/main" {
			t.Errorf("moved %s", got)
		}
	}
}

func TestPurge(t *testing.T) {
	t.Parallel()
	s, id, dir := kept(t, t.TempDir())
	git := func(args ...string) string {
		t.Helper()
		return gitIn(t, dir, "", args...)
	}
	first := commit(t, s, id, put("a", "tag x\ndata 5\nM 100644\n"), object("keep me.bin", "keep"))
	second := commit(t, s, id, object(`sub/"odd" name.bin`, "doomed"), put("b", "1"))
	git("tag", "-a", "-m", "a tag\n\nof two", "v1", string(second))
	git("tag", "old", string(first))
	third := commit(t, s, id, object(`sub/"odd" name.bin`, "new"), object("copy.bin", "doomed"))
	proposed(t, s, id, "refs/pr/1", second, put("c", "proposed"))
	if names, err := s.Named(t.Context(), id); err != nil || len(names) != 3 || names[large("doomed").Digest] != "copy.bin" || names[large("keep").Digest] != "keep me.bin" {
		t.Errorf("named %v, %v", names, err)
	}
	// Whoever is told of it first can keep all as it is.
	no := errors.New("no")
	var told []hub.Change
	if l, err := s.Purge(t.Context(), id, []blob.Digest{large("doomed").Digest}, func(l []hub.Change) error { told = l; return no }); !errors.Is(err, no) || len(l) > 0 || len(told) != 3 || git("rev-parse", "main") != string(third) {
		t.Errorf("moved %v, %v; told of %v", l, err, told)
	}
	changes, err := s.Purge(t.Context(), id, []blob.Digest{large("doomed").Digest, large("never there").Digest}, untold)
	if err != nil {
		t.Fatal(err)
	}
	var moved []string
	for _, c := range changes {
		moved = append(moved, string(c.Name))
	}
	if got := strings.Join(moved, " "); got != "refs/heads/main refs/pr/1 refs/tags/v1" {
		t.Errorf("moved %s", got)
	}
	for what, want := range map[string]string{
		"rev-parse main~2": string(first), "rev-parse old": string(first), "cat-file -t v1": "tag", "log --format=%s,%an v1 -1": "x,ann",
		"tag -l --format=%(contents) v1": "a tag\n\nof two", "rev-parse v1^{commit}": git("rev-parse", "main~1"), "for-each-ref --format=%(refname) refs/tenon": "",
		"ls-tree -r --name-only main~1": "a\nb\nkeep me.bin", "ls-tree -r --name-only -z main": "a\x00b\x00keep me.bin\x00sub/\"odd\" name.bin\x00", "rev-list --count refs/pr/1": "3",
	} {
		if what == "log --format=%s,%an v1 -1" {
			want = git("log", "--format=%s,%an", string(second), "-1")
		}
		if got := git(strings.Fields(what)...); got != want {
			t.Errorf("git %s: %q, want %q", what, got, want)
		}
	}
	for p, err := range s.Pointers(t.Context(), id) {
		if err != nil || p == *large("doomed") {
			t.Errorf("a commit points to %v, %v", p, err)
		}
	}
	if again, err := s.Purge(t.Context(), id, []blob.Digest{large("doomed").Digest}, untold); err != nil || len(again) > 0 {
		t.Errorf("a second time moves %v, %v", again, err)
	}
	if git("rev-parse", "main") == string(third) {
		t.Error("the main branch is as it was")
	}
	git("fsck", "--strict")
}
