package modelscope_test

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/api/apitest"
	"github.com/tenonhub/tenon/internal/pythontest"
)

// The last client with HTTP of its own: it insists on TLS.
func TestModelScope137(t *testing.T) {
	t.Parallel()
	python := pythontest.Interpreter(t, "modelscope-1.37")
	s, trust := apitest.StartTLS(t)
	home, env := s.Home(t, "MODELSCOPE_DOMAIN="+strings.TrimPrefix(s.URL, "https://"), "REQUESTS_CA_BUNDLE="+trust, "GIT_SSL_CAINFO="+trust, "TOKEN="+s.Ada, "EVE="+s.Eve)
	file, err := filepath.Abs(filepath.Join("testdata", "client137.py"))
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), python, file)
	cmd.Dir, cmd.Env = home, env
	if out, err := cmd.CombinedOutput(); err != nil || !strings.HasSuffix(string(out), "all is well\n") {
		t.Errorf("%v\n%s", err, out)
	}
}

// The client as it is published.
func TestModelScope(t *testing.T) {
	t.Parallel()
	python := pythontest.Interpreter(t, "clients")
	s := apitest.Start(t)
	home, env := s.Home(t, "MODELSCOPE_ENDPOINT="+s.URL, "TOKEN="+s.Ada, "EVE="+s.Eve)
	file, err := filepath.Abs(filepath.Join("testdata", "client.py"))
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), python, file)
	cmd.Dir, cmd.Env = home, env
	if out, err := cmd.CombinedOutput(); err != nil || !strings.HasSuffix(string(out), "all is well\n") {
		t.Errorf("%v\n%s", err, out)
	}
}
