package community_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/api/apitest"
	"github.com/tenonhub/tenon/internal/nodetest"
	"github.com/tenonhub/tenon/internal/pythontest"
)

// The client of Python as it is published.
func TestHuggingFaceHub(t *testing.T) {
	t.Parallel()
	python := pythontest.Interpreter(t, "clients")
	for _, c := range []struct{ script, noXet string }{{"discussions.py", "0"}, {"pulls.py", "0"}, {"pulls.py", "1"}} {
		t.Run(c.script+c.noXet, func(t *testing.T) {
			t.Parallel()
			s := apitest.Start(t)
			home, env := s.Home(t, "HF_HUB_DISABLE_XET="+c.noXet, "HF_ENDPOINT="+s.URL, "HF_TOKEN="+s.Ada, "BOB="+s.Bob, "EVE="+s.Eve, "READER="+s.Token(t, "bob", account.Scope{Level: account.ReadOnly}),
				"HF_HUB_DISABLE_TELEMETRY=1", "HF_HUB_DISABLE_UPDATE_CHECK=1", "HF_HUB_DISABLE_PROGRESS_BARS=1")
			file, err := filepath.Abs(filepath.Join("testdata", c.script))
			if err != nil {
				t.Fatal(err)
			}
			cmd := exec.CommandContext(t.Context(), python, file)
			cmd.Dir, cmd.Env = home, env
			if out, err := cmd.CombinedOutput(); err != nil || !strings.HasSuffix(string(out), "all is well\n") {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}

// The client of JavaScript as it is published.
func TestHuggingFaceJS(t *testing.T) {
	t.Parallel()
	node, modules := nodetest.Modules(t, "clients")
	s := apitest.Start(t)
	home, env := s.Home(t, "HF_ENDPOINT="+s.URL, "HF_TOKEN="+s.Ada, "EVE="+s.Eve, "MODULES="+modules)
	file, err := filepath.Abs(filepath.Join("testdata", "pulls.mjs"))
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), node, file)
	cmd.Dir, cmd.Env = home, env
	if out, err := cmd.CombinedOutput(); err != nil || !strings.HasSuffix(string(out), "all is well\n") {
		t.Errorf("%v\n%s", err, out)
	}
}

// The commands of Python's client.
func TestHuggingFaceCommands(t *testing.T) {
	t.Parallel()
	hf := filepath.Join(filepath.Dir(pythontest.Interpreter(t, "clients")), "hf")
	s := apitest.Start(t)
	home, env := s.Home(t, "HF_ENDPOINT="+s.URL, "HF_TOKEN="+s.Ada, "NO_COLOR=1", "HF_HUB_DISABLE_TELEMETRY=1", "HF_HUB_DISABLE_UPDATE_CHECK=1")
	if err := os.WriteFile(filepath.Join(home, "file.txt"), []byte("hello\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ line, want string }{
		{"repos create lab/voice", ""},
		{"discussions create lab/voice --title Loudness --body Ask", "num: 1"},
		{"discussions comment lab/voice 1 --body Very", "Commented on #1"},
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
