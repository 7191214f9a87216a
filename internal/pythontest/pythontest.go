// Package pythontest finds the Python environments that scripts/venv.sh makes,
// for tests that drive real clients.
package pythontest

import (
	"os"
	"path/filepath"
	"testing"
)

// Interpreter is the path of the Python that has the packages of
// scripts/python-<environment>.txt. Where it was not installed the test is
// skipped, and fails in continuous integration (CI is set).
func Interpreter(t *testing.T, environment string) string {
	t.Helper()
	root, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for !exists(filepath.Join(root, "go.mod")) {
		if root == filepath.Dir(root) {
			t.Fatal("no go.mod in any folder above the test")
		}
		root = filepath.Dir(root)
	}
	path := filepath.Join(root, ".cache", "venv", environment, "bin", "python")
	if exists(path) {
		return path
	}
	why := "Python environment " + environment + " is not installed: `scripts/venv.sh " + environment + "` lets this test run"
	if os.Getenv("CI") != "" { //nolint:forbidigo // where nobody reads what is skipped, a skipped test would pass for one that ran
		t.Fatal(why)
	}
	t.Skip(why)
	return ""
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
