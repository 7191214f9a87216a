package hub_test

import (
	"io/fs"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/api/apitest"
	"github.com/tenonhub/tenon/internal/hub"
)

// A server that is killed after git has a commit, and before it has read the
// files, leaves them to a survey.
func TestASurveyReadsWhatWasNotRead(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	ada := s.As(t, s.Ada)
	r, other := made(t, s, "voice"), made(t, s, "other")
	git := func(in string, args ...string) string {
		cmd := exec.CommandContext(t.Context(), "git", args...)
		cmd.Dir, cmd.Env = folder(t, s.Data, r.ID), append(cmd.Environ(), "GIT_AUTHOR_NAME=x", "GIT_AUTHOR_EMAIL=x", "GIT_COMMITTER_NAME=x", "GIT_COMMITTER_EMAIL=x")
		cmd.Stdin = strings.NewReader(in)
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
		return strings.TrimSpace(string(out))
	}
	card := git("---\nlicense: mit\n---\n", "hash-object", "-w", "--stdin")
	tree := git("100644 blob "+card+"\tREADME.md\n", "mktree")
	git("", "update-ref", "refs/heads/main", git("a card\n", "commit-tree", tree, "-p", "refs/heads/main"))
	licenses := func() []string {
		t.Helper()
		f, err := r.Known(ada)
		if err != nil {
			t.Fatal(err)
		}
		return f.Licenses
	}
	if _, err := r.Resolve(ada, hub.Main); err != nil { // the next one who looks finds that it has moved
		t.Fatal(err)
	}
	if l := licenses(); len(l) != 0 {
		t.Fatalf("it was read already: %q", l)
	}
	if n, err := s.Hub.Survey(t.Context()); n != 1 || err != nil {
		t.Errorf("surveyed %d, %v", n, err)
	}
	if l := licenses(); !slices.Equal(l, []string{"mit"}) {
		t.Errorf("licences %q", l)
	}
	if n, err := s.Hub.Survey(t.Context()); n != 0 || err != nil {
		t.Errorf("surveyed %d again, %v", n, err)
	}
	if err := other.Delete(ada); err != nil {
		t.Fatal(err)
	}
	if n, err := s.Hub.Survey(t.Context()); n != 0 || err != nil {
		t.Errorf("surveyed %d of what is gone, %v", n, err)
	}
}

// folder is where git keeps a repository.
func folder(t *testing.T, data string, id hub.ID) (dir string) {
	t.Helper()
	err := filepath.WalkDir(filepath.Join(data, "repos"), func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && strings.HasPrefix(d.Name(), string(id)) {
			dir = path
			return fs.SkipAll
		}
		return err
	})
	if err != nil || dir == "" {
		t.Fatalf("no folder of %s: %v", id, err)
	}
	return dir
}
