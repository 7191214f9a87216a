// Package librarytest finds llama.cpp's libraries and makes models, for tests
// that run them.
package librarytest

import (
	"path/filepath"
	"testing"

	"github.com/tenonhub/tenon/internal/checkout"
	"github.com/tenonhub/tenon/internal/engine/llama/ggufgen"
	"github.com/tenonhub/tenon/internal/engine/llama/library"
)

// Folder is where scripts/engine.sh has installed the libraries. Where it has not
// the test is skipped, and fails in continuous integration (CI is set).
func Folder(tb testing.TB) string {
	tb.Helper()
	dir := library.Folder(filepath.Join(checkout.Root(tb), ".cache", "engines"))
	if !checkout.Has(dir) {
		checkout.Missing(tb, "llama.cpp's libraries are not installed: scripts/engine.sh lets this test run")
	}
	return dir
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
