package huggingface_test

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/api/apitest"
	"github.com/tenonhub/tenon/internal/nodetest"
	"github.com/tenonhub/tenon/internal/pythontest"
)

// The client of Python as it is published, without its accelerator: large files
// go by Git LFS.
func TestHuggingFaceHub(t *testing.T) {
	t.Parallel()
	python := pythontest.Interpreter(t, "clients")
	for _, script := range []string{"repos.py", "files.py", "catalogue.py", "copies.py", "access.py", "large.py", "filesystem.py"} {
		t.Run(script, func(t *testing.T) {
			t.Parallel()
			apitest.Start(t).Script(t, python, script, "HF_HUB_DISABLE_XET=1")
		})
	}
}

// The same with its accelerator, as it is installed: large files go by Xet.
func TestHuggingFaceHubWithXet(t *testing.T) {
	t.Parallel()
	python := pythontest.Interpreter(t, "clients")
	s := apitest.Start(t)
	script, err := filepath.Abs(filepath.Join("testdata", "xet.py"))
	if err != nil {
		t.Fatal(err)
	}
	hash := ""
	for _, stage := range []struct {
		name        string
		least, most int64 // MiB of chunks that are sent
	}{{"send", 26, 27}, {"folders", 13, 16}, {"many", 1, 4}, {"version", 1, 5}, {"cross", 0, 0}, {"strangers", 24, 25}} {
		home, env := s.Client(t, "XET_HASH="+hash)
		cmd := exec.CommandContext(t.Context(), python, script, stage.name)
		cmd.Dir, cmd.Env = home, env
		s.Sent.Store(0)
		out, err := cmd.CombinedOutput()
		if err != nil || !strings.HasSuffix(string(out), "all is well\n") {
			t.Fatalf("%s: %v\n%s", stage.name, err, out)
		}
		if n := s.Sent.Load(); n < stage.least<<20 || n > stage.most<<20 {
			t.Errorf("%s: %d bytes were sent, want %d to %d MiB", stage.name, n, stage.least, stage.most)
		}
		if _, rest, ok := strings.Cut(string(out), `{"xet": "`); ok {
			hash, _, _ = strings.Cut(rest, `"`)
		}
	}
}

// The client of JavaScript as it is published.
func TestHuggingFaceJS(t *testing.T) {
	t.Parallel()
	node, modules := nodetest.Modules(t, "clients")
	s := apitest.Start(t)
	s.Script(t, node, "client.mjs", "MODULES="+modules)
	if n := s.Sent.Load(); n < 11<<20 || n > 12<<20 {
		t.Errorf("%d bytes of chunks were sent of a file of 11 MiB and its second version, want 11 to 12 MiB", n)
	}
}
