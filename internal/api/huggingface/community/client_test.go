package community_test

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/api/apitest"
	"github.com/tenonhub/tenon/internal/pythontest"
)

// The client of Python as it is published.
func TestHuggingFaceHub(t *testing.T) {
	t.Parallel()
	python := pythontest.Interpreter(t, "clients")
	for _, script := range []string{"discussions.py"} {
		t.Run(script, func(t *testing.T) {
			t.Parallel()
			s := apitest.Start(t)
			home, env := s.Home(t, "HF_ENDPOINT="+s.URL, "HF_TOKEN="+s.Ada, "BOB="+s.Bob, "EVE="+s.Eve, "READER="+s.Token(t, "bob", account.Scope{Level: account.ReadOnly}),
				"HF_HUB_DISABLE_TELEMETRY=1", "HF_HUB_DISABLE_UPDATE_CHECK=1", "HF_HUB_DISABLE_PROGRESS_BARS=1")
			file, err := filepath.Abs(filepath.Join("testdata", script))
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

// The commands of the same client.
func TestHuggingFaceCommands(t *testing.T) {
	t.Parallel()
	hf := filepath.Join(filepath.Dir(pythontest.Interpreter(t, "clients")), "hf")
	s := apitest.Start(t)
	home, env := s.Home(t, "HF_ENDPOINT="+s.URL, "HF_TOKEN="+s.Ada, "NO_COLOR=1", "HF_HUB_DISABLE_TELEMETRY=1", "HF_HUB_DISABLE_UPDATE_CHECK=1")
	for _, c := range []struct{ line, want string }{
		{"repos create lab/voice", ""},
		{"discussions create lab/voice --title Loudness --body Ask", "num: 1"},
		{"discussions comment lab/voice 1 --body Very", "Commented on #1"},
		{"discussions rename lab/voice 1 Noise", "Renamed #1"},
		{"discussions close lab/voice 1 --yes --comment Done", "Closed #1"},
		{"discussions list lab/voice --status closed", "Noise"},
		{"discussions reopen lab/voice 1 --yes", "Reopened #1"},
		{"discussions info lab/voice 1 --format json", `"status":"open"`},
	} {
		cmd := exec.CommandContext(t.Context(), hf, strings.Fields(c.line)...)
		cmd.Dir, cmd.Env = home, env
		out, err := cmd.CombinedOutput()
		if err != nil || !strings.Contains(strings.ReplaceAll(string(out), `": "`, `":"`), c.want) {
			t.Fatalf("hf %s: %v\n%s", c.line, err, out)
		}
	}
}
