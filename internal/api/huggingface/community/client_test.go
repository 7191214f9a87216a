package community_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/api/apitest"
	"github.com/tenonhub/tenon/internal/nodetest"
	"github.com/tenonhub/tenon/internal/pythontest"
)

// The client of Python as it is published.
func TestHuggingFaceHub(t *testing.T) {
	t.Parallel()
	python := pythontest.Interpreter(t, "clients")
	for _, c := range []struct{ script, noXet string }{{"discussions.py", "0"}, {"attachments.py", "0"}, {"pulls.py", "0"}, {"pulls.py", "1"}} {
		t.Run(c.script+c.noXet, func(t *testing.T) {
			t.Parallel()
			apitest.Start(t).Script(t, python, c.script, "HF_HUB_DISABLE_XET="+c.noXet)
		})
	}
}

// The client of JavaScript as it is published.
func TestHuggingFaceJS(t *testing.T) {
	t.Parallel()
	node, modules := nodetest.Modules(t, "clients")
	apitest.Start(t).Script(t, node, "pulls.mjs", "MODULES="+modules)
}

// The commands of Python's client.
func TestHuggingFaceCommands(t *testing.T) {
	t.Parallel()
	hf := filepath.Join(filepath.Dir(pythontest.Interpreter(t, "clients")), "hf")
	s := apitest.Start(t)
	home, env := s.Client(t)
	for name, content := range map[string]string{"file.txt": "hello\n", "shot.png": "\x89PNG\r\n\x1a\n", "song.wav": "RIFF\x04\x00\x00\x00WAVE"} {
		if err := os.WriteFile(filepath.Join(home, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct{ line, want string }{
		{"repos create lab/voice", ""},
		{"discussions create lab/voice --title Loudness --body Ask", "num: 1"},
		{"discussions comment lab/voice 1 --body Very", "Commented on #1"},
		{"discussions comment lab/voice 1 --body Look --attach shot.png#Before --attach song.wav", "Commented on #1"},
		{"discussions info lab/voice 1 --format json", "![Before](" + s.URL + "/api/uploads/"},
		{"discussions rename lab/voice 1 Noise", "Renamed #1"},
		{"discussions close lab/voice 1 --yes --comment Done", "Closed #1"},
		{"discussions list lab/voice --status closed", "Noise"},
		{"discussions reopen lab/voice 1 --yes", "Reopened #1"},
		{"discussions info lab/voice 1 --format json", `"status":"open"`},
		{"upload lab/voice file.txt --create-pr --commit-message Propose", "Uploaded"},
		{"discussions diff lab/voice 2", "+hello"},
		{"discussions create lab/voice --title Empty --pull-request", "refs/pr/3"},
		{"discussions merge lab/voice 2 --yes --comment Thanks", "Merged #2"},
		{"discussions list lab/voice --kind pull_request --status merged", "Propose"},
		{"discussions list lab/voice --kind pull_request --status draft", "Empty"},
	} {
		cmd := exec.CommandContext(t.Context(), hf, strings.Fields(c.line)...)
		cmd.Dir, cmd.Env = home, env
		out, err := cmd.CombinedOutput()
		if err != nil || !strings.Contains(strings.ReplaceAll(string(out), `": "`, `":"`), c.want) {
			t.Fatalf("hf %s: %v\n%s", c.line, err, out)
		}
	}
}
