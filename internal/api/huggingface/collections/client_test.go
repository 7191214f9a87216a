package collections_test

import (
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/api/apitest"
	"github.com/tenonhub/tenon/internal/pythontest"
)

// The client of Python as it is published.
func TestHuggingFaceHub(t *testing.T) {
	t.Parallel()
	python := pythontest.Interpreter(t, "clients")
	apitest.Start(t).Script(t, python, "shelf.py")
}

// The commands of the same client.
func TestHuggingFaceCommands(t *testing.T) {
	t.Parallel()
	hf := filepath.Join(filepath.Dir(pythontest.Interpreter(t, "clients")), "hf")
	s := apitest.Start(t)
	home, env := s.Client(t)
	slug := ""
	for _, c := range []struct{ line, want string }{
		{"repos create lab/voice", ""},
		{"collections create Voices --namespace lab --description Speak", "lab/voices-"},
		{"collections add-item SLUG lab/voice model --note First", ""},
		{"collections info SLUG --format json", `lab/voice`},
		{"collections ls --owner lab --no-truncate", "Voices"},
		{"collections update SLUG --title Tongues", "lab/tongues-"},
		{"collections delete SLUG --missing-ok", ""},
	} {
		cmd := exec.CommandContext(t.Context(), hf, strings.Fields(strings.ReplaceAll(c.line, "SLUG", slug))...)
		cmd.Dir, cmd.Env = home, env
		out, err := cmd.CombinedOutput()
		if err != nil || !strings.Contains(string(out), c.want) {
			t.Fatalf("hf %s: %v\n%s", c.line, err, out)
		}
		if found := regexp.MustCompile(`lab/[a-z]+-[0-9a-f]{24}`).FindString(string(out)); found != "" {
			slug = found
		}
	}
}
