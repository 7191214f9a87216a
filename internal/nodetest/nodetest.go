// Package nodetest finds the node modules that scripts/node.sh installs, for
// tests that drive real clients.
package nodetest

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Modules is the path of node, and of the folder that has the packages of
// scripts/node-<name>.json. Where they were not installed the test is skipped,
// and fails in continuous integration (CI is set).
func Modules(t *testing.T, name string) (node, dir string) {
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
	dir = filepath.Join(root, ".cache", "node", name)
	node, err = exec.LookPath("node")
	if err == nil && exists(filepath.Join(dir, "installed.json")) {
		return node, dir
	}
	why := "node modules " + name + " are not installed: `scripts/node.sh " + name + "` lets this test run"
	if os.Getenv("CI") != "" { //nolint:forbidigo // where nobody reads what is skipped, a skipped test would pass for one that ran
		t.Fatal(why)
	}
	t.Skip(why)
	return "", ""
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
