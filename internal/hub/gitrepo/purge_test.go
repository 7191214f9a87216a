package gitrepo_test

import (
	"crypto/sha256"
	"os/exec"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
)

func TestPurge(t *testing.T) {
	t.Parallel()
	s, id, dir := kept(t, t.TempDir())
	git := func(args ...string) string {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), "git", append([]string{"--git-dir=" + dir, "-c", "user.name=ann", "-c", "user.email=ann@example.org"}, args...)...)
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
		return strings.TrimSpace(string(out))
	}
	large := func(content string) *hub.Pointer {
		return &hub.Pointer{Digest: blob.Digest(sha256.Sum256([]byte(content))), Size: int64(len(content))}
	}
	object := func(path ref.Path, content string) hub.Operation {
		return hub.Operation{Path: path, Object: large(content)}
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
	changes, err := s.Purge(t.Context(), id, []blob.Digest{large("doomed").Digest, large("never there").Digest})
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
	if again, err := s.Purge(t.Context(), id, []blob.Digest{large("doomed").Digest}); err != nil || len(again) > 0 {
		t.Errorf("a second time moves %v, %v", again, err)
	}
	if git("rev-parse", "main") == string(third) {
		t.Error("the main branch is as it was")
	}
	git("fsck", "--strict")
}
