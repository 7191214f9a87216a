package library_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/llama/library"
	"github.com/tenonhub/tenon/internal/engine/llama/librarytest"
	"github.com/tenonhub/tenon/internal/fault"
)

func TestLibrariesAreInstalledFromAFolder(t *testing.T) {
	t.Parallel()
	from, root := librarytest.Folder(t), t.TempDir()
	dir, err := library.Install(t.Context(), root, from)
	if err != nil {
		t.Fatal(err)
	}
	if err := library.Check(dir); err != nil {
		t.Errorf("what was installed: %v", err)
	}
	entries, err := os.ReadDir(root)
	if err != nil || len(entries) != 1 {
		t.Errorf("beside it there is %v, %v", entries, err)
	}
	if again, err := library.Install(t.Context(), root, "nowhere"); err != nil || again != dir {
		t.Errorf("where it is there: %s, %v", again, err)
	}
}

func TestOneByteThatIsWrongIsFound(t *testing.T) {
	t.Parallel()
	from, root := librarytest.Folder(t), t.TempDir()
	dir, err := library.Install(t.Context(), root, from)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "libllama.v0.5.0.so")
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	b[len(b)/2]++
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := library.Check(dir); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "libllama.v0.5.0.so") {
		t.Errorf("it is checked: %v", err)
	}
	if _, err := library.Install(t.Context(), t.TempDir(), dir); !fault.Is(err, fault.Invalid) {
		t.Errorf("it is taken from there: %v", err)
	}
	if _, err := library.Install(t.Context(), root, from); err != nil {
		t.Errorf("installed again: %v", err)
	}
	if err := library.Check(dir); err != nil {
		t.Errorf("installed again, it is %v", err)
	}
}

func TestAFolderWithoutThemIsRefused(t *testing.T) {
	t.Parallel()
	if err := library.Check(t.TempDir()); !fault.Is(err, fault.Unavailable) || !strings.Contains(err.Error(), "tenon engine install") {
		t.Errorf("checked: %v", err)
	}
	if _, err := library.Install(t.Context(), t.TempDir(), t.TempDir()); !fault.Is(err, fault.NotFound) {
		t.Errorf("taken from there: %v", err)
	}
}
