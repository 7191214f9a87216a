package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/llama/library"
	"github.com/tenonhub/tenon/internal/engine/llama/librarytest"
)

func TestTheEngineIsInstalled(t *testing.T) {
	t.Parallel()
	from, data := librarytest.Folder(t), t.TempDir()
	status, out, problems := call(t, nil, "", "engine", "install", "llama", "--data", data, "--from", from)
	dir := library.Folder(filepath.Join(data, "engines"))
	if status != 0 || !strings.Contains(out, dir) {
		t.Fatalf("status %d: %s%s", status, out, problems)
	}
	if err := library.Check(dir); err != nil {
		t.Error(err)
	}
	if err := os.Remove(filepath.Join(dir, "libggml-base.so")); err != nil {
		t.Fatal(err)
	}
	if status, _, problems = call(t, nil, "", "engine", "install", "llama", "--data", data, "--from", dir); status != 2 || !strings.Contains(problems, "libggml-base.so") {
		t.Errorf("from a folder that lacks one: status %d: %s", status, problems)
	}
}
