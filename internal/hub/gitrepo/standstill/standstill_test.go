package standstill_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/tenonhub/tenon/internal/hub/gitrepo/standstill"
)

func TestFiles(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "open")
	cmd := exec.CommandContext(t.Context(), "sh", "-c", `exec 5>"$0"; echo; read line`, name)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	said, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := said.Read(make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	if l := standstill.Files(cmd.Process.Pid); !slices.Contains(l, name) {
		t.Errorf("%q does not have %s", l, name)
	}
	if b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", cmd.Process.Pid)); err != nil || !strings.Contains(string(b), ") T ") {
		t.Errorf("it does not stand: %s, %v", b, err)
	}
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	if l := standstill.Files(cmd.Process.Pid); l != nil {
		t.Errorf("one that is no more has %q open", l)
	}
}
