// Package checkout finds what tests need beside the program, in the folder of
// the project that they run in.
package checkout

import (
	"os"
	"path/filepath"
	"testing"
)

// Root is the folder of go.mod.
func Root(tb testing.TB) string {
	tb.Helper()
	dir, err := os.Getwd()
	if err != nil {
		tb.Fatal(err)
	}
	for !Has(filepath.Join(dir, "go.mod")) {
		if dir == filepath.Dir(dir) {
			tb.Fatal("no go.mod in any folder above the test")
		}
		dir = filepath.Dir(dir)
	}
	return dir
}

// Has reports whether there is something at a path.
func Has(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// Missing ends a test for want of what was not installed: it is skipped, and in
// continuous integration (CI is set) it fails.
func Missing(tb testing.TB, why string) {
	tb.Helper()
	if os.Getenv("CI") != "" { //nolint:forbidigo // where nobody reads what is skipped, a skipped test would pass for one that ran
		tb.Fatal(why)
	}
	tb.Skip(why)
}
