// Package librarytest finds llama.cpp's libraries and makes models, for tests
// that run them.
package librarytest

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/llama/ggufgen"
	"github.com/tenonhub/tenon/internal/engine/llama/library"
)

// Folder is where scripts/engine.sh has installed the libraries. Where it has not
// the test is skipped, and fails in continuous integration (CI is set).
func Folder(tb testing.TB) string {
	tb.Helper()
	root, err := os.Getwd()
	if err != nil {
		tb.Fatal(err)
	}
	for !exists(filepath.Join(root, "go.mod")) {
		if root == filepath.Dir(root) {
			tb.Fatal("no go.mod in any folder above the test")
		}
		root = filepath.Dir(root)
	}
	dir := library.Folder(filepath.Join(root, ".cache", "engines"))
	if exists(dir) {
		return dir
	}
	why := "llama.cpp's libraries are not installed: scripts/engine.sh lets this test run"
	if os.Getenv("CI") != "" { //nolint:forbidigo // where nobody reads what is skipped, a skipped test would pass for one that ran
		tb.Fatal(why)
	}
	tb.Skip(why)
	return ""
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// Tiny makes a tiny model, changed as change says.
func Tiny(tb testing.TB, seed uint64, change func(s *ggufgen.Shape)) string {
	tb.Helper()
	s := ggufgen.Tiny
	if change != nil {
		change(&s)
	}
	path := filepath.Join(tb.TempDir(), "tiny.gguf")
	if err := ggufgen.Qwen2(path, seed, s); err != nil {
		tb.Fatal(err)
	}
	return path
}
