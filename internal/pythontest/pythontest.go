// Package pythontest finds the Python environments that scripts/venv.sh makes,
// for tests that drive real clients.
package pythontest

import (
	"path/filepath"
	"testing"

	"github.com/tenonhub/tenon/internal/checkout"
)

// Interpreter is the path of the Python that has the packages of
// scripts/python-<environment>.txt. Where it was not installed the test is
// skipped, and fails in continuous integration (CI is set).
func Interpreter(t *testing.T, environment string) string {
	t.Helper()
	path := filepath.Join(checkout.Root(t), ".cache", "venv", environment, "bin", "python")
	if !checkout.Has(path) {
		checkout.Missing(t, "Python environment "+environment+" is not installed: `scripts/venv.sh "+environment+"` lets this test run")
	}
	return path
}
