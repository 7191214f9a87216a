// Package librarytest finds sherpa-onnx and lays out models of speech, for tests
// that run them.
package librarytest

import (
	"path/filepath"
	"testing"

	"github.com/tenonhub/tenon/internal/checkout"
	"github.com/tenonhub/tenon/internal/engine/onnx/onnxgen"
	"github.com/tenonhub/tenon/internal/engine/speech/library"
)

// Folder is where scripts/engine.sh has installed the libraries. Where it has not
// the test is skipped, and fails in continuous integration (CI is set).
func Folder(tb testing.TB) string {
	tb.Helper()
	dir := library.Folder(filepath.Join(checkout.Root(tb), ".cache", "engines"))
	if !checkout.Has(dir) {
		checkout.Missing(tb, "sherpa-onnx is not installed: scripts/engine.sh lets this test run")
	}
	return dir
}

// Testdata is the folder of the small models.
func Testdata(tb testing.TB) string {
	tb.Helper()
	return filepath.Join(checkout.Root(tb), "internal", "engine", "speech", "testdata")
}

// Lay makes a small model, whose files have the names there that a worker knows them
// by, and returns its folder.
func Lay(tb testing.TB, name string) string {
	tb.Helper()
	dir := tb.TempDir()
	if err := onnxgen.Lay(dir, filepath.Join(Testdata(tb), name)); err != nil {
		tb.Fatal(err)
	}
	return dir
}

// Phonemes is the folder of espeak-ng's data, as Debian installs it.
func Phonemes(tb testing.TB) string {
	tb.Helper()
	const dir = "/usr/lib/x86_64-linux-gnu/espeak-ng-data"
	if !checkout.Has(dir) {
		checkout.Missing(tb, "espeak-ng is not installed: scripts/install.sh scripts/debian-run.txt lets this test run")
	}
	return dir
}
