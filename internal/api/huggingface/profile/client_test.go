package profile_test

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/api/apitest"
	"github.com/tenonhub/tenon/internal/pythontest"
)

// The client of Python as it is published.
func TestHuggingFaceHub(t *testing.T) {
	t.Parallel()
	python := pythontest.Interpreter(t, "clients")
	for _, script := range []string{"people.py"} {
		t.Run(script, func(t *testing.T) {
			t.Parallel()
			s := apitest.Start(t)
			home, env := s.Home(t, "HF_ENDPOINT="+s.URL, "HF_TOKEN="+s.Ada, "BOB="+s.Bob, "EVE="+s.Eve,
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
