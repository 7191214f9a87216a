package gitrepo_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A push to master that was left undone is done at the next start. Where main has moved since,
// master is a branch of its own, and nobody comes back to it.
func TestAPushToMasterThatWasLeftUndone(t *testing.T) {
	t.Parallel()
	for name, moved := range map[string]bool{"main is where it was": false, "main has moved": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			s, id, at := open2(t, dir)
			from, to := commit(t, s, id, put("a", "1")), commit(t, s, id, put("a", "2"))
			now := to
			if moved {
				now = commit(t, s, id, put("a", "3"))
			}
			git := func(args ...string) string {
				out, err := exec.CommandContext(t.Context(), "git", append([]string{"-C", at}, args...)...).CombinedOutput()
				if err != nil {
					t.Fatalf("git %s: %v: %s", args, err, out)
				}
				return string(out)
			}
			git("update-ref", "refs/heads/master", string(to))
			if !moved {
				git("update-ref", "refs/heads/main", string(from))
			}
			note := filepath.Join(dir, "aliased", string(id))
			if err := os.WriteFile(note, fmt.Appendf(nil, "%s %s\n", from, to), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := s.Finish(t.Context()); err != nil {
				t.Errorf("it cannot be finished: %v", err)
			}
			if refs := git("show-ref"); !strings.Contains(refs, string(now)+" refs/heads/main") || strings.Contains(refs, string(to)+" refs/heads/master") != moved {
				t.Errorf("there are %s", refs)
			}
			if _, err := os.Stat(note); !os.IsNotExist(err) {
				t.Errorf("it is noted still: %v", err)
			}
		})
	}
}
