package mirror_test

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/pythontest"
)

// The client of Python as it is installed, with its accelerator.
func TestHuggingFaceHubDownloadsThroughAMirror(t *testing.T) {
	t.Parallel()
	python := pythontest.Interpreter(t, "clients")
	f := newFaulty(t)
	acme(t, f)
	old := f.commit(t, hub.Model, "acme/voice", false, map[string]string{"config.json": "old"}, nil)
	sha := f.commit(t, hub.Model, "acme/voice", false, map[string]string{"config.json": "{}"}, map[string][]byte{"model.bin": random(3_000_000)})
	s := behind(t, f, quick)
	home, env := s.Home(t, "HF_ENDPOINT="+s.URL, "HF_TOKEN="+s.Ada, "SHA="+string(sha), "OLD="+string(old),
		"HF_HUB_DISABLE_TELEMETRY=1", "HF_HUB_DISABLE_UPDATE_CHECK=1", "HF_HUB_DISABLE_PROGRESS_BARS=1")
	file, err := filepath.Abs(filepath.Join("testdata", "snapshot.py"))
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), python, file)
	cmd.Dir, cmd.Env = home, env
	if out, err := cmd.CombinedOutput(); err != nil || !strings.HasSuffix(string(out), "all is well\n") {
		t.Errorf("%v\n%s", err, out)
	}
	if n := f.gets.Load(); n != 1 {
		t.Errorf("the large file was fetched %d times", n)
	}
}
