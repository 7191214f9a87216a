package mirror_test

import (
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
	s.Script(t, python, "snapshot.py", "SHA="+string(sha), "OLD="+string(old))
	if n := f.gets.Load(); n != 1 {
		t.Errorf("the large file was fetched %d times", n)
	}
}
