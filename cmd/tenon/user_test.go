package main

import (
	"errors"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/tenonhub/tenon/internal/app"
	"github.com/tenonhub/tenon/sdk"
)

const nobody = 65534

// TestAnotherUserNeedsTheToken runs commands as nobody against a server of root.
func TestAnotherUserNeedsTheToken(t *testing.T) {
	t.Parallel()
	if os.Getuid() != 0 {
		t.Skip("only root can be another user")
	}
	s := serve(t, t.TempDir())
	token, err := os.ReadFile(filepath.Join(s.data, app.TokenFile))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		env    []string
		status int
		says   string
	}{
		{nil, 2, "belongs to another user: name one of your own with --data"},
		{[]string{"TENON_DATA=/nonexistent", "TENON_SERVER=" + s.url}, 2, "TENON_TOKEN"},
		{[]string{"TENON_DATA=/nonexistent", "TENON_SERVER=" + s.url, "TENON_TOKEN=wrong"}, 2, "TENON_TOKEN"},
		{[]string{"TENON_DATA=/nonexistent", "TENON_SERVER=" + s.url, "TENON_TOKEN=" + string(token)}, 0, "tenon/sentiment"},
	} {
		cmd := tenon(t, s.data, c.env, "models")
		cmd.Path, cmd.Dir = "/proc/self/exe", "/" // nobody may not walk to the test binary
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
		out, err := cmd.CombinedOutput()
		if _, exit := errors.AsType[*exec.ExitError](err); err != nil && !exit {
			t.Fatal(err)
		}
		if got := cmd.ProcessState.ExitCode(); got != c.status || !strings.Contains(string(out), c.says) {
			t.Errorf("with %v it ended with %d, want %d and %q: %.500s", c.env, got, c.status, c.says, out)
		}
	}
}

func TestManyCommandLinesMayBeginOnOneEmptyFolder(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if out, err := tenon(t, data, nil, "ask", "Is this good or bad? “I love it.”").CombinedOutput(); err != nil || !strings.Contains(string(out), "positive") {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
	all.Wait()
	if out, err := tenon(t, data, nil, "runs").Output(); err != nil || strings.Count(string(out), "done") != 4 {
		t.Errorf("%v: %s", err, out)
	}
}

func TestAServerThatIsToldToStopLeavesItsRunToTheNext(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	first := serve(t, data)
	id := first.start(sdk.Ask{Text: "three naps", Graph: naps("nap 5", "n2", "n3")})
	before := first.follow(id, func(r sdk.Run) bool { return len(r.Nodes) == 3 && r.Nodes[1].State == sdk.Running })
	first.stop(syscall.SIGTERM)
	if got := first.cmd.ProcessState.ExitCode(); got != 0 {
		t.Errorf("it ended with %d: %s", got, first.log)
	}
	if got := ask(first.url + "/healthz"); got == http.StatusOK {
		t.Error("it still answers")
	}
	kept(t, before, serve(t, data).follow(id, func(sdk.Run) bool { return false }))
}
