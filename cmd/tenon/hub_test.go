package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/pythontest"
)

// published is what a maker does with the program: publish, and read back.
const published = `
import sys
from huggingface_hub import HfApi, hf_hub_download
api = HfApi()
if sys.argv[1] == "publish":
    api.create_repo("admin/voice", private=True)
    api.upload_file(path_or_fileobj=b"\0weights" * 1000, path_in_repo="model.bin", repo_id="admin/voice")
path = hf_hub_download("admin/voice", "model.bin")
assert open(path, "rb").read() == b"\0weights" * 1000
print(api.model_info("admin/voice").sha)
`

func TestARepositoryIsPublishedAndSurvivesAKill(t *testing.T) {
	t.Parallel()
	python := pythontest.Interpreter(t, "clients")
	data := t.TempDir()
	s := serve(t, data)
	out, err := tenon(t, data, nil, "token", "create", "--user", "admin", "--write").Output()
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	token := lines[len(lines)-1]
	run := func(url, name string, args ...string) string {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), name, args...)
		cmd.Dir = t.TempDir()
		cmd.Env = []string{"HOME=" + cmd.Dir, "PATH=" + os.Getenv("PATH"), "HF_ENDPOINT=" + url, "HF_TOKEN=" + token, "HF_HUB_DISABLE_XET=1", "GIT_TERMINAL_PROMPT=0"}
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%s %v: %v\n%s", name, args, err, out)
		}
		return string(out)
	}
	made := run(s.url, python, "-c", published, "publish")
	s.stop(os.Kill)

	s = serve(t, data)
	if got := run(s.url, python, "-c", published, "read"); got != made {
		t.Errorf("the repository is at %s, and was at %s", got, made)
	}
	into := filepath.Join(t.TempDir(), "w")
	run(s.url, "git", "clone", strings.Replace(s.url, "://", "://me:"+token+"@", 1)+"/admin/voice", into)
	if out := run(s.url, "git", "-C", into, "rev-parse", "HEAD"); !strings.Contains(made, strings.TrimSpace(out)) {
		t.Errorf("git has %s, want %s", out, made)
	}
	if out, err := tenon(t, data, nil, "audit").Output(); err != nil || !strings.Contains(string(out), "repository create") {
		t.Errorf("the audit log is %s, %v", out, err)
	}
}
