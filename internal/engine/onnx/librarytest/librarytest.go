// Package librarytest finds ONNX Runtime and lays out models, for tests that run
// them.
package librarytest

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/tenonhub/tenon/internal/checkout"
	"github.com/tenonhub/tenon/internal/engine/onnx/library"
)

// Folder is where scripts/engine.sh has installed the library. Where it has not
// the test is skipped, and fails in continuous integration (CI is set).
func Folder(tb testing.TB) string {
	tb.Helper()
	dir := library.Folder(filepath.Join(checkout.Root(tb), ".cache", "engines"))
	if !checkout.Has(dir) {
		checkout.Missing(tb, "ONNX Runtime is not installed: scripts/engine.sh lets this test run")
	}
	return dir
}

// Repository is the folder of a small model, as repositories have it.
func Repository(tb testing.TB, name string) string {
	tb.Helper()
	return filepath.Join(checkout.Root(tb), "internal", "engine", "onnx", "testdata", name)
}

// Lay lays the files of a small model side by side, as a worker is given them,
// and returns where the model is.
func Lay(tb testing.TB, name string) string {
	tb.Helper()
	dir := tb.TempDir()
	from := Repository(tb, name)
	if err := os.CopyFS(dir, os.DirFS(from)); err != nil {
		tb.Fatal(err)
	}
	if err := os.CopyFS(dir, os.DirFS(filepath.Join(from, "onnx"))); err != nil {
		tb.Fatal(err)
	}
	return filepath.Join(dir, "model.onnx")
}
