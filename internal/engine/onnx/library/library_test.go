package library_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/onnx/library"
	"github.com/tenonhub/tenon/internal/engine/onnx/librarytest"
	"github.com/tenonhub/tenon/internal/fault"
)

func TestTheLibraryIsInstalledFromAFolder(t *testing.T) {
	t.Parallel()
	from := librarytest.Folder(t)
	dir, err := library.Install(t.Context(), t.TempDir(), from)
	if err != nil {
		t.Fatal(err)
	}
	if err := library.Check(dir); err != nil {
		t.Errorf("what was installed: %v", err)
	}
	if err := os.Truncate(filepath.Join(dir, library.File), 1000); err != nil {
		t.Fatal(err)
	}
	if err := library.Check(dir); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), library.File) {
		t.Errorf("cut off: %v", err)
	}
	if _, err := library.Install(t.Context(), t.TempDir(), t.TempDir()); !fault.Is(err, fault.NotFound) {
		t.Errorf("from an empty folder: %v", err)
	}
}
