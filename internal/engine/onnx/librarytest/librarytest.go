// Package librarytest finds ONNX Runtime and lays out models, for tests that run
// them.
package librarytest

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/onnx/library"
)

// Folder is where scripts/engine.sh has installed the library. Where it has not
// the test is skipped, and fails in continuous integration (CI is set).
func Folder(t testing.TB) string {
	t.Helper()
	dir := library.Folder(filepath.Join(root(t), ".cache", "engines"))
	if exists(dir) {
		return dir
	}
	why := "ONNX Runtime is not installed: scripts/engine.sh lets this test run"
	if os.Getenv("CI") != "" { //nolint:forbidigo // where nobody reads what is skipped, a skipped test would pass for one that ran
		t.Fatal(why)
	}
	t.Skip(why)
	return ""
}

// Repository is the folder of a small model, as repositories have it.
func Repository(t testing.TB, name string) string {
	t.Helper()
	return filepath.Join(root(t), "internal", "engine", "onnx", "testdata", name)
}

// Lay lays the files of a small model side by side, as a worker is given them,
// and returns where the model is.
func Lay(t testing.TB, name string) string {
	t.Helper()
	dir := t.TempDir()
	from := Repository(t, name)
	if err := os.CopyFS(dir, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(dir, os.DirFS(filepath.Join(from, "onnx"))); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, "model.onnx")
}

// root is the folder of go.mod.
func root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for !exists(filepath.Join(dir, "go.mod")) {
		if dir == filepath.Dir(dir) {
			t.Fatal("no go.mod in any folder above the test")
		}
		dir = filepath.Dir(dir)
	}
	return dir
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
