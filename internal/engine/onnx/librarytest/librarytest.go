// Package librarytest finds ONNX Runtime and lays out models, for tests that run
// them.
package librarytest

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/tenonhub/tenon/internal/checkout"
	"github.com/tenonhub/tenon/internal/engine/onnx/library"
	"github.com/tenonhub/tenon/internal/engine/onnx/onnxgen"
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

// File is where a file of the tests is: a picture, a sound, what Python says of them.
func File(tb testing.TB, name string) string {
	tb.Helper()
	return filepath.Join(checkout.Root(tb), "internal", "engine", "onnx", "testdata", name)
}

// Files are those of a small model by path, as repositories have them.
func Files(tb testing.TB, name string) map[string][]byte {
	tb.Helper()
	files, err := onnxgen.Files(File(tb, name))
	if err != nil {
		tb.Fatal(err)
	}
	return files
}

// Repository is a folder with the files of a small model.
func Repository(tb testing.TB, name string) string {
	tb.Helper()
	dir := tb.TempDir()
	if err := onnxgen.Lay(dir, File(tb, name)); err != nil {
		tb.Fatal(err)
	}
	return dir
}

// Lay lays the files of a small model side by side, as a worker is given them,
// and returns where the model is.
func Lay(tb testing.TB, name string) string {
	tb.Helper()
	dir := Repository(tb, name)
	if err := os.CopyFS(dir, os.DirFS(filepath.Join(dir, "onnx"))); err != nil {
		tb.Fatal(err)
	}
	return filepath.Join(dir, "model.onnx")
}
