// Package librarytest finds llama.cpp's libraries and makes models, for tests
// that run them.
package librarytest

import (
	"path/filepath"
	"testing"

	"github.com/tenonhub/tenon/internal/checkout"
	"github.com/tenonhub/tenon/internal/engine/llama/ggufgen"
	"github.com/tenonhub/tenon/internal/engine/llama/library"
	"github.com/tenonhub/tenon/internal/engine/llama/vision"
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

// Sight is that folder where it has what pictures are seen with, too.
func Sight(tb testing.TB) string {
	tb.Helper()
	dir := Folder(tb)
	if vision.Names(dir) == nil {
		checkout.Missing(tb, "llama.cpp's libmtmd is not built: scripts/engine.sh lets this test run")
	}
	return dir
}

// Eyes makes a projector for tiny models.
func Eyes(tb testing.TB, seed uint64, form ggufgen.Form) string {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "mmproj.gguf")
	if err := ggufgen.Eyes(path, seed, form, ggufgen.Tiny.Width); err != nil {
		tb.Fatal(err)
	}
	return path
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
