package huggingface_test

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/api/apitest"
	"github.com/tenonhub/tenon/internal/pythontest"
)

// What people load models and data sets with, as it is published, with the
// accelerator that it is installed with and without it.
func TestLoaders(t *testing.T) {
	t.Parallel()
	python := pythontest.Interpreter(t, "loaders")
	for _, script := range []string{"pretrained.py", "tables.py"} {
		for way, off := range map[string]string{"by Xet": "0", "by Git LFS": "1"} {
			t.Run(script+" "+way, func(t *testing.T) {
				t.Parallel()
				s := apitest.Start(t)
				home, env := s.Home(t, "HF_ENDPOINT="+s.URL, "HF_TOKEN="+s.Ada, "EVE="+s.Eve, "HF_HUB_DISABLE_XET="+off,
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
				if sent := s.Sent.Load(); (sent > 0) != (off == "0") {
					t.Errorf("%d bytes of chunks were sent", sent)
				}
			})
		}
	}
}
