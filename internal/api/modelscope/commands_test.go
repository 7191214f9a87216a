package modelscope_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/api/apitest"
	"github.com/tenonhub/tenon/internal/pythontest"
)

// files are what people have who give commands.
func files(t *testing.T, home string) {
	t.Helper()
	apitest.Write(t, home, map[string]string{
		"up/README.md": "---\nlicense: mit\n---\n# 声音\n", "up/configuration.json": `{"task":"text-generation"}`, "up/sub/配置.json": `{"a": 1}`, "up/model.safetensors": strings.Repeat("\x00\x01", 900_000),
	})
}

func came(t *testing.T, home string, names ...string) {
	t.Helper()
	for _, name := range names {
		got, err := os.ReadFile(filepath.Join(home, name))
		want, e := os.ReadFile(filepath.Join(home, "up", strings.SplitN(name, "/", 2)[1]))
		if err != nil || e != nil || string(got) != string(want) {
			t.Errorf("%s has %d bytes of %d, %v, %v", name, len(got), len(want), err, e)
		}
	}
}

// The commands of the client as it is published, one after the other.
func TestModelScopeCommands(t *testing.T) {
	t.Parallel()
	program := filepath.Join(filepath.Dir(pythontest.Interpreter(t, "clients")), "modelscope")
	s := apitest.Start(t)
	home, env := s.Home(t, "MODELSCOPE_ENDPOINT="+s.URL)
	files(t, home)
	s.Lines(t, home, env, program, []apitest.Line{
		{Line: "login --token " + s.Ada, Want: "ada"},
		{Line: "whoami", Want: "ada"},
		{Line: "create lab/voice --repo-type model --visibility private --license mit", Want: "lab/voice"},
		{Line: "create lab/voice --repo-type model", Want: "already exists", Fails: true},
		{Line: "create lab/voice --repo-type model --exist-ok", Want: "already exists"},
		{Line: "create lab/calls --repo-type dataset --visibility public", Want: "lab/calls"},
		{Line: "create lab/site --repo-type studio --sdk-type static", Want: "lab/site"},
		{Line: "upload lab/voice up .", Want: ""},
		{Line: "upload lab/calls up/sub/配置.json data/配置.json --repo-type dataset", Want: ""},
		{Line: "info lab/voice --repo-type model", Want: "mit"},
		{Line: "info lab/nothing --repo-type model", Want: "lab/nothing", Fails: true},
		{Line: "list --repo-type model --owner lab", Want: "lab/voice"},
		{Line: "list --repo-type dataset --owner lab", Want: "lab/calls"},
		{Line: "download --model lab/voice --local_dir got", Want: ""},
		{Line: "download --model lab/voice sub/配置.json --local_dir one", Want: ""},
		{Line: "download --model lab/voice --include *.json --local_dir some", Want: ""},
		{Line: "download --dataset lab/calls --local_dir data", Want: ""},
		{Line: "download --model lab/nothing", Want: "lab/nothing", Fails: true},
		{Line: "delete lab/calls --repo-type dataset --yes", Want: "lab/calls"},
		{Line: "delete lab/voice --repo-type model -y", Want: "lab/voice"},
		{Line: "info lab/voice --repo-type model", Want: "lab/voice", Fails: true},
		{Line: "logout", Want: ""},
		{Line: "create lab/more --repo-type model", Want: "og", Fails: true}, // log in
	}...)
	came(t, home, "got/README.md", "got/model.safetensors", "got/sub/配置.json", "one/sub/配置.json", "some/configuration.json")
	if _, err := os.Stat(filepath.Join(home, "some", "README.md")); err == nil {
		t.Error("what was not asked for came")
	}
	if b, err := os.ReadFile(filepath.Join(home, "data", "data", "配置.json")); err != nil || string(b) != `{"a": 1}` {
		t.Errorf("the data set came as %q, %v", b, err)
	}
}

// Those of the last client with HTTP of its own.
func TestModelScope137Commands(t *testing.T) {
	t.Parallel()
	program := filepath.Join(filepath.Dir(pythontest.Interpreter(t, "modelscope-1.37")), "modelscope")
	s, trust := apitest.StartTLS(t)
	home, env := s.Home(t, "MODELSCOPE_DOMAIN="+strings.TrimPrefix(s.URL, "https://"), "REQUESTS_CA_BUNDLE="+trust, "GIT_SSL_CAINFO="+trust)
	files(t, home)
	s.Lines(t, home, env, program, []apitest.Line{
		{Line: "login --token " + s.Ada, Want: ""},
		{Line: "create lab/voice --repo_type model --visibility private", Want: "lab/voice"},
		{Line: "create lab/calls --repo_type dataset --visibility public", Want: "lab/calls"},
		{Line: "upload lab/voice up .", Want: ""},
		{Line: "upload lab/calls up/sub data --repo-type dataset", Want: ""},
		{Line: "download --model lab/voice --local_dir got", Want: ""},
		{Line: "download --model lab/voice sub/配置.json --local_dir one", Want: ""},
		{Line: "download --dataset lab/calls --local_dir data", Want: ""},
		{Line: "download --model lab/nothing", Want: "", Fails: true},
	}...)
	came(t, home, "got/README.md", "got/model.safetensors", "got/sub/配置.json", "one/sub/配置.json")
	if b, err := os.ReadFile(filepath.Join(home, "data", "data", "配置.json")); err != nil || string(b) != `{"a": 1}` {
		t.Errorf("the data set came as %q, %v", b, err)
	}
}
