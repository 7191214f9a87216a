package huggingface_test

import (
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
				s.Script(t, python, script, "HF_HUB_DISABLE_XET="+off)
				if sent := s.Sent.Load(); (sent > 0) != (off == "0") {
					t.Errorf("%d bytes of chunks were sent", sent)
				}
			})
		}
	}
}
