package library_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/speech/library"
	"github.com/tenonhub/tenon/internal/engine/speech/librarytest"
	"github.com/tenonhub/tenon/internal/fault"
)

func TestTheLibrariesAreInstalledFromAFolder(t *testing.T) {
	t.Parallel()
	dir, err := library.Install(t.Context(), t.TempDir(), librarytest.Folder(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := library.Check(dir); err != nil {
		t.Errorf("what was installed: %v", err)
	}
	if err := os.Truncate(filepath.Join(dir, library.Runtime), 1000); err != nil {
		t.Fatal(err)
	}
	if err := library.Check(dir); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), library.Runtime) {
		t.Errorf("cut off: %v", err)
	}
}
