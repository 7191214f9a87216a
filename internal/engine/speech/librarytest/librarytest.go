// Package librarytest finds sherpa-onnx and lays out models of speech, for tests
// that run them.
package librarytest

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/speech/library"
)

// Folder is where scripts/engine.sh has installed the libraries. Where it has not
// the test is skipped, and fails in continuous integration (CI is set).
func Folder(tb testing.TB) string {
	tb.Helper()
	dir := library.Folder(filepath.Join(root(tb), ".cache", "engines"))
	if exists(dir) {
		return dir
	}
	why := "sherpa-onnx is not installed: scripts/engine.sh lets this test run"
	if os.Getenv("CI") != "" { //nolint:forbidigo // where nobody reads what is skipped, a skipped test would pass for one that ran
		tb.Fatal(why)
	}
	tb.Skip(why)
	return ""
}

// Repository is the folder of a small model, as repositories have it.
func Repository(tb testing.TB, name string) string {
	tb.Helper()
	return filepath.Join(root(tb), "internal", "engine", "speech", "testdata", name)
}

// Lay copies the files of a small model, which have the names there that a worker
// knows them by, and returns their folder.
func Lay(tb testing.TB, name string) string {
	tb.Helper()
	dir := tb.TempDir()
	if err := os.CopyFS(dir, os.DirFS(Repository(tb, name))); err != nil {
		tb.Fatal(err)
	}
	return dir
}

// root is the folder of go.mod.
func root(tb testing.TB) string {
	tb.Helper()
	dir, err := os.Getwd()
	if err != nil {
		tb.Fatal(err)
	}
	for !exists(filepath.Join(dir, "go.mod")) {
		if dir == filepath.Dir(dir) {
			tb.Fatal("no go.mod in any folder above the test")
		}
		dir = filepath.Dir(dir)
	}
	return dir
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
