package apitest

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/account"
)

// Client is Home for a client of the Hugging Face Hub, which speaks to this one
// as ada. It knows others by their tokens: BOB, EVE, and READER, with which bob
// may read. more come after these, and may change them.
func (s *Server) Client(t *testing.T, more ...string) (dir string, env []string) {
	t.Helper()
	return s.Home(t, append([]string{
		"HF_ENDPOINT=" + s.URL, "HF_TOKEN=" + s.Ada, "BOB=" + s.Bob, "EVE=" + s.Eve, "READER=" + s.Token(t, "bob", account.Scope{Level: account.ReadOnly}),
		"HF_HUB_DISABLE_TELEMETRY=1", "HF_HUB_DISABLE_UPDATE_CHECK=1", "HF_HUB_DISABLE_PROGRESS_BARS=1", "NO_COLOR=1",
		"HF_HUB_ETAG_TIMEOUT=60", "HF_HUB_DOWNLOAD_TIMEOUT=60", // else 10 seconds, which a busy machine may take
	}, more...)...)
}

// Script runs a script of testdata with a client, which must end by saying that
// all is well, and returns all that it said.
func (s *Server) Script(t *testing.T, program, script string, more ...string) (said string) {
	t.Helper()
	file, err := filepath.Abs(filepath.Join("testdata", script))
	check(t, err)
	home, env := s.Client(t, more...)
	cmd := exec.CommandContext(t.Context(), program, file)
	cmd.Dir, cmd.Env = home, env
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.HasSuffix(string(out), "all is well\n") {
		t.Fatalf("%s: %v\n%s", script, err, out)
	}
	return string(out)
}

// Write writes files, by their names, into the folder that a client works in.
func Write(t *testing.T, home string, files map[string]string) {
	t.Helper()
	for name, content := range files {
		file := filepath.Join(home, name)
		check(t, os.MkdirAll(filepath.Dir(file), 0o700))
		check(t, os.WriteFile(file, []byte(content), 0o600))
	}
}

// Line is a command line of a client, split at spaces, and what it says.
type Line struct {
	Line, Want string
	Fails      bool
}

// Lines runs command lines of a client one after the other in one folder, each of
// which must say what is wanted of it.
func (s *Server) Lines(t *testing.T, home string, env []string, program string, lines ...Line) {
	t.Helper()
	for _, l := range lines {
		cmd := exec.CommandContext(t.Context(), program, strings.Fields(l.Line)...)
		cmd.Dir, cmd.Env = home, env
		out, err := cmd.CombinedOutput()
		if (err != nil) != l.Fails || !strings.Contains(string(out), l.Want) || !l.Fails && strings.Contains(string(out), "Traceback") {
			t.Errorf("%s %s: %v, want %q, failing %v\n%s", filepath.Base(program), l.Line, err, l.Want, l.Fails, out)
		}
	}
}
