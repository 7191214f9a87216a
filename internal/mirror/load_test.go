package mirror_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/api/apitest"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
)

func TestWhatABundleHidesIsHiddenBeforeItComes(t *testing.T) {
	t.Parallel()
	f := newFaulty(t)
	f.commit(t, hub.Model, "lab/voice", false, map[string]string{"config.json": "1"}, nil)
	dir := t.TempDir()
	file, torn, name := filepath.Join(dir, "whole"), filepath.Join(dir, "torn"), repoOf(t, "acme/voice")
	for _, args := range [][]string{{"clone", "-q", "--mirror", f.Server.URL + "/lab/voice", dir + "/voice"}, {"-C", dir + "/voice", "bundle", "create", "-q", file, "--all"}} {
		if out, err := exec.CommandContext(t.Context(), "git", args...).CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v %s", args, err, out)
		}
	}
	if err := os.WriteFile(torn, []byte("no bundle"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := apitest.StartMirror(t, t.TempDir(), apitest.Mirrors{})
	admin := account.With(t.Context(), account.Keeper("test"))
	for _, step := range []struct {
		what, file            string
		private, fails, shown bool
	}{
		{"a public bundle", file, false, false, true},
		{"a private one that breaks off", torn, true, true, false},
		{"a public one that breaks off", torn, false, true, false}, // it has not come
		{"the public one again", file, false, false, true},
		{"a private one", file, true, false, false},
	} {
		if err := s.Mirror.Load(admin, hub.Model, name, step.private, step.file, nil); (err != nil) != step.fails {
			t.Fatalf("%s: %v", step.what, err)
		}
		if _, err := s.Hub.Open(t.Context(), hub.Model, name, hub.Read); (err == nil) != step.shown || err != nil && !fault.Is(err, fault.NotFound) {
			t.Errorf("after %s anybody opens it: %v", step.what, err)
		}
	}
}
