// Package nodetest finds the node modules that scripts/node.sh installs, for
// tests that drive real clients.
package nodetest

import (
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/tenonhub/tenon/internal/checkout"
)

// Modules is the path of node, and of the folder that has the packages of
// scripts/node-<name>.json. Where they were not installed the test is skipped,
// and fails in continuous integration (CI is set).
func Modules(t *testing.T, name string) (node, dir string) {
	t.Helper()
	dir = filepath.Join(checkout.Root(t), ".cache", "node", name)
	node, err := exec.LookPath("node")
	if err != nil || !checkout.Has(filepath.Join(dir, "installed.json")) {
		checkout.Missing(t, "node modules "+name+" are not installed: `scripts/node.sh "+name+"` lets this test run")
	}
	return node, dir
}
